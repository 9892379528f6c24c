"""A case: one person, one transaction, and what is known about both, as a YAML file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from skydome import forms, yamlfile
from skydome.errors import InputError
from skydome.exposure.fact import ASSERTED, VALUES, Dated, Entry, Source, Sources, When
from skydome.exposure.provision import Day, Form, Text
from skydome.exposure.statute import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.exposure.fact import Question
    from skydome.exposure.statute import Statute
    from skydome.yamlfile import Document, Key

SHIPPED = Path(__file__).parent / "cases"
OFFICIAL = "official determination, or analyst's assumption if it is one"

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
GroundId = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if isinstance(value, int) else value),
    Field(description="the law that the case rests on"),
]
Dollars = Annotated[float, Field(gt=0, le=1e12, allow_inf_nan=False, strict=True)]


def _several(value: object) -> object:
    return (value,) if isinstance(value, dict) else value


class Person(Form):
    """The person that the case is about: an individual or entity, never a country."""

    name: Text
    jurisdiction: Text = Field(description="the country whose government has primary jurisdiction")
    note: Text | None = None


class Transaction(Form):
    """What the person bought, and the seller."""

    what: Text
    counterparty: Text
    price_usd: tuple[Dollars, Dollars] | None = Field(None, description="least and most reported")
    source: Sources
    note: Text | None = None

    @model_validator(mode="after")
    def _least_comes_first(self) -> Transaction:
        if self.price_usd and self.price_usd[0] > self.price_usd[1]:
            raise ValueError("in price_usd the lower price comes first")
        return self


class Happening(Form):
    """An event for the reader to know; no clause depends on it."""

    date: When
    what: Text
    source: Sources


class Case(Form):
    """One person and one transaction, and the facts, each with its as-of date."""

    id: Id
    title: Text
    ground: GroundId
    as_of: Day
    person: Person
    transaction: Transaction
    events: dict[str, Dated] = Field({}, description="dates that clauses count from")
    facts: dict[
        str,
        Annotated[tuple[Entry, ...], Field(min_length=1), BeforeValidator(_several)],
    ] = Field({}, description="answers by the name of the question, in facts.yaml")
    sources: dict[str, Source] = Field({}, description="publications, each by an id of your own")
    history: tuple[Happening, ...] = ()
    notes: tuple[Text, ...] = ()


def case_ids() -> list[str]:
    """Return the ids of the shipped cases."""
    return sorted(file.stem for file in SHIPPED.glob("*.yaml"))


def load_case(name: Path | str, statute: Statute | None = None) -> Case:
    """Return a case: a shipped one by its id, or a file.

    It is checked against the shipped law where no other is given.

    Raises
    ------
    InputError
        There is no such case, or its file cannot be used.
    """
    text, law = str(name), statute or shipped()
    if text in case_ids():
        return read_case(SHIPPED / f"{text}.yaml", law)
    if text.endswith((".yaml", ".yml")) or "/" in text or Path(text).exists():
        return read_case(Path(text), law)
    known = case_ids()
    raise InputError(
        f"there is no case {forms.quoted(text)}{forms.did_you_mean(text, known)}",
        allowed=f"{', '.join(known)}, or a YAML file",
    )


def read_case(file: Path, statute: Statute) -> Case:
    """Return the case in a file, checked against the law's questions and its own sources."""
    document = yamlfile.read(file)
    case = forms.fill(Case, document)
    for problem in _problems(document, case, statute):
        raise problem
    return case


def _problems(document: Document, case: Case, statute: Statute) -> Iterator[InputError]:
    if case.ground not in statute.grounds:
        yield document.error(("ground",), f"{case.ground!r} is not known", grounds_of(statute))
    for event in case.events:
        if event not in statute.events:
            meant = forms.did_you_mean(event, statute.events)
            allowed = ", ".join(statute.events)
            yield document.error(("events", event), f"no clause has this event{meant}", allowed)
    for name, entries in case.facts.items():
        yield from _wrong_fact(document, name, entries, statute)
    yield from _wrong_sources(document, case, statute)
    if "transaction" in case.events and case.events["transaction"].date.first > case.as_of:
        key = ("events", "transaction", "date")
        yield document.error(key, "the transaction lies after as_of", f"{case.as_of} or earlier")


def grounds_of(statute: Statute) -> str:
    """Return the grounds of a law as a message lists them."""
    return ", ".join(f"{name} ({one.title})" for name, one in statute.grounds.items())


def _wrong_fact(
    document: Document, name: str, entries: tuple[Entry, ...], statute: Statute
) -> Iterator[InputError]:
    key: Key = ("facts", name)
    question = statute.questions.get(name)
    if question is None:
        meant = forms.did_you_mean(name, statute.questions)
        allowed = "a fact that `skydome exposure --facts` lists"
        yield document.error(key, f"no clause asks for this{meant}", allowed)
        return
    if question.settled_by == "date":
        yield document.error(key, "this is computed from dates", "the dates, under events")
        return
    for n, entry in enumerate(entries):
        place = (*key, n) if isinstance(document.data["facts"][name], list) else key
        if _needs_an_official(question, entry):
            problem = "only an official's statement settles this"
            yield document.error((*place, "kind"), problem, OFFICIAL)
        if any(entry.as_of.last == other.as_of.last for other in entries[:n]):
            problem = f"there is an entry as of {entry.as_of} already"
            yield document.error((*place, "as_of"), problem, "one entry a date")


def _needs_an_official(question: Question, entry: Entry) -> bool:
    known = VALUES[entry.value] is not None
    official = question.settled_by in {"act", "judgement"}
    return known and official and entry.kind in {"fact", ASSERTED}


def _wrong_sources(document: Document, case: Case, statute: Statute) -> Iterator[InputError]:
    for place, sources in _cited(document, case):
        for source in sources:
            if source not in case.sources and source not in statute.sources:
                known = [*case.sources, *statute.sources]
                problem = f"there is no source {source!r}{forms.did_you_mean(source, known)}"
                yield document.error((*place, "source"), problem, "an id under sources")


def _cited(document: Document, case: Case) -> Iterator[tuple[Key, tuple[str, ...]]]:
    yield ("transaction",), case.transaction.source
    for event, dated in case.events.items():
        yield ("events", event), dated.source
    for fact, entries in case.facts.items():
        listed = isinstance(document.data["facts"][fact], list)
        for n, entry in enumerate(entries):
            yield (("facts", fact, n) if listed else ("facts", fact)), entry.source
    for n, happening in enumerate(case.history):
        yield ("history", n), happening.source


def case_schema() -> dict[str, Any]:
    """Return the JSON Schema of a case file, for editors that complete and check YAML."""
    schema = Case.model_json_schema()
    # The form also takes a single item without a list, and YAML's own true, false and numbers,
    # which pydantic's schema does not mention.
    for part in schema["$defs"].values():
        if "source" in part["properties"]:
            part["properties"]["source"] = _or_one(part["properties"]["source"])
    schema["$defs"]["Entry"]["properties"]["value"] = {"enum": [True, False, "unknown"]}
    law = shipped()
    numbers = [int(name) for name in law.grounds if name.isdigit()]
    ground = {"type": ["string", "integer"], "enum": [*law.grounds, *numbers]}
    schema["properties"]["ground"] |= ground
    schema["properties"]["events"]["propertyNames"] = {"enum": list(law.events)}
    facts = schema["properties"]["facts"]
    facts["additionalProperties"] = _or_one(facts["additionalProperties"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Skydome exposure case",
    }


def _or_one(listed: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [listed, listed["items"]]}
