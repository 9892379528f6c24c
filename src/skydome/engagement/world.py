"""World is constant, State changes.

Both are plain named tuples of integer arrays. All floating point ended when the tables were
built: times are scans, probabilities are thresholds that a 31-bit draw must lie below.

Letters in the shapes: R radars, N networks, U fire units (batteries), L launchers, K missile
types, T threats, C target classes, P distinct paths, A assets, H target channels of the
best-equipped unit.
"Local scan" is a threat's own time, counted from the scan in which it sets out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Longs = NDArray[np.int64]
    Places = NDArray[
        np.uint32
    ]  # places in other arrays: what is unsigned cannot count from the end
    Thresholds = NDArray[np.uint32]

WAITING, FLYING, KILLED, LEAKED = 0, 1, 2, 3
NEVER = 2**30
WHOLE = 2**15  # a share of one
PER_TARGET, PER_RAID = range(2)  # what a failure in common takes with it


class World(NamedTuple):
    """Everything that does not change during a replication."""

    scans: int

    threat_start: Ints  # T: scan of setting out, before jitter
    threat_jitter: Ints  # T: latest additional delay, scans
    threat_path: Ints  # T: threats of one wave share a path, and its tables
    threat_length: Ints  # T: local scan of arrival at the asset
    threat_class: Ints  # T
    threat_asset: Ints  # T
    threat_hold: Ints  # T: scans for which one detection draw holds

    radar_network: Ints  # R
    radar_period: Ints  # R: scans between looks
    radar_confirm_hits: Ints  # R: m of m-of-n
    radar_confirm_looks: Ints  # R: n of m-of-n
    radar_drop_misses: Ints  # R

    detection_first: Ints  # R·P: first local scan held by each pair
    detection_offset: Longs  # R·P + 1: where each pair starts in detection_threshold
    detection_threshold: Thresholds

    unit_network: Ints  # U
    unit_reaction: Ints  # U: scans from firm track to launch
    unit_target_channels: Ints  # U
    unit_missile_channels: Ints  # U
    unit_launcher: Ints  # U + 1: launchers of unit u are unit_launcher[u] up to [u + 1]
    unit_reserve: Ints  # U × K: ready missiles kept for reserved classes
    unit_stock: Ints  # U × K: reload missiles at the start

    launcher_missile: Ints  # L
    launcher_capacity: Ints  # L
    launcher_reload: Ints  # L: scans from empty to ready

    flight_first: Ints  # U·K·P: first local scan held by each triple
    flight_offset: Longs  # U·K·P + 1
    flight_scans: NDArray[np.uint16]  # scans from launch to intercept, 0 where there is none
    flight_kill: NDArray[np.uint16]  # beside it: what is left of the kill probability, of WHOLE

    kill_threshold: Thresholds  # K × C, where nothing fails in common
    common_threshold: Thresholds  # K: a failure that missiles have in common
    common_level: Ints  # K: PER_TARGET or PER_RAID

    class_salvo: Ints  # C
    class_reserved: Ints  # C: 1 where the reserve may be used
    missile_order: Ints  # K: first choice first
    engagements: int  # the most on one threat by one network
    assessment: int  # scans from intercept to knowing

    assets: int
    networks: int
    paths: int


class State(NamedTuple):
    """Everything that does. One State serves many replications; ``reset`` makes it new."""

    stream: NDArray[np.uint64]  # 1: key of the replication's draws

    arrival: Ints  # T: scan in which the threat sets out
    status: Ints  # T: WAITING, FLYING, KILLED, LEAKED
    order: Places  # T: threats, soonest at its asset first

    radar_phase: Ints  # R
    history: Longs  # R × T: one bit a look, the latest lowest
    tracked: Ints  # R × T: 1 while the radar holds a track
    holders: Ints  # N × T: radars of the network that hold a track
    since: Ints  # N × T: scan in which the network's track became firm, NEVER without one
    ever_tracked: Ints  # N × T: 1 once the network has held a track

    engaged: Ints  # N × T: engagements begun
    free_at: Ints  # N × T: scan from which the next engagement may begin
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
    able: Places  # U: units that may take part in the decision at hand

    threats: Ints  # C × len(THREAT_COUNTS)
    fired: Ints  # K
    hits: Ints  # A
    busy: Ints  # U: channel-scans in use
    saturated: Ints  # U: scans with every channel in use
    first: Ints  # len(FIRST_EVENTS): scan of the first of its kind, -1 if none

    reason: Ints  # N × T: the network's latest decision in the log, -1 without a track
    events: Ints  # E × 7: kind, scan, and five numbers; E is 0 where nothing is logged
    event_count: Ints  # 1
    draws: Longs  # 1: detection draws evaluated


THREAT_COUNTS = ("launched", "tracked", "engaged", "killed", "leaked")
LAUNCHED_, TRACKED_, ENGAGED_, KILLED_, LEAKED_ = range(5)

FIRST_EVENTS = ("track", "launch", "intercept", "leak")
FIRST_TRACK, FIRST_LAUNCH, FIRST_INTERCEPT, FIRST_LEAK = range(4)

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
)
SET_OUT, DETECTED, TRACK, TRACK_LOST, DECISION, LAUNCH, INTERCEPT, RELOAD, LEAK = range(9)

# why a network does or does not launch at a threat that it tracks, the last hurdle met
REASONS = (
    "under_engagement",
    "engagement_limit",
    "reacting",
    "out_of_reach",
    "no_missile",
    "no_channel",
    "engage",
)
UNDER_ENGAGEMENT, ENGAGEMENT_LIMIT, REACTING, OUT_OF_REACH, NO_MISSILE, NO_CHANNEL, ENGAGE = range(
    7
)


def new_state(world: World, event_capacity: int = 0) -> State:
    """Return scratch space for one thread."""
    threats, radars = len(world.threat_start), len(world.radar_period)
    units, missiles = world.unit_stock.shape
    channels = max(1, int(world.unit_target_channels.max(initial=1)))
    launchers = len(world.launcher_missile)

    def ints(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int32)

    return State(
        stream=np.zeros(1, dtype=np.uint64),
        arrival=ints(threats),
        status=ints(threats),
        order=np.zeros(threats, dtype=np.uint32),
        radar_phase=ints(radars),
        history=np.zeros((radars, threats), dtype=np.int64),
        tracked=ints(radars, threats),
        holders=ints(world.networks, threats),
        since=ints(world.networks, threats),
        ever_tracked=ints(world.networks, threats),
        engaged=ints(world.networks, threats),
        free_at=ints(world.networks, threats),
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
        threats=ints(len(world.class_salvo), len(THREAT_COUNTS)),
        fired=ints(missiles),
        hits=ints(world.assets),
        busy=ints(units),
        saturated=ints(units),
        first=ints(len(FIRST_EVENTS)),
        reason=ints(world.networks, threats),
        events=ints(event_capacity, 7),
        event_count=ints(1),
        draws=np.zeros(1, dtype=np.int64),
    )
