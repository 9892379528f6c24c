"""Missile stock: the oldest are fired first, and removed at the end of their shelf life."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from skydome.arrays import Floats


class Stock(NamedTuple):
    """Missiles in hand at the end of each step, by place, shape (draws, steps)."""

    ready: Floats
    reload: Floats
    depot: Floats

    @property
    def total(self) -> Floats:
        """All of them."""
        return self.ready + self.reload + self.depot


def received(arrivals: Floats, counts: Floats, moments: Floats) -> Floats:
    """Return missiles received by each moment.

    Parameters
    ----------
    arrivals, counts
        When each lot comes, in years, and its number of missiles; shape (draws, lots).
    moments
        Shape (steps,) or (draws, steps).
    """
    at = np.broadcast_to(np.atleast_2d(moments), (len(arrivals), np.shape(moments)[-1]))
    come = arrivals[:, None, :] <= at[:, :, None]
    return np.asarray((come * counts[:, None, :]).sum(axis=2))


def in_hand(
    arrivals: Floats, counts: Floats, fired: Floats, shelf_life: Floats, moments: Floats
) -> Floats:
    """Return missiles in hand at each moment, the oldest fired first.

    Parameters
    ----------
    arrivals, counts
        As in `received`.
    fired
        Within each step, shape (draws, steps).
    shelf_life
        Years, shape (draws,).
    moments
        Ends of the steps.

    Notes
    -----
    With R(t) received and G(t) gone, G grows by what is fired, is at least R(t - L), everything
    past its shelf life L, and never exceeds R(t).
    """
    have = received(arrivals, counts, moments)
    stale = received(arrivals, counts, moments - shelf_life[:, None])
    gone = np.zeros(len(have))
    left = np.empty_like(have)
    for n in range(have.shape[1]):
        gone = np.minimum(np.maximum(gone + fired[:, n], stale[:, n]), have[:, n])
        left[:, n] = have[:, n] - gone
    return left


def placed(total: Floats, ready_places: Floats, reload_places: Floats) -> Stock:
    """Return a stock by place: launchers first, then transporters, the rest in depots."""
    ready = np.minimum(total, ready_places)
    reload = np.minimum(total - ready, reload_places)
    return Stock(ready, reload, total - ready - reload)
