"""State: everything that changes during a replication.

One State serves many replications; `rules.initialisation.reset` resets it. The axes are those of
`skydome.engagement.sizes`. The counters share one array, ``row``, one behind another in the order
in which they are declared: a finished replication is written by copying that array, so their order
and widths are declared nowhere else.
"""

from __future__ import annotations

import functools
import math
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray  # noqa: TC002 - the declarations are read

from skydome.arrays import Ints, Longs, Places  # noqa: TC001 - the same
from skydome.engagement.fields import FLAG, Field, declared, shape
from skydome.engagement.guiding_looks import guiding_looks, same_accuracy
from skydome.engagement.jam_powers import side_lobe_powers, side_lobe_turns
from skydome.engagement.sizes import at_work, check_world, sizes_of
from skydome.engagement.world import FIRST_EVENTS, NOBODY, OUTCOMES, THREAT_COUNTS, World, rules_of

# axes that only a State has
AXES = {
    "counts": "what is counted of threats: `THREAT_COUNTS`",
    "outcomes": "what is counted of their outcomes: `OUTCOMES`",
    "firsts": "kinds of first event: `FIRST_EVENTS`",
    "I": "airborne jammers",
    "row": "counters of a replication",
    "events": "capacity of the log",
}

_jam = functools.partial(Field, empty_unless="jammers")


class State(NamedTuple):
    """Everything that changes during a replication; each field is declared by a `Field`."""

    stream: Annotated[NDArray[np.uint64], Field("1", "key of the replication's random numbers")]

    per_hold: Annotated[Longs, Field("T", "reciprocal of threat_hold, see `divided`", "2^-32")]
    per_period: Annotated[Longs, Field("R", "reciprocal of radar_period", "2^-32")]
    arrival: Annotated[Ints, Field("T", "scan in which the threat starts", "scan")]
    status: Annotated[Ints, Field("T", "WAITING, FLYING, KILLED or LEAKED")]
    undetected_kill: Annotated[Ints, Field("T", "it was killed and assessed as alive", FLAG)]
    label: Annotated[Ints, Field("G T", "label that the group assigns to it", of="B")]
    order: Annotated[Places, Field("G T", "threats, most urgent first", of="T")]
    score: Annotated[Longs, Field("T", "scratch: key of that order", "scans/1000")]
    group_doctrine: Annotated[Ints, Field("G", "present doctrine", of="D")]

    jam: Annotated[Ints, Field("scans", "jammers that radiate in a scan, one bit each", "bits")]
    fell_silent: Annotated[
        Ints, Field("1", "scan in which the latest carrier was killed", "scan", none="NEVER")
    ]
    jam_power: Annotated[
        Longs, Field("1", "scratch: jamming power in the latest look", "noise/2^16")
    ]
    jam_clear: Annotated[
        Ints,
        _jam("U K T", "latest scan in which jammers allowed the launch", "scan", none="NOBODY"),
    ]
    jam_clear_kill: Annotated[Ints, _jam("U K T", "share of the kill probability then", "2^-15")]
    guide_case: Annotated[
        Longs, _jam("U K T", "jammers and stance for which guidance was checked", "bits")
    ]
    guide_until: Annotated[
        Ints, _jam("U K T", "latest scan for which it was found possible", "scan", none="NOBODY")
    ]
    guiding_look: Annotated[
        NDArray[np.uint16],
        _jam("V", "scans back to the look that guides, see `guiding_looks`", "scans"),
    ]
    jam_pause: Annotated[
        Ints, _jam("scans", "next scan without jammers, the end without one", "scan")
    ]
    side_lobe_power: Annotated[
        Longs, _jam("O points", "power of a jammer through the side lobes", "noise/2^16")
    ]
    side_lobe_turn: Annotated[
        Ints, _jam("O", "angle of azimuth from which it is heard so", "beamwidth/2048")
    ]
    least_bits: Annotated[
        Ints, _jam("O scans", "jammers for which the least power is known", "bits", none="NOBODY")
    ]
    least_power: Annotated[
        Longs, _jam("O scans", "what they give through the side lobes", "noise/2^16")
    ]
    guide_type: Annotated[
        Ints, _jam("K", "first missile type that needs the same track accuracy", of="K")
    ]
    guide_asked: Annotated[
        Ints, _jam("R K T", "scan from which guidance was searched", "scan", none="NEVER")
    ]
    guide_from: Annotated[
        Ints, _jam("R K T", "first scan from there on that was not found too inaccurate", "scan")
    ]
    guide_found: Annotated[Ints, _jam("R K T", "the radar can guide in that scan", FLAG)]
    radar_phase: Annotated[Ints, Field("R", "phase of its looks", "scans")]
    radar_group: Annotated[Ints, Field("R", "group that it reports to", of="G")]
    radar_on: Annotated[
        Ints, Field("R", "first scan of emission; NEVER if not known yet", "scan", none="NEVER")
    ]
    radar_off: Annotated[Ints, Field("R", "scan in which emission ends", "scan", none="NEVER")]
    unit_group: Annotated[Ints, Field("U", "group; none once lost", of="G", none="NOBODY")]
    unit_wait: Annotated[Ints, Field("U", "present time from firm track to launch", "scans")]
    unit_limit: Annotated[Ints, Field("U", "present limit of engagements", "engagements")]
    unit_from: Annotated[Ints, Field("U", "scan from which it may fire", "scan", none="NEVER")]
    unit_blind: Annotated[Ints, Field("U", "its own radar is lost", FLAG)]
    due: Annotated[
        Ints, Field("X", "scan of the change; NEVER if not known yet", "scan", none="NEVER")
    ]
    history: Annotated[Longs, Field("R T", "latest 16 looks, the latest lowest", "bits")]
    tracked: Annotated[Ints, Field("R T", "the radar has a track", FLAG)]
    tracking_radars: Annotated[Ints, Field("G T", "radars of the group with a track", "radars")]
    since: Annotated[
        Ints, Field("G T", "scan in which the group's track became firm", "scan", none="NEVER")
    ]
    ever_tracked: Annotated[Ints, Field("G T", "the group has had a track", FLAG)]

    engaged: Annotated[Ints, Field("G T", "engagements begun", "engagements")]
    free_at: Annotated[Ints, Field("G T", "scan from which the next engagement may begin", "scan")]
    known_at: Annotated[
        Ints, Field("G T", "scan in which the outcome of missiles in flight is known", "scan")
    ]
    aims: Annotated[Ints, Field("U", "targets drawn at random", "targets")]
    fired_at: Annotated[Ints, Field("U T", "missiles fired at it", "missiles")]

    channel_until: Annotated[
        Ints, Field("U H", "scan of intercept; 0 if the channel is free", "scan")
    ]
    channel_threat: Annotated[Ints, Field("U H", "threat", of="T")]
    channel_missile: Annotated[Ints, Field("U H", "missile type", of="K")]
    channel_salvo: Annotated[Ints, Field("U H", "missiles of the salvo", "missiles")]
    channel_kill: Annotated[Ints, Field("U H", "share of the kill probability", "2^-15")]
    used: Annotated[Ints, Field("U", "target channels in use", "channels")]
    guided: Annotated[Ints, Field("U", "missiles in flight", "missiles")]

    loaded: Annotated[Ints, Field("L", "missiles on the launcher", "missiles")]
    reload_at: Annotated[Ints, Field("L", "scan in which it is full again", "scan", none="NEVER")]
    ready: Annotated[Ints, Field("U K", "missiles on launchers", "missiles")]
    launcher_next: Annotated[Ints, Field("L", "scan from which it may launch", "scan")]
    unit_next: Annotated[Ints, Field("U", "scan from which any launcher may launch", "scan")]
    launch_from: Annotated[
        Ints, Field("U K", "scan from which a loaded launcher may launch the type", "scan")
    ]
    stock: Annotated[Ints, Field("U K", "reload missiles", "missiles")]
    able: Annotated[Places, Field("U", "scratch: the group's units with a free channel", of="U")]
    types: Annotated[
        Longs, Field("U", "scratch: types that each of them might launch now, see `has_type`")
    ]
    salvo_types: Annotated[
        Longs, Field("U", "scratch: types that a unit might launch now at a candidate", "bits")
    ]
    empty_since: Annotated[
        Ints, Field("L", "scan since which it waits for a loader", "scan", none="NEVER")
    ]
    fetched: Annotated[Ints, Field("L", "missiles that a loader brings", "missiles")]
    depot: Annotated[Ints, Field("S K", "missiles in depots", "missiles", empty_unless="depots")]

    stance: Annotated[Places, Field("U", "stance, or the one it turns or moves to", of="E")]
    unit_left: Annotated[
        Ints, Field("U", "scan in which it left its first site", "scan", none="NEVER")
    ]
    needed: Annotated[Ints, Field("U", "scratch: only this unit covers an urgent threat", FLAG)]
    radar_was_on: Annotated[Ints, Field("R", "radar_on before the latest restart", "scan")]
    radar_was_off: Annotated[Ints, Field("R", "radar_off before the latest restart", "scan")]
    restarted: Annotated[
        Ints, Field("R", "it was restarted, and its earlier looks are still to be counted", FLAG)
    ]
    candidates: Annotated[Places, Field("T", "scratch: threats to choose from", of="T")]
    survives: Annotated[
        Longs, Field("T", "scratch: probability of surviving missiles in flight", "2^-31")
    ]
    gain: Annotated[
        Longs, Field("T", "scratch: what the best salvo saves beyond its price", "value steps/2^31")
    ]
    gain_arm: Annotated[Ints, Field("T", "scratch: unit and missile type of that salvo", of="U*K")]

    queue: Annotated[Places, Field("T", "scratch: flying threats, most urgent first", of="T")]
    flying: Annotated[Places, Field("T", "scratch: flying threats by number", of="T")]
    interval: Annotated[Longs, Field("T", "scratch: decorrelation interval of each")]
    bound: Annotated[Longs, Field("T", "scratch: detection threshold of each", "2^-31")]
    hit: Annotated[Longs, Field("T", "scratch: the look is a detection", FLAG)]
    past: Annotated[Longs, Field("T", "scratch: history of each", "bits")]
    firm: Annotated[Longs, Field("T", "scratch: tracked before the look", FLAG)]
    turn: Annotated[Longs, Field("T", "scratch: 1 if a track begins, -1 if it ends")]

    # the counters: a row of results, in this order
    threats: Annotated[Ints, Field("B counts", "threats", "threats", column="{counts}.{B}")]
    fired: Annotated[Ints, Field("K", "missiles fired", "missiles", column="fired.{K}")]
    hits: Annotated[Ints, Field("A", "hits", "threats", column="hits.{A}")]
    busy: Annotated[
        Ints,
        Field("U", "target channels in use", "channels*scans", column="busy_channel_scans.{U}"),
    ]
    saturated: Annotated[
        Ints, Field("U", "scans with every channel in use", "scans", column="saturated_scans.{U}")
    ]
    first: Annotated[
        Ints,
        Field(
            "firsts",
            "scan of the first event of its kind, -1 for none",
            "scan",
            none="NOBODY",
            column="first_{firsts}_scan",
        ),
    ]
    outcomes: Annotated[
        Ints, Field("B outcomes", "threats, or missiles", "threats", column="{outcomes}.{B}")
    ]
    waited: Annotated[
        Ints,
        Field(
            "U",
            "time that launchers waited for a loader",
            "scans",
            empty_unless="loaders",
            column="waited_scans.{U}",
        ),
    ]
    from_depot: Annotated[
        Ints,
        Field(
            "K",
            "missiles taken from depots",
            "missiles",
            empty_unless="loaders",
            column="from_depot.{K}",
        ),
    ]
    changed: Annotated[Ints, Field("X", "the change has come", FLAG, column="{X}")]
    turns: Annotated[
        Ints,
        Field("U", "turns to another facing", "turns", empty_unless="turns", column="turns.{U}"),
    ]
    post_saturated: Annotated[
        Ints, Field("Q", "scans at the limit", "scans", column="saturated_scans.{Q}")
    ]
    silenced: Annotated[
        Ints, Field("I", "its carrier was killed before it would stop", FLAG, column="silenced.{I}")
    ]
    row: Annotated[Ints, Field("row", "all counters, one behind another")]

    reason: Annotated[Ints, Field("G T", "latest decision in the log, of REASONS", none="NOBODY")]
    events: Annotated[Ints, Field("events 7", "kind, scan and five numbers")]
    event_count: Annotated[Ints, Field("1", "events in the log", "events")]
    draws: Annotated[Longs, Field("1", "detection draws evaluated", "draws")]


SCRATCH = declared(State)
COUNTERS = {name: field for name, (field, _) in SCRATCH.items() if field.column}


def state_sizes(world: World) -> dict[str, int]:
    """Return the sizes of a world and those that only a State has, but for the log's capacity."""
    sizes = sizes_of(world._asdict()) | {
        "H": max(1, int(world.unit_target_channels.max(initial=1))),
        "counts": len(THREAT_COUNTS),
        "outcomes": len(OUTCOMES),
        "firsts": len(FIRST_EVENTS),
        "I": int(np.sum(world.jam_carrier != NOBODY)),
    }
    working = at_work(world)
    own = [math.prod(_shape(field, sizes, working)) for field in COUNTERS.values()]
    return sizes | {"row": sum(own)}


def _shape(field: Field, sizes: dict[str, int], working: set[str]) -> tuple[int, ...]:
    lengths = shape(field, sizes)
    return (0,) * len(lengths) if field.empty_unless not in {"", *working} else lengths


def reciprocals(divisors: Ints) -> Longs:
    """Return 2^32 over each divisor, rounded up, for `divided`; of a divisor of 0 as of 1."""
    return -(-(2**32) // np.maximum(divisors.astype(np.int64), 1))


def new_state(world: World, event_capacity: int = 0) -> State:
    """Return scratch space for one thread.

    Raises
    ------
    ValueError
        As `check_world`; or rules are active in a world that says there are none, see `with_rules`.
    """
    check_world(world)
    if world.rules is None and rules_of(world) is not None:
        raise ValueError("rules are at work in this world; allowed: with_rules(world)")
    sizes, working = state_sizes(world) | {"events": event_capacity}, at_work(world)
    arrays = {
        name: np.zeros(_shape(field, sizes, working), dtype=dtype)
        for name, (field, dtype) in SCRATCH.items()
    }
    arrays["per_hold"][:] = reciprocals(world.threat_hold)
    arrays["per_period"][:] = reciprocals(world.radar_period)
    if world.jammers > 0:
        arrays["guiding_look"][:] = guiding_looks(world)
        arrays["side_lobe_power"][:] = side_lobe_powers(world)
        arrays["side_lobe_turn"][:] = side_lobe_turns(world)
        arrays["guide_type"][:] = same_accuracy(world)
    at = 0
    for name in COUNTERS:
        stop = at + arrays[name].size
        arrays[name] = arrays["row"][at:stop].reshape(arrays[name].shape)
        at = stop
    return State(**arrays)
