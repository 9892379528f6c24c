"""Draw the figures of docs/layers.md and print its tables.

Run as ``python docs/figures/layers.py``; takes five minutes. With ``mixes``, ``guarded`` (a minute
each) or ``hand-over`` (three) as an argument, only that part is done. Prices do not change what is
fired, so each mix is simulated once for each size of the raid, with the same random numbers, and
every price ratio is computed from the same replications. Who engaged what comes from the event logs
of the reference kernel.
"""
# ruff: noqa: INP001, T201 - a script that prints, not part of a package

from __future__ import annotations

import argparse
import tempfile
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import yaml

from skydome.analysis.intervals import Estimate, mean_interval, ratio_interval
from skydome.engagement.tables.build import build_tables
from skydome.engagement.tables.elevation import elevation_of
from skydome.report.style import (
    BLACK,
    BLUE,
    FAINT,
    GREEN,
    ORANGE,
    new_figure,
    quiet_grid,
    settings,
)
from skydome.report.unit_map import png
from skydome.scenario import load, with_run
from skydome.study import simulate
from skydome.study.replay import replay_in
from skydome.study.store import numbers
from skydome.study.variants import raids_of, threats_coming, with_units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from skydome.scenario import ResolvedScenario
    from skydome.study import Result
    from skydome.study.replay import Event

    Floats = NDArray[np.float64]
    Authored = dict[str, Any]
    Edit = Callable[[Authored], object]

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT.parent / "examples"
EXAMPLE, GUARDED = EXAMPLES / "layers.yaml", EXAMPLES / "guarded_radars.yaml"
PICTURE, GUARDED_PICTURE = ROOT / "images" / "layers.png", ROOT / "images" / "guarded-radars.png"
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
    """Run the named parts, or all if none is named."""
    parts = {"mixes": mixes_of_layers, "hand-over": hand_over, "guarded": guarded_radars}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=", ".join(parts))
    named = parser.parse_args().parts
    if set(named) - set(parts):
        parser.error(f"allowed: {', '.join(parts)}")
    for name in named or parts:
        parts[name]()


# mixes of layers


def mixes_of_layers() -> None:
    """Run every mix against every raid, print the tables and draw the figure."""
    fought = run()
    for size, mixes in fought.items():
        told(size, mixes)
    PICTURE.write_bytes(draw(fought))
    print(PICTURE.name)


def run() -> dict[float, dict[str, Fought]]:
    """Return every mix against every size of the raid, with the same random numbers."""
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
    """Print the results of one raid for each mix, and where each mix is best."""
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
    """Return the cost per threat stopped in short-range missiles, with its interval."""
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
    """Return the values of a leaker between which neither mix is significantly better.

    Those for which the 95 % interval of the paired difference in loss includes zero (Fieller 1954,
    by search); None if one of the two is better at every value.
    """
    fired = one.spent(price) - other.spent(price)
    leaked = one.leaked - other.leaked
    found = [mean_interval(leaked * worth + fired, one.placement) for worth in FINE]
    open_ = FINE[[interval.low <= 0 <= interval.high for interval in found]]
    return (float(open_[0]), float(open_[-1])) if len(open_) else None


# figure


def draw(fought: dict[float, dict[str, Fought]]) -> bytes:
    """Draw the cost per threat stopped, and the best mix, by raid."""
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
        axes[1, 0].set_ylabel("value of preventing one leaker,\nin short-range missiles")
        handles, labels = axes[0, 0].get_legend_handles_labels()
        handles.append(Patch(facecolor=FAINT))
        labels.append("difference to another mix not significant")
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
    """Draw the mix with the least loss: value of leakers plus price of missiles fired."""
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
    """Return the mix with the least loss, -1 if its lead over another is not significant."""
    loss = [mixes[name].leaked * worth + mixes[name].spent(price) for name in names]
    first = int(np.argmin([one.mean() for one in loss]))
    placement = mixes[names[0]].placement
    others = (one for n, one in enumerate(loss) if n != first)
    leads = all(mean_interval(one - loss[first], placement).low > 0 for one in others)
    return first if leads else -1


# an example with its file edited


def edited(example: Path, edit: Edit, units: Iterable[str]) -> ResolvedScenario:
    """Return an edited example in which only some units fight."""
    document = yaml.safe_load(example.read_text(encoding="utf-8"))
    edit(document)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / example.name
        file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        return with_units(load(file), tuple(units))


def row(*cells: str) -> None:
    """Print a row of a table in Markdown."""
    print("| " + " | ".join(cells) + " |")


# who engaged and who stopped, by layer

LOGGED = 400
FATES = (
    "coming", "long", "long_stopped", "near", "near_stopped", "leaked",
    "missed", "handed", "handed_stopped", "missed_leaked", "both",
)  # fmt: skip


def hand_over() -> None:
    """Print what each layer engaged and stopped, in one network and in two."""

    def apart(document: Authored) -> None:
        for unit in document["defence"]:
            unit["network"] = "far" if "regiment" in unit["name"] else "near"

    def patient(document: Authored) -> None:
        document["doctrine"]["engagements"] = 6

    ways = (
        ("one network", as_it_is),
        ("one network, six engagements", patient),
        ("two networks", apart),
    )
    for name, edit in ways:
        scenario = edited(EXAMPLE, edit, MIXES["layered"])
        fought = _fought(simulate(scenario))
        sums = (fought.leaked, fought.long, fought.short)
        print(f"\n{name}: leaked, long fired, short fired; then fates by class")
        row(*(_shown(mean_interval(x, fought.placement)) for x in sums))
        found = fates_of(scenario, LOGGED)
        everything = {fate: np.sum([one[fate] for one in found.values()], axis=0) for fate in FATES}
        row("", *FATES, "handed of missed", "stopped of missed", "leaked of missed")
        for target_class, fates in {**found, "all": everything}.items():
            row(target_class, *_fates_told(fates))


def as_it_is(_document: Authored) -> None:
    """Change nothing."""


def _fates_told(fates: dict[str, Floats]) -> Iterator[str]:
    placement = np.arange(LOGGED) % 8
    yield from (f"{fates[name].mean():.2f}" for name in FATES)
    for part in ("handed", "handed_stopped", "missed_leaked"):
        found = ratio_interval(fates[part], fates["missed"], placement)
        yield f"{found.value:.0%} ({100 * found.low:.0f}–{100 * found.high:.0f})" if found else "–"


def fates_of(scenario: ResolvedScenario, replications: int) -> dict[str, dict[str, Floats]]:
    """Return the fates of the threats of each class in the first replications, from their logs.

    ``long`` and ``near`` are those that a missile of the long-range layer or of another was fired
    at, ``long_stopped`` and ``near_stopped`` those that it killed. ``missed`` are ``long`` and not
    stopped by it, ``handed`` those among them that the other layer then fired at. ``both`` had a
    missile of each layer in flight at the same time.
    """
    worlds = build_tables(scenario, elevation_of(scenario)).worlds
    classes = [threat.target_class for threat in scenario.threats]
    found = {c: {fate: np.zeros(replications) for fate in FATES} for c in dict.fromkeys(classes)}
    for n in range(replications):
        _, events = replay_in(worlds[n % len(worlds)], scenario, n)
        by_threat: dict[int, list[Event]] = {t: [] for t in range(len(classes))}
        for event in events:
            if event.kind in {"launch", "intercept", "leak"}:
                by_threat[event.numbers[0]].append(event)
        for t, told_of in by_threat.items():
            for fate in fate_of(scenario, told_of):
                found[classes[t]][fate][n] += 1
    return found


def fate_of(scenario: ResolvedScenario, events: list[Event]) -> set[str]:
    """Return the fate of one threat, in the terms of `fates_of`."""
    fate, in_flight = {"coming"}, {"long": 0, "near": 0}
    for event in events:
        if event.kind == "leak":
            fate.add("leaked")
            continue
        layer = "long" if scenario.missiles[event.numbers[2]] in LONG_RANGE else "near"
        in_flight[layer] += 1 if event.kind == "launch" else -1
        if min(in_flight.values()) > 0:
            fate.add("both")
        if event.kind == "launch" and layer == "near" and "long" in fate:
            fate.add("handed")
        fate.add(layer)
        if event.kind == "intercept" and event.numbers[3] == 1:
            fate.add(f"{layer}_stopped")
    return fate | _missed(fate)


def _missed(fate: set[str]) -> set[str]:
    """Return further fates of a threat that the long-range layer fired at but did not stop."""
    if "long" not in fate or "long_stopped" in fate:
        fate.discard("handed")
        return set()
    stopped = {"handed_stopped"} if {"handed", "near_stopped"} <= fate else set()
    return {"missed"} | stopped | ({"missed_leaked"} if "leaked" in fate else set())


# a regiment whose radars and command post are attacked

REGIMENT, QRSAM = ("regiment",), ("regiment", "qrsam")
NODES = ("search-radar", "low-radar", "command-post")
OWN = ("48n6e3", "9m96e2")
DEFENDED = {"air-base": 5, "depot": 3}
AT_RADARS = ("at-search-radar", "at-low-radar")
SWEEP, DRAWN_WITH, STRETCH_S = (0, 4, 8, 12, 16, 24, 32, 48), 1_000, 50


class Guard(NamedTuple):
    """One way to guard the radars: what fights, and the edit of the example."""

    name: str
    units: tuple[str, ...]
    edit: Edit
    colour: str = BLACK
    line: str = "-"


def staying(document: Authored) -> None:
    """Leave the acquisition radars on, where they are."""
    del document["defence"][0]["emission"]


def together(document: Authored) -> None:
    """Let the point defence share the regiment's network."""
    staying(document)
    for unit in document["defence"]:
        unit["network"] = "one"


def unhurt(document: Authored) -> None:
    """Let no hit destroy a node."""
    staying(document)
    for asset in document["assets"]:
        asset.pop("node", None)


def as_good(document: Authored) -> None:
    """Let the point defence share the network, its missile kill as the regiment's 9M96E2 does."""
    together(document)
    value = {"value": 0.6, "unit": "1", "source": "scenario-author", "confidence": "unsourced"}
    name = "qrsam-missile.kill_probability.supersonic_missile"
    document["parameters"] = {name: value | {"reason": "as the catalogue has it of 9m96e2"}}


def soon(document: Authored) -> None:
    """Let the radars be on again before the cruise missiles at the command post arrive."""
    document["defence"][0]["emission"]["relocate_s"] = 100


GUARDS = (
    Guard("nobody, nodes cannot be lost", REGIMENT, unhurt, FAINT),
    Guard("nobody", REGIMENT, staying, BLACK),
    Guard("QRSAM in the regiment's network", QRSAM, together, ORANGE, "--"),
    Guard("the same, its missile as good as 9M96E2", QRSAM, as_good, FAINT),
    Guard("QRSAM in a network of its own", QRSAM, staying, ORANGE),
    Guard("SPYDER in a network of its own", ("regiment", "spyder"), staying, GREEN),
    Guard("radars shut down and move", REGIMENT, as_it_is, BLUE, "--"),
    Guard("the same, on again after 100 s", REGIMENT, soon, FAINT),
    Guard("both: radars move, QRSAM of its own", QRSAM, as_it_is, BLUE),
)
DRAWN = tuple(guard for guard in GUARDS if guard.colour != FAINT)


IDENTIFICATION: dict[str, Authored] = {
    "never": {"decoy": {"aircraft": 1}},
    "every second decoy": {"decoy": {"aircraft": 0.5}},
    "every decoy": {},
    "nine in ten, one aircraft in ten a decoy": {
        "decoy": {"aircraft": 0.1},
        "aircraft": {"decoy": 0.1},
    },
}


def guarded_radars() -> None:
    """Print what each guard loses, the effect of identifying decoys, and draw the sweep."""
    plain = outcome(simulate(edited(GUARDED, staying, REGIMENT)))
    row("", *plain)
    for guard in GUARDS:
        guarded_told(guard.name, edited(GUARDED, guard.edit, guard.units), plain)
    print("\ntelling decoys apart, QRSAM in a network of its own")
    for name, seen in IDENTIFICATION.items():
        guarded_told(name, edited(GUARDED, _identifying(seen), QRSAM), plain)
    found = swept()
    print("\nnodes lost, hits, by anti-radiation missiles that come")
    row("", *(f"{count}" for count in SWEEP))
    for name, line in found.items():
        row(name, *(f"{nodes.value:.2f}, {hits.value:.2f}" for nodes, hits in line))
    GUARDED_PICTURE.write_bytes(draw_sweep(found))
    print(GUARDED_PICTURE.name)


def _identifying(seen: Authored) -> Edit:
    def edit(document: Authored) -> None:
        staying(document)
        document["doctrine"]["identification"] = seen

    return edit


def guarded_told(name: str, scenario: ResolvedScenario, plain: dict[str, Floats]) -> None:
    """Print one way to guard: its means, and its paired differences from no guard."""
    found = outcome(simulate(scenario))
    placement = np.arange(scenario.replications) % scenario.terrain.placements
    row(name, *(_short(mean_interval(x, placement)) for x in found.values()))
    less = (mean_interval(x - plain[what], placement) for what, x in found.items())
    row("  less nobody", *map(_short, less))


def _short(found: Estimate) -> str:
    return f"{found.value:.2f} ({found.low:.2f}–{found.high:.2f})"


def outcome(result: Result) -> dict[str, Floats]:
    """Return, by replication, what was lost, what got through after it, and what it cost."""
    rows = result.rows
    hit = {name: numbers(rows[f"hits.{name}"]).astype(np.float64) for name in (*NODES, *DEFENDED)}
    by_node = {name: (hit[name] > 0).astype(np.float64) for name in NODES}
    lost = sum(value * (hit[name] > 0) for name, value in DEFENDED.items())
    fired = {k: numbers(rows[f"fired.{k}"]).astype(np.float64) for k in result.scenario.missiles}
    return {
        **by_node,
        "nodes": np.sum(list(by_node.values()), axis=0),
        "hits": np.sum([hit[name] for name in DEFENDED], axis=0),
        "value": np.asarray(lost, dtype=np.float64),
        "aircraft": numbers(rows["leaked.aircraft"]).astype(np.float64),
        "regiment": np.sum([fired[k] for k in OWN], axis=0),
        "point": np.sum([x for k, x in fired.items() if k not in OWN], axis=0),
        "decoys": numbers(rows["missiles.decoy"]).astype(np.float64),
    }


def swept() -> dict[str, list[tuple[Estimate, Estimate]]]:
    """Return nodes lost and hits by guard and by the number of anti-radiation missiles."""
    return {guard.name: [_swept(guard, count) for count in SWEEP] for guard in DRAWN}


def _swept(guard: Guard, count: int) -> tuple[Estimate, Estimate]:
    def edit(document: Authored) -> None:
        guard.edit(document)
        shares = dict(zip(AT_RADARS, (count * 5 // 8, count - count * 5 // 8), strict=True))
        for wave in document["raid"]:
            if shares.get(wave["name"]):
                wave["count"] = shares[wave["name"]]
                wave["spacing_s"] = STRETCH_S / wave["count"]
        document["raid"] = [w for w in document["raid"] if shares.get(w["name"], w["count"])]

    scenario = with_run(edited(GUARDED, edit, guard.units), replications=DRAWN_WITH)
    found = outcome(simulate(scenario))
    placement = np.arange(DRAWN_WITH) % scenario.terrain.placements
    return mean_interval(found["nodes"], placement), mean_interval(found["hits"], placement)


def draw_sweep(found: dict[str, list[tuple[Estimate, Estimate]]]) -> bytes:
    """Draw nodes lost and hits on defended assets by the number of anti-radiation missiles."""
    with settings():
        figure = new_figure(10.2, 4.4)
        left, right = figure.subplots(1, 2, sharex=True)
        for guard in DRAWN:
            for axes, of in ((left, 0), (right, 1)):
                line = np.array([estimates[of] for estimates in found[guard.name]])
                style = {"color": guard.colour, "linestyle": guard.line}
                axes.plot(SWEEP, line[:, 0], label=guard.name, **style)
                axes.fill_between(SWEEP, line[:, 1], line[:, 2], color=guard.colour, alpha=0.25)
        left.set_ylabel("nodes of the regiment lost, of 3")
        right.set_ylabel("hits on air base and depot")
        for axes in (left, right):
            axes.set_xlabel("anti-radiation missiles that come")
            axes.set_ylim(bottom=0)
            quiet_grid(axes)
        handles, labels = left.get_legend_handles_labels()
        figure.legend(handles, labels, loc="lower center", ncol=2)
        figure.tight_layout(rect=(0, 0.15, 1, 1))
        return png(figure)


if __name__ == "__main__":
    main()
