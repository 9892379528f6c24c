"""Sanctions law as code: one person and one transaction on one date. Not legal advice."""

import sys

from skydome.exposure.case import Case, case_ids, case_schema, load_case
from skydome.exposure.changes import parse_changes
from skydome.exposure.evaluate import examine
from skydome.exposure.finding import Exposure, Finding, Menu, Node
from skydome.exposure.statute import Statute, shipped
from skydome.room import Room

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

sys.modules[__name__].__class__ = Room  # skydome.exposure(…) asks its question
