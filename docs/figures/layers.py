"""Draw the figure of docs/layers.md and print the tables beside it.

Run as ``python docs/figures/layers.py``; takes a minute. Prices do not change what is fired, so
each mix is simulated once for each size of the raid, with the same luck, and every ratio of prices
is worked out from the same replications.
"""
# ruff: noqa: INP001, T201 - a script that prints, not part of a package

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.analysis.intervals import Estimate, mean_interval, ratio_interval
from skydome.report.around import png
from skydome.report.style import BLUE, FAINT, GREEN, ORANGE, new_figure, quiet_grid, settings
from skydome.scenario import with_run
from skydome.study import simulate
from skydome.study.store import numbers
from skydome.study.variants import raids_of, threats_coming, with_units

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from skydome.study import Result

    Floats = NDArray[np.float64]

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT.parent / "examples" / "layers.yaml"
PICTURE = ROOT / "images" / "layers.png"
MIXES = {
    "long": ("regiment-1", "regiment-2"),
    "layered": ("regiment-1", "mrsam-1", "mrsam-2", "qrsam-1"),
    "short": ("mrsam-1", "mrsam-2", "qrsam-1", "qrsam-2", "spyder-1", "akash-1"),
}
COLOURS = {"long": ORANGE, "layered": BLUE, "short": GREEN}
LONG_RANGE = ("48n6e3", "40n6e")
SIZES = (0.5, 1.0, 2.0)
REPLICATIONS = 4_000
RATIOS = np.geomspace(1, 30, 61)
FINE = np.geomspace(0.1, 1e4, 2_001)
PRICES, COSTS, WORTH_MARKS = (1, 3, 10, 30), (2, 5, 10, 20, 50), (1, 10, 100, 1_000)
WORTHS = np.geomspace(1, 1_000, 91)


class Fought(NamedTuple):
    """One mix against one raid, by replication."""

    result: Result
    placement: NDArray[np.int32]
    leaked: Floats
    killed: Floats
    long: Floats
    short: Floats

    def spent(self, ratio: float) -> Floats:
        """Return what was fired, in short-range missiles, at a ratio of prices."""
        return self.long * ratio + self.short


def main() -> None:
    """Run every mix against every raid, print the tables and draw the figure."""
    fought = run()
    for size, mixes in fought.items():
        told(size, mixes)
    PICTURE.write_bytes(draw(fought))
    print(PICTURE.name)


def run() -> dict[float, dict[str, Fought]]:
    """Return every mix against every size of the raid, with the same luck."""
    raids = raids_of(EXAMPLE, SIZES)
    return {
        size: {
            mix: _fought(simulate(with_units(with_run(raid, replications=REPLICATIONS), units)))
            for mix, units in MIXES.items()
        }
        for size, raid in raids.items()
    }


def _fought(result: Result) -> Fought:
    scenario = result.scenario
    short = [missile for missile in scenario.missiles if missile not in LONG_RANGE]
    return Fought(
        result,
        numbers(result.rows["placement"]),
        _sum(result, "leaked", scenario.target_classes),
        _sum(result, "killed", scenario.target_classes),
        _sum(result, "fired", LONG_RANGE),
        _sum(result, "fired", short),
    )


def _sum(result: Result, what: str, names: tuple[str, ...] | list[str]) -> Floats:
    columns = [numbers(result.rows[f"{what}.{name}"]) for name in names]
    summed: Floats = np.sum(columns, axis=0).astype(np.float64)
    return summed


# tables


def told(size: float, mixes: dict[str, Fought]) -> None:
    """Print what one raid did to each mix, and where each mix is the best."""
    first = next(iter(mixes.values())).result.scenario
    print(f"\nraid x{size:g}, {threats_coming(first)} threats")
    for mix, one in mixes.items():
        fired = [_shown(mean_interval(x, one.placement)) for x in (one.long, one.short)]
        row = [mix, _shown(mean_interval(one.leaked, one.placement)), *fired]
        classes = one.result.scenario.target_classes
        row += [f"{numbers(one.result.rows[f'leaked.{name}']).mean():.2f}" for name in classes]
        row += [_shown(ratio(one, r)) for r in (1, 3, 10)]
        print("| " + " | ".join(row) + " |")
    for first_name, second_name in combinations(mixes, 2):
        crossing(mixes, first_name, second_name)


def _shown(found: Estimate) -> str:
    return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"


def ratio(one: Fought, price: float) -> Estimate:
    """Return what a threat stopped costs in short-range missiles, with its interval."""
    found = ratio_interval(one.spent(price) / 1e3, one.killed, one.placement)
    if found is None:
        raise ValueError("nothing was stopped")
    return Estimate(*(1e3 * part for part in found))


def crossing(mixes: dict[str, Fought], one: str, other: str) -> None:
    """Print the paired differences that decide between two mixes."""
    a, b = mixes[one], mixes[other]
    pairs = ((a.leaked, b.leaked), (a.long, b.long), (a.short, b.short))
    told = [_shown(mean_interval(y - x, a.placement)) for x, y in pairs]
    print(f"{other} less {one}: leaked {told[0]}, long {told[1]}, short {told[2]}")
    for price in (1, 3, 10, 30):
        print(f"  a long-range missile at {price}: {undecided(a, b, price)}")


def undecided(one: Fought, other: Fought, price: float) -> tuple[float, float] | None:
    """Return between which worths of a leaker no lead of one mix on the other is sure.

    All worths for which the 95 % interval of the paired difference in loss holds zero (Fieller
    1954, by search); None where one of the two leads at every worth.
    """
    fired = one.spent(price) - other.spent(price)
    leaked = one.leaked - other.leaked
    found = [mean_interval(leaked * worth + fired, one.placement) for worth in FINE]
    open_ = FINE[[interval.low <= 0 <= interval.high for interval in found]]
    return (float(open_[0]), float(open_[-1])) if len(open_) else None


# figure


def draw(fought: dict[float, dict[str, Fought]]) -> bytes:
    """Draw what a threat stopped costs, and which mix is best, by raid."""
    from matplotlib.patches import Patch

    with settings():
        figure = new_figure(10.2, 6.6)
        axes = figure.subplots(2, len(fought), sharex=True, sharey="row")
        for column, (size, mixes) in enumerate(fought.items()):
            threats = threats_coming(next(iter(mixes.values())).result.scenario)
            axes[0, column].set_title(f"{threats} threats (×{size:g})")
            _costs(axes[0, column], mixes)
            _winners(axes[1, column], mixes)
            axes[1, column].set_xlabel("price of a long-range missile,\nin short-range missiles")
        axes[0, 0].set_ylabel("missiles fired for each threat stopped,\nin short-range missiles")
        axes[1, 0].set_ylabel("worth of keeping one threat out,\nin short-range missiles")
        handles, labels = axes[0, 0].get_legend_handles_labels()
        handles.append(Patch(facecolor=FAINT))
        labels.append("no lead that is more than luck")
        figure.legend(handles, labels, loc="lower center", ncol=4)
        figure.tight_layout(rect=(0, 0.05, 1, 1))
        return png(figure)


def _costs(axes: Axes, mixes: dict[str, Fought]) -> None:
    for mix, one in mixes.items():
        found = np.array([ratio(one, price) for price in RATIOS])
        axes.plot(RATIOS, found[:, 0], color=COLOURS[mix], label=f"{mix}")
        axes.fill_between(RATIOS, found[:, 1], found[:, 2], color=COLOURS[mix], alpha=0.3)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xticks(PRICES, [f"{price}" for price in PRICES])
    axes.set_yticks(COSTS, [f"{cost}" for cost in COSTS])
    axes.minorticks_off()
    quiet_grid(axes)


def _winners(axes: Axes, mixes: dict[str, Fought]) -> None:
    """Paint which mix loses least: worth of what leaks and price of what is fired."""
    from matplotlib.colors import ListedColormap

    names = list(mixes)
    best = np.array([[_best(mixes, names, r, w) for r in RATIOS] for w in WORTHS])
    colours = ListedColormap([FAINT, *(COLOURS[name] for name in names)])
    axes.pcolormesh(RATIOS, WORTHS, best, cmap=colours, vmin=-1, vmax=len(names) - 1, alpha=0.75)
    axes.set_yscale("log")
    axes.set_yticks(WORTH_MARKS, [f"{worth:,}" for worth in WORTH_MARKS])
    axes.minorticks_off()
    for n, name in enumerate(names):
        where = np.argwhere(best == n)
        if len(where) > best.size / 40:
            row, column = np.median(where, axis=0).astype(int)
            axes.text(RATIOS[column], WORTHS[row], name, ha="center", color="white", weight="bold")


def _best(mixes: dict[str, Fought], names: list[str], price: float, worth: float) -> int:
    """Return the mix with the least loss, -1 where its lead on another may be luck."""
    loss = [mixes[name].leaked * worth + mixes[name].spent(price) for name in names]
    first = int(np.argmin([one.mean() for one in loss]))
    placement = mixes[names[0]].placement
    others = (one for n, one in enumerate(loss) if n != first)
    leads = all(mean_interval(one - loss[first], placement).low > 0 for one in others)
    return first if leads else -1


if __name__ == "__main__":
    main()
