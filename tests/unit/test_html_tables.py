"""What notebooks show of an object."""

import re
from html.parser import HTMLParser

import pytest

from skydome.analysis import compare_policies, summarise, sweep
from skydome.analysis.pairing import pair_results
from skydome.catalogue import Catalogue
from skydome.coverage import Question, answer, ask, defend, defended_rows, rows
from skydome.html_table import table_html
from skydome.scenario import with_run
from skydome.study import simulate


class Balanced(HTMLParser):
    """Counts open tags, and keeps the cells."""

    def __init__(self):
        super().__init__()
        self.open, self.cells = [], []

    def handle_starttag(self, tag, _attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in {"td", "th"}:
            self.cells.append(data)


def read(html):
    parser = Balanced()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser.cells


@pytest.fixture(scope="module")
def result(small, small_tables):
    return simulate(small, tables=small_tables)


def test_every_text_is_escaped():
    html = table_html("<b>", ("a&b", "c"), [("<i>", 1.5)], ["<script>"])
    assert "<b>" not in html
    assert "<script>" not in html
    assert read(html) == ["a&b", "c", "<i>", "1.5"]


def test_a_scenario_says_what_it_is(small):
    cells = read(small._repr_html_())
    told = dict(zip(cells[::2], cells[1::2], strict=True))
    assert told["raid"] == "4 cruise missile, 1 ballistic missile"
    assert told["run"] == "40 replications, seed 1"
    assert "notional" in small._repr_html_()


def test_a_result_shows_the_spread_over_replications(result):
    cells = read(result._repr_html_())
    leaked = sorted(
        row["leaked.cruise_missile"] + row["leaked.ballistic_missile"]
        for row in result.rows.to_pylist()
    )
    line = cells[cells.index("all") :][:5]
    # the median of forty is the mean of the twentieth and the twenty-first
    assert line[:2] == ["all", "5"]
    assert float(line[3]) == (leaked[19] + leaked[20]) / 2
    assert float(line[2]) <= float(line[3]) <= float(line[4])


def test_a_summary_has_its_interval_beside_every_mean(result):
    summary = summarise(result)
    cells = read(summary._repr_html_())
    line = cells[cells.index("all") :][:5]
    low, high = summary.leaked.low, summary.leaked.high
    assert line[2:4] == [f"{summary.leaked.value:.2f}", f"{low:.2f} to {high:.2f}"]
    assert summary.replications == 40
    assert "40 replications over 2 placements" in summary._repr_html_()


def test_a_comparison_has_a_signed_difference(result):
    import dataclasses

    compared = compare_policies(dataclasses.replace(result, other=result))
    cells = read(compared._repr_html_())
    assert cells[-2:] == ["+0.00", "–"]


def test_coverage_shows_the_rows_of_its_table():
    question = Question("akash-battery", altitudes_m=(100, 5_000), placements=1, flat=True)
    found = answer(ask(question, Catalogue()))
    html = found._repr_html_()
    cells = read(html)
    assert len(cells) == 6 * (1 + len(rows(found)))
    first = rows(found)[0]
    assert cells[6:9] == [
        "akash-battery, detection",
        "100 m above ground",
        f"{first.tenth_m / 1e3:,.0f}",
    ]
    assert re.search(r"Confidence of the \d+ values", html)


def test_a_summary_with_drawn_parameters_has_their_band_too(result):
    import dataclasses

    from skydome.analysis.parameter_band import BandLine, ParameterBand

    summary = summarise(result)
    names = [line.target_class for line in summary.classes]
    lines = tuple(
        BandLine("leaked", name, n, n + 1, n + 2, 0.1) for n, name in enumerate([*names, "all"])
    )
    band = ParameterBand(8, 10, 5, 2, 0.9, lines)
    cells = read(dataclasses.replace(summary, parameter_band=band)._repr_html_())
    assert cells[5] == "over uncertain parameters"
    assert cells[11] == "0.00 to 2.00"
    assert cells[-1] == f"{len(names)}.00 to {len(names) + 2}.00"


def test_paired_runs_show_every_difference(result):
    import dataclasses

    # every replication of the second leaks one cruise missile more, so the interval has no width
    name = "leaked.cruise_missile"
    more = [count + 1 for count in result.rows[name].to_pylist()]
    at = result.rows.column_names.index(name)
    other = dataclasses.replace(result, rows=result.rows.set_column(at, name, [more]))
    paired = pair_results(result, other)
    cells = read(paired._repr_html_())
    assert len(cells) == 6 * (1 + len(paired.lines))
    line = cells[cells.index("leaked, cruise missile") :][:6]
    mean = sum(more) / len(more)
    assert line[1:] == ["1", f"{mean - 1:,.2f}", f"{mean:,.2f}", "+1.00", "–"]


def test_a_sweep_has_a_row_for_each_point_against_the_first(small):
    found = sweep(with_run(small, replications=20), {"doctrine.salvo": [1, 2]})
    cells = read(found._repr_html_())
    assert cells[:2] == ["doctrine.salvo", "leaked"]
    first, second = cells[5:10], cells[10:15]
    assert (first[0], first[3:]) == ("1", ["–", "–"])
    difference = found.points[1].measure("leaked").difference
    assert second[3] == f"{difference.value:+.2f}"
    assert float(second[1]) - float(first[1]) == pytest.approx(difference.value, abs=0.011)


def test_footprints_show_areas_and_distances():
    question = Question("patriot-battery", placements=1, flat=True)
    found = defend(question, Catalogue(), ["ballistic-missile-300km"])
    cells = read(found._repr_html_())
    (row,) = defended_rows(found)
    assert cells[7:9] == [
        "patriot-battery, ballistic-missile-300km",
        f"{row.area_m2 / 1e6:,.0f}",
    ]
    assert row.area_m2 > 1e6
