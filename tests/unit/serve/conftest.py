import shutil

import pytest
from served import serving

pytest.importorskip("fastapi")


@pytest.fixture(scope="session")
def stored(tmp_path_factory, small, small_tables):
    """Return the folder of a result that no test changes."""
    from skydome.study import simulate

    return simulate(small, tables=small_tables).save(tmp_path_factory.mktemp("serve") / "small")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, stored, small_file):
    """Return a workspace with one run, and a scenario to start."""
    folder = tmp_path_factory.mktemp("workspace")
    shutil.copytree(stored, folder / "results" / "small")
    shutil.copy(small_file, folder / "small.yaml")
    return folder


@pytest.fixture(scope="module")
def server(workspace):
    """Return a server of that workspace."""
    with serving(workspace) as running:
        yield running
