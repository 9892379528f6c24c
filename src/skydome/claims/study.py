"""Studies of a capability, kept in the cache by the hash of all that they depend on."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skydome._version import __version__
from skydome.coverage.drawn import Asked, Drawn, drawn, inputs_of
from skydome.folders import cache_folder, write_cached

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.claims.world import World

FOLDER = "claims"
COMPUTING = ("physics", "scenario", "engagement", "coverage", "study", "fielding")


def measured(asked: Asked, world: World) -> tuple[Drawn, str]:
    """Return a measure with its draws, and the SHA-256 of its inputs.

    A study that is in the cache is read from there; the same inputs and version give the same
    numbers.
    """
    inputs = inputs_of(asked, world.catalogue, world.draws)

    def made() -> dict[str, Any]:
        stage = f"draws: {asked.measure}, {asked.system}"
        found = drawn(
            asked, world.catalogue, world.draws, lambda n, of: world.progress(stage, n, of)
        )
        return found._asdict()

    kept = kept_or_made(inputs, made)
    return (
        Drawn(
            kept["assessed"],
            kept["claimed"],
            tuple(kept["draws"]),
            tuple((name, rho) for name, rho in kept["moved_by"]),
        ),
        inputs,
    )


def kept_or_made(inputs: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return plain data from the cache, or make it and keep it there.

    Parameters
    ----------
    inputs
        The SHA-256 of what the data depend on; version and sources of the code are added.
    make
        Called where the cache has none.
    """
    key = hashlib.sha256(f"{__version__} {code_hash()} {inputs}".encode()).hexdigest()[:32]
    file = cache_folder(FOLDER) / f"{key}.json"
    stored = _stored(file, inputs)
    if stored is not None:
        return stored
    data = make()
    text = json.dumps({"inputs": inputs, "data": data})

    def write(partial: Path) -> None:
        partial.write_text(text, encoding="utf-8")

    write_cached(file, write)
    plain: dict[str, Any] = json.loads(text)["data"]
    return plain


@cache
def code_hash() -> str:
    """Return the SHA-256 of the sources that compute: an edited formula finds no older study."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for package in COMPUTING:
        for file in sorted((root / package).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _stored(file: Path, inputs: str) -> dict[str, Any] | None:
    """Return what a cached file holds, None where it is damaged or of other inputs."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        data: dict[str, Any] = kept["data"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return data if kept.get("inputs") == inputs and isinstance(data, dict) else None
