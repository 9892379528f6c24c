import json

from skydome.validation import (
    Case,
    Outcome,
    as_record,
    cells,
    count,
    load_cases,
    markdown,
    publications,
)


def outcome(computed, **changes):
    case = {
        "id": "a-case",
        "publication": "A book | of sums",
        "source": "page 1",
        "model": "sums.double",
        "inputs": {},
        "expected": 4.0,
        "tolerance": 0.1,
        "unit": "m",
    }
    return Outcome(Case.model_validate(case | changes), changes.pop("topic", "sums"), computed)


AGREES = outcome(4.05)
DISAGREES = outcome(5.0, id="wrong", expect="disagrees", reason="a misprint")
SURPRISING = outcome(5.0, id="odd", publication="Another book")
OWN = outcome(4.0, id="own", publication=None, source="Closed form 2 * 2", unit="1")
ALL = [AGREES, DISAGREES, SURPRISING, OWN]


def test_every_shipped_case_is_a_record_for_json():
    records = [as_record(Outcome(one.case, one.topic, 1.0)) for one in load_cases()]
    assert json.loads(json.dumps(records, allow_nan=False)) == records
    assert "inf" in {x for record in records for x in record["inputs"].values()}


def test_counts():
    assert count(ALL) == (4, 3, 2, 2, 1, 1)
    assert str(count(ALL)) == (
        "4 cases: 3 from 2 publications and 1 check of our own. 2 agree, 1 disagree as declared, "
        "1 surprise."
    )
    assert str(count([])).endswith(" 0 surprises.")


def test_an_expected_disagreement_that_agrees_is_a_surprise():
    mended = outcome(4.0, expect="disagrees", reason="a misprint")
    assert count([mended]).surprises == 1
    assert cells(mended)[5] == "SURPRISE: agrees"


def test_cells():
    assert cells(AGREES) == [
        *("a-case", "4.05", "4", "0.1", "m", "agrees", "A book | of sums, page 1")
    ]
    assert cells(DISAGREES)[5] == "disagrees, as declared"
    assert cells(SURPRISING)[5] == "SURPRISE: disagrees"
    assert cells(OWN)[4:] == ["–", "agrees", "Closed form 2 * 2"]


def test_publications_with_most_cases_come_first():
    assert {name: len(own) for name, own in publications(ALL).items()} == {
        "A book | of sums": 2,
        "Another book": 1,
    }


def test_a_page_has_what_a_reader_wants_first():
    page = markdown(ALL)
    headings = [line for line in page.splitlines() if line.startswith("#")]
    assert headings == [
        "# Validation: models compared with published values",
        "## Surprises",
        "## Where we disagree, and why",
        "### Sums",
        "## Publications",
        "## Every case",
        "### Sums",
        "## Checks of our own",
        "### Sums: own checks",
    ]
    assert "- `wrong`: published 4 m, computed 5 m: a misprint (A book" in page
    assert "| A book \\| of sums | sums | 2 | 1 | 1 |" in page
    assert page.endswith("| own | 4 | 4 | 0.1 | – | agrees | Closed form 2 * 2 |\n")


def test_a_topic_of_own_checks_alone_is_no_topic_of_publications():
    assert "## Every case" not in markdown([OWN])
