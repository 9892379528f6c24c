"""Which launches a network makes, on which trajectory, and when it waits for a better one.

A battery that fires at the first feasible intercept uses up engagements on poor shots although
better ones are coming, and its network may not fire at that threat again until the outcome is
known. So a battery compares each launch with its own later ones, and with those of the batteries of
its network that have the best launches at that path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.engagement.tables.columns import ints
from skydome.engagement.tables.launch_value import Launches, Terms, choose
from skydome.engagement.tables.stances import standing
from skydome.engagement.world import BEST, CASES, NOBODY, WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from skydome.arrays import Floats, Ints, Longs
    from skydome.engagement.tables.doctrine import Doctrines
    from skydome.engagement.tables.shared import Shared
    from skydome.engagement.tables.shots import Shots
    from skydome.scenario.resolved import Doctrine, ResolvedScenario


class Rows(NamedTuple):
    """The rows of the launch tables, along three axes, and their properties.

    ``number`` [stance, type, path]; ``network`` of each stance, the first stances being those in
    which the units start; ``target_class`` of each path; ``kill`` [type, path] the catalogue's kill
    probability.
    """

    number: Longs
    network: Ints
    units: int
    target_class: list[str]
    kill: Floats

    def spread(self, by_row: NDArray[Any], launches: Launches) -> NDArray[Any]:
        """Return values that broadcast to [stance, type, path], launch by launch."""
        values = np.broadcast_to(by_row, self.number.shape)
        return np.repeat(values.ravel(), np.diff(launches.offset))


def launches_of(shots: Sequence[Shots], bounds: Longs) -> Launches:
    """Return every launch by every trajectory, by row of the launch tables.

    A row reaches from the first launch of any member to the last one: a slower missile may be
    launched before a quicker one would have to wait for its target. ``bounds`` says where each path
    begins in the traffic, and where the last one ends.
    """
    ends = np.array([np.searchsorted(shot.at, bounds) for shot in shots])
    at = np.concatenate([*(shot.at for shot in shots), [0]])
    offset = np.zeros(ends[:, 1:].size + 1, dtype=np.int64)
    np.cumsum(np.diff(ends, axis=1), out=offset[1:])
    used = np.diff(offset) > 0
    first = np.where(used, at[offset[:-1]] - np.tile(bounds[:-1], len(shots)), 0)
    shares = [np.rint(shot.kill_share * WHOLE).astype(np.uint16) for shot in shots]
    return Launches(
        first.astype(np.int32),
        offset,
        _by_member([shot.flight_scans for shot in shots], 0),
        _by_member(shares, WHOLE),
    )


def bare_shares(shots: Sequence[Shots], member: NDArray[np.uint8]) -> Floats:
    """Return what the best of tracks would leave of the kill probability of each launch."""
    shares = [shot.bare_share for shot in shots if shot.bare_share is not None]
    return along(member, _by_member(shares, 1))


def _by_member(parts: list[NDArray[Any]], otherwise: int) -> NDArray[Any]:
    """Return arrays [member, launch] side by side, ``otherwise`` where one has fewer members."""
    count = sum(part.shape[1] for part in parts)
    found = np.full((max(map(len, parts)), count), otherwise, dtype=parts[0].dtype)
    begin = 0
    for part in parts:
        found[: len(part), begin : begin + part.shape[1]] = part
        begin += part.shape[1]
    return found


def along(member: NDArray[np.uint8], values: NDArray[Any]) -> NDArray[Any]:
    """From values [member, launch], return those of each launch's member."""
    return np.ascontiguousarray(values[member, np.arange(values.shape[1])])


def chosen_members(shared: Shared, launches: Launches, doctrines: Doctrines) -> NDArray[np.uint8]:
    """Return the trajectory that each launch flies: by the doctrine with which its battery begins.

    A battery chooses as if it were alone.
    """
    rows, member = rows_of(shared), np.zeros(launches.scans.shape[1], dtype=np.uint8)
    if len(launches.scans) == 1:
        return member
    numbers = np.array([doctrines.number(d) for d in shared.scenario.doctrines])
    number = rows.spread(numbers[rows.network][:, None, None], launches)
    for d in np.unique(numbers):
        doctrine = doctrines.distinct[d]
        kill = _salvo_kill(rows, launches, doctrine)
        sets, own = _alternatives(rows, np.full((1, 1, 1), NOBODY), 0)
        chosen = choose(launches, kill, terms_of(shared.scenario, doctrine), sets, own).member
        member = np.where(number == d, chosen, member)
    return member


def choice_tables(shared: Shared, launches: Launches, doctrines: Doctrines) -> dict[str, Any]:
    """Return the tables of when to launch, for launches that fly one trajectory each."""
    rows = rows_of(shared)
    kills = [_salvo_kill(rows, launches, doctrine) for doctrine in doctrines.distinct]
    of_network = [kills[doctrines.number(d)] for d in shared.scenario.doctrines]
    best = best_units(shared, rows, launches, of_network)
    least = np.zeros((len(kills), CASES, launches.scans.shape[1]), dtype=np.uint8)
    for d, (doctrine, kill) in enumerate(zip(doctrines.distinct, kills, strict=True)):
        if waits(doctrine):
            terms = terms_of(shared.scenario, doctrine)
            for case in range(CASES):
                sets, own = _alternatives(rows, best, case)
                least[d, case] = choose(launches, kill, terms, sets, own).least
    return {
        "path_best": best,
        "flight_least": least,
        "waits": ints(waits(doctrine) for doctrine in doctrines.distinct),
    }


def waits(doctrine: Doctrine) -> bool:
    """Return whether batteries wait for better launches; they do not if they fire independently.

    In that case a launch does not prevent another one, so nothing is gained by waiting.
    """
    return doctrine.launch_rule == "expected_kill" and doctrine.policy != "independent_random"


def terms_of(scenario: ResolvedScenario, doctrine: Doctrine) -> Terms:
    """Return how a doctrine fires."""
    pairs = doctrine.policy == "shoot_shoot_look"
    return Terms(
        engagements=doctrine.engagements,
        look=round(doctrine.assessment_s.value / scenario.scan_s),
        interval=max(1, round(doctrine.interval_s.value / scenario.scan_s)) if pairs else 0,
        quickest=int(doctrine.guidance == "quickest"),
    )


def rows_of(shared: Shared) -> Rows:
    """Return the rows of a scenario's launch tables."""
    scenario = shared.scenario
    batteries, missiles = standing(scenario), len(scenario.missiles)
    starts = shared.traffic.bounds[:-1]
    names = [shared.traffic.classes[c] for c in shared.traffic.target_class[starts]]
    count = len(batteries) * missiles * len(names)
    entries = [scenario.entries[i] for i in scenario.missiles]
    return Rows(
        number=np.arange(count).reshape(len(batteries), missiles, len(names)),
        network=np.array([b.network for b in batteries], dtype=np.int32),
        units=len(scenario.batteries),
        target_class=names,
        kill=np.array([[m.si(f"kill_probability.{name}") for name in names] for m in entries]),
    )


def _salvo_kill(rows: Rows, launches: Launches, doctrine: Doctrine) -> Floats:
    """Return, by member and launch, the probability that a salvo of independent missiles kills."""
    salvo = np.array([doctrine.salvo[name] for name in rows.target_class])
    single = rows.spread(rows.kill, launches) * (launches.share / WHOLE)
    missed, missiles = 1 - single, rows.spread(salvo, launches)
    several = np.flatnonzero(missiles > 1)  # powers are slow
    missed[:, several] **= missiles[several]
    return np.asarray(1 - missed)


def best_units(shared: Shared, rows: Rows, launches: Launches, kills: list[Floats]) -> Ints:
    """Return, by network and path, the units with the best launches, NOBODY where there is none.

    First the unit that alone kills most probably; then the one with which that rises most, or that
    is the next best alone. Of equal ones the lowest number. ``kills`` are by network the kill
    probabilities of `choose`.
    """
    paths = rows.number.shape[2]
    best = np.full((len(shared.scenario.networks), paths, BEST), NOBODY, dtype=np.int32)
    for n, (doctrine, kill) in enumerate(zip(shared.scenario.doctrines, kills, strict=True)):
        units = np.flatnonzero(rows.network[: rows.units] == n)
        if len(units) == 0:
            continue
        terms = terms_of(shared.scenario, doctrine)
        own = rows.number[units].transpose(0, 2, 1)  # unit, path, type
        alone = _worth(launches, kill, terms, own)
        gain = alone
        for place in range(BEST):
            order = np.lexsort((-alone, -np.round(gain, 9)), axis=0)[0]
            found = np.take_along_axis(gain, order[None], axis=0)[0] > 0
            best[n, :, place] = np.where(found, units[order], NOBODY)
            chosen = own[order, np.arange(paths)][None]
            gain = _worth(launches, kill, terms, np.concatenate([own, chosen + 0 * own], axis=2))
            taken = (units[:, None, None] == best[n][None]).any(axis=2)
            gain = np.where(taken | (alone <= 0), 0.0, gain)
    return best


def _worth(launches: Launches, kill: Floats, terms: Terms, rows: Longs) -> Floats:
    """Return the value of sets of alternatives [unit, path, row] before their first launch."""
    sets = np.ascontiguousarray(rows.reshape(-1, rows.shape[2]))
    return choose(launches, kill, terms, sets, sets.shape[1]).worth.reshape(rows.shape[:2])


def _alternatives(rows: Rows, best: Ints, case: int) -> tuple[Longs, int]:
    """Return the sets of alternatives in a case, and how many rows of each are decided on.

    A case says which of the best units are able, and whether a unit has all its missile types; if
    not, each of its types is decided on separately.
    """
    paths = rows.number.shape[2]
    own = rows.number.transpose(0, 2, 1)[:, :, :, None]  # stance, path, set, row
    if case < 2**BEST:
        own = own.transpose(0, 1, 3, 2)
    others = []
    for place in range(best.shape[2]):
        if case >> place & 1:
            unit = best[rows.network][:, :, place]  # stance, path
            at = rows.number[unit, :, np.arange(paths)]  # stance, path, type
            others.append(np.where(unit[:, :, None] == NOBODY, NOBODY, at))
    parts = [np.repeat(part[:, :, None], own.shape[2], axis=2) for part in others]
    sets = np.concatenate([own, *parts], axis=3)
    return np.ascontiguousarray(sets.reshape(-1, sets.shape[3])), own.shape[3]
