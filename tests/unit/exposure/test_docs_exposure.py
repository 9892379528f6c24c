import importlib.util
import re
import shlex
from pathlib import Path

import pytest

from skydome.exposure.case import case_ids

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "exposure.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tables():
    """Return the script that writes the tables of the page."""
    file = ROOT / "docs" / "figures" / "exposure_tables.py"
    spec = importlib.util.spec_from_file_location("exposure_tables", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_are_what_the_software_gives(tables):
    assert tables.written() == PAGE


def test_every_shipped_case_is_in_the_tables(tables):
    assert sorted(tables.ORDER) == case_ids()
    assert ("Skydome ships nine cases" in PAGE) == (len(case_ids()) == 9)


def test_every_table_has_its_place(tables):
    for name in tables.TABLES:
        assert PAGE.count(f"<!-- {name} begin -->") == PAGE.count(f"<!-- {name} end -->") == 1


def test_the_case_in_the_page_can_be_examined(command, tmp_path):
    case = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1]
    file = tmp_path / "my-case.yaml"
    file.write_text(case, encoding="utf-8")
    assert command("exposure", file).code == 0


def test_the_commands_in_the_page_run(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-case.yaml").write_text(
        re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1], encoding="utf-8"
    )
    lines = re.search(r"```\n(skydome .*?)```", PAGE, re.DOTALL)[1].splitlines()
    assert len(lines) == 12
    for line in lines:
        assert command(*shlex.split(line)[1:]).code == 0
