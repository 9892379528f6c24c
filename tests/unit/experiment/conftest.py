"""A study that is quick to run."""

import shutil

import pytest

from skydome.experiment.plan import plan_of

STUDY = """
name: quick
scenario: small.yaml
factors:
  doctrine.salvo: [1, 2]
uncertain: [48n6e3.*, 92n6e.target_channels]
design: {draws: 5}
replications: 3
"""


@pytest.fixture(scope="session")
def study_file(small_file, tmp_path_factory):
    """Return the file of a study with two points and five draws."""
    folder = tmp_path_factory.mktemp("study")
    shutil.copy(small_file, folder / "small.yaml")
    file = folder / "quick.yaml"
    file.write_text(STUDY)
    return file


@pytest.fixture(scope="session")
def plan(study_file):
    """Return its plan."""
    return plan_of(study_file)
