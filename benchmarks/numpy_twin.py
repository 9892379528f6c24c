"""The same model again, vectorised in NumPy a scan at a time: peer and second implementation.

It shares the draws and the tables with the kernels and nothing else, and gives the same rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.engagement.draw import ARRIVAL, DETECTION, KILL, PHASE
from skydome.engagement.world import NEVER, World

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Longs = NDArray[np.int64]
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
    thresholds: NDArray[np.uint32]  # threats × local scans × radars
    flights: NDArray[np.uint16]  # threats × local scans × units × missiles
    unit_of: Longs  # launchers


def dense(world: World) -> Dense:
    """Unroll a world."""
    threats, radars = len(world.threat_start), len(world.radar_period)
    units, missiles = world.unit_stock.shape
    length = world.scans + int(np.maximum(0, -world.threat_start).max()) + 1
    thresholds = np.zeros((threats, length, radars), dtype=np.uint32)
    flights = np.zeros((threats, length, units * missiles), dtype=np.uint16)
    for t, path in enumerate(world.threat_path):
        for r in range(radars):
            _unroll(
                thresholds[t, :, r],
                r * world.paths + path,
                world.detection_first,
                world.detection_offset,
                world.detection_threshold,
            )
        for um in range(units * missiles):
            _unroll(
                flights[t, :, um],
                um * world.paths + path,
                world.flight_first,
                world.flight_offset,
                world.flight_scans,
            )
    unit_of = np.repeat(np.arange(units), np.diff(world.unit_launcher))
    return Dense(world, thresholds, flights.reshape(threats, length, units, missiles), unit_of)


def _unroll(
    into: NDArray[Any], row: int, first: Whole, offset: Longs, values: NDArray[Any]
) -> None:
    own = values[offset[row] : offset[row + 1]]
    kept = own[: max(0, len(into) - first[row])]
    into[first[row] : first[row] + len(kept)] = kept


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
        self.order = np.argsort(self.due, kind="stable")
        self.out = np.zeros(threats, dtype=bool)
        self.flying = np.zeros(threats, dtype=bool)
        self.killed = np.zeros(threats, dtype=bool)
        self.leaked = np.zeros(threats, dtype=bool)
        self.history = np.zeros((radars, threats), dtype=np.int64)
        self.tracked = np.zeros((radars, threats), dtype=bool)
        self.since = np.full((world.networks, threats), NEVER)
        self.ever = np.zeros((world.networks, threats), dtype=bool)
        self.engaged = np.zeros((world.networks, threats), dtype=int)
        self.free_at = np.full((world.networks, threats), -NEVER)
        self.fired_at = np.zeros((units, threats), dtype=int)
        self.shots: list[list[tuple[int, int, int, int]]] = [[] for _ in range(units)]
        self.used = np.zeros(units, dtype=int)
        self.guided = np.zeros(units, dtype=int)
        self.ready = np.zeros((units, missiles), dtype=int)
        self.stock = world.unit_stock.astype(int)
        self.loaded = world.launcher_capacity.astype(int)
        self.reload_at = np.full(len(self.loaded), NEVER)
        np.add.at(self.ready, (self.d.unit_of, world.launcher_missile), world.launcher_capacity)
        self.fired = np.zeros(missiles, dtype=int)
        self.hits = np.zeros(world.assets, dtype=int)
        self.busy = np.zeros(units, dtype=int)
        self.saturated = np.zeros(units, dtype=int)
        self.first = np.full(4, -1)
        self.window = (1 << world.radar_confirm_looks.astype(np.int64)) - 1
        self.run = (1 << world.radar_drop_misses.astype(np.int64)) - 1

    def row(self) -> Longs:
        """Play it, and return the row of counters."""
        for scan in range(self.w.scans):
            self._set_out(scan)
            self._look(scan)
            self._resolve(scan)
            self._reload(scan)
            self._decide(scan)
            self._count(scan)
        return self._row()

    def _note(self, what: int, scan: int) -> None:
        if self.first[what] < 0:
            self.first[what] = scan

    def _set_out(self, scan: int) -> None:
        new = ~self.out & (scan >= self.arrival)
        self.out |= new
        self.flying |= new

    def _look(self, scan: int) -> None:
        w = self.w
        looking = np.flatnonzero((scan + self.phase) % w.radar_period == 0)
        seen = np.flatnonzero(self.flying)
        if not len(looking) or not len(seen):
            return
        local = scan - self.arrival[seen]
        threshold = self.d.thresholds[seen, local][:, looking].T
        interval = (local // w.threat_hold[seen])[None, :]
        drawn = draws(self.stream, int(DETECTION), looking[:, None], seen[None, :], interval)
        grid = np.ix_(looking, seen)
        history = (self.history[grid] << 1 | (drawn < threshold)) & 0xFFFF
        hits = np.bitwise_count(history & self.window[looking, None])
        held = self.tracked[grid]
        confirmed = ~held & (hits >= w.radar_confirm_hits[looking, None])
        dropped = held & (history & self.run[looking, None] == 0)
        self.history[grid] = np.where(dropped, 0, history)
        if confirmed.any() or dropped.any():
            self._hand_over(looking, seen, confirmed, dropped, scan)

    def _hand_over(
        self,
        looking: Longs,
        seen: Longs,
        confirmed: NDArray[np.bool_],
        dropped: NDArray[np.bool_],
        scan: int,
    ) -> None:
        """Radar by radar, since a network's track may end and begin again within one scan."""
        for row in np.flatnonzero((confirmed | dropped).any(axis=1)):
            radar = looking[row]
            n = self.w.radar_network[radar]
            own = np.asarray(self.w.radar_network == n)
            self.tracked[radar, seen[dropped[row]]] = False
            lost = seen[dropped[row]]
            self.since[n, lost[~self.tracked[own][:, lost].any(axis=0)]] = NEVER
            new = seen[confirmed[row]]
            alone = new[~self.tracked[own][:, new].any(axis=0)]
            self.since[n, alone] = scan
            self.ever[n, alone] = True
            self.tracked[radar, new] = True
            if len(alone):
                self._note(0, scan)

    def _resolve(self, scan: int) -> None:
        for u, shots in enumerate(self.shots):
            due = [shot for shot in shots if shot[0] == scan]
            for _, t, k, salvo in due:
                index = self.fired_at[u, t] + np.arange(salvo)
                drawn = draws(self.stream, int(KILL), np.array([u]), np.array([t]), index)
                self.fired_at[u, t] += salvo
                kill = (drawn < self.w.kill_threshold[k, self.w.threat_class[t]]).any()
                if kill and self.flying[t]:
                    self.killed[t], self.flying[t] = True, False
                self.used[u] -= 1
                self.guided[u] -= salvo
                self._note(2, scan)
            if due:
                self.shots[u] = [shot for shot in shots if shot[0] != scan]

    def _reload(self, scan: int) -> None:
        for launcher in np.flatnonzero(self.reload_at == scan):
            u, k = self.d.unit_of[launcher], self.w.launcher_missile[launcher]
            count = min(self.w.launcher_capacity[launcher], self.stock[u, k])
            self.stock[u, k] -= count
            self.loaded[launcher] = count
            self.ready[u, k] += count
            self.reload_at[launcher] = NEVER

    def _decide(self, scan: int) -> None:
        w = self.w
        firm = (self.since != NEVER) & (self.free_at <= scan) & self.flying
        firm &= self.engaged < w.engagements
        threats = np.flatnonzero(firm.any(axis=0))
        if not len(threats):
            return
        free = self.used < w.unit_target_channels
        able = free & (self.guided < w.unit_missile_channels)
        scans = self.d.flights[threats, scan - self.arrival[threats]]
        scans = scans * (able[:, None] & (self.ready > 0))
        if not scans.any():
            return
        reacted = scan - self.since[:, threats] >= w.unit_reaction[:, None, None]
        own = reacted[np.arange(len(free)), w.unit_network] & firm[w.unit_network][:, threats]
        scans = scans * own.T[:, :, None]
        place = np.full(len(self.order), -1)
        place[threats] = np.arange(len(threats))
        possible = np.zeros(len(self.order), dtype=bool)
        possible[threats] = scans.any(axis=(1, 2))
        for t in self.order[possible[self.order]]:
            for n in np.flatnonzero(firm[:, t]):
                self._engage(int(n), int(t), scan, scans[place[t]])

    def _engage(self, n: int, t: int, scan: int, scans: Longs) -> None:
        w = self.w
        target_class = w.threat_class[t]
        for k in w.missile_order:
            best, salvo = (NEVER, -1), 0
            for u in np.flatnonzero((w.unit_network == n) & (scans[:, k] > 0)):
                kept = 0 if w.class_reserved[target_class] else w.unit_reserve[u, k]
                guidable = w.unit_missile_channels[u] - self.guided[u]
                rounds = min(w.class_salvo[target_class], self.ready[u, k] - kept, guidable)
                free = self.used[u] < w.unit_target_channels[u]
                if rounds > 0 and free and scans[u, k] < best[0]:
                    best, salvo = (int(scans[u, k]), int(u)), int(rounds)
            if salvo:
                self._launch(n, t, scan, best, (int(k), salvo))
                return

    def _launch(
        self, n: int, t: int, scan: int, best: tuple[int, int], shot: tuple[int, int]
    ) -> None:
        w, (flight, u), (k, salvo) = self.w, best, shot
        self.shots[u].append((scan + flight, t, k, salvo))
        self.used[u] += 1
        self.guided[u] += salvo
        self.engaged[n, t] += 1
        self.free_at[n, t] = scan + flight + w.assessment
        self.fired[k] += salvo
        self.ready[u, k] -= salvo
        own = (self.d.unit_of == u) & (w.launcher_missile == k)
        for _ in range(salvo):
            launcher = np.flatnonzero(own & (self.loaded > 0))[0]
            self.loaded[launcher] -= 1
            if self.loaded[launcher] == 0 and self.stock[u, k] > 0:
                self.reload_at[launcher] = scan + w.launcher_reload[launcher]
        self._note(1, scan)

    def _count(self, scan: int) -> None:
        arrived = self.flying & (scan >= self.due)
        if arrived.any():
            self.leaked |= arrived
            self.flying &= ~arrived
            np.add.at(self.hits, self.w.threat_asset[arrived], 1)
            self._note(3, scan)
        self.busy += self.used
        self.saturated += self.used == self.w.unit_target_channels

    def _row(self) -> Longs:
        engaged = (self.engaged > 0).any(axis=0)
        marks = (self.out, self.ever.any(axis=0), engaged, self.killed, self.leaked)
        classes = len(self.w.class_salvo)
        counts = np.column_stack(
            [np.bincount(self.w.threat_class[mark], minlength=classes) for mark in marks]
        )
        parts = (counts.ravel(), self.fired, self.hits, self.busy, self.saturated, self.first)
        return np.concatenate(parts)
