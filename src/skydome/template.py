"""The one way to make a page from its template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


WEB = ("https://", "http://")


def is_web_address(address: str | None) -> bool:
    """Return whether an address may become a link: only the web, never a script; a test in pages.

    In a template: ``{% if source.address is web_address %}``.
    """
    if not address:
        return False
    return address.startswith(WEB) and not any(c.isspace() for c in address)


def rendered(
    template: Path,
    context: Mapping[str, Any],
    filters: Mapping[str, Callable[..., Any]] | None = None,
) -> str:
    """Return a page. All texts are escaped; a name that is not in the context is an error.

    Raises
    ------
    jinja2.UndefinedError
        The template asks for a name that the context does not have.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= filters or {}
    environment.tests["web_address"] = is_web_address
    return environment.get_template(template.name).render(context)
