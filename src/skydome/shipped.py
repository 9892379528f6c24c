"""The examples that travel with Skydome: one copy, in the repository or in the installation."""

from __future__ import annotations

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
    path = Path(name)
    if path.name != str(name) or path.suffix or path.exists():
        return None
    return example_files().get(path.name)
