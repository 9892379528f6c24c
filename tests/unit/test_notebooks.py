"""The notebooks run from the first cell to the last, and are kept without output."""

import time

import nbformat
import pytest
from nbclient import NotebookClient

NAMES = ("analyst", "operations_research", "study", "teacher", "wargamer")
LONGEST_S = 600  # of one notebook: a first run compiles, and the machine may be busy


@pytest.fixture(params=NAMES)
def notebook(request, examples):
    return nbformat.read(examples / "notebooks" / f"{request.param}.ipynb", as_version=4)


def test_these_are_the_notebooks(examples):
    files = (examples / "notebooks").glob("*.ipynb")
    assert sorted(file.stem for file in files) == list(NAMES)


def test_a_notebook_is_kept_without_output(notebook):
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


# the kernel's own sockets and loops, not the notebook's
@pytest.mark.filterwarnings("default")
def test_a_notebook_runs(notebook, tmp_path):
    began = time.monotonic()
    client = NotebookClient(notebook, timeout=LONGEST_S, kernel_name="python3")
    ran = client.execute(cwd=str(tmp_path))
    assert time.monotonic() - began < LONGEST_S
    shown = [output for cell in ran.cells for output in cell.get("outputs", [])]
    assert any("text/html" in output.get("data", {}) for output in shown)
    assert not [output for output in shown if output.get("name") == "stderr"]
    assert list(tmp_path.iterdir()) == []
