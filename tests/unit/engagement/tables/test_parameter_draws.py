"""Values drawn for each placement: from their ranges, in strata, and only what may be drawn."""

from math import inf

import numpy as np
import pytest
from claims import PARAMETER

from skydome.engagement.tables import parameter_draws
from skydome.engagement.tables.build import build_tables, build_world, table_hash
from skydome.engagement.tables.elevation import elevation_of, widest_reach_m
from skydome.engagement.tables.kills import kill_tables
from skydome.engagement.tables.parameter_draws import (
    NEVER_DRAWN,
    quantile,
    scenario_of_placement,
    share_of,
)
from skydome.engagement.tables.views import reach_m
from skydome.scenario import load
from skydome.scenario.resolved import Quantity

PLACEMENTS = 16


@pytest.fixture(scope="module")
def sampled(small_file):
    scenario = load(small_file, policy="sampled")
    terrain = scenario.terrain.model_copy(update={"placements": PLACEMENTS})
    return scenario.model_copy(update={"terrain": terrain})


@pytest.fixture(scope="module")
def drawn(sampled):
    return [scenario_of_placement(sampled, n) for n in range(PLACEMENTS)]


def quantity(low, value, high, distribution="triangular"):
    return Quantity(
        value=value,
        low=low,
        high=high,
        unit="1",
        source=("x",),
        standing="unsourced",
        distribution=distribution,
        basis="assessed",
    )


def with_values(scenario, entry_id, **values):
    """Return a scenario with other ranges for some parameters of one entry."""
    entry = scenario.entries[entry_id]
    changed = {name: quantity(*value) for name, value in values.items()}
    entry = entry.model_copy(update={"parameters": entry.parameters | changed})
    return scenario.model_copy(update={"entries": scenario.entries | {entry_id: entry}})


# the distributions


@pytest.mark.parametrize("distribution", ["triangular", "uniform", ""])
@pytest.mark.parametrize("mode", [2.0, 3.0, 6.0])
def test_quantiles_invert_the_distribution_function(distribution, mode):
    one = quantity(2.0, mode, 6.0, distribution)
    shares = np.linspace(0, 1, 101)
    values = np.array([quantile(one, share) for share in shares])
    if distribution == "uniform":
        below = (values - 2) / 4
    else:
        rising = (values - 2) ** 2 / (4 * (mode - 2)) if mode > 2 else np.full(101, -inf)
        falling = 1 - (6 - values) ** 2 / (4 * (6 - mode)) if mode < 6 else np.full(101, inf)
        below = np.where(values < mode, rising, falling) if mode < 6 else rising
    np.testing.assert_allclose(below, shares, atol=1e-12)


def test_a_value_without_a_range_stays():
    assert quantile(quantity(3.0, 3.0, 3.0), 0.9) == 3.0
    assert quantile(quantity(3.0, 3.0, 3.0, "fixed"), 0.1) == 3.0


@pytest.mark.parametrize("placements", [1, 2, 8, 64])
@pytest.mark.parametrize("name", ["92n6e.look_period", "fighter.rcs"])
def test_each_placement_has_a_stratum_of_its_own(placements, name):
    shares = [share_of(name, n, placements) for n in range(placements)]
    assert sorted(int(share * placements) for share in shares) == list(range(placements))


def test_two_parameters_are_not_ranked_alike():
    names = [f"entry.{n}" for n in range(200)]
    ranks = np.array([[share_of(name, n, 16) for n in range(16)] for name in names])
    off = np.corrcoef(ranks)[~np.eye(200, dtype=bool)]
    assert abs(off.mean()) < 0.01
    assert off.std() == pytest.approx(1 / np.sqrt(15), rel=0.05)


# what is drawn


def test_every_value_lies_in_its_range_and_has_another_in_each_placement(sampled, drawn):
    for entry_id, entry in sampled.entries.items():
        for name, nominal in entry.parameters.items():
            values = [one.entries[entry_id].parameters[name].value for one in drawn]
            assert nominal.low <= min(values) <= max(values) <= nominal.high
            varies = nominal.low < nominal.high and name not in NEVER_DRAWN
            assert (len(set(values)) > 1) == (varies and nominal.basis != "given"), name


def test_what_the_scenario_writes_itself_is_never_touched(sampled, drawn):
    mast = sampled.entries["92n6e"].parameters["antenna_height"]
    assert mast.low < mast.high
    assert all(one.entries["92n6e"].parameters["antenna_height"] == mast for one in drawn)
    assert {len(one.batteries) for one in drawn} == {1}


def test_counts_stay_whole(drawn):
    for one in drawn:
        radar = one.entries["92n6e"]
        assert all(radar.si(n).is_integer() for n in ("target_channels", "confirm_looks"))
        assert radar.si("confirm_hits") <= radar.si("confirm_looks")
    assert len({one.entries["92n6e"].count("target_channels") for one in drawn}) > 2


def test_a_threat_flies_as_it_was_drawn(drawn):
    for one in drawn:
        threat, entry = one.threats[0], one.entries["cruise-missile-low"]
        assert threat.speed_m_s.value == entry.si("speed")
        assert threat.height_m.value == entry.si("height")
    assert len({one.threats[0].speed_m_s.value for one in drawn}) == PLACEMENTS
    assert {one.batteries[0].reload_sets for one in drawn} > {0}


def test_a_drawn_speed_moves_the_start_of_what_is_to_arrive_at_a_time(sampled):
    """At half the speed a flight of 600 s takes 1,200 s, so it starts 600 s earlier."""
    threat = sampled.threats[0]
    start, arrival = quantity(300, 300, 300), quantity(900, 900, 900)
    timed = threat.model_copy(update={"start_s": start, "arrive_s": arrival})
    half = threat.speed_m_s.value / 2
    changed = with_values(sampled, threat.entry, speed=(half, half, half + 1e-9))
    changed = changed.model_copy(update={"threats": (timed, threat)})
    first, second = scenario_of_placement(changed, 0).threats
    assert first.start_s.value == pytest.approx(-300)
    assert first.arrive_s == arrival
    assert second.start_s == threat.start_s
    assert first.speed_m_s.value == second.speed_m_s.value == pytest.approx(half)


def test_a_written_speed_and_a_route_are_kept(sampled):
    first = sampled.threats[0]
    own = first.speed_m_s.model_copy(update={"basis": "given"})
    changed = first.model_copy(update={"speed_m_s": own, "via": ((28.0, 72.0),)})
    scenario = sampled.model_copy(update={"threats": (changed, *sampled.threats[1:])})
    for n in range(PLACEMENTS):
        one = scenario_of_placement(scenario, n)
        assert one.threats[0].speed_m_s == own
        assert one.entries[first.entry].si("speed") == sampled.entries[first.entry].si("speed")


def test_drawing_twice_is_drawing_once(sampled, drawn):
    assert scenario_of_placement(drawn[3], 3) == drawn[3]
    assert scenario_of_placement(sampled, 3) == drawn[3]


def test_another_parameter_leaves_the_others_where_they_are(sampled, drawn):
    changed = with_values(sampled, "92n6e", look_period=(1, 2, 40))
    one = scenario_of_placement(changed, 5)
    differ = [
        name
        for name, value in one.entries["92n6e"].parameters.items()
        if value != drawn[5].entries["92n6e"].parameters[name]
    ]
    assert differ == ["look_period"]


@pytest.mark.parametrize(
    ("entry_id", "values"),
    [
        ("92n6e", {"confirm_hits": (1, 2, 5), "confirm_looks": (1, 3, 5)}),
        ("48n6e3", {"propellant_mass": (100, 1000, 3000), "launch_mass": (500, 1900, 2000)}),
        ("48n6e3", {"full_lead_angle": (0.1, 0.5, 1.5), "largest_lead_angle": (0.1, 1, 1.5)}),
        ("48n6e3", {"minimum_range": (100, 2e3, 5e5)}),
        ("91n6e", {"fan_width": (0.01, 0.03, 1.5)}),
    ],
)
def test_values_that_contradict_each_other_return_to_those_of_the_catalogue(
    sampled, entry_id, values
):
    scenario = with_values(sampled, entry_id, **values)
    bases = set()
    for n in range(PLACEMENTS):
        entry = scenario_of_placement(scenario, n).entries[entry_id]
        basis = {entry.parameters[name].basis for name in values}
        assert len(basis) == 1
        bases |= basis
        for name, (_, nominal, _) in values.items():
            assert basis == {"sampled"} or entry.si(name) == nominal
        if "confirm_hits" in entry.parameters:
            assert entry.si("confirm_hits") <= entry.si("confirm_looks")
            continue
        assert entry.si("propellant_mass") < entry.si("launch_mass")
        assert entry.si("full_lead_angle") <= entry.si("largest_lead_angle")
    assert bases == {"assessed", "sampled"}


def test_failures_in_common_leave_room_for_the_kill(sampled):
    models = sampled.models.model_copy(update={"common_failure": "raid"})
    values = {"common_mode_failure": (0.0, 0.05, 0.9)}
    scenario = with_values(sampled.model_copy(update={"models": models}), "48n6e3", **values)
    for n in range(PLACEMENTS):
        missile = scenario_of_placement(scenario, n).entries["48n6e3"]
        assert missile.si(PARAMETER) <= 1 - missile.si("common_mode_failure")


def test_the_correlation_of_a_raid_is_drawn_from_its_range(drawn):
    """Ballistic missiles: 0.31 to 0.53, and every placement has its own table."""
    name = "correlation.ballistic_missile"
    values = [scenario.entries["raid"].si(name) for scenario in drawn]
    assert 0.31 <= min(values) < 0.36
    assert 0.48 < max(values) <= 0.53
    tables = [kill_tables(scenario)["raid_kill"] for scenario in drawn[:2]]
    assert (tables[0] != tables[1]).any()


# what is built of it


def test_another_policy_draws_nothing(small):
    assert scenario_of_placement(small, 1) is small
    assert widest_reach_m(small) == reach_m(small)


def test_the_ground_reaches_as_far_as_any_draw(sampled, drawn):
    assert widest_reach_m(sampled) >= max(map(reach_m, drawn))


def test_each_placement_has_its_own_world_and_a_replay_the_same(small_file):
    scenario = load(small_file, policy="sampled")
    grid = elevation_of(scenario)
    tables = build_tables(scenario, grid)
    assert table_hash(tables.worlds) == tables.sha256
    assert table_hash([build_world(scenario, grid, 1)]) == table_hash(tables.worlds[1:])
    first, second = (world.kill_threshold.tolist() for world in tables.worlds)
    assert first != second
    reseeded = scenario.model_copy(update={"seed": 99})
    assert table_hash([build_world(reseeded, grid, 1)]) == table_hash(tables.worlds[1:])


def test_a_share_is_the_rank_and_a_draw_within_the_stratum(monkeypatch):
    # Three placements draw 700, 100 and 400 for their stratum: ranks 2, 0 and 1 of three strata.
    # Within it they draw 1/2, 0 and 1/4 of 2**31: (2 + 1/2) / 3, 0 / 3, (1 + 1/4) / 3.
    drawn = {
        parameter_draws.STRATUM: (700, 100, 400),
        parameter_draws.WITHIN: (2**30, 0, 2**29),
    }
    monkeypatch.setattr(parameter_draws, "_draws", lambda _, part, __: np.array(drawn[part]))
    parameter_draws._shares.cache_clear()
    found = [share_of("by hand", placement, 3) for placement in range(3)]
    parameter_draws._shares.cache_clear()
    assert found == pytest.approx([2.5 / 3, 0, 1.25 / 3])
