"""What a timeline's record says of its settings, and rules at their edges, worked out by hand."""

import re
from pathlib import Path

import numpy as np
import pytest

from skydome.errors import InputError
from skydome.fielding import Settings, as_dict, load_deal, timeline
from skydome.fielding.backtest import _inside
from skydome.fielding.capability import Capability
from skydome.fielding.dates import year_of
from skydome.fielding.deal import Notice
from skydome.fielding.evidence import announced_earliest
from skydome.fielding.projection import departs_from_record

SMALL = Path(__file__).parent / "small_deal.yaml"
QUICK = Settings(draws=40)


@pytest.fixture(scope="module")
def small():
    return load_deal(SMALL)


@pytest.mark.parametrize(("vari", "name"), [(True, "VARI-METRIC"), (False, "METRIC")])
def test_the_record_names_the_model_of_spares(small, vari, name):
    assert as_dict(timeline(small, QUICK._replace(vari=vari)))["spares_model"] == name


def test_the_record_says_who_promised_a_unit_last(small):
    units = as_dict(timeline(small, QUICK))["units"]
    last = {}
    for promise in sorted(small.promises, key=lambda one: year_of(one.made)):
        last[promise.unit] = promise.by
    assert {u["unit"]: u["latest_promise"] for u in units if u["latest_promise"]} == last
    assert any(u["latest_promise"] is None for u in units)


def test_an_outcome_is_inside_outside_or_open():
    assert _inside(2020.0, 2022.0, 2020.0, 2025.0) is True  # both ends count
    assert _inside(2020.0, 2022.0, 2022.0, 2025.0) is True
    assert _inside(2020.0, 2022.0, 2023.0, 2025.0) is False
    assert _inside(2020.0, 2022.0, None, 2025.0) is False  # the whole interval has passed
    assert _inside(2020.0, 2026.0, None, 2025.0) is None
    assert _inside(None, None, 2021.0, 2025.0) is None


def test_a_capability_counts_the_units_beyond_none():
    assert Capability("x", 400, 10, 3.0, (10.0, 4.0, 2.0), (3.0, 1.0, 0.5)).units == 2


def test_a_notice_of_the_day_of_the_promise_counts(small):
    promise = small.promises[1]
    same_day = Notice(
        unit=promise.unit,
        made=promise.made,
        not_before="2023-01-01",
        words="nothing before 2023",
        source=("gazette",),
        confidence="sourced",
        reason="printed",
    )
    deal = small.model_copy(update={"notices": (same_day,)})
    assert announced_earliest(deal, promise, 2024.0) == year_of("2023-01-01")
    assert announced_earliest(deal, promise, year_of(promise.made)) == year_of("2023-01-01")
    assert announced_earliest(deal, promise, year_of(promise.made) - 0.1) == -np.inf


def test_a_future_that_begins_when_the_record_ends_is_no_what_if(small):
    class Begins:
        def __init__(self, *dates):
            self.changes = dates

    assert not departs_from_record(small, Begins(small.record_ends))
    assert departs_from_record(small, Begins("2019-01", small.record_ends))


def test_a_part_that_stands_twice_is_refused(tmp_path):
    file = tmp_path / "twice.yaml"
    text = SMALL.read_text("utf-8")
    head, parts = text.split("  parts:\n")
    part, rest = re.split(r"^(?=\S)", parts, maxsplit=1, flags=re.MULTILINE)
    file.write_text(f"{head}  parts:\n{part}{part}{rest}", "utf-8")
    with pytest.raises(InputError, match=load_deal(SMALL).spares.parts[0].name):
        load_deal(file)
