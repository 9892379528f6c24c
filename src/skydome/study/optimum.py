"""How far each decision of a replication was from the best fire at that moment.

The log says what happened, the tables what could have been done. Before the launches of a scan the
threats, channels and missiles of each network are those of all earlier events; who could have fired
what at which threat is then a snapshot for `skydome.assignment`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.assignment import Magazine, Problem, Unit, solve
from skydome.engagement.draw import CERTAIN
from skydome.engagement.ground import ground_of
from skydome.engagement.tables import build_world
from skydome.engagement.world import NEVER, WHOLE
from skydome.errors import InputError
from skydome.study.replay import replay_in
from skydome.study.tracks import arrival_scans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from skydome.engagement.world import World
    from skydome.scenario import ResolvedScenario
    from skydome.study.replay import Event
    from skydome.study.store import Result

    Counts = NDArray[np.integer[Any]]

LAST, NEARLY_CERTAIN = ("launch", "decision", "leak"), 1 - 1e-9
ITERATIONS = 100  # of the search before the proof
NOTHING = 1e-9  # of the value at stake: less is rounding


class Fired(NamedTuple):
    """One engagement of the log: unit, missile and threat by number, and missiles in the salvo."""

    unit: int
    missile: int
    threat: int
    salvo: int


class Snapshot(NamedTuple):
    """A network before its launches in one scan, and what it then fired.

    ``shots`` has for each threat that may be engaged the single-shot kill probability and the
    salvo by unit and missile. ``free`` and ``guidable`` are channels left by unit, ``ready`` the
    missiles left by unit and missile, those kept for reserved classes apart in ``kept``.
    """

    scan: int
    network: int
    shots: dict[int, dict[tuple[int, int], tuple[float, int]]]
    free: dict[int, int]
    guidable: dict[int, int]
    ready: dict[tuple[int, int], int]
    kept: dict[tuple[int, int], int]
    reserved: frozenset[int]
    fired: tuple[Fired, ...]


@dataclass(frozen=True)
class Decision:
    """One network in one scan with a launch: what its fire was worth, and the best fire.

    ``value`` is the expected value of the threats killed, each worth its asset; ``kills`` their
    expected number. The best fires are two, one by each measure.
    """

    time_s: float
    network: str
    candidates: int
    engaged: int
    value: float
    best_value: float
    kills: float
    best_kills: float

    @property
    def forgone_value(self) -> float:
        """What the best fire would have saved more."""
        return self.best_value - self.value

    @property
    def forgone_kills(self) -> float:
        """How many more kills were to be expected of the best fire."""
        return self.best_kills - self.kills


@dataclass(frozen=True)
class Optimum:
    """All decisions of a replication, and their sums."""

    replication: int
    decisions: tuple[Decision, ...]

    @property
    def forgone_value(self) -> float:
        """Sum over all decisions, each taken by itself."""
        return sum(decision.forgone_value for decision in self.decisions)

    @property
    def forgone_kills(self) -> float:
        """Sum over all decisions, each taken by itself."""
        return sum(decision.forgone_kills for decision in self.decisions)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {
            "forgone_value": self.forgone_value,
            "forgone_kills": self.forgone_kills,
            "decisions": [asdict(decision) for decision in self.decisions],
        }


def _silent(_stage: str, _done: int, _total: int | None) -> None:
    """Show nothing."""


def optimum_stored(
    result: Result,
    replication: int,
    progress: Callable[[str, int, int | None], None] = _silent,
) -> Optimum:
    """Return how far each decision of a stored replication was from the best, see `optimum_of`.

    That the replication is still the one that was stored is for `skydome.study.replay_stored`.

    Raises
    ------
    InputError
        The scenario has rules that the best fire does not know, see `check_rules`.
    """
    scenario = result.scenario
    check_rules(scenario)
    placement = replication % scenario.terrain.placements
    world = build_world(scenario, ground_of(scenario), placement)
    _, events = replay_in(world, scenario, replication)
    return optimum_of(world, scenario, replication, events, progress)


def check_rules(scenario: ResolvedScenario) -> None:
    """Refuse what the best fire does not know: it is that of networks that stay as they are.

    Raises
    ------
    InputError
        Something may be lost, silent, narrow, jammed for a time or mistaken, or a doctrine fires
        otherwise than shoot-look-shoot.
    """
    doctrines = scenario.every_doctrine
    told = {
        "losses or silent radars": any(not change.doctrine for change in scenario.changes),
        "a doctrine that changes": any(change.doctrine for change in scenario.changes),
        "batteries that turn": scenario.turns,
        "slow or narrow links": bool(scenario.links),
        "command posts with a limit": bool(scenario.posts),
        "identification": any(doctrine.identification for doctrine in doctrines),
        "jammers that come and go": any(jammer.passing for jammer in scenario.jammers),
        "a doctrine other than shoot_look_shoot": any(
            doctrine.policy != "shoot_look_shoot" for doctrine in doctrines
        ),
    }
    unknown = [what for what, there in told.items() if there]
    if unknown:
        problem = f"the best fire does not know {', '.join(unknown)}"
        allowed = "networks that stay as they are and shoot, look and shoot"
        raise InputError(problem, field="--optimum", allowed=allowed)


def optimum_of(
    world: World,
    scenario: ResolvedScenario,
    replication: int,
    events: Iterable[Event],
    progress: Callable[[str, int, int | None], None] = _silent,
) -> Optimum:
    """Return how far each decision of a replication was from the best fire at that moment.

    The best fire keeps the doctrine: one engagement of a threat by a network at a time, with the
    salvo of its class, no missile out of the reserve for others. It looks no further than the
    launches of the scan.

    Parameters
    ----------
    world
        Tables of the replication's placement, from `skydome.engagement.tables.build_world`.
    scenario, replication, events
        As in `skydome.study.replay.replay`.
    progress
        Is told the number of decisions done.
    """
    values = [scenario.assets[threat.asset].value for threat in scenario.threats]
    decisions = []
    for snapshot in snapshots(world, arrival_scans(scenario, replication), events):
        worth = dict.fromkeys(snapshot.shots, 1.0)
        valued = {t: values[t] for t in snapshot.shots}
        decisions.append(
            Decision(
                time_s=snapshot.scan * scenario.scan_s,
                network=scenario.networks[snapshot.network],
                candidates=len(snapshot.shots),
                engaged=len(snapshot.fired),
                value=_saved(snapshot, valued),
                best_value=_best(snapshot, valued),
                kills=_saved(snapshot, worth),
                best_kills=_best(snapshot, worth),
            )
        )
        progress("decisions", len(decisions), None)
    return Optimum(replication, tuple(decisions))


# what the best fire would have saved


def _saved(snapshot: Snapshot, value: dict[int, float]) -> float:
    """Return the expected value of what was fired."""
    return sum(
        value[f.threat] * salvo_kill(snapshot.shots[f.threat][f.unit, f.missile][0], f.salvo)
        for f in snapshot.fired
    )


def salvo_kill(kill: float, salvo: int) -> float:
    """Return the probability that a salvo kills, its missiles independent."""
    return float(1 - (1 - kill) ** salvo)


def _best(snapshot: Snapshot, value: dict[int, float]) -> float:
    """Return the expected value of the best fire; without a search where nothing can be better."""
    rule = _saved(snapshot, value)
    most = sum(
        value[t] * max(salvo_kill(*shot) for shot in shots.values())
        for t, shots in snapshot.shots.items()
    )
    if most - rule <= NOTHING * most:
        return rule
    return max(rule, _saved(snapshot._replace(fired=best_fire(snapshot, value)), value))


def best_fire(snapshot: Snapshot, value: dict[int, float]) -> tuple[Fired, ...]:
    """Return the fire with the largest expected value, see `problem_of` for what binds it."""
    each = _each_at_its_best(snapshot)
    if _is_allowed(snapshot, each):
        return each
    problem = problem_of(snapshot, value)
    if not len(problem.magazines):
        return ()
    fired = solve(problem, iterations=ITERATIONS).fired
    threats = list(snapshot.shots)
    best = []
    for m, n in np.argwhere(fired):
        magazine = problem.magazines[m]
        u, k, t = int(problem.units[magazine.unit].name), int(magazine.missile), threats[n]
        best.append(Fired(u, k, t, snapshot.shots[t][u, k][1]))
    return tuple(sorted(best))


def _each_at_its_best(snapshot: Snapshot) -> tuple[Fired, ...]:
    """Return every threat's best shot, ties to the unit and then the missile named first."""
    best = {
        t: max(sorted(shots.items()), key=lambda item: salvo_kill(*item[1]))[0]
        for t, shots in snapshot.shots.items()
    }
    return tuple(Fired(*pair, t, snapshot.shots[t][pair][1]) for t, pair in best.items())


def _is_allowed(snapshot: Snapshot, fired: tuple[Fired, ...]) -> bool:
    """Say whether channels and magazines allow some fire, each shot with its whole salvo."""
    channels: Counter[int] = Counter(f.unit for f in fired)
    guided: Counter[int] = Counter()
    spent: Counter[tuple[int, int]] = Counter()
    open_to_all: Counter[tuple[int, int]] = Counter()
    for f in fired:
        guided[f.unit] += f.salvo
        spent[f.unit, f.missile] += f.salvo
        open_to_all[f.unit, f.missile] += 0 if f.threat in snapshot.reserved else f.salvo
    return (
        all(channels[u] <= snapshot.free[u] for u in channels)
        and all(guided[u] <= snapshot.guidable[u] for u in guided)
        and all(spent[pair] <= snapshot.ready[pair] + snapshot.kept[pair] for pair in spent)
        and all(open_to_all[pair] <= snapshot.ready[pair] for pair in open_to_all)
    )


def problem_of(snapshot: Snapshot, value: dict[int, float]) -> Problem:
    """Return a snapshot as a static assignment in which a shot is a salvo, at most one a threat.

    What is kept for reserved classes is a magazine of its own. A salvo counts as one of the ready
    missiles, so that where a magazine runs out within a scan, salvos of several missiles are
    counted a little too cheap, and the best fire a little too good.
    """
    threats, units = list(snapshot.shots), sorted(snapshot.free)
    holdings = [
        (pair, kept, is_kept)
        for is_kept, stock in ((False, snapshot.ready), (True, snapshot.kept))
        for pair, kept in sorted(stock.items())
        if kept > 0
    ]
    kill = np.zeros((len(holdings), len(threats)))
    for m, (pair, _, is_kept) in enumerate(holdings):
        for n, t in enumerate(threats):
            if pair in snapshot.shots[t] and (t in snapshot.reserved or not is_kept):
                kill[m, n] = min(salvo_kill(*snapshot.shots[t][pair]), NEARLY_CERTAIN)
    return Problem(
        name=f"scan {snapshot.scan}",
        threats=tuple(f"{t}" for t in threats),
        value=np.array([value[t] for t in threats]),
        units=tuple(Unit(f"{u}", snapshot.free[u], snapshot.guidable[u]) for u in units),
        magazines=tuple(
            Magazine(units.index(pair[0]), f"{pair[1]}", count) for pair, count, _ in holdings
        ),
        kill=kill,
        missiles_per_threat=1,
    )


# what could have been done


def snapshots(
    world: World, arrival: list[int], events: Iterable[Event], *, every: bool = False
) -> Iterator[Snapshot]:
    """Yield each network before each scan's launches.

    Parameters
    ----------
    world, arrival, events
        Tables, the scan in which each threat sets out, and the log.
    every
        Where something could be fired and nothing was, too; else only where something was.
    """
    course = Course(world, arrival)
    by_scan = {scan: list(some) for scan, some in groupby(events, lambda event: event.scan)}
    for scan in range(world.scans) if every else sorted(by_scan):
        happened = by_scan.get(scan, [])
        for event in happened:
            if event.kind not in LAST:
                course.take(event)
        launches = [event for event in happened if event.kind == "launch"]
        fired: defaultdict[int, list[Fired]] = defaultdict(list)
        for event in launches:
            t, u, k, salvo, _ = event.numbers
            fired[int(world.unit_network[u])].append(Fired(u, k, t, salvo))
        for network in range(world.networks) if every else sorted(fired):
            found = course.snapshot(scan, network, tuple(fired[network]))
            if found.shots:
                yield found
        for event in happened:
            if event.kind in LAST:
                course.take(event)


class Course:
    """The state of a replication as far as it bears on fire, from its events."""

    def __init__(self, world: World, arrival: list[int]) -> None:
        self.world, self.arrival = world, arrival
        threats, networks = len(arrival), world.networks
        self.flying: set[int] = set()
        self.since: Counts = np.full((networks, threats), NEVER)
        self.free_at: Counts = np.full((networks, threats), -NEVER)
        self.engaged: Counts = np.zeros((networks, threats), dtype=np.int64)
        self.used: Counts = np.zeros(len(world.unit_network), dtype=np.int64)
        self.guided: Counts = np.zeros(len(world.unit_network), dtype=np.int64)
        self.salvo: dict[tuple[int, int], int] = {}
        self.ready: Counts = _loaded(world)

    def take(self, event: Event) -> None:
        """Let an event happen."""
        a, b, c, d, channel = event.numbers
        if event.kind == "set_out":
            self.flying.add(a)
        elif event.kind == "leak":
            self.flying.discard(a)
        elif event.kind == "track":
            self.since[b, a] = event.scan
        elif event.kind == "track_lost":
            self.since[b, a] = NEVER
        elif event.kind == "reload":
            self.ready[b, c] += d
        elif event.kind == "launch":
            self._launch(event.scan, Fired(b, c, a, d), channel)
        elif event.kind == "intercept":
            self.used[b] -= 1
            self.guided[b] -= self.salvo.pop((b, channel))
            if d:
                self.flying.discard(a)

    def _launch(self, scan: int, fired: Fired, channel: int) -> None:
        u, k, t, salvo = fired
        network = self.world.unit_network[u]
        flight, _ = self._shot(u, k, t, scan)
        self.engaged[network, t] += 1
        doctrine = self.world.group_doctrine[network]
        self.free_at[network, t] = scan + flight + self.world.assessment[doctrine]
        self.used[u] += 1
        self.guided[u] += salvo
        self.salvo[u, channel] = salvo
        self.ready[u, k] -= salvo

    def _shot(self, u: int, k: int, t: int, scan: int) -> tuple[int, float]:
        """Return scans to the intercept, 0 where there is none, and what is left of the kill."""
        world = self.world
        row = (u * world.unit_stock.shape[1] + k) * world.paths + world.threat_path[t]
        first, stop = world.flight_offset[row], world.flight_offset[row + 1]
        at = first + scan - self.arrival[t] - world.flight_first[row]
        if not first <= at < stop:
            return 0, 0.0
        return int(world.flight_scans[at]), float(world.flight_kill[at]) / WHOLE

    def snapshot(self, scan: int, network: int, fired: tuple[Fired, ...]) -> Snapshot:
        """Return a network as it is before its launches."""
        world = self.world
        own = np.flatnonzero(world.unit_network == network).tolist()
        free = {u: int(world.unit_target_channels[u] - self.used[u]) for u in own}
        units = [u for u in own if free[u] > 0]
        shots = {t: self._shots(scan, network, t, units) for t in self._candidates(scan, network)}
        shots = {t: found for t, found in shots.items() if found}
        pairs = sorted({pair for found in shots.values() for pair in found})
        doctrine = world.group_doctrine[network]
        reserve = world.unit_reserve[doctrine]
        kept = {(u, k): int(min(self.ready[u, k], reserve[u, k])) for u, k in pairs}
        used = {u for u, _ in pairs}
        return Snapshot(
            scan=scan,
            network=network,
            shots=shots,
            free={u: free[u] for u in used},
            guidable={u: int(world.unit_missile_channels[u] - self.guided[u]) for u in used},
            ready={pair: int(self.ready[pair]) - kept[pair] for pair in pairs},
            kept=kept,
            reserved=frozenset(
                t for t in shots if world.label_reserved[doctrine, world.threat_label[t]]
            ),
            fired=fired,
        )

    def _candidates(self, scan: int, network: int) -> list[int]:
        """Return the threats that a network may engage: firm track, no missile on its way."""
        world, d = self.world, self.world.group_doctrine[network]
        return [
            t
            for t in sorted(self.flying)
            if self.since[network, t] != NEVER
            and self.free_at[network, t] <= scan
            and self.engaged[network, t] < world.engagements[d]
            and world.label_engaged[d, world.threat_label[t]]
        ]

    def _shots(
        self, scan: int, network: int, t: int, units: list[int]
    ) -> dict[tuple[int, int], tuple[float, int]]:
        """Return kill probability and salvo by unit and missile of all that can be fired now."""
        world, target_class = self.world, self.world.threat_class[t]
        found = {}
        for u in units:
            if scan - self.since[network, t] < world.unit_reaction[u]:
                continue
            for k in range(world.unit_stock.shape[1]):
                flight, share = self._shot(u, k, t, scan)
                salvo = self._rounds(u, k, int(world.threat_label[t]))
                if flight > 0 and salvo > 0:
                    found[u, k] = share * single_shot(world, k, int(target_class)), salvo
        return found

    def _rounds(self, u: int, k: int, label: int) -> int:
        """Return how many missiles of one type a unit may fire now at what is held for a label."""
        world = self.world
        d = world.group_doctrine[world.unit_network[u]]
        kept = 0 if world.label_reserved[d, label] else world.unit_reserve[d, u, k]
        guidable = world.unit_missile_channels[u] - self.guided[u]
        return int(min(world.label_salvo[d, label], self.ready[u, k] - kept, guidable))


def single_shot(world: World, k: int, target_class: int) -> float:
    """Return a missile's kill probability where nothing is lost to circumstances.

    Failures in common count as if each missile had its own.
    """
    works = 1 - float(world.common_threshold[k]) / CERTAIN
    return works * float(world.kill_threshold[k, target_class]) / CERTAIN


def _loaded(world: World) -> NDArray[np.int64]:
    """Return the missiles that stand ready at the start, by unit and missile."""
    ready = np.zeros(world.unit_stock.shape, dtype=np.int64)
    for u in range(len(ready)):
        own = slice(world.unit_launcher[u], world.unit_launcher[u + 1])
        np.add.at(ready[u], world.launcher_missile[own], world.launcher_capacity[own])
    return ready
