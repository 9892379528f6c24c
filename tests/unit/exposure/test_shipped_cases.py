"""The shipped cases give the historical outcome, as far as the record goes."""

from datetime import date

import pytest

from skydome.exposure import case_ids, examine, load_case, shipped
from skydome.exposure.fact import VALUES
from skydome.exposure.statute import Statute
from skydome.exposure.text import lines_of

LAW = shipped()
PRECEDENTS = ("china-edd", "turkey-ssb")
OTHERS = (
    "algeria-su-57",
    "egypt-su-35",
    "india-s-400",
    "india-s-400-five-more",
    "india-s-400-missiles",
    "indonesia-su-35",
)
APPROVED_ONLY = ("india-s-400-five-more", "india-s-400-missiles")


def found(name, as_of=None, **changes):
    return examine(load_case(name, LAW), as_of=as_of, changes=changes)


def relief(exposure):
    return {one.name: one.value for one in exposure.relief}


def fact(node, name):
    """Return the line of a fact in a tree."""
    if node.kind == "fact":
        return node if node.name == name else None
    return next(filter(None, (fact(child, name) for child in node.children)), None)


def imposed(exposure):
    return {item.clause.removeprefix("9529(a)") for item in exposure.menu.items if item.imposed}


def test_the_cases_are_these():
    assert case_ids() == sorted([*PRECEDENTS, *OTHERS, "turkey-section-1241"])
    for name in case_ids():
        assert load_case(name, LAW).id == name


@pytest.mark.parametrize("name", PRECEDENTS)
def test_a_precedent_meets_the_condition_and_no_waiver_was_used(name):
    exposure = found(name)
    assert exposure.exposure.value is True
    assert relief(exposure) == {
        "initial waiver": False,
        "delay": False,
        "modified waiver": False,
        "waiver of imposed sanctions": False,
        "termination": False,
    }


@pytest.mark.parametrize(
    ("name", "items", "assumed"),
    [
        ("turkey-ssb", {"(1)", "(2)", "(3)", "(4)", "(12)"}, 0),
        ("china-edd", {"(2)", "(7)", "(8)", "(9)", "(12)"}, 1),
    ],
)
def test_a_precedent_chose_five_of_the_menu(name, items, assumed):
    exposure = found(name)
    assert imposed(exposure) == items
    assert exposure.menu.imposed == exposure.menu.least == 5
    assert exposure.menu.enough.value is True
    assert exposure.menu.assumed == assumed


def test_four_of_the_menu_are_not_enough():
    others = [item for item in LAW.questions if item.startswith("imposed_")]
    known = {"imposed_1", "imposed_2", "imposed_3", "imposed_4", "imposed_12"}
    none_else = dict.fromkeys(set(others) - known, False)
    assert found("turkey-ssb", **none_else, imposed_12=False).menu.enough.value is False
    assert found("turkey-ssb", **none_else, imposed_12=None).menu.enough.value is None


def test_both_prohibitions_on_financial_institutions_count_as_two():
    none = {name: False for name in LAW.questions if name.startswith("imposed_")}
    chosen = dict.fromkeys(("imposed_1", "imposed_2", "imposed_3", "imposed_5_a"), True)
    assert found("turkey-ssb", **(none | chosen)).menu.enough.value is False
    assert found("turkey-ssb", **(none | chosen | {"imposed_5_b": True})).menu.enough.value is True


def test_nothing_was_met_before_sanctions_could_be_imposed():
    assert found("china-edd", date(2018, 1, 28), determined=True).exposure.value is False
    assert found("china-edd", date(2017, 8, 1), determined=True).exposure.value is False
    assert found("china-edd", date(2018, 8, 12)).relief[2].value is False


def test_section_1241_needs_no_determination_of_the_president():
    exposure = found("turkey-section-1241")
    assert exposure.exposure.value is True
    assert exposure.exposure.acts == ()
    assert "determined" not in [one.fact for one in exposure.exposure.unknown]
    assert relief(exposure)["termination"] is False
    assert exposure.menu.enough.value is None
    assert found("turkey-section-1241", date(2020, 12, 31)).exposure.value is False


@pytest.mark.parametrize(
    ("day", "stated"),
    [
        (date(2018, 10, 5), "as last stated on 2018-10-05"),
        (date(2021, 3, 31), "assumed as of 2021-01-06"),
        (date(2021, 12, 30), "as last stated on 2021-12-08"),
        (date(2021, 12, 31), "as last stated on 2021-12-08"),
        (date(2022, 1, 1), "as last stated on 2021-12-08"),
        (date(2022, 4, 10), "as last stated on 2022-03-02"),
        (date(2022, 4, 11), "as last stated on 2022-04-11"),
        (date(2026, 11, 30), "as last stated on 2022-04-21"),
    ],
)
def test_india_has_no_determination_as_last_stated(day, stated):
    exposure = found("india-s-400", day)
    determination = fact(exposure.exposure.tree, "determined")
    assert (determination.value, determination.known.why) == (False, f"not done, {stated}")
    assert exposure.exposure.value is False
    assert exposure.exposure.apart is None
    assert exposure.exposure.apart_met.sets == ({"significant": True},)
    assert exposure.exposure.apart_not_met.sets == ({"significant": False},)
    assert fact(exposure.relief[2].tree, "modified_waiver_certified").value is False


def test_india_meets_one_of_the_two_clauses_of_c_at_most_on_assumption():
    before, after = (found("india-s-400", date(2020, 10, day)) for day in (2, 3))
    assert fact(before.relief[2].tree, "cooperates_on_security").value is None
    line = fact(found("india-s-400", date(2021, 3, 31)).relief[2].tree, "cooperates_on_security")
    assert line.value is True
    assert line.known.entry.kind == "analyst's assumption"
    assert fact(after.relief[2].tree, "reduces_russian_inventory").value is None


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_was_determined(name):
    exposure = found(name)
    assert exposure.exposure.value is False
    if name in APPROVED_ONLY:  # no contract, so the person does not engage in a transaction
        assert exposure.exposure.apart is False
    else:
        assert exposure.exposure.apart is None
        assert {"significant": False} in exposure.exposure.apart_not_met.sets
    assert imposed(exposure) == set()


@pytest.mark.parametrize("name", [*PRECEDENTS, *OTHERS, "turkey-section-1241"])
def test_no_determination_follows_from_facts(name):
    everything = {
        fact_name: True
        for fact_name, question in LAW.questions.items()
        if question.settled_by in {"fact", "date"}
    }
    official = [n for n, q in LAW.questions.items() if q.settled_by in {"act", "judgement"}]
    case = load_case(name, LAW)
    silent = case.model_copy(
        update={"facts": {n: e for n, e in case.facts.items() if n not in official}}
    )
    exposure = examine(silent, changes=everything)
    for one in (exposure.exposure, *exposure.relief):
        for word in official:
            line = fact(one.tree, word)
            assert line is None or line.value is None


@pytest.mark.parametrize("name", [*PRECEDENTS, *OTHERS, "turkey-section-1241"])
def test_every_entry_says_who_and_when_and_no_act_is_a_mere_fact(name):
    case = load_case(name, LAW)
    assert case.facts
    for fact_name, entries in case.facts.items():
        for entry in entries:
            known = VALUES[entry.value] is not None
            if known and LAW.questions[fact_name].settled_by in {"act", "judgement"}:
                assert entry.kind in {"official determination", "analyst's assumption"}
            assert entry.source
            assert len(entry.reason) > 5


@pytest.mark.parametrize("name", [*PRECEDENTS, *OTHERS, "turkey-section-1241"])
@pytest.mark.parametrize("full", [False, True])
def test_the_words_are_those_of_conditions(name, full):
    text = "\n".join(lines_of(found(name), 100, full=full)).lower()
    assert "not legal advice" in text
    for word in ("will be sanctioned", "faces sanctions", "guilty", "illegal"):
        assert word not in text


def test_every_ambiguity_touched_is_attached():
    exposure = found("india-s-400")
    assert [n for n, _ in exposure.exposure.ambiguities] == [1, 7, 9]
    assert [[n for n, _ in one.ambiguities] for one in exposure.relief] == [
        [3],
        [3],
        [2, 4, 5, 6],
        [2],
        [],
    ]
    assert [n for n, _ in exposure.menu.enough.ambiguities] == [1, 9]


def test_a_what_if_marks_the_branches_that_moved():
    exposure = found("india-s-400", date(2021, 12, 31), determined=True, significant=True)
    assert (exposure.exposure.before, exposure.exposure.value) == (False, True)
    assert exposure.exposure.moved
    assert exposure.exposure.tree.moved
    assert fact(exposure.exposure.tree, "significant").changed
    assert not exposure.relief[0].moved


@pytest.mark.parametrize("name", case_ids())
def test_no_document_is_evidence_for_its_own_claims(name):
    case = load_case(name, LAW)
    sources = LAW.sources | case.sources
    cited = [
        case.transaction.source,
        *(one.source for one in (*case.events.values(), *case.history)),
        *(e.source for es in case.facts.values() for e in es if e.kind != "document's assertion"),
    ]
    for ids in cited:
        independent = [one for one in ids if not sources[one].audited and one != "skydome-reading"]
        assert independent or not any(sources[one].audited for one in ids)


def test_another_law_can_be_given():
    statute = Statute()
    case = load_case("turkey-ssb", statute)
    assert examine(case, statute=statute).exposure.value is True
