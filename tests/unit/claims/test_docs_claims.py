"""docs/claims.md says what its script stored, and what the checks that need no study say today."""

import importlib.util
import json
import re
from pathlib import Path

import pytest
import yaml

from skydome.claims import read_claims

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "claims.md").read_text("utf-8")
STUDIED = {
    "between",
    "cheaper",
    "detection_range",
    "engagement_range",
    "exceeds",
    "footprint",
    "leakage",
}


@pytest.fixture(scope="module")
def script():
    file = ROOT / "docs" / "figures" / "claims_tables.py"
    spec = importlib.util.spec_from_file_location("claims_tables", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def stored(script):
    return json.loads(script.STORED.read_text("utf-8"))


def test_the_tables_are_made_from_the_stored_verdicts(script, stored):
    assert script.written(stored) == PAGE


def test_the_stored_verdicts_are_those_of_today(script, stored, shipped_claims, audited):
    by_id = {one["id"]: one for one in stored}
    assert list(by_id) == [claim.id for claim in shipped_claims.claims]
    quick = [
        claim.id
        for claim in shipped_claims.claims
        if not any(part.asked[0] in STUDIED for part in claim.parts)
    ]
    assert len(quick) > 40
    for name in quick:
        assert script.row(audited(name)) == by_id[name]


def test_the_claims_file_of_the_page_is_one(tmp_path):
    text = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1]
    file = tmp_path / "my-article.yaml"
    file.write_text(text, "utf-8")
    (claim,) = read_claims(file).claims
    assert [part.asked[0] for part in claim.parts] == ["deal_value", "judgement"]
    assert yaml.safe_load(text)["id"] == "my-article"
