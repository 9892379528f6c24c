"""Without compilation (``SKYDOME_NO_JIT=1``) the tests that would take minutes are skipped."""

import os

import pytest

PLAIN = os.environ.get("SKYDOME_NO_JIT") == "1"
# what a test needs, by a part of its name: building tables, or thousands of replications
SLOW = {
    "/tables/": "the physics behind the tables takes minutes uncompiled",
}


def pytest_collection_modifyitems(items):
    """Skip slow tests in plain Python, each with its reason."""
    if not PLAIN:
        return
    for item in items:
        if "engagement" not in item.nodeid:
            continue
        reasons = [reason for part, reason in SLOW.items() if part in item.nodeid]
        if "small_tables" in getattr(item, "fixturenames", ()):
            reasons.append("the physics behind the tables takes minutes uncompiled")
        if reasons:
            item.add_marker(pytest.mark.skip(reason=reasons[0]))
