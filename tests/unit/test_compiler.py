"""Which edits renew which compiled kernels."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import skydome
from skydome.compiler import FAMILIES, compiled_kernels, kernel_cache, kernel_sources

PACKAGE = Path(skydome.__file__).parent


def test_an_edit_of_a_table_builder_leaves_the_engagement_kernels_in_the_cache():
    engagement, models = map(set, map(kernel_sources, ("engagement", "models")))
    builders = set((PACKAGE / "engagement" / "tables").glob("*.py"))
    assert len(builders) > 20
    assert builders <= models
    assert not builders & engagement


@pytest.mark.parametrize("family", FAMILIES)
def test_an_edit_of_the_compiler_renews_every_kernel(family):
    parts = ("compiler.py", "compiler_shortcuts.py", "step_library.py")
    assert {PACKAGE / part for part in parts} <= set(kernel_sources(family))


def test_every_step_of_an_engagement_kernel_renews_it():
    sources = set(kernel_sources("engagement"))
    rooms = (PACKAGE / "engagement" / room for room in (".", "rules", "event"))
    steps = {file.resolve() for room in rooms for file in room.glob("*.py")}
    assert steps <= {file.resolve() for file in sources}
    assert PACKAGE / "assignment" / "rule.py" in sources


def test_every_file_with_a_kernel_belongs_to_a_family():
    known = {file for family in FAMILIES for file in kernel_sources(family)}
    used = {file for file in PACKAGE.rglob("*.py") if "_kernel\ndef " in file.read_text()}
    used |= {file for file in PACKAGE.rglob("*.py") if "@kernel\ndef " in file.read_text()}
    assert len(used) > 30
    assert used <= known


WITHOUT_LINEAR_ALGEBRA = """
import sys
import numba
import numpy as np
from skydome.engagement.tables.placement import draw_place

draw_place(0, 0, 0)
assert "scipy.linalg" not in sys.modules

@numba.njit
def dot(a, b):
    return np.dot(a, b)

a = np.arange(3.0)
assert dot(a, a) == 5.0
assert "scipy.linalg" in sys.modules
"""


def test_kernels_load_without_linear_algebra_which_others_still_find():
    environment = {name: text for name, text in os.environ.items() if name != "SKYDOME_NO_JIT"}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_LINEAR_ALGEBRA],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_compiled_kernels_of_this_version_are_counted(tmp_path, monkeypatch):
    monkeypatch.setenv("SKYDOME_CACHE", str(tmp_path))
    assert compiled_kernels() == 0
    for family in FAMILIES:
        folder = kernel_cache(family) / "rules_1"
        folder.mkdir()
        for name in ("a.nbi", "a.1.nbc", "a.2.nbc"):
            (folder / name).touch()
    other = tmp_path / "kernels-models-of-another-version"
    other.mkdir()
    (other / "a.1.nbc").touch()
    assert compiled_kernels() == 2 * len(FAMILIES)
