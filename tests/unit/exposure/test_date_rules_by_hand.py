"""Each fact of the law that dates settle, on the days around its bound, counted by hand."""

import pytest

from skydome.exposure import shipped
from skydome.exposure.dates import parse
from skydome.exposure.fact import dated

LAW = shipped()

# fact: dates of events, the event that moves, then days of it with the value on each
DAYS = {
    # 180 days after 2 August 2017: 29 of August, 30, 31, 30, 31, and 29 of January
    "as_of_since_2018_01_29": ({}, "as_of", {"2018-01-28": False, "2018-01-29": True}),
    "transaction_since_2017_08_02": (
        {},
        "transaction",
        {"2017-08-01": False, "2017-08-02": True},
    ),
    # 180 days after 1 March: 30 of March, 30, 31, 30, 31, and 28 of August
    "delay_certification_current": (
        {"delay_certification": "2019-03-01"},
        "as_of",
        {"2019-08-28": True, "2019-08-29": False},
    ),
    "modified_waiver_lead_time": (
        {"modified_waiver_certification": "2020-05-01"},
        "modified_waiver_effect",
        {"2020-05-30": False, "2020-05-31": True},
    ),
    "report_in_summer": (
        {},
        "review_report",
        {"2021-07-09": False, "2021-07-10": True, "2021-09-07": True, "2021-09-08": False},
    ),
    # the period of 30 days begins with 1 February: 28 days of February, 1 and 2 March
    "review_30_days_over": (
        {"review_report": "2021-02-01"},
        "as_of",
        {"2021-03-02": False, "2021-03-03": True},
    ),
    # the period of 60 days begins with 15 July: 17 days of July, 31, and 12 of September
    "review_60_days_over": (
        {"review_report": "2021-07-15"},
        "as_of",
        {"2021-09-12": False, "2021-09-13": True},
    ),
    "within_12_days_of_passage": (
        {"disapproval_passage": "2021-03-01"},
        "as_of",
        {"2021-03-13": True, "2021-03-14": False},
    ),
    "within_10_days_of_veto": (
        {"veto": "2021-03-01"},
        "as_of",
        {"2021-03-11": True, "2021-03-12": False},
    ),
    "year_after_imposition": (
        {"imposition": "2020-12-14"},
        "as_of",
        {"2021-12-13": False, "2021-12-14": True},
    ),
}


def test_every_fact_that_dates_settle_has_a_case():
    ruled = [name for name, question in LAW.questions.items() if question.date is not None]
    assert [name for name in ruled if name not in DAYS] == [], "without a case by hand"
    assert [name for name in DAYS if name not in ruled] == [], "not in the law"


@pytest.mark.parametrize("fact", DAYS)
def test_the_value_changes_on_the_day_that_the_law_sets(fact):
    events, moving, days = DAYS[fact]
    given = {name: parse(day) for name, day in events.items()}
    rule = LAW.questions[fact].date
    found = {day: dated(rule, given | {moving: parse(day)}).value for day in days}
    assert found == days
