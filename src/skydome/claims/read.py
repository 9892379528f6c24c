"""Read a claims file and check how its parts fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome import forms, yamlfile
from skydome.claims.form import ClaimsFile, claims_form

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from skydome.yamlfile import Document, Key

BLANK = "FILL IN"
Problem = tuple["Key", str, str | None]


def read_claims(file: Path | str) -> ClaimsFile:
    """Return the claims in a YAML file.

    Raises
    ------
    InputError
        The file cannot be read, a field does not fit, a claim names no document of the file, or an
        id is given twice.
    """
    document = yamlfile.read(file)
    if isinstance(document.data, dict) and document.data.get("draft") is True:
        problem = "this is a draft, and nobody has accepted its rows"
        allowed = "a file that somebody has been through, without this line"
        raise document.error(("draft",), problem, allowed)
    found = forms.fill(claims_form(), document)
    for key, wrong, remedy in _problems(document, found):
        raise document.error(key, wrong, remedy)
    return found


def _problems(_document: Document, found: ClaimsFile) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for number, claim in enumerate(found.claims):
        key: Key = ("claims", number)
        if claim.document not in found.documents:
            hint = forms.did_you_mean(claim.document, found.documents)
            problem = f"there is no document {claim.document!r}{hint}"
            yield (*key, "document"), problem, ", ".join(found.documents)
        if claim.id in seen:
            yield (
                (*key, "id"),
                f"{claim.id!r} is given twice",
                f"once; see claims[{seen[claim.id]}]",
            )
        seen[claim.id] = number
        if BLANK in claim.claim:
            yield (*key, "claim"), "this blank of a draft is not filled in", "your own words"
        for n, part in enumerate(claim.parts):
            if BLANK in part.says:
                allowed = "what this part of the claim says"
                yield (*key, "parts", n, "says"), "this blank of a draft is not filled in", allowed
    for name, one in found.documents.items():
        if one.last > found.as_of:
            problem = f"the document is of {one.last}, after as_of {found.as_of}"
            yield ("documents", name, "last"), problem, f"{found.as_of} or earlier"
