"""The one way in which a page comes out of its template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATES = Path(__file__).parent / "templates"


def rendered(name: str, context: Mapping[str, Any]) -> str:
    """Return a page: what it shows is escaped, and a name that is not in the context is an error.

    Raises
    ------
    jinja2.UndefinedError
        The template asks for a name that the context does not have.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name).render(context)
