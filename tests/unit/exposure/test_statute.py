import re
import shutil
from datetime import date

import pytest

from skydome.errors import InputError
from skydome.exposure import Statute, load_case, logic, provision, shipped
from skydome.exposure.case import SHIPPED as CASES
from skydome.exposure.provision import sha256
from skydome.exposure.statute import SHIPPED

TODAY = date(2026, 11, 22)
# of each section as the law prints it, dashes after lead-in words missing
WHOLE = {
    "9511": 37,
    "9521": 11,
    "9525": 38,
    "9529": 25,
    "9530": 10,
    "1241": 7,
}


@pytest.fixture
def law():
    return shipped()


@pytest.fixture
def mine(tmp_path):
    """Return a copy of the law's folder, to change."""
    return shutil.copytree(SHIPPED, tmp_path / "law")


def changed(folder, name, old, new):
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_sections_are_these(law):
    assert {name: len(one.provisions) for name, one in law.sections.items()} == WHOLE
    law.check(TODAY)


def test_every_text_has_its_hash_and_a_summary_has_none(law):
    texts = [one for clause in law.ids() for one in law.texts(clause)]
    verbatim = [one for one in texts if one.text]
    assert len(verbatim) == 114
    assert all(sha256(one.text) == one.sha256 for one in verbatim)
    assert {one.id for one in texts if one.summary} == {
        "1241-termination(possession)",
        "1241-termination(personnel)",
        "1241-termination(assurances)",
    }
    assert all(one.sha256 is None for one in texts if one.summary)
    assert all(section.sha256 for name, section in law.sections.items() if name != "1241")


def test_a_changed_word_is_found(mine):
    changed(
        mine, "usc-22-9525.yaml", "the President shall impose five", "the President may impose five"
    )
    with pytest.raises(InputError, match=r"text of 9525\(a\) is not the one that was hashed"):
        Statute(mine)


def test_a_clause_that_is_left_out_is_found(mine):
    changed(
        mine, "usc-22-9525.yaml", "  - id: 9525(f)\n    heading: Penalties\n", "  - id: 9525(f)\n"
    )
    with pytest.raises(InputError, match="section 9525 as a whole is not the one that was hashed"):
        Statute(mine)


def test_drafting_faults_stay_as_enacted_with_a_note(law):
    menu, person = law.texts("9529(a)")[0], law.texts("9529(b)")[0]
    assert "9525(b)" in menu.text
    assert "9525(b)" in person.text
    assert "9525(a)" in menu.note
    assert "9525(a)" in person.note
    counting = law.texts("9529(a)(5)-flush")[0]
    assert "for purposes of subsection (b)" in counting.text
    assert counting.note.startswith("As enacted")


def test_actor_and_modality_are_inherited(law):
    leaf = law.texts("9525(d)(1)(B)(ii)(IV)")[0]
    assert (law.actor(leaf), law.modality(leaf)) == ("the President", "may")
    assert law.modality(law.texts("9525(a)")[0]) == "shall"
    assert law.modality(law.texts("9511(b)(6)")[0]) == "may not"
    other = law.texts("9525(d)(1)(B)(i)(VII)(aa)")[0]
    assert law.actor(other).startswith("the Secretary of State")
    assert law.modality(other) is None


def test_parallel_citations(law):
    assert law.parallel("9525(a)") == "CAATSA section 231(a)"
    assert law.parallel("9529(a)(12)") == "CAATSA section 235(a)(12)"
    assert law.parallel("9511(b)(3)") == "CAATSA section 216(b)(3)"
    assert "section 1294" in law.parallel("9525(d)")
    assert law.parallel("1241(c)") == "NDAA for fiscal year 2021, section 1241(c)"


def test_a_clause_is_law_only_in_its_period(law):
    assert law.provision("9525(d)(1)(A)", date(2018, 8, 12)) is None
    assert law.provision("9525(d)(1)(A)", date(2018, 8, 13)) is not None
    assert law.provision("9525(a)", date(2017, 8, 1)) is None
    assert law.provision("1241(c)", date(2020, 12, 31)) is None
    assert logic.evaluate(law.formula("9525(d)", date(2018, 8, 12)), {}) is False


def test_a_change_of_law_is_a_second_dated_provision(mine):
    text = "the waiver is in the national security interests of the United States;"
    changed(
        mine,
        "usc-22-9525.yaml",
        "  - id: 9525(d)(1)(A)\n",
        "  - id: 9525(d)(1)(A)\n    text: an older text\n"
        f"    sha256: {sha256('an older text')}\n    met: waiver_national_security\n"
        "    in_force: {from: 2018-08-13, until: 2019-12-31}\n"
        "  - id: 9525(d)(1)(A)\n    in_force: {from: 2020-01-01}\n",
    )
    law = Statute(mine)
    assert law.provision("9525(d)(1)(A)", date(2019, 12, 31)).text == "an older text"
    assert law.provision("9525(d)(1)(A)", date(2020, 1, 1)).text == text
    assert logic.facts_of(law.formula("9525(d)(1)(A)", date(2019, 1, 1))) == [
        "waiver_national_security"
    ]


def test_two_texts_of_one_clause_on_one_day_are_refused(mine):
    changed(
        mine,
        "usc-22-9525.yaml",
        "  - id: 9525(f)\n",
        "  - id: 9525(f)\n    in_force: {from: 2017-08-02, until: 2018-01-01}\n"
        "  - id: 9525(f)\n    in_force: {from: 2018-01-01}\n",
    )
    with pytest.raises(InputError, match=r"9525\(f\) has two texts in force on one day"):
        Statute(mine)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "met: reduces_russian_inventory",
            "met: reduces_inventory",
            "there is no fact 'reduces_inv",
        ),
        (
            "[9525(b)(1)(A), 9525(b)(1)(B)]",
            "[9525(b)(1)(A), 9525(b)(1)(C)]",
            "there is no clause 9525",
        ),
        ("met: reduces_russian_inventory", 'met: "9525(f)"', "says nothing of how it is met"),
    ],
)
def test_a_formula_that_names_what_is_not_there_is_refused(mine, old, new, said):
    changed(mine, "usc-22-9525.yaml", old, new)
    with pytest.raises(ValueError, match=said):
        Statute(mine).check(TODAY)


@pytest.mark.parametrize(
    "wrong", ["{all: x}", "{some: [a]}", "{at_least: 3, of: [a, b]}", "{all: [a], any: [b]}"]
)
def test_what_is_no_formula_is_refused(mine, wrong):
    changed(mine, "usc-22-9525.yaml", "met: reduces_russian_inventory", f"met: {wrong}")
    with pytest.raises(InputError, match=r"met: (this is no formula|at_least is 3 of 2)"):
        Statute(mine)


def test_every_ambiguity_touches_clauses_that_are_there(law):
    assert [one.id for one in law.ambiguities] == list(range(1, 10))
    assert {clause for one in law.ambiguities for clause in one.touches} <= set(law.ids())


def test_every_question_is_asked_by_some_clause(law):
    asked = {"relief_of_9525_reaches_1241"}
    for clause in law.ids():
        for one in law.texts(clause):
            for condition in filter(None, (one.met, one.effective_if)):
                asked |= set(logic.facts_of(law.written(condition, TODAY)))
    assert asked == set(law.questions)


def test_every_source_of_the_law_is_known_and_every_shared_one_is_cited(law):
    cited = {source for one in law.questions.values() for source in one.source}
    for section in law.sections.values():
        cited |= {*section.source, *(s for one in section.provisions for s in one.source)}
    assert cited <= set(law.sources)
    by_cases = {source for file in CASES.glob("*.yaml") for source in cited_in(file)}
    assert set(law.sources) <= cited | by_cases


def cited_in(file):
    """Return every id that a case cites."""
    case = load_case(file, shipped())
    dated = [*case.events.values(), *case.history, *(e for n in case.facts.values() for e in n)]
    return {*case.transaction.source, *(source for one in dated for source in one.source)}


def test_every_source_of_a_case_is_cited_by_it():
    for file in CASES.glob("*.yaml"):
        assert set(load_case(file, shipped()).sources) <= cited_in(file)


def test_a_formula_is_a_name_or_one_operator():
    for right in ("fact", {"not": "fact"}, {"all": ["a", "b"]}, {"at_least": 2, "of": ["a", "b"]}):
        assert provision._formula(right) == right
    for wrong in (
        3,
        None,
        ["a"],
        {"not": 3},
        {"all": "a"},
        {"all": ["a"], "any": ["b"]},
        {"at_least": 1},
    ):
        with pytest.raises(ValueError, match=re.escape(provision.NO_FORMULA)):
            provision._formula(wrong)
    for count in (0, 3):  # of two
        with pytest.raises(ValueError, match=f"at_least is {count} of 2"):
            provision._formula({"at_least": count, "of": ["a", "b"]})
