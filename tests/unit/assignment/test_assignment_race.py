import pytest
from assignment_instances import weapons_and_targets

import assignment_race


def test_a_race_gives_a_line_of_the_table(monkeypatch):
    problem = weapons_and_targets(4, 6, 1, 1)
    monkeypatch.setitem(assignment_race.BEST_KNOWN, "4x6x1", 10.0)
    raced = assignment_race.race("4x6x1", problem, 0.05, 10)
    assert raced.bound <= raced.exact <= min(raced.searched) + 1e-9 <= raced.greedy + 1e-9
    cells = assignment_race.row(raced).strip("|\n").split("|")
    assert len(cells) == assignment_race.HEAD.split("\n")[0].count("|") - 1
    without = assignment_race.race("4x6x1", problem, 0.05, 0)
    assert without.exact is None
    assert assignment_race.row(without).count("–") == 4


@pytest.mark.parametrize(
    ("name", "searched", "bound", "seconds", "failed"),
    [
        ("100x200x1", 2862.302805 * 1.004, 2862.3, 90.0, False),
        ("100x200x1", 2862.302805 * 1.006, 2862.3, 90.0, True),
        ("50x100x1", 1734.302278, 1734.3, 59.0, False),
        ("50x100x1", 1734.302278, 1734.3, 61.0, True),
        ("50x100x1", 1734.302278, 1730.0, 59.0, True),
        ("150x300x2", 110.0, 90.0, 61.0, False),
    ],
)
def test_it_fails_what_misses_its_limit(name, searched, bound, seconds, failed):
    known = assignment_race.BEST_KNOWN[name]
    raced = assignment_race.Raced(name, known, known, (searched,), known, bound, seconds)
    assert raced.failed is failed


def test_a_folder_without_instances_is_reported(tmp_path, capsys):
    assert assignment_race.main([str(tmp_path)]) == 2
    assert "there is no instance to race; allowed: wta_50x100x1.txt" in capsys.readouterr().err
