"""A tracker of many targets: constant velocity, global nearest neighbour, m of n, all in kernels.

One scan: every track is predicted; confirmed tracks choose among all detections, tentative ones
among what is left; the detections still left begin tentative tracks. A tentative track is confirmed
by m hits in its last n looks (the one that began it counts) and dropped after a run of misses, as a
confirmed one is after a longer run.

The cost of a pair is the squared Mahalanobis distance, the cost of a miss is the gate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from skydome.compiler import inline_kernel, kernel
from skydome.physics.estimation.association import assign
from skydome.physics.estimation.kalman import predict_one, update_one, whiten

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats

    Indices: TypeAlias = NDArray[np.int64]

FREE, TENTATIVE, CONFIRMED = 0, 1, 2
CAPACITY = 64


class Settings(NamedTuple):
    """Parameters of a tracker."""

    density_m2_s3: float
    """Spectral density of the acceleration of targets, per component."""
    gate: float
    """Squared Mahalanobis distance within which a detection may belong to a track."""
    speed_sigma_m_s: float
    """Spread of each component of velocity of a new track."""
    hits: int
    window: int
    """m and n of the confirmation."""
    tentative_misses: int
    confirmed_misses: int
    """Misses in a row that end a tentative or a confirmed track."""


class Tracks(NamedTuple):
    """Slots for tracks; a slot is free or contains one track."""

    states: Floats
    covariances: Floats
    status: Indices
    seen: Indices
    """Last looks as bits, the newest lowest."""
    missed: Indices
    numbers: Indices
    """Number of each track, never used again; the next one follows the last slot."""


def no_tracks(dimensions: int = 3, capacity: int = CAPACITY) -> Tracks:
    """Return room for tracks in 1, 2 or 3 dimensions."""
    size = 2 * dimensions
    return Tracks(
        np.zeros((capacity, size)),
        np.zeros((capacity, size, size)),
        np.zeros(capacity, dtype=np.int64),
        np.zeros(capacity, dtype=np.int64),
        np.zeros(capacity, dtype=np.int64),
        np.zeros(capacity + 1, dtype=np.int64),
    )


def scan(
    tracks: Tracks, positions: Floats, noises: Floats, interval_s: float, settings: Settings
) -> Tracks:
    """Take one scan of detections into the tracks.

    Parameters
    ----------
    tracks
        As the last scan left them; changed.
    positions, noises
        Detections (M, d) in metres and their covariances (M, d, d).
    interval_s
        Time since the last scan.
    settings
        The same for all scans.

    Returns
    -------
    The tracks: the same arrays, or larger ones where room was short.
    """
    if np.count_nonzero(tracks.status == FREE) < len(positions):
        tracks = _with_room(tracks, len(positions))
    _scan(tracks, positions, noises, interval_s, settings)
    return tracks


def confirmed(tracks: Tracks) -> tuple[Indices, Floats]:
    """Return numbers and states of the confirmed tracks."""
    held = tracks.status == CONFIRMED
    return tracks.numbers[:-1][held], tracks.states[held]


def _with_room(tracks: Tracks, more: int) -> Tracks:
    """Return a copy with at least this number of free slots added."""
    old = len(tracks.status)
    larger = no_tracks(tracks.states.shape[1] // 2, 2 * old + more)
    for new, held in zip(larger[:-1], tracks[:-1], strict=True):
        new[:old] = held
    larger.numbers[:old], larger.numbers[-1] = tracks.numbers[:-1], tracks.numbers[-1]
    return larger


@inline_kernel
def _costs(
    tracks: Tracks, rows: Indices, positions: Floats, noises: Floats, taken: Flags, gate: float
) -> Floats:
    """Squared distances within the gate; infinity elsewhere.

    No component alone can lie further out than the whole does, so most pairs need no matrix.
    """
    d = positions.shape[1]
    costs = np.full((rows.size, positions.shape[0]), np.inf)
    factor, surprise = np.empty((d, d)), np.empty(d)
    for i in range(rows.size):
        state, covariance = tracks.states[rows[i]], tracks.covariances[rows[i]]
        for j in range(positions.shape[0]):
            near = not taken[j]
            for k in range(d):
                apart = positions[j, k] - state[k]
                near = near and apart * apart < gate * (covariance[k, k] + noises[j, k, k])
            if near:
                cost = whiten(state, covariance, positions[j], noises[j], factor, surprise)
                if cost < gate:
                    costs[i, j] = cost
    return costs


@inline_kernel
def _associate(
    tracks: Tracks,
    status: int,
    positions: Floats,
    noises: Floats,
    taken: Flags,
    settings: Settings,
) -> None:
    """Let the tracks of one status choose among the unassigned detections."""
    d = positions.shape[1]
    rows = np.flatnonzero(tracks.status == status)
    chosen = assign(_costs(tracks, rows, positions, noises, taken, settings.gate), settings.gate)
    factor, surprise, room = np.empty((d, d)), np.empty(d), np.empty((2 * d, d))
    for i in range(rows.size):
        place, detection = rows[i], chosen[i]
        tracks.seen[place] <<= 1
        tracks.missed[place] += 1
        if detection >= 0:
            state, covariance = tracks.states[place], tracks.covariances[place]
            whiten(state, covariance, positions[detection], noises[detection], factor, surprise)
            update_one(state, covariance, factor, surprise, room)
            taken[detection] = True
            tracks.seen[place] |= 1
            tracks.missed[place] = 0
        tracks.seen[place] &= (1 << settings.window) - 1


@inline_kernel
def _review(tracks: Tracks, settings: Settings) -> None:
    """Confirm and drop."""
    for place in range(tracks.status.size):
        if tracks.status[place] == TENTATIVE:
            hits, looks = 0, tracks.seen[place]
            while looks:
                hits += looks & 1
                looks >>= 1
            if hits >= settings.hits:
                tracks.status[place] = CONFIRMED
            elif tracks.missed[place] >= settings.tentative_misses:
                tracks.status[place] = FREE
        elif tracks.missed[place] >= settings.confirmed_misses:
            tracks.status[place] = FREE


@inline_kernel
def _begin(
    tracks: Tracks, positions: Floats, noises: Floats, taken: Flags, speed_sigma: float
) -> None:
    """Begin a tentative track with each unassigned detection."""
    d, place = positions.shape[1], 0
    for j in range(positions.shape[0]):
        if taken[j]:
            continue
        while tracks.status[place] != FREE:
            place += 1
        tracks.states[place] = 0.0
        tracks.states[place, :d] = positions[j]
        tracks.covariances[place] = 0.0
        tracks.covariances[place, :d, :d] = noises[j]
        for k in range(d, 2 * d):
            tracks.covariances[place, k, k] = speed_sigma**2
        tracks.status[place], tracks.seen[place], tracks.missed[place] = TENTATIVE, 1, 0
        tracks.numbers[place] = tracks.numbers[-1]
        tracks.numbers[-1] += 1


@kernel
def _scan(
    tracks: Tracks, positions: Floats, noises: Floats, interval_s: float, settings: Settings
) -> None:
    taken = np.zeros(positions.shape[0], dtype=np.bool_)
    for place in range(tracks.status.size):
        if tracks.status[place] != FREE:
            predict_one(
                tracks.states[place],
                tracks.covariances[place],
                interval_s,
                settings.density_m2_s3,
            )
    _associate(tracks, CONFIRMED, positions, noises, taken, settings)
    _associate(tracks, TENTATIVE, positions, noises, taken, settings)
    _review(tracks, settings)
    _begin(tracks, positions, noises, taken, settings.speed_sigma_m_s)
