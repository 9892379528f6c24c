"""Fight a campaign day by day: one replication is one campaign, from its first day to its last."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.campaign import draws, fielding_link
from skydome.campaign.overnight import (
    UP,
    Stocks,
    Storage,
    loaded_overnight,
    repaired,
    shared_out,
    storage_of,
)
from skydome.campaign.results import Campaign, Fought, summarised
from skydome.engagement.record import width
from skydome.engagement.world import with_rules
from skydome.folders import COMPILING
from skydome.study import compile_tables
from skydome.study.precompile import compiled_ahead, is_compiled
from skydome.study.progress import silent
from skydome.study.runner import run_some

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from skydome.arrays import Flags
    from skydome.campaign.form import Delivery, Future, Repair
    from skydome.campaign.load import Plan
    from skydome.engagement.tables.build import Tables
    from skydome.engagement.world import World
    from skydome.scenario import ResolvedScenario

    Ints = NDArray[np.int64]

LEAST_BLOCK = 32
BLOCKS_A_THREAD = 4


class Setup(NamedTuple):
    """What is the same on all days and under all futures.

    ``lost`` are the changes by which a node is lost, ``node`` the indices of those nodes,
    ``battery`` and ``post`` the change by which each battery and command post is lost, `UP` where
    there is none.
    """

    plan: Plan
    storage: Storage
    lost: Ints
    node: Ints
    battery: Ints
    post: Ints

    @property
    def replications(self) -> int:
        """Campaigns fought."""
        return self.plan.scenario.replications

    @property
    def seed(self) -> int:
        """Seed of the first day."""
        return self.plan.scenario.seed


class Morning(NamedTuple):
    """The state of every replication on the morning of a day.

    ``need`` and ``lost_on`` are replications × changes that lose a node, see `overnight.repaired`.
    """

    stocks: Stocks
    need: Ints
    lost_on: Ints


def campaign(
    plan: Plan,
    *,
    threads: int | None = None,
    progress: Callable[[str, int, int | None], None] = silent,
) -> Campaign:
    """Simulate every future of a campaign, with the same random numbers.

    Day d uses the campaign's seed + d - 1: with nothing carried over it equals the single raid
    under that seed. The same plan, seed and version give the same answer for any ``threads``.

    Parameters
    ----------
    plan
        From `load_campaign`.
    threads
        Every core where not given.
    progress
        Called with the name of a stage, the steps done, and the steps in all.
    """
    form = plan.form
    # Raids open with what the day before left, which is a rule.
    with compiled_ahead(ruled=True):
        tables = _compiled(plan, progress)
        if not is_compiled(ruled=True):
            progress(COMPILING, 0, None)
    setup = _setup(plan, tables[0].worlds[0])
    raids = _raids(plan, tables, threads)
    days, total = form.days, form.days * len(form.futures)
    fought: dict[str, list[Fought]] = {}
    done = 0
    for future in form.futures:
        fought[future.name] = []
        for day in _days(setup, raids, future):
            fought[future.name].append(day)
            done += 1
            progress("days", done, total)
    digest = hashlib.sha256("".join(table.sha256 for table in tables[:days]).encode()).hexdigest()
    return summarised(plan, fought, int(setup.storage.full.total[0]), digest)


def _compiled(plan: Plan, progress: Callable[[str, int, int | None], None]) -> list[Tables]:
    """Return the tables of every day, compiled once for each size of the raid."""
    made: dict[str, Tables] = {}
    for raid in plan.raids:
        key = raid.model_dump_json()
        if key not in made:
            made[key] = compile_tables(raid, progress)
    return [made[raid.model_dump_json()] for raid in plan.raids]


def _setup(plan: Plan, world: World) -> Setup:
    scenario = plan.scenario
    lost = [x for x, change in enumerate(scenario.changes) if change.kind == "lost"]
    at = {scenario.changes[x].node: x for x in lost}
    return Setup(
        plan=plan,
        storage=storage_of(world, scenario.replications),
        lost=np.array(lost, dtype=np.int64),
        node=np.array([scenario.nodes.index(scenario.changes[x].node) for x in lost], np.int64),
        battery=np.array([at.get(b.name, UP) for b in scenario.batteries]),
        post=np.array([at.get(post, UP) for post in scenario.commands]),
    )


# the days of one future


def _days(setup: Setup, raids: list[Raid], future: Future) -> Iterator[Fought]:
    """Yield the days of one future, each beginning with what the day before left."""
    arrivals = [_arrival(setup, n, one) for n, one in enumerate(future.resupply)]
    unfielded = _unfielded(setup, future)
    nothing = np.zeros((setup.replications, len(setup.lost)), dtype=np.int64)
    morning = Morning(setup.storage.full, nothing, nothing + UP)
    for day, raid in enumerate(raids, 1):
        out = (morning.lost_on != UP) | unfielded | _unfit(setup, future, day)
        came = np.zeros(setup.replications, dtype=np.int64)
        stocks = morning.stocks
        for arrival, delivery in zip(arrivals, future.resupply, strict=True):
            count = np.where(arrival == day, delivery.count, 0)
            stocks, came = _delivered(setup, stocks, delivery, count), came + count
        stocks = loaded_overnight(setup.storage, stocks, _batteries_out(setup, out))
        opening = _opening(setup, raid.tables.worlds[0], stocks, out)
        rows = raid.rows(opening)
        counters, closing = np.split(rows, [rows.shape[1] - opening.shape[1]], axis=1)
        after = _left(setup, stocks, closing)
        yield Fought(counters, came, stocks.total, after.total, ~out)
        lost = closing[:, closing.shape[1] - len(raid.scenario.changes) :][:, setup.lost] == 1
        morning = _night(setup, future, day, morning._replace(stocks=after), lost & ~out)


def _arrival(setup: Setup, number: int, delivery: Delivery) -> Ints:
    """Return the day on whose morning a delivery comes in each replication, not before day 1."""
    share = draws.slip_shares(setup.seed, setup.replications, number)
    three = (1.0, 1.0, 1.0)
    if delivery.stretch is not None:
        three = (delivery.stretch.low, delivery.stretch.median, delivery.stretch.high)
    elif delivery.stretch_of is not None:
        three = _stretch_of(delivery.stretch_of)
    ordered = delivery.day - delivery.lead_days
    late = ordered + delivery.lead_days * draws.between_three(three, share)
    return np.clip(np.ceil(late - 1e-9), 1, 2**31).astype(np.int64)


_stretch_of = cache(fielding_link.stretch_of)


def _unfielded(setup: Setup, future: Future) -> Flags:
    """Return batteries not operational yet, and command posts all of whose batteries are not."""
    out = np.zeros((setup.replications, len(setup.lost)), dtype=np.bool_)
    fielding, scenario = future.fielding, setup.plan.scenario
    if fielding is None:
        return out
    place = {x: n for n, x in enumerate(setup.lost.tolist())}
    share = draws.operational_shares(setup.seed, setup.replications)
    own = [u for name in fielding.units for u, b in enumerate(scenario.batteries) if b.unit == name]
    there = draws.whole_between(fielding_link.operational_batteries(fielding), len(own), share)
    for turn, u in enumerate(own):
        out[:, place[int(setup.battery[u])]] = there <= turn
    for s, name in enumerate(scenario.units):
        first = [turn for turn, u in enumerate(own) if scenario.batteries[u].unit == name]
        if first:
            out[:, place[int(setup.post[s])]] = there <= first[0]
    return out


def _unfit(setup: Setup, future: Future, day: int) -> Flags:
    """Return the batteries that are not ready on a day."""
    out = np.zeros((setup.replications, len(setup.lost)), dtype=np.bool_)
    if future.readiness < 1:
        for n in np.flatnonzero(np.isin(setup.lost, setup.battery)):
            node = int(setup.node[n])
            share = draws.fitness_shares(setup.seed, setup.replications, node, day)
            out[:, n] = share >= future.readiness
    return out


def _batteries_out(setup: Setup, out: Flags) -> Flags:
    """Return which batteries are out, by battery instead of by change."""
    found = np.zeros((len(out), len(setup.battery)), dtype=np.bool_)
    for u, x in enumerate(setup.battery):
        if x != UP:
            found[:, u] = out[:, np.flatnonzero(setup.lost == x)[0]]
    return found


def _delivered(setup: Setup, stocks: Stocks, delivery: Delivery, count: Ints) -> Stocks:
    """Return the stocks with a delivery, by replication."""
    scenario = setup.plan.scenario
    s, k = list(scenario.units).index(delivery.unit), scenario.missiles.index(delivery.missile)
    stock, depot = stocks.stock.copy(), stocks.depot.copy()
    if delivery.to == "depot":
        depot[:, s, k] += count
    else:
        own = np.flatnonzero(setup.storage.post_of == s)
        stock[:, own, k] += shared_out(count, len(own))
    return stocks._replace(stock=stock, depot=depot)


# one day


def _raids(plan: Plan, tables: list[Tables], threads: int | None) -> list[Raid]:
    """Return the raids of all days."""
    return [
        Raid(scenario, table, plan.scenario.seed + day, threads)
        for day, (scenario, table) in enumerate(zip(plan.raids, tables, strict=True))
    ]


def _opening(setup: Setup, world: World, stocks: Stocks, out: Flags) -> NDArray[np.int32]:
    """Return the opening of every replication, see `skydome.engagement.rules.carryover`."""
    changes = np.zeros((len(out), len(world.change_kind)), dtype=np.int64)
    changes[:, setup.lost] = out
    depot = stocks.depot if world.depot.size else stocks.depot[:, :0]
    parts = (stocks.loaded, stocks.stock, depot, changes)
    return np.hstack([part.reshape(len(out), -1) for part in parts]).astype(np.int32)


def _left(setup: Setup, before: Stocks, closing: NDArray[np.int32]) -> Stocks:
    """Return the stocks after a day; depots that the kernels do not use stay as they were."""
    shapes = (before.loaded.shape, before.stock.shape, before.depot.shape)
    ends = np.cumsum([int(np.prod(shape[1:])) for shape in shapes])
    parts = np.split(closing.astype(np.int64), ends, axis=1)
    loaded, stock = (part.reshape(shape) for part, shape in zip(parts[:2], shapes[:2], strict=True))
    fought = closing.shape[1] - len(setup.plan.scenario.changes) == ends[2]
    return Stocks(loaded, stock, parts[2].reshape(shapes[2]) if fought else before.depot)


class Raid:
    """The raid of one day: a row for each replication is a function of seed, tables and opening.

    Futures differ late: one whose replications open a day as they did under an earlier future takes
    those rows from there.
    """

    def __init__(
        self, scenario: ResolvedScenario, tables: Tables, seed: int, threads: int | None
    ) -> None:
        self.scenario, self.tables, self.seed = scenario, tables, seed
        self.workers = threads or os.cpu_count() or 1
        self._played: list[tuple[NDArray[np.int32], NDArray[np.int32]]] = []  # openings, rows

    def rows(self, opening: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return one row for each replication: counters, then the closing stocks."""
        worlds = [with_rules(world._replace(opening=opening)) for world in self.tables.worlds]
        rows = np.zeros((len(opening), width(worlds[0])), dtype=np.int32)
        new = np.ones(len(opening), dtype=np.bool_)
        for before, found in self._played:
            same = new & (before == opening).all(axis=1)
            rows[same] = found[same]
            new &= ~same
        self._play(worlds, np.flatnonzero(new), rows)
        self._played.append((opening, rows))
        return rows

    def _play(self, worlds: list[World], numbers: Ints, rows: NDArray[np.int32]) -> None:
        size = max(LEAST_BLOCK, -(-len(numbers) // (BLOCKS_A_THREAD * self.workers)))
        blocks = [numbers[at : at + size] for at in range(0, len(numbers), size)]
        with ThreadPoolExecutor(self.workers) as executor:
            list(executor.map(lambda block: run_some(worlds, self.seed, block, rows), blocks))


def _night(setup: Setup, future: Future, day: int, morning: Morning, lost: Flags) -> Morning:
    """Return the next morning, after a night of repair; nodes just lost begin theirs."""
    stocks, need, lost_on = morning
    if future.full_resupply:
        stocks = setup.storage.full
    need, lost_on = need.copy(), lost_on.copy()
    if future.repair is None:
        lost_on[lost] = day
        return Morning(stocks, need, lost_on)
    for n, node in enumerate(setup.node):
        takes = _days_of_repair(setup, future.repair, int(node), day)
        need[:, n] = np.where(lost[:, n], takes, need[:, n])
    lost_on[lost] = day
    return Morning(stocks, *repaired(need, lost_on, future.repair.workshops))


def _days_of_repair(setup: Setup, repair: Repair, node: int, day: int) -> Ints:
    """Return whole days of repair work, at least one."""
    low = repair.days if repair.low is None else repair.low
    high = repair.days if repair.high is None else repair.high
    share = draws.repair_shares(setup.seed, setup.replications, node, day)
    takes = draws.between_three((low, repair.days, high), share)
    return np.maximum(1, np.ceil(takes - 1e-9)).astype(np.int64)
