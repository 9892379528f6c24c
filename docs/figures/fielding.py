"""Draw the pictures of fielding.md: India's timeline with what gets through, and its promises.

Run as ``python docs/figures/fielding.py``; writes docs/images/fielding-india*.png.

The scenario of the first is run at each number of its units, half a minute the first time.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import argparse
from pathlib import Path

from skydome.fielding import capability_of, load_deal, shipped_deals, timeline
from skydome.report.fielding.figure import draw_fielding, draw_promises

DOCS = Path(__file__).parents[1]
SCENARIO = DOCS.parent / "examples" / "two_front.yaml"
DEAL = "india-2018"


def main() -> None:
    """Write the images."""
    parser = argparse.ArgumentParser(description="Draw the pictures of fielding.md.")
    parser.add_argument("--images", type=Path, default=DOCS / "images", metavar="FOLDER")
    folder = parser.parse_args().images
    able = capability_of(SCENARIO)
    found = timeline(load_deal(DEAL), others=shipped_deals(), capability=able)
    (folder / "fielding-india.png").write_bytes(draw_fielding(found, ".png"))
    (folder / "fielding-india-promises.png").write_bytes(draw_promises(found, ".png"))


if __name__ == "__main__":
    main()
