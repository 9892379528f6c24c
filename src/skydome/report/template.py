"""The pages of this room, out of their templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from skydome import template

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATES = Path(__file__).parent / "templates"


def rendered(name: str, context: Mapping[str, Any]) -> str:
    """Return a page of this room, as `skydome.template.rendered` does."""
    return template.rendered(TEMPLATES / name, context)
