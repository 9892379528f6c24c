"""The statute: what a clause says, what it takes, and whether a case meets it on a day."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from skydome import yamlfile
from skydome.claims.registry import Params, registered
from skydome.claims.verdict import (
    Answer,
    ClauseText,
    Record,
    Verdict,
    from_witnesses,
    least,
)
from skydome.claims.words import listed, sentence
from skydome.errors import InputError
from skydome.exposure import logic
from skydome.exposure.finding import VERDICTS
from skydome.exposure.provision import ClauseId, Day
from skydome.exposure.settle import settling
from skydome.forms import did_you_mean, quoted

if TYPE_CHECKING:
    from datetime import date

    from skydome.claims.verdict import Confidence
    from skydome.claims.world import When, World
    from skydome.exposure import Case, Exposure, Finding
    from skydome.exposure.fact import Known
    from skydome.exposure.finding import Node
    from skydome.exposure.logic import Formula, Value

Text = Annotated[str, Field(min_length=1)]
AMENDED = "an amendment of the section"
MOST_NAMED = 4
NOUNS = Path(__file__).parents[1] / "data" / "nouns.yaml"


class ClauseSays(Params):
    """What `clause_says` is asked: words that the clause has, in force on the claim's day."""

    clause: ClauseId
    words: tuple[Text, ...] = Field(min_length=1)


class ClauseLacks(Params):
    """What `clause_lacks` is asked: words that no clause of these sections has."""

    sections: tuple[ClauseId, ...] = Field(min_length=1)
    words: tuple[Text, ...] = Field(min_length=1)
    claim: bool = Field(True, description="false where the claim is that the words are there")  # noqa: FBT003 - the default of a field


class Sufficient(Params):
    """What `sufficient` is asked: whether these facts alone meet a clause."""

    clause: ClauseId
    facts: dict[str, bool] = Field(min_length=1)


class Condition(Params):
    """What `condition` is asked: a finding of a case on the claim's day.

    ``apart`` looks at the condition as if the official acts and dates it asks for were as asked.
    """

    case: Text
    finding: Text = Field(description="exposure, or the name of a waiver, delay or termination")
    claim: Literal["met", "not met", "possible"]
    apart: bool = False


class CaseFact(Params):
    """What `case_fact` is asked: a fact of a case on the claim's day."""

    case: Text
    fact: Text
    claim: bool


class InForce(Params):
    """What `in_force` is asked: whether a clause became law within a window."""

    clause: ClauseId
    first: Day
    last: Day


class MenuImposed(Params):
    """What `menu_imposed` is asked: whether no more is imposed than the law demands."""

    case: Text


class MenuLeft(Params):
    """What `menu_left` is asked: whether enough sanctions are left to choose from.

    ``no_effect`` lists facts set false: what the person does not do. ``spared`` lists items that
    are not to be chosen.
    """

    case: Text
    no_effect: tuple[Text, ...] = ()
    spared: tuple[ClauseId, ...] = ()
    claim: bool = Field(description="whether the claim is that enough are left")


@registered("clause_says", ClauseSays)
def clause_says(asked: ClauseSays, when: When, world: World) -> Answer:
    """Ask this: does a clause in force say this."""
    text, evidence = _clause(asked.clause, when.about, world)
    if text is None:
        why = f"{asked.clause} is not law on {when.about.isoformat()}: it is {evidence.in_force}."
        return Answer(Verdict.FAILS, why, "high", (evidence,), AMENDED)
    missing = [words for words in asked.words if words.lower() not in text.lower()]
    found = [words for words in asked.words if words not in missing]
    verdict = Verdict.HOLDS if not missing else Verdict.IN_PART if found else Verdict.FAILS
    says = listed(f"“{words}”" for words in found)
    lacks = listed(f"“{words}”" for words in missing)
    both = [f"says {says}" if found else "", f"does not say {lacks}" if missing else ""]
    why = f"{asked.clause} ({evidence.citation}) {' and '.join(filter(None, both))}."
    return Answer(verdict, why, "high", (evidence,), AMENDED)


@registered("clause_lacks", ClauseLacks)
def clause_lacks(asked: ClauseLacks, when: When, world: World) -> Answer:
    """Ask this: do these sections have nowhere certain words, such as the name of a country."""
    law = world.law
    clauses = [c for c in law.ids() if c.startswith(asked.sections)]
    if not clauses:
        raise InputError(
            "there are no such sections", field="sections", allowed=", ".join(law.sections)
        )
    there = {
        words: [
            c for c in clauses if words.lower() in (_clause(c, when.about, world)[0] or "").lower()
        ]
        for words in asked.words
    }
    found = {words: where for words, where in there.items() if where}
    lacks = not found
    named = listed(asked.sections)
    if lacks:
        words = " or ".join(f"“{word}”" for word in asked.words)
        why = f"No clause of 22 U.S.C. {named} has the word {words}."
    else:
        why = f"{listed(f'“{w}” is in {where[0]}' for w, where in found.items())}."
    verdict = Verdict.HOLDS if lacks == asked.claim else Verdict.FAILS
    evidence = tuple(_section(one, world) for one in asked.sections if one in law.sections)
    return Answer(verdict, why, "high", evidence, AMENDED)


@registered("sufficient", Sufficient)
def sufficient(asked: Sufficient, when: When, world: World) -> Answer:
    """Ask this: are a few facts enough to meet a clause, whatever else is the case."""
    formula = _formula(asked.clause, when.about, world)
    known = logic.facts_of(formula)
    for name in asked.facts:
        if name not in known:
            problem = f"{asked.clause} does not ask for {quoted(name)}{did_you_mean(name, known)}"
            raise InputError(problem, field="facts", allowed=", ".join(known))
    value = logic.by_completions(formula, asked.facts)
    more = settling(formula, asked.facts, to=True).sets
    _, evidence = _clause(asked.clause, when.about, world, VERDICTS[value])
    given = listed(_fact_words(name, on, world) for name, on in asked.facts.items())
    if value is True:
        why = f"{asked.clause} is met where {given}."
    elif value is False:
        why = f"{asked.clause} is not met where {given}."
    else:
        needed = _named(list(more[0]) if more else [])
        why = f"Even where {given}, {asked.clause} also asks for {needed}."
    verdict = Verdict.HOLDS if value is True else Verdict.FAILS
    sets = " ".join(f"--set {name}={str(on).lower()}" for name, on in asked.facts.items())
    evidence = evidence._replace(command=f"skydome exposure --clause '{asked.clause}' {sets}")
    return Answer(verdict, why, "high", (evidence,), AMENDED)


@registered("condition", Condition)
def condition(asked: Condition, when: When, world: World) -> Answer:
    """Ask this: does a case meet a condition of the statute on the claim's day."""
    case = world.case(asked.case)
    found = _examined(case, when, world)
    finding = _finding(found, asked.finding)
    value = finding.apart if asked.apart else finding.value
    verdict = _condition_verdict(asked, finding, value)
    open_facts = [one.fact for one in finding.unknown if not _is_act(one.fact, world)]
    named = _named(open_facts)
    day = found.as_of.isoformat()
    what = f"{asked.finding} (22 U.S.C. {finding.clause}) for {case.title}"
    if asked.claim == "possible" and verdict is Verdict.HOLDS:
        why = f"On {day} nothing excludes {what}: it takes an official act."
    else:
        apart = ", official acts apart" if asked.apart else ""
        tail = f"; unknown: {named}" if value is None and named else ""
        is_it = "It is not known whether the conditions" if value is None else "The conditions"
        found_so = "met" if value is None else VERDICTS[value]
        why = f"{is_it} of {what} are {found_so} on {day}{apart}{tail}."
    sure = asked.claim == "possible" and verdict is Verdict.HOLDS
    return Answer(
        verdict,
        why,
        "high" if sure else _confidence(finding.tree, case, world),
        (
            _clause_text(finding, found, VERDICTS[value]),
            *_facts(finding.tree, case, world),
        ),
        f"an official determination or certificate, or a sourced fact: {named or 'a later one'}",
        named if verdict is Verdict.OPEN else "",
        None,
        tuple(text for _, text in finding.ambiguities[:3]),
    )


def _condition_verdict(asked: Condition, finding: Finding, value: Value) -> Verdict:
    """Return the verdict; what an official act alone keeps from being met is possible."""
    if asked.claim == "possible":
        excluded = value is False and finding.apart is False
        return Verdict.FAILS if excluded else Verdict.HOLDS
    if value is None:
        return Verdict.OPEN
    return Verdict.HOLDS if VERDICTS[value] == asked.claim else Verdict.FAILS


def _named(facts: list[str]) -> str:
    """Return facts as a sentence lists them: four, and the number of the rest."""
    nouns = list(dict.fromkeys(_noun(name) for name in facts))
    rest = len(nouns) - MOST_NAMED
    return listed([*nouns[:MOST_NAMED], *([f"{rest} more"] if rest > 0 else [])])


@registered("case_fact", CaseFact)
def case_fact(asked: CaseFact, when: When, world: World) -> Answer:
    """Ask this: is a fact that the statute asks for known in a case on the claim's day."""
    case = world.case(asked.case)
    questions = world.law.questions
    if asked.fact not in questions:
        problem = f"no clause asks for {quoted(asked.fact)}{did_you_mean(asked.fact, questions)}"
        raise InputError(
            problem, field="fact", allowed="a fact that `skydome exposure --facts` lists"
        )
    from skydome.exposure.fact import known_by as case_known

    known = case_known(case.facts.get(asked.fact, ()), questions[asked.fact], when.about)
    record = _fact_record(asked.fact, known, case, world)
    if known.value is None:
        reason = known.entry.reason if known.entry else "no answer is on record by then"
        noun = _noun(asked.fact)
        why = f"Not known on {when.about.isoformat()}: {noun}; {reason.rstrip('.')}."
        evidence = (record,) if record else ()
        return Answer(Verdict.OPEN, why, "none", evidence, "a sourced answer", noun)
    verdict = Verdict.HOLDS if known.value == asked.claim else Verdict.FAILS
    said = known.entry.reason if known.entry else known.why
    why = f"On record by {when.about.isoformat()}: {sentence(said)}"
    confidence = _grade_of(known, case, world)
    return Answer(
        verdict, why, confidence, (record,) if record else (), "a later official statement"
    )


@registered("in_force", InForce)
def in_force(asked: InForce, _when: When, world: World) -> Answer:
    """Ask this: did a clause become law in the window that the claim gives."""
    law = world.law
    if asked.clause not in law.ids():
        problem = (
            f"there is no clause {quoted(asked.clause)}{did_you_mean(asked.clause, law.ids())}"
        )
        raise InputError(problem, field="clause", allowed="a clause such as 9525(d)")
    first = min(law.period(one).first for one in law.texts(asked.clause))
    inside = asked.first <= first <= asked.last
    _, evidence = _clause(asked.clause, first, world, f"law from {first.isoformat()}")
    window = f"{asked.first.isoformat()} to {asked.last.isoformat()}"
    why = f"{asked.clause} is law from {first.isoformat()}; the claim is {window}."
    return Answer(Verdict.HOLDS if inside else Verdict.FAILS, why, "high", (evidence,), AMENDED)


@registered("menu_imposed", MenuImposed)
def menu_imposed(asked: MenuImposed, when: When, world: World) -> Answer:
    """Ask this: are the sanctions imposed no more than the least number that the law demands."""
    case = world.case(asked.case)
    found = _examined(case, when, world)
    menu = found.menu
    if menu is None or not menu.imposed:
        missing = f"sanctions imposed in {case.title}"
        return Answer(
            Verdict.OPEN, f"There is no record of {missing}.", "none", (), missing, missing
        )
    items = [item for item in menu.items if item.imposed is True]
    headings = listed(f"{item.clause.removeprefix(menu.clause)} {item.heading}" for item in items)
    why = (
        f"{menu.imposed} of the menu's {len(menu.items)} items were imposed, and the law demands "
        f"{menu.least}: {headings}."
    )
    verdict = Verdict.HOLDS if menu.imposed <= menu.least else Verdict.FAILS
    records = [
        record
        for item in items
        if (
            record := _fact_record(
                _imposed(item.clause), _known(item.clause, case, when, world), case, world
            )
        )
    ]
    _, evidence = _clause(
        menu.clause, when.about, world, f"{menu.imposed} imposed, {menu.least} demanded"
    )
    witnesses = [witness for one in records for witness in one.witnesses]
    return Answer(
        verdict,
        why,
        from_witnesses(witnesses),
        (evidence, *records),
        "a record of further sanctions",
    )


@registered("menu_left", MenuLeft)
def menu_left(asked: MenuLeft, when: When, world: World) -> Answer:
    """Ask this: are enough sanctions left on the menu if some have no effect, or are spared."""
    case = world.case(asked.case)
    found = _examined(case, when, world)
    menu = found.menu
    if menu is None:
        raise InputError(
            f"{case.id} has no menu of sanctions", field="case", allowed="a case of 9525"
        )
    day = when.about
    left = []
    for item in menu.items:
        provision = world.law.provision(item.clause, day)
        effect = None if provision is None else provision.effective_if
        value: Value = None
        if effect is not None:
            formula = world.law.written(effect, day)
            value = logic.by_completions(formula, dict.fromkeys(asked.no_effect, False))
        if value is not False and item.clause not in asked.spared:
            left.append(item)
    enough = len(left) >= menu.least
    gone = len(menu.items) - len(left)
    why = (
        f"{len(left)} of the menu's {len(menu.items)} items do not depend on that, {gone} do; the "
        f"law demands {menu.least}."
    )
    verdict = Verdict.HOLDS if enough == asked.claim else Verdict.FAILS
    _, evidence = _clause(menu.clause, day, world, f"{len(left)} left, {menu.least} demanded")
    return Answer(verdict, why, "high", (evidence,), AMENDED)


# the text as evidence


def _clause(
    clause: str, day: date, world: World, result: str = ""
) -> tuple[str | None, ClauseText]:
    """Return a clause's text on a day, None where it is not law, and the clause as evidence."""
    law = world.law
    if clause not in law.ids():
        problem = f"there is no clause {quoted(clause)}{did_you_mean(clause, law.ids())}"
        raise InputError(problem, field="clause", allowed="a clause such as 9525(d)(1)(C)")
    provision = law.provision(clause, day)
    shown = provision or law.texts(clause)[0]
    evidence = ClauseText(
        clause,
        law.parallel(clause),
        shown.text or shown.summary or "",
        shown.sha256 or "",
        law.section_of(clause).text_version,
        str(law.period(shown)),
        result,
        f"skydome exposure --clause '{clause}'" if shown.met else "",
    )
    return (provision.text or "" if provision else None), evidence


def _section(section: str, world: World) -> ClauseText:
    found = world.law.sections[section]
    return ClauseText(
        section,
        found.parallel,
        found.title,
        found.sha256 or "",
        found.text_version,
        str(found.in_force),
        "the whole section was searched",
    )


def _formula(clause: str, day: date, world: World) -> Formula:
    _clause(clause, day, world)
    try:
        return world.law.formula(clause, day)
    except ValueError as wrong:
        raise InputError(str(wrong), field="clause", allowed="a clause with a condition") from None


def _clause_text(finding: Finding, found: Exposure, word: str) -> ClauseText:
    law = found.law
    provision = law.provision(finding.clause, found.as_of) or law.texts(finding.clause)[0]
    return ClauseText(
        finding.clause,
        finding.citation,
        provision.text or provision.heading or "",
        provision.sha256 or "",
        law.section_of(finding.clause).text_version,
        str(law.period(provision)),
        f"condition {word} on {found.as_of.isoformat()}",
        f"skydome exposure {found.case.id} --as-of {found.as_of.isoformat()} --full",
    )


# a case as evidence


def _examined(case: Case, when: When, world: World) -> Exposure:
    from skydome.exposure import examine

    return examine(case, as_of=when.about, statute=world.law)


def _finding(found: Exposure, name: str) -> Finding:
    by_name = {one.name: one for one in found.findings}
    if name not in by_name:
        problem = f"there is no finding {quoted(name)}{did_you_mean(name, by_name)}"
        raise InputError(problem, field="finding", allowed=", ".join(by_name))
    return by_name[name]


def _facts(node: Node, case: Case, world: World) -> tuple[Record, ...]:
    """Return the facts below a node that the case answers, as records."""
    found = []
    if node.kind == "fact" and node.known is not None:
        record = _fact_record(node.name, node.known, case, world)
        if record is not None:
            found.append(record)
    return (*found, *(one for child in node.children for one in _facts(child, case, world)))


def _fact_record(name: str, known: Known, case: Case, world: World) -> Record | None:
    if known.entry is None:
        return None
    entry = known.entry
    return Record(
        f"{world.law.questions[name].asks} {sentence(entry.value)}",
        str(entry.as_of),
        entry.kind,
        entry.reason,
        world.of_case(case, entry.source),
        f"skydome exposure {case.id} --full",
    )


def _known(clause: str, case: Case, when: When, world: World) -> Known:
    from skydome.exposure.fact import known_by as case_known

    name = _imposed(clause)
    return case_known(case.facts.get(name, ()), world.law.questions[name], when.about)


def _imposed(clause: str) -> str:
    """Return the fact that an item of the menu is imposed: 9529(a)(5)(A) is imposed_5_a."""
    parts = clause.removeprefix("9529(a)").strip("()").replace(")(", "_").lower()
    return f"imposed_{parts}"


def _confidence(node: Node, case: Case, world: World) -> Confidence:
    """Return how far the known facts below a node can be trusted: the least of them."""
    levels = [
        _grade_of(one.known, case, world)
        for one in _fact_nodes(node)
        if one.known is not None and one.known.entry is not None and one.value is not None
    ]
    return least(levels) if levels else "none"


def _fact_nodes(node: Node) -> list[Node]:
    own = [node] if node.kind == "fact" else []
    return [*own, *(one for child in node.children for one in _fact_nodes(child))]


def _grade_of(known: Known, case: Case, world: World) -> Confidence:
    if known.entry is None:
        return "none"
    if known.entry.kind == "analyst's assumption":
        return "low"
    return from_witnesses(world.of_case(case, known.entry.source))


def _is_act(name: str, world: World) -> bool:
    return world.law.questions[name].settled_by in {"act", "date"}


@cache
def _nouns() -> dict[str, str]:
    data: dict[str, str] = yamlfile.read(NOUNS).data
    return data


def _noun(name: str) -> str:
    """Return a fact of the statute as a sentence names it."""
    return _nouns().get(name, name.replace("_", " "))


def _fact_words(name: str, on: bool, world: World) -> str:  # noqa: FBT001 - the value of the fact
    asks = world.law.questions[name].asks.rstrip(".")
    return asks[:1].lower() + asks[1:] if on else f"not: {asks[:1].lower()}{asks[1:]}"
