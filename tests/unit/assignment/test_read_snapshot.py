import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from assignment_instances import weapons_and_targets

from skydome.assignment import Magazine, Problem, Unit, inputs_hash, load
from skydome.assignment.problem import NO_LIMIT
from skydome.catalogue import Catalogue

SNAPSHOT = Path(__file__).parents[2] / "support" / "snapshot.yaml"
EXAMPLE = Path(__file__).parents[3] / "examples" / "snapshot.yaml"


def test_a_snapshot_is_what_is_written_in_it():
    problem = load(SNAPSHOT)
    assert problem.name == "small"
    assert problem.threats == (
        *("ballistic", "cruise-1", "cruise-2"),
        *("drone-1", "drone-2", "drone-3"),
    )
    assert problem.value.tolist() == [25, 10, 10, 1, 1, 1]
    assert problem.units == (
        Unit("battery-1", 2, 4, "outer"),
        Unit("battery-2", NO_LIMIT, NO_LIMIT, "inner"),
    )
    assert problem.magazines == (Magazine(0, "long", 2, 0.5), Magazine(1, "short", 4, 0.0))
    assert problem.kill.tolist() == [[0.5, 0.6, 0.6, 0, 0, 0], [0, 0.7, 0.7, 0.8, 0, 0]]
    assert problem.missiles_per_threat == 3


@pytest.mark.parametrize("indent", [None, 1, "\t"])
def test_the_same_in_json_is_the_same_problem(tmp_path, indent):
    file = tmp_path / "snapshot.json"
    file.write_text(json.dumps(yaml.safe_load(SNAPSHOT.read_text()), indent=indent))
    assert inputs_hash(load(file)) == inputs_hash(load(SNAPSHOT))


def write_plain(problem, file):
    """Write an instance in the plain format."""
    weapons, targets = problem.kill.shape
    lines = [f"{weapons} {targets} {problem.magazines[0].ready}"]
    lines += [f"{value:g}" for value in problem.value]
    lines += [f"{w} {t} {problem.kill[w, t]!r}" for w in range(weapons) for t in range(targets)]
    file.write_text("\n".join(line.replace("np.float64(", "").rstrip(")") for line in lines))


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_a_plain_instance_is_read_as_it_is(tmp_path, end):
    made, file = weapons_and_targets(3, 5, 2, 1), tmp_path / "wta_3x5x2.txt"
    write_plain(made, file)
    file.write_text(file.read_text() + end)
    problem = load(file)
    assert problem.name == "wta_3x5x2"
    assert problem.threats == tuple(f"target {t}" for t in range(5))
    assert [(m.unit, m.ready) for m in problem.magazines] == [(0, 2), (1, 2), (2, 2)]
    assert problem.value.tolist() == made.value.tolist()
    assert problem.kill.tolist() == made.kill.tolist()


def test_the_example_takes_its_kill_probabilities_from_the_catalogue():
    catalogue, problem = Catalogue(), load(EXAMPLE)
    classes = {"ballistic": "ballistic_missile", "cruise": "cruise_missile", "drone": "drone"}
    told = 0
    for magazine, row in zip(problem.magazines, problem.kill, strict=True):
        missile = catalogue.entry(magazine.missile)
        for threat, kill in zip(problem.threats, row, strict=True):
            if kill > 0:
                name = f"kill_probability.{classes[threat.split('-')[0]]}"
                assert kill == missile.parameters[name].value
                told += 1
    assert told == 37


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kill": np.zeros((2, 1))}, "kill has the shape"),
        ({"kill": np.ones((1, 1))}, "a kill probability lies from 0 to below 1"),
        ({"kill": np.full((1, 1), np.nan)}, "a kill probability lies from 0 to below 1"),
        ({"value": np.zeros(1)}, "a value lies above 0"),
    ],
)
def test_a_problem_that_is_none_cannot_be_made(change, said):
    right = {"kill": np.full((1, 1), 0.5), "value": np.ones(1)}
    with pytest.raises(ValueError, match=said):
        Problem("p", ("t",), units=(Unit("u"),), magazines=(Magazine(0, "m", 1),), **right | change)


@pytest.mark.parametrize("order", [("all", "all-2"), ("all-2", "all")])
def test_the_probability_of_one_threat_overrides_that_of_its_group(tmp_path, order):
    values = {"all": 0.5, "all-2": 0.9}
    kills = ", ".join(f"{name}: {values[name]}" for name in order)
    file = tmp_path / "snapshot.yaml"
    file.write_text(
        "name: s\nthreats: [{name: all, value: 1, count: 3}]\n"
        f"units: [{{name: u, missiles: {{m: {{ready: 1, kill_probability: {{{kills}}}}}}}}}]\n"
    )
    assert load(file).kill.tolist() == [[0.5, 0.9, 0.5]]
