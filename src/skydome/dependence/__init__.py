"""Who depends on whom for arms: shares of deliveries over time, and shares of what stands there."""

from skydome.dependence.answer import Answer, Counterfactual, Question, answer, as_dict, inputs_hash
from skydome.dependence.counterfactual import Deal, deals, find_deal, without
from skydome.dependence.inventory import Inventory, Stock, read_inventory, stock
from skydome.dependence.published import (
    PublishedConcentration,
    PublishedShare,
    Revised,
    by_window,
    published_concentrations,
    published_shares,
)
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
    "PublishedShare",
    "Question",
    "Record",
    "Revised",
    "Share",
    "Slope",
    "Stock",
    "Trend",
    "Window",
    "answer",
    "as_dict",
    "break_test",
    "by_window",
    "concentration",
    "deals",
    "find_deal",
    "inputs_hash",
    "published_concentrations",
    "published_shares",
    "read_inventory",
    "read_record",
    "stock",
    "trend",
    "windows",
    "without",
]
