"""A draft from an article: every row points at characters of the file, and nothing is accepted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from skydome.claims.circulating import Recognised, recognised
from skydome.claims.draft.parsed import Mapped, parsed
from skydome.claims.draft.sentence import mapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])")  # noqa: RUF001 - quotation marks
_SHORT = re.compile(
    r"\b(?:U\.S|U\.S\.C|Rs|Dr|Mr|Mrs|Gen|Lt|St|No|Sept?|Jan|Feb|Aug|Oct|Nov|Dec|vs|approx)\.$"
)


class Row(NamedTuple):
    """One thing that was found: characters ``start`` to ``end``, what they are, their value."""

    start: int
    end: int
    words: str
    kind: str
    value: str
    sentence: int


class Draft(NamedTuple):
    """What an article seems to say.

    Attributes
    ----------
    sentences
        Start and end of each.
    rows
        Quantities, dates and names.
    proposed
        Checks, each with the sentence that asks for it; places count from the article's beginning.
    errors
        Circulating errors among its words.
    """

    text: str
    sentences: tuple[tuple[int, int], ...]
    rows: tuple[Row, ...]
    proposed: tuple[tuple[int, Mapped], ...]
    errors: tuple[Recognised, ...]


def draft(text: str, plug_in: Callable[[str], list[Mapped]] | None = None) -> Draft:
    """Return proposed rows from plain text.

    Parameters
    ----------
    text
        The article.
    plug_in
        Called with each sentence in place of the rules, for example to ask a language model. Off by
        default: the rules need no network.
    """
    spans = tuple(sentences(text))
    rows: list[Row] = []
    proposed: list[tuple[int, Mapped]] = []
    for number, (start, end) in enumerate(spans):
        words = text[start:end]
        rows += _rows(words, start, number)
        for one in (plug_in or mapped)(words):
            moved = one._replace(start=one.start + start, end=one.end + start)
            proposed.append((number, moved))
    return Draft(text, spans, tuple(rows), tuple(proposed), tuple(recognised(text)))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence begins and ends, without the blanks around it."""
    start = 0
    for match in _END.finditer(text):
        quote = len(match.group()) - len(match.group().lstrip("\"'”’)"))  # noqa: RUF001 - quotes
        if _SHORT.search(text[start : match.start() + 1].rstrip()):
            continue
        yield from _trimmed(text, start, match.start() + quote)
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    stop = begin + len(piece.strip())
    if stop > begin:
        yield begin, stop


def _rows(words: str, at: int, number: int) -> list[Row]:
    found = parsed(words)
    rows = [
        Row(at + one.start, at + one.end, one.words, one.kind, f"{one.value:g}", number)
        for one in found.quantities
    ]
    rows += [
        Row(at + one.start, at + one.end, one.words, one.kind, one.value, number)
        for one in found.dates
    ]
    rows += [
        Row(at + one.start, at + one.end, one.words, f"name: {one.kind}", one.id, number)
        for one in found.names
    ]
    return sorted(rows)


def as_dict(found: Draft) -> dict[str, Any]:
    """Return a draft as plain data."""
    return {
        "draft": True,
        "sentences": [list(one) for one in found.sentences],
        "rows": [one._asdict() for one in found.rows],
        "proposed": [
            {"sentence": number, **one._asdict(), "words": found.text[one.start : one.end]}
            for number, one in found.proposed
        ],
        "errors": [one._asdict() for one in found.errors],
    }
