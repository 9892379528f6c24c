"""The playback of one replication, and the causes of leaks of a result, for the app."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from skydome._version import __version__
from skydome.analysis.leak_causes import leak_causes
from skydome.errors import InputError
from skydome.export.replay.scene import scene_of
from skydome.forms import did_you_mean, quoted
from skydome.serve import raid_models as models
from skydome.serve.raid_parts import (
    channels_of,
    contours_of,
    events_of,
    leaker_of,
    nodes_of,
    shot_of,
    threat_of,
    track_of,
)
from skydome.study import named_replication, read_result
from skydome.study.leak_causes import leaks_of
from skydome.study.leak_text import MEANINGS, NAMES, REMEDIES
from skydome.study.replay import NAMED, play_stored
from skydome.study.tracks import arrival_scans

if TYPE_CHECKING:
    from pathlib import Path

    from skydome.analysis.intervals import Estimate
    from skydome.export.replay.scene import Scene
    from skydome.scenario import ResolvedScenario
    from skydome.study import EventRecord, Result

STEP_S = 5.0
DEFINITION = (
    "The cause is the condition that came nearest to one more launch, in the time after the last "
    "salvo in which a launch at the threat was possible."
)


def raid(folder: Path, replication: str) -> models.Raid:
    """Return one replication of a stored result, to play back.

    Parameters
    ----------
    folder
        A result folder.
    replication
        A number from 0; or typical, best or worst.

    Raises
    ------
    InputError
        This is no result, there is no such replication, or it cannot be reproduced here.
    """
    result = read_result(folder)
    number = _number(result, replication)
    played = play_stored(result, number)
    named = [_with_names(result.scenario, record) for record in played.records]
    scene = scene_of(result, number, step_s=STEP_S, records=played.records)
    numbers = {threat.name: n for n, threat in enumerate(scene.scenario.threats)}
    flown = {name: at for at, name in enumerate(sorted(scene.flights, key=numbers.__getitem__))}
    leaks = leaks_of(played.world, played.events, arrival_scans(result.scenario, number))
    scenario = scene.scenario
    leaked = Counter(leak.asset for leak in leaks)
    return models.Raid(
        run=folder.name,
        scenario=scenario.name,
        title=scenario.title,
        replication=number,
        placement=number % scenario.terrain.placements,
        version=scene.version,
        duration_s=scenario.duration_s,
        step_s=STEP_S,
        centre=_centre(scene),
        nodes=nodes_of(scene),
        assets=tuple(
            models.Asset(
                name=one.name,
                lon_deg=one.longitude_deg,
                lat_deg=one.latitude_deg,
                altitude_m=round(up),
                value=one.value,
                leaked=leaked[n],
            )
            for n, (one, up) in enumerate(zip(scenario.assets, scene.asset_altitude_m, strict=True))
        ),
        threats=tuple(threat_of(scenario, scene.flights[name], at) for name, at in flown.items()),
        tracks=tuple(track_of(held, flown[held.threat]) for held in scene.held),
        shots=tuple(shot_of(scenario, shot, flown[shot.engagement.threat]) for shot in scene.shots),
        channels=channels_of(scene, flown),
        events=events_of(named, flown),
        contours=contours_of(scene),
        leakers=tuple(
            leaker_of(scenario, leak, named, flown[scenario.threats[leak.threat].name])
            for leak in leaks
        ),
        causes=dict(Counter(leak.cause for leak in leaks).most_common()),
        cause_names=NAMES,
        cite=f"Skydome {__version__}, replay of {scenario.name}, replication {number:,}, seed "
        f"{scenario.seed}, tables {scene.tables_sha256[:12]}.",
    )


def _with_names(scenario: ResolvedScenario, record: EventRecord) -> EventRecord:
    """Return a record with the name of its missile in place of the id."""
    if not record.missile:
        return record
    return record._replace(missile=scenario.entries[record.missile].name)


def causes(folder: Path, sample: int) -> models.Causes:
    """Return the causes of leaks over about ``sample`` of a result's replications.

    Raises
    ------
    InputError
        This is no result, or it cannot be reproduced here.
    """
    result = read_result(folder)
    found = leak_causes(result, sample)
    return models.Causes(
        run=folder.name,
        replications=found.replications,
        sampled=found.sampled,
        total=_mean(found.total),
        all_replications=found.all_replications,
        lines=tuple(
            models.CauseLine(
                cause=line.cause, target_class=line.target_class, leaked=_mean(line.leaked)
            )
            for line in found.lines
        ),
        cause_names=NAMES,
        meanings=MEANINGS,
        remedies=REMEDIES,
        definition=DEFINITION,
        cite=f"Skydome {__version__}, causes of leaks of {result.scenario.name}, "
        f"{found.sampled} of {found.replications:,} replications, seed {result.scenario.seed}, "
        f"tables {result.tables_sha256[:12]}.",
    )


def _mean(estimate: Estimate) -> models.Mean:
    return models.Mean(value=estimate.value, low=estimate.low, high=estimate.high)


def _number(result: Result, text: str) -> int:
    if text in NAMED:
        return named_replication(result, text)
    if text.isascii() and text.isdigit() and len(text) <= len(str(result.rows.num_rows)):
        return int(text)
    allowed = f"0 to {result.rows.num_rows - 1:,}, or {', '.join(NAMED)}"
    hint = did_you_mean(text, list(NAMED))
    raise InputError(f"there is no replication {quoted(text)}{hint}", allowed=allowed)


def _centre(scene: Scene) -> models.Centre:
    """Return the middle of sites and assets, also across the date line."""
    places = [node.place[:2] for node in scene.nodes]
    places += [(one.latitude_deg, one.longitude_deg) for one in scene.scenario.assets]
    north, east = np.array(places, dtype=np.float64).T
    near = east[0] + (east - east[0] + 180) % 360 - 180
    middle = (near.min() + near.max()) / 2
    return models.Centre(
        lon_deg=round(float((middle + 180) % 360 - 180), 4),
        lat_deg=round(float((north.min() + north.max()) / 2), 4),
    )
