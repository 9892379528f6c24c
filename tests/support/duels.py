"""Small worlds in which everything is certain, so that a fight can be worked out by hand.

A world is written as lists of threats, radars and units. Every chance is 0 or 1 unless a test says
otherwise. `course` plays it through both kernels, compares their rows, and returns the log of the
readable one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from skydome.engagement import event, reference
from skydome.engagement.draw import CERTAIN
from skydome.engagement.fields import plain_column
from skydome.engagement.jam_scales import DECIBEL, GROWTHS, LEAST, LOOKS, STEP, STEPS
from skydome.engagement.record import width
from skydome.engagement.sizes import TABLES, sizes_of
from skydome.engagement.state import new_state
from skydome.engagement.tables.columns import ragged
from skydome.engagement.world import EVENTS, LOOK, NOBODY, NOWHERE, REASONS, WHOLE, with_rules
from skydome.validation.worlds import SEED, Setting, build

NO_LIMIT = 2**15


@dataclass
class Threat:
    """Scans in its own time; ``path`` is its number unless it shares the tables of another."""

    start: int = 0
    arrives: int = 30
    kind: int = 0
    label: int | None = None  # as its kind
    asset: int = 0
    hold: int = 1
    jitter: int = 0
    harms: int = 1
    viable: int = 1
    aimed: int = 1
    homes: int = NOBODY


@dataclass
class Radar:
    """``sees`` has one letter for each local scan of a threat: x for a detection."""

    network: int = 0
    command: int | None = None  # as its network
    unit: int = NOBODY
    sees: dict[int, str] = field(default_factory=dict)  # by threat; otherwise everything
    on: int = 0
    period: int = 1
    hits: int = 1
    looks: int = 1
    misses: int = 1
    second: int = NOBODY
    begins_as: int | None = None


@dataclass
class Launcher:
    """A launcher of one type of missile."""

    missile: int = 0
    missiles: int = 4
    reload: int = 10


@dataclass
class Unit:
    """A battery, with one launcher of four missiles unless said."""

    network: int = 0
    command: int | None = None  # as its network
    reaction: int = 0
    delay: int = 0
    capacity: int = NO_LIMIT
    channels: int = 4
    missile_channels: int = 16
    launchers: tuple[Launcher, ...] = (Launcher(),)
    stock: tuple[int, ...] = ()
    reserve: tuple[int, ...] = ()
    loaders: int = NOBODY
    travel: int = 0
    post: int = NOBODY
    quiet: int = NOBODY
    radar: int = NOBODY
    launch_interval: int = 0
    salvo_interval: int = 0


@dataclass
class Missile:
    """``kills`` by class; otherwise every hit is a kill."""

    kills: tuple[int, ...] = ()
    common: int = 0
    level: int = 0
    remote: int = 0
    thought: int = CERTAIN  # kill probability that groups reckon with


@dataclass
class Doctrine:
    """Shoot, look, shoot with single missiles unless said."""

    policy: int = LOOK
    interval: int = 1
    engagements: int = 10
    assessment: int = 0
    miss_for_kill: int = 0
    kill_for_miss: int = 0
    correction: int = 0
    time_weight: int = 1_000
    salvo: tuple[int, ...] = ()
    reserved: tuple[int, ...] = ()
    engaged: tuple[int, ...] = ()
    advance: dict[tuple[int, int], int] = field(default_factory=dict)  # by label and asset
    order: tuple[int, ...] = ()
    silent_when_empty: int = 0
    fires_remote: int = 0
    by_return: int = 0
    value: dict[tuple[int, int], int] = field(default_factory=dict)
    price: tuple[int, ...] = ()
    scarcity: int = 0
    waits: int = 0


@dataclass
class Change:
    """A change that comes in a set scan, unless ``first`` is None: then only what sets it going."""

    kind: int
    node: int
    first: int | None = None
    window: int = 0
    trigger: int = NOBODY
    delay: int = 0
    next: int = NOBODY
    doctrine: int = NOBODY
    absence: int = 0
    pack: int = 0


@dataclass
class Stance:
    """Where a unit is and which way its radar faces; one for each unit comes first."""

    radar: int = NOBODY
    facing: tuple[int, ...] = ()
    turn: tuple[int, ...] = ()
    second: int = NOBODY


ONE_MISSILE, ONE_DOCTRINE = (Missile(),), (Doctrine(),)


def numbers(values: Any) -> np.ndarray:
    """Return an array as the tables have them."""
    return np.ascontiguousarray(np.array(values, dtype=np.int32))


def chances(values: Any) -> np.ndarray:
    """Return thresholds."""
    return np.ascontiguousarray(np.array(values, dtype=np.uint32))


def filled(values: tuple[int, ...], count: int, otherwise: int) -> list[int]:
    """Return values, or one value as often."""
    return list(values) or [otherwise] * count


def world(
    threats,
    radars,
    units,
    *,
    missiles=ONE_MISSILE,
    doctrines=ONE_DOCTRINE,
    group_doctrine=None,
    changes=(),
    stances=None,
    flights=lambda _s, _k, _t: [2] * 25,
    shares=None,
    scans=40,
    assets=1,
    labels=1,
    links=None,
    depot=None,
    opening=None,
    post_limit=(),
    relays=(),
    launches=None,
    look_round=0,
    asset_change=None,
    confusion=None,
):
    """Return a world of these parts.

    Parameters
    ----------
    flights
        Function of stance, missile type and threat: scans from launch to intercept, one for each
        local scan, 0 where there is none.
    links
        Scans that each command post's link adds.
    relays
        Radar and delay of each; the last radars.
    launches
        Radars × missiles: on whose track one may be launched; otherwise on every track.
    """
    networks = 1 + max([u.network for u in units] + [r.network for r in radars])
    if links is None:
        links = [0] * networks
    commands, few = len(links), not changes and group_doctrine is None
    groups = networks if few else networks + commands + len(units)
    stances = stances or [Stance(radar=u.radar) for u in units]
    base = build(Setting(scans=scans, layers=networks))
    tables = {
        "scans": scans,
        "assets": assets,
        "networks": networks,
        "commands": commands,
        "paths": len(threats),
        "command_delay": numbers(links),
        "group_doctrine": numbers(group_doctrine or [0] * groups),
        "opening": np.zeros((0, 0), np.int32) if opening is None else numbers(opening),
        "depot": np.zeros((0, 0), np.int32) if depot is None else numbers(depot),
        "post_limit": numbers(post_limit),
        "relay_radar": numbers([radar for radar, _ in relays]),
        "relay_delay": numbers([delay for _, delay in relays]),
        "look_round": look_round,
        "asset_change": numbers(filled(tuple(asset_change or ()), assets, NOBODY)),
        "identified": int(confusion is not None),
        "confusion": chances(
            np.zeros((len(doctrines), labels, labels)) if confusion is None else confusion,
        ),
        "any_track": int(launches is None),
        "radar_launches": np.zeros((0, 0), np.int32) if launches is None else numbers(launches),
    }
    tables |= (
        of_threats(threats)
        | of_radars(radars, threats, len(relays))
        | of_units(units, len(missiles))
    )
    tables |= of_missiles(missiles, labels, threats) | of_changes(changes)
    tables |= of_doctrines(doctrines, units, missiles, labels, assets)
    tables |= of_stances(stances) | of_flights(flights, shares, stances, missiles, threats)
    sizes = sizes_of(tables | {"missile_price": tables["missile_price"]})
    for name in ("path_best", "flight_least"):
        tables[name] = plain_column(name, TABLES, sizes, tables)
    made = base._replace(**tables)
    check_types(base, made)
    return with_rules(made)


def check_types(base, made):
    """Refuse an array of another type: the compiler would compile everything anew for it."""
    for name in base._fields:
        one, two = getattr(base, name), getattr(made, name)
        if isinstance(one, np.ndarray):
            assert isinstance(two, np.ndarray), name
            assert (one.dtype, one.ndim) == (two.dtype, two.ndim), name
            assert two.flags.c_contiguous, name


def of_threats(threats):
    """Return the tables of threats."""
    fields = {
        "start": "start",
        "jitter": "jitter",
        "length": "arrives",
        "class": "kind",
        "asset": "asset",
        "harms": "harms",
        "viable": "viable",
        "aimed": "aimed",
        "hold": "hold",
        "homes": "homes",
    }
    tables = {f"threat_{a}": numbers([getattr(t, b) for t in threats]) for a, b in fields.items()}
    labels = [t.kind if t.label is None else t.label for t in threats]
    return tables | {
        "threat_label": numbers(labels),
        "threat_path": numbers(range(len(threats))),
    }


def of_radars(radars, threats, relays=0):
    """Return the tables of radars, and of what those see that are no relays."""
    fields = {
        "network": "network",
        "unit": "unit",
        "on": "on",
        "period": "period",
        "confirm_hits": "hits",
        "confirm_looks": "looks",
        "drop_misses": "misses",
        "second": "second",
    }
    seen = []
    for radar in radars[: len(radars) - relays]:
        for number, threat in enumerate(threats):
            letters = radar.sees.get(number, "x" * (threat.arrives + 1))
            seen.append(np.array([CERTAIN * (c == "x") for c in letters], dtype=np.uint32))
    table = ragged(seen)
    tables = {f"radar_{a}": numbers([getattr(r, b) for r in radars]) for a, b in fields.items()}
    begin = [n if r.begins_as is None else r.begins_as for n, r in enumerate(radars)]
    return tables | {
        "radar_command": numbers([r.network if r.command is None else r.command for r in radars]),
        "radar_first": numbers(begin),
        "detection_first": table.first,
        "detection_offset": table.offset,
        "detection_threshold": table.values,
    }


def of_units(units, missiles):
    """Return the tables of units and launchers."""
    fields = {
        "network": "network",
        "reaction": "reaction",
        "delay": "delay",
        "capacity": "capacity",
        "target_channels": "channels",
        "missile_channels": "missile_channels",
        "loaders": "loaders",
        "travel": "travel",
        "post": "post",
        "quiet": "quiet",
    }
    launchers = [launcher for unit in units for launcher in unit.launchers]
    ends = np.cumsum([0] + [len(unit.launchers) for unit in units])
    full = np.zeros((len(units), missiles), dtype=np.int32)
    for number, unit in enumerate(units):
        for launcher in unit.launchers:
            full[number, launcher.missile] += launcher.missiles
    tables = {f"unit_{a}": numbers([getattr(u, b) for u in units]) for a, b in fields.items()}
    return tables | {
        "unit_command": numbers([u.network if u.command is None else u.command for u in units]),
        "launch_interval": numbers([u.launch_interval for u in units]),
        "salvo_interval": numbers([u.salvo_interval for u in units]),
        "unit_launcher": numbers(ends),
        "unit_stock": numbers([filled(u.stock, missiles, 0) for u in units]),
        "unit_full": full,
        "launcher_missile": numbers([x.missile for x in launchers]),
        "launcher_capacity": numbers([x.missiles for x in launchers]),
        "launcher_reload": numbers([x.reload for x in launchers]),
    }


def of_missiles(missiles, labels, threats):
    """Return the tables of missiles."""
    classes = 1 + max(t.kind for t in threats)
    return {
        "kill_threshold": chances([filled(m.kills, classes, CERTAIN) for m in missiles]),
        "common_threshold": chances([m.common for m in missiles]),
        "common_level": numbers([m.level for m in missiles]),
        "missile_remote": numbers([m.remote for m in missiles]),
        "label_kill": chances([[m.thought] * labels for m in missiles]),
    }


def of_changes(changes):
    """Return the tables of changes."""
    fields = {
        "kind": "kind",
        "node": "node",
        "window": "window",
        "trigger": "trigger",
        "delay": "delay",
        "next": "next",
        "doctrine": "doctrine",
        "absence": "absence",
        "pack": "pack",
    }
    tables = {f"change_{a}": numbers([getattr(c, b) for c in changes]) for a, b in fields.items()}
    return tables | {
        "change_first": numbers([c.first or 0 for c in changes]),
        "change_chance": chances([CERTAIN * (c.first is not None) for c in changes]),
    }


def of_doctrines(doctrines, units, missiles, labels, assets):
    """Return the tables of doctrines."""
    single = (
        *("policy", "interval", "engagements", "assessment", "correction", "time_weight"),
        *("silent_when_empty", "fires_remote", "by_return", "scarcity", "waits"),
    )
    advance = np.zeros((len(doctrines), labels, assets), dtype=np.int32)
    value = np.ones((len(doctrines), labels, assets), dtype=np.int32)
    for number, doctrine in enumerate(doctrines):
        for (label, asset), scans in doctrine.advance.items():
            advance[number, label, asset] = scans
        for (label, asset), worth in doctrine.value.items():
            value[number, label, asset] = worth
    count = len(missiles)
    reserve = [filled(u.reserve, count, 0) for u in units]
    return {name: numbers([getattr(d, name) for d in doctrines]) for name in single} | {
        "miss_for_kill": chances([d.miss_for_kill for d in doctrines]),
        "kill_for_miss": chances([d.kill_for_miss for d in doctrines]),
        "label_salvo": numbers([filled(d.salvo, labels, 1) for d in doctrines]),
        "label_reserved": numbers([filled(d.reserved, labels, 0) for d in doctrines]),
        "label_engaged": numbers([filled(d.engaged, labels, 1) for d in doctrines]),
        "label_advance": advance,
        "label_value": value,
        "missile_order": numbers([list(d.order) or list(range(count)) for d in doctrines]),
        "missile_price": numbers([filled(d.price, count, 0) for d in doctrines]),
        "unit_reserve": numbers([reserve for _ in doctrines]),
    }


def of_stances(stances):
    """Return the tables of stances."""
    most = max([1] + [len(s.facing) for s in stances])
    return {
        "stance_radar": numbers([s.radar for s in stances]),
        "stance_second": numbers([s.second for s in stances]),
        "stance_facing": numbers(
            [list(s.facing) + [NOBODY] * (most - len(s.facing)) for s in stances]
        ),
        "stance_turn": numbers([list(s.turn) + [0] * (most - len(s.turn)) for s in stances]),
    }


def of_flights(flights, shares, stances, missiles, threats):
    """Return the tables of flights, by stance, missile type and threat."""
    rows = [
        np.array(flights(s, k, t), dtype=np.uint16)
        for s in range(len(stances))
        for k in range(len(missiles))
        for t in range(len(threats))
    ]
    table = ragged(rows)
    return {
        "flight_first": table.first,
        "flight_offset": table.offset,
        "flight_scans": table.values,
        "flight_kill": np.full(len(table.values), WHOLE if shares is None else shares, np.uint16),
    }


def logged(made, replication=0):
    """Return the log of the readable kernel as tuples, and its state at the end.

    The fast kernel gives the same row.
    """
    slow, fast = (np.zeros((1, width(made)), dtype=np.int32) for _ in range(2))
    state, other = new_state(made, 5_000), new_state(made)
    reference.run(made, state, SEED + 1, 0, 1, slow.copy())  # what is left of it must not matter
    reference.run(made, state, SEED, replication, 1, slow)
    event.run(made, other, event.new_agenda(made), SEED, replication, 1, fast)
    assert (slow == fast).all()
    return [spoken(row) for row in state.events[: state.event_count[0]].tolist()], state


def spoken(row):
    """Return a row of the log with its names, without what does not belong to its event."""
    kind, scan, *rest = row
    name = EVENTS[kind]
    if name == "decision":
        return (scan, name, rest[0], rest[1], REASONS[rest[2]])
    meant = {
        "set_out": 1,
        "detection": 3,
        "track": 3,
        "track_lost": 3,
        "launch": 5,
        "intercept": 5,
        "reload": 4,
        "leak": 2,
        "turns": 4,
        "silenced": 2,
    }
    end = meant.get(name, 2)
    assert not any(rest[end:])
    return (scan, name, *rest[:end])


def course(made, *names, replication=0):
    """Return the events of some names, in the order in which they happened."""
    log, _ = logged(made, replication)
    return [event for event in log if not names or event[1] in names]


def ended(made, replication=0):
    """Return the state in which a replication of the readable kernel ends."""
    _, state = logged(made, replication)
    return state


@dataclass
class Jammer:
    """``levels`` are decibels over a radar's noise, one or one a local scan of its carrier."""

    levels: tuple[float | None, ...]  # None: out of sight
    first: int = 0
    scans: int = 99
    jitter: int = 0
    carrier: int = NOBODY
    azimuth: int = 0
    elevation: int = 0
    fall_db: float = 0.0
    chance: int = CERTAIN


def decibels(value: float | None) -> int:
    """Return a level in the steps of the tables."""
    return NOWHERE if value is None else round(value * DECIBEL)


def jammed(
    made,
    jammers,
    *,
    signal_db=20.0,
    background_db=0.0,
    needs_db=10.0,
    azimuth=0,
    elevation=0,
    floor_db=60.0,
    circle=100_000,
    coast=0,
    guides=(),
    active=(),
    accuracy=10_000,
    reference=0,
    most=GROWTHS,
):
    """Return a world with jammers that come and go.

    A look with a signal of ``needs_db`` or more is a detection, with less it is none; those that
    the radars do not make without jammers stay out. The error of a track is 100 for each of the
    eight steps that its signal has lost on the way down to ``needs_db``. A hit is a kill up to
    place ``most`` of the table of grown misses.
    """
    looks, radars = len(made.detection_threshold), len(made.radar_period)
    points = [(j, level) for j in jammers for level in j.levels]
    missiles, classes = made.kill_threshold.shape
    table = np.zeros((1, LOOKS), dtype=np.uint32)
    table[0, (decibels(needs_db) - LEAST * DECIBEL) // STEP :] = CERTAIN
    kills = np.zeros((missiles, classes, GROWTHS), dtype=np.uint16)
    kills[:, :, : most + 1] = WHOLE
    errors = np.tile(np.arange(0, 100 * (STEPS + 1), 100, dtype=np.int16), (looks, 1))
    tables = {
        "jammers": len(jammers),
        "jam_chance": chances([j.chance for j in jammers]),
        "jam_first": numbers([j.first for j in jammers]),
        "jam_scans": numbers([j.scans for j in jammers]),
        "jam_jitter": numbers([j.jitter for j in jammers]),
        "jam_carrier": numbers([j.carrier for j in jammers]),
        "jam_start": numbers(np.cumsum([0] + [len(j.levels) for j in jammers])[:-1]),
        "jam_points": numbers([len(j.levels) for j in jammers]),
        "jam_level": numbers([[decibels(level) for _, level in points]] * radars),
        "jam_azimuth": numbers([[j.azimuth for j, _ in points]] * radars),
        "jam_elevation": numbers([[j.elevation for j, _ in points]] * radars),
        "jam_fall": numbers([[decibels(j.fall_db) for j, _ in points]] * radars),
        "jam_floor": numbers([decibels(floor_db)] * radars),
        "jam_circle": numbers([circle] * radars),
        "detection_signal": np.full(looks, decibels(signal_db), dtype=np.int16),
        "detection_background": np.full(looks, decibels(background_db), dtype=np.int16),
        "detection_azimuth": numbers([azimuth] * looks),
        "detection_elevation": numbers([elevation] * looks),
        "detection_errors": errors,
        "look_table": table,
        "look_half": numbers([decibels(needs_db)]),
        "look_of": numbers([0] * (radars * made.paths)),
        "radar_coast": numbers([coast] * radars),
        "radar_guides": numbers(filled(tuple(guides), radars, 0)),
        "missile_active": numbers(filled(tuple(active), missiles, 0)),
        "missile_accuracy": numbers([accuracy] * missiles),
        "missile_reference": numbers([reference] * missiles),
        "flight_bare": np.full(len(made.flight_scans), WHOLE, dtype=np.uint16),
        "jam_kill": kills,
    }
    done = made._replace(**tables)
    check_types(made, done)
    return with_rules(done)
