import dataclasses
import json

import numpy as np
import pytest

from skydome.analysis import pair_results, summarise
from skydome.analysis.intervals import Z_95
from skydome.errors import InputError
from skydome.export import pair_csv
from skydome.report.run.pair import draw_pair
from skydome.scenario import with_run
from skydome.study import simulate


@pytest.fixture(scope="module")
def results(small):
    """The small raid against single shots, and against salvoes of two."""
    doctrine = small.doctrine.model_copy(update={"salvo": dict.fromkeys(small.doctrine.salvo, 2)})
    single = with_run(small, seed=4, replications=400)
    return [simulate(single), simulate(single.model_copy(update={"doctrines": (doctrine,)}))]


@pytest.fixture(scope="module")
def paired(results):
    return pair_results(*results)


def line_of(paired, measure, of="all"):
    return next(one for one in paired.lines if (one.measure, one.of) == (measure, of))


def column(result, name):
    return np.array(result.rows[name].to_pylist(), dtype=float)


def test_a_result_less_itself_is_nothing(results):
    for one in pair_results(results[0], results[0]).lines:
        assert one.difference == (0, 0, 0)
        assert one.variance_ratio is None
        assert not one.differs


def test_every_counter_is_there(paired, results):
    scenario = results[0].scenario
    leaked = [one.of for one in paired.lines if one.measure == "leaked"]
    fired = [one.of for one in paired.lines if one.measure == "fired"]
    assert leaked == ["all", *scenario.target_classes]
    assert fired == ["all", *scenario.missiles]
    assert line_of(paired, "value lost").unit == "1"


def test_a_difference_is_taken_pair_by_pair_within_placements(paired, results):
    first, second = (
        sum(column(r, f"fired.{name}") for name in r.scenario.missiles) for r in results
    )
    placement = column(results[0], "placement")
    one = line_of(paired, "fired")
    assert one.difference.value == pytest.approx((second - first).mean())
    parts = [(second - first)[placement == p] for p in np.unique(placement)]
    variance = sum(len(part) * part.var(ddof=1) for part in parts) / len(first) ** 2
    half = (one.difference.high - one.difference.low) / 2
    assert half == pytest.approx(Z_95 * np.sqrt(variance))
    assert one.difference.value > 0
    assert one.differs


def test_pairing_says_what_it_saves(paired):
    one = line_of(paired, "fired")
    widths = [part.high - part.low for part in (one.first, one.second, one.difference)]
    apart = widths[0] ** 2 + widths[1] ** 2
    assert one.variance_ratio == pytest.approx(apart / widths[2] ** 2, rel=1e-6)
    assert one.variance_ratio > 1


def test_means_are_those_of_the_summaries(paired, results):
    for result, part in zip(results, ("first", "second"), strict=True):
        assert getattr(line_of(paired, "leaked"), part) == summarise(result).leaked


def test_a_missile_of_one_counts_as_never_fired_by_the_other(results):
    first, second = results
    missile = first.scenario.missiles[0]
    others = tuple(name for name in first.scenario.missiles if name != missile)
    rows = second.rows.drop_columns([f"fired.{missile}"])
    scenario = second.scenario.model_copy(update={"missiles": others})
    other = dataclasses.replace(second, rows=rows, scenario=scenario)
    one = line_of(pair_results(first, other), "fired", missile)
    assert one.second == (0, 0, 0)
    assert one.difference.value == -one.first.value


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seed": 5}, "seed"),
        ({"replications": 300}, "replications"),
    ],
)
def test_results_with_other_random_numbers_are_refused(results, small, changes, field):
    other = simulate(with_run(small, **({"seed": 4, "replications": 400} | changes)))
    with pytest.raises(InputError) as refused:
        pair_results(results[0], other)
    assert str(refused.value).startswith(f"{field}: the results do not pair: 4")
    assert str(refused.value).endswith("; allowed: two results that agree in it")


@pytest.mark.parametrize(
    ("part", "changes", "told"),
    [
        ("terrain", {"placements": 1}, "terrain.placements: the results do not pair: 2 and 1"),
        (
            "terrain",
            {"placement_radius_m": 1.0},
            "terrain.placement_radius_m: the results do not pair: 5,000.0 and 1.0",
        ),
    ],
)
def test_other_sites_are_refused(results, part, changes, told):
    scenario = results[1].scenario
    changed = getattr(scenario, part).model_copy(update=changes)
    other = dataclasses.replace(results[1], scenario=scenario.model_copy(update={part: changed}))
    with pytest.raises(InputError) as refused:
        pair_results(results[0], other)
    assert str(refused.value).startswith(told)


def test_another_raid_is_refused(results):
    scenario = results[1].scenario
    fewer = scenario.model_copy(update={"threats": scenario.threats[1:]})
    with pytest.raises(InputError, match="raid: the results do not pair: 5 threats and 4 threats"):
        pair_results(results[0], dataclasses.replace(results[1], scenario=fewer))
    first = scenario.threats[0].model_copy(update={"name": "stranger-1"})
    other = scenario.model_copy(update={"threats": (first, *scenario.threats[1:])})
    with pytest.raises(InputError, match=r"do not pair: [a-z0-9-]+ \([a-z_]+\) and stranger-1 \("):
        pair_results(results[0], dataclasses.replace(results[1], scenario=other))


def test_it_is_json_csv_and_a_picture(paired, results):
    told = json.loads(json.dumps(paired.as_dict(), allow_nan=False))
    assert (told["seed"], told["replications"], told["placements"]) == (4, 400, 2)
    assert len(told["lines"]) == len(paired.lines)
    header, *lines = pair_csv(paired).decode().splitlines()
    assert header.startswith("measure,of,unit,first,first_low")
    assert len(lines) == len(paired.lines)
    picture = draw_pair(paired)
    assert picture.startswith(b"\x89PNG")
    assert draw_pair(pair_results(*results)) == picture
