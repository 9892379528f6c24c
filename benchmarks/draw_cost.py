"""Measure what a draw of a study costs, whether that is linear, and what a world weighs.

    python benchmarks/draw_cost.py [DRAWS …]

It plays studies of the two-front example with 200 replications of each draw in this process and
counts its processor time, which other programs on the machine hardly change. Then it builds,
pickles and reads the worlds of some draws: a worker that is sent a world saves the building, and
pays for the reading.
"""

from __future__ import annotations

import pickle
import sys
import tempfile
import time
from pathlib import Path

from skydome.engagement.tables.build import build_shared_world
from skydome.engagement.tables.parameter_draws import with_shares
from skydome.experiment import runner
from skydome.experiment.form import Study
from skydome.experiment.plan import Plan, plan_of_study
from skydome.experiment.player import scenario_of
from skydome.experiment.store import BlockStore
from skydome.shipped import example_files

DRAWS, REPLICATIONS, WORLDS = (32, 64, 128), 200, 8


def study_of(draws: int) -> Plan:
    """Return a study of the two-front example."""
    study = Study.model_validate(
        {
            "name": "cost",
            "scenario": "two_front.yaml",
            "design": {"draws": draws},
            "replications": REPLICATIONS,
        }
    )
    return plan_of_study(study, example_files()["two_front"])


def seconds(plan: Plan) -> float:
    """Return the processor time of a study, s."""
    with tempfile.TemporaryDirectory() as place:
        began = time.process_time()
        runner.run(plan, BlockStore(Path(place) / "study"))
        return time.process_time() - began


def weigh(plan: Plan) -> str:
    """Return what building and shipping the worlds of some draws take."""
    scenario, grid = scenario_of(plan.texts[0])
    build = ship = size = 0.0
    for draw in range(1, WORLDS + 1):
        drawn = with_shares(scenario, plan.shares(draw))
        began = time.process_time()
        world = build_shared_world(drawn, grid, plan.placement(draw))
        built = time.process_time()
        sent = pickle.dumps(tuple(world), protocol=5)
        pickle.loads(sent)  # noqa: S301 - made in the line before
        ship += time.process_time() - built
        build, size = build + built - began, size + len(sent)
    return (
        f"a world: {build / WORLDS:.3f} s to build, {size / WORLDS / 1e6:.1f} MB pickled, "
        f"{ship / WORLDS:.3f} s to pickle and read\n"
    )


def main() -> None:
    """Measure and print."""
    counts = [int(one) for one in sys.argv[1:]] or DRAWS
    seconds(study_of(2))  # kernels
    for count in counts:
        plan = study_of(count)
        taken = seconds(plan)
        sys.stdout.write(
            f"{count} draws: {taken:.1f} s of processor time, "
            f"{taken / (count + plan.placements):.3f} s a world\n"
        )
        sys.stdout.flush()
    sys.stdout.write(weigh(study_of(WORLDS)))


if __name__ == "__main__":
    main()
