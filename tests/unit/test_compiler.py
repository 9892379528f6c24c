"""Which edits renew which compiled kernels."""

from pathlib import Path

import pytest

import skydome
from skydome.compiler import FAMILIES, kernel_sources

PACKAGE = Path(skydome.__file__).parent


def test_an_edit_of_a_table_builder_leaves_the_engagement_kernels_in_the_cache():
    engagement, models = map(set, map(kernel_sources, ("engagement", "models")))
    builders = set((PACKAGE / "engagement" / "tables").glob("*.py"))
    assert len(builders) > 20
    assert builders <= models
    assert not builders & engagement


@pytest.mark.parametrize("family", FAMILIES)
def test_an_edit_of_the_compiler_renews_every_kernel(family):
    assert PACKAGE / "compiler.py" in kernel_sources(family)


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
