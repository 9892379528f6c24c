"""How far each decision of a replication was from optimal fire at that moment.

The log states what was fired. The replication is played again and halted before the launches of
each scan; the shots that were possible then form a snapshot for `skydome.assignment`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.assignment import Magazine, Problem, Unit, solve
from skydome.engagement.draw import CERTAIN
from skydome.engagement.possible_launches import possible_launches
from skydome.engagement.reference import BEGINNING, advance
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import build_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.world import WHOLE, World
from skydome.errors import InputError
from skydome.study.progress import silent
from skydome.study.replay import names_of, replay_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from skydome.engagement.state import State
    from skydome.scenario import ResolvedScenario
    from skydome.scenario.resolved import Doctrine
    from skydome.study.replay import Event
    from skydome.study.store import Result

NEARLY_CERTAIN = 1 - 1e-9
ITERATIONS = 100  # of the search before the proof
NOTHING = 1e-9  # of the value at stake: less is rounding


class Fired(NamedTuple):
    """One engagement of the log: unit, missile and threat by number, and missiles in the salvo."""

    unit: int
    missile: int
    threat: int
    salvo: int


class Snapshot(NamedTuple):
    """A group before its launches in one scan, and what it then fired.

    ``shots`` has for each threat that may be engaged the single-shot kill probability and the
    salvo by unit and missile, as the group assumes; ``labels`` the label that it assigns to the
    threat, and ``survives`` the probability that the threat survives the group's missiles in
    flight. ``free`` and ``guidable`` are channels left by unit, ``ready`` the
    missiles left by unit and missile, with those kept for reserved classes separately in ``kept``.
    """

    scan: int
    group: int
    labels: dict[int, int]
    survives: dict[int, float]
    shots: dict[int, dict[tuple[int, int], tuple[float, int]]]
    free: dict[int, int]
    guidable: dict[int, int]
    ready: dict[tuple[int, int], int]
    kept: dict[tuple[int, int], int]
    reserved: frozenset[int]
    fired: tuple[Fired, ...]


@dataclass(frozen=True)
class Decision:
    """One network in one scan with a launch: the value of its fire, and of optimal fire.

    ``value`` is the expected value of the threats killed, each worth its asset times the doctrine's
    weight of its label; ``kills`` is their expected number. There are two optima, one by each
    measure. ``network`` may be a command post or battery that fights without one.
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
        """The additional value that optimal fire would have saved."""
        return self.best_value - self.value

    @property
    def forgone_kills(self) -> float:
        """The additional kills to be expected from optimal fire."""
        return self.best_kills - self.kills


@dataclass(frozen=True)
class Optimum:
    """All decisions of a replication, and their sums."""

    replication: int
    decisions: tuple[Decision, ...]

    @property
    def forgone_value(self) -> float:
        """Sum over all decisions, each considered separately."""
        return sum(decision.forgone_value for decision in self.decisions)

    @property
    def forgone_kills(self) -> float:
        """Sum over all decisions, each considered separately."""
        return sum(decision.forgone_kills for decision in self.decisions)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        return {
            "forgone_value": self.forgone_value,
            "forgone_kills": self.forgone_kills,
            "decisions": [asdict(decision) for decision in self.decisions],
        }


def optimum_stored(
    result: Result,
    replication: int,
    progress: Callable[[str, int, int | None], None] = silent,
) -> Optimum:
    """Return how far each decision of a stored replication was from the best, see `optimum_of`.

    `skydome.study.replay_stored` checks that the replication still equals the stored one.

    Raises
    ------
    InputError
        Targets are drawn, see `check_rules`.
    """
    scenario = result.scenario
    check_rules(scenario)
    placement = replication % scenario.terrain.placements
    world = build_world(scenario, elevation_of(scenario), placement)
    _, events = replay_in(world, scenario, replication)
    return optimum_of(world, scenario, replication, events, progress)


def optima_of(
    result: Result,
    count: int,
    progress: Callable[[str, int, int | None], None] = silent,
) -> Iterator[tuple[Optimum, tuple[int, int]]]:
    """Yield the first replications of a result, each with its `missed_and_leaked`.

    Consecutive replications use different placements, so the first few use all of them.

    Raises
    ------
    InputError
        As `optimum_stored`.
    """
    scenario = result.scenario
    check_rules(scenario)
    grid, worlds = elevation_of(scenario), dict[int, World]()
    for replication in range(count):
        placement = replication % scenario.terrain.placements
        if placement not in worlds:
            worlds[placement] = build_world(scenario, grid, placement)
        _, events = replay_in(worlds[placement], scenario, replication)
        found = optimum_of(worlds[placement], scenario, replication, events)
        yield found, missed_and_leaked(events)
        progress("optimal fire", replication + 1, count)


def missed_and_leaked(events: Iterable[Event]) -> tuple[int, int]:
    """Return engagements without a kill, and those among them whose threat finally leaked."""
    happened = list(events)
    leaked = {event.numbers[0] for event in happened if event.kind == "leak"}
    missed = [e.numbers[0] for e in happened if e.kind == "intercept" and not e.numbers[3]]
    return len(missed), sum(threat in leaked for threat in missed)


def check_rules(scenario: ResolvedScenario) -> None:
    """Refuse rules that the optimum does not cover, above all randomly drawn targets.

    Raises
    ------
    InputError
        Units of a doctrine choose their targets at random, or a rule that the optimum does not
        cover restricts launches.
    """
    entries = scenario.entries
    random = any(d.policy == "independent_random" for d in scenario.every_doctrine)
    own = {scenario.radars[battery.radar].name for battery in scenario.batteries}
    tracks = all(entries[radar.entry].allows("launch_track") for radar in scenario.radars)
    remote = all(entries[missile].allows("remote_launch") for missile in scenario.missiles)
    present = {
        "units that pick targets at random (independent_random)": random,
        "command posts with a limit": bool(scenario.posts),
        "cueing by neighbours": bool(scenario.neighbours),
        "jammers that are carried or active for a time": any(
            jammer.passing for jammer in scenario.jammers
        ),
        "missiles that need their battery's own track": not (tracks and remote),
        "batteries that may lose their radar": any(
            change.kind == "lost" and change.node in own for change in scenario.changes
        ),
    }
    unknown = [what for what, there in present.items() if there]
    if unknown:
        problem = f"the optimum does not model {', '.join(unknown)}"
        allowed = "a scenario without"
        raise InputError(problem, field="--optimum", allowed=allowed)


def optimum_of(
    world: World,
    scenario: ResolvedScenario,
    replication: int,
    events: Iterable[Event],
    progress: Callable[[str, int, int | None], None] = silent,
) -> Optimum:
    """Return how far each decision of a replication was from optimal fire at that moment.

    The optimum uses what the network knows and follows the doctrine: only threats that the network
    may engage, the salvo of each class, and no missile reserved for other classes. It has no
    reserve prices and considers only the launches of the scan.

    Parameters
    ----------
    world
        Tables of the replication's placement, from `skydome.engagement.tables.build.build_world`.
    scenario, replication, events
        As in `skydome.study.replay.replay`.
    progress
        Called with the number of decisions done.
    """
    decisions = []
    for snapshot in snapshots(world, scenario.seed, replication, events):
        valued = {t: _value(scenario, snapshot, t) for t in snapshot.shots}
        worth = dict.fromkeys(snapshot.shots, 1.0)
        decisions.append(
            Decision(
                time_s=snapshot.scan * scenario.scan_s,
                network=names_of(scenario).groups[snapshot.group],
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


def _value(scenario: ResolvedScenario, snapshot: Snapshot, t: int) -> float:
    """Return the value that a group assigns to a threat."""
    weights = _doctrine(scenario, snapshot.group).class_weight
    label = scenario.labels[snapshot.labels[t]]
    return scenario.assets[scenario.threats[t].asset].value * weights.get(label, 1.0)


def _doctrine(scenario: ResolvedScenario, group: int) -> Doctrine:
    if group < len(scenario.networks):
        return scenario.doctrines[group]
    network_of = {battery.unit: battery.network for battery in scenario.batteries}
    networks = [network_of[unit] for unit in scenario.units]
    networks += [battery.network for battery in scenario.batteries]
    return scenario.alone[networks[group - len(scenario.networks)]]


# what optimal fire would have saved


def _saved(snapshot: Snapshot, value: dict[int, float]) -> float:
    """Return the expected value of what was fired."""
    return sum(
        value[f.threat]
        * snapshot.survives[f.threat]
        * salvo_kill(snapshot.shots[f.threat][f.unit, f.missile][0], f.salvo)
        for f in snapshot.fired
    )


def salvo_kill(kill: float, salvo: int) -> float:
    """Return the probability that a salvo kills, its missiles independent."""
    return float(1 - (1 - kill) ** salvo)


def _best(snapshot: Snapshot, value: dict[int, float]) -> float:
    """Return the expected value of optimal fire; no search is needed if nothing can be better."""
    rule = _saved(snapshot, value)
    most = sum(
        value[t] * snapshot.survives[t] * max(salvo_kill(*shot) for shot in shots.values())
        for t, shots in snapshot.shots.items()
    )
    if most - rule <= NOTHING * most:
        return rule
    return max(rule, _saved(snapshot._replace(fired=best_fire(snapshot, value)), value))


def best_fire(snapshot: Snapshot, value: dict[int, float]) -> tuple[Fired, ...]:
    """Return the fire with the largest expected value, under the constraints of `problem_of`."""
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
    """Return whether channels and magazines allow some fire, each shot with its whole salvo."""
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
    """Return a snapshot as a static assignment in which a shot is a salvo, at most one per threat.

    Missiles kept for reserved classes form a separate magazine. A salvo counts as one ready
    missile, so where a magazine runs out within a scan, salvos of several missiles are slightly too
    cheap and the optimum is slightly too good.
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
        value=np.array([value[t] * snapshot.survives[t] for t in threats]),
        units=tuple(Unit(f"{u}", snapshot.free[u], snapshot.guidable[u]) for u in units),
        magazines=tuple(
            Magazine(units.index(pair[0]), f"{pair[1]}", count) for pair, count, _ in holdings
        ),
        kill=kill,
        missiles_per_threat=1,
    )


# what could have been done


def snapshots(
    world: World, seed: int, replication: int, events: Iterable[Event], *, every: bool = False
) -> Iterator[Snapshot]:
    """Yield each group before each scan's launches.

    Parameters
    ----------
    world, seed, replication, events
        Tables, what is played, and its log.
    every
        Include scans in which fire was possible but none was opened; else only scans with launches.
    """
    fired: defaultdict[int, list[Fired]] = defaultdict(list)
    for event in events:
        if event.kind == "launch":
            t, u, k, salvo, _ = event.numbers
            fired[event.scan].append(Fired(u, k, t, salvo))
    state, before = new_state(world), BEGINNING
    for scan in range(world.scans) if every else sorted(fired):
        advance(world, state, seed, replication, before, scan)
        before = scan
        launches: defaultdict[int, list[Fired]] = defaultdict(list)
        for one in fired[scan]:
            launches[int(state.unit_group[one.unit])].append(one)
        for group in range(len(world.group_doctrine)) if every else sorted(launches):
            found = snapshot_of(world, state, scan, group, tuple(launches[group]))
            if found.shots:
                yield found


def snapshot_of(
    world: World, state: State, scan: int, group: int, fired: tuple[Fired, ...]
) -> Snapshot:
    """Return a group as it is before its launches."""
    shots = _shots(world, state, scan, group, fired)
    pairs = sorted({pair for found in shots.values() for pair in found})
    doctrine = state.group_doctrine[group]
    reserve = world.unit_reserve[doctrine]
    kept = {(u, k): int(min(state.ready[u, k], reserve[u, k])) for u, k in pairs}
    used = {u for u, _ in pairs}
    labels = {t: int(state.label[group, t]) for t in shots}
    return Snapshot(
        scan=scan,
        group=group,
        labels=labels,
        survives={t: _survival(world, state, group, t) for t in shots},
        shots=shots,
        free={u: _salvos_now(world, state, u, scan) for u in used},
        guidable={u: int(world.unit_missile_channels[u] - state.guided[u]) for u in used},
        ready={pair: int(state.ready[pair]) - kept[pair] for pair in pairs},
        kept=kept,
        reserved=frozenset(t for t in shots if world.label_reserved[doctrine, labels[t]]),
        fired=fired,
    )


def _salvos_now(world: World, state: State, u: int, scan: int) -> int:
    """Return the number of salvos that a unit may begin in one scan, by channels and launchers."""
    channels = int(state.unit_limit[u] - state.used[u])
    if world.salvo_interval[u] > 0:
        return min(channels, 1)
    if world.launch_interval[u] > 0:
        own = slice(world.unit_launcher[u], world.unit_launcher[u + 1])
        idle = (state.loaded[own] > 0) & (state.launcher_next[own] <= scan)
        return min(channels, int(idle.sum()))
    return channels


def _survival(world: World, state: State, group: int, t: int) -> float:
    """Return the probability that a threat survives its group's missiles in flight."""
    survives, label = 1.0, state.label[group, t]
    aimed = (state.channel_until != 0) & (state.channel_threat == t)
    for u, channel in np.argwhere(aimed & (state.unit_group == group)[:, None]):
        k, share = state.channel_missile[u, channel], float(state.channel_kill[u, channel])
        kill = share / WHOLE * single_shot(world, int(k), int(label))
        survives *= 1 - salvo_kill(kill, int(state.channel_salvo[u, channel]))
    return survives


def _shots(
    world: World, state: State, scan: int, group: int, fired: tuple[Fired, ...]
) -> dict[int, dict[tuple[int, int], tuple[float, int]]]:
    """Return, by threat, kill probability and salvo by unit and missile of all possible launches.

    The rules of the kernels say what is possible, see `possible_launches`. A launch for which the
    doctrine waits for a better one is left out, unless it was made because a unit ran out of
    missiles in the same scan.
    """
    made = {(one.threat, one.unit, one.missile) for one in fired}
    units, missiles = world.unit_stock.shape
    launches = np.zeros((len(world.threat_start), units, missiles, 3), dtype=np.int32)
    possible_launches(world, state, group, scan, launches)
    shots: dict[int, dict[tuple[int, int], tuple[float, int]]] = {}
    for t, u, k in np.argwhere(launches[..., 0] > 0).tolist():
        salvo, share, waits = launches[t, u, k].tolist()
        if waits and (t, u, k) not in made:
            continue
        kill = share / WHOLE * single_shot(world, k, int(state.label[group, t]))
        shots.setdefault(t, {})[u, k] = kill, salvo
    return shots


def single_shot(world: World, k: int, label: int) -> float:
    """Return the kill probability that a group assumes, before the losses of one launch.

    A common-mode failure counts as an independent failure of each missile.
    """
    return float(world.label_kill[k, label]) / CERTAIN
