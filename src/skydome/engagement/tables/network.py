"""Doctrine, identity, links and losses of a scenario as integer tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.assignment.rule import LARGEST_VALUE
from skydome.engagement.draw import CERTAIN
from skydome.engagement.tables.defaults import NO_LIMIT, THOUSAND
from skydome.engagement.tables.logistics import supply_tables
from skydome.engagement.world import (
    CUE,
    CUT,
    DOCTRINE,
    EMIT,
    HIT,
    LOOK,
    LOSE,
    MOVE,
    NEVER,
    NOBODY,
    PAIR,
    QUIET,
    RANDOM,
    SEEN,
    SHUT,
)
from skydome.scenario.labels import HARMLESS, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from skydome.scenario.resolved import Battery, Change, Doctrine, Radar, ResolvedScenario

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

POLICIES = {"shoot_look_shoot": LOOK, "shoot_shoot_look": PAIR, "independent_random": RANDOM}
CHANGES = {
    "lost": LOSE,
    "cut": CUT,
    "quiet": QUIET,
    "emits": EMIT,
    "shuts": SHUT,
    "moves": MOVE,
    "doctrine": DOCTRINE,
}
TRIGGERS = {"cued": CUE, "leak": HIT}
LEAVES = {"homing": SEEN, "leak": HIT}


def thresholds(probability: Floats) -> NDArray[np.uint32]:
    """Return probabilities as what a 31-bit draw must lie below; 0 and 1 are exact."""
    return np.rint(np.clip(probability, 0.0, 1.0) * CERTAIN).astype(np.uint32)


def capacity_of(scenario: ResolvedScenario, battery: Battery) -> list[int]:
    """Return the missiles on each launcher of a battery when full."""
    tubes = scenario.entries[battery.launcher].count("tubes")
    per_tube = [scenario.entries[i].count("missiles_per_tube") for i in scenario.missiles]
    return [tubes * per_tube[k] for k in battery.launchers]


def ready_missiles(scenario: ResolvedScenario) -> Floats:
    """Return the missiles of each battery, by type, when all launchers are full."""
    ready = np.zeros((len(scenario.batteries), len(scenario.missiles)))
    for u, battery in enumerate(scenario.batteries):
        np.add.at(ready[u], list(battery.launchers), capacity_of(scenario, battery))
    return ready


def command_tables(scenario: ResolvedScenario, viable: Ints) -> dict[str, Any]:
    """Return the tables of command; ``viable`` says which threats the tables hold a launch at."""
    by_key = {_key(doctrine): doctrine for doctrine in scenario.every_doctrine}
    number = {key: n for n, key in enumerate(by_key)}
    return {
        **_network_tables(scenario, number),
        **_change_tables(scenario, number),
        **supply_tables(scenario),
        **_identity_tables(scenario, viable),
        **_doctrine_tables(scenario, list(by_key.values())),
        **_guidance_tables(scenario),
        **_assignment_tables(scenario, list(by_key.values())),
    }


def _key(doctrine: Doctrine) -> str:
    return doctrine.model_dump_json()


def _ints(values: Iterable[float]) -> Ints:
    return np.array([round(value) for value in values], dtype=np.int32)


def _network_tables(scenario: ResolvedScenario, number: dict[str, int]) -> dict[str, Any]:
    """Return who belongs to whom; groups beside the networks only where something changes."""
    units, scan = list(scenario.units), scenario.scan_s
    links = {link.node: link for link in scenario.links}
    network_of = {battery.unit: battery.network for battery in scenario.batteries}

    def delay(node: str) -> float:
        return links[node].delay_s.value / scan if node in links else 0.0

    def capacity(node: str) -> int:
        return links[node].capacity if node in links else NO_LIMIT

    guiding = {s.radar: u for u, b in enumerate(scenario.batteries) for s in b.stances}
    groups = [number[_key(doctrine)] for doctrine in scenario.doctrines]
    if any(change.doctrine is None for change in scenario.changes):
        alone = [number[_key(doctrine)] for doctrine in scenario.alone]
        groups += [alone[network_of[unit]] for unit in units]
        groups += [alone[battery.network] for battery in scenario.batteries]
    radars, batteries = scenario.radars, scenario.batteries
    posts = [post.node for post in scenario.posts]
    return {
        "radar_network": _ints(radar.network for radar in radars),
        "radar_command": _ints(
            units.index(radar.unit) if radar.unit in units else NOBODY for radar in radars
        ),
        "radar_unit": _ints(guiding.get(r, NOBODY) for r in range(len(radars))),
        "radar_on": _ints(_on(radar, scan) for radar in radars),
        "unit_network": _ints(battery.network for battery in batteries),
        "unit_command": _ints(units.index(battery.unit) for battery in batteries),
        "unit_delay": _ints(delay(battery.name) for battery in batteries),
        "unit_capacity": _ints(capacity(battery.name) for battery in batteries),
        "command_delay": _ints(delay(f"{unit}-command") for unit in units),
        "post_limit": _ints(post.engagements for post in scenario.posts),
        "unit_post": _ints(
            posts.index(post) if (post := f"{battery.unit}-command") in posts else NOBODY
            for battery in batteries
        ),
        "group_doctrine": _ints(groups),
        "networks": len(scenario.networks),
        "commands": len(units),
    }


def _on(radar: Radar, scan_s: float) -> float:
    """Return the scan in which a radar begins to radiate, NEVER where it waits for something."""
    if radar.emission == "timed":
        return radar.on_s.value / scan_s
    return 0 if radar.emission == "on" else NEVER


def _change_tables(scenario: ResolvedScenario, number: dict[str, int]) -> dict[str, Any]:
    changes, nodes, scan = scenario.changes, scenario.nodes, scenario.scan_s
    at = {(change.kind, change.node): x for x, change in enumerate(changes)}
    assets, batteries = scenario.assets, scenario.batteries
    radars = {radar.name: radar for radar in scenario.radars}
    own = [radars.get(change.node) for change in changes]
    windows = ((change.to_s.value - change.from_s.value) / scan for change in changes)
    return {
        "change_kind": _ints(CHANGES[change.kind] for change in changes),
        "change_node": _ints(
            scenario.networks.index(change.network) if change.doctrine else nodes.index(change.node)
            for change in changes
        ),
        "change_doctrine": _ints(
            number[_key(change.doctrine)] if change.doctrine else NOBODY for change in changes
        ),
        "change_chance": thresholds(np.array([change.chance.value for change in changes])),
        "change_first": _ints(change.from_s.value / scan for change in changes),
        "change_window": _ints(windows),
        "change_trigger": _ints(
            _trigger(scenario, *pair) for pair in zip(changes, own, strict=True)
        ),
        "change_delay": _ints(_delay_s(*pair) / scan for pair in zip(changes, own, strict=True)),
        "change_next": _ints(
            at.get(("emits", r.moves_to), NOBODY) if r and change.kind == "shuts" else NOBODY
            for change, r in zip(changes, own, strict=True)
        ),
        "radar_second": _ints(_second(scenario, radar) for radar in scenario.radars),
        "asset_change": _ints(at.get(("lost", asset.node), NOBODY) for asset in assets),
        "unit_quiet": _ints(at.get(("quiet", battery.name), NOBODY) for battery in batteries),
    }


def _trigger(scenario: ResolvedScenario, change: Change, radar: Radar | None) -> int:
    """Return what a change waits for."""
    if change.kind == "moves":
        when = (b.move.when for b in scenario.batteries if b.move and b.name == change.node)
        return LEAVES.get(next(when), NOBODY)
    if change.kind == "shuts":
        return SEEN
    waits = change.kind == "emits" and radar is not None
    return TRIGGERS.get(radar.emission, NOBODY) if waits and radar else NOBODY


def _delay_s(change: Change, radar: Radar | None) -> float:
    """Return the time from a trigger to the change."""
    if change.kind != "emits" or radar is None:
        return 0.0
    return radar.relocate_s.value if radar.emission == "moved" else radar.warm_up_s.value


def _second(scenario: ResolvedScenario, radar: Radar) -> int:
    names = [other.name for other in scenario.radars]
    return names.index(radar.moves_to) if radar.moves_to else NOBODY


def _identity_tables(scenario: ResolvedScenario, viable: Ints) -> dict[str, Any]:
    threats, labels = scenario.threats, scenario.labels
    names = [radar.name for radar in scenario.radars]
    truth = [t.target_class if t.identity == "hostile" else t.identity for t in threats]
    return {
        "threat_label": _ints(labels.index(label) for label in truth),
        "threat_harms": _ints(threat.identity == "hostile" for threat in threats),
        "threat_viable": viable,
        "threat_homes": _ints(
            names.index(threat.homes_on) if threat.homes_on else NOBODY for threat in threats
        ),
        "threat_aimed": _ints(scenario.assets[threat.asset].defended for threat in threats),
        "identified": int(any(d.identification for d in scenario.every_doctrine)),
    }


def _doctrine_tables(scenario: ResolvedScenario, doctrines: list[Doctrine]) -> dict[str, Any]:
    scan, labels = scenario.scan_s, scenario.labels
    ready = ready_missiles(scenario)
    mistaken = [[d.miss_for_kill.value, d.kill_for_miss.value] for d in doctrines]
    salvos = [[d.salvo.get(name, d.salvo_unknown) for name in labels] for d in doctrines]
    return {
        "policy": _ints(POLICIES[d.policy] for d in doctrines),
        "interval": _ints(max(1.0, d.interval_s.value / scan) for d in doctrines),
        "engagements": _ints(d.engagements for d in doctrines),
        "assessment": _ints(d.assessment_s.value / scan for d in doctrines),
        "miss_for_kill": thresholds(np.array(mistaken)[:, 0]),
        "kill_for_miss": thresholds(np.array(mistaken)[:, 1]),
        "correction": _ints(d.correction_s.value / scan for d in doctrines),
        "time_weight": _ints(d.time_weight.value * THOUSAND for d in doctrines),
        "label_salvo": np.array(salvos, dtype=np.int32),
        "label_reserved": np.array(
            [[name in d.reserve_classes for name in labels] for d in doctrines], dtype=np.int32
        ),
        "label_engaged": np.array(
            [[_is_engaged(scenario, d, name) for name in labels] for d in doctrines],
            dtype=np.int32,
        ),
        "label_advance": np.array([_advance(scenario, d) for d in doctrines], dtype=np.int32),
        "missile_order": np.array([d.missile_order for d in doctrines], dtype=np.int32),
        "unit_reserve": np.array([ready * d.reserve_fractions for d in doctrines], dtype=np.int32),
        "silent_when_empty": _ints(d.when_empty == "silent" for d in doctrines),
        "fires_remote": _ints(d.when_radar_lost == "remote" for d in doctrines),
        "confusion": np.array([_confusion(scenario, d) for d in doctrines]),
    }


def _guidance_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    """Return which missiles may be launched, and fly, on the tracks of which radars."""
    missiles = [scenario.entries[missile] for missile in scenario.missiles]
    remote = np.array([missile.allows("remote_launch") for missile in missiles])
    active = np.array([missile.attributes["guidance"] == "active" for missile in missiles])
    tracks = [scenario.entries[radar.entry].allows("launch_track") for radar in scenario.radars]
    launches = np.outer(tracks, remote)
    return {
        "missile_remote": (remote & active).astype(np.int32),
        "any_track": int(launches.all()),
        "radar_launches": launches.astype(np.int32),
    }


def _assignment_tables(scenario: ResolvedScenario, doctrines: list[Doctrine]) -> dict[str, Any]:
    """Return what fire by marginal return is worth and costs; a step is 2**-30 of what is most."""
    values = [_values(scenario, d) for d in doctrines]
    steps = [value.max() / LARGEST_VALUE for value in values]
    prices = [np.minimum(d.prices, v.max()) for d, v in zip(doctrines, values, strict=True)]
    scarcity = (min(d.scarcity.value, v.max()) for d, v in zip(doctrines, values, strict=True))
    return {
        "by_return": _ints(d.assignment == "marginal_return" for d in doctrines),
        "label_value": _in_steps(values, steps).clip(min=1),
        "missile_price": _in_steps(prices, steps),
        "scarcity": _ints(s / step for s, step in zip(scarcity, steps, strict=True)),
        "label_kill": thresholds(_reckoned_kill(scenario)),
        "unit_full": ready_missiles(scenario).astype(np.int32),
    }


def _in_steps(amounts: list[Floats], steps: list[float]) -> Ints:
    each = [np.rint(amount / step) for amount, step in zip(amounts, steps, strict=True)]
    return np.array(each, dtype=np.int32)


def _values(scenario: ResolvedScenario, doctrine: Doctrine) -> Floats:
    """Return, by label and asset, what a threat is worth: its asset's value, weighed by class."""
    weight = np.array([doctrine.class_weight.get(name, 1.0) for name in scenario.labels])
    return np.asarray(weight[:, None] * [asset.value for asset in scenario.assets])


def _reckoned_kill(scenario: ResolvedScenario) -> Floats:
    """Return, by missile and label, the single-shot kill probability that a group reckons with.

    Failures in common count as each missile's own. What is unknown is taken for the mean of the
    classes in the raid, and against what is held for harmless nothing counts.
    """

    def kill(missile: str, label: str) -> float:
        if label in HARMLESS:
            return 0.0
        names = scenario.target_classes if label == UNKNOWN else (label,)
        entry = scenario.entries[missile]
        return sum(entry.si(f"kill_probability.{name}") for name in names) / len(names)

    return np.array([[kill(m, label) for label in scenario.labels] for m in scenario.missiles])


def _is_engaged(scenario: ResolvedScenario, doctrine: Doctrine, label: str) -> bool:
    """Say whether weapons may be used on what is held for a label."""
    if label in scenario.target_classes:
        return doctrine.weapons != "hold"
    return label == UNKNOWN and doctrine.weapons == "free"


def _advance(scenario: ResolvedScenario, doctrine: Doctrine) -> Floats:
    """Return, by label and asset, the head start in thousandths of a scan."""
    value = np.array([asset.value for asset in scenario.assets])
    by_asset = doctrine.value_s.value * value / value.max()
    by_label = np.array([doctrine.class_s.get(name, 0.0) for name in scenario.labels])
    return np.asarray(np.rint((by_label[:, None] + by_asset) / scenario.scan_s * THOUSAND))


def _confusion(scenario: ResolvedScenario, doctrine: Doctrine) -> NDArray[np.uint32]:
    """Return thresholds over the labels that are seen, cumulated, for each true label."""
    labels = scenario.labels
    shares = np.zeros((len(labels), len(labels)))
    for n, truth in enumerate(labels):
        for seen, share in doctrine.identification.get(truth, {}).items():
            shares[n, labels.index(seen)] += share
        shares[n, n] += max(0.0, 1 - shares[n].sum())
    return thresholds(np.cumsum(shares, axis=1))
