"""The systems, targets and scenarios that pages offer to choose from."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from skydome import shipped, yamlfile
from skydome.errors import InputError
from skydome.serve.models import ScenarioLine, SystemLine, TargetLine

if TYPE_CHECKING:
    from pathlib import Path

    from skydome.catalogue import Catalogue, Entry
    from skydome.serve.models import JobKind
    from skydome.serve.workspace import Workspace

BALLISTIC = "maximum_range_ballistic"
RING_MOTIONS = ("level", "glide")
SHIPPED_STUDIES = "studies"
LARGEST_FILE_BYTES, LONGEST_TITLE = 1_000_000, 300


def systems(catalogue: Catalogue) -> list[SystemLine]:
    """Return the systems with what their pages need."""
    rings = [one.id for one in targets(catalogue) if one.motion in RING_MOTIONS]
    found = []
    for name in catalogue.ids("system"):
        entry = catalogue.entry(name)
        missiles = list(entry.referenced("missiles"))
        found.append(
            SystemLine(
                id=name,
                name=entry.name,
                provisional=entry.provisional,
                missiles=missiles,
                radars=[
                    *entry.referenced("acquisition_radars"),
                    *entry.referenced("engagement_radar"),
                ],
                advertised_range_m=_si(entry, "advertised_range"),
                footprints=any(BALLISTIC in catalogue.entry(one).parameters for one in missiles),
                targets=rings,
            )
        )
    return found


def targets(catalogue: Catalogue) -> list[TargetLine]:
    """Return the threats that are no decoy and no traffic."""
    found = []
    for name in catalogue.ids("threat"):
        entry = catalogue.entry(name)
        if entry.attributes.get("harmless") or "motion" not in entry.attributes:
            continue
        found.append(
            TargetLine(
                id=name,
                name=entry.name,
                target_class=entry.attributes["target_class"],
                motion=entry.attributes["motion"],
                provisional=entry.provisional,
                rcs_m2=_si(entry, "rcs"),
            )
        )
    return found


def scenarios(workspace: Workspace) -> dict[str, tuple[ScenarioLine, Path]]:
    """Return what can be started, by id: the examples, then the files of the workspace."""
    found: dict[str, tuple[ScenarioLine, Path]] = {}
    for name, file in shipped.example_files().items():
        _add(found, name, file, is_shipped=True)
    for file in sorted((shipped.examples_folder() / SHIPPED_STUDIES).glob("*.yaml")):
        _add(found, f"{SHIPPED_STUDIES}/{file.stem}", file, is_shipped=True)
    for name, file in workspace.scenario_files().items():
        _add(found, name, file, is_shipped=False)
    return found


def _si(entry: Entry, name: str) -> float | None:
    return entry.si(name) if name in entry.parameters else None


def _add(
    found: dict[str, tuple[ScenarioLine, Path]], name: str, file: Path, *, is_shipped: bool
) -> None:
    """Add a file, if it has the form of a scenario or a study."""
    try:
        seen = file.stat()
    except OSError:
        return
    if seen.st_size <= LARGEST_FILE_BYTES:
        kind, title = _read(file, seen.st_mtime_ns, seen.st_size)
        if kind is not None:
            line = ScenarioLine(id=name, kind=kind, title=title or name, shipped=is_shipped)
            found[name] = line, file


@lru_cache(maxsize=1_000)
def _read(file: Path, _modified_ns: int, _size: int) -> tuple[JobKind | None, str]:
    """Return what a file is, and its title; read again only where it has changed."""
    try:
        data = yamlfile.read(file).data
    except (InputError, OSError):
        return None, ""
    return _kind(data), str(data.get("title") or data.get("name") or "")[:LONGEST_TITLE]


def _kind(data: object) -> JobKind | None:
    if not isinstance(data, dict):
        return None
    if "raid" in data and "defence" in data:
        return "run"
    return "study" if "scenario" in data and ("design" in data or "factors" in data) else None
