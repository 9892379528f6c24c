"""Campaigns: what carries over, what does not, and the same answer however it is worked out."""

import json
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
import yaml

from skydome.campaign import campaign, fight, load_campaign
from skydome.engagement import reference
from skydome.engagement.record import columns
from skydome.engagement.state import new_state
from skydome.scenario import with_run
from skydome.study import simulate
from skydome.study.store import numbers

SUPPORT = Path(__file__).parents[2] / "support"


@pytest.fixture(scope="module")
def plan():
    return load_campaign(SUPPORT / "campaign.yaml")


@pytest.fixture(scope="module")
def found(plan):
    return campaign(plan, threads=1)


@pytest.fixture(scope="module")
def tables(plan):
    return fight._compiled(plan, lambda *_: None)


@pytest.fixture
def written(tmp_path):
    """Return a function that writes the campaign with other futures, and loads it."""

    def write(futures, **others):
        authored = yaml.safe_load((SUPPORT / "campaign.yaml").read_text("utf-8"))
        authored |= {"scenario": str(SUPPORT / "small.yaml"), "futures": futures} | others
        file = tmp_path / "campaign.yaml"
        file.write_text(yaml.safe_dump(authored), "utf-8")
        return load_campaign(file)

    return write


def days_of(plan, tables, name):
    future = next(future for future in plan.form.futures if future.name == name)
    setup = fight._setup(plan, tables[0].worlds[0])
    return list(fight._days(setup, fight._raids(plan, tables, 1), future))


def test_where_nothing_carries_over_days_are_single_raids(plan, tables):
    something = 0
    for n, day in enumerate(days_of(plan, tables, "everything")):
        alone = simulate(with_run(plan.raids[n], seed=1 + n), threads=1).rows
        names = columns(plan.scenario)
        for name in alone.column_names[2:]:
            single = numbers(alone[name])
            assert (day.counters[:, names.index(name)] == single).all(), (n, name)
            something += int(single.any())
        assert (day.morning == day.morning[0]).all()
    assert something > 40


def test_a_campaign_of_one_day_is_the_single_raid_of_its_file(written, small):
    plan = written([{"name": "alone", "title": "one day"}], days=1, raids=[], nodes={})
    assert plan.scenario == with_run(small, replications=40, seed=1)
    day = days_of(plan, fight._compiled(plan, lambda *_: None), "alone")[0]
    rows = simulate(plan.scenario, threads=1).rows
    for n, name in enumerate(columns(small)):
        assert (day.counters[:, n] == numbers(rows[name])).all()


def test_the_first_day_is_the_same_under_every_future(found):
    first = [course.days[0] for course in found.courses]
    assert all(day.leaked == first[0].leaked and day.fired == first[0].fired for day in first)


def test_missiles_are_fired_delivered_or_left(plan, tables):
    fired = 0
    for name in ("alone", "supplied"):
        before = None
        for day in days_of(plan, tables, name):
            names = columns(plan.scenario)
            spent = sum(day.counters[:, names.index(f"fired.{m}")] for m in plan.scenario.missiles)
            assert (day.morning - day.evening == spent).all()
            if before is not None:
                assert (day.morning - before == day.delivered).all()
            before = day.evening
            fired += int(spent.sum())
    assert fired > 500


def test_what_is_lost_stays_lost_until_it_is_repaired(plan, tables):
    alone, supplied = (days_of(plan, tables, name) for name in ("alone", "supplied"))
    place = columns(plan.scenario).index("lost.regiment-battery-1")
    lost_first = alone[0].counters[:, place] == 1
    assert 0 < lost_first.sum() < 40
    assert (alone[1].up[:, 0] == ~lost_first).all()
    assert not (alone[2].up[:, 0] & ~alone[1].up[:, 0]).any()
    assert supplied[1].up.all()  # a repair of a day is done by the morning
    out = ~alone[1].up[:, 0]
    columns_fired = [columns(plan.scenario).index(f"fired.{m}") for m in plan.scenario.missiles]
    assert alone[1].counters[out][:, columns_fired].sum() == 0


def test_the_answer_does_not_depend_on_threads_and_bytes_stay(plan, found):
    again = campaign(plan, threads=3)
    assert json.dumps(again.as_dict()) == json.dumps(found.as_dict())


def test_the_readable_kernel_fights_the_same_campaign(plan, found, monkeypatch):
    def slow(worlds, seed, replications, rows):
        for n in replications.tolist():
            world = worlds[n % len(worlds)]
            reference.run(world, new_state(world), seed, n, 1, rows[n : n + 1])

    monkeypatch.setattr(fight, "run_some", slow)
    assert campaign(plan, threads=1) == found


def test_what_opens_a_day_as_before_is_not_fought_again(plan, tables, monkeypatch):
    """Replications 3, 4 and 21 open otherwise; the third future opens as the first two did."""
    fought, play = [], fight.run_some

    def noted(worlds, seed, replications, rows):
        fought.append(replications.tolist())
        play(worlds, seed, replications, rows)

    monkeypatch.setattr(fight, "run_some", noted)
    setup = fight._setup(plan, tables[0].worlds[0])
    out = np.zeros((setup.replications, len(setup.lost)), dtype=np.bool_)
    full = fight._opening(setup, tables[0].worlds[0], setup.storage.full, out)
    less, mixed = full.copy(), full.copy()
    less[[3, 4, 21], 0] -= 1
    mixed[[4, 5], 0] -= 1
    raid = fight._raids(plan, tables, 1)[0]
    found = [raid.rows(opening) for opening in (full, less, mixed)]
    assert sorted(chain(*fought[:2])) == list(range(setup.replications))
    assert fought[2:] == [[3, 4, 21], [5]]
    for opening, rows in zip((full, less, mixed), found, strict=True):
        assert (fight._raids(plan, tables, 1)[0].rows(opening) == rows).all()
    assert (found[0][3] != found[1][3]).any()


def test_more_missiles_leave_more_missiles(found):
    alone, supplied, everything = found.courses
    assert supplied.days[2].left.value > alone.days[2].left.value
    assert supplied.days[1].delivered.value == 5
    assert everything.days[2].left.value > supplied.days[2].left.value
    assert alone.against_first.value == 0
    assert everything.leaked.value < alone.leaked.value


def test_a_battery_that_is_never_fit_never_fires(written):
    plan = written([{"name": "unfit", "title": "none is fit", "readiness": 0}])
    course = campaign(plan, threads=1).courses[0]
    assert [day.fired.value for day in course.days] == [0, 0, 0]
    assert all(day.left.value == day.left.low == course.days[0].left.value for day in course.days)


def test_readiness_is_a_chance_by_day(written):
    plan = written([{"name": "half", "title": "half are fit", "readiness": 0.5}], replications=400)
    tables = fight._compiled(plan, lambda *_: None)
    days = days_of(plan, tables, "half")
    fit = np.array([day.up.all(axis=1) for day in days[:1]])
    assert 0.4 < fit.mean() < 0.6


def test_a_delivery_that_slips_comes_when_its_lead_is_over(written):
    slip = {"low": 2.0, "median": 2.0, "high": 2.0}
    convoy = {"unit": "regiment", "missile": "48n6e3", "count": 3, "day": 2}
    late = convoy | {"lead_days": 1, "stretch": slip}
    plan = written(
        [
            {"name": "prompt", "title": "as promised", "resupply": [convoy]},
            {"name": "late", "title": "twice the lead", "resupply": [late]},
        ]
    )
    prompt, later = campaign(plan, threads=1).courses
    assert [day.delivered.value for day in prompt.days] == [0, 3, 0]
    assert [day.delivered.value for day in later.days] == [0, 0, 3]


def test_slips_are_drawn_once_for_each_campaign(written):
    slip = {"low": 1.0, "median": 2.0, "high": 3.0}
    convoy = {"unit": "regiment", "missile": "48n6e3", "count": 3, "day": 1}
    late = convoy | {"lead_days": 1, "stretch": slip, "to": "batteries"}
    plan = written([{"name": "late", "title": "it slips", "resupply": [late]}], replications=400)
    days = campaign(plan, threads=1).courses[0].days
    shares = [day.delivered.value / 3 for day in days]
    assert shares[0] == pytest.approx(0.1, abs=0.05)
    assert sum(shares[:2]) == pytest.approx(0.5, abs=0.08)
    assert sum(shares) == pytest.approx(0.9, abs=0.05)


def test_only_what_a_purchase_has_made_operational_fights(written, monkeypatch):
    monkeypatch.setattr(
        fight.fielding_link, "operational_batteries", lambda _fielding: (0.0, 0.0, 1.0)
    )
    bought = {"deal": "india-2018", "future": "realistic", "date": "2022-06", "units": ["regiment"]}
    future = {"name": "early", "title": "hardly anything is there", "fielding": bought}
    plan = written([future], replications=200)
    tables = fight._compiled(plan, lambda *_: None)
    first = days_of(plan, tables, "early")[0]
    battery = [c.node for c in plan.scenario.changes].index("regiment-battery-1")
    assert first.up[:, battery].mean() == pytest.approx(0.3, abs=0.09)  # 0.5 rounds to 1
    assert (first.up[:, battery] == first.up.all(axis=1)).all()  # its command post goes with it


@pytest.mark.parametrize(
    ("times", "day", "days"),
    [
        # ordered on day 4 - 2 = 2; twice the lead is day 6, a quarter is day 2.5, rounded up
        ({"lead_days": 2, "stretch": 2.0}, 4, 6),
        ({"lead_days": 2, "stretch": 0.25}, 4, 3),
        # ordered before the campaign and early: never before the first morning
        ({"lead_days": 9, "stretch": 0.5}, 1, 1),
        ({}, 3, 3),
    ],
)
def test_a_delivery_comes_on_the_morning_after_its_stretched_lead(plan, tables, times, day, days):
    from skydome.campaign.form import Delivery

    if "stretch" in times:
        times = times | {"stretch": dict.fromkeys(("low", "median", "high"), times["stretch"])}
    given = Delivery(unit="regiment", missile="48n6e3", count=3, day=day, **times)
    setup = fight._setup(plan, tables[0].worlds[0])
    assert (fight._arrival(setup, 0, given) == days).all()


@pytest.mark.parametrize(
    ("median", "days"),
    [(0.0, 1), (1.0, 1), (1.1, 2), (3.0, 3)],
)
def test_repair_takes_whole_days_and_at_least_one(plan, tables, median, days):
    from skydome.campaign.form import Repair

    setup = fight._setup(plan, tables[0].worlds[0])
    assert (fight._days_of_repair(setup, Repair(days=median), 0, 1) == days).all()


def test_the_kernel_of_rules_is_compiled_while_tables_are_built(plan, monkeypatch):
    """Opening stocks are a rule; a raid of this plan alone would need only the smaller kernel."""
    ahead, built = [], []

    @contextmanager
    def noted(*, ruled):
        ahead.append((ruled, len(built)))
        yield
        ahead.append((ruled, len(built)))

    def build(plan, _progress):
        built.append(plan)
        raise KeyboardInterrupt

    monkeypatch.setattr(fight, "compiled_ahead", noted)
    monkeypatch.setattr(fight, "_compiled", build)
    with pytest.raises(KeyboardInterrupt):
        fight.campaign(plan)
    assert ahead == [(True, 0)]
    assert len(built) == 1
