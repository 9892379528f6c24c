"""What a study says: by hand and on closed forms, through the same rows as a real one."""

import json

import numpy as np
import pytest
from study_rows import rows_of

from skydome.experiment.answer import PointRows, _line, answer_of
from skydome.experiment.plan import plan_of
from skydome.report.numbers import percent
from skydome.report.study.page import study_page
from skydome.report.study.sentences import in_flight_sentence, sentences_of, short_names


def study(study_file, text):
    file = study_file.with_name("answer.yaml")
    file.write_text("name: answer\nscenario: small.yaml\n" + text)
    return plan_of(file)


def test_lines_and_differences_by_hand(plan):
    """Two placements, five draws, three replications; placement 1 has 10 more leakers.

    Point 1: catalogue values 1, 2, 3 (mean 2) at placement 0, 11, 12, 13 at placement 1: mean 7.
    Draw d adds d to each replication, so its difference from its placement is d, without noise:
    7 + d lies from 8 to 12 with the median 10. Within a draw the variance is 1, between draws that
    of 1 to 5, 2.5: parameters are 2.5 / 3.5 of a raid's variance. Point 2 has twice as many:
    14 - 7 = 7 more with the catalogue's values, and in no draw fewer.
    """

    def leaked(point, draw, place):
        return (point + 1) * (np.array([1, 2, 3]) + 10 * place + draw)

    found = answer_of(plan, rows_of(plan, leaked))
    line = found.points[0].line("leaked")
    assert line.nominal.value == 7
    # variance of a mean of two strata of three: (3 · 1 + 3 · 1) / 6²
    assert line.nominal.high - 7 == pytest.approx(1.96 * (6 / 36) ** 0.5, rel=1e-3)
    # a mean may not exceed the four threats of the class and the one of the other
    assert (line.low, line.high) == (5.0, 5.0)
    assert line.parameter_share.value == pytest.approx(2.5 / 3.5)
    difference = found.points[1].differences[0]
    assert (difference.measure, difference.nominal.value) == ("leaked", 7)
    assert difference.share_below == 0
    assert found.points[0].differences == ()


def test_a_band_around_the_mean_by_hand(plan):
    """Draws add 0, 0.. so that means stay within the raid: differences -1, 0, 1, 2, 3 over 1."""
    shift = {0: 0, 1: -1, 2: 0, 3: 1, 4: 2, 5: 3}
    found = answer_of(plan, rows_of(plan, lambda _p, draw, _s: [1 + shift[draw]] * 3))
    line = found.points[0].line("leaked")
    assert (line.low, line.middle, line.high) == (0.0, 2.0, 4.0)


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_ishigami_through_the_rows_of_a_study(study_file, kind):
    """First and total indices of sin x + 7 sin² y + 0.1 z⁴ sin x within 0.01 of the exact ones.

    Counts are whole, so the function is scaled by 1e6, and no replication differs from another.
    """
    names = ["48n6e3.drag_factor", "48n6e3.minimum_range", "48n6e3.radar_share"]
    plan = study(
        study_file,
        f"uncertain: [{', '.join(names)}]\ndesign: {{kind: {kind}, draws: 512}}\nreplications: 2\n",
    )
    order = [plan.inputs.index(name) for name in names]

    def leaked(_point, draw, _place):
        if draw == 0:
            return [20_000_000] * 2
        x, y, z = np.pi * (2 * plan.design[draw - 1][order] - 1)
        value = np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)
        return [round(1e6 * (20 + value))] * 2

    (point,) = answer_of(plan, rows_of(plan, leaked)).points
    found = {one.name: one for one in point.sensitivities[0].inputs}
    exact = {names[0]: (0.3139, 0.5576), names[1]: (0.4424, 0.4424), names[2]: (0.0, 0.2437)}
    for name, (first, total) in exact.items():
        assert found[name].first.value == pytest.approx(first, abs=0.01), name
        assert found[name].total.value == pytest.approx(total, abs=0.01), name
    assert [one.name for one in point.sensitivities[0].inputs] == names


def test_what_chance_gives_is_no_index(study_file):
    plan = study(study_file, "uncertain: [48n6e3.*]\ndesign: {draws: 32}\nreplications: 4\n")
    random = np.random.default_rng(1)
    found = answer_of(plan, rows_of(plan, lambda *_: random.integers(0, 4, 4)))
    (point,) = found.points
    assert not any(one.significant for one in point.sensitivities[0].inputs)
    assert all(one.total is None for one in point.sensitivities[0].inputs)
    said = " ".join(sentences_of(found))
    assert "do not give shares" in said


def test_effects_of_a_morris_design(study_file):
    """One input adds 3 over its range, the others nothing: its mean absolute effect is 3."""
    plan = study(
        study_file,
        "uncertain: [48n6e3.drag_factor, 48n6e3.minimum_range]\n"
        "design: {kind: morris, draws: 8}\nreplications: 2\n",
    )
    place = plan.inputs.index("48n6e3.minimum_range")

    def leaked(_point, draw, _place):
        return [1000] * 2 if draw == 0 else [round(1000 + 3000 * plan.design[draw - 1][place])] * 2

    (point,) = answer_of(plan, rows_of(plan, leaked)).points
    first, second = point.sensitivities[0].inputs
    assert point.sensitivities[0].kind == "effects"
    assert (first.name, first.significant) == ("48n6e3.minimum_range", True)
    assert first.total.value == pytest.approx(3000, abs=1)
    assert second.total.value == 0
    assert not second.significant


def test_without_draws_there_is_no_band(study_file):
    plan = study(study_file, "uncertain: none\nfactors: {doctrine.salvo: [1, 2]}\n")
    rows = rows_of(plan, lambda point, _draw, _place: [1 + point, 2 + point])
    found = answer_of(plan, rows)
    line = found.points[0].line("leaked")
    assert line.parameter_share is None
    assert (line.low, line.high) == (line.nominal.value, line.nominal.value)
    page = study_page(plan, found, rows).decode()
    assert "Nothing was drawn" in page
    json.dumps(found.as_dict(), allow_nan=False)


def test_a_share_that_is_known(study_file):
    """Draws and chance with the same variance, 4 each: half of a raid's is the parameters'.

    Gamma(4) between draws, exponential with mean 2 within; scaled by 1,000, since counts are whole.
    """
    plan = study(study_file, "uncertain: [48n6e3.*]\ndesign: {draws: 64}\nreplications: 16\n")
    random = np.random.default_rng(1)
    shares, covered = [], []
    for _ in range(20):
        means = {draw: random.gamma(4, 1) for draw in range(plan.draws + 1)} | {0: 4.0}

        def leaked(_point, draw, _place, means=means):
            return np.round(1_000 * (means[draw] + random.exponential(2, 16)))

        share = _line(PointRows(plan, rows_of(plan, leaked), 0), ("leaked", "all")).parameter_share
        shares.append(share.value)
        covered.append(share.low <= 0.5 <= share.high)
    assert np.mean(shares) == pytest.approx(0.5, abs=0.06)
    assert np.mean(covered) >= 0.75


def test_a_design_without_indices_says_which_would_give_them(study_file):
    plan = study(study_file, "uncertain: [48n6e3.*]\ndesign: {draws: 5}\nreplications: 2\n")
    found = answer_of(plan, rows_of(plan, lambda *_: [1, 2]))
    assert found.points[0].sensitivities == ()
    assert found.refused[0].startswith(f"first-order indices of {len(plan.inputs)} inputs take")
    assert "about 193 draws, not 5" in found.refused[0]
    page = study_page(plan, found, rows_of(plan, lambda *_: [1, 2])).decode()
    assert "No indices are printed" in page
    assert "193 draws" in page


def test_threats_in_flight_at_the_end_by_hand(plan):
    """Of 4 launched, 1 is killed and as many leak as the draw says: 3, 3, 2, 2, 2, 2 are left.

    Of the draws' replications every one leaves some but those of draw 5, which leave none.
    """

    def rows(_point, draw, _place):
        return [{0: 0, 1: 0, 2: 1, 3: 1, 4: 1, 5: 3}[draw]] * 3

    table = rows_of(plan, rows)
    for name, number in (("launched", 4), ("killed", 1)):
        column = f"{name}.cruise_missile"
        values = np.full(table.num_rows, number, np.int32)
        table = table.set_column(table.column_names.index(column), column, [values])
    found = answer_of(plan, table)
    one = found.points[0].in_flight
    assert (one.nominal, one.drawn, one.share_of_draws) == (3.0, (3 + 2 + 2 + 2 + 0) / 5, 4 / 5)
    said = in_flight_sentence(found)
    assert "With salvo = 1, 3 threats are still in flight when the scenario ends" in said
    assert f"1.80 on average over the draws (in {percent(0.8)} of them often)" in said
    nothing = rows_of(plan, lambda _p, _d, _s: [0] * 3)
    assert in_flight_sentence(answer_of(plan, nothing)) is None


def test_points_are_named_by_the_last_part_of_a_path_unless_two_end_alike():
    paths = ("doctrine.salvo", "catalogue.92n6e.target_channels")
    assert short_names(paths) == ["salvo", "target_channels"]
    alike = ("defence.west.count", "defence.east.count", "catalogue.92n6e.mast_m")
    assert short_names(alike) == ["defence.west.count", "defence.east.count", "mast_m"]
