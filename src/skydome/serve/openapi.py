"""The description of the interface: ``python -m skydome.serve.openapi`` writes app/openapi.json."""

from __future__ import annotations

import json
from pathlib import Path

from skydome.serve.app import api

FILE = Path(__file__).parents[3] / "app" / "openapi.json"


def document() -> str:
    """Return the OpenAPI document as text, the same on every machine."""
    return json.dumps(api().openapi(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(document(), "utf-8")
