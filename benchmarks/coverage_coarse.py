"""What the embedded grid gets wrong at a site, beside finer elevation tiles: a table in km.

By azimuth and placement the range over the embedded grid less that over the tiles.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from skydome.catalogue import Catalogue
from skydome.coverage import Question, answer, ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.coverage import Answer

ALTITUDES_M = (30.0, 100.0, 300.0, 900.0, 3e3, 5e3, 8e3, 10e3, 12e3)
KM = 1e-3


def main() -> int:
    """Print the table; return 0."""
    parser = argparse.ArgumentParser(description="The embedded grid beside finer tiles.")
    parser.add_argument("terrain", type=Path, metavar="FOLDER", help="elevation tiles")
    parser.add_argument("--system", default="s-400-regiment")
    parser.add_argument("--at", type=int, nargs=2, default=(30, 79), metavar=("LAT", "LON"))
    parser.add_argument("--target", default="fighter")
    options = parser.parse_args()
    coarse, fine = (
        answer(
            ask(
                Question(
                    options.system,
                    at=tuple(options.at),
                    target=options.target,
                    altitudes_m=ALTITUDES_M,
                    terrain=terrain,
                ),
                Catalogue(),
            )
        )
        for terrain in (None, options.terrain)
    )
    sys.stdout.writelines(f"{line}\n" for line in table(coarse, fine))
    return 0


def table(coarse: Answer, fine: Answer) -> Iterator[str]:
    """Yield the lines of a Markdown table; ranges in km, shares of the advertised disc."""
    yield (
        "| altitude | kind | coarse, median | tiles, median | error, median | 8 in 10 | worst "
        "| share, coarse | share, tiles |"
    )
    yield "|---:|---|---:|---:|---:|---:|---:|---:|---:|"
    for n, altitude_m in enumerate(ALTITUDES_M):
        for kind in ("detection", "engagement"):
            one, other = (getattr(found.covers[0], kind) for found in (coarse, fine))
            known = np.isfinite(one.effective_m[:, n]) & np.isfinite(other.effective_m[:, n])
            reach = one.effective_m[:, n][known] * KM, other.effective_m[:, n][known] * KM
            error = reach[0] - reach[1]
            tenth, ninetieth = np.quantile(error, (0.1, 0.9))
            worst = error[np.abs(error).argmax()]
            yield (
                f"| {altitude_m:,.0f} m | {kind} | {np.median(reach[0]):.0f} | "
                f"{np.median(reach[1]):.0f} | {np.median(error):+.0f} | "
                f"{tenth:+.0f} to {ninetieth:+.0f} | {worst:+.0f} | "
                f"{one.share[:, n].mean():.1%} | {other.share[:, n].mean():.1%} |"
            )


if __name__ == "__main__":
    sys.exit(main())
