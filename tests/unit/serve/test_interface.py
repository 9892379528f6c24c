"""The described interface: it is the committed one, and no request it allows is a server error."""

import json
from pathlib import Path

import pytest

from skydome.serve.app import api
from skydome.serve.openapi import document

FILE = Path(__file__).parents[3] / "app" / "openapi.json"


def test_the_committed_description_is_that_of_the_code():
    assert FILE.read_text("utf-8") == document(), "python -m skydome.serve.openapi writes it"


def test_every_address_is_below_api_and_says_what_it_refuses():
    for path, methods in json.loads(document())["paths"].items():
        assert path.startswith("/api/")
        for operation in methods.values():
            assert {"400", "404", "422", "429"} <= set(operation["responses"])


def test_no_address_writes_but_by_post():
    methods = {method for one in api().openapi()["paths"].values() for method in one}
    assert methods == {"get", "post"}


@pytest.mark.filterwarnings("default")
def test_no_request_that_fits_the_description_is_a_server_error(server):
    """A bounded number of made-up requests; `make test-web` sends more."""
    from web_fuzz import fuzz

    found = fuzz(f"http://127.0.0.1:{server.port}", json.loads(document()), 3, {"run": ["small"]})
    assert found.failures == []
    assert found.sent > 60
    assert {200, 404, 422} <= set(found.statuses)
