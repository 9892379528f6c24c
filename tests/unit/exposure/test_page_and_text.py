import re
from datetime import date
from html.parser import HTMLParser

import pytest

from skydome.exposure import case_ids, examine, load_case, shipped
from skydome.exposure.comparison import side_by_side
from skydome.exposure.page import page_of
from skydome.exposure.record import record
from skydome.exposure.text import exactness, in_words, lines_of

LAW = shipped()
VOID = {"meta", "br"}


def found(name="india-s-400", as_of=None, **changes):
    return examine(load_case(name, LAW), as_of=as_of, changes=changes)


class Outline(HTMLParser):
    """Collects tags, checks that they close, and counts what is open."""

    def __init__(self):
        super().__init__()
        self.stack, self.opened, self.folded, self.addresses = [], 0, 0, []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self.addresses += [names[name] for name in ("src", "href") if name in names]
        if tag == "details":
            self.opened += "open" in names
            self.folded += "open" not in names
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag


def outline(page):
    parser = Outline()
    parser.feed(page)
    assert parser.stack == []
    return parser


@pytest.fixture(scope="module")
def page():
    return page_of([found(as_of=date(2021, 12, 31), determined=True)])


def test_the_page_says_that_it_is_no_advice_its_date_and_its_text(page):
    words = re.sub(r"\s+", " ", page)
    assert words.count("Not legal advice.") >= 2
    assert "As of 2021-12-31" in words
    assert "22 U.S.C. chapter 102 as codified in April 2023" in words
    assert "none was ruled out" in words


def test_the_page_needs_nothing_else(page):
    assert "<script" not in page
    assert "<link" not in page
    assert "url(" not in page
    assert "@import" not in page
    assert outline(page).addresses


def test_trees_are_shown_folded_and_unfolded(page):
    parts = outline(page)
    assert parts.folded > 5
    whole = outline(page.partition('id="c1-whole">')[2].partition("</section>")[0])
    assert whole.folded == 0
    assert whole.opened > parts.folded


def test_the_page_has_the_text_of_each_clause(page):
    for clause in ("9525(a)", "9525(b)(2)", "9525(d)(1)(C)(i)", "9530(c)(2)(B)", "9511(b)(6)"):
        assert LAW.texts(clause)[0].text in page.replace("&#39;", "'")


def test_branches_that_moved_are_marked(page):
    assert "changed from not met" in page
    assert "set by --set, otherwise false" in page
    assert "changed from" not in page_of([found()])


def test_words_of_a_case_are_shown_as_they_are():
    case = load_case("india-s-400", LAW)
    person = case.person.model_copy(update={"name": "<b>a & b</b>"})
    page = page_of([examine(case.model_copy(update={"person": person}))])
    assert "&lt;b&gt;a &amp; b&lt;/b&gt;" in page
    assert "<b>a & b</b>" not in page


def test_two_cases_are_shown_side_by_side():
    pair = [found("china-edd"), found("turkey-ssb")]
    page = page_of(pair)
    outline(page)
    assert "Two cases side by side" in page
    assert len(re.findall("<h1>", page)) == 3
    text = "\n".join(side_by_side(*pair, 120))
    assert "Not legal advice." in text
    assert re.search(r"imposed +\(2\), \(7\), \(8\), \(9\), \(12\) +\(1\), \(2\), \(3\)", text)
    assert "no fact differs" in text


def test_facts_that_differ_are_listed():
    text = "\n".join(side_by_side(found("turkey-ssb"), found(), 120))
    assert re.search(r"  determined +true +false", text)
    assert "  is_entity" not in text


def test_the_same_case_gives_the_same_bytes():
    assert page_of([found()]) == page_of([found()])


@pytest.mark.parametrize("name", case_ids())
@pytest.mark.parametrize("width", [20, 200])
@pytest.mark.parametrize("full", [False, True])
def test_no_line_is_wider_than_the_terminal(name, width, full):
    lines = list(lines_of(found(name), width, full=full))
    assert max(map(len, lines)) <= max(width, 100)


@pytest.mark.parametrize("name", case_ids())
@pytest.mark.parametrize("changes", [{}, {"determined": True, "significant": True}])
def test_an_answer_fits_a_screen_with_its_citation_and_the_prompt(name, changes):
    lines = list(lines_of(found(name, **changes), 80))
    assert len(lines) + 2 <= 24
    assert max(map(len, lines)) <= 80


def test_full_shows_every_branch():
    exposure = found("india-s-400", date(2021, 12, 31))
    short, full = ("\n".join(lines_of(exposure, 100, full=full)) for full in (False, True))
    assert "is_entity" not in short
    assert "+ is_entity" in full
    assert "later, 2022-01-27: false" in full
    assert "Exactness: every fact occurs once" in full


def test_where_step_by_step_is_weaker_it_says_so():
    exposure = found(
        "india-s-400",
        sanctions_imposed=True,
        waiver_national_security=True,
        review_report_submitted=True,
        review_30_days_over=True,
        review_60_days_over=True,
        disapproval_passed=False,
        disapproval_enacted=False,
    )
    waiver = exposure.relief[3]
    assert (waiver.value, waiver.by_completions) == (None, True)
    text = " ".join("\n".join(lines_of(exposure, 100, full=True)).split())
    assert "Over every completion of the unknown facts: met. Step by step is weaker here" in text
    assert "weaker here" in page_of([exposure])
    assert exactness(waiver).startswith("Exactness: report_in_summer occurs in both directions")


def test_a_set_in_words():
    assert in_words({"a": True, "b": False}) == "a, not b"


def test_a_clause_that_was_not_law_yet_says_since_when():
    exposure = found("india-s-400", date(2018, 8, 12))
    text = " ".join("\n".join(lines_of(exposure, 200, full=True)).split())
    assert "- 9525(d) not in force on this date, in force from 2018-08-13" in text
    assert "not in force on this date: in force from 2018-08-13" in page_of([exposure])


def test_validity_and_hash_of_each_clause_are_in_the_record():
    tree = record(found("india-s-400"))["relief"][2]["tree"]
    assert tree["period"] == "in force from 2018-08-13"
    clause = tree["parts"][0]
    assert clause["sha256"] == LAW.texts("9525(d)(1)")[0].sha256
    assert (clause["actor"], clause["modality"]) == ("the President", "may")
