"""Run the examples of networks and doctrine in their variants; write figure and tables.

Run as ``python docs/figures/networks.py``; takes a minute or two. Every variant has the same seed,
so replications use the same random numbers. The tables go between the markers of docs/networks.md,
the figure to docs/images/networks-saturation.png.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from skydome.analysis import summarise
from skydome.report.style import (
    BLACK,
    BLUE,
    GREEN,
    VERMILLION,
    new_figure,
    print_figure,
    quiet_grid,
    settings,
)
from skydome.scenario import load
from skydome.study import simulate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from skydome.analysis.summary import Summary

    Authored = dict[str, Any]
    Edit = Callable[[Authored], object]

ROOT = Path(__file__).parent.parent.parent
EXAMPLES, PAGE = ROOT / "examples", ROOT / "docs" / "networks.md"
IMAGE = ROOT / "docs" / "images" / "networks-saturation.png"
REPLICATIONS = 4_000
COUNTS = (2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 100, 120)


def summary_of(example: str, edit: Edit, replications: int = REPLICATIONS) -> Summary:
    """Run an example with its file edited."""
    document = yaml.safe_load((EXAMPLES / f"{example}.yaml").read_text(encoding="utf-8"))
    document["replications"] = replications
    edit(document)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{example}.yaml"
        file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        return summarise(simulate(load(file)))


def as_it_is(_document: Authored) -> None:
    """Change nothing."""


# tables


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table in Markdown, its first column words and the rest numbers."""
    head = list(head)
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def hits(summary: Summary, asset: str) -> str:
    """Return mean hits on an asset with their interval."""
    found = next(line.hits for line in summary.assets if line.asset == asset)
    return f"{found.value:.2f} ({found.low:.2f}–{found.high:.2f})"


def fired(summary: Summary) -> str:
    """Return mean missiles fired, of those that are ready."""
    ready = sum(line.ready for line in summary.missiles)
    return f"{sum(line.fired.value for line in summary.missiles):.1f} of {ready}"


def node_loss() -> str:
    """Return the effect of losing the command post, with small and with large magazines."""

    def edited(*, lost: bool, launchers: int) -> Edit:
        def edit(document: Authored) -> None:
            document["defence"][0]["load"] = {"9m96e2": launchers}
            if not lost:
                document["network"]["losses"] = []

        return edit

    rows = []
    for launchers in (3, 8):
        for lost in (False, True):
            found = summary_of("node_loss", edited(lost=lost, launchers=launchers))
            name = f"{launchers} launchers a battery, command post {'lost' if lost else 'kept'}"
            both = hits(found, "power-station"), hits(found, "depot")
            rows.append((name, *both, fired(found)))
    return table(("", "hits before", "hits after", "missiles fired"), rows)


def alone_or_networked() -> str:
    """Return hits on the assets of the two pairs, by stock."""
    rows = []
    for launchers in (1, 2, 4):

        def edit(document: Authored, launchers: int = launchers) -> None:
            for unit in document["defence"]:
                unit["load"] = {"9m96e2": launchers}

        found = summary_of("alone_or_networked", edit)
        both = hits(found, "west-station"), hits(found, "east-station")
        name = f"{launchers} launcher{'s' * (launchers > 1)} a battery"
        rows.append((name, *both, fired(found)))
    return table(("", "hits, in a network", "hits, alone", "missiles fired, all"), rows)


def silence() -> str:
    """Return hits with silent regiments, and with every radar on."""

    def on(document: Authored) -> None:
        for unit in document["defence"]:
            del unit["emission"]

    rows = []
    for name, edit in (("as in the example", as_it_is), ("every radar on", on)):
        found = summary_of("silence", edit)
        rows.append((name, hits(found, "west-station"), hits(found, "east-station"), fired(found)))
    return table(("", "hits, west: cued", "hits, east: dark", "missiles fired"), rows)


def two_sides() -> str:
    """Return hits on a station attacked from two sides, by how its battery turns."""

    def fixed(document: Authored) -> None:
        del document["defence"][0]["facings_deg"]

    def slow(document: Authored) -> None:
        document["defence"][0]["slew_s"] = 180

    def two(launchers: int) -> Edit:
        def edit(document: Authored) -> None:
            fixed(document)
            document["defence"][0]["load"] = {"48n6e3": launchers}
            other = {"name": "other", "facing_deg": 90}
            document["defence"].append(document["defence"][0] | other)

        return edit

    variants: tuple[tuple[str, Edit], ...] = (
        ("one battery, fixed", fixed),
        ("one battery, turns at 6 degrees a second", as_it_is),
        ("one battery, turns at 1 degree a second", slow),
        ("two batteries, half the launchers each", two(4)),
        ("two batteries, all their launchers", two(8)),
    )
    rows = []
    for name, edit in variants:
        found = []
        for late in (0, 120):

            def both(document: Authored, edit: Edit = edit, late: int = late) -> None:
                document["raid"][1]["start_s"] = late
                edit(document)

            found.append(summary_of("two_sides", both))
        rows.append((name, *(hits(one, "station") for one in found), fired(found[1])))
    head = ("", "hits, both sides at once", "hits, east two minutes later", "missiles fired then")
    return table(head, rows)


def escort() -> str:
    """Return what leaks past one battery, by how hard two fighters jam and whether it may fire."""

    def jams(density_w_hz: float, *, friend: bool) -> Edit:
        def edit(document: Authored) -> None:
            document["jamming"][0]["density_w_hz"] = density_w_hz
            if friend:
                document["raid"][1]["identity"] = "friend"

        return edit

    def leaked(summary: Summary) -> str:
        found = next(
            line.leaked for line in summary.classes if line.target_class == "cruise_missile"
        )
        return f"{found.value:.2f} ({found.low:.2f}–{found.high:.2f})"

    def quiet(document: Authored) -> None:
        del document["jamming"]

    none = summary_of("escort", quiet)
    rows = [("none", leaked(none), "", "")]
    for density_w_hz in (1e-6, 1e-5, 1e-4, 1e-3):
        shot = summary_of("escort", jams(density_w_hz, friend=False))
        spared = summary_of("escort", jams(density_w_hz, friend=True))
        killed = max(line.share.value for line in shot.losses if line.kind == "silenced")
        rows.append((f"{density_w_hz:.0e}", leaked(shot), leaked(spared), f"{killed:.1%}"))
    head = "each jammer, W/Hz", "leaked, jammers can be shot", "jammers cannot be shot"
    return table((*head, "killed while it radiates"), rows)


def neighbours() -> str:
    """Return what a battery that a neighbour cues lets through, and one without a cue."""

    def east(*, emission: Authored | None, delay_s: int | None) -> Edit:
        def edit(document: Authored) -> None:
            document["defence"][1].pop("emission")
            if emission:
                document["defence"][1]["emission"] = emission | {"warm_up_s": 10}
            links = [] if delay_s is None else [{"from": "west", "to": "east", "delay_s": delay_s}]
            document["network"]["neighbours"] = links

        return edit

    cued, dark = ({"acquisition": word, "engagement": word} for word in ("cued", "leak"))
    variants: tuple[tuple[str, Edit], ...] = (
        ("on, not cued", east(emission=None, delay_s=None)),
        ("on, cued after 10 s", east(emission=None, delay_s=10)),
        ("silent, cued after 10 s", east(emission=cued, delay_s=10)),
        ("silent, cued after 8 min", east(emission=cued, delay_s=480)),
        ("silent, cued after 9 min", east(emission=cued, delay_s=540)),
        ("silent until the first bomb, not cued", east(emission=dark, delay_s=None)),
    )
    rows = []
    for name, edit in variants:
        found = summary_of("neighbours", edit)
        launch = found.first_scan["launch"] or 0.0
        shots = sum(line.fired.value for line in found.missiles)
        rows.append((name, f"{launch:.0f}", hits(found, "east-station"), f"{shots:.1f}"))
    return table(("radars in the east", "first launch, s", "hits", "missiles fired"), rows)


# figure


def saturation() -> tuple[str, list[Summary]]:
    """Return the sweep of the raid's size, as a table and as summaries."""
    found = []
    for count in COUNTS:

        def edit(document: Authored, count: int = count) -> None:
            document["raid"][0]["count"] = count

        found.append(summary_of("saturation", edit, 1_000))
    rows = [
        (f"{count}", hits(one, "power-station"), f"{one.units[0].saturated_share.value:.1%}",
         fired(one))
        for count, one in zip(COUNTS, found, strict=True)
    ]  # fmt: skip
    head = ("cruise missiles", "leaked", "scans with no free channel", "missiles fired")
    return table(head, rows), found


def draw(found: list[Summary]) -> None:
    """Draw what leaks, what is fired and how long channels are all in use, by the raid's size."""
    with settings():
        figure = new_figure(7.2, 6.4)
        above, below = figure.subplots(2, 1, sharex=True)
        leaked = [one.leaked.value for one in found]
        shots = [one.missiles[0].fired.value for one in found]
        ready = found[0].missiles[0].ready
        above.plot(COUNTS, leaked, "o-", color=VERMILLION, markersize=4)
        above.plot(COUNTS, shots, "s-", color=GREEN, markersize=4)
        above.axhline(ready, color=BLACK, linewidth=0.8, linestyle=":")
        above.annotate(f"{ready} missiles ready", (COUNTS[0], ready + 1.5), color=BLACK)
        above.annotate("missiles fired", (17, 38), color=GREEN, ha="right")
        above.annotate("leaked", (82, 30), color=VERMILLION)
        above.set_ylabel("mean of a replication")
        below.plot(
            COUNTS,
            [100 * one.units[0].saturated_share.value for one in found],
            "^-",
            color=BLUE,
            markersize=4,
        )
        below.set_ylabel("scans with no target channel left, %")
        below.set_xlabel("cruise missiles that come within two minutes")
        for axes in (above, below):
            axes.set_ylim(bottom=0)
            quiet_grid(axes)
        above.set_title("First the channels are full, then the magazine is empty", loc="left")
        figure.subplots_adjust(left=0.1, right=0.97, top=0.94, bottom=0.09, hspace=0.12)
        with IMAGE.open("wb") as file:
            print_figure(figure, file, "png", IMAGE.stem)


def main() -> None:
    """Run everything and write figure and tables."""
    sweep, found = saturation()
    draw(found)
    parts = {
        "node_loss": node_loss(),
        "alone_or_networked": alone_or_networked(),
        "saturation": sweep,
        "silence": silence(),
        "two_sides": two_sides(),
        "escort": escort(),
        "neighbours": neighbours(),
    }
    text = PAGE.read_text(encoding="utf-8")
    for name, part in parts.items():
        marks = f"<!-- {name} -->", f"<!-- end of {name} -->"
        pattern = re.compile(f"{marks[0]}.*?{marks[1]}", re.DOTALL)
        block = f"{marks[0]}\n{part}\n{marks[1]}"
        text = pattern.sub(lambda _found, block=block: block, text)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
