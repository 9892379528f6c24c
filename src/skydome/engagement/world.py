"""World: the integer tables that stay as they are during a replication.

All floating point ends when these tables are built: times are scans, probabilities are thresholds
that a 31-bit draw must lie below. `SIZES` names the axes of the tables.

Networks are groups: units that share tracks and do not engage a threat twice. The first N groups
are the networks. Where a node or link can be lost, one group follows for each command post with
what is still linked to it, and then one for each unit alone: G groups.

A label is what a group identifies a threat as: a target class, or friend, civil, decoy or unknown.
A stance is a site and a facing of a unit; the first U stances are those in which the units start. A
relay is a radar of one network as its tracks reach a neighbour; relays are the last W radars and
have no rows in the detection tables. A local scan is a scan of a threat's own time, counted from
its start.
"""

from __future__ import annotations

import functools
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray  # noqa: TC002 - the declarations are read

from skydome.arrays import Ints, Longs, Thresholds  # noqa: TC001 - the same
from skydome.engagement.fields import FLAG, NUMBER, Field

NOBODY = -1
WAITING, FLYING, KILLED, LEAKED = 0, 1, 2, 3
NEVER = 2**30
NOWHERE = -NEVER  # level of a jammer out of sight
UNGUIDED = -(2**15)  # first error of a track that could guide nothing
SENTINELS = {"NOBODY": NOBODY, "NEVER": NEVER, "NOWHERE": NOWHERE, "UNGUIDED": UNGUIDED}
WHOLE = 2**15  # a share of one
# The units of a network for whose better launches at a path the others wait; and the cases that the
# tables distinguish: which of these units are able to fire, and whether the waiting unit has all
# its missile types left.
BEST = 2
CASES = 2 * 2**BEST
NO_LIMIT = 2**15  # more engagements than any unit has channels for
THOUSAND = 1_000
PER_TARGET, PER_RAID = range(2)  # what a common-mode failure takes with it
LOOK, PAIR, RANDOM = range(3)  # shoot-look-shoot, shoot-shoot-look, each unit at random
# What a change does: a node is lost; its link is cut; its radar stops radiating for good because
# the unit is out of missiles; a silent radar starts to radiate; a radar shuts down before a weapon
# that homes on it; a unit moves to its second site; a group changes its doctrine.
LOSE, CUT, QUIET, EMIT, SHUT, MOVE, DOCTRINE = range(7)
# What triggers a change: a track in the radar's group, a leaker, a track of what homes on it.
CUE, HIT, SEEN = range(3)

THREAT_COUNTS = ("launched", "tracked", "engaged", "killed", "leaked")
LAUNCHED_, TRACKED_, ENGAGED_, KILLED_, LEAKED_ = range(5)

# viable: the tables contain a launch at it; aimed: at a defended asset
OUTCOMES = ("viable", "viable_leaked", "aimed", "aimed_leaked", "engaged_leaked", "missiles")
VIABLE_, VIABLE_LEAKED_, AIMED_, AIMED_LEAKED_, ENGAGED_LEAKED_, MISSILES_ = range(6)

FIRST_EVENTS = ("track", "launch", "intercept", "leak", "detection")
FIRST_TRACK, FIRST_LAUNCH, FIRST_INTERCEPT, FIRST_LEAK, FIRST_DETECTION = range(5)

EVENTS = (
    "set_out",
    "detection",
    "track",
    "track_lost",
    "decision",
    "launch",
    "intercept",
    "reload",
    "leak",
    "lost",
    "cut",
    "quiet",
    "emits",
    "shuts",
    "moves",
    "doctrine",
    "turns",
    "silenced",
)
SET_OUT, DETECTED, TRACK, TRACK_LOST, DECISION, LAUNCH, INTERCEPT, RELOAD, LEAK, LOST = range(10)

TURNED, SILENCED = EVENTS.index("turns"), EVENTS.index("silenced")

# The events of changes follow LOST in the order of LOSE, CUT, QUIET, EMIT, SHUT, MOVE, DOCTRINE.

# why a network does or does not launch at a threat that it tracks: the last condition reached
REASONS = (
    "under_engagement",
    "engagement_limit",
    "weapons_held",
    "reacting",
    "out_of_reach",
    "awaits_better",
    "no_radar",
    "no_missile",
    "launchers_busy",
    "no_channel",
    "engage",
    "no_return",
)
(
    UNDER_ENGAGEMENT,
    ENGAGEMENT_LIMIT,
    WEAPONS_HELD,
    REACTING,
    OUT_OF_REACH,
    AWAITS_BETTER,
    NO_RADAR,
    NO_MISSILE,
    LAUNCHERS_BUSY,
    NO_CHANNEL,
    ENGAGE,
    NO_RETURN,
) = range(12)

# fields of intermittent and airborne jammers; indices of things that may be absent
_jam = functools.partial(Field, plain=0, empty_unless="jammers")
_optional = functools.partial(Field, none="NOBODY", plain=NOBODY)


class World(NamedTuple):
    """Everything that does not change during a replication; each field is declared by a `Field`."""

    # None if no optional rule is active, see `rules_of`
    rules: Annotated[Ints | None, Field("1", "a type for the compiler, its value is not used")]
    scans: Annotated[int, Field("", "scans of a replication", "scans", defines="scans")]

    threat_start: Annotated[Ints, Field("T", "scan of its start, before the delay", "scan")]
    threat_jitter: Annotated[Ints, Field("T", "longest delay of its start", "scans", plain=0)]
    threat_path: Annotated[Ints, Field("T", "path; threats of one wave share one", of="P")]
    threat_length: Annotated[Ints, Field("T", "local scan of arrival at the asset", "scan")]
    threat_class: Annotated[Ints, Field("T", "target class", of="C")]
    threat_label: Annotated[
        Ints, Field("T", "true label, under which it is counted", of="B", plain="threat_class")
    ]
    threat_asset: Annotated[Ints, Field("T", "asset that it flies to", of="A")]
    threat_harms: Annotated[Ints, Field("T", "its arrival is a hit", FLAG, plain=1)]
    threat_viable: Annotated[
        Ints, Field("T", "the tables have a launch that reaches it", FLAG, plain=1)
    ]
    threat_aimed: Annotated[Ints, Field("T", "its asset is a defended one", FLAG, plain=1)]
    threat_hold: Annotated[
        Ints, Field("T", "decorrelation interval of its cross-section", "scans", plain=1)
    ]

    radar_network: Annotated[Ints, Field("R", "network", of="N")]
    radar_command: Annotated[
        Ints, Field("R", "command post", of="S", none="NOBODY", plain="radar_network")
    ]
    radar_unit: Annotated[Ints, _optional("R", "unit whose engagement radar it is", of="U")]
    radar_on: Annotated[
        Ints, Field("R", "first scan of emission; NEVER if it waits", "scan", none="NEVER", plain=0)
    ]
    radar_period: Annotated[Ints, Field("R", "time between looks", "scans")]
    radar_confirm_hits: Annotated[Ints, Field("R", "m of the m-of-n rule", "looks")]
    radar_confirm_looks: Annotated[Ints, Field("R", "n of the m-of-n rule", "looks")]
    radar_drop_misses: Annotated[Ints, Field("R", "misses in a row that end a track", "looks")]

    # Intermittent and airborne jammers; without any, all but ``jammers`` is empty. Levels are
    # 256ths of a decibel, angles 2,048ths of the radar's beamwidth, see `jam_scales`.
    jammers: Annotated[int, Field("", "how many, at most 31", plain=0, defines="J")]
    jam_chance: Annotated[Thresholds, _jam("J", "that it comes at all", "2^-31")]
    jam_first: Annotated[Ints, _jam("J", "first scan, before the delay", "scan")]
    jam_scans: Annotated[Ints, _jam("J", "how long it radiates", "scans")]
    jam_jitter: Annotated[Ints, _jam("J", "longest delay", "scans")]
    jam_carrier: Annotated[
        Ints,
        _jam(
            "J",
            "threat that carries it; none for a stand-off jammer",
            of="T",
            none="NOBODY",
            plain=NOBODY,
        ),
    ]
    jam_start: Annotated[Ints, _jam("J", "its first position", of="points")]
    jam_points: Annotated[
        Ints,
        _jam(
            "J",
            "number of positions: 1, or one for each local scan of its carrier",
            "positions",
            plain=1,
        ),
    ]
    jam_level: Annotated[
        Ints,
        _jam(
            "O points",
            "power over noise in the middle of the beam; NOWHERE out of sight",
            "dB/256",
            none="NOWHERE",
            plain=NOWHERE,
        ),
    ]
    jam_azimuth: Annotated[Ints, _jam("O points", "azimuth", "beamwidth/2048")]
    jam_elevation: Annotated[Ints, _jam("O points", "elevation; 0 for a fan", "beamwidth/2048")]
    jam_fall: Annotated[
        Ints,
        _jam(
            "O points",
            "what a fan's gain loses at the jammer's elevation; 0 for a pencil",
            "dB/256",
        ),
    ]
    jam_floor: Annotated[Ints, _jam("O", "side lobes below the peak", "dB/256")]
    jam_circle: Annotated[Ints, _jam("O", "a full turn", "beamwidth/2048")]
    detection_signal: Annotated[
        NDArray[np.int16], _jam("V", "signal over noise, clutter and steady jammers", "dB/256")
    ]
    detection_background: Annotated[
        NDArray[np.int16], _jam("V", "noise, clutter and steady jammers over noise", "dB/256")
    ]
    detection_azimuth: Annotated[Ints, _jam("V", "of the target", "beamwidth/2048")]
    detection_elevation: Annotated[Ints, _jam("V", "of the target; 0 for a fan", "beamwidth/2048")]
    detection_errors: Annotated[
        NDArray[np.int16],
        _jam(
            "V levels",
            "square track error in m^2 by signal level; first UNGUIDED if the radar cannot guide",
            "dB/256",
            none="UNGUIDED",
            plain=UNGUIDED,
        ),
    ]
    look_table: Annotated[Thresholds, _jam("kinds LOOKS", "detection threshold by signal", "2^-31")]
    look_half: Annotated[
        Ints, _jam("kinds", "signal at which detection is as likely as not", "dB/256")
    ]
    look_of: Annotated[Ints, _jam("O*P", "kind of look", of="kinds")]
    radar_coast: Annotated[
        Ints, _jam("O", "how long a track still guides without a detection", "scans")
    ]
    radar_guides: Annotated[Ints, _jam("R", "it may guide active missiles of others", FLAG)]
    missile_active: Annotated[Ints, _jam("K", "any radar of the network may guide it", FLAG)]
    missile_accuracy: Annotated[
        Ints, _jam("K", "largest square track error in m^2 at launch", "dB/256", plain=NEVER)
    ]
    missile_reference: Annotated[
        Ints,
        _jam(
            "K",
            "square track error in m^2 of its kill probability; NEVER if errors are not modelled",
            "dB/256",
            none="NEVER",
            plain=NEVER,
        ),
    ]
    flight_bare: Annotated[
        NDArray[np.uint16], _jam("Z", "as flight_kill, without track error and jamming", "2^-15")
    ]
    jam_kill: Annotated[
        NDArray[np.uint16],
        _jam(
            "K C GROWTHS",
            "share of the kill probability left by a miss distance grown under jamming",
            "2^-15",
        ),
    ]

    detection_first: Annotated[Ints, Field("O*P", "first local scan of each row", "scan")]
    detection_offset: Annotated[Longs, Field("O*P+1", "where each row begins", of="V+1")]
    detection_threshold: Annotated[Thresholds, Field("V", "detection probability", "2^-31")]

    unit_network: Annotated[Ints, Field("U", "network", of="N")]
    unit_command: Annotated[Ints, Field("U", "command post", of="S", plain="unit_network")]
    unit_reaction: Annotated[Ints, Field("U", "time from firm track to launch", "scans")]
    unit_delay: Annotated[Ints, Field("U", "delay of its link", "scans", plain=0)]
    unit_capacity: Annotated[
        Ints, Field("U", "engagements at once over its link", "engagements", plain=NO_LIMIT)
    ]
    unit_target_channels: Annotated[Ints, Field("U", "target channels", "targets")]
    unit_missile_channels: Annotated[Ints, Field("U", "missile channels", "missiles")]
    launch_interval: Annotated[
        Ints, Field("U", "time between two launches of a launcher", "scans", plain=0)
    ]
    salvo_interval: Annotated[
        Ints, Field("U", "time between two launches of the unit", "scans", plain=0)
    ]
    unit_launcher: Annotated[Ints, Field("U+1", "where each unit's launchers begin", of="L+1")]
    unit_reserve: Annotated[
        Ints, Field("D U K", "ready missiles kept for reserved labels", "missiles", plain=0)
    ]
    unit_stock: Annotated[Ints, Field("U K", "reload missiles at the start", "missiles")]

    launcher_missile: Annotated[Ints, Field("L", "missile type", of="K")]
    launcher_capacity: Annotated[Ints, Field("L", "missiles on the full launcher", "missiles")]
    launcher_reload: Annotated[Ints, Field("L", "time from empty to full", "scans")]

    flight_first: Annotated[Ints, Field("E*K*P", "first local scan of each row", "scan")]
    flight_offset: Annotated[Longs, Field("E*K*P+1", "where each row begins", of="Z+1")]
    flight_scans: Annotated[
        NDArray[np.uint16], Field("Z", "time from launch to intercept; 0 for none", "scans")
    ]
    flight_kill: Annotated[
        NDArray[np.uint16], Field("Z", "share of the kill probability left there", "2^-15")
    ]

    flight_least: Annotated[
        NDArray[np.uint8],
        Field(
            "D CASES Z",
            "least engagements left with which it is not better to wait; 0 if it never is",
            "engagements",
            plain=0,
        ),
    ]
    path_best: Annotated[
        Ints,
        Field(
            "N P BEST",
            "units with the best launches at it, best first",
            of="U",
            none="NOBODY",
            plain=NOBODY,
        ),
    ]

    kill_threshold: Annotated[
        Thresholds, Field("K C", "kill probability without a common-mode failure", "2^-31")
    ]
    common_threshold: Annotated[
        Thresholds, Field("K", "probability of a common-mode failure", "2^-31", plain=0)
    ]
    common_level: Annotated[Ints, Field("K", "PER_TARGET or PER_RAID", plain=PER_TARGET)]
    raid_kill: Annotated[
        Thresholds,
        Field(
            "K C bins",
            "kill probability by level of the raid's effectiveness, lowest first; instead of "
            "kill_threshold where there are levels",
            "2^-31",
            plain=0,
            empty_unless="correlation",
        ),
    ]
    missile_remote: Annotated[
        Ints, Field("K", "it flies without the firing unit's radar", FLAG, plain=0)
    ]
    any_track: Annotated[
        int, Field("", "every missile may be launched on every radar's track", FLAG, plain=1)
    ]
    radar_launches: Annotated[
        Ints,
        Field("R K", "it may be launched on this one's", FLAG, plain=1, empty_unless="own_tracks"),
    ]

    # A row for each doctrine: a new doctrine field is declared here, with its plain value.
    group_doctrine: Annotated[Ints, Field("G", "doctrine at the start", of="D", plain=0)]
    policy: Annotated[Ints, Field("D", "LOOK, PAIR or RANDOM", plain=LOOK)]
    interval: Annotated[
        Ints, Field("D", "time from the first to the second salvo of a pair", "scans", plain=1)
    ]
    engagements: Annotated[
        Ints, Field("D", "most engagements of one threat by one group", "engagements", plain=1)
    ]
    assessment: Annotated[
        Ints, Field("D", "time from intercept to its assessment", "scans", plain=0)
    ]
    miss_for_kill: Annotated[
        Thresholds, Field("D", "a miss is assessed as a kill", "2^-31", plain=0)
    ]
    kill_for_miss: Annotated[
        Thresholds, Field("D", "a kill is assessed as a miss", "2^-31", plain=0)
    ]
    correction: Annotated[
        Ints, Field("D", "time until a miss assessed as a kill is noticed", "scans", plain=0)
    ]
    time_weight: Annotated[
        Ints, Field("D", "weight of the arrival in the order of threats", "1/1000", plain=THOUSAND)
    ]
    label_salvo: Annotated[Ints, Field("D B", "missiles of a salvo", "missiles", plain=1)]
    label_reserved: Annotated[Ints, Field("D B", "may use the reserve", FLAG, plain=0)]
    label_engaged: Annotated[
        Ints, Field("D B", "the weapons control status allows engagement", FLAG, plain=1)
    ]
    label_advance: Annotated[
        Ints, Field("D B A", "how much earlier it counts as arriving", "scans/1000", plain=0)
    ]
    missile_order: Annotated[
        Ints, Field("D K", "missile types, first choice first", of="K", plain=NUMBER)
    ]
    silent_when_empty: Annotated[
        Ints, Field("D", "a unit out of missiles switches its radar off", FLAG, plain=0)
    ]
    fires_remote: Annotated[
        Ints, Field("D", "a unit without radar fires on its group's tracks", FLAG, plain=0)
    ]
    by_return: Annotated[
        Ints, Field("D", "fire by marginal return instead of by urgency", FLAG, plain=0)
    ]
    waits: Annotated[Ints, Field("D", "no launch while a better one is to come", FLAG, plain=0)]
    label_value: Annotated[
        Ints, Field("D B A", "value of stopping a threat, at most 2^30", "value steps", plain=1)
    ]
    missile_price: Annotated[Ints, Field("D K", "reserve price", "value steps", plain=0)]
    scarcity: Annotated[
        Ints, Field("D", "rise of the price to an empty magazine", "value steps", plain=0)
    ]
    label_kill: Annotated[
        Thresholds,
        Field("K B", "single-shot kill probability that groups assume", "2^-31", plain=0),
    ]
    unit_full: Annotated[
        Ints, Field("U K", "ready missiles with every launcher full", "missiles", plain=1)
    ]
    identified: Annotated[int, Field("", "labels are drawn", FLAG, plain=0)]
    confusion: Annotated[
        Thresholds,
        Field("D B B", "cumulated probability of assigned labels by true label", "2^-31", plain=0),
    ]

    change_kind: Annotated[
        Ints, Field("X", "LOSE, CUT, QUIET, EMIT, SHUT, MOVE or DOCTRINE", plain=LOSE)
    ]
    change_node: Annotated[
        Ints, Field("X", "node: command posts, radars, units; or the group", of="S+R+U", plain=0)
    ]
    change_chance: Annotated[
        Thresholds, Field("X", "that it comes by itself; 0 if triggered", "2^-31", plain=0)
    ]
    change_first: Annotated[Ints, Field("X", "first scan in which it may come", "scan", plain=0)]
    change_window: Annotated[
        Ints, Field("X", "scans over which it is drawn; 0 at a set time", "scans", plain=0)
    ]
    change_trigger: Annotated[Ints, _optional("X", "CUE, HIT or SEEN", of="3")]
    change_delay: Annotated[Ints, Field("X", "time from trigger to change", "scans", plain=0)]
    change_next: Annotated[Ints, _optional("X", "change that the trigger also starts", of="X")]
    change_doctrine: Annotated[Ints, _optional("X", "doctrine that the group changes to", of="D")]
    radar_second: Annotated[Ints, _optional("R", "the same radar at its next site", of="R")]
    threat_homes: Annotated[Ints, _optional("T", "radar that it homes on", of="R")]
    asset_change: Annotated[Ints, _optional("A", "change that a hit causes", of="X")]
    unit_quiet: Annotated[Ints, _optional("U", "change once it is out of missiles", of="X")]
    command_delay: Annotated[Ints, Field("S", "delay of its link to the network", "scans", plain=0)]
    post_limit: Annotated[
        Ints, Field("Q", "engagements that it can direct at once", "engagements", plain=0)
    ]
    unit_post: Annotated[Ints, _optional("U", "command post with a limit", of="Q")]

    look_round: Annotated[
        int, Field("", "time between reviews of facings; 0 if no unit can turn", "scans", plain=0)
    ]
    stance_radar: Annotated[Ints, _optional("E", "engagement radar", of="R")]
    stance_facing: Annotated[Ints, _optional("E F", "stances that the unit can turn to", of="E")]
    stance_turn: Annotated[Ints, Field("E F", "time of that turn", "scans", plain=0)]
    stance_second: Annotated[Ints, _optional("E", "same facing at the second site", of="E")]
    radar_first: Annotated[
        Ints,
        Field(
            "R",
            "the same radar before its unit turns; none at a second site",
            of="R",
            none="NOBODY",
            plain=NUMBER,
        ),
    ]
    change_absence: Annotated[
        Ints, Field("X", "how long a unit is away that moves or shuts down", "scans", plain=0)
    ]
    change_pack: Annotated[
        Ints, Field("X", "time until a unit that moves has left", "scans", plain=0)
    ]
    unit_loaders: Annotated[
        Ints,
        _optional("U", "loader vehicles; NOBODY if launchers reload by themselves", "vehicles"),
    ]
    unit_travel: Annotated[
        Ints, Field("U", "a loader's time to the depot, and back again", "scans", plain=0)
    ]
    depot: Annotated[
        Ints, Field("S K", "missiles in depots", "missiles", plain=0, empty_unless="depots")
    ]
    opening: Annotated[
        Ints,
        Field(
            "openings opening",
            "state at the start of a replication, see `rules.carryover`; used in turn",
            plain=0,
            empty_unless="openings",
        ),
    ]
    relay_radar: Annotated[Ints, Field("W", "radar whose tracks it passes on", of="O", plain=0)]
    relay_delay: Annotated[Ints, Field("W", "delay of its tracks", "scans", plain=0)]

    assets: Annotated[int, Field("", "assets", defines="A")]
    networks: Annotated[int, Field("", "networks", defines="N")]
    commands: Annotated[int, Field("", "command posts", plain=0, defines="S")]
    paths: Annotated[int, Field("", "distinct paths", defines="P")]


def rules_of(world: World) -> Ints | None:
    """Return an array if an optional rule is active, else None.

    None means: nothing can be lost, cut off, jammed or moved; no launcher waits for loaders or
    starts less than full; no command post and no track restricts a launch; no neighbour cues; and
    every doctrine fires at the most urgent threat first.
    """
    tables = world.change_kind, world.opening, world.post_limit, world.relay_radar
    ruled = (
        any(len(table) > 0 for table in tables)
        or world.jammers > 0
        or world.look_round > 0
        or world.any_track == 0
        or bool((world.unit_loaders != NOBODY).any())
        or bool((world.policy == RANDOM).any())
        or bool(world.by_return.any())
    )
    return np.zeros(1, dtype=np.int32) if ruled else None


def with_rules(world: World) -> World:
    """Return a world that states whether any optional rule is active in it."""
    return world._replace(rules=rules_of(world))
