"""One replication without any format: who was where and when, who fired, what happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome._version import __version__
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.parameter_draws import scenario_of_placement
from skydome.engagement.tables.placement import places
from skydome.export.replay.contours import Contour, contours_of
from skydome.export.replay.flights import Flight, flights_of
from skydome.export.replay.nodes import Node, nodes_of
from skydome.export.replay.shots import Shot, Use, shot_of, uses_of
from skydome.export.replay.track_errors import Held, held_tracks
from skydome.study.event_text import tally
from skydome.study.replay import replay_stored
from skydome.study.tracks import engagements, flights

if TYPE_CHECKING:
    from skydome.scenario import ResolvedScenario
    from skydome.study import EventRecord, Result
    from skydome.terrain import Grid

# Scenarios have no date. Formats that need one play the replication on this one.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
STEP_S = 10.0


class Scene(NamedTuple):
    """A replication: what every writer is given; ``step_s`` is the time between track points."""

    scenario: ResolvedScenario
    replication: int
    version: str
    tables_sha256: str
    step_s: float
    nodes: list[Node]
    flights: dict[str, Flight]
    shots: list[Shot]
    held: list[Held]
    uses: list[Use]
    contours: list[Contour]
    asset_altitude_m: list[float]
    records: list[EventRecord]

    @property
    def counts(self) -> dict[str, int]:
        """Events of each kind, as `skydome replay` counts them, and intercepts that killed."""
        return tally(self.records)

    @property
    def source(self) -> str:
        """Return what the replication is from, in a line."""
        return (
            f"Skydome {self.version}, {self.scenario.name}, replication {self.replication}, "
            f"seed {self.scenario.seed}, tables {self.tables_sha256[:12]}"
        )


def scene_of(
    result: Result,
    replication: int,
    *,
    step_s: float = STEP_S,
    coverage: bool = True,
    records: list[EventRecord] | None = None,
) -> Scene:
    """Return one replication of a result; it is run again and checked against the stored row.

    Parameters
    ----------
    result, replication
        A stored result, and a number of `skydome.study.named_replication` or the user's.
    step_s
        Time between two points of a track, at least a scan; start and end are always points.
    coverage
        Whether to compute the coverage of every unit as well, which takes some seconds.
    records
        The events of that replication, if it has been run again already.
    """
    records = replay_stored(result, replication) if records is None else records
    placement = replication % result.scenario.terrain.placements
    scenario, grid = (
        scenario_of_placement(result.scenario, placement),
        elevation_of(result.scenario),
    )
    spots = places(scenario, grid, placement)
    flown = flights(result.scenario, grid, replication, records)
    nodes, fine = nodes_of(scenario, spots, records), flights_of(scenario, flown, scenario.scan_s)
    engaged = engagements(records, scenario.duration_s)
    return Scene(
        scenario=scenario,
        replication=replication,
        version=result.version or __version__,
        tables_sha256=result.tables_sha256,
        step_s=step_s,
        nodes=nodes,
        flights=flights_of(scenario, flown, step_s),
        shots=[shot_of(shot, nodes, fine) for shot in engaged],
        held=held_tracks(scenario, spots, fine, records, step_s),
        uses=list(uses_of(scenario, engaged)),
        contours=contours_of(scenario, grid, placement) if coverage else [],
        asset_altitude_m=_asset_altitudes(scenario, grid),
        records=records,
    )


def date_at(time_s: float) -> str:
    """Return a time of the scenario as ISO 8601, on the date of `EPOCH`."""
    at = EPOCH + timedelta(seconds=time_s)
    return at.strftime("%Y-%m-%dT%H:%M:%S") + (
        f".{at.microsecond:06d}".rstrip("0").rstrip(".") + "Z"
    )


def _asset_altitudes(scenario: ResolvedScenario, grid: Grid) -> list[float]:
    places = (([one.latitude_deg], [one.longitude_deg]) for one in scenario.assets)
    return [float(grid.height_at(*map(np.array, place))[0]) for place in places]
