"""Every rule of a timeline on one small deal with certain outcomes, worked out by hand.

The deal: two units of one battery, nothing uncertain, quarters from 2020 on. Units are delivered a
day after the middle of a year, so that results agree with whole quarters to 0.02.
"""

import copy

import numpy as np
import pytest
import yaml

from skydome.fielding import Settings, load_deal, timeline, with_futures
from skydome.fielding.dates import year_of

BACKED = {"source": "me", "confidence": "unsourced", "reason": "invented"}
SOURCES = {
    "me": dict.fromkeys(("title", "publisher", "date", "address", "supports"), "me")
    | {"grade": "none"}
}


def number(value, unit, **others):
    return {"value": value, "unit": unit, **BACKED, **others}


PART = {
    "name": "radar",
    "places": 2,
    "demand": number(0, "1/year"),
    "base_repair_share": number(0, "1"),
    "base_repair": number(0, "year"),
    "order_ship": number(0, "year"),
    "depot_repair": number(1, "year"),
    "cost": number(1, "USD"),
}
PLAIN = {"name": "plain", "title": "Plain", **BACKED}
DEAL = {
    "id": "hand",
    "title": "By hand",
    "record_ends": "2023-01-01",
    "sources": SOURCES,
    "contract": {"date": "2020-01-01", "value": number(1e6, "USD"), **BACKED},
    "bought": {
        "name": "unit",
        "count": 2,
        "batteries": number(1, "1"),
        "missiles": number(10, "missile"),
        "ready_per_battery": number(4, "missile"),
        "reload_per_battery": number(3, "missile"),
    },
    "promises": [
        {"unit": 1, "made": "2020-02-01", "by": "2021-01-01", "words": "one", **BACKED},
        {"unit": 2, "made": "2020-02-01", "by": "2022-01-01", "words": "two", **BACKED},
    ],
    "deliveries": [
        {"unit": 1, "date": "2021-07-03", **BACKED},
        {"unit": 2, "date": "2022-07-03", **BACKED},
    ],
    "crews": {
        "per_battery": number(10, "people"),
        "course": number(0.5, "year"),
        "passed": number(1, "1"),
        "loss": number(0, "1/year"),
        "classes": [{"start": "2020-01-01", "people": number(100, "people"), **BACKED}],
    },
    "spares": {"parts": [PART], "package": number(0, "USD")},
    "support": {
        "contract": "none",
        "activation": number(0, "year"),
        "planned_upkeep": number(0, "1"),
    },
    "missiles": {"training": number(0, "missile/year"), "shelf_life": number(60, "year")},
    "futures": [PLAIN],
}


@pytest.fixture
def changed(tmp_path):
    """Return a function that gives the timeline of the deal with parts of it replaced."""

    def run(edits=None, as_of=None, last_year=2025, draws=20, **settings):
        data = copy.deepcopy(DEAL)
        for path, value in (edits or {}).items():
            *way, last = path.split(".")
            place = data
            for name in way:
                place = place[int(name)] if isinstance(place, list) else place[name]
            place[last] = value
        file = tmp_path / "deal.yaml"
        file.write_text(yaml.safe_dump(data), "utf-8")
        wanted = Settings(draws=draws, last_year=last_year, as_of=as_of, **settings)
        return timeline(load_deal(file), wanted)

    return run


def at(found, field, year):
    """Return the mean of a band in the quarter that begins then."""
    band = getattr(found.futures[0], field)
    return float(band.mean[round((year - found.quarters[0]) * 4)])


def test_batteries_are_there_from_their_delivery(changed):
    found = changed()
    # unit 1 on 2021-07-03, unit 2 on 2022-07-03, both a day into the quarter
    assert at(found, "delivered", 2021.25) == 0
    assert at(found, "delivered", 2021.5) == pytest.approx(1, abs=0.02)
    assert at(found, "delivered", 2022.25) == pytest.approx(1, abs=0.02)
    assert at(found, "delivered", 2022.5) == pytest.approx(2, abs=0.02)
    # first promises: 2021-01-01 and 2022-01-01
    promised = found.promised
    assert promised[4 * 1 - 1] == 0
    assert promised[4 * 1] == pytest.approx(1, abs=0.02)
    assert promised[4 * 2] == pytest.approx(2, abs=0.02)


def test_a_unit_of_two_batteries_counts_twice(changed):
    found = changed({"bought.batteries": number(2, "1")})
    assert at(found, "delivered", 2021.75) == 2
    assert at(found, "operational", 2021.75) == 2


def test_a_battery_is_set_up_after_its_activation(changed):
    found = changed({"support.activation": number(0.5, "year")})
    # delivered 2021.5, set up 2022.0
    assert at(found, "operated", 2021.75) == pytest.approx(0, abs=0.02)
    assert at(found, "operated", 2022.0) == pytest.approx(1, abs=0.02)


def test_crews_finish_after_their_course_and_man_whole_batteries(changed):
    # 19 people from 2022.5 on, ten to a battery: one crew; both batteries delivered in 2022.5
    group = {"start": "2022-01-01", "people": number(19, "people"), **BACKED}
    found = changed({"crews.classes": [group]})
    assert at(found, "operated", 2022.25) == 0
    assert at(found, "operated", 2022.75) == 1
    assert at(found, "delivered", 2022.75) == 2
    assert at(found, "crewed", 2022.75) == 1


def test_crews_in_excess_are_shown_apart_from_crewed_batteries(changed):
    found = changed()
    # 100 people make ten crews, and two batteries are delivered
    assert at(found, "crews_for", 2023.0) == 10
    assert at(found, "crewed", 2023.0) == 2
    for course in found.futures:
        assert (course.crewed.mean <= course.delivered.mean + 1e-12).all()


def test_of_a_class_those_who_pass_form_crews(changed):
    # half of 39 pass, 19.5 people at ten a battery: one crew
    group = {"start": "2022-01-01", "people": number(39, "people"), **BACKED}
    found = changed({"crews.classes": [group], "crews.passed": number(0.5, "1")})
    assert at(found, "crews_for", 2023.0) == 1


def test_a_school_adds_crews_from_its_first_course_on(changed):
    # people pass with 0.5: 20 x 0.5 = 10 a year from 2022.0 + 0.5 on; one crew of ten in 2023.5
    school = {"opens": "2022-01-01", "people_a_year": number(20, "people/year"), **BACKED}
    found = changed({"crews.classes": [], "crews.school": school, "crews.passed": number(0.5, "1")})
    assert at(found, "crews_for", 2023.25) == 0
    assert at(found, "crews_for", 2023.5) == 1


def test_planned_upkeep_is_a_share_of_operated_batteries(changed):
    found = changed({"support.planned_upkeep": number(0.25, "1")})
    assert at(found, "operated", 2023.0) == 2
    assert at(found, "operational", 2023.0) == pytest.approx(1.5)
    assert at(found, "availability", 2023.0) == pytest.approx(0.75)


def missing_part(demand=1.0):
    """Return one class of one place without spares or repair at the battery."""
    return PART | {"places": 1, "demand": number(demand, "1/year")}


def test_without_spares_a_battery_waits_for_depot_repair(changed):
    # One battery from 2021.5 on, 0.4 failures a year, repair takes 0.5 years: in the steady state
    # 0.4 x 0.5 = 0.2 parts are in repair, all of them missed, so that A = 1 - 0.2 = 0.8.
    part = missing_part(0.4) | {"depot_repair": number(0.5, "year")}
    found = changed(
        {"spares.parts": [part], "bought.count": 1, "promises": DEAL["promises"][:1],
         "deliveries": DEAL["deliveries"][:1]},
        last_year=2040,
    )  # fmt: skip
    assert at(found, "availability", 2040.0) == pytest.approx(0.8, abs=1e-6)


def test_another_depot_repair_time_counts_from_its_date(changed):
    # As above, but repair takes twice as long from 2030 on: 0.4 parts in repair, A = 0.6.
    part = missing_part(0.4) | {"depot_repair": number(0.5, "year")}
    change = {"begins": "2030-01-01", "depot_repair_factor": number(2, "1"), **BACKED}
    found = changed(
        {"spares.parts": [part], "bought.count": 1, "promises": DEAL["promises"][:1],
         "deliveries": DEAL["deliveries"][:1],
         "futures": [PLAIN | {"support_changes": [change]}]},
        last_year=2045,
    )  # fmt: skip
    assert at(found, "availability", 2029.75) == pytest.approx(0.8, abs=1e-4)
    assert at(found, "availability", 2045.0) == pytest.approx(0.6, abs=1e-4)
    # One year of change, x(t) = 0.4 - 0.2 exp(-t) with repair slowed to a year: at 2031.0, 0.326
    assert at(found, "availability", 2030.75) == pytest.approx(1 - 0.4 + 0.2 * np.exp(-1), abs=2e-3)


def test_a_stop_of_spares_lets_missing_parts_add_up(changed):
    # One battery, 0.4 failures a year, nothing in repair before (repair takes hours); supply stops
    # on the last day of 2029: a year later 0.4 parts are missing.
    part = missing_part(0.4) | {"depot_repair": number(0.01, "day")}
    shock = {"name": "stop", "kind": "spares_embargo", "begins": "2029-12-31",
             "spares_speed": number(0, "1"), **BACKED}  # fmt: skip
    found = changed(
        {"spares.parts": [part], "bought.count": 1, "promises": DEAL["promises"][:1],
         "deliveries": DEAL["deliveries"][:1], "futures": [PLAIN | {"shocks": [shock]}]},
        last_year=2032,
    )  # fmt: skip
    assert at(found, "availability", 2029.75) == pytest.approx(1, abs=1e-3)
    assert at(found, "availability", 2030.75) == pytest.approx(0.6, abs=2e-3)


def test_a_lift_ends_a_shock_of_the_record(changed):
    shock = {"name": "kept", "kind": "storage", "begins": "2022-10-01",
             "operated": number(0, "1"), **BACKED}  # fmt: skip
    lift = {"shock": "kept", "date": "2024-01-01", **BACKED}
    found = changed({"shocks": [shock], "futures": [PLAIN | {"lifts": [lift]}]})
    assert at(found, "operated", 2022.25) == 1
    assert at(found, "operated", 2023.75) == pytest.approx(0, abs=0.02)
    assert at(found, "operated", 2024.25) == 2
    # begun after the moment as of which it is worked out, the shock is not known
    early = changed({"shocks": [shock]}, as_of=2022.7)
    assert at(early, "operated", 2023.75) == 2


# missiles


def test_missiles_come_with_units_and_fill_launchers_first(changed):
    found = changed()
    # ten with unit 1: four on the launchers of its battery, three on its transporters, three left
    places = [at(found, name, 2021.75) for name in ("missiles", "ready", "reload", "depot")]
    assert places == [10, 4, 3, 3]
    # twenty with both, in the places of two batteries
    places = [at(found, name, 2022.75) for name in ("missiles", "ready", "reload", "depot")]
    assert places == [20, 8, 6, 6]


def test_training_fires_once_a_battery_is_set_up(changed):
    found = changed({"missiles.training": number(2, "missile/year")})
    # set up from 2021.5 on: 0.5 a quarter, whatever the number of batteries
    assert at(found, "missiles", 2021.75) == pytest.approx(10 - 1.0, abs=0.02)
    assert at(found, "missiles", 2022.75) == pytest.approx(20 - 3.0, abs=0.02)


def test_missiles_used_in_war_leave_in_their_quarter_if_known(changed):
    used = [{"date": "2022-08-15", "count": number(5, "missile"), **BACKED}]
    found = changed({"missiles.used": used})
    assert at(found, "missiles", 2022.25) == 10
    assert at(found, "missiles", 2022.5) == 15
    early = changed({"missiles.used": used}, as_of=2022.6)
    assert at(early, "missiles", 2022.75) == 20
    # they are known on their own day
    same_day = changed({"missiles.used": used}, as_of=year_of("2022-08-15"))
    assert at(same_day, "missiles", 2022.75) == 15


def test_missiles_leave_at_the_end_of_their_shelf_life(changed):
    found = changed({"missiles.shelf_life": number(2, "year")})
    # the first ten are two years old on 2023-07-03, the second on 2024-07-03
    assert at(found, "missiles", 2023.25) == 20
    assert at(found, "missiles", 2023.5) == 10
    assert at(found, "missiles", 2024.5) == 0


def test_an_order_slips_like_a_promise_and_waits_out_a_stop(changed):
    order = {"made": "2023-01-01", "by": "2024-01-01", "count": number(7, "missile"), **BACKED}
    found = changed({"futures": [PLAIN | {"missile_orders": [order]}]}, last_year=2060, draws=200)
    low, _, high = found.stretch
    # promised a year after 2023.0: it comes at 2023.0 + stretch in each draw
    missiles = found.futures[0].missiles
    quarters = found.quarters + 0.25
    shares = (missiles.mean - 20)[quarters > 2023] / 7
    late = quarters[quarters > 2023]
    assert shares[late < 2023 + low].max() <= 0.1
    assert shares[late > 2023.25 + high].min() >= 0.9
    stop = {"name": "stop", "kind": "payment_stop", "begins": "2023-01-01",
            "missile_speed": number(0, "1"), **BACKED}  # fmt: skip
    never = changed({"futures": [PLAIN | {"missile_orders": [order], "shocks": [stop]}]})
    assert at(never, "missiles", 2025.75) == 20


# shortfalls, year by year


def causes(found, year):
    return next(one.held_back for one in found.futures[0].years if one.year == year)


def test_what_is_late_is_attributed_to_deliveries(changed):
    found = changed()
    # 2021: unit 1 half a year late; 2022: unit 2 half a year late
    for year in (2021, 2022):
        assert causes(found, year)["deliveries"] == pytest.approx(0.5, abs=0.01)
        assert sum(causes(found, year).values()) == pytest.approx(0.5, abs=0.01)
    assert sum(causes(found, 2020).values()) == 0
    binding = {one.year: one.binding for one in found.futures[0].years}
    assert binding == {2020: None, 2021: "deliveries", 2022: "deliveries", 2023: None,
                       2024: None, 2025: None}  # fmt: skip


def test_what_is_late_in_a_payment_stop_is_attributed_to_payments(changed):
    stop = {"name": "unpaid", "kind": "payment_stop", "begins": "2021-01-01",
            "ends": "2021-04-01", **BACKED}  # fmt: skip
    found = changed({"shocks": [stop]})
    assert causes(found, 2021)["payments"] == pytest.approx(0.25, abs=0.01)
    assert causes(found, 2021)["deliveries"] == pytest.approx(0.25, abs=0.01)


def test_setting_up_and_missing_crews_are_attributed_to_crews(changed):
    # 2022: unit 1 stands set up from 2022.0 on and unit 2 from 2023.0: half a battery-year
    found = changed({"support.activation": number(0.5, "year")})
    assert causes(found, 2022)["crews"] == pytest.approx(0.5, abs=0.01)
    # crews for one of two batteries: a whole battery-year in 2023
    group = {"start": "2020-01-01", "people": number(19, "people"), **BACKED}
    found = changed({"crews.classes": [group]})
    assert causes(found, 2023)["crews"] == pytest.approx(1, abs=0.01)


def test_upkeep_is_attributed_to_spares_and_storage_to_storage(changed):
    found = changed({"support.planned_upkeep": number(0.25, "1")})
    assert causes(found, 2023) == pytest.approx(
        {"payments": 0, "deliveries": 0, "crews": 0, "spares": 0.5, "storage": 0}, abs=0.01
    )
    shock = {"name": "kept", "kind": "storage", "begins": "2023-01-01",
             "operated": number(0.25, "1"), **BACKED}  # fmt: skip
    found = changed({"shocks": [shock]})
    assert causes(found, 2023)["storage"] == pytest.approx(1.5, abs=0.01)
    assert causes(found, 2023)["crews"] == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(("share", "named"), [(0.06, "spares"), (0.04, None)])
def test_a_shortfall_of_a_tenth_of_a_battery_year_is_named(changed, share, named):
    # two batteries: 0.12 and 0.08 battery-years a year
    found = changed({"support.planned_upkeep": number(share, "1")})
    assert found.futures[0].years[4].binding == named


def test_battery_years_are_areas_below_the_curves(changed):
    found = changed({"support.planned_upkeep": number(0.5, "1")})
    years = found.futures[0].battery_years
    # promised 2021.0 and 2022.0 to 2026.0: 5 + 4; delivered half a year later each: 4.5 + 3.5
    assert years.promised == pytest.approx((9, 9, 9), abs=0.01)
    assert years.delivered == pytest.approx((8, 8, 8), abs=0.01)
    assert years.operational == pytest.approx((4, 4, 4), abs=0.01)
    assert years.delivered_share == pytest.approx((8 / 9,) * 3, abs=0.002)
    assert years.operational_share == pytest.approx((4 / 9,) * 3, abs=0.002)


# what-ifs


def own(tmp_path, begins, **effects):
    shock = {"name": "what-if", "kind": "storage", "begins": begins, "source": "mine",
             "confidence": "unsourced", "reason": "supposed", **effects}  # fmt: skip
    future = {"name": "if", "title": "What if", "source": "mine", "confidence": "unsourced",
              "reason": "supposed", "shocks": [shock]}  # fmt: skip
    file = tmp_path / "own.yaml"
    file.write_text(yaml.safe_dump({"sources": {"mine": "My note"}, "futures": [future]}), "utf-8")
    return file


def test_a_what_if_of_the_past_is_a_counterfactual(changed, tmp_path):
    operated = {"value": 0, "unit": "1", "source": "mine", "confidence": "unsourced", "reason": "x"}
    deal = changed().deal
    past = with_futures(deal, own(tmp_path, "2022-01-01", operated=operated), past=True)
    found = timeline(past, Settings(as_of=2021.9, draws=20, last_year=2025))
    assert found.futures[0].counterfactual
    assert at(found, "operated", 2021.5) == pytest.approx(1, abs=0.02)
    assert at(found, "operated", 2022.25) == 0
    assert past.sources["mine"].title == "My note"
    assert past.sources["mine"].grade == "none"
    later = with_futures(deal, own(tmp_path, "2023-02-01", operated=operated))
    found = timeline(later, Settings(draws=20, last_year=2025))
    assert not found.futures[0].counterfactual


@pytest.mark.parametrize(
    ("part", "counterfactual"),
    [
        ({"shocks": [{"name": "a", "kind": "storage", "begins": "2022-12-30",
                      "operated": number(0, "1"), **BACKED}]}, True),
        ({"lifts": [{"shock": "kept", "date": "2022-12-30", **BACKED}]}, True),
        ({"support_changes": [{"begins": "2022-12-30", "depot_repair_factor": number(1, "1"),
                               **BACKED}]}, True),
        # an order may be on record already
        ({"missile_orders": [{"made": "2022-12-30", "by": "2024-01", "count": number(1, "missile"),
                              **BACKED}]}, False),
        ({}, False),
    ],
)  # fmt: skip
def test_a_future_that_departs_before_the_record_ends_is_counterfactual(
    changed, tmp_path, part, counterfactual
):
    kept = {"name": "kept", "kind": "storage", "begins": "2022-10-01",
            "operated": number(0, "1"), **BACKED}  # fmt: skip
    deal = changed({"shocks": [kept]}).deal
    file = tmp_path / "own.yaml"
    file.write_text(yaml.safe_dump({"sources": SOURCES, "futures": [PLAIN | part]}), "utf-8")
    found = timeline(with_futures(deal, file, past=True), Settings(draws=10, last_year=2024))
    assert found.futures[0].counterfactual == counterfactual
