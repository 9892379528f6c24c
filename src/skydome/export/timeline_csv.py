"""A fielding timeline as comma-separated values: a line for each future, quarter and measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome._version import __version__
from skydome.export.csv_table import csv_bytes
from skydome.fielding import as_dict

if TYPE_CHECKING:
    from skydome.fielding import Timeline

PARTS = ("mean", "tenth", "median", "ninetieth")
COLUMNS = ("deal", "future", "quarter", "measure", *PARTS, "draws", "seed", "skydome")


def timeline_csv(found: Timeline) -> bytes:
    """Return means and quantiles over the draws, four decimals; the promises are a future too."""
    told = as_dict(found)
    about = told["draws"], told["seed"], __version__
    quarters = told["quarters"]
    lines = [
        (told["deal"], "promised", quarter, "delivered", *[f"{batteries:.4f}"] * len(PARTS), *about)
        for quarter, batteries in zip(quarters, told["promised_batteries"], strict=True)
    ]
    for future in told["futures"]:
        for measure, parts in future["by_quarter"].items():
            columns = [parts[name] for name in PARTS]
            for quarter, *values in zip(quarters, *columns, strict=True):
                numbers = ("" if value is None else f"{value:.4f}" for value in values)
                lines.append((told["deal"], future["future"], quarter, measure, *numbers, *about))
    return csv_bytes(COLUMNS, lines)
