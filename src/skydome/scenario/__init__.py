"""What is asked: a defence, a raid and a doctrine, as written and as resolved."""

from skydome.scenario.read import load, read_resolved, with_run
from skydome.scenario.resolved import Quantity, ResolvedScenario
from skydome.scenario.schema import scenario_schema

__all__ = ["Quantity", "ResolvedScenario", "load", "read_resolved", "scenario_schema", "with_run"]
