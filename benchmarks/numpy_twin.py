"""The same model again, vectorised in NumPy: peer and second implementation.

It shares the draws and the tables with the kernels and nothing else, and gives the same rows. One
replication at a time, as a fair peer: what the radars see does not depend on what is shot, so all
looks of a replication are drawn at once, and tracks of all pairs go forward together, look by look.
Only launches and intercepts are followed scan by scan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.engagement.draw import (
    ARRIVAL,
    COMMON_RAID,
    COMMON_TARGET,
    DETECTION,
    EFFECTIVENESS,
    KILL,
    PHASE,
)
from skydome.engagement.world import NEVER, PER_RAID, WHOLE, World

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Flags, Longs

    Whole = NDArray[np.int32] | Longs

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def mix(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's output function over an array."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def draws(
    stream: NDArray[np.uint64], purpose: int, first: Whole, second: Whole, index: Whole
) -> Longs:
    """31-bit draws at many addresses."""
    high = np.uint64(purpose << 56) + (first.astype(np.uint64) << np.uint64(40))
    place: NDArray[np.uint64] = high + (second.astype(np.uint64) << np.uint64(24))
    place = place + index.astype(np.uint64)
    return (mix(stream + place * GOLDEN) >> np.uint64(33)).astype(np.int64)


class Dense(NamedTuple):
    """A world's two large tables, unrolled over local scans for one-step gathers."""

    world: World
    thresholds: NDArray[np.uint32]  # radars × threats × local scans
    flights: NDArray[np.uint16]  # threats × local scans × units × missiles
    kills: NDArray[np.uint16]  # the same, of WHOLE
    unit_of: Longs  # launchers


def dense(world: World) -> Dense:
    """Unroll a world."""
    threats, radars = len(world.threat_start), len(world.radar_period)
    units, missiles = world.unit_stock.shape
    length = world.scans + int(np.maximum(0, -world.threat_start).max()) + 1
    thresholds = np.zeros((radars, threats, length), dtype=np.uint32)
    flights = np.zeros((threats, length, units * missiles), dtype=np.uint16)
    kills = np.zeros_like(flights)
    for t, path in enumerate(world.threat_path):
        for r in range(radars):
            _unroll(
                thresholds[r, t],
                r * world.paths + path,
                world.detection_first,
                world.detection_offset,
                world.detection_threshold,
            )
        for um in range(units * missiles):
            window = um * world.paths + path, world.flight_first, world.flight_offset
            _unroll(flights[t, :, um], *window, world.flight_scans)
            _unroll(kills[t, :, um], *window, world.flight_kill)
    unit_of = np.repeat(np.arange(units), np.diff(world.unit_launcher))
    shape = threats, length, units, missiles
    return Dense(world, thresholds, flights.reshape(shape), kills.reshape(shape), unit_of)


def _unroll(
    into: NDArray[Any], row: int, first: Whole, offset: Longs, values: NDArray[Any]
) -> None:
    own = values[offset[row] : offset[row + 1]]
    kept = own[: max(0, len(into) - first[row])]
    into[first[row] : first[row] + len(kept)] = kept


class Shot(NamedTuple):
    """A salvo on its way; ``kill`` is the threshold that its draws must lie below."""

    unit: int
    threat: int
    missile: int
    salvo: int
    kill: int


class Twin:
    """One replication of one world."""

    def __init__(self, tables: Dense, seed: int, replication: int) -> None:
        self.d, self.w = tables, tables.world
        world = self.w
        threats, radars = len(world.threat_start), len(world.radar_period)
        units, missiles = world.unit_stock.shape
        stream = mix(np.array([seed], dtype=np.uint64) + GOLDEN)
        self.stream = mix(stream + np.array([replication], dtype=np.uint64) * GOLDEN)
        zero = np.zeros(1, dtype=np.int64)
        delay = draws(self.stream, int(ARRIVAL), np.arange(threats), zero, zero)
        self.arrival = world.threat_start + (delay * (world.threat_jitter + 1) >> 31)
        phase = draws(self.stream, int(PHASE), np.arange(radars), zero, zero)
        self.phase = phase * world.radar_period >> 31
        self.due = self.arrival + world.threat_length
        self.rank = np.argsort(np.argsort(self.due, kind="stable"))
        self.ended = np.full(threats, NEVER)
        self.killed = np.zeros(threats, dtype=bool)
        self.engaged = np.zeros((world.networks, threats), dtype=int)
        self.free_at = np.full((world.networks, threats), -NEVER)
        self.free_at[self.engaged >= world.engagements[0]] = NEVER
        self.fired_at = np.zeros((units, threats), dtype=int)
        self.shots: dict[int, list[Shot]] = {}
        self.used = np.zeros(units, dtype=int)
        self.guided = np.zeros(units, dtype=int)
        self.ready = np.zeros((units, missiles), dtype=int)
        self.stock = world.unit_stock.astype(int)
        self.loaded = world.launcher_capacity.astype(int)
        self.reloads: dict[int, list[int]] = {}
        np.add.at(self.ready, (self.d.unit_of, world.launcher_missile), world.launcher_capacity)
        self.launcher_free = np.zeros(len(self.loaded), dtype=int)
        self.unit_free = np.zeros(units, dtype=int)
        self.able = np.zeros((units, missiles, world.label_salvo.shape[1]), dtype=bool)
        for u in range(units):
            self._take_stock(u)
        self.fired = np.zeros(missiles, dtype=int)
        self.busy = np.zeros(units, dtype=int)
        self.saturated = np.zeros(units, dtype=int)
        self.first_launch, self.first_intercept = NEVER, NEVER

    def row(self) -> Longs:
        """Play it, and return the row of counters."""
        since = self._tracks()
        leaving = self._leaving()
        full = self.w.unit_target_channels
        for scan in range(self.w.scans):
            for shot in self.shots.pop(scan, []):
                self._resolve(shot, scan)
            for launcher in sorted(self.reloads.pop(scan, [])):
                self._reload(launcher)
            if self.able.any():
                self._decide(since[scan], scan)
            self.free_at[:, leaving[scan]] = NEVER
            self.busy += self.used
            self.saturated += self.used == full
        return self._row(since)

    def _leaving(self) -> list[Longs]:
        """Return by scan the threats that end their flight then, unless killed before."""
        at = np.maximum(self.due, 0)
        order = np.argsort(at, kind="stable")
        return np.split(order, np.searchsorted(at[order], np.arange(1, self.w.scans + 1)))[:-1]

    # what is seen

    def _tracks(self) -> Longs:
        """Return, scans × networks × threats, since when each track is firm, NEVER without one."""
        w = self.w
        shape = w.networks, len(self.arrival)
        holders = np.zeros(shape, dtype=int)
        firm = np.full(shape, NEVER)
        since = np.empty((w.scans, *shape), dtype=np.int64)
        changes = self._changes()
        for scan in range(w.scans):
            for r, confirmed, dropped in changes.get(scan, []):
                n = w.radar_network[r]
                holders[n, dropped] -= 1
                firm[n, dropped[holders[n, dropped] == 0]] = NEVER
                firm[n, confirmed[holders[n, confirmed] == 0]] = scan
                holders[n, confirmed] += 1
            since[scan] = firm
        return since

    def _changes(self) -> dict[int, list[tuple[int, Longs, Longs]]]:
        """Return by scan, radar by radar, whose tracks it confirms and whose it drops."""
        w = self.w
        hits, scans = self._hits()
        history = np.zeros(hits.shape[1:], dtype=np.int64)
        tracked = np.zeros(hits.shape[1:], dtype=bool)
        window = ((1 << w.radar_confirm_looks.astype(np.int64)) - 1)[:, None]
        run = ((1 << w.radar_drop_misses.astype(np.int64)) - 1)[:, None]
        need = w.radar_confirm_hits[:, None]
        changes: dict[int, list[tuple[int, Longs, Longs]]] = {}
        for look, hit in enumerate(hits):
            history = (history << 1 | hit) & 0xFFFF
            confirmed = ~tracked & (np.bitwise_count(history & window) >= need)
            dropped = tracked & (history & run == 0)
            tracked ^= confirmed | dropped
            history[dropped] = 0
            for r in np.flatnonzero((confirmed | dropped).any(axis=1)):
                change = int(r), np.flatnonzero(confirmed[r]), np.flatnonzero(dropped[r])
                changes.setdefault(int(scans[look, r]), []).append(change)
        for found in changes.values():
            found.sort(key=lambda change: change[0])
        return changes

    def _hits(self) -> tuple[Flags, Longs]:
        """Return detections, looks × radars × threats, and the scan of each radar's looks."""
        w = self.w
        looks = np.arange(-(-w.scans // w.radar_period.min()))[:, None]
        scans = -self.phase % w.radar_period + looks * w.radar_period
        hits = np.zeros((*scans.shape, len(self.arrival)), dtype=bool)
        for r in range(len(w.radar_period)):
            local = scans[:, r, None] - self.arrival
            within = (local >= 0) & (local <= w.threat_length) & (scans[:, r, None] < w.scans)
            look, t = np.nonzero(within)
            at = local[look, t]
            threshold = self.d.thresholds[r, t, at]
            seen = np.flatnonzero(threshold)
            look, t, at = look[seen], t[seen], at[seen]
            interval = (at // w.threat_hold[t]).astype(np.int64)
            drawn = draws(self.stream, int(DETECTION), np.array([r]), t, interval)
            hits[look, r, t] = drawn < threshold[seen]
        return hits, scans.astype(np.int64)

    # what is shot

    def _resolve(self, shot: Shot, scan: int) -> None:
        u, t, k, salvo, kill = shot
        index = self.fired_at[u, t] + np.arange(salvo)
        drawn = draws(self.stream, int(KILL), np.array([u]), np.array([t]), index)
        self.fired_at[u, t] += salvo
        flying = not self.killed[t] and scan <= self.due[t]
        if flying and (drawn < kill).any() and not self._fails_in_common(k, t):
            self.killed[t], self.ended[t] = True, scan
            self.free_at[:, t] = NEVER
        self.used[u] -= 1
        self.guided[u] -= salvo
        self.first_intercept = min(self.first_intercept, scan)
        self._take_stock(u)

    def _kill_chance(self, k: int, target_class: int) -> int:
        levels = self.w.raid_kill.shape[2]
        if levels == 0:
            return int(self.w.kill_threshold[k, target_class])
        zero = np.zeros(1, dtype=np.int64)
        drawn = draws(self.stream, int(EFFECTIVENESS), zero + target_class, zero, zero)
        return int(self.w.raid_kill[k, target_class, int(drawn[0]) * levels >> 31])

    def _fails_in_common(self, k: int, t: int) -> bool:
        zero = np.zeros(1, dtype=np.int64)
        if self.w.common_level[k] == PER_RAID:
            drawn = draws(self.stream, int(COMMON_RAID), zero + k, zero, zero)
        else:
            drawn = draws(self.stream, int(COMMON_TARGET), zero + k, zero + t, zero)
        return bool(drawn[0] < self.w.common_threshold[k])

    def _reload(self, launcher: int) -> None:
        u, k = self.d.unit_of[launcher], self.w.launcher_missile[launcher]
        count = min(self.w.launcher_capacity[launcher], self.stock[u, k])
        self.stock[u, k] -= count
        self.loaded[launcher] = count
        self.ready[u, k] += count
        self._take_stock(u)

    def _take_stock(self, u: int) -> None:
        """Note which missiles a unit could fire at which class."""
        w = self.w
        kept = w.unit_reserve[0, u, :, None] * (w.label_reserved[0] == 0)
        channel = self.used[u] < w.unit_target_channels[u]
        guidable = min(w.unit_missile_channels[u] - self.guided[u], w.label_salvo[0].min())
        self.able[u] = (self.ready[u, :, None] > kept) & channel & (guidable > 0)

    def _decide(self, since: Longs, scan: int) -> None:
        w = self.w
        networks, threats = np.nonzero((since != NEVER) & (self.free_at <= scan))
        if not len(threats):
            return
        scans = self.d.flights[threats, scan - self.arrival[threats]]
        reacted = scan - since[networks, threats][:, None] >= w.unit_reaction
        scans *= (reacted & (w.unit_network == networks[:, None]))[:, :, None]
        scans *= self.able[:, :, w.threat_class[threats]].transpose(2, 0, 1)
        scans *= self._idle(scan)
        candidates = np.flatnonzero(scans.any(axis=(1, 2)))
        urgency = self.rank[threats[candidates]] * w.networks + networks[candidates]
        for place in candidates[np.argsort(urgency)]:
            n, t = int(networks[place]), int(threats[place])
            own = scans[place] * self.able[:, :, w.threat_class[t]] * self._idle(scan)
            types = own.any(axis=0)[w.missile_order[0]]
            if types.any():
                k = int(w.missile_order[0][types.argmax()])
                flights = np.where(own[:, k] > 0, own[:, k].astype(np.int64), NEVER)
                self._launch(n, t, scan, int(flights.argmin()), k, int(flights.min()))

    def _idle(self, scan: int) -> Flags:
        """Return which units have a loaded launcher of a type that may launch now."""
        free = (self.loaded > 0) & (self.launcher_free <= scan)
        idle = np.zeros(self.ready.shape, dtype=bool)
        idle[self.d.unit_of[free], self.w.launcher_missile[free]] = True
        return idle & (self.unit_free <= scan)[:, None]

    def _launch(self, n: int, t: int, scan: int, u: int, k: int, flight: int) -> None:
        w = self.w
        target_class = w.threat_class[t]
        kept = 0 if w.label_reserved[0, target_class] else w.unit_reserve[0, u, k]
        guidable = w.unit_missile_channels[u] - self.guided[u]
        salvo = int(min(w.label_salvo[0, target_class], self.ready[u, k] - kept, guidable))
        share = int(self.d.kills[t, scan - self.arrival[t], u, k])
        self.used[u] += 1
        self.guided[u] += salvo
        self.engaged[n, t] += 1
        self.fired[k] += salvo
        self.ready[u, k] -= salvo
        own = np.flatnonzero((self.d.unit_of == u) & (w.launcher_missile == k))
        leaves = scan
        for _ in range(salvo):
            free = np.where(self.loaded[own] > 0, self.launcher_free[own], NEVER)
            place = np.maximum(free, max(scan, self.unit_free[u])).argmin()
            launcher = own[place]
            leaves = max(scan, self.unit_free[u], free[place])
            self.launcher_free[launcher] = leaves + w.launch_interval[u]
            self.unit_free[u] = leaves + w.salvo_interval[u]
            self.loaded[launcher] -= 1
            if self.loaded[launcher] == 0 and self.stock[u, k] > 0:
                due = int(scan + w.launcher_reload[launcher])
                self.reloads.setdefault(due, []).append(int(launcher))
        kill = self._kill_chance(k, target_class) * share // WHOLE
        self.shots.setdefault(leaves + flight, []).append(Shot(u, t, k, salvo, kill))
        more = self.engaged[n, t] < w.engagements[0]
        self.free_at[n, t] = leaves + flight + w.assessment[0] if more else NEVER
        self.first_launch = min(self.first_launch, scan)
        self._take_stock(u)

    # what is counted

    def _row(self, since: Longs) -> Longs:
        w = self.w
        out = self.arrival < w.scans
        leaked = out & ~self.killed & (self.due < w.scans)
        ended = np.where(leaked, np.maximum(self.due, 0), np.minimum(self.ended, w.scans - 1))
        firm = (since != NEVER).any(axis=1)
        seen = np.where(firm.any(axis=0), firm.argmax(axis=0), NEVER)
        tracked = seen <= ended
        engaged = (self.engaged > 0).any(axis=0)
        classes = w.label_salvo.shape[1]
        marks = (out, tracked, engaged, self.killed, leaked)
        counts = np.column_stack(
            [np.bincount(w.threat_class[mark], minlength=classes) for mark in marks]
        )
        hits = np.bincount(w.threat_asset[leaked], minlength=w.assets)
        firsts = (
            seen[tracked].min(initial=NEVER),
            self.first_launch,
            self.first_intercept,
            ended[leaked].min(initial=NEVER),
        )
        first = [-1 if scan == NEVER else scan for scan in firsts]
        parts = (counts.ravel(), self.fired, hits, self.busy, self.saturated, first)
        return np.concatenate(parts)
