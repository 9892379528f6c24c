"""Take the built browser app into wheel and source distribution.

An editable install needs no app: `make app` builds it into the checkout. A wheel takes the files
that are there, so that one made from a source distribution needs no Node; where there are none,
they are built if some Node can do it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = "src/skydome/serve/static"


class AppHook(BuildHookInterface[Any]):
    """Builds the app where it is missing, and adds its files to what is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the app's files, which Git ignores, to a distribution."""
        if version == "editable":
            return
        if not (Path(self.root) / FOLDER / "index.html").exists():
            self._build()
        build_data["artifacts"].append(f"/{FOLDER}/**")

    def _build(self) -> None:
        sys.path.insert(0, str(Path(__file__).parent))
        from build_app import NoNodeError, build

        try:
            build()
        except NoNodeError as problem:
            self.app.display_warning(f"The browser app is left out: {problem}.")
