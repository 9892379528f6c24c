"""Rows for the page's tables: values as text; nothing is computed here."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.analysis.intervals import has_interval
from skydome.catalogue.kinds import KINDS, RAID_ENTRY
from skydome.coverage import spread
from skydome.forms import counted
from skydome.report.numbers import (
    NO_BREAK,
    NOTHING,
    altitude,
    count,
    interval,
    km,
    minutes,
    money,
    percent,
    percent_span,
    readable,
    span,
    with_unit,
)
from skydome.report.style import plain
from skydome.report.verdict import cost_sentences
from skydome.scenario.needs import at_work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.analysis import Estimate, Summary
    from skydome.analysis.money import Price
    from skydome.analysis.summary import PostLine, UnitLine
    from skydome.coverage import UnitCover
    from skydome.scenario import Quantity, ResolvedScenario
    from skydome.scenario.resolved import ResolvedEntry

STANDINGS = {
    "sourced": "sourced",
    "derived": "derived",
    "calibrated_to_claim": "calibrated to a claim",
    "unsourced": "unsourced",
    "chosen": "chosen in the scenario",
    "default": "default",
}


def class_rows(summary: Summary) -> list[dict[str, str]]:
    """Return one row per target class: counts by denominator, leakers, their interval and band."""
    return [
        {
            "name": plain(line.target_class),
            "raid": str(line.in_raid),
            "launched": count(line.launched),
            "tracked": count(line.tracked),
            "engaged": count(line.engaged),
            "killed": count(line.killed),
            "flying": count(line.still_flying),
            "leaked": count(line.leaked.value),
            "interval": interval(line.leaked),
            "band": span(*line.leaked_band),
            "varied": _varied(summary, line.target_class),
            "of_launched": _share(line.leaked_of_launched),
            "of_launched_interval": _share_interval(line.leaked_of_launched),
            "of_engaged": _share(line.survived_of_engaged),
            "of_engaged_interval": _share_interval(line.survived_of_engaged),
            "none": percent(line.none_leaked.value),
            "none_interval": _share_interval(line.none_leaked),
        }
        for line in summary.classes
    ]


def _varied(summary: Summary, target_class: str) -> str:
    """Return the leakers of a class over the ranges of the uncertain parameters."""
    if summary.parameter_band is None:
        return ""
    line = summary.parameter_band.of("leaked", target_class)
    return span(line.low, line.high)


def denominator_rows(summary: Summary) -> list[dict[str, str]]:
    """Return one row per target class: leakers by each possible denominator."""
    return [
        {
            "name": plain(line.target_class),
            "launched": f"{_share(line.leaked_of_launched)} of {count(line.launched)}",
            "aimed": f"{_share(line.leaked_of_aimed)} of {count(line.aimed)}",
            "viable": f"{_share(line.leaked_of_viable)} of {count(line.viable)}",
            "engaged": f"{_share(line.leaked_of_engaged)} of {count(line.engaged)}",
            "missiles": count(line.missiles.value),
        }
        for line in summary.classes
    ]


def harmless_rows(summary: Summary) -> list[dict[str, str]]:
    """Return one row for friends, civil traffic and decoys each, where there are any."""
    return [
        {
            "name": line.label,
            "raid": str(line.in_raid),
            "engaged": count(line.engaged),
            "down": count(line.shot_down.value),
            "down_interval": interval(line.shot_down),
            "missiles": count(line.missiles.value),
        }
        for line in summary.harmless
    ]


LOSSES = {
    "lost": "lost",
    "cut": "cut off",
    "quiet": "out of missiles, radar off",
    "emits": "silent at first, begins to radiate",
    "shuts": "shuts down when a missile homes on it",
    "moves": "moves to its second site",
    "silenced": "jammer killed with its carrier",
}


def loss_rows(summary: Summary) -> list[dict[str, str]]:
    """Return one row for everything that may be lost of the defence."""
    return [
        {
            "node": line.node,
            "kind": LOSSES[line.kind],
            "share": percent(line.share.value),
            "interval": _share_interval(line.share),
        }
        for line in summary.losses
    ]


def _share(estimate: Estimate | None) -> str:
    return NOTHING if estimate is None else percent(estimate.value)


def _share_interval(estimate: Estimate | None) -> str:
    if estimate is None or not has_interval(estimate):
        return ""
    return percent_span(estimate.low, estimate.high)


def asset_rows(summary: Summary) -> list[dict[str, str]]:
    """Return one row per asset."""
    return [
        {
            "name": line.asset,
            "value": count(line.value),
            "hits": count(line.hits.value),
            "hits_interval": interval(line.hits),
            "hit": percent(line.hit_at_all.value),
            "hit_interval": _share_interval(line.hit_at_all),
            "band": percent_span(*line.hit_band),
        }
        for line in summary.assets
    ]


def missile_rows(scenario: ResolvedScenario, summary: Summary) -> list[dict[str, str]]:
    """Return one row per missile type."""
    return [
        {
            "name": scenario.entries[line.missile].name,
            "guidance": plain(scenario.entries[line.missile].attributes["guidance"]),
            "ready": f"{line.ready:,}",
            "fired": count(line.fired.value),
            "interval": interval(line.fired),
            "price": _price(line.price),
        }
        for line in summary.missiles
    ]


def money_sentences(scenario: ResolvedScenario, summary: Summary) -> Iterator[str]:
    """Yield what is known about cost, and what is not."""
    cost = summary.cost
    yield from cost_sentences(cost, missile_names(scenario))
    if cost.spent_usd is not None and has_interval(cost.spent_usd):
        spent = money(cost.spent_usd.low, cost.spent_usd.high)
        yield f"At nominal prices, the 95 % interval of the mean over replications is {spent}."
    if cost.threat_usd is None:
        yield "The price of the raid is unknown: some of its threats have no published price."
    else:
        low, _, high = cost.threat_usd
        word = "a guess" if cost.threat_guess else "at published prices"
        yield f"The raid itself, {word}: {money(low, high)}."


def missile_names(scenario: ResolvedScenario) -> dict[str, str]:
    """Return names of missiles by id."""
    return {missile: scenario.entries[missile].name for missile in scenario.missiles}


def _price(price: Price | None) -> str:
    """Return a price with its bounds; a guess is called one and has its bounds alone."""
    if price is None:
        return "unknown"
    bounds = money(price.low, price.high)
    if price.guess:
        return f"guess: {bounds}"
    nominal = money(price.nominal, price.nominal)
    return nominal if nominal == bounds else f"{nominal} ({bounds})"


def battery_rows(summary: Summary) -> list[dict[str, Any]]:
    """Return one row per battery, then per command post with a limit; ``full`` is for the bar."""
    rows = [
        {
            "name": line.unit,
            "channels": str(line.target_channels),
            "in_use": count(line.channels_in_use.value),
            "turns": count(line.turns.value) if line.turns else "",
            **_saturation(line),
        }
        for line in summary.units
    ]
    unknown = {"in_use": "", "turns": ""}
    return rows + [
        {
            "name": f"{line.node} (engagements)",
            "channels": str(line.engagements),
            **unknown,
            **_saturation(line),
        }
        for line in summary.posts
    ]


def _saturation(line: UnitLine | PostLine) -> dict[str, Any]:
    return {
        "saturated_s": count(line.saturated_s.value),
        "saturated_s_interval": interval(line.saturated_s),
        "saturated": percent(line.saturated_share.value),
        "full": round(100 * line.saturated_share.value, 2),
    }


def flat_rows(cover: UnitCover) -> list[dict[str, str]]:
    """Return one row per altitude: detection and engagement over flat ground."""
    seen, met = spread(cover.in_sector_m("detection")), spread(cover.in_sector_m("engagement"))
    return [
        {
            "altitude": altitude(float(height)),
            "above": "ground" if height < 1e3 else "sea level",  # noqa: PLR2004 - see coverage
            "seen": km(seen.median_m[n]),
            "seen_span": _km_span(seen.least_m[n], seen.greatest_m[n]),
            "met": km(met.median_m[n]),
            "met_span": _km_span(met.least_m[n], met.greatest_m[n]),
            "share": percent(float(cover.engagement.share[:, n].mean())),
        }
        for n, height in enumerate(cover.altitude_m)
    ]


def unit_reach_rows(covers: list[UnitCover], altitudes_m: list[float]) -> list[dict[str, Any]]:
    """Return one row per unit: engagement over terrain at each of some altitudes."""
    rows = []
    for cover in covers:
        met = spread(cover.in_sector_m("engagement"))
        cells = []
        for height in altitudes_m:
            n = int(np.flatnonzero(cover.altitude_m == height)[0])
            cells.append(
                {
                    "met": km(met.median_m[n]),
                    "met_span": _km_span(met.least_m[n], met.greatest_m[n]),
                    "share": percent(float(cover.engagement.share[:, n].mean())),
                }
            )
        rows.append({"name": cover.unit, "ring": km(cover.advertised_range_m), "cells": cells})
    return rows


def _km_span(low: float, high: float) -> str:
    first, last = km(low), km(high)
    return first if first == last else f"{first} to {last}"


# inputs


class ParameterRow(NamedTuple):
    """One parameter; ``sources`` are pairs of a number in the bibliography and an id."""

    name: str
    meaning: str
    value: str
    range: str
    standing: str
    standing_key: str
    reason: str
    dispute: str
    sources: list[tuple[int | None, str]]


class EntryTable(NamedTuple):
    """The parameters of one entry."""

    id: str
    kind: str
    name: str
    provisional: bool
    attributes: str
    rows: list[ParameterRow]


def parameter_tables(scenario: ResolvedScenario) -> list[EntryTable]:
    """Return every parameter that the run used, entry by entry."""
    numbers = {source: n for n, (source, _) in enumerate(_cited(scenario), start=1)}
    return [_entry_table(entry, numbers) for entry in scenario.entries.values()]


def _entry_table(entry: ResolvedEntry, numbers: dict[str, int]) -> EntryTable:
    specs = KINDS[entry.kind]
    return EntryTable(
        id=entry.id,
        kind=plain(entry.kind),
        name=entry.name,
        provisional=entry.provisional,
        attributes=", ".join(f"{plain(k)}: {plain(v)}" for k, v in entry.attributes.items()),
        rows=[
            ParameterRow(
                name=plain(name).replace(".", ", "),
                meaning=specs[name].meaning if name in specs else "",
                value=with_unit(quantity.value, quantity.unit),
                range=_range(quantity),
                standing=STANDINGS[quantity.standing],
                standing_key=quantity.standing,
                reason=quantity.reason,
                dispute=quantity.dispute,
                sources=[(numbers.get(source), source) for source in quantity.source],
            )
            for name, quantity in entry.parameters.items()
        ],
    )


def _range(quantity: Quantity) -> str:
    if quantity.low == quantity.high:
        return "none given"
    low, _ = readable(quantity.low, quantity.unit, like=quantity.high)
    high, unit = readable(quantity.high, quantity.unit)
    return f"{low} to {high}{'' if unit in ('', '°') else ' '}{unit}"


def _standings(scenario: ResolvedScenario) -> Counter[str]:
    return Counter(
        quantity.standing
        for entry in scenario.entries.values()
        for quantity in entry.parameters.values()
    )


def unsourced_share(scenario: ResolvedScenario) -> str:
    """Return the share of parameters that rest on judgement alone."""
    standings = _standings(scenario)
    return percent(standings["unsourced"] / standings.total())


def standing_shares(scenario: ResolvedScenario) -> list[dict[str, Any]]:
    """Return the number of parameters of each standing."""
    standings = _standings(scenario)
    total = standings.total()
    return [
        {
            "key": key,
            "name": name,
            "count": standings[key],
            "percent": percent(standings[key] / total),
            "width": round(100 * standings[key] / total, 2),
        }
        for key, name in STANDINGS.items()
        if standings[key]
    ]


def _cited(scenario: ResolvedScenario) -> list[tuple[str, dict[str, str]]]:
    """Return the sources that are cited, in the order of their first citation."""
    order = dict.fromkeys(
        source
        for entry in scenario.entries.values()
        for quantity in entry.parameters.values()
        for source in quantity.cited
    )
    return [(source, scenario.sources[source]) for source in order if source in scenario.sources]


def bibliography(scenario: ResolvedScenario) -> list[dict[str, Any]]:
    """Return the numbered sources."""
    return [
        {"address": "", **source, "number": n, "id": source_id}
        for n, (source_id, source) in enumerate(_cited(scenario), start=1)
    ]


def wave_rows(scenario: ResolvedScenario) -> list[dict[str, str]]:
    """Return one row per wave of the raid."""
    rows: dict[str, dict[str, Any]] = {}
    for threat in scenario.threats:
        row = rows.setdefault(threat.wave, {"name": threat.wave, "count": 0, "threat": threat})
        row["count"] += 1
    return [_wave_row(scenario, row) for row in rows.values()]


def _wave_row(scenario: ResolvedScenario, row: dict[str, Any]) -> dict[str, str]:
    threat = row["threat"]
    released = threat.release_range_m
    return {
        "name": row["name"],
        "count": str(row["count"]),
        "threat": scenario.entries[threat.entry].name,
        "origin": place(threat.origin_latitude_deg, threat.origin_longitude_deg),
        "asset": scenario.assets[threat.asset].name,
        "start": minutes(threat.start_s.value),
        "jitter": minutes(threat.jitter_s.value),
        "speed": f"{threat.speed_m_s.value:.0f}{NO_BREAK}m/s" if threat.speed_m_s else "ballistic",
        "height": altitude(threat.height_m.value) if threat.height_m else "ballistic",
        "released": altitude(released.value) + " before the asset" if released else "",
        "via": ", ".join(place(*point) for point in threat.via),
        "apogee": altitude(threat.apogee_m.value) if threat.apogee_m else "",
    }


def place(latitude_deg: float, longitude_deg: float) -> str:
    """Return a position in whole degrees."""
    north = f"{abs(latitude_deg):g}°{'N' if latitude_deg >= 0 else 'S'}"
    return f"{north} {abs(longitude_deg):g}°{'E' if longitude_deg >= 0 else 'W'}"


def setting_rows(scenario: ResolvedScenario) -> list[tuple[str, str]]:
    """Return the settings of the scenario itself."""
    doctrine, terrain = scenario.doctrine, scenario.terrain
    salvos = Counter(doctrine.salvo[name] for name in scenario.target_classes)
    usual = salvos.most_common(1)[0][0]
    others = [
        f"{doctrine.salvo[name]} at a {plain(name)}"
        for name in scenario.target_classes
        if doctrine.salvo[name] != usual
    ]
    reserve = percent(doctrine.reserve_fraction.value)
    kept = ", ".join(plain(name) for name in doctrine.reserve_classes)
    order = ", ".join(scenario.entries[scenario.missiles[k]].name for k in doctrine.missile_order)
    rain, radius = scenario.rain_mm_h.value, altitude(terrain.placement_radius_m)
    ground = "flat, at sea level" if terrain.flat else terrain.folder or "embedded coarse grid"
    return [
        ("Duration", with_unit(scenario.duration_s, "s")),
        ("Step of time", with_unit(scenario.scan_s, "s")),
        ("Weapons", doctrine.weapons),
        ("Next salvo", plain(doctrine.policy)),
        ("Missiles in a salvo", "; ".join([str(usual), *others])),
        ("Engagements of one threat by one network", f"at most {doctrine.engagements}"),
        ("Time to assess an intercept", with_unit(doctrine.assessment_s.value, "s")),
        ("Ready missiles kept in reserve", f"{reserve}, for: {kept}" if kept else "none"),
        ("First choice of missile", order),
        *_later_rows(scenario),
        ("Order of engagement", "; ".join(_assignment(scenario))),
        (
            "Rain",
            f"{rain:g} mm/h below {altitude(scenario.rain_height_m.value)}" if rain else "none",
        ),
        ("Ground", f"{ground}; surface: {plain(terrain.surface)}"),
        (
            "Placement of sites",
            f"{counted(terrain.placements, 'draw')} within {radius} of the whole degree",
        ),
        ("Radars alone", "; ".join(_sensors(scenario)) or "none"),
        *_sharing_rows(scenario),
        *_model_rows(scenario),
        ("Jammers", "; ".join(_jammers(scenario)) or "none"),
    ]


def _later_rows(scenario: ResolvedScenario) -> list[tuple[str, str]]:
    """Return the networks that change their doctrine, and when."""
    later = [change for change in scenario.changes if change.doctrine]
    times = (f"{c.network} after {with_unit(c.from_s.value, 's')}" for c in later)
    return [("Change of doctrine", "; ".join(times))] if later else []


def _assignment(scenario: ResolvedScenario) -> Iterator[str]:
    """Yield the rule, prices and weights by which a threat and a missile are chosen."""
    doctrine = scenario.doctrine
    if doctrine.assignment == "urgency":
        yield "the most urgent first"
        return
    yield "the salvo that saves most beyond its price first"
    for missile, price in zip(scenario.missiles, doctrine.prices, strict=True):
        if price:
            yield f"reserve price of {scenario.entries[missile].name} {price:g}"
    if doctrine.scarcity.value:
        yield f"scarcity {doctrine.scarcity.value:g}"
    for name in scenario.target_classes:
        if doctrine.class_weight[name] != 1:
            yield f"{plain(name)} times {doctrine.class_weight[name]:g}"


def _model_rows(scenario: ResolvedScenario) -> list[tuple[str, str]]:
    """Return which models are on and which are off, by the scenario's names."""
    switches = scenario.models.model_dump()
    level = switches.pop("common_failure")
    named = {on: [plain(n) for n, value in switches.items() if value is on] for on in (True, False)}
    return [
        ("Models at work", ", ".join(named[True]) or "range, horizon and air alone"),
        ("Models left out", ", ".join(named[False]) or "none"),
        _common_row(scenario, level),
    ]


def _common_row(scenario: ResolvedScenario, level: str) -> tuple[str, str]:
    """Return how shots fail together, with each class's correlation where they are correlated."""
    if level != "beta":
        return "Common-mode failures of missiles", level if level == "none" else f"of one {level}"
    raid = scenario.entries[RAID_ENTRY]
    parts = (f"{plain(c)} {raid.si(f'correlation.{c}'):g}" for c in scenario.target_classes)
    return "Correlation of the shots of one raid", ", ".join(parts)


def left_out(scenario: ResolvedScenario) -> dict[str, str]:
    """Return what this run leaves out, as parts of a sentence."""
    working = at_work(scenario)
    jammed = "jamming" in working
    waves = [name for name in ("clutter", "multipath", "diffraction") if name not in working]
    return {
        "attack": "No chaff or electronic attack other than noise jamming"
        if jammed
        else "No jamming, chaff or other electronic attack",
        "waves": f"{', '.join(waves)} or ducting" if waves else "ducting",
        "losses": ""
        if any(change.kind == "lost" for change in scenario.changes)
        else "no loss of radars, command posts or launchers, as only assets can be hit; ",
        "links": ""
        if scenario.links or any(change.kind == "cut" for change in scenario.changes)
        else "no delay or failure of links; ",
        "identity": "" if scenario.identifies else "no mistaken identity; ",
        "failures": ""
        if "common_failure" in working
        else "no failures that strike several missiles at once; ",
    }


def _sensors(scenario: ResolvedScenario) -> Iterator[str]:
    """Yield the radars that belong to no unit, their places and the networks they report to."""
    for radar in scenario.radars:
        site, entry = scenario.sites[radar.site], scenario.entries[radar.entry]
        if site.unit in scenario.units:
            continue
        flown = entry.parameters.get("platform_altitude")
        high = f", {altitude(flown.value)} high" if flown else ""
        at = place(site.latitude_deg, site.longitude_deg)
        network = scenario.networks[radar.network]
        yield f"{site.unit}: {entry.name} at {at}{high}, reports to the network {network}"


def _sharing_rows(scenario: ResolvedScenario) -> list[tuple[str, str]]:
    """Return the networks that send tracks to others, if any."""
    names = scenario.networks
    told = [
        f"{names[n.from_network]} sends tracks to {names[n.to_network]}, {n.delay_s.value:g} s late"
        for n in scenario.neighbours
    ]
    return [("Neighbours that cue", "; ".join(told))] if told else []


def _jammers(scenario: ResolvedScenario) -> Iterator[str]:
    """Yield the places or carriers of jammers, and their power density."""
    for jammer in scenario.jammers:
        density = with_unit(jammer.density_w_hz.value, jammer.density_w_hz.unit)
        if jammer.carrier:
            yield f"{jammer.name} on board {jammer.carrier}, {density}"
            continue
        at = place(jammer.latitude_deg, jammer.longitude_deg)
        yield f"{jammer.name} at {at}, {altitude(jammer.altitude_m.value)} high, {density}"
