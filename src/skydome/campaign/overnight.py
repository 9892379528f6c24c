"""Between two raids: repair, deliveries, loading. Whole numbers, one row for each replication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Flags
    from skydome.engagement.world import World

    Ints = NDArray[np.int64]

UP = -1  # day of loss of a node that is not lost


class Stocks(NamedTuple):
    """Missiles by replication: on launchers, in reload stocks, in depots.

    Shapes are replications × L, × U × K, × S × K: launchers, batteries, units, missile types.
    """

    loaded: Ints
    stock: Ints
    depot: Ints

    @property
    def total(self) -> Ints:
        """All missiles of each replication."""
        return np.asarray(sum(part.reshape(len(part), -1).sum(axis=1) for part in self))


@dataclass(frozen=True)
class Storage:
    """What is the same every night: capacities, and which unit each launcher belongs to.

    ``unit_of`` and ``missile_of`` are by launcher, ``post_of`` is the unit of each battery.
    """

    full: Stocks
    capacity: Ints
    unit_of: Ints
    missile_of: Ints
    post_of: Ints


def storage_of(world: World, replications: int) -> Storage:
    """Return the storage of a world, which may have no depots."""
    launchers = np.diff(world.unit_launcher)
    missiles = world.unit_stock.shape[1]
    depot = world.depot if world.depot.size else np.zeros((world.commands, missiles))
    parts = (world.launcher_capacity, world.unit_stock, depot)
    full = (np.repeat(part[None].astype(np.int64), replications, axis=0) for part in parts)
    return Storage(
        full=Stocks(*full),
        capacity=world.launcher_capacity.astype(np.int64),
        unit_of=np.repeat(np.arange(len(launchers)), launchers),
        missile_of=world.launcher_missile.astype(np.int64),
        post_of=world.unit_command.astype(np.int64),
    )


def loaded_overnight(storage: Storage, stocks: Stocks, out: Flags) -> Stocks:
    """Return the stocks in the morning: launchers filled up first, then reload stocks.

    A launcher takes from its battery's stock first and then from the unit's depot, the stocks
    take from the depot; launchers and batteries in their order. A battery that is out takes
    nothing.

    Parameters
    ----------
    storage, stocks
        See `Storage` and `Stocks`.
    out
        Replications × batteries.
    """
    loaded, stock, depot = (part.copy() for part in stocks)
    for launcher, (u, k) in enumerate(zip(storage.unit_of, storage.missile_of, strict=True)):
        for source in (stock[:, u, k], depot[:, storage.post_of[u], k]):
            wanted = np.where(out[:, u], 0, storage.capacity[launcher] - loaded[:, launcher])
            taken = np.minimum(wanted, source)
            np.subtract(source, taken, out=source)
            loaded[:, launcher] += taken
    for u, s in enumerate(storage.post_of):
        wanted = np.where(out[:, u, None], 0, np.maximum(storage.full.stock[:, u] - stock[:, u], 0))
        taken = np.minimum(wanted, depot[:, s])
        depot[:, s] -= taken
        stock[:, u] += taken
    return Stocks(loaded, stock, depot)


def shared_out(count: Ints, places: int) -> Ints:
    """Return a count divided evenly over places, the first with one more; replications × places."""
    each, rest = count[:, None] // places, count[:, None] % places
    return np.asarray(each + (np.arange(places)[None, :] < rest))


def repaired(need: Ints, lost_on: Ints, workshops: int | None) -> tuple[Ints, Ints]:
    """Return the work left after one day, and the day of loss of the nodes not yet repaired.

    Parameters
    ----------
    need, lost_on
        Replications × nodes: days of work, and the day of loss or `UP`.
    workshops
        Nodes in repair at once, first lost first, ties by number; all where None.
    """
    lost = lost_on != UP
    worked = lost
    if workshops is not None:
        nodes = need.shape[1]
        turn = np.where(lost, lost_on * nodes + np.arange(nodes), np.iinfo(np.int64).max)
        rank = np.argsort(np.argsort(turn, axis=1, kind="stable"), axis=1, kind="stable")
        worked = lost & (rank < workshops)
    need = need - worked
    done = lost & (need <= 0)
    return np.where(done, 0, need), np.where(done, UP, lost_on)
