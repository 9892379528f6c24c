"""Proposed rows of a claims file from plain text, and the check that one sentence asks for.

By rule, offline. Nothing is accepted without a person: the audit refuses a draft until somebody has
been through it.
"""

from skydome.claims.draft.article import Draft, Row, draft
from skydome.claims.draft.parsed import Mapped
from skydome.claims.draft.quantities import Quantity, quantities
from skydome.claims.draft.sentence import mapped, nearest

__all__ = ["Draft", "Mapped", "Quantity", "Row", "draft", "mapped", "nearest", "quantities"]
