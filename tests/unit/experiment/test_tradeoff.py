"""What alternatives are worth: by hand, through the rows of a study."""

import numpy as np
import pytest
from study_rows import rows_of

from skydome.errors import InputError
from skydome.experiment.answer import answer_of
from skydome.experiment.plan import plan_of
from skydome.experiment.tradeoff import CRITERIA, tradeoff_of
from skydome.export.study_csv import tradeoff_csv
from skydome.report.study.page import study_page
from skydome.report.study.sentences import sentences_of

TEXT = """
name: alternatives
scenario: small.yaml
alternatives:
  - {name: cheap, set: {doctrine.salvo: 2}, price: {low_usd: 1e6, high_usd: 3e6, source: a paper}}
  - {name: dear, add: {92n6e.target_channels: 1}, price: {low_usd: 8e6, high_usd: 8e6, source: it}}
  - {name: unknown, add: {92n6e.antenna_height: 5}}
uncertain: [48n6e3.*]
design: {draws: 4}
replications: 4
weights: {leaked: 1, price: 1}
"""


@pytest.fixture(scope="module")
def plan(study_file):
    file = study_file.with_name("alternatives.yaml")
    file.write_text(TEXT)
    return plan_of(file)


@pytest.fixture(scope="module")
def rows(plan):
    """Leakers of the catalogue's values: 8 as it is, 6 cheap, 4 dear, 8 unknown; plus the draw."""
    return rows_of(plan, lambda point, draw, _place: [[8, 6, 4, 8][point] + draw] * 4)


def changed(study_file, before, after):
    file = study_file.with_name("changed.yaml")
    file.write_text(TEXT.replace(before, after))
    return plan_of(file)


def test_points_are_the_alternatives(plan):
    assert [values[0] for values in plan.values] == ["as it is", "cheap", "dear", "unknown"]
    channels = [one.entries["92n6e"].parameters["target_channels"] for one in plan.scenarios]
    assert [one.value for one in channels] == [6, 6, 7, 6]
    assert (channels[2].low, channels[2].high) == (7, 11)
    mast = [one.entries["92n6e"].parameters["antenna_height"].value for one in plan.scenarios]
    assert mast[3] == mast[0] + 5


def test_worth_by_hand(plan, rows):
    """8 fewer by 2 for 1 to 3 million: 0.5 to 1.5 a leaker; by 4 for 8 million: 2 a leaker.

    Improvement by leakers 2/8 and 4/8, by price -2/8 and -8/8: scores 0 and -1/4, with nothing 0.
    In draw d the leakers are 8 + d, so cheap gains 2/(8 + d) - 1/4 < 0 and nothing is the best.
    """
    traded = tradeoff_of(plan, answer_of(plan, rows), rows)
    cheap, dear, unknown = traded.worths
    assert cheap.differences["leaked"].nominal.value == -2
    assert cheap.usd_per_leaker == (5e5, 1.5e6)
    assert dear.usd_per_leaker == (2e6, 2e6)
    assert unknown.usd_per_leaker is None
    assert (cheap.score, dear.score, unknown.score) == (0.0, -0.25, None)
    assert (cheap.first_share, dear.first_share, unknown.first_share) == (0, 0, None)
    assert traded.weights == {"leaked": 1, "value lost": 0, "fired": 0, "price": 1}
    assert CRITERIA == ("leaked", "value lost", "fired", "price")
    assert traded.improvement["cheap"] == (0.25, 0.0, 0.0, -0.25)
    assert traded.improvement["unknown"] == (0.0, 0.0, 0.0, None)


def test_weights_can_be_changed(plan, rows):
    """By leakers alone dear is the best in every draw, and unknown can be scored."""
    traded = tradeoff_of(plan, answer_of(plan, rows), rows, {"leaked": 2.0})
    cheap, dear, unknown = traded.worths
    assert (cheap.score, dear.score, unknown.score) == (0.25, 0.5, 0.0)
    assert (dear.first_share, dear.first_by_weights) == (1, 1)
    # with leakers w and price 1 - w: cheap beats nothing above w = 1/2, dear beats cheap above 3/4
    both = tradeoff_of(plan, answer_of(plan, rows), rows)
    assert both.worths[1].first_by_weights == pytest.approx(1 / 4, abs=0.04)
    assert both.worths[0].first_by_weights == pytest.approx(1 / 4, abs=0.04)


def test_the_frontier_by_hand(plan):
    """Value lost: 1 as it is, 0 cheap, 1 dear. Dear costs more than cheap for no less."""
    rows = rows_of(plan, lambda *_: [1] * 4)
    hits = np.where(rows["point"].to_numpy() == 1, 0, 1).astype(np.int32)
    name = next(one for one in rows.column_names if one.startswith("hits."))
    rows = rows.set_column(rows.column_names.index(name), name, [hits])
    traded = tradeoff_of(plan, answer_of(plan, rows), rows)
    assert traded.axis == "price"
    assert traded.nothing_on_frontier
    assert [one.on_frontier for one in traded.worths] == [True, False, None]
    assert [one.frontier_share for one in traded.worths] == [1, 0, None]
    value = traded.exchanges[0].value
    lost = plan.scenarios[0].assets[0].value
    assert [one.value_kept for one in traded.exchanges] == [
        value - lost,
        value,
        value - lost,
        value - lost,
    ]


def test_the_page_the_sentences_and_the_table(plan, rows):
    found = answer_of(plan, rows)
    traded = tradeoff_of(plan, found, rows)
    page = study_page(plan, found, rows, traded).decode()
    for text in ("What one more would be worth", "price not known", "Cost exchange", "a paper"):
        assert text in page, text
    assert 'data-criterion="value lost"' in page
    assert "http" not in page.partition("<main>")[2].replace("http://www.w3.org", "")
    said = sentences_of(found)
    assert any(one.startswith("cheap: 2 fewer get through") for one in said)
    assert "unknown: no difference." in said
    table = tradeoff_csv(traded).decode().splitlines()
    assert len(table) == 1 + 3 * 4
    assert table[1].startswith("cheap,leaked,-2")


def test_a_study_without_alternatives_has_no_tradeoff(study_file):
    plan = plan_of(study_file)
    rows = rows_of(plan, lambda *_: [1] * 3)
    assert tradeoff_of(plan, answer_of(plan, rows), rows) is None


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("92n6e.target_channels", "92n6e.target_chanels", "did you mean"),
        ("92n6e.target_channels: 1", "92n6e.target_channels: -99", "lies outside what is possible"),
        ("92n6e.target_channels: 1", "92n6e.target_channels: 0.5", "does not count things"),
        (
            "92n6e.target_channels: 1",
            "48n6e3.kill_probability.cruise_missile: 0.5",
            "allowed: 0 to 1: a smaller change",
        ),
        ("doctrine.salvo", "doctrine.slavo", "alternatives"),
        ("92n6e.target_channels: 1", "s-400-regiment.batteries: 1", "set: {catalogue"),
        ("name: dear", "name: cheap", "a name of its own"),
        ("uncertain", "factors: {doctrine.salvo: [1, 2]}\nuncertain", "one of factors and"),
        ("high_usd: 3e6", "high_usd: 3e5", "low_usd at most high_usd"),
    ],
)
def test_what_cannot_be_compared_is_named(study_file, before, after, said):
    with pytest.raises(InputError) as error:
        changed(study_file, before, after)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{at_least: 2, at_most: 3}", "one of at_least and at_most"),
        ("{at_least: 99}", "cannot be reached"),
        ("{at_least: 1, of: dragon}", "the raid has no dragon"),
        ("{measure: value lost, of: aircraft, at_least: 1}", "the raid has no aircraft"),
    ],
)
def test_what_cannot_be_rare_is_named(study_file, line, said):
    file = study_file.with_name("rare.yaml")
    file.write_text(f"name: rare\nscenario: small.yaml\nuncertain: none\nrare: [{line}]\n")
    with pytest.raises(InputError) as error:
        plan_of(file)
    assert said in str(error.value)
