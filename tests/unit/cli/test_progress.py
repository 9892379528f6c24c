"""Progress where standard error is no terminal."""

import time

import pytest

from skydome.cli import show


def test_a_line_every_few_seconds_also_while_the_work_is_silent(monkeypatch, capsys):
    monkeypatch.setattr(show, "LINE_S", 0.05)
    with show.progress_bar(quiet=False) as report:
        report("tables", 3, 1_000)
        time.sleep(0.3)
    ended = capsys.readouterr()
    assert ended.out == ""
    assert "tables: 3 of 1,000 (0 s)" in ended.err
    assert ended.err.count("\n") >= 2


@pytest.mark.parametrize("quiet", [True, False])
def test_short_work_and_quiet_work_print_nothing(capsys, quiet):
    with show.progress_bar(quiet=quiet) as report:
        report("tables", 3, None)
    assert capsys.readouterr().err == ""
