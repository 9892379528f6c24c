"""Dependence on arms suppliers: shares of deliveries over time, and shares of an inventory."""

import sys

from skydome.dependence.answer import (
    Answer,
    Counterfactual,
    Question,
    SetAside,
    answer,
    as_dict,
    inputs_hash,
)
from skydome.dependence.counterfactual import Deal, deals, find_deal, remove_deal
from skydome.dependence.importers import (
    PublishedRank,
    PublishedStock,
    gaps,
    published_ranks,
    published_stocks,
)
from skydome.dependence.inventory import Inventory, Stock, read_inventory, stock
from skydome.dependence.names import Renaming, renamings
from skydome.dependence.published import (
    PublishedConcentration,
    PublishedShare,
    Revised,
    by_window,
    published_concentrations,
    published_shares,
)
from skydome.dependence.ranking import Ranked, Ranking, answer_or_rank, ranking_as_dict
from skydome.dependence.read import read_record
from skydome.dependence.record import Delivery, Note, Record
from skydome.dependence.shares import (
    Concentration,
    Share,
    Window,
    concentration,
    windows,
)
from skydome.dependence.trend import Break, Slope, Trend, break_test, trend
from skydome.room import Room

__all__ = [
    "Answer",
    "Break",
    "Concentration",
    "Counterfactual",
    "Deal",
    "Delivery",
    "Inventory",
    "Note",
    "PublishedConcentration",
    "PublishedRank",
    "PublishedShare",
    "PublishedStock",
    "Question",
    "Ranked",
    "Ranking",
    "Record",
    "Renaming",
    "Revised",
    "SetAside",
    "Share",
    "Slope",
    "Stock",
    "Trend",
    "Window",
    "answer",
    "answer_or_rank",
    "as_dict",
    "break_test",
    "by_window",
    "concentration",
    "deals",
    "find_deal",
    "gaps",
    "inputs_hash",
    "published_concentrations",
    "published_ranks",
    "published_shares",
    "published_stocks",
    "ranking_as_dict",
    "read_inventory",
    "read_record",
    "remove_deal",
    "renamings",
    "stock",
    "trend",
    "windows",
]

sys.modules[__name__].__class__ = Room  # skydome.dependence(…) asks its question
