"""What is cached for pages belongs to the program that computed it."""

import pytest

from skydome.serve import site


@pytest.fixture
def program(tmp_path, monkeypatch):
    monkeypatch.setattr(site, "PACKAGE", tmp_path)
    site._program.cache_clear()
    (tmp_path / "static").mkdir()
    (tmp_path / "rule.py").write_text("1")
    yield tmp_path
    site._program.cache_clear()


def key():
    site._program.cache_clear()
    return site._key("reach", ("s-400",), None)


def test_another_program_does_not_take_the_answers_of_the_last(program):
    first = key()
    assert key() == first
    (program / "rule.py").write_text("12")
    second = key()
    assert second != first
    (program / "values.yaml").write_text("a: 1")
    assert key() not in {first, second}


def test_the_built_app_and_other_files_do_not_count(program):
    first = key()
    (program / "static" / "lines.json").write_text("{}")
    (program / "notes.txt").write_text("x")
    assert key() == first
