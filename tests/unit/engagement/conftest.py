"""Which tests run without compilation, as ``SKYDOME_NO_JIT=1 pytest tests/unit/engagement``."""

import os

import pytest

PLAIN = os.environ.get("SKYDOME_NO_JIT") == "1"
# modules whose worlds are small enough for plain Python
QUICK = ("_by_hand.py", "test_draw.py", "test_fields.py", "test_plain_python.py")
SLOW = "plays hundreds of worlds, or builds tables: minutes in plain Python"


def pytest_collection_modifyitems(items):
    """Skip what would take minutes in plain Python."""
    for item in items if PLAIN else ():
        here = "unit/engagement" in item.nodeid
        quick = any(name in item.nodeid for name in QUICK)
        if here and (not quick or "small_tables" in getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.skip(reason=SLOW))
