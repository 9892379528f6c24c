"""Every peer, one after the other: tables on screen and, if asked, one page.

Exit code 0 where everything is as expected, 1 on a surprise.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from peers import (
    atmosphere,
    attenuation_itu,
    detection_sdr,
    geodesy,
    spares_simpy,
    tracking_stonesoup,
)
from peers.report import markdown, show

PEERS = {
    "Detection: comparison with sdr": detection_sdr,
    "Atmosphere: comparison with fluids and ambiance": atmosphere,
    "Attenuation: comparison with ITU-R recommendations": attenuation_itu,
    "Geodesy: comparison with GeographicLib and pyproj": geodesy,
    "Tracking: comparison with Stone Soup": tracking_stonesoup,
    "Spares: comparison with SimPy": spares_simpy,
}


def main() -> int:
    """Compare with every peer; return the exit code."""
    parser = argparse.ArgumentParser(description="Compare Skydome with other packages.")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables to a page")
    options = parser.parse_args()
    sections, failed = [], 0
    for title, module in PEERS.items():
        rows = module.main()
        failed |= show(title, rows)
        sections.append(markdown(title, rows))
    if options.markdown:
        page = ["# Peers: comparison with other packages", "", *sections]
        options.markdown.write_text("\n".join(page), encoding="utf-8")
    return failed


if __name__ == "__main__":
    sys.exit(main())
