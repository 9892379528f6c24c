"""Progress where standard error is no terminal."""

import threading
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


def test_what_compiles_says_so_and_not_how_many_replications_are_done(monkeypatch, capsys):
    """Numba holds its lock while it compiles; here another thread holds it for 0.2 s of 0.5 s."""
    from numba.core.compiler_lock import global_compiler_lock

    def compile_something():
        with global_compiler_lock:
            time.sleep(0.2)

    monkeypatch.setattr(show, "LINE_S", 0.05)
    assert not show.is_compiling()
    with show.progress_bar(quiet=False) as report:
        report("replications", 0, 200)
        worker = threading.Thread(target=compile_something)
        worker.start()
        time.sleep(0.1)
        assert show.is_compiling()
        worker.join()
        time.sleep(0.3)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("compiling, once on this machine (")
    assert lines[-1].startswith("replications: 0 of 200 (")
