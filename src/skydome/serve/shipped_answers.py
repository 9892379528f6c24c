"""The answers that the start page shows at once; `docs/figures/serve_answers.py` computes them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from skydome.serve.models import Answer, News

FILE = Path(__file__).parent / "data" / "answers.json"


def answers() -> list[Answer]:
    """Return the four shipped answers."""
    return [Answer.model_validate(one) for one in _stored()["answers"]]


def news() -> list[News]:
    """Return what is new in this version."""
    return [News.model_validate(one) for one in _stored()["news"]]


@cache
def _stored() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found
