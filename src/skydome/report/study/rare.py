"""Rare outcomes on a study's page and screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.report.numbers import NOTHING, SUPERSCRIPTS, percent

if TYPE_CHECKING:
    from skydome.experiment.rare_blocks import RareAnswer


def rare_row(one: RareAnswer) -> dict[str, str]:
    """Return one rare outcome as the cells of its row; what is not supported is not printed."""
    tail = one.nominal
    hits = f"{tail.effective_hits:,.0f} of {tail.replications:,}"
    if one.refused:
        needed = one.needed_replications
        more = f"; about {needed:,} replications would do" if needed else ""
        value, error = f"not supported: {one.refused}{more}", NOTHING
    else:
        value = (
            f"{scientific(tail.probability)} ({scientific(tail.low)} to {scientific(tail.high)})"
        )
        error = percent(tail.relative_error or 0.0)
    band = NOTHING
    if one.low is not None and one.high is not None and one.mean is not None:
        band = f"{scientific(one.low)} to {scientific(one.high)}; mean {scientific(one.mean)}"
    elif one.draws:
        band = f"{one.refused_draws} of {one.draws} draws give no estimate"
    return {"name": one.name, "value": value, "error": error, "hits": hits, "band": band}


def scientific(value: float) -> str:
    """Return a probability with two digits: 0.012, 2.9·10⁻⁶."""
    if value == 0:
        return "0"
    if value >= 1e-3:  # noqa: PLR2004 - zeros that can be read
        return f"{value:.2g}"
    digits, _, exponent = f"{value:.1e}".partition("e")
    return f"{digits}·10{str(int(exponent)).translate(SUPERSCRIPTS)}"
