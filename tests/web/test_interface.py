"""Many made-up requests against every address, with ids that exist."""

import json
import os
import shutil

import pytest
from served import serving
from web_fuzz import fuzz

from skydome.serve.openapi import document

pytestmark = [
    pytest.mark.skipif(os.environ.get("SKYDOME_TEST_WEB") != "1", reason="make test-web runs it"),
]


@pytest.mark.filterwarnings("default")
def test_no_request_that_fits_the_description_is_a_server_error(tmp_path, small, small_tables):
    from skydome.study import simulate

    stored = simulate(small, tables=small_tables).save(tmp_path / "results" / "small")
    shutil.copytree(stored, tmp_path / "results" / "other")
    known = {
        "run": ["small", "other"],
        "replication": ["typical", "worst", "0", "39", "40"],
        "system": ["s-400-regiment", "patriot-battery"],
        "target": ["fighter", "cruise-missile-low"],
        "threat": ["ballistic-missile-600km"],
        # Each other value is a calculation of a second; the unit tests take any.
        "mast_m": ["12"],
        "bearing_deg": ["360"],
        "at": ["west-1"],
    }
    with serving(tmp_path) as server:
        found = fuzz(f"http://127.0.0.1:{server.port}", json.loads(document()), 20, known)
    assert found.failures == []
    assert found.sent > 450
    assert {200, 400, 404, 422} <= set(found.statuses)
