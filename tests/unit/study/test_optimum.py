from itertools import product

import duels
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thorough import thorough

from skydome.engagement import reference
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import build_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.errors import InputError
from skydome.scenario import load, with_run
from skydome.study import optimum_of, optimum_stored, simulate
from skydome.study.optimum import (
    Fired,
    Snapshot,
    _best,
    _saved,
    best_fire,
    check_rules,
    salvo_kill,
    single_shot,
    snapshot_of,
    snapshots,
)
from skydome.study.replay import replay_in


@pytest.fixture(
    scope="module", params=["small", pytest.param("two_front", marks=thorough), "layers"]
)
def replayed(request, small, examples_folder):
    scenario = small
    if request.param != "small":
        scenario = load(examples_folder / f"{request.param}.yaml")
    world = build_world(scenario, elevation_of(scenario), 0)
    return scenario, world, replay_in(world, scenario, 0)[1]


@pytest.fixture(scope="module")
def examples_folder():
    from pathlib import Path

    return Path(__file__).parents[3] / "examples"


def test_what_could_be_fired_is_what_was_fired_at_in_every_scan(replayed):
    """The rule fires whenever it can: a scan has candidates exactly where it has launches."""
    scenario, world, events = replayed
    found = list(snapshots(world, scenario.seed, 0, events, every=True))
    launches = sum(event.kind == "launch" for event in events)
    assert launches > 0
    assert sum(len(one.fired) for one in found) == launches
    assert all(one.fired for one in found)


def test_every_launch_is_one_of_its_snapshot_with_its_salvo(replayed):
    scenario, world, events = replayed
    for one in snapshots(world, scenario.seed, 0, events):
        for unit, missile, threat, salvo in one.fired:
            kill, most = one.shots[threat][unit, missile]
            assert 0 <= kill <= 1
            assert 1 <= salvo <= most


def test_nothing_beats_the_best_and_nothing_exceeds_all_at_their_best(replayed):
    scenario, world, events = replayed
    found = optimum_of(world, scenario, 0, events)
    for one in found.decisions:
        assert one.best_value >= one.value - 1e-9
        assert one.best_kills >= one.kills - 1e-9
        assert one.best_kills <= one.candidates
    assert found.forgone_kills == pytest.approx(
        sum(one.best_kills - one.kills for one in found.decisions)
    )


def test_the_expected_kills_of_the_log_are_its_kills_on_average(small):
    """Launches at their kill probabilities against kills: the same within the dice."""
    scenario = with_run(small, replications=60)
    result = simulate(scenario)
    worlds = [build_world(scenario, elevation_of(scenario), placement) for placement in range(2)]
    expected = []
    for replication in range(60):
        world = worlds[replication % 2]
        events = replay_in(world, scenario, replication)[1]
        expected.append(
            sum(
                salvo_kill(one.shots[f.threat][f.unit, f.missile][0], f.salvo)
                for one in snapshots(world, scenario.seed, replication, events)
                for f in one.fired
            )
        )
    killed = np.sum(
        [result.rows[f"killed.{name}"].to_numpy() for name in scenario.target_classes], axis=0
    )
    spread = (killed - expected).std(ddof=1) / np.sqrt(60)
    assert abs((killed - expected).mean()) < 4 * spread
    assert spread < 0.3  # shots of one raid are correlated


def test_a_stored_replication_gives_the_same(small):
    scenario = with_run(small, replications=4)
    world = build_world(scenario, elevation_of(scenario), 1)
    plain = optimum_of(world, scenario, 3, replay_in(world, scenario, 3)[1])
    told = []
    assert optimum_stored(simulate(scenario), 3, lambda *words: told.append(words)) == plain
    assert [done for _, done, _ in told] == list(range(1, len(plain.decisions) + 1))


@st.composite
def moments(draw):
    """Draw two units with a missile type each against up to three threats."""
    threats = range(draw(st.integers(1, 3)))
    pairs = [(0, 0), (0, 1), (1, 0)]
    shots = {
        t: {
            pair: (draw(st.floats(0.05, 0.95)), 1)
            for pair in draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True))
        }
        for t in threats
    }
    used = {pair for found in shots.values() for pair in found}
    count = {pair: draw(st.integers(0, 2)) for pair in used}
    kept = {pair: draw(st.integers(0, 1)) for pair in used}
    units = {u for u, _ in used}
    return Snapshot(
        scan=0,
        group=0,
        labels=dict.fromkeys(shots, 0),
        survives=dict.fromkeys(shots, 1.0),
        shots=shots,
        free={u: draw(st.integers(1, 2)) for u in units},
        guidable={u: draw(st.integers(1, 4)) for u in units},
        ready=count,
        kept=kept,
        reserved=frozenset(t for t in threats if draw(st.booleans())),
        fired=(),
    ), {t: draw(st.sampled_from([1.0, 3.0, 10.0])) for t in threats}


def allowed(snapshot, chosen):
    """Return whether one shot or none at each threat keeps to channels and magazines."""
    shots = [(t, pair) for t, pair in chosen if pair is not None]
    for unit in snapshot.free:
        count = sum(pair[0] == unit for _, pair in shots)
        if count > min(snapshot.free[unit], snapshot.guidable[unit]):
            return False
    for pair, ready in snapshot.ready.items():
        mine = [t for t, other in shots if other == pair]
        plain = [t for t in mine if t not in snapshot.reserved]
        if len(plain) > ready or len(mine) > ready + snapshot.kept[pair]:
            return False
    return True


@settings(max_examples=25)
@given(moments())
def test_the_best_fire_is_the_best_of_all_there_are(moment):
    snapshot, value = moment
    options = [[(t, pair) for pair in (None, *found)] for t, found in snapshot.shots.items()]
    most = max(
        sum(value[t] * snapshot.shots[t][pair][0] for t, pair in chosen if pair is not None)
        for chosen in product(*options)
        if allowed(snapshot, chosen)
    )
    fired = best_fire(snapshot, value)
    assert allowed(snapshot, [(f.threat, (f.unit, f.missile)) for f in fired])
    found = _saved(snapshot._replace(fired=fired), value)
    assert found == pytest.approx(most, rel=1e-3, abs=1e-6)


EVERYTHING = """
doctrine:
  salvo: 2
  policy: shoot_shoot_look
  assignment: marginal_return
  priorities: {class_weight: {aircraft: 3}}
  assessment_error: {miss_for_kill: 0.3, kill_for_miss: 0.3}
  identification: {aircraft: {drone: 0.4, unknown: 0.2}}
network:
  links: [{node: regiment-battery-1, delay_s: 1, capacity: 3}]
  losses: [{link: regiment-command, at_s: 220}, {link: regiment-battery-1, at_s: 700}]
raid:
  - {name: fighters, threat: fighter, count: 14, origin: [28, 71], to: depot, jitter_s: 300}
"""


@pytest.fixture(scope="module")
def changing(tmp_path_factory):
    """A scenario in which networks change, links are slow, and kills and classes are mistaken."""
    from pathlib import Path

    text = (Path(__file__).parents[2] / "support" / "small.yaml").read_text("utf-8")
    file = tmp_path_factory.mktemp("changing") / "changing.yaml"
    file.write_text(text[: text.index("doctrine:")] + EVERYTHING, "utf-8")
    return load(file)


def test_a_network_that_changes_has_candidates_exactly_where_it_fires(changing):
    world = build_world(changing, elevation_of(changing), 0)
    groups = set()
    for replication in (0, 2, 4):
        _, events = replay_in(world, changing, replication)
        found = list(snapshots(world, changing.seed, replication, events, every=True))
        launches = sum(event.kind == "launch" for event in events)
        assert sum(len(one.fired) for one in found) == launches > 0
        assert all(one.fired for one in found)
        assert any(survival < 1 for one in found for survival in one.survives.values())
        groups |= {one.group for one in found}
        decided = optimum_of(world, changing, replication, events).decisions
        assert all(one.best_value >= one.value - 1e-9 for one in decided)
    assert len(groups) > 1  # the network, and who is cut off from it


def test_targets_that_are_drawn_are_refused(small):
    drawn = small.doctrine.model_copy(update={"policy": "independent_random"})
    scenario = with_run(small.model_copy(update={"doctrines": (drawn,)}), replications=1)
    with pytest.raises(InputError, match="units that pick targets at random"):
        check_rules(scenario)


def test_neighbours_that_cue_are_refused(examples):
    with pytest.raises(InputError, match="the optimum does not model cueing by neighbours"):
        check_rules(load(examples / "neighbours.yaml"))


def test_a_better_missile_for_one_threat_is_seen():
    """One missile of each type, two threats: the rule took the good one where it does least."""
    shots = {0: {(0, 0): (0.8, 1), (0, 1): (0.7, 1)}, 1: {(0, 0): (0.9, 1), (0, 1): (0.1, 1)}}
    snapshot = Snapshot(
        scan=0,
        group=0,
        labels=dict.fromkeys(shots, 0),
        survives=dict.fromkeys(shots, 1.0),
        shots=shots,
        free={0: 6},
        guidable={0: 12},
        ready={(0, 0): 1, (0, 1): 1},
        kept={(0, 0): 0, (0, 1): 0},
        reserved=frozenset(),
        fired=(Fired(0, 0, 0, 1), Fired(0, 1, 1, 1)),
    )
    value = {0: 1.0, 1: 1.0}
    assert _saved(snapshot, value) == pytest.approx(0.8 + 0.1)
    assert _best(snapshot, value) == pytest.approx(0.7 + 0.9)


@pytest.mark.parametrize("shared", ["target", "beta"])
def test_failures_in_common_count_as_each_missiles_own(small, shared):
    scenarios = [
        small.model_copy(
            update={"models": small.models.model_copy(update={"common_failure": level})}
        )
        for level in ("none", shared)
    ]
    worlds = [build_world(scenario, elevation_of(scenario), 0) for scenario in scenarios]
    assert worlds[1].common_threshold.any() == (shared == "target")
    assert (worlds[1].raid_kill.size > 0) == (shared == "beta")
    for k in range(len(small.missiles)):
        single = [single_shot(world, k, 0) for world in worlds]
        assert single[0] == pytest.approx(single[1], abs=1e-8)


@pytest.mark.parametrize(
    ("intervals", "salvos"),
    [({}, 4), ({"launch_interval": 3}, 2), ({"launch_interval": 3, "salvo_interval": 2}, 1)],
    ids=["at once", "by launcher", "by battery"],
)
def test_the_best_fire_of_a_scan_begins_no_more_salvos_than_the_launchers_allow(intervals, salvos):
    """Four channels and two loaded launchers; a battery with an interval begins one salvo."""
    unit = duels.Unit(launchers=(duels.Launcher(), duels.Launcher()), **intervals)
    made = duels.world([duels.Threat() for _ in range(5)], [duels.Radar()], [unit])
    state = new_state(made)
    reference.advance(made, state, 1, 0, reference.BEGINNING, 0)
    assert snapshot_of(made, state, 0, 0, ()).free == {0: salvos}
