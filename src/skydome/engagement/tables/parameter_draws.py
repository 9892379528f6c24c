"""Parameter values drawn from their plausible ranges.

Latin hypercube (McKay, Beckman, Conover 1979): each of the n draws takes one of the n equal parts
of each parameter's distribution, so that a few draws already span it. Parameters are drawn
independently. Under the policy ``sampled`` each placement of the sites has its own draw.

A value is a pure function of (draw, number of draws, name of the parameter). It does not depend on
the seed, on the threads, or on the rest of the scenario, so two runs that differ in one parameter
have the same values of all others.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.catalogue.kinds import KINDS, TARGET_CLASSES
from skydome.compiler import kernel
from skydome.engagement.draw import VALUE, draw, stream_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from skydome.arrays import Longs
    from skydome.scenario.resolved import Battery, Quantity, ResolvedEntry, ResolvedScenario, Threat

STRATUM, WITHIN = range(2)
# The first two set the shape of a result's rows. The carrier frequency must stay within the bands
# of the cross-sections. A range is compared with distances only when the scenario is resolved.
NEVER_DRAWN = frozenset({"batteries", "launchers_per_battery", "frequency", "range"})
# A flight through waypoints was planned with these values.
OF_A_ROUTE = frozenset({"speed", "bank_limit"})

Values = dict[str, float]


def _lifts_off(one: Values) -> bool:
    sustain, time = one.get("sustain_propellant_mass", 0.0), one.get("sustain_time", 0.0)
    thrust_kgf = one["propellant_mass"] * one["specific_impulse"] / one["burn_time"]
    burnt = one["propellant_mass"] + sustain + one.get("stage_mass", 0.0)
    return burnt < one["launch_mass"] < thrust_kgf and (sustain > 0) == (time > 0)


def _below(low: float, high: float) -> bool:
    """Return whether the first bound is below the second, or both may be absent."""
    return low < high or high == 0


_AIRFRAME = ("launch_mass", "propellant_mass", "specific_impulse", "burn_time")
_SUSTAINER = ("sustain_propellant_mass", "sustain_time", "stage_mass")
# conditions that the values of one entry must satisfy
TOGETHER: tuple[tuple[tuple[str, ...], Callable[[Values], bool]], ...] = (
    ((*_AIRFRAME, *_SUSTAINER), _lifts_off),
    (("confirm_hits", "confirm_looks"), lambda v: v["confirm_hits"] <= v["confirm_looks"]),
    (("fan_width", "maximum_elevation"), lambda v: v["fan_width"] < v["maximum_elevation"]),
    (
        ("minimum_range", "maximum_range"),
        lambda v: _below(v["minimum_range"], v["maximum_range"]),
    ),
    (
        ("minimum_altitude", "maximum_altitude"),
        lambda v: _below(v["minimum_altitude"], v["maximum_altitude"]),
    ),
    (
        ("full_lead_angle", "largest_lead_angle"),
        lambda v: v["full_lead_angle"] <= v["largest_lead_angle"],
    ),
)


def is_sampled(scenario: ResolvedScenario) -> bool:
    """Return whether each placement of a scenario has its own parameter values."""
    return scenario.policy == "sampled"


class ParameterDraw(NamedTuple):
    """One of ``draws`` draws of all uncertain parameters; number None is the catalogue's values."""

    number: int | None
    draws: int


def scenario_of_placement(scenario: ResolvedScenario, placement: int) -> ResolvedScenario:
    """Return a scenario with the values that one placement draws; itself under another policy."""
    if not is_sampled(scenario):
        return scenario
    return drawn_scenario(scenario, ParameterDraw(placement, scenario.terrain.placements))


def drawn_scenario(scenario: ResolvedScenario, one: ParameterDraw) -> ResolvedScenario:
    """Return a scenario with the values of one draw of all uncertain parameters.

    A draw without a number has the catalogue's values, flown as coarsely as those of other draws
    (`skydome.engagement.tables.intercept.front_of`), so that the two can be compared.
    """
    names = drawable(scenario)
    if one.number is None:
        return with_shares(scenario, dict.fromkeys(names))
    return with_shares(scenario, {name: share_of(name, one.number, one.draws) for name in names})


def with_shares(scenario: ResolvedScenario, shares: Mapping[str, float | None]) -> ResolvedScenario:
    """Return a scenario with some values taken from their distributions.

    Distributions are triangular with the catalogue's value as mode unless the entry names another;
    counts are rounded. Where values of one entry contradict each other (more hits than looks, more
    propellant than missile), the drawn ones are replaced by the catalogue values.

    Parameters
    ----------
    scenario
        Any resolved one.
    shares
        By name of a parameter, of those in `drawable`: the cumulative probability of its value, or
        None for the catalogue's value, which then counts as drawn.
    """
    entries = {name: _drawn_entry(scenario, one, shares) for name, one in scenario.entries.items()}
    threats = tuple(_drawn_threat(threat, entries[threat.entry]) for threat in scenario.threats)
    batteries = tuple(
        _drawn_battery(battery, entries[scenario.units[battery.unit]])
        for battery in scenario.batteries
    )
    changed = {"entries": entries, "threats": threats, "batteries": batteries}
    return scenario.model_copy(update=changed)


def drawable(scenario: ResolvedScenario) -> dict[str, Quantity]:
    """Return what is not known, by name as ENTRY.PARAMETER: catalogue values with a range.

    Not values written in the scenario, claims that a policy takes as given, those in `NEVER_DRAWN`,
    nor those in `OF_A_ROUTE` for a threat with waypoints.
    """
    routed = {threat.entry for threat in scenario.threats if threat.via}
    return {
        f"{entry.id}.{name}": quantity
        for entry in scenario.entries.values()
        for name, quantity in entry.parameters.items()
        if quantity.basis == "assessed"
        and name not in NEVER_DRAWN
        and not (entry.id in routed and name in OF_A_ROUTE)
        and quantity.low < quantity.high
        and quantity.distribution != "fixed"
    }


def quantile(quantity: Quantity, share: float) -> float:
    """Return the value below which a share of a quantity's distribution lies.

    Uniform: low + (high - low)·u. Triangular with mode c: low + √(u·(high - low)·(c - low)) up to
    the mode, high - √((1 - u)·(high - low)·(high - c)) from there.
    """
    low, mode, high = quantity.low, quantity.value, quantity.high
    width = high - low
    if quantity.distribution == "fixed" or width == 0:
        return mode
    if quantity.distribution == "uniform":
        return low + width * share
    if share * width < mode - low:
        return low + sqrt(share * width * (mode - low))
    return high - sqrt((1 - share) * width * (high - mode))


def share_of(name: str, number: int, count: int) -> float:
    """Return the cumulative probability of a parameter's value in one of ``count`` draws.

    The stratum is the rank of the draw's random number among those of all draws.
    """
    strata, within = _shares(name, count)
    return (strata[number] + within[number] / 2**31) / count


@lru_cache(maxsize=4096)
def _shares(name: str, count: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return, by draw, the stratum of a parameter and the place in it as 31 random bits."""
    strata = np.argsort(np.argsort(_draws(name, STRATUM, count), kind="stable"))
    return tuple(strata.tolist()), tuple(_draws(name, WITHIN, count).tolist())


def _draws(name: str, part: int, count: int) -> Longs:
    """Return 31 random bits for each draw; 55 bits of the name's SHA-256 fill the address."""
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    first, second, index = key >> 48, key >> 32 & 0xFFFF, key >> 9 & 0x7FFFFF
    bits = np.empty(count, dtype=np.int64)
    fill_draws(first, second, 2 * index + part, bits)
    return bits


@kernel
def fill_draws(first: int, second: int, index: int, bits: Longs) -> None:
    """Write one draw of a value for each number; compiled and cached on disk, unlike `draw`."""
    for number in range(bits.size):
        bits[number] = draw(stream_of(0, number), VALUE, first, second, index)


def _drawn_entry(
    scenario: ResolvedScenario, entry: ResolvedEntry, shares: Mapping[str, float | None]
) -> ResolvedEntry:
    drawn = {}
    for name, quantity in entry.parameters.items():
        full = f"{entry.id}.{name}"
        if full not in shares:
            continue
        share, value = shares[full], quantity.value
        if share is not None:
            value = quantile(quantity, share)
            if KINDS[entry.kind][name].whole:
                value = float(round(value))
        drawn[name] = quantity.model_copy(update={"value": value, "basis": "sampled"})
    for name in _contradicting(scenario, entry, drawn):
        drawn.pop(name, None)
    return entry.model_copy(update={"parameters": entry.parameters | drawn})


def _contradicting(
    scenario: ResolvedScenario, entry: ResolvedEntry, drawn: dict[str, Quantity]
) -> Iterator[str]:
    """Yield the names of values that contradict each other."""
    values = {name: q.value for name, q in (entry.parameters | drawn).items()}
    for names, agree in TOGETHER:
        if set(names) - set(_SUSTAINER) <= set(values) and not agree(values):
            yield from names
    if entry.kind == "missile" and scenario.models.common_failure in {"target", "raid"}:
        kills = [f"kill_probability.{name}" for name in TARGET_CLASSES]
        if max(values[name] for name in kills) > 1 - values["common_mode_failure"]:
            yield from (*kills, "common_mode_failure")


def _drawn_threat(threat: Threat, entry: ResolvedEntry) -> Threat:
    """Return a threat that flies as its entry does, unless the scenario overrides it."""
    speed, height = threat.speed_m_s, threat.height_m
    if speed is not None and speed.basis != "given":
        threat = threat.at_speed(entry.parameters["speed"])
    if height is not None and height.basis != "given":
        threat = threat.model_copy(update={"height_m": entry.parameters["height"]})
    return threat


def _drawn_battery(battery: Battery, system: ResolvedEntry) -> Battery:
    return battery.model_copy(update={"reload_sets": system.count("reload_sets")})
