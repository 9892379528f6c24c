from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from skydome.catalogue import Catalogue
from skydome.claims import audit, read_claims
from skydome.claims.registry import checks
from skydome.claims.world import When, World
from skydome.exposure import shipped

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "examples" / "claims" / "s400-india.yaml"


@pytest.fixture(scope="session")
def shipped_claims():
    return read_claims(SHIPPED)


@pytest.fixture
def world():
    """Return what checks look things up in, with few draws."""
    return World(Catalogue(), shipped(), folder=SHIPPED.parent, draws=4)


@pytest.fixture
def ask(world):
    """Return a function that asks one check, about a day and with what is known on another."""

    def answer(check, asked, about="2026-11-30", known="2026-11-30", **changes):
        one = checks()[check]
        days = When(date.fromisoformat(about), date.fromisoformat(known))
        return one.answer(one.form.model_validate(asked), days, replace(world, **changes))

    return answer


@pytest.fixture
def audited(shipped_claims, world):
    """Return a function that audits one shipped claim in a world with changes."""

    def run(claim_id, **changes):
        claims = tuple(one for one in shipped_claims.claims if one.id == claim_id)
        assert claims, claim_id
        found = audit(
            shipped_claims.model_copy(update={"claims": claims}), replace(world, **changes)
        )
        return found.claims[0]

    return run
