"""No verdict is typed by hand: another range, record or case gives another verdict.

Each row changes one thing that a shipped claim rests on, and says what the verdict was and becomes.
"""

from dataclasses import replace

import pytest
import yaml

from skydome.catalogue import Catalogue
from skydome.claims.checks import leakage as leakage_check
from skydome.claims.checks import market, reach, sustain, systems
from skydome.claims.record import public_record
from skydome.claims.verdict import Verdict
from skydome.coverage.drawn import Drawn
from skydome.exposure import load_case
from skydome.exposure.fact import Entry
from skydome.exposure.statute import SHIPPED as LAW
from skydome.exposure.statute import Statute
from skydome.fielding import load_deal

H, P, F, O = Verdict.HOLDS, Verdict.IN_PART, Verdict.FAILS, Verdict.OPEN  # noqa: E741


def deal(name, **changes):
    return {"deals": {name: load_deal(name).model_copy(update=changes)}}


def events(name, event, **changes):
    """Return a deal in which one event is another."""
    moved = tuple(
        one.model_copy(update={"earliest": None, "latest": None} | changes)
        if one.name == event
        else one
        for one in load_deal(name).events
    )
    return deal(name, events=moved)


def worth(usd):
    contract = load_deal("india-2018").contract
    reported = tuple(one.model_copy(update={"usd": usd}) for one in contract.reported)
    return deal("india-2018", contract=contract.model_copy(update={"reported": reported}))


def people(count):
    crews = load_deal("india-2018").crews
    first, *rest = crews.classes
    changed = first.people.model_copy(update={"value": count, "low": count, "high": count})
    classes = (first.model_copy(update={"people": changed}), *rest)
    return deal("india-2018", crews=crews.model_copy(update={"classes": classes}))


def paid(usd):
    first, *rest = load_deal("india-2018").payments
    amount = first.amount.model_copy(update={"value": usd})
    return deal("india-2018", payments=(first.model_copy(update={"amount": amount}), *rest))


def case(name, **facts):
    """Return a case in which some facts are answered otherwise."""
    found = load_case(name)
    given = {
        fact: (
            Entry(
                value=value,
                as_of="2018-01-01",
                kind="official determination",
                source="skydome-reading",
                reason="made up for this test",
            ),
        )
        for fact, value in facts.items()
    }
    return {"cases": {name: found.model_copy(update={"facts": {**found.facts, **given}})}}


EVERY_CONDITION = {
    "modified_waiver_national_security": "true",
    "with_gru": "false",
    "with_fsb": "false",
    "with_svr": "false",
    "with_ano_po_ksi": "false",
    "with_special_technology_center": "false",
    "with_zorsecurity": "false",
    "determined_in_sector": "false",
    "determined_cyber_intrusions": "false",
    "endangers_alliance": "false",
    "affects_operations": "false",
    "harms_defense_cooperation": "false",
    "raises_compromise_risk": "false",
    "reduces_russian_inventory": "true",
}

CHANGED = [
    # deals
    ("000-1", H, events("india-2018", "contract-signed", date="2019-02"), F),
    ("001-1", H, events("india-2018", "agreement-goa", date="2015-12"), F),
    ("001-7", H, events("india-2018", "contract-signed", date="2018-11-20"), F),
    ("002-1", H, worth(4.5e9), F),
    ("003-1", H, worth(4.5e9), F),
    ("002-7", H, events("india-2018", "first-unit-operational", date="2020-12-01"), F),
    ("002-13", H, events("turkey-2017", "f-35-exclusion", date="2019-08-02"), F),
    ("003-2", F, events("india-2018", "deliveries-begin", date="2025-03"), H),
    ("004-1", H, people(300.0), F),
    ("004-2", H, worth(4.5e9), P),
    ("004-3", P, events("india-2018", "deliveries-begin", date="2021-09-20"), H),
    ("004-4", H, paid(80e6), P),
    # cases of the law
    ("000-6", O, case("india-s-400", reduces_russian_inventory="true"), H),
    ("000-8", O, case("india-s-400", **EVERY_CONDITION), H),
    ("002-2", H, case("turkey-ssb", sanctions_imposed="false"), P),
    ("002-3", H, case("india-s-400", significant="false"), F),
    ("002-9", O, case("india-s-400", significant="true"), F),
    ("002-14", P, case("turkey-ssb", imposed_7="true"), F),
    ("002-16", H, case("india-s-400", raises_compromise_risk="true"), P),
]


@pytest.mark.parametrize(("claim", "before", "changes", "after"), CHANGED)
def test_another_record_or_case_gives_another_verdict(audited, claim, before, changes, after):
    assert audited(claim).verdict is before
    assert audited(claim, **changes).verdict is after


# the text of the law


@pytest.fixture
def law(tmp_path):
    """Return a function that encodes the law with one clause's words replaced."""

    def encode(file, clause, old, new):
        import hashlib

        for one in LAW.glob("*.yaml"):
            (tmp_path / one.name).write_text(one.read_text("utf-8"), "utf-8")
        data = yaml.safe_load((LAW / file).read_text("utf-8"))
        data.pop("sha256")
        (provision,) = (one for one in data["provisions"] if one["id"] == clause)
        assert old in provision["text"]
        provision["text"] = provision["text"].replace(old, new)
        provision["sha256"] = hashlib.sha256(provision["text"].encode()).hexdigest()
        dates = (str(data["in_force"]["from"]),)
        data["in_force"]["from"] = dates[0]
        for one in data["provisions"]:
            if "in_force" in one:
                one["in_force"]["from"] = str(one["in_force"]["from"])
        for one in data.get("deadlines", ()):
            one["after"] = str(one["after"])
        (tmp_path / file).write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
        return Statute(tmp_path)

    return encode


def test_another_text_gives_another_verdict(audited, law):
    exempt = law("usc-22-9530.yaml", "9530(a)(1)", "Activities", "India. Activities")
    assert audited("001-4").verdict is F
    assert audited("001-4", law=exempt).verdict is H
    clause = "9525(d)(1)(C)(ii)"
    other = law("usc-22-9525.yaml", clause, "on other security matters", "on trade")
    assert audited("000-3").verdict is H
    assert audited("000-3", law=other).verdict is F


# the arms-transfer record and the public record


def test_other_published_values_give_other_verdicts(audited, monkeypatch):
    before = {name: audited(name).verdict for name in ("000-5", "001-6")}
    assert before == {"000-5": H, "001-6": H}
    values = market._values

    def rising(recipient, supplier, when):
        return [
            one.model_copy(update={"percent": one.last_year - 1985.0})
            for one in values(recipient, supplier, when)
        ]

    monkeypatch.setattr(market, "_values", rising)
    assert audited("000-5").verdict is F
    assert audited("001-6").verdict is P  # 32 per cent of imports


def test_another_rank_gives_another_verdict(audited, monkeypatch):
    import skydome.dependence as wing

    ranks = wing.published_ranks
    assert audited("000-7").verdict is H
    monkeypatch.setattr(
        wing,
        "published_ranks",
        lambda *asked: [one.model_copy(update={"rank": 3}) for one in ranks(*asked)],
    )
    assert audited("000-7").verdict is F


@pytest.mark.parametrize(
    ("claim", "before", "fact", "changes", "after"),
    [
        ("003-3", F, "russian-sales-to-india", {"value": 60e9}, H),
        ("004-5", H, "s-400-in-russian-service", {"date": "2009"}, F),
        ("002-15", H, "us-artillery", {"date": "2022"}, P),
        ("003-6", F, "brahmos-is-supersonic", {"source": ("nobody",)}, O),
    ],
)
def test_another_fact_gives_another_verdict(
    audited, monkeypatch, claim, before, fact, changes, after
):
    from skydome.claims import record
    from skydome.claims.checks import record as record_check

    assert audited(claim).verdict is before
    facts = public_record()
    facts[fact] = facts[fact].model_copy(update=changes)
    sources = record.record_sources()
    nobody = sources["reuters-2023-02"].model_copy(update={"date": "2030-01-01"})
    monkeypatch.setattr(record, "public_record", lambda: facts)
    monkeypatch.setattr(record_check, "record_sources", lambda: sources | {"nobody": nobody})
    assert audited(claim).verdict is after


# capabilities: the studies are made up, so that the test takes no minutes


def studies(values):
    def measured(asked, _world):
        drawn = values[asked.measure, asked.system]
        return Drawn(drawn[0], drawn[0], drawn, ()), "0" * 64

    return measured


KM, KM2 = 1e3, 1e6
NOW = {
    ("engagement range", "s-400-regiment"): (300 * KM,) * 4,
    ("engagement range", "patriot-battery"): (100 * KM,) * 4,
    ("engagement range", "thaad-battery"): (0.0,) * 4,
    ("engagement range", "mrsam-battery"): (70 * KM,) * 4,
    ("engagement range", "akash-battery"): (25 * KM,) * 4,
    ("detection range", "s-400-regiment"): (370 * KM,) * 4,
    ("detection range", "patriot-battery"): (150 * KM,) * 4,
    ("detection range", "mrsam-battery"): (250 * KM,) * 4,
    ("detection range", "akash-battery"): (60 * KM,) * 4,
    ("defended footprint", "s-400-regiment"): (8_000 * KM2,) * 4,
    ("defended footprint", "patriot-battery"): (1_000 * KM2,) * 4,
    ("defended footprint", "thaad-battery"): (80_000 * KM2,) * 4,
}


@pytest.mark.parametrize(
    ("claim", "before", "changes", "after"),
    [
        ("002-8", P, {("engagement range", "thaad-battery"): (400 * KM,) * 4}, H),
        ("002-12", P, {("detection range", "s-400-regiment"): (10 * KM,) * 4}, F),
        ("003-4", P, {("defended footprint", "thaad-battery"): (10 * KM2,) * 4}, H),
        ("004-7", H, {("defended footprint", "s-400-regiment"): (0.0,) * 4}, F),
        ("004-6", H, {("engagement range", "s-400-regiment"): (150 * KM,) * 4}, F),
    ],
)
def test_other_ranges_give_other_verdicts(audited, monkeypatch, claim, before, changes, after):
    for values, verdict in ((NOW, before), ({**NOW, **changes}, after)):
        monkeypatch.setattr(reach, "measured", studies(values))
        monkeypatch.setattr(systems, "measured", studies(values))
        assert audited(claim).verdict is verdict


def test_another_endurance_or_raid_gives_another_verdict(audited, monkeypatch):
    stock = {"first_out": "x", "tenth": 6.0, "median": 9.0, "ninetieth": 12.0}
    raid = {"threats": 40, "with": [10.0] * 4, "without": [20.0] * 4}
    monkeypatch.setattr(sustain, "kept_or_made", lambda *_: stock | {"months": [9.0] * 4})
    monkeypatch.setattr(leakage_check, "kept_or_made", lambda *_: raid)
    assert (audited("002-5").verdict, audited("004-8").verdict) == (H, P)
    monkeypatch.setattr(sustain, "kept_or_made", lambda *_: stock | {"months": [90.0] * 4})
    monkeypatch.setattr(leakage_check, "kept_or_made", lambda *_: raid | {"with": [19.0] * 4})
    assert (audited("002-5").verdict, audited("004-8").verdict) == (F, F)


# a real change of the catalogue, all the way through


@pytest.fixture
def overlay(tmp_path):
    """Return a function that replaces values of a shipped entry."""

    def write(entry, beginning, **values):
        from skydome.catalogue.load import SHIPPED

        (file,) = SHIPPED.rglob(f"{entry}.yaml")
        data = yaml.safe_load(file.read_text("utf-8"))
        for name, one in data["parameters"].items():
            if name.startswith(beginning):
                one.pop("readings", None)
                one.update(values)
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        (folder / f"{entry}.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
        return Catalogue(folder)

    return write


def test_a_catalogue_range_changes_a_price_claim(ask, overlay):
    asked = {"system": "s-400-regiment", "than": "thaad-battery", "per": "system"}
    assert ask("cheaper", asked).verdict is H
    dear = overlay("s-400-regiment", "cost", value=4e9, low=3.5e9, high=5e9)
    assert ask("cheaper", asked, catalogue=dear).verdict is F


def test_a_catalogue_range_changes_a_detection_claim(ask, overlay):
    asked = {"system": "s-400-regiment", "target": "stealth-fighter", "at_least_km": 50}
    assert ask("detection_range", asked).verdict is H
    smaller = overlay("stealth-fighter", "rcs", value=1e-5, low=1e-5, high=1e-5, unit="m2")
    tiny = ask("detection_range", asked, catalogue=smaller)
    assert tiny.verdict is F
    assert tiny.evidence[0].sha256 != ask("detection_range", asked).evidence[0].sha256


def test_the_same_question_has_the_same_hash_and_draws(ask, world):
    asked = {"system": "s-400-regiment", "target": "fighter", "at_least_km": 200}
    first, second = ask("detection_range", asked), ask("detection_range", asked)
    assert first == second
    more = ask("detection_range", asked, draws=5)
    assert more.evidence[0].draws == 5
    assert more.evidence[0].sha256 != first.evidence[0].sha256
    assert replace(world, draws=5).draws == 5
