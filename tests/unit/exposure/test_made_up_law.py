"""A law on widgets that exists only in files: no code names its clauses, facts, events or grounds.

made_up_law/ has section 77, with an exposure, a licence and a menu of three sanctions of which two
are asked for, and section 78 with one clause. What is expected here is worked out from its text.
"""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from skydome.errors import InputError
from skydome.exposure import Statute, examine, load_case, parse_changes
from skydome.exposure.headline import headline
from skydome.exposure.record import record
from skydome.exposure.statute import SHIPPED
from skydome.exposure.text import lines_of

HERE = Path(__file__).parent / "made_up_law"
LAW = Statute(HERE)
NOT_ON_RECORD = "No order is on record, as last stated on 2021-01-15."
NO_SANCTION = "No sanction of the menu is known to be imposed under this law."
NO_LICENCE = "No licence is known to meet its conditions."


def found(*changes, as_of=None, case="case.yaml"):
    loaded = load_case(HERE / case, LAW)
    return examine(loaded, as_of=as_of, changes=parse_changes(changes, LAW), statute=LAW)


def answer(*changes, as_of=None):
    return headline(found(*changes, as_of=as_of))


def test_it_is_used_from_the_command_line(command):
    ended = command("exposure", HERE / "case.yaml", "--law", HERE, "--json")
    said = json.loads(ended.out)
    assert (ended.code, said["text_versions"]) == (0, ["the Widget Act as of 2020"])
    assert said["cautions"] == ["The Widget Act is made up."]
    assert said["not_encoded"] == "Other laws on widgets are not encoded."
    facts = json.loads(command("exposure", "--facts", "--law", HERE, "--json").out)
    assert list(facts["events"]) == ["sale", "licence_request", "licence_start"]
    assert list(facts["certificates"]) == ["certificate=licence"]


def test_its_page_needs_no_other_law(command, tmp_path):
    page = tmp_path / "page.html"
    assert command("exposure", HERE / "case.yaml", "--law", HERE, "--page", page).code == 0
    text = page.read_text(encoding="utf-8")
    assert "Menu of sanctions, 77(c)" in text
    assert "The Widget Gazette" in text
    assert "9525" not in text


def test_it_can_be_added_to_the_shipped_law(tmp_path):
    folder = shutil.copytree(SHIPPED, tmp_path / "law")
    shutil.copy(HERE / "made-77.yaml", folder)
    for name in ("facts", "grounds", "sources"):
        ours, more = (
            yaml.safe_load((place / f"{name}.yaml").read_text(encoding="utf-8"))
            for place in (folder, HERE)
        )
        for key, value in more.items():
            ours[key] = {**ours[key], **value} if key in {"events", "questions"} else value
        if name == "grounds":
            shipped = yaml.safe_load((SHIPPED / "grounds.yaml").read_text(encoding="utf-8"))
            ours["grounds"] = shipped["grounds"] | {"77": more["grounds"]["77"]}
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(ours), encoding="utf-8")
    law = Statute(folder)
    law.check()
    widget = examine(load_case(HERE / "case.yaml", law), statute=law)
    assert headline(widget) == headline(found())
    assert [line.clause for line in widget.calendar] == ["77(b)"]
    india = examine(load_case("india-s-400", law), statute=law)
    assert "77(b)" not in [line.clause for line in india.calendar]


def test_a_ground_of_no_law_is_refused(tmp_path):
    file = tmp_path / "case.yaml"
    text = (HERE / "case.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("ground: 77", "ground: 79"), encoding="utf-8")
    with pytest.raises(InputError, match="'79' is not known"):
        load_case(file, LAW)


def test_the_answer_is_composed_from_the_findings():
    # sold is a fact, knew an assumption, the date is met, harmful is left to the minister
    expected = (
        f"{NOT_ON_RECORD} Every other condition is met or assumed, except 'harmful', which only "
        f"an official can settle. {NO_SANCTION} {NO_LICENCE}"
    )
    assert answer() == expected


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        # an order by --set; "an" before a vowel
        (["decided=true"], "An order is assumed here (--set)."),
        (["decided=false"], "No order is assumed here (--set)."),
        (["decided=unknown"], "Whether there is an order is left unknown here (--set)."),
        (["harmful=true"], "Every other condition is met or assumed."),
        (["harmful=false"], "except 'harmful', which is not met."),
        (["sold=unknown"], "except 'sold', which is not known, and 'harmful', which only"),
        (["sold=false", "harmful=false"], "except 'sold' and 'harmful', which are not met."),
        (["knew=false"], "except 'was_told', which is not known, and 'harmful'"),
        (["knew=unknown"], "except 'knew' or 'was_told', which is not known, and 'harmful'"),
        (["knew=false", "was_told=false"], "except 'knew' or 'was_told', which is not met, and"),
        (["sold_since_2020=unknown"], "except 'sold_since_2020', for which a date is missing, and"),
        (
            ["sold=false", "knew=unknown", "sold_since_2020=false"],
            "No other condition is known to be met.",
        ),
        (["fined=true"], "1 sanction is known to be imposed."),
        (["fined=true", "named=true"], "2 sanctions are known to be imposed."),
        (["decided=true", "harmful=true"], "--set changes exposure from not met to met."),
        (
            ["harmful=true"],
            "--set changes no finding but that of exposure, apart from official acts and dates",
        ),
        (["sold=true"], "--set changes no finding."),
        (["trades=true"], "--set changes nothing but the menu of sanctions: (2)."),
        (["fined=true"], "--set changes nothing but the menu of sanctions: (1)."),
        (["certificate=licence"], "The conditions are met for: licence."),
    ],
)
def test_a_sentence_follows_its_fact(changes, sentence):
    assert sentence in answer(*changes)


def test_before_the_case_has_any_answer():
    # on 31 December 2019 the Act is not law; on 1 January 2020 nothing is known of the case
    assert answer(as_of=date(2019, 12, 31)).startswith(
        "77(a) is not law on this date: it is in force from 2020-01-01."
    )
    assert answer(as_of=date(2020, 1, 1)).startswith(
        "No statement on an order is on record by this date. No other condition is known to be met."
    )


def test_a_determination_that_is_left_unknown(tmp_path):
    file = tmp_path / "case.yaml"
    text = (HERE / "case.yaml").read_text(encoding="utf-8")
    file.write_text(
        text.replace(
            "value: false, as_of: 2021-01-15, kind: official determination",
            "value: unknown, as_of: 2021-01, kind: fact",
        ),
        encoding="utf-8",
    )
    said = headline(examine(load_case(file, LAW), statute=LAW))
    assert said.startswith("Whether there is an order is not known, as last stated in 2021-01.")
    file.write_text(
        text.replace("value: false, as_of: 2021-01-15", "value: true, as_of: 2021-01-15")
    )
    said = headline(examine(load_case(file, LAW), statute=LAW))
    assert said.startswith("An order is on record, as last stated on 2021-01-15. Every other")


def test_a_statute_that_determines_by_itself(tmp_path):
    # section 78 asks for no act: sold is true, stolen unknown; it has no relief and no menu
    file = tmp_path / "case.yaml"
    text = (HERE / "case.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("ground: 77", "ground: 78"), encoding="utf-8")
    examined = examine(load_case(file, LAW), statute=LAW)
    assert headline(examined) == (
        "The statute itself makes the determination: no official's act is needed. "
        "Every condition is met, except 'stolen', which is not known."
    )
    assert (examined.relief, examined.menu, examined.cautions) == ((), None, ())
    assert [(line.clause, line.due) for line in examined.calendar] == [("78(a)", "2020-01-02")]
    for full in (False, True):
        assert "sanctions" not in "\n".join(lines_of(examined, 80, full=full)).lower()


def test_an_act_with_a_date_dates_its_event_and_an_event_does_its_act():
    # asked for on 1 June, starting on 11 June: ten days, so the notice is long enough
    by_act = found("licence_granted=2021-06-01", "licence_start=2021-06-11", "safe=true")
    by_event = found("licence_request=2021-06-01", "licence_start=2021-06-11", "safe=true")
    for one in (by_act, by_event):
        licence = one.relief[0]
        assert licence.line("licence_granted").value is True
        assert licence.line("notice_given").value is True
        assert licence.value is None  # stolen is not known
        assert [(line.due, line.given) for line in one.calendar] == [("2021-06-11", True)]
    late = found("licence_granted=2021-06-01", "licence_start=2021-06-10")
    assert late.relief[0].line("notice_given").value is False


def test_a_planned_event_may_lie_ahead_and_no_other():
    assert found("licence_start=2022-01-01").changes == {"licence_start": "2022-01-01"}
    for word in ("licence_request=2021-07-01", "decided=2021-07", "sale=2022"):
        with pytest.raises(InputError, match="lies after the as-of date"):
            found(word)
    # 30 June is the as-of date itself, and June 2021 may be up to it
    assert found("decided=2021-06-30").exposure.line("decided").value is True
    assert found("decided=2021-06").exposure.line("decided").value is True
    assert found("decided=2021").exposure.line("decided").value is None


def test_a_certificate_states_everything_and_takes_effect_when_it_can():
    # asked for on the as-of date: safe, not stolen, and it starts ten days later
    one = found("certificate=licence")
    assert one.relief[0].value is True
    assert one.changes == {"certificate": "licence"}
    assert [line.due for line in one.calendar] == ["2021-07-10"]
    dated = found("certificate=licence@2021-06-01")
    assert dated.changes == {"certificate": "licence, certified on 2021-06-01"}
    assert [(line.due, line.given) for line in dated.calendar] == [("2021-06-11", True)]


def test_a_single_fact_overrides_the_certificate_in_any_order():
    for words in (["certificate=licence", "stolen=true"], ["stolen=true", "certificate=licence"]):
        assert found(*words).relief[0].value is False
    late = found("certificate=licence", "licence_start=2021-07-09")
    assert late.relief[0].line("notice_given").value is False


def test_an_event_does_its_own_act_only():
    # with the sale dated anew, neither the order nor the licence is done by that
    licence = found("sale=2021-05-01").relief[0]
    assert licence.line("licence_granted").value is None
    assert found("licence_request=2021-05-01").exposure.line("decided").value is False


def test_changes_in_python():
    case = load_case(HERE / "case.yaml", LAW)
    one = examine(case, changes={"decided": True, "harmful": None}, statute=LAW)
    assert one.changes == {"decided": "true", "harmful": "unknown"}
    with pytest.raises(InputError, match="no clause asks for 'harmfull'"):
        examine(case, changes={"harmfull": True}, statute=LAW)


def test_what_a_sanction_depends_on_is_named_only_while_it_is_open():
    # (1) by sold, true; (2) by trades, unknown; (3) by trades or knew, and knew is true
    items = {item.clause: item for item in found().menu.items}
    assert [items[f"77(c)({n})"].effective for n in (1, 2, 3)] == [True, None, True]
    assert [items[f"77(c)({n})"].open for n in (1, 2, 3)] == [(), ("trades",), ()]


def test_the_menu_asks_for_two():
    others = ("barred=false", "named=false")
    assert found("fined=true", *others).menu.enough.value is False
    assert found("fined=true", "barred=true").menu.enough.value is True
    assert found("fined=true", "barred=false").menu.enough.value is None
    menu = found("fined=true", "barred=true").menu
    assert (menu.least, menu.imposed, menu.assumed) == (2, 2, 0)


def test_the_tree_of_a_finding_by_hand():
    # 77(a): five conditions, all of them; the third is any of two facts
    tree = found().exposure.tree
    assert (tree.kind, tree.name, tree.join, len(tree.children)) == ("clause", "77(a)", "all", 5)
    either = tree.children[2]
    assert (either.kind, either.join, either.value) == ("group", "any", True)
    assert [child.name for child in either.children] == ["knew", "was_told"]
    assert (tree.actor, tree.modality, tree.in_force) == ("the minister", "shall", True)
    assert (tree.text[:12], tree.summary, tree.note, tree.source) == ("The minister", "", "", ())
    # 77(b)(1) is met by a fact and a NOT; it takes actor and modality from 77(b)
    inner = found().relief[0].tree.children[2]
    assert [child.kind for child in inner.children] == ["fact", "not"]
    assert (inner.join, inner.children[1].join) == ("all", "")
    assert (inner.actor, inner.modality) == ("the minister", "may")
    menu = found().menu.enough.tree
    assert (menu.join, menu.children[0].heading) == ("at least 2", "Fine")
    assert menu.children[0].join == ""


def test_the_unknown_facts_that_decide_and_the_sets_that_settle():
    # apart from the order only harmful is open: knew already meets the third condition
    exposure = found().exposure
    assert [one.fact for one in exposure.unknown] == ["harmful"]
    assert exposure.unknown[0].why == "no answer by this date"
    assert exposure.acts == ("decided",)
    assert (exposure.apart, exposure.apart_met.sets) == (None, ({"harmful": True},))
    assert exposure.apart_not_met.sets == ({"harmful": False},)
    # nothing can meet it as it is, since no order was made; it is not met already
    assert (exposure.if_met.sets, exposure.if_not_met.sets) == ((), ({},))
    # the licence needs all four; its act and dates apart, safe and not stolen are left
    licence = found().relief[0]
    assert [one.fact for one in licence.unknown] == [
        "licence_granted",
        "notice_given",
        "safe",
        "stolen",
    ]
    assert licence.acts == ("licence_granted",)
    assert licence.apart_met.sets == ({"safe": True, "stolen": False},)
    assert found("harmful=true").exposure.apart is True
    assert exposure.ambiguities == ((1, "Widget is not defined."),)
    assert (exposure.repeated, exposure.mixed) == ((), ())


def moved(part):
    """Return the names of the lines of a tree that say what they moved from."""
    own = [part["name"]] if "moved_from" in part else []
    return own + [name for child in part.get("parts", []) for name in moved(child)]


def test_the_record_says_what_moved_and_only_that():
    still, changed = record(found()), record(found("decided=true", "harmful=true"))
    assert "moved_from" not in still["exposure"]
    assert changed["exposure"]["moved_from"] == "not met"
    assert moved(still["exposure"]["tree"]) == []
    names = moved(changed["exposure"]["tree"])
    assert {"decided", "harmful"} <= set(names)
    assert "sold" not in names


def test_the_record_has_the_menu_and_why_a_fact_is_open():
    said = record(found())
    assert said["menu"]["clause"] == "77(c)"
    lines, why = [said["exposure"]["tree"]], {}
    while lines:
        line = lines.pop()
        lines += line.get("parts", [])
        why[line["name"]] = line.get("why")
    assert why["decided"] == "not done, as last stated on 2021-01-15"
    assert why["was_told"] == "no answer by this date"
    assert why["knew"] is None
