"""The doctrines of a scenario, each once, as integer tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.assignment.rule import LARGEST_VALUE
from skydome.engagement.tables.columns import ints, thresholds
from skydome.engagement.tables.identification import confusion
from skydome.engagement.tables.magazines import ready_missiles
from skydome.engagement.world import LOOK, PAIR, RANDOM, THOUSAND
from skydome.scenario.labels import HARMLESS, UNKNOWN

if TYPE_CHECKING:
    from skydome.arrays import Floats, Ints
    from skydome.scenario.resolved import Doctrine, ResolvedScenario


POLICIES = {"shoot_look_shoot": LOOK, "shoot_shoot_look": PAIR, "independent_random": RANDOM}


class Doctrines:
    """The different doctrines of a scenario, in order, and the number of each."""

    def __init__(self, scenario: ResolvedScenario) -> None:
        by_key = {_key(doctrine): doctrine for doctrine in scenario.every_doctrine}
        self.distinct: list[Doctrine] = list(by_key.values())
        self._number = {key: n for n, key in enumerate(by_key)}

    def number(self, doctrine: Doctrine) -> int:
        """Return the number of a doctrine of the scenario."""
        return self._number[_key(doctrine)]


def _key(doctrine: Doctrine) -> str:
    return doctrine.model_dump_json()


def doctrine_tables(scenario: ResolvedScenario, doctrines: list[Doctrine]) -> dict[str, Any]:
    """Return the tables of doctrine, guidance and fire by marginal return."""
    return {
        **_doctrine_tables(scenario, doctrines),
        **_guidance_tables(scenario),
        **_assignment_tables(scenario, doctrines),
    }


def _doctrine_tables(scenario: ResolvedScenario, doctrines: list[Doctrine]) -> dict[str, Any]:
    scan, labels = scenario.scan_s, scenario.labels
    ready = ready_missiles(scenario)
    mistaken = [[d.miss_for_kill.value, d.kill_for_miss.value] for d in doctrines]
    salvos = [[d.salvo.get(name, d.salvo_unknown) for name in labels] for d in doctrines]
    return {
        "policy": ints(POLICIES[d.policy] for d in doctrines),
        "interval": ints(max(1.0, d.interval_s.value / scan) for d in doctrines),
        "engagements": ints(d.engagements for d in doctrines),
        "assessment": ints(d.assessment_s.value / scan for d in doctrines),
        "miss_for_kill": thresholds(np.array(mistaken)[:, 0]),
        "kill_for_miss": thresholds(np.array(mistaken)[:, 1]),
        "correction": ints(d.correction_s.value / scan for d in doctrines),
        "time_weight": ints(d.time_weight.value * THOUSAND for d in doctrines),
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
        "silent_when_empty": ints(d.when_empty == "silent" for d in doctrines),
        "fires_remote": ints(d.when_radar_lost == "remote" for d in doctrines),
        "confusion": np.array([confusion(scenario, d) for d in doctrines]),
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
    """Return the values and prices of fire by marginal return, in 2**-30 of the largest value."""
    values = [_values(scenario, d) for d in doctrines]
    steps = [value.max() / LARGEST_VALUE for value in values]
    prices = [np.minimum(d.prices, v.max()) for d, v in zip(doctrines, values, strict=True)]
    scarcity = (min(d.scarcity.value, v.max()) for d, v in zip(doctrines, values, strict=True))
    return {
        "by_return": ints(d.assignment == "marginal_return" for d in doctrines),
        "label_value": _in_steps(values, steps).clip(min=1),
        "missile_price": _in_steps(prices, steps),
        "scarcity": ints(s / step for s, step in zip(scarcity, steps, strict=True)),
        "label_kill": thresholds(_reckoned_kill(scenario)),
        "unit_full": ready_missiles(scenario).astype(np.int32),
    }


def _in_steps(amounts: list[Floats], steps: list[float]) -> Ints:
    each = [np.rint(amount / step) for amount, step in zip(amounts, steps, strict=True)]
    return np.array(each, dtype=np.int32)


def _values(scenario: ResolvedScenario, doctrine: Doctrine) -> Floats:
    """Return a threat's value by label and asset: the asset's value times the class weight."""
    weight = np.array([doctrine.class_weight.get(name, 1.0) for name in scenario.labels])
    return np.asarray(weight[:, None] * [asset.value for asset in scenario.assets])


def _reckoned_kill(scenario: ResolvedScenario) -> Floats:
    """Return, by missile and label, the single-shot kill probability that a group assumes.

    A common-mode failure counts as an independent failure of each missile. An unknown threat counts
    as the mean of the classes in the raid; against one identified as harmless the probability is 0.
    """

    def kill(missile: str, label: str) -> float:
        if label in HARMLESS:
            return 0.0
        names = scenario.target_classes if label == UNKNOWN else (label,)
        entry = scenario.entries[missile]
        return sum(entry.si(f"kill_probability.{name}") for name in names) / len(names)

    return np.array([[kill(m, label) for label in scenario.labels] for m in scenario.missiles])


def _is_engaged(scenario: ResolvedScenario, doctrine: Doctrine, label: str) -> bool:
    """Return whether weapons may be used against threats identified by a label."""
    if label in scenario.target_classes:
        return doctrine.weapons != "hold"
    return label == UNKNOWN and doctrine.weapons == "free"


def _advance(scenario: ResolvedScenario, doctrine: Doctrine) -> Floats:
    """Return, by label and asset, the head start in thousandths of a scan."""
    value = np.array([asset.value for asset in scenario.assets])
    by_asset = doctrine.value_s.value * value / value.max()
    by_label = np.array([doctrine.class_s.get(name, 0.0) for name in scenario.labels])
    return np.asarray(np.rint((by_label[:, None] + by_asset) / scenario.scan_s * THOUSAND))
