"""One replication as a timeline: every threat's flight, its tracks and its intercepts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.report.style import (
    BLACK,
    FAINT,
    GREEN,
    GREY,
    ORANGE,
    VERMILLION,
    data_uri,
    listed,
    new_figure,
    plain,
    settings,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from skydome.arrays import Floats
    from skydome.scenario import ResolvedScenario
    from skydome.study import Result
    from skydome.study.replay import Event


WIDTH_IN, TALLEST_IN, ROW_IN = 11.0, 12.0, 0.072
GAP_ROWS = 2.5  # between waves
RASTER_FROM_THREATS = 300  # more marks than this are painted, not drawn one by one
SECONDS_A_MINUTE = 60.0


class Timeline(NamedTuple):
    """A replayed replication: the figure, or None with the reason."""

    replication: int
    placement: int
    counts: dict[str, int]
    figure: str | None
    reason: str


def timeline_of(result: Result, number: int) -> Timeline:
    """Return the timeline of one replication; its counts are those of the stored row."""
    from skydome.study import replay

    row, events = replay(result.scenario, number)
    names = result.rows.column_names[2:]
    stored = np.array([result.rows[name][number].as_py() for name in names])
    counts = _counts(events)
    differences = [name for name, a, b in zip(names, row, stored, strict=True) if a != b]
    differences += _event_differences(counts, dict(zip(names, stored.tolist(), strict=True)))
    placement = int(result.rows["placement"][number].as_py())
    if differences:
        reason = f"the replay differs from the stored row in {listed(differences[:3])}"
        return Timeline(number, placement, counts, None, reason)
    return Timeline(number, placement, counts, _draw(result.scenario, events), "")


def _counts(events: list[Event]) -> dict[str, int]:
    """Return the counts of the log: threats started, missiles, intercepts, kills, leaks."""
    kinds = [event.kind for event in events]
    return {
        "threats started": kinds.count("set_out"),
        "missiles fired": sum(e.numbers[3] for e in events if e.kind == "launch"),
        "intercepts": kinds.count("intercept"),
        "killed": len(_kill_scans(events)),
        "leaked": kinds.count("leak"),
    }


def _event_differences(counts: dict[str, int], stored: dict[str, int]) -> list[str]:
    """Return the counts in which the log and the stored row differ."""
    columns = {
        "threats started": "launched.",
        "missiles fired": "fired.",
        "killed": "killed.",
        "leaked": "leaked.",
    }
    return [
        f"the number of {name}"
        for name, start in columns.items()
        if counts[name] != sum(n for column, n in stored.items() if column.startswith(start))
    ]


def _kill_scans(events: list[Event]) -> dict[int, int]:
    """Return the scan in which each killed threat was killed."""
    return {e.numbers[0]: e.scan for e in events if e.kind == "intercept" and e.numbers[3]}


class _Marks(NamedTuple):
    """What is drawn, as rows of (minutes, threat) or (from, to, threat)."""

    flights: list[tuple[float, float, int]]
    tracks: list[tuple[float, float, int]]
    launches: list[tuple[float, int]]
    kills: list[tuple[float, int]]
    misses: list[tuple[float, int]]
    leaks: list[tuple[float, int]]


def _draw(scenario: ResolvedScenario, events: list[Event]) -> str:
    minute = scenario.scan_s / SECONDS_A_MINUTE
    end = scenario.duration_s / SECONDS_A_MINUTE
    marks = _marks(events, minute, end)
    rows, waves = _rows(scenario)
    with settings():
        body = min(max(rows) * ROW_IN + 0.5, TALLEST_IN)
        figure, axes, below = _canvas(body, end)
        _draw_waves(axes, scenario, rows, waves)
        _draw_marks(axes, marks, rows, rasterized=len(rows) > RASTER_FROM_THREATS)
        _draw_load(below, marks, end)
        figure.legend(
            *axes.get_legend_handles_labels(),
            loc="upper left",
            ncols=6,
            bbox_to_anchor=(0.185, 1.0),
            borderaxespad=0.2,
        )
    return data_uri(figure, "timeline")


def _marks(events: list[Event], minute: float, end: float) -> _Marks:
    killed = _kill_scans(events)
    marks = _Marks([], [], [], [], [], [])
    started: dict[int, float] = {}
    tracked: dict[tuple[int, int], float] = {}
    for event in events:
        at, (threat, other, _, last) = event.scan * minute, event.numbers[:4]
        if event.kind == "set_out":
            started[threat] = at
        elif event.kind == "track":
            tracked[threat, other] = at
        elif event.kind == "track_lost" and (threat, other) in tracked:
            marks.tracks.append((tracked.pop((threat, other)), at, threat))
        elif event.kind == "launch":
            marks.launches.append((at, threat))
        elif event.kind == "intercept":
            hit = bool(last) and killed.get(threat) == event.scan
            (marks.kills if hit else marks.misses).append((at, threat))
        elif event.kind == "leak":
            marks.leaks.append((at, threat))
    ends = {threat: at for at, threat in [*marks.leaks, *marks.kills]}
    for (threat, _), since in tracked.items():
        marks.tracks.append((since, ends.get(threat, end), threat))
    marks.flights.extend((at, ends.get(threat, end), threat) for threat, at in started.items())
    return marks


def _rows(scenario: ResolvedScenario) -> tuple[list[float], dict[str, list[int]]]:
    """Return the height of each threat's line, counted downwards, and the threats of each wave."""
    waves: dict[str, list[int]] = {}
    for number, threat in enumerate(scenario.threats):
        waves.setdefault(threat.wave, []).append(number)
    rows = [0.0] * len(scenario.threats)
    at = 0.0
    for members in waves.values():
        for member in members:
            rows[member] = at
            at += 1
        at += GAP_ROWS
    return rows, waves


def _canvas(body: float, end: float) -> tuple[Figure, Axes, Axes]:
    from matplotlib.ticker import MaxNLocator

    head, foot, load, gap = 0.32, 0.45, 1.1, 0.12
    height = head + body + gap + load + foot
    figure = new_figure(WIDTH_IN, height)
    whole = MaxNLocator(nbins=8, steps=[1, 2, 5, 10], integer=True)
    left, width = 0.19, 0.795
    axes = figure.add_axes((left, (foot + load + gap) / height, width, body / height))
    below = figure.add_axes((left, foot / height, width, load / height), sharex=axes)
    for one in (axes, below):
        one.grid(axis="x")
        one.set_axisbelow(True)
        one.tick_params(length=0)
    axes.tick_params(labelbottom=False)
    axes.set_xlim(0, end)
    axes.xaxis.set_major_locator(whole)
    below.set_xlabel("minutes from the beginning of the scenario")
    return figure, axes, below


def _draw_waves(
    axes: Axes, scenario: ResolvedScenario, rows: list[float], waves: dict[str, list[int]]
) -> None:
    middles, names = [], []
    for n, (wave, threats) in enumerate(waves.items()):
        top, bottom = rows[threats[0]] - 0.8, rows[threats[-1]] + 0.8
        if n % 2 == 0:
            axes.axhspan(top, bottom, color="#f4f6f7", zorder=0)
        middles.append((top + bottom) / 2)
        kind = plain(scenario.threats[threats[0]].target_class)
        names.append(f"{wave}\n{len(threats)} × {kind}")
    axes.set_yticks(middles, names, fontsize=7.5)
    axes.set_ylim(max(rows) + 1.5, -1.5)
    axes.spines["left"].set_visible(False)


def _draw_marks(axes: Axes, marks: _Marks, rows: list[float], *, rasterized: bool) -> None:
    for spans, colour, width, name in (
        (marks.flights, "#c3cace", 0.8, "in flight"),
        (marks.tracks, "#5b9bd5", 1.9, "tracked by a network"),
    ):
        starts, ends, threats = zip(*spans, strict=True) if spans else ((), (), ())
        axes.hlines(
            [rows[t] for t in threats],
            starts,
            ends,
            color=colour,
            linewidth=width,
            label=name,
            rasterized=rasterized,
            zorder=1 if width < 1 else 2,
        )
    for points, marker, size, style, name in (
        (marks.launches, "|", 22, {"color": BLACK, "linewidth": 0.8}, "launch"),
        (marks.misses, "o", 13, {"facecolor": "white", "edgecolor": BLACK}, "intercept, missed"),
        (marks.kills, "o", 16, {"color": GREEN}, "intercept, killed"),
        (marks.leaks, "X", 26, {"facecolor": VERMILLION, "edgecolor": "none"}, "leaked"),
    ):
        axes.scatter(
            [at for at, _ in points],
            [rows[t] for _, t in points],
            s=size,
            marker=marker,
            label=name,
            rasterized=rasterized,
            zorder=3,
            **({"linewidth": 0.8} | style),
        )


def _draw_load(axes: Axes, marks: _Marks, end: float) -> None:
    """Draw how many threats are in flight, in track and engaged."""
    from matplotlib.ticker import MaxNLocator

    for spans, colour, name in (
        (marks.flights, GREY, "threats in flight"),
        (_merged(marks.tracks), "#2f78bd", "in track"),
    ):
        at, level = _level(spans, end)
        axes.step(at, level, where="post", color=colour, linewidth=1.3, label=name)
    at, level = _level(_engaged(marks, end), end)
    axes.step(at, level, where="post", color=ORANGE, linewidth=1.3, label="engagements under way")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.grid(axis="y")
    axes.set_ylim(0, 1.35 * axes.get_ylim()[1])
    axes.legend(loc="upper left", ncols=3, borderaxespad=0.1, fontsize=7.5)
    axes.spines["bottom"].set_color(FAINT)


def _merged(spans: list[tuple[float, float, int]]) -> list[tuple[float, float, int]]:
    """Return spans with those of one threat that overlap made one: two networks, one track."""
    merged: list[tuple[float, float, int]] = []
    for start, stop, threat in sorted(spans, key=lambda span: (span[2], span[0])):
        if merged and merged[-1][2] == threat and start <= merged[-1][1]:
            begun, ended, _ = merged.pop()
            merged.append((begun, max(ended, stop), threat))
        else:
            merged.append((start, stop, threat))
    return merged


def _engaged(marks: _Marks, end: float) -> list[tuple[float, float, int]]:
    """Return the spans from a threat's nth launch to its nth intercept."""
    arrivals: dict[int, list[float]] = {}
    for at, threat in sorted([*marks.kills, *marks.misses]):
        arrivals.setdefault(threat, []).append(at)
    spans = []
    for at, threat in sorted(marks.launches):
        waiting = arrivals.get(threat)
        spans.append((at, waiting.pop(0) if waiting else end, threat))
    return spans


def _level(spans: list[tuple[float, float, int]], end: float) -> tuple[Floats, Floats]:
    """Return the number of spans open at each time, as steps; some last to the end."""
    starts = np.sort([span[0] for span in spans])
    stops = np.sort([span[1] for span in spans if span[1] < end])
    at = np.unique(np.concatenate([[0.0, end], starts, stops]))
    level = np.searchsorted(starts, at, "right") - np.searchsorted(stops, at, "right")
    return at, level.astype(np.float64)
