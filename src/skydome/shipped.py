"""The examples that travel with Skydome: one copy, in the repository or in the installation."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
ENDINGS = (".yaml", ".yml")


@cache
def examples_folder() -> Path:
    """Return the folder of the examples.

    A wheel has it inside the package. A checkout has it at its top, two folders above the package,
    and only there.
    """
    installed = HERE / "examples"
    return installed if installed.is_dir() else HERE.parents[1] / "examples"


def example_files() -> dict[str, Path]:
    """Return the examples by name, in alphabetical order: YAML files, not those in folders."""
    files = [file for file in examples_folder().glob("*") if file.suffix in ENDINGS]
    return {file.stem: file for file in sorted(files)}


def example_named(name: Path | str) -> Path | None:
    """Return the example that a bare name means, None where it means no example.

    A name with a folder or an ending means a file, and a file or folder of that name comes first.
    """
    if not is_bare(name) or os.path.exists(name):  # noqa: PTH110 - no error for a long name
        return None
    return example_files().get(str(name))


def is_bare(name: Path | str) -> bool:
    """Return whether a name has neither folder nor ending."""
    path = Path(name)
    return path.name == str(name) and not path.suffix
