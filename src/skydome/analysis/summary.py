"""A summary of a result: leakers by class and denominator, missiles, cost, assets, saturation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.analysis.intervals import (
    Estimate,
    as_data,
    has_interval,
    mean_interval,
    placement_band,
    proportion_interval,
    ratio_interval,
)
from skydome.analysis.money import Cost, Price, cost_of, price_of
from skydome.analysis.parameter_band import ParameterBand, parameter_band
from skydome.html_table import table_html
from skydome.scenario.labels import HARMLESS
from skydome.study import named_replication
from skydome.study.store import numbers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from skydome.scenario import ResolvedScenario
    from skydome.study import Result


IN_ORDER = ("detection", "track", "launch", "intercept", "leak")


@dataclass(frozen=True)
class ClassLine:
    """One target class: counts per replication, and leakers by denominator.

    ``launched`` threats are those that started before the end of the scenario: the rest of
    ``in_raid`` never took part. ``leaked_band`` is the range of mean leakers over the placements
    of the sites. ``survived_of_engaged`` is the share of engaged threats not killed by the end. A
    share whose denominator is zero in every replication is None. ``viable`` threats are those at
    which some battery could launch at all, ``aimed`` those that fly to a defended asset.
    """

    target_class: str
    in_raid: int
    launched: float
    tracked: float
    engaged: float
    killed: float
    leaked: Estimate
    leaked_band: tuple[float, float]
    leaked_of_launched: Estimate | None
    still_flying: float
    survived_of_engaged: Estimate | None
    none_leaked: Estimate
    viable: float
    leaked_of_viable: Estimate | None
    aimed: float
    leaked_of_aimed: Estimate | None
    leaked_of_engaged: Estimate | None
    missiles: Estimate


@dataclass(frozen=True)
class HarmlessLine:
    """What is no threat: friends, civil traffic, decoys; counts per replication."""

    label: str
    in_raid: int
    engaged: float
    shot_down: Estimate
    missiles: Estimate


@dataclass(frozen=True)
class LossLine:
    """A part of the defence that may be lost, and the share of replications in which it is."""

    kind: str
    node: str
    share: Estimate


@dataclass(frozen=True)
class MissileLine:
    """One missile type: fired per replication, ready at the start, and its price if there is one.

    ``price`` says whether it is a guess.
    """

    missile: str
    ready: int
    fired: Estimate
    price: Price | None


@dataclass(frozen=True)
class AssetLine:
    """One asset: hits per replication, and how often it is hit at all."""

    asset: str
    value: float
    hits: Estimate
    hit_at_all: Estimate
    hit_band: tuple[float, float]


@dataclass(frozen=True)
class UnitLine:
    """One fire unit: channels in use, how long none was free, and how often it turned or moved.

    ``turns`` is None where no unit of the scenario may turn.
    """

    unit: str
    target_channels: int
    channels_in_use: Estimate
    busy_channel_s: Estimate
    saturated_s: Estimate
    saturated_share: Estimate
    turns: Estimate | None


@dataclass(frozen=True)
class PostLine:
    """A command post with a limit: how long it directed as many engagements as it can."""

    node: str
    engagements: int
    saturated_s: Estimate
    saturated_share: Estimate


@dataclass(frozen=True, repr=False)
class Summary:
    """The whole summary; ``value_lost`` counts an asset's whole value once it is hit.

    ``leaked`` covers all classes together; ``typical`` is the replication nearest to its mean, the
    lowest-numbered of those equally near. ``parameter_band`` is None where none were
    drawn.
    """

    replications: int
    placements: int
    leaked: Estimate
    leaked_band: tuple[float, float]
    typical: int
    classes: tuple[ClassLine, ...]
    missiles: tuple[MissileLine, ...]
    assets: tuple[AssetLine, ...]
    units: tuple[UnitLine, ...]
    posts: tuple[PostLine, ...]
    value_lost: Estimate
    value_total: float
    cost: Cost
    first_scan: dict[str, float | None]
    harmless: tuple[HarmlessLine, ...]
    losses: tuple[LossLine, ...]
    nodes_lost: Estimate
    parameter_band: ParameterBand | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        data: dict[str, Any] = as_data(self)
        return data

    def __repr__(self) -> str:
        total = sum(line.in_raid for line in self.classes)
        varied = ""
        if self.parameter_band is not None:
            band = self.parameter_band.of("leaked")
            varied = f"; {band.low:.2f} to {band.high:.2f} when what is not known is varied"
        return (
            f"Summary({self.leaked.value:.2f} of {total:,} threats get through{varied}; "
            f"{self.replications:,} replications, {self.placements} placements)"
        )

    def _repr_html_(self) -> str:
        """Return leakers by class with their intervals, for notebooks."""
        lines = [
            (line.target_class, line.in_raid, line.leaked, line.leaked_band)
            for line in self.classes
        ]
        total = sum(line.in_raid for line in self.classes)
        rows = [
            (
                name.replace("_", " "),
                number,
                f"{leaked.value:.2f}",
                f"{leaked.low:.2f} to {leaked.high:.2f}" if has_interval(leaked) else "–",
                f"{band[0]:.2f} to {band[1]:.2f}",
                *self._varied(name),
            )
            for name, number, leaked, band in (
                *lines,
                ("all", total, self.leaked, self.leaked_band),
            )
        ]
        varied = ("over uncertain parameters",) if self.parameter_band else ()
        header = ("leaked, by class", "in the raid", "mean", "95 % interval", "over placements")
        notes = (
            f"{self.replications:,} replications over {self.placements} placements of the sites.",
            "The interval covers random variation between replications only.",
        )
        return table_html("Leakers per replication", (*header, *varied), rows, notes)

    def _varied(self, target_class: str) -> tuple[str, ...]:
        """Return the band over uncertain parameters, nothing where none were drawn."""
        if self.parameter_band is None:
            return ()
        line = self.parameter_band.of("leaked", target_class)
        return (f"{line.low:.2f} to {line.high:.2f}",)


class _Rows:
    """A result's columns as arrays."""

    def __init__(self, result: Result) -> None:
        self.table = result.rows
        self.placement: NDArray[np.int32] = numbers(self.table["placement"])

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        column: NDArray[np.float64] = numbers(self.table[name]).astype(np.float64)
        return column

    def mean(self, sample: ArrayLike) -> Estimate:
        """Return a mean with its interval over replications."""
        return mean_interval(sample, self.placement)

    def ratio(self, top: NDArray[np.float64], bottom: NDArray[np.float64]) -> Estimate | None:
        """Return a ratio of means with its interval over replications."""
        return ratio_interval(top, bottom, self.placement)


def summarise(result: Result) -> Summary:
    """Return the summary of a result."""
    scenario, rows = result.scenario, _Rows(result)
    missiles = tuple(_missile_lines(scenario, rows))
    leaked = np.sum([rows[f"leaked.{name}"] for name in scenario.target_classes], axis=0)
    hit = {asset.name: rows[f"hits.{asset.name}"] > 0 for asset in scenario.assets}
    lost = sum(
        (asset.value * hit[asset.name] for asset in scenario.assets), np.zeros(len(rows.placement))
    )
    return Summary(
        replications=result.rows.num_rows,
        placements=scenario.terrain.placements,
        leaked=rows.mean(leaked),
        leaked_band=placement_band(leaked, rows.placement),
        typical=named_replication(result, "typical"),
        classes=tuple(_class_line(scenario, rows, name) for name in scenario.target_classes),
        missiles=missiles,
        assets=tuple(_asset_lines(scenario, rows)),
        units=tuple(_unit_lines(scenario, rows)),
        posts=tuple(_post_lines(scenario, rows)),
        value_lost=rows.mean(lost),
        value_total=sum(asset.value for asset in scenario.assets),
        cost=cost_of(scenario, {m: rows[f"fired.{m}"] for m in scenario.missiles}, rows.mean),
        first_scan={event: _first(rows[f"first_{event}_scan"]) for event in IN_ORDER},
        harmless=tuple(_harmless_lines(scenario, rows)),
        losses=tuple(_loss_lines(scenario, rows)),
        nodes_lost=rows.mean(_nodes_lost(scenario, rows)),
        parameter_band=parameter_band(result),
    )


def _class_line(scenario: ResolvedScenario, rows: _Rows, name: str) -> ClassLine:
    leaked, launched = rows[f"leaked.{name}"], rows[f"launched.{name}"]
    return ClassLine(
        target_class=name,
        in_raid=sum(
            threat.target_class == name and threat.identity == "hostile"
            for threat in scenario.threats
        ),
        launched=float(launched.mean()),
        tracked=float(rows[f"tracked.{name}"].mean()),
        engaged=float(rows[f"engaged.{name}"].mean()),
        killed=float(rows[f"killed.{name}"].mean()),
        leaked=rows.mean(leaked),
        leaked_band=placement_band(leaked, rows.placement),
        still_flying=float((launched - rows[f"killed.{name}"] - leaked).mean()),
        leaked_of_launched=rows.ratio(leaked, launched),
        survived_of_engaged=_survived_engagement(rows, name),
        none_leaked=proportion_interval(int((leaked == 0).sum()), len(leaked)),
        viable=float(rows[f"viable.{name}"].mean()),
        leaked_of_viable=rows.ratio(rows[f"viable_leaked.{name}"], rows[f"viable.{name}"]),
        aimed=float(rows[f"aimed.{name}"].mean()),
        leaked_of_aimed=rows.ratio(rows[f"aimed_leaked.{name}"], rows[f"aimed.{name}"]),
        leaked_of_engaged=rows.ratio(rows[f"engaged_leaked.{name}"], rows[f"engaged.{name}"]),
        missiles=rows.mean(rows[f"missiles.{name}"]),
    )


def _harmless_lines(scenario: ResolvedScenario, rows: _Rows) -> list[HarmlessLine]:
    counts = Counter[str](threat.identity for threat in scenario.threats)
    return [
        HarmlessLine(
            label=label,
            in_raid=counts[label],
            engaged=float(rows[f"engaged.{label}"].mean()),
            shot_down=rows.mean(rows[f"killed.{label}"]),
            missiles=rows.mean(rows[f"missiles.{label}"]),
        )
        for label in HARMLESS
        if counts[label]
    ]


def _loss_lines(scenario: ResolvedScenario, rows: _Rows) -> list[LossLine]:
    """Return what may be lost or fall silent; a change of doctrine is neither."""
    lines = []
    for change in scenario.changes:
        if change.doctrine:
            continue
        came = rows[f"{change.kind}.{change.node}"]
        share = proportion_interval(int(came.sum()), len(came))
        lines.append(LossLine(change.kind, change.node, share))
    for jammer in scenario.jammers:
        if jammer.carrier:
            came = rows[f"silenced.{jammer.name}"]
            share = proportion_interval(int(came.sum()), len(came))
            lines.append(LossLine("silenced", jammer.name, share))
    return lines


def _nodes_lost(scenario: ResolvedScenario, rows: _Rows) -> NDArray[np.float64]:
    """Return the nodes lost in each replication; links and radars switched off do not count."""
    lost = (rows[f"lost.{change.node}"] for change in scenario.changes if change.kind == "lost")
    return sum(lost, np.zeros(len(rows.placement)))


def _survived_engagement(rows: _Rows, name: str) -> Estimate | None:
    """Return the share of engaged threats that were not killed."""
    engaged = rows[f"engaged.{name}"]
    return rows.ratio(engaged - rows[f"killed.{name}"], engaged)


def _missile_lines(scenario: ResolvedScenario, rows: _Rows) -> list[MissileLine]:
    ready = np.zeros(len(scenario.missiles), dtype=int)
    for battery in scenario.batteries:
        tubes = scenario.entries[battery.launcher].count("tubes")
        for k in battery.launchers:
            ready[k] += tubes * scenario.entries[scenario.missiles[k]].count("missiles_per_tube")
    lines = []
    for k, missile in enumerate(scenario.missiles):
        lines.append(
            MissileLine(
                missile=missile,
                ready=int(ready[k]),
                fired=rows.mean(rows[f"fired.{missile}"]),
                price=price_of(scenario, missile),
            )
        )
    return lines


def _asset_lines(scenario: ResolvedScenario, rows: _Rows) -> list[AssetLine]:
    lines = []
    for asset in scenario.assets:
        hits = rows[f"hits.{asset.name}"]
        hit = (hits > 0).astype(np.float64)
        lines.append(
            AssetLine(
                asset=asset.name,
                value=asset.value,
                hits=rows.mean(hits),
                hit_at_all=proportion_interval(int(hit.sum()), len(hit)),
                hit_band=placement_band(hit, rows.placement),
            )
        )
    return lines


def _unit_lines(scenario: ResolvedScenario, rows: _Rows) -> list[UnitLine]:
    scan_s, scans = scenario.scan_s, scenario.duration_s / scenario.scan_s
    lines = []
    for battery in scenario.batteries:
        radar = scenario.entries[scenario.radars[battery.radar].entry]
        busy, full = (rows[f"{n}_scans.{battery.name}"] for n in ("busy_channel", "saturated"))
        lines.append(
            UnitLine(
                unit=battery.name,
                target_channels=radar.count("target_channels"),
                channels_in_use=rows.mean(busy / scans),
                busy_channel_s=rows.mean(busy * scan_s),
                saturated_s=rows.mean(full * scan_s),
                saturated_share=rows.mean(full / scans),
                turns=rows.mean(rows[f"turns.{battery.name}"]) if scenario.turns else None,
            )
        )
    return lines


def _post_lines(scenario: ResolvedScenario, rows: _Rows) -> list[PostLine]:
    scans, lines = scenario.duration_s / scenario.scan_s, []
    for post in scenario.posts:
        full = rows[f"saturated_scans.{post.node}"]
        seconds, share = rows.mean(full * scenario.scan_s), rows.mean(full / scans)
        lines.append(PostLine(post.node, post.engagements, seconds, share))
    return lines


def _first(scans: NDArray[np.float64]) -> float | None:
    """Mean scan of a first event over the replications in which there was one."""
    happened = scans[scans >= 0]
    return float(happened.mean()) if len(happened) else None
