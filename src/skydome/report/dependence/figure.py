"""Figure of dependence: stacked shares, one partner's share, concentration, trend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.dependence.text import LAYOUT_WORDS, TIV_CAVEAT, possessive, rows_summary
from skydome.report.style import (
    BLACK,
    BLUE,
    FAINT,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    drawn,
    new_figure,
    quiet_grid,
    settings,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from skydome.arrays import Floats
    from skydome.dependence import Answer, Break, Revised, Window
    from skydome.report.style import Kind


WIDTH_IN, HEIGHT_IN = 11.0, 8.2
DOTS_AN_INCH = 110
MOST_NAMED, MOST_BREAKS = 6, 3
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION)
OTHERS = "others"
PER_CENT = 100.0
CROWDED = 12  # windows beyond which only some are labelled
EQUAL_PARTNERS = (1, 2, 3, 4, 6)
VISIBLE_BAND = 0.5  # points: a narrower band would not show
PLAIN = {"text.parse_math": False}  # a dollar sign in a name is not mathematics
BAND: dict[str, Any] = {"alpha": 0.18, "linewidth": 0}
WITHOUT: dict[str, Any] = {"color": VERMILLION, "linewidth": 1.5, "linestyle": (0, (4, 2))}
MARK: dict[str, Any] = {"markersize": 5.5, "linestyle": "none", "zorder": 4}

SOLID: dict[str, Any] = {"color": BLACK, "linewidth": 1.5}
DASHED: dict[str, Any] = {"color": ORANGE, "linewidth": 1.5, "linestyle": "--"}
SMALL_MARK: dict[str, Any] = MARK | {"markersize": 4}


def draw_dependence(found: Answer, kind: Kind = "png") -> bytes:
    """Return the figure of an answer: the same bytes for the same answer."""
    with settings(PLAIN):
        figure = new_figure(WIDTH_IN, HEIGHT_IN)
        places = figure.subplots(
            2, 2, gridspec_kw={"left": 0.06, "right": 0.985, "top": 0.865, "bottom": 0.18,
                               "hspace": 0.68, "wspace": 0.2}
        )  # fmt: skip
        _words(figure, found)
        _stacked(places[0][0], found)
        _followed(places[0][1], found)
        _concentration(places[1][0], found)
        _yearly(places[1][1], found)
        return drawn(figure, kind, "dependence", DOTS_AN_INCH)


def draw_published(revised: Sequence[Revised], kind: Kind = "png") -> bytes:
    """Return published shares by window as a figure, with a mark for the value of each edition.

    Raises
    ------
    ValueError
        There are none.
    """
    if not revised:
        raise ValueError("there are no published shares to draw")
    one = revised[0]
    with settings(PLAIN):
        figure = new_figure(7.6, 4.4)
        axes = figure.add_axes((0.075, 0.25, 0.9, 0.6))
        place = np.arange(len(revised))
        latest = [window.values[-1].percent for window in revised]
        axes.plot(place, latest, color=FAINT, linewidth=1.6, zorder=1, label="latest edition")
        _editions(axes, revised, place)
        axes.set_xticks(place, [window.values[0].window for window in revised], rotation=45,
                        ha="right")  # fmt: skip
        axes.set_ylim(0, PER_CENT)
        axes.set_ylabel("share of imports, % of TIV")
        quiet_grid(axes, "y")
        axes.legend(loc="lower left", fontsize=8)
        title = f"{one.supplier}'s share of {one.recipient}'s imports of major arms, as published"
        figure.text(0.02, 0.93, title, fontsize=11.5, fontweight="bold")
        note = "Windows overlap by four of five years: neighbours are not independent."
        figure.text(0.02, 0.02, f"{note} Published values are whole per cent.", fontsize=7.5,
                    color=GREY)  # fmt: skip
        return drawn(figure, kind, "published", DOTS_AN_INCH)


def _words(figure: Figure, found: Answer) -> None:
    record = found.record
    noun = "Suppliers of" if found.side == "suppliers" else "Customers of"
    what = "imports" if found.side == "suppliers" else "exports"
    title = f"{noun} {found.country}: shares of {what} of major arms, {found.first_year} "
    figure.text(0.015, 0.965, f"{title}to {found.last_year}", fontsize=12.5, fontweight="bold")
    rows = f"{_cut(record.path.name, 60)}, {LAYOUT_WORDS[record.layout]}. {rows_summary(record)}."
    figure.text(0.015, 0.938, rows, fontsize=8.5)
    if record.title:
        figure.text(0.015, 0.915, _cut(record.title, 170), fontsize=8, color=GREY)
    figure.text(0.015, 0.014, TIV_CAVEAT.replace(". ", ".\n"), fontsize=7.5, color=GREY)


def _label(name: str) -> str:
    """Return a name for the legend, which would leave out one that begins with a low line."""
    return _cut(f" {name}" if name.startswith("_") else name, 28)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


# the four parts


def _stacked(axes: Axes, found: Answer) -> None:
    names = _named(found)
    place = np.arange(len(found.windows))
    bottom = np.zeros(len(place))
    for name in (*names, OTHERS):
        share = _stack(found.windows, name, names)
        if not share.any():
            continue
        style = _bar_style(name, names)
        axes.bar(place, share, bottom=bottom, width=0.86, label=_label(name), zorder=2, **style)
        bottom += share
    _window_axis(axes, found.windows)
    axes.set_ylim(0, PER_CENT)
    axes.set_ylabel("share, % of TIV")
    length = found.windows[0].last_year - found.windows[0].first_year + 1
    axes.set_title(f"Shares in rolling windows of {length} years")
    _legend(axes, columns=4)


def _named(found: Answer) -> list[str]:
    """Return the partners with a colour of their own, the one reported in detail first."""
    others = [name for name in found.partners if name != found.partner]
    unknown = [name for name in others if name.lower().startswith("unknown")]
    known = [name for name in others if name not in unknown]
    return [found.partner, *known[: MOST_NAMED - 1], *unknown]


def _stack(windows: Sequence[Window], name: str, names: list[str]) -> Floats:
    if name != OTHERS:
        return _values(windows, name)
    rest = [
        sum(share.value for partner, share in window.shares.items() if partner not in names)
        for window in windows
    ]
    return PER_CENT * np.array(rest)


def _values(windows: Sequence[Window], name: str, end: str = "value") -> Floats:
    return PER_CENT * np.array(
        [getattr(w.shares[name], end) if name in w.shares else 0.0 for w in windows]
    )


def _bar_style(name: str, names: list[str]) -> dict[str, Any]:
    if name.lower().startswith("unknown"):
        return {"color": "white", "edgecolor": GREY, "hatch": "////", "linewidth": 0.4}
    if name == OTHERS:
        return {"color": FAINT}
    return {"color": COLOURS[names.index(name) % len(COLOURS)]}


def _followed(axes: Axes, found: Answer) -> None:
    place = np.arange(len(found.windows))
    recorded = _gapped(found.windows, _values(found.windows, found.partner))
    low, high = (_values(found.windows, found.partner, end) for end in ("low", "high"))
    if np.any(high - low >= VISIBLE_BAND):
        axes.fill_between(
            place, low, high, color=BLUE, label="bounds: what the file does not say", **BAND
        )
    axes.plot(place, recorded, color=BLUE, linewidth=1.8, label="recorded", zorder=3)
    counter = found.without
    if counter is not None:
        share = _where_it_differs(
            recorded, _gapped(counter.windows, _values(counter.windows, found.partner))
        )
        deal = _cut(counter.deal.designation or counter.deal.id, 34)
        place_taken = f", {counter.instead} instead" if counter.instead else ""
        axes.plot(place, share, label=f"without {deal}{place_taken}", zorder=3.5, **WITHOUT)
    _published(axes, found)
    _window_axis(axes, found.windows)
    axes.set_ylim(0, PER_CENT)
    axes.set_ylabel("share, % of TIV")
    axes.set_title(f"{possessive(found.partner)} share")
    quiet_grid(axes, "y")
    _legend(axes, columns=2)


def _gapped(windows: Sequence[Window], values: Floats) -> Floats:
    """Return values with a gap where nothing was delivered."""
    return np.where([bool(window.shares) for window in windows], values, np.nan)


def _where_it_differs(recorded: Floats, other: Floats) -> Floats:
    """Return the other line where it differs from the first, and one window to either side."""
    apart = ~np.isclose(recorded, other, equal_nan=True)
    near = apart.copy()
    near[1:] |= apart[:-1]
    near[:-1] |= apart[1:]
    return np.where(near, other, np.nan)


def _published(axes: Axes, found: Answer) -> None:
    spans = [(window.first_year, window.last_year) for window in found.windows]
    shown = [one for one in found.published if (one.first_year, one.last_year) in spans]
    place = np.array([spans.index((one.first_year, one.last_year)) for one in shown])
    if shown:
        _editions(axes, shown, place)


def _editions(axes: Axes, revised: Sequence[Revised], place: NDArray[Any]) -> None:
    """Mark the value of each edition: the first filled, later ones open, unsourced ones grey."""
    seen: set[str] = set()
    for n, window in zip(place, revised, strict=True):
        values = [value.percent for value in window.values]
        axes.plot([n, n], [min(values), max(values)], color=BLACK, linewidth=0.9, zorder=3)
        for k, value in enumerate(window.values):
            label, style = _edition_style(k, unsourced=value.confidence == "unsourced")
            kept = None if label in seen else label
            seen.add(label)
            axes.plot([n], [value.percent], label=kept, **MARK, **style)


def _edition_style(order: int, *, unsourced: bool) -> tuple[str, dict[str, Any]]:
    if unsourced:
        return "from memory, no source found", {"marker": "x", "color": GREY}
    if order == 0:
        return "first edition found", {"marker": "o", "color": BLACK}
    return "later edition", {"marker": "o", "color": VERMILLION, "markerfacecolor": "white"}


def _concentration(axes: Axes, found: Answer) -> None:
    place = np.arange(len(found.windows))
    recorded, low, high = (_hhi(found.windows, end) for end in ("hhi", "low", "high"))
    if np.nanmax(high - low) >= VISIBLE_BAND / PER_CENT:
        axes.fill_between(
            place, low, high, color=GREEN, label="bounds: who the unknown are", **BAND
        )
    axes.plot(place, recorded, color=GREEN, linewidth=1.8, label="HHI", zorder=3)
    if found.without is not None:
        without = _where_it_differs(recorded, _hhi(found.without.windows, "hhi"))
        axes.plot(place, without, label="HHI without the deal", zorder=3.5, **WITHOUT)
    for count in EQUAL_PARTNERS:
        axes.axhline(1 / count, color=FAINT, linewidth=0.8, zorder=0)
    right = axes.secondary_yaxis("right")
    right.set_yticks([1 / count for count in EQUAL_PARTNERS], [str(c) for c in EQUAL_PARTNERS])
    right.tick_params(length=0, labelsize=7.5)
    right.spines["right"].set_visible(False)
    right.set_ylabel(f"equivalent number of equal {_noun(found)}s", fontsize=7.5)
    _window_axis(axes, found.windows)
    axes.set_ylim(0, 1.02)
    axes.set_ylabel("HHI, 0 to 1")
    axes.set_title("Concentration (Herfindahl-Hirschman index)")
    axes.tick_params(length=0)
    _legend(axes, columns=3)


def _noun(found: Answer) -> str:
    return "supplier" if found.side == "suppliers" else "customer"


def _hhi(windows: Sequence[Window], end: str) -> Floats:
    return np.array(
        [np.nan if w.concentration is None else getattr(w.concentration, end) for w in windows]
    )


def _yearly(axes: Axes, found: Answer) -> None:
    years = np.array([window.first_year for window in found.years])
    share = _gapped(found.years, _values(found.years, found.partner))
    axes.plot(years, share, marker="o", color=BLUE, **SMALL_MARK,
              label="yearly share")  # fmt: skip
    trend = found.trend
    if trend is not None:
        first = years[np.isfinite(share)][0]
        for line, name, style in (
            (trend.least_squares, "least squares", SOLID),
            (trend.theil_sen, "Theil-Sen", DASHED),
        ):
            value = PER_CENT * (line.at_first + line.per_year * (years - first))
            ends = f"{PER_CENT * line.low:+.1f} to {PER_CENT * line.high:+.1f}"
            label = f"{name} {PER_CENT * line.per_year:+.1f} ({ends}) points a year"
            axes.plot(years, value, label=label.replace("-", "−").replace("Theil−", "Theil-"),
                      zorder=2, **style)  # fmt: skip
        for one in trend.breaks[:MOST_BREAKS]:
            _mark_break(axes, one)
    axes.set_xlim(years[0] - 1, years[-1] + 1)
    axes.set_ylim(0, PER_CENT)
    axes.set_ylabel("share, % of TIV")
    axes.set_xlabel("year of delivery")
    axes.set_title(f"{possessive(found.partner)} yearly share and its trend")
    quiet_grid(axes)
    _legend(axes, columns=1)


def _mark_break(axes: Axes, one: Break) -> None:
    axes.axvspan(one.low - 0.5, one.high - 0.5, color=PURPLE, alpha=0.12, linewidth=0)
    label = f"break in {one.year} (95 %: {one.low} to {one.high})"
    axes.axvline(one.year - 0.5, color=PURPLE, linewidth=1.3, label=label)


def _window_axis(axes: Axes, windows: Sequence[Window]) -> None:
    length = windows[0].last_year - windows[0].first_year + 1
    names = [window.name if length > 1 else str(window.last_year) for window in windows]
    step = max(1, len(names) // CROWDED)
    shown = list(range(len(names) - 1, -1, -step))[::-1]
    axes.set_xticks(shown, [names[n] for n in shown], rotation=45, ha="right",
                    rotation_mode="anchor")  # fmt: skip
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.tick_params(length=0)


def _legend(axes: Axes, columns: int) -> None:
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(-0.02, -0.21),
        ncols=columns,
        fontsize=7.5,
        columnspacing=1.2,
        handlelength=1.8,
        borderaxespad=0,
    )
