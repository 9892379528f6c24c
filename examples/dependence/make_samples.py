"""Make the synthetic samples in this folder: one invented record in each of SIPRI's layouts.

Run as ``python examples/dependence/make_samples.py``. Countries, weapons and numbers are invented
and drawn with a fixed seed; no row comes from SIPRI. The three CSV files have the same deliveries,
to show what each layout loses: the first has one TIV for all years of a deal, the third rounds to
whole millions.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import NamedTuple

import numpy as np

FOLDER = Path(__file__).parent
SEED = 20_260_322
FIRST_YEAR, LAST_YEAR = 1996, 2025
RECIPIENT = "Meridia"
NOTICE = "SYNTHETIC SAMPLE: invented countries and numbers, made by make_samples.py; not SIPRI data"
# supplier -> deals a year at the beginning, at the end
SUPPLIERS = {
    "Norland": (5.2, 1.6),
    "Westmark": (0.5, 2.6),
    "Castelia": (0.6, 1.6),
    "Sudonia": (0.8, 0.8),
    "Free Ostmark*": (0.05, 0.1),
    "unknown supplier(s)": (0.15, 0.15),
}
# category, description, TIV a unit in millions, units a deal from and to
KINDS = (
    ("Aircraft", "combat aircraft", 34.0, 4, 24),
    ("Aircraft", "transport helicopter", 7.5, 4, 20),
    ("Ships", "frigate", 110.0, 1, 3),
    ("Armoured vehicles", "tank", 2.8, 20, 120),
    ("Missiles", "anti-ship missile", 0.65, 20, 100),
    ("Sensors", "air-search radar", 9.0, 1, 8),
)
ESTIMATED, SECOND_HAND, LOCAL = 0.2, 0.12, 0.15  # parts of all deals
BIG_DEAL = ("Air defence systems", "long-range SAM system", 110.0, 5)


class Deal(NamedTuple):
    """One invented deal: what was delivered when, unit by unit."""

    number: int
    supplier: str
    designation: str
    category: str
    description: str
    ordered_in: int
    tiv_unit: float
    ordered: int
    by_year: dict[int, int]
    estimated: bool
    status: str
    local: bool

    @property
    def share(self) -> float:
        """The weight of a used weapon against a new one: SIPRI's 40 per cent."""
        return 0.4 if self.status == "Second hand" else 1.0


def draw_deals() -> list[Deal]:
    """Return the invented deals, in the order of their years."""
    random = np.random.default_rng(SEED)
    found: list[Deal] = []
    for year in range(FIRST_YEAR - 2, LAST_YEAR):
        progress = (year - FIRST_YEAR) / (LAST_YEAR - FIRST_YEAR)
        for supplier, (early, late) in SUPPLIERS.items():
            rate = early + (late - early) * (1 / (1 + np.exp(-14 * (progress - 0.45))))
            found.extend(
                draw_deal(random, len(found) + n, supplier, year)
                for n in range(random.poisson(rate))
            )
    found.append(big_deal(len(found)))
    return sorted(found, key=lambda deal: (deal.ordered_in, deal.number))


def draw_deal(random: np.random.Generator, number: int, supplier: str, year: int) -> Deal:
    """Return one deal, with its units delivered over one to five years after the order."""
    category, description, tiv, low, high = KINDS[random.integers(len(KINDS))]
    ordered = int(random.integers(low, high + 1))
    first = year + int(random.integers(1, 4))
    span = min(int(random.integers(1, 6)), ordered)
    cuts = np.sort(random.choice(ordered - 1, span - 1, replace=False) + 1) if span > 1 else []
    units = np.diff([0, *cuts, ordered])
    by_year = {first + n: int(count) for n, count in enumerate(units) if first + n <= LAST_YEAR}
    return Deal(
        number=10_000 + number,
        supplier=supplier,
        designation=f"Invented {description} {number:03d}",
        category=category,
        description=description,
        ordered_in=year,
        tiv_unit=round(tiv * float(random.uniform(0.7, 1.3)), 2),
        ordered=ordered,
        by_year={y: n for y, n in by_year.items() if y >= FIRST_YEAR},
        estimated=bool(random.random() < ESTIMATED),
        status="Second hand" if random.random() < SECOND_HAND else "New",
        local=bool(random.random() < LOCAL),
    )


def big_deal(number: int) -> Deal:
    """Return one large deal, for use with ``--without``."""
    category, description, tiv, ordered = BIG_DEAL
    by_year = {2021: 1, 2022: 2, 2023: 1, 2025: 1}
    return Deal(
        10_000 + number, "Norland", "Invented long-range SAM", category, description, 2018,
        tiv, ordered, by_year, estimated=False, status="New", local=False,
    )  # fmt: skip


def register_16(deals: list[Deal]) -> bytes:
    """Return a row a deal, all its years in one cell; Windows-1252, as older downloads are."""
    header = [
        *("Recipient", "Supplier", "Year of order", "", "Number ordered", "", "Weapon designation"),
        *("Weapon description", "Number delivered", "", "Year(s) of delivery", "status"),
        *("Comments", "SIPRI TIV per unit", "SIPRI TIV for total order"),
        "SIPRI TIV of delivered weapons",
    ]
    rows = []
    for deal in deals:
        number = sum(deal.by_year.values())
        tiv = deal.tiv_unit * deal.share
        mark = "?" if deal.estimated else ""
        years = "; ".join(str(year) for year in sorted(deal.by_year))
        comment = "Invented deal \u2013 no such weapon"
        rows.append([
            RECIPIENT, deal.supplier, deal.ordered_in, mark, deal.ordered, mark, deal.designation,
            deal.description, number or "", mark if number else "", years, deal.status, comment,
            f"{tiv:.2f}", f"{tiv * deal.ordered:.2f}",
            f"{tiv * number:.2f}" if number else "",
        ])  # fmt: skip
    title = f"Transfers of major arms to {RECIPIENT}, year range {FIRST_YEAR} to {LAST_YEAR}"
    return written(title, header, rows).encode("cp1252")


def register_17(deals: list[Deal]) -> bytes:
    """Return a row a deal and year, in UTF-8."""
    header = [
        *("SIPRI AT Database ID", "Supplier", "Recipient", "Designation", "Description"),
        *("Armament category", "Order date", "Order date is estimate", "Numbers delivered"),
        *("Numbers delivered is estimate", "Delivery year", "Delivery year is estimate", "Status"),
        *("SIPRI estimate", "TIV deal unit", "TIV delivery values", "Local production"),
    ]
    rows = []
    for deal in deals:
        tiv, mark = deal.tiv_unit * deal.share, "Yes" if deal.estimated else ""
        for year, number in sorted(deal.by_year.items()) or [("", "")]:
            rows.append([
                deal.number, deal.supplier, RECIPIENT, deal.designation, deal.description,
                deal.category, deal.ordered_in, mark, number, mark if number else "", year, "",
                deal.status, f"{deal.tiv_unit:.2f}", f"{tiv:.2f}",
                f"{tiv * number:.2f}" if number else "", "Yes" if deal.local else "",
            ])  # fmt: skip
    title = f"Transfers of major arms to {RECIPIENT}, year range {FIRST_YEAR} to {LAST_YEAR}"
    return written(title, header, rows).encode()


def tiv_table(deals: list[Deal]) -> bytes:
    """Return a row a supplier and a column a year, in whole millions."""
    years = list(range(FIRST_YEAR, LAST_YEAR + 1))
    sums: dict[str, dict[int, float]] = {}
    for deal in deals:
        row = sums.setdefault(deal.supplier, {})
        for year, number in deal.by_year.items():
            row[year] = row.get(year, 0.0) + deal.tiv_unit * deal.share * number
    span = f"{FIRST_YEAR}-{LAST_YEAR}"
    header = ["Exports by", *map(str, years), span, "Percentage"]
    whole = sum(sum(row.values()) for row in sums.values())
    rows = []
    for name in sorted(sums):
        total = sum(sums[name].values())
        cells = [whole_millions(sums[name].get(year)) for year in years]
        rows.append([name, *cells, whole_millions(total), f"{total / whole:.1%}"])
    totals = [sum(row.get(year, 0.0) for row in sums.values()) for year in years]
    name = f"Total exports to {RECIPIENT}"
    rows.append([name, *map(whole_millions, totals), whole_millions(whole), "100%"])
    title = f"TIV of arms exports to {RECIPIENT}, {span}"
    return written(title, header, rows).encode()


def whole_millions(tiv: float | None) -> str:
    """Return TIV as SIPRI prints it: empty for nothing, ``0 `` for less than half a million."""
    if not tiv:
        return ""
    return f"{tiv:.0f}" if tiv >= 0.5 else "0 "  # noqa: PLR2004 - half a million


def written(title: str, header: list[str], rows: list[list[object]]) -> str:
    """Return eleven lines of title and notice, the header and the rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for line in (NOTICE, title, *[""] * 8, NOTICE):
        writer.writerow([line] if line else [])
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


INVENTORY = """\
# {notice}
kind: inventory
title: Synthetic inventory of {country}, {year}
country: {country}
as_of: {year}-01-01
sources:
  invented:
    title: An invented table
    publisher: Skydome
    date: not dated
    address: examples/dependence/make_samples.py
items:
"""
ITEM = """\
  - equipment: Invented {category} {n}
    category: {category}
    origin: {origin}
    count: {count}
    low: {low}
    high: {high}
    source: invented
    confidence: unsourced
    reason: drawn with a fixed seed
"""


def inventory(year: int, norland: float, random: np.random.Generator) -> bytes:
    """Return the inventory of the recipient's units in one year."""
    text = INVENTORY.format(notice=NOTICE, country=RECIPIENT, year=year)
    sizes = {"combat aircraft": 240, "tanks": 1200, "ships": 30, "air-defence batteries": 26}
    for category, size in sizes.items():
        first = norland * float(random.uniform(0.85, 1.15))
        parts = {"Norland": first, "Westmark": (1 - first) * 0.6, RECIPIENT: (1 - first) * 0.4}
        for n, (origin, share) in enumerate(parts.items(), start=1):
            count = round(size * share)
            low, high = round(count * 0.95), round(count * 1.05)
            text += ITEM.format(
                category=category, n=n, origin=origin, count=count, low=low, high=high
            )
    return text.encode()


def main() -> None:
    """Write every sample."""
    deals = draw_deals()
    random = np.random.default_rng(SEED)
    files = {
        "register-16-columns.csv": register_16(deals),
        "register-17-columns.csv": register_17(deals),
        "tiv-table.csv": tiv_table(deals),
        "inventory-2011.yaml": inventory(2011, 0.68, random),
        "inventory-2026.yaml": inventory(2026, 0.55, random),
    }
    for name, content in files.items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
