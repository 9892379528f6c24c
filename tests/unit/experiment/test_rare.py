"""Rare outcomes through the real kernel, against closed forms."""

import os

import numpy as np
import pytest
from scipy import stats

from skydome.engagement.draw import CERTAIN
from skydome.engagement.record import width
from skydome.engagement.world import PER_RAID, PER_TARGET
from skydome.experiment import rare, runner, tilting
from skydome.experiment.answer import answer_of
from skydome.experiment.plan import plan_of
from skydome.experiment.rare import Outcome
from skydome.experiment.rare_blocks import tasks_of
from skydome.experiment.store import BlockStore
from skydome.experiment.tilting import Tilt
from skydome.export.study_csv import study_csv
from skydome.validation.worlds import LEAKED, Setting, build

THOROUGH = os.environ.get("SKYDOME_THOROUGH") == "1"
REPEATS = 40 if THOROUGH else 3
ALL = np.array([True])


def leaked(rows):
    return rows[:, LEAKED].astype(np.float64)


def by_levels(setting, upper, bound):
    """Return the probability of a tail in a world with levels of effectiveness, one shot each."""
    world = build(setting)
    levels = world.raid_kill[0, 0] / CERTAIN if world.raid_kill.size else setting.kill_probability
    missed = 1 - levels
    each = stats.binom.sf(bound - 1, 20, missed) if upper else stats.binom.cdf(bound, 20, missed)
    return float(np.mean(each))


ONE_SHOT = {"threats": 20, "window": 1}
CASES = {
    "the binomial of the issue": (Setting(**ONE_SHOT, kill_probability=0.95), True, 8),
    "few leakers": (Setting(**ONE_SHOT, kill_probability=0.5), False, 1),
    "a raid's level": (
        Setting(**ONE_SHOT, kill_probability=0.9, raid_correlation=0.02),
        True,
        10,
    ),
    "a good level": (Setting(**ONE_SHOT, kill_probability=0.4, raid_correlation=0.1), False, 0),
}


@pytest.mark.parametrize("name", CASES)
def test_tails_agree_with_closed_forms(name):
    """The interval covers in about 95 % of repeats (all with `make validate`)."""
    setting, upper, bound = CASES[name]
    exact = by_levels(setting, upper, bound)
    if name == "the binomial of the issue":
        assert exact == pytest.approx(2.8568853828e-6, rel=1e-9)
    world, outcome = build(setting), Outcome(bound, upper)
    covered, worst = [], 0.0
    for seed in range(REPEATS):
        played = rare.play(world, outcome, leaked, ALL, seed=seed, first=0, stride=1, count=2_000)
        found = rare.estimate(played, outcome)
        assert found.refused == ""
        covered.append(found.low <= exact <= found.high)
        worst = max(worst, abs(np.log(found.probability / exact)) / found.relative_error)
    assert worst < 4
    assert np.mean(covered) >= (0.85 if THOROUGH else 0.3)


def test_salvos_and_a_failure_in_common():
    """Two missiles at each of ten, which fail together at one target in five under any tilt.

    A target leaks with 0.2 + 0.8 · 0.3² = 0.272, and each independently of the others.
    """
    setting = Setting(
        threats=10,
        window=1,
        kill_probability=0.7,
        salvo=2,
        common_failure=0.2,
        common_level=PER_TARGET,
    )
    exact = stats.binom.sf(6, 10, 0.272)
    outcome = Outcome(7, at_least=True)
    played = rare.play(build(setting), outcome, leaked, ALL, seed=3, first=0, stride=1, count=4_000)
    found = rare.estimate(played, outcome)
    assert abs(found.probability / exact - 1) < 4 * found.relative_error
    assert found.refused == ""


def test_a_failure_of_the_whole_raid_needs_no_tilt():
    """All missiles fail in one raid of ten: at least 19 of 20 leak as often as that."""
    setting = Setting(**ONE_SHOT, kill_probability=0.9, common_failure=0.1, common_level=PER_RAID)
    outcome = Outcome(19, at_least=True)
    played = rare.play(build(setting), outcome, leaked, ALL, seed=3, first=0, stride=1, count=2_000)
    found = rare.estimate(played, outcome)
    assert found.low < 0.1 < found.high


def test_every_path_has_its_ratio():
    """Replications without a tilt are as likely as the ratio says: E[g/f] = 1, E[f/g] = 1.

    Shoot, look, shoot at threats that arrive at different times, two missiles a salvo.
    """
    setting = Setting(threats=6, kill_probability=0.6, salvo=2, engagements=2, channels=2, jitter=5)
    world = build(setting)
    tilt = Tilt(-0.5, (0.0,))
    plain = tilting.play(world, tilting.untilted(world), 1, 0, 1, 3_000, width(world))
    ratio = tilting.log_ratio(world, plain, tilt)
    weights = np.exp(-ratio)
    assert abs(weights.mean() - 1) < 4 * weights.std() / np.sqrt(len(weights))
    other = tilting.play(world, tilt, 2, 0, 1, 3_000, width(world))
    back = np.exp(tilting.log_ratio(world, other, tilt))
    assert abs(back.mean() - 1) < 4 * back.std() / np.sqrt(len(back))
    assert leaked(other.rows).mean() > 1.2 * leaked(plain.rows).mean()
    weighted = back * leaked(other.rows)
    error = weighted.std() / np.sqrt(len(back))
    assert abs(weighted.mean() - leaked(plain.rows).mean()) < 5 * error


def test_a_replication_without_a_tilt_is_that_of_a_run():
    from skydome.engagement import event
    from skydome.engagement.state import new_state

    world = build(Setting(threats=5, kill_probability=0.6, raid_correlation=0.2, engagements=2))
    expected = np.zeros((50, width(world)), dtype=np.int32)
    event.run(world, new_state(world), event.new_agenda(world), 9, 4, 8, expected)
    found = tilting.play(world, tilting.untilted(world), 9, 4, 8, 50, width(world))
    assert np.array_equal(found.rows, expected)


def test_one_shot_by_hand():
    """One missile of 0.6 at one threat, odds of a kill halved: 1.5 · 0.5 = 0.75 to 1, 3/7.

    The ratio is 0.6 / (3/7) = 1.4 of a hit and 0.4 / (4/7) = 0.7 of a miss.
    """
    world = build(Setting(threats=1, kill_probability=0.6, window=1))
    tilt = Tilt(-np.log(2), (0.0,))
    played = tilting.play(world, tilt, 1, 0, 1, 50, width(world))
    ratio = np.exp(tilting.log_ratio(world, played, tilt))
    missed = leaked(played.rows) == 1
    assert 0 < missed.sum() < 50
    assert ratio[missed] == pytest.approx(0.7, rel=1e-6)
    assert ratio[~missed] == pytest.approx(1.4, rel=1e-6)


def test_slots_by_hand():
    """Two levels share 4,096 slots: weights 1 and e^(-b/2); each has at least one."""
    assert tilting.slots_of(2, 0.0).tolist() == [2048, 2048]
    slots = tilting.slots_of(2, 2 * np.log(3))
    assert slots.tolist() == [1 + round(0.75 * 4094), 4095 - round(0.75 * 4094)]
    assert tilting.slots_of(2, 1e4).tolist() == [4095, 1]
    assert tilting.slots_of(2, -1e4).tolist() == [1, 4095]


def test_thresholds_keep_what_is_certain():
    whole = np.array([0, 1, CERTAIN // 2, CERTAIN - 1, CERTAIN], dtype=np.uint32)
    steep = tilting.tilted_thresholds(whole, -40.0)
    assert steep.tolist() == [0, 1, 1, 20, CERTAIN]  # odds of 2^31 to 1 by e^-40 are 1 to 1.1e8
    assert tilting.tilted_thresholds(whole, 0.0).tolist() == whole.tolist()
    halved = tilting.tilted_thresholds(np.array([CERTAIN // 2], dtype=np.uint32), -np.log(3))
    assert halved.tolist() == [CERTAIN // 4]


def test_worlds_whose_shots_cannot_be_traced_are_named():
    world = build(Setting())
    assert tilting.why_not(world) == ""
    assert "jammers" in tilting.why_not(world._replace(jammers=1))
    moves = world._replace(change_kind=np.array([tilting.MOVE], dtype=np.int32))
    assert "move" in tilting.why_not(moves)
    turns = world._replace(stance_facing=np.array([[0]], dtype=np.int32))
    assert "turn" in tilting.why_not(turns)


def test_rare_outcomes_of_a_study_are_blocks_of_their_own(study_file, tmp_path):
    """Interrupted after two blocks and resumed, the folder has the same bytes."""
    file = study_file.with_name("rare_blocks.yaml")
    file.write_text(
        "name: rare\nscenario: small.yaml\nuncertain: [48n6e3.kill_probability.*]\n"
        "design: {draws: 2}\nreplications: 2\n"
        "rare: [{at_least: 3, replications: 400, draws: 1}]\n"
    )
    plan = plan_of(file)
    whole, again = BlockStore(tmp_path / "whole"), BlockStore(tmp_path / "again")
    runner.run(plan, whole, workers=1)
    names = [name for name, _ in tasks_of(plan)]
    assert [name in whole.done() for name in names] == [True] * (plan.placements + 1)
    again.create(plan.as_json())
    for name in sorted(whole.done())[:-1]:
        place = tmp_path / "whole" / "blocks" / f"{name}.parquet"
        (tmp_path / "again" / "blocks").mkdir(exist_ok=True)
        (tmp_path / "again" / "blocks" / place.name).write_bytes(place.read_bytes())
    runner.run(plan, again, workers=2)
    for name in whole.done():
        files = [tmp_path / one / "blocks" / f"{name}.parquet" for one in ("whole", "again")]
        assert files[0].read_bytes() == files[1].read_bytes()
    assert "rare" not in str(sorted(whole.rows().column_names))
    found = answer_of(plan, whole.rows(), whole.rare_rows())
    (one,) = found.points[0].rare
    assert one.name == "leaked ≥ 3"
    assert one.nominal.replications == 400
    assert one.draws == 1
    csv = study_csv(found).decode()
    assert "probability of leaked ≥ 3" in csv
