"""Draw the figures of docs/dependence.md from the synthetic samples and the published shares.

Run as ``python docs/figures/dependence.py``; writes docs/images/dependence-*.png.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

from pathlib import Path

from skydome.dependence import Question, answer, by_window
from skydome.report.dependence.figure import draw_dependence, draw_published

ROOT = Path(__file__).parent.parent.parent
IMAGES = ROOT / "docs" / "images"
SAMPLES = ROOT / "examples" / "dependence"
DEAL = "Invented long-range SAM"


def main() -> None:
    """Write every figure."""
    for layout in ("register-16-columns", "register-17-columns"):
        found = answer(Question(SAMPLES / f"{layout}.csv", without=DEAL))
        (IMAGES / f"dependence-{layout}.png").write_bytes(draw_dependence(found))
    published = draw_published(by_window("India", "Russia"))
    (IMAGES / "dependence-published.png").write_bytes(published)


if __name__ == "__main__":
    main()
