"""Sanctions law as code: one person and one transaction on one date. Not legal advice."""

from skydome.exposure.case import Case, case_ids, case_schema, load_case
from skydome.exposure.changes import parse_changes
from skydome.exposure.evaluate import examine
from skydome.exposure.finding import Exposure, Finding, Menu, Node
from skydome.exposure.statute import Statute, shipped

__all__ = [
    "Case",
    "Exposure",
    "Finding",
    "Menu",
    "Node",
    "Statute",
    "case_ids",
    "case_schema",
    "examine",
    "load_case",
    "parse_changes",
    "shipped",
]
