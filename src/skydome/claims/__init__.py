"""Claims: what an article asserts, checked against calculations, records and the law."""

from skydome.claims.audit import Audit, Audited, audit
from skydome.claims.form import Claim, ClaimsFile, claims_schema
from skydome.claims.read import read_claims
from skydome.claims.verdict import Answer, Verdict

__all__ = [
    "Answer",
    "Audit",
    "Audited",
    "Claim",
    "ClaimsFile",
    "Verdict",
    "audit",
    "claims_schema",
    "read_claims",
]
