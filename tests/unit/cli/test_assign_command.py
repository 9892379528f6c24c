import json
from pathlib import Path

import pytest

SNAPSHOT = Path(__file__).parents[2] / "support" / "snapshot.yaml"


def test_it_prints_the_assignment_its_worth_and_what_to_cite(command, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    ended = command("assign", SNAPSHOT, "--quiet")
    assert (ended.code, ended.err) == (0, "")
    for words in ("Missiles to fire", "ballistic", "battery-1", "outer", "greedy rule", "bound"):
        assert words in ended.out
    assert "small: 6 threats worth 48; fires 6 of 6 ready missiles." in ended.out
    assert "Proven optimal: no assignment costs less than " in ended.out
    assert "To cite: Skydome " in ended.out


def test_the_json_is_json_and_the_same_each_time(command):
    first, second = (command("assign", SNAPSHOT, "--json") for _ in range(2))
    assert (first.code, first.err) == (0, "")
    assert first.out == second.out
    said = json.loads(first.out)
    assert said["proven"] is True
    assert said["method"] == "exact"
    assert set(said["methods"]) == {"greedy", "heuristic", "exact"}


@pytest.mark.parametrize("method", ["greedy", "heuristic"])
def test_a_faster_method_says_that_it_proves_nothing(command, method):
    ended = command("assign", SNAPSHOT, "--method", method, "--iterations", "20")
    assert (ended.code, ended.err) == (0, "")
    assert "No bound was computed; --method exact gives one." in ended.out
    assert "Proven" not in ended.out


def test_an_end_by_the_clock_is_said(command):
    ended = command("assign", SNAPSHOT, "--method", "heuristic", "--seconds", "0.05")
    assert ended.code == 0
    assert "The time limit ended the work: another run may give another answer." in " ".join(
        ended.out.split()
    )


def test_a_gap_that_is_left_is_said(command, tmp_path):
    from assignment_instances import weapons_and_targets

    problem = weapons_and_targets(20, 40, 3, 1)
    threats = [{"name": f"t{n}", "value": value} for n, value in enumerate(problem.value.tolist())]
    units = [
        {
            "name": f"w{w}",
            "missiles": {
                "m": {"ready": 3, "kill_probability": {f"t{t}": p for t, p in enumerate(row)}}
            },
        }
        for w, row in enumerate(problem.kill.tolist())
    ]
    file = tmp_path / "hard.json"
    file.write_text(json.dumps({"name": "hard", "threats": threats, "units": units}))
    ended = command("assign", file, "--seconds", "0.5", "--quiet")
    assert ended.code == 0
    assert "Not proven optimal: " in ended.out
    assert "more --seconds may close the gap" in " ".join(ended.out.split())
