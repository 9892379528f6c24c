"""Skydome: what an air-defence system really covers and stops.

>>> import skydome
>>> scenario = skydome.load("examples/single_battery.yaml")
>>> result = skydome.simulate(scenario)
>>> skydome.summarise(result).classes[0].leaked
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from skydome._version import __version__
from skydome.errors import InputError

if TYPE_CHECKING:
    from skydome.analysis import Summary, summarise
    from skydome.catalogue import Catalogue
    from skydome.report import write_report
    from skydome.scenario import ResolvedScenario, load, scenario_schema, with_run
    from skydome.study import Result, read_result, run_to_folder, simulate
    from skydome.views import View, compare, sweep, timeline, view

__all__ = [
    "Catalogue",
    "InputError",
    "ResolvedScenario",
    "Result",
    "Summary",
    "View",
    "__version__",
    "compare",
    "coverage",
    "dependence",
    "exposure",
    "load",
    "read_result",
    "run_to_folder",
    "scenario_schema",
    "simulate",
    "summarise",
    "sweep",
    "timeline",
    "view",
    "with_run",
    "write_report",
]

# Rooms are entered when they are asked for: importing Skydome stays fast.
_ROOMS = {
    "Catalogue": "catalogue",
    "ResolvedScenario": "scenario",
    "Result": "study",
    "Summary": "analysis",
    "View": "views",
    "compare": "views",
    "load": "scenario",
    "read_result": "study",
    "run_to_folder": "study",
    "scenario_schema": "scenario",
    "simulate": "study",
    "summarise": "analysis",
    "sweep": "views",
    "timeline": "views",
    "view": "views",
    "with_run": "scenario",
    "write_report": "report",
}


# Packages that answer when they are called, see `skydome.room`.
_CALLED = ("coverage", "dependence", "exposure")


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the room exports
    if name in _CALLED:
        return import_module(f"skydome.{name}")
    if name not in _ROOMS:
        raise AttributeError(f"module 'skydome' has no attribute {name!r}")
    return getattr(import_module(f"skydome.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    return __all__
