"""World is constant, State changes.

Both are plain named tuples of integer arrays. All floating point ended when the tables were
built: times are scans, probabilities are thresholds that a 31-bit draw must lie below.

Letters in the shapes: R radars, N networks, U fire units (batteries), L launchers, K missile
types, T threats, C target classes, P distinct paths, A assets, H target channels of the
best-equipped unit, S command posts, Q those of them with a limit, J jammers that come and go,
D doctrines, B labels, X changes that may come, E stances, F facings of the unit that has most, V
looks held by the tables, W relays.

A group shares tracks and engagements. The first N groups are the networks. Where something can be
lost, a command post's own people follow, one group a command post, and then each unit alone: G
groups. A label is what a threat is held for: a target class, or friend, civil, decoy, unknown.
A stance is where a unit stands and which way its radar faces; the first U stances are those in
which the units begin, so that a scenario without others has a row for each unit.
A relay is a radar of one network as another one hears of it; the last W radars are relays, and have
no rows in the tables of what is seen.
"Local scan" is a threat's own time, counted from the scan in which it sets out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Ints, Longs, Places, Thresholds

NOBODY = -1
WAITING, FLYING, KILLED, LEAKED = 0, 1, 2, 3
NEVER = 2**30
NOWHERE = -NEVER  # level of a jammer out of sight
UNGUIDED = -(2**15)  # first error of a track that could guide nothing
WHOLE = 2**15  # a share of one
PER_TARGET, PER_RAID = range(2)  # what a failure in common takes with it
LOOK, PAIR, RANDOM = range(3)  # shoot-look-shoot, shoot-shoot-look, each unit at random
# a node is lost, or its link; its radar falls silent when it has run dry, or radiates
# again; it shuts down before what homes on it; a unit moves to its second site; a group takes
# up another doctrine
LOSE, CUT, QUIET, EMIT, SHUT, MOVE, DOCTRINE = range(7)
# what a radar waits for: a track in its group, a leaker, a track of what homes on it
CUE, HIT, SEEN = range(3)


class World(NamedTuple):
    """Everything that does not change during a replication."""

    rules: Ints | None  # None where no rule is at work beyond the plain fight, see `rules_of`
    scans: int

    threat_start: Ints  # T: scan of setting out, before jitter
    threat_jitter: Ints  # T: latest additional delay, scans
    threat_path: Ints  # T: threats of one wave share a path, and its tables
    threat_length: Ints  # T: local scan of arrival at the asset
    threat_class: Ints  # T
    threat_label: Ints  # T: what it is in truth, and where it is counted
    threat_asset: Ints  # T
    threat_harms: Ints  # T: 1 where its arrival is a hit
    threat_viable: Ints  # T: 1 where the tables hold a launch at it
    threat_aimed: Ints  # T: 1 where its asset is one that the defence is there for
    threat_hold: Ints  # T: scans for which one detection draw holds

    radar_network: Ints  # R
    radar_command: Ints  # R: command post
    radar_unit: Ints  # R: the unit whose engagement radar it is, NOBODY if none
    radar_on: Ints  # R: first scan of emission, NEVER where it waits for something
    radar_period: Ints  # R: scans between looks
    radar_confirm_hits: Ints  # R: m of m-of-n
    radar_confirm_looks: Ints  # R: n of m-of-n
    radar_drop_misses: Ints  # R

    # Jammers that come and go; where there are none, all but ``jammers`` is empty. Levels are
    # 256ths of a decibel, angles 2,048ths of the radar's beamwidth.
    jammers: int  # J: at most as many as a jam state has bits; those on board of threats come last
    jam_chance: Thresholds  # J: that it comes at all
    jam_first: Ints  # J: first scan, before its delay
    jam_scans: Ints  # J: how long it radiates
    jam_jitter: Ints  # J: latest additional delay, scans
    jam_carrier: Ints  # J: the threat on board of which it is, NOBODY if it stands off
    jam_start: Ints  # J: its first point in the tables of points
    jam_points: Ints  # J: one, or one for each local scan of its carrier
    jam_level: Ints  # R × points: over noise with the beam on it, NOWHERE out of sight
    jam_azimuth: Ints  # R × points
    jam_elevation: Ints  # R × points, 0 for a fan
    jam_fall: Ints  # R × points: what a fan has less at its elevation, 0 for a pencil
    jam_floor: Ints  # R: side lobes below the peak
    jam_circle: Ints  # R: a full turn
    detection_signal: NDArray[np.int16]  # V: over noise, clutter and jammers that are always there
    detection_background: NDArray[np.int16]  # V: these together, over noise
    detection_azimuth: Ints  # V: of the target
    detection_elevation: Ints  # V, 0 for a fan
    detection_errors: NDArray[np.int16]  # V × steps: of a track, squared; see `holding.error_of`
    look_table: Thresholds  # kinds of look × steps of the signal
    look_half: Ints  # kinds: the signal that gives even chances
    look_of: Ints  # R·P: kind of look
    radar_coast: Ints  # R: scans over which a track guides without being seen
    radar_guides: Ints  # R: 1 where it may send active missiles of other units
    missile_active: Ints  # K: 1 where any radar of the network may send it
    missile_accuracy: Ints  # K: the worst track error it may be launched on
    missile_reference: (
        Ints  # K: the track error that its kill probability holds for, NEVER if unused
    )
    flight_bare: NDArray[np.uint16]  # beside flight_kill: the same without track error and jamming
    jam_kill: NDArray[
        np.uint16
    ]  # K × C × steps of the growth of the miss: what it leaves, of WHOLE

    detection_first: Ints  # R·P: first local scan held by each pair
    detection_offset: Longs  # R·P + 1: where each pair starts in detection_threshold
    detection_threshold: Thresholds  # V

    unit_network: Ints  # U
    unit_command: Ints  # U: command post
    unit_reaction: Ints  # U: scans from firm track to launch
    unit_delay: Ints  # U: what the link adds to them
    unit_capacity: Ints  # U: engagements at once that the link carries
    unit_target_channels: Ints  # U
    unit_missile_channels: Ints  # U
    unit_launcher: Ints  # U + 1: launchers of unit u are unit_launcher[u] up to [u + 1]
    unit_reserve: Ints  # D × U × K: ready missiles kept for reserved labels
    unit_stock: Ints  # U × K: reload missiles at the start

    launcher_missile: Ints  # L
    launcher_capacity: Ints  # L
    launcher_reload: Ints  # L: scans from empty to ready

    flight_first: Ints  # E·K·P: first local scan held by each triple
    flight_offset: Longs  # E·K·P + 1
    flight_scans: NDArray[np.uint16]  # scans from launch to intercept, 0 where there is none
    flight_kill: NDArray[np.uint16]  # beside it: what is left of the kill probability, of WHOLE

    kill_threshold: Thresholds  # K × C, where nothing fails in common
    common_threshold: Thresholds  # K: a failure that missiles have in common
    common_level: Ints  # K: PER_TARGET or PER_RAID
    missile_remote: Ints  # K: 1 where it flies without the radar of the unit that fired it
    any_track: int  # 1 where every missile may be launched on every radar's track
    radar_launches: Ints  # R × K: 1 where it may on this one's; empty with any_track

    group_doctrine: Ints  # G: what each begins with
    policy: Ints  # D: LOOK, PAIR or RANDOM
    interval: Ints  # D: scans from the first to the second salvo of a pair
    engagements: Ints  # D: the most on one threat by one group
    assessment: Ints  # D: scans from intercept to knowing
    miss_for_kill: Thresholds  # D: a miss is held for a kill
    kill_for_miss: Thresholds  # D: a kill is held for a miss
    correction: Ints  # D: scans until a miss held for a kill is noticed
    time_weight: Ints  # D: thousandths, of the scan of arrival in the order of threats
    label_salvo: Ints  # D × B
    label_reserved: Ints  # D × B: 1 where the reserve may be used
    label_engaged: Ints  # D × B: 1 where the weapons' state lets it be engaged
    label_advance: Ints  # D × B × A: thousandths of scans by which a threat is more urgent
    missile_order: Ints  # D × K: first choice first
    silent_when_empty: Ints  # D: 1 where a unit that has run dry switches its radar off
    fires_remote: Ints  # D: 1 where a unit whose radar is lost fires on its group's tracks
    by_return: Ints  # D: 1 where a group fires by marginal return, 0 by urgency
    label_value: Ints  # D × B × A: value of a threat to an asset, in steps, 2**30 at most
    missile_price: Ints  # D × K: reserve price of a missile, in those steps
    scarcity: Ints  # D: what it rises by as a magazine empties, in those steps
    label_kill: Thresholds  # K × B: single-shot kill probability that groups reckon with
    unit_full: Ints  # U × K: ready missiles where every launcher is full
    identified: int  # 1 where labels are drawn
    confusion: Thresholds  # D × B × B: true label, then cumulated over the label that is seen

    change_kind: Ints  # X: LOSE, CUT, QUIET, EMIT, SHUT, MOVE or DOCTRINE
    change_node: Ints  # X: command posts come first, then radars, then units; a doctrine's group
    change_chance: Thresholds  # X: that it happens at all; nothing where only a hit can do it
    change_first: Ints  # X: first scan in which it may happen
    change_window: Ints  # X: scans over which it is drawn, 0 at a set time
    change_trigger: Ints  # X: CUE, HIT or SEEN, NOBODY for none
    change_delay: Ints  # X: scans from that to the change
    change_next: Ints  # X: what the trigger sets going beside it, NOBODY for nothing
    change_doctrine: Ints  # X: what the group takes up, NOBODY where it is no DOCTRINE
    radar_second: Ints  # R: the same radar at the site it goes to, NOBODY if it stays
    threat_homes: Ints  # T: the radar it homes on, NOBODY for none
    asset_change: Ints  # A: what a hit on the asset changes, NOBODY if nothing
    unit_quiet: Ints  # U: what changes once the unit has run dry, NOBODY if nothing
    command_delay: Ints  # S: scans that a command post's link to its network adds
    post_limit: Ints  # Q: engagements at once that a command post directs, of those with a limit
    unit_post: Ints  # U: place of its command post among those, NOBODY where it has no limit

    look_round: int  # scans from one look round to the next, 0 where no unit can turn
    stance_radar: Ints  # E: the engagement radar, NOBODY if none
    stance_facing: Ints  # E × F: the stance to which the unit turns from it, NOBODY if none
    stance_turn: Ints  # E × F: scans that this takes
    stance_second: Ints  # E: the stance of the same facing at the second site, NOBODY if none
    radar_first: Ints  # R: what the radar is before its unit turns or moves; else itself
    change_absence: Ints  # X: scans for which a unit that moves or shuts down is away
    change_pack: Ints  # X: scans after which a unit that moves has left its site
    unit_loaders: Ints  # U: loader vehicles, NOBODY where launchers reload by themselves
    unit_travel: Ints  # U: scans of a loader's way to the depot, and of its way back
    depot: Ints  # S × K: missiles in the depot of each unit's batteries; empty without loaders
    opening: Ints  # replications × `carried.width`, used in turn; none where all begin anew
    relay_radar: Ints  # W: the radar of a neighbour whose tracks it passes on
    relay_delay: Ints  # W: scans by which they come later

    assets: int
    networks: int
    commands: int
    paths: int


class State(NamedTuple):
    """Everything that does. One State serves many replications; ``reset`` makes it new."""

    stream: NDArray[np.uint64]  # 1: key of the replication's draws

    arrival: Ints  # T: scan in which the threat sets out
    status: Ints  # T: WAITING, FLYING, KILLED, LEAKED
    doomed: Ints  # T: 1 once killed and held to be alive
    label: Ints  # G × T: what each group holds the threat for
    order: Places  # G × T: threats, most urgent first
    score: Longs  # T: scratch of that order
    group_doctrine: Ints  # G: what each fights by now

    jam: Ints  # scans: which jammers radiate, one bit each
    silenced: Ints  # 1 once its carrier was killed while it had still to radiate; carried ones only
    fell_silent: Ints  # 1: scan in which the latest of them was
    heard: Longs  # 1: scratch, the power of jammers in the latest look
    held: Ints  # U × K × T: the latest scan in which jammers left a launch; empty without jammers
    held_kill: Ints  # beside it: what was left of the kill probability, of WHOLE
    held_case: Longs  # beside it: the jammers and the radar for which `holding.holds` looked ahead
    held_until: Ints  # beside it: up to which scan the target is held in that case
    radar_phase: Ints  # R
    radar_group: Ints  # R
    radar_on: Ints  # R: first scan of emission, NEVER before it is known
    radar_off: Ints  # R: scan in which it ends, NEVER before it is known
    unit_group: Ints  # U: NOBODY once lost
    unit_wait: Ints  # U: scans from firm track to launch, as things are
    unit_limit: Ints  # U: engagements at once, as things are
    unit_from: Ints  # U: scan from which its own radar radiates, and it may fire
    unit_blind: Ints  # U: 1 once its own radar is lost
    due: Ints  # X: scan of each change, NEVER before it is known
    changed: Ints  # X: 1 once it has come
    history: Longs  # R × T: one bit a look, the latest lowest
    tracked: Ints  # R × T: 1 while the radar holds a track
    holders: Ints  # G × T: radars of the group that hold a track
    since: Ints  # G × T: scan in which the group's track became firm, NEVER without one
    ever_tracked: Ints  # G × T: 1 once the group has held a track

    engaged: Ints  # G × T: engagements begun
    free_at: Ints  # G × T: scan from which the next engagement may begin
    known_at: Ints  # G × T: scan in which the outcome of what flies is known
    aims: Ints  # U: targets drawn at random
    fired_at: Ints  # U × T: missiles fired

    channel_until: Ints  # U × H: scan of intercept, 0 where the channel is free
    channel_threat: Ints  # U × H
    channel_missile: Ints  # U × H
    channel_salvo: Ints  # U × H
    channel_kill: Ints  # U × H: flight_kill at the launch
    used: Ints  # U: target channels in use
    guided: Ints  # U: missiles in the air

    loaded: Ints  # L
    reload_at: Ints  # L: scan in which the launcher is full again, NEVER if none is due
    ready: Ints  # U × K
    stock: Ints  # U × K
    able: Places  # U: units of the group at hand that have a free channel
    empty_since: Ints  # L: scan in which it ran empty, NEVER where it waits for no loader
    fetched: Ints  # L: missiles that a loader brings
    depot: Ints  # S × K, as in the world
    waited: Ints  # U: scans that launchers waited for a loader; empty without loaders
    from_depot: Ints  # K: missiles taken from depots; empty without loaders

    stance: Places  # U: the stance in which it is, or to which it turns or moves
    unit_left: Ints  # U: scan in which it left its first site, NEVER before
    turns: Ints  # U, or nothing where no unit can turn: turns made
    needed: Ints  # U: 1 where it alone covers something urgent; scratch of a look round
    radar_was_on: Ints  # R: what radar_on was before the radar was switched on anew
    radar_was_off: Ints  # R: and radar_off
    restarted: Ints  # R: 1 once it was, until that is taken note of
    candidates: Places  # T: threats that it may be about, where it is about many
    survives: Longs  # T: how likely each outlives what is in the air at it, of 2**31
    gain: Longs  # T: what the best salvo at each saves beyond its price
    gain_arm: Ints  # T: its unit and missile type, as one number

    queue: Places  # T: threats that fly in the scan at hand, a group's most urgent first
    flying: Places  # T: the same by number; what follows lies beside it
    interval: Longs  # T: decorrelation interval
    bound: Longs  # T: threshold of one radar's look
    hit: Longs  # T: 1 where that is a detection
    past: Longs  # T: history of the radar
    firm: Longs  # T: 1 where the radar held a track before the look
    turn: Longs  # T: 1 where the look begins one, -1 where it ends it

    threats: Ints  # B × len(THREAT_COUNTS)
    outcomes: Ints  # B × len(OUTCOMES)
    fired: Ints  # K
    hits: Ints  # A
    busy: Ints  # U: channel-scans in use
    saturated: Ints  # U: scans with every channel in use
    post_saturated: Ints  # Q: scans with every engagement in use that a command post directs
    first: Ints  # len(FIRST_EVENTS): scan of the first of its kind, -1 if none

    reason: Ints  # G × T: the group's latest decision in the log, -1 without a track
    events: Ints  # E × 7: kind, scan, and five numbers; E is 0 where nothing is logged
    event_count: Ints  # 1
    draws: Longs  # 1: detection draws evaluated


THREAT_COUNTS = ("launched", "tracked", "engaged", "killed", "leaked")
LAUNCHED_, TRACKED_, ENGAGED_, KILLED_, LEAKED_ = range(5)

# viable: the tables hold a launch at it; aimed: at an asset that the defence is there for
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

# why a network does or does not launch at a threat that it tracks, the last hurdle met
REASONS = (
    "under_engagement",
    "engagement_limit",
    "weapons_held",
    "reacting",
    "out_of_reach",
    "no_radar",
    "no_missile",
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
    NO_RADAR,
    NO_MISSILE,
    NO_CHANNEL,
    ENGAGE,
    NO_RETURN,
) = range(10)


def rules_of(world: World) -> Ints | None:
    """Return what stands for rules at work: None if nothing can be lost, cut off, jammed or moved.

    Nor may a magazine wait for loaders or begin otherwise than full, a command post or a track bind
    a launch, a neighbour cue, or a doctrine fire otherwise than the most urgent threat first.
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
    """Return a world that says whether any rule is at work in it."""
    return world._replace(rules=rules_of(world))


def new_state(world: World, event_capacity: int = 0) -> State:
    """Return scratch space for one thread.

    Raises
    ------
    ValueError
        Rules are at work in a world that says there are none, see `with_rules`.
    """
    if world.rules is None and rules_of(world) is not None:
        raise ValueError("rules are at work in this world; allowed: with_rules(world)")
    threats, radars = len(world.threat_start), len(world.radar_period)
    units, missiles = world.unit_stock.shape
    channels = max(1, int(world.unit_target_channels.max(initial=1)))
    launchers, groups = len(world.launcher_missile), len(world.group_doctrine)
    labels = world.label_salvo.shape[1]
    loading = bool((world.unit_loaders != NOBODY).any())

    def ints(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int32)

    return State(
        stream=np.zeros(1, dtype=np.uint64),
        arrival=ints(threats),
        status=ints(threats),
        doomed=ints(threats),
        label=ints(groups, threats),
        order=np.zeros((groups, threats), dtype=np.uint32),
        score=np.zeros(threats, dtype=np.int64),
        group_doctrine=ints(groups),
        jam=ints(world.scans),
        silenced=ints(int(np.sum(world.jam_carrier != NOBODY))),
        fell_silent=ints(1),
        heard=np.zeros(1, dtype=np.int64),
        held=ints(*(units, missiles, threats) if world.jammers else (0, 0, 0)),
        held_kill=ints(*(units, missiles, threats) if world.jammers else (0, 0, 0)),
        held_case=np.zeros((units, missiles, threats) if world.jammers else (0, 0, 0), np.int64),
        held_until=ints(*(units, missiles, threats) if world.jammers else (0, 0, 0)),
        radar_phase=ints(radars),
        radar_group=ints(radars),
        radar_on=ints(radars),
        radar_off=ints(radars),
        unit_group=ints(units),
        unit_wait=ints(units),
        unit_limit=ints(units),
        unit_from=ints(units),
        unit_blind=ints(units),
        due=ints(len(world.change_kind)),
        changed=ints(len(world.change_kind)),
        history=np.zeros((radars, threats), dtype=np.int64),
        tracked=ints(radars, threats),
        holders=ints(groups, threats),
        since=ints(groups, threats),
        ever_tracked=ints(groups, threats),
        engaged=ints(groups, threats),
        free_at=ints(groups, threats),
        known_at=ints(groups, threats),
        aims=ints(units),
        fired_at=ints(units, threats),
        channel_until=ints(units, channels),
        channel_threat=ints(units, channels),
        channel_missile=ints(units, channels),
        channel_salvo=ints(units, channels),
        channel_kill=ints(units, channels),
        used=ints(units),
        guided=ints(units),
        loaded=ints(launchers),
        reload_at=ints(launchers),
        ready=ints(units, missiles),
        stock=ints(units, missiles),
        able=np.zeros(units, dtype=np.uint32),
        stance=np.zeros(units, dtype=np.uint32),
        unit_left=ints(units),
        turns=ints(units if world.look_round else 0),
        needed=ints(units),
        radar_was_on=ints(radars),
        radar_was_off=ints(radars),
        restarted=ints(radars),
        empty_since=ints(launchers),
        fetched=ints(launchers),
        depot=ints(*world.depot.shape),
        waited=ints(units if loading else 0),
        from_depot=ints(missiles if loading else 0),
        candidates=np.zeros(threats, dtype=np.uint32),
        survives=np.zeros(threats, dtype=np.int64),
        gain=np.zeros(threats, dtype=np.int64),
        gain_arm=ints(threats),
        queue=np.zeros(threats, dtype=np.uint32),
        flying=np.zeros(threats, dtype=np.uint32),
        interval=np.zeros(threats, dtype=np.int64),
        bound=np.zeros(threats, dtype=np.int64),
        hit=np.zeros(threats, dtype=np.int64),
        past=np.zeros(threats, dtype=np.int64),
        firm=np.zeros(threats, dtype=np.int64),
        turn=np.zeros(threats, dtype=np.int64),
        threats=ints(labels, len(THREAT_COUNTS)),
        outcomes=ints(labels, len(OUTCOMES)),
        fired=ints(missiles),
        hits=ints(world.assets),
        busy=ints(units),
        saturated=ints(units),
        post_saturated=ints(len(world.post_limit)),
        first=ints(len(FIRST_EVENTS)),
        reason=ints(groups, threats),
        events=ints(event_capacity, 7),
        event_count=ints(1),
        draws=np.zeros(1, dtype=np.int64),
    )
