"""What helper processes compute for the server: each function takes JSON and returns bytes."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel


def _function(module: str, name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(import_module(f"skydome.serve.{module}"), name)
    return found


def _json(model: BaseModel) -> bytes:
    return model.model_dump_json().encode()


def _ready() -> bytes:
    """Import what most calls need, so that the first of them does not wait for it."""
    import_module("skydome.analysis")
    import_module("skydome.coverage")
    return b""


def _of_folder(module: str, name: str) -> Callable[..., bytes]:
    """Return a call of a function of a stored folder that returns a model."""
    return lambda folder, *args: _json(_function(module, name)(Path(folder), *args))


def _of_values(module: str, name: str) -> Callable[..., bytes]:
    return lambda *args: _json(_function(module, name)(*args))


def _page(name: str) -> Callable[..., bytes]:
    def render(*args: Any) -> bytes:  # noqa: ANN401 - as the page takes them
        page: bytes = _function("render", name)(*args)
        return page

    return render


def _relief(lon_deg: float, lat_deg: float, half_m: float) -> bytes:
    picture: bytes = _function("relief", "relief")(lon_deg, lat_deg, half_m)
    return picture


def _reach(system: str, target: str, mast_m: float | None, at: str, terrain: bool) -> bytes:  # noqa: FBT001 - as JSON brings it
    return _json(_function("reach", "reach")(system, target, mast_m, at, terrain=terrain))


def _scenario_fields(file: str, _stamp: int) -> bytes:
    """Return the fields of a file; its stamp only tells a changed file from what is cached."""
    return _json(_function("scenario_fields", "fields_of")(file))


CALLS: dict[str, Callable[..., bytes]] = {
    "ready": _ready,
    "line": _of_folder("stored_run", "line"),
    "run": _of_folder("stored_run", "run"),
    "replications": _of_folder("stored_run", "replications"),
    "study_line": _of_folder("stored_study", "line"),
    "study": _of_folder("stored_study", "study"),
    "raid": _of_folder("raid", "raid"),
    "causes": _of_folder("raid", "causes"),
    "reach": _reach,
    "reach_values": _of_values("reach", "reach_values"),
    "footprint": _of_values("reach", "footprint"),
    "relief": _relief,
    "scenario_fields": _scenario_fields,
    "check_job": _of_values("job_request", "check"),
    "run_page": _page("run_page"),
    "study_page": _page("study_page"),
    "answer_page": _page("answer_page"),
}
