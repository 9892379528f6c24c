"""How the rate falls with the size of a raid, what jammers and marginal return cost, and a draw.

The slope is that of the logarithm of the rate of `event` over the logarithm of threats × units ×
scans: -1 is a rate that falls as the size grows. A raid whose tables would need more than `MOST_GB`
is not built; its size is reported instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import machine
import networked
import raid
from skydome.compiler import kernel
from skydome.engagement import event, reference
from skydome.engagement.draw import DETECTION, draw, stream_of
from skydome.engagement.record import width
from skydome.engagement.state import new_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.engagement.world import World

    Work = tuple[Callable[[int], None], int]

SEED, MOST_GB, DRAWS = 400, 8.0, 5_000_000
SIZES = (32, 4, 1), (100, 8, 1), (300, 20, 3)  # threats, units, and how many times 600 scans
LARGEST = 2_000, 52, 6
BUILT = 2.5  # memory while tables are built, as a multiple of theirs


class Scale(NamedTuple):
    """What was measured of sizes, jammers, marginal return and draws."""

    slope: float
    table_mb: float  # of the largest raid that was built
    needed_gb: float  # by `LARGEST`
    jammers: float  # rate without, by that with four jammers
    by_return: float  # event by reference
    draw_ns: float


def measure() -> Scale:
    """Measure all of it in interleaved rounds."""
    worlds = [raid.build(*size) for size in SIZES]
    large = networked.at_work(worlds[-1])
    worth = marginal(worlds[1])
    counts = 2_000, 400, 30
    works = {f"size {n}": fast(world, counts[n]) for n, world in enumerate(worlds)}
    works |= {"clear": fast(large, 16), "jammed": fast(networked.jammed(large), 2)}
    works |= {"by return": fast(worth, 40), "the same, reference": slow(worth, 20)}
    works["draw"] = draws, DRAWS
    for work, _ in works.values():
        work(1)
    rates = machine.best(works).processor
    size = [np.log(t * u * longer * raid.SCANS) for t, u, longer in SIZES]
    speed = [np.log(rates[f"size {n}"]) for n in range(len(SIZES))]
    return Scale(
        slope=float(np.polyfit(size, speed, 1)[0]),
        table_mb=sum(np.asarray(column).nbytes for column in worlds[-1]) / 1e6,
        needed_gb=needed_gb(*LARGEST),
        jammers=rates["clear"] / rates["jammed"],
        by_return=rates["by return"] / rates["the same, reference"],
        draw_ns=1e9 / rates["draw"],
    )


def needed_gb(threats: int, units: int, longer: int) -> float:
    """Return the memory that a raid of a size needs while it is built, before it is built."""
    looks = threats * units * longer * float(np.mean(raid.LENGTHS))
    return BUILT * 4 * looks * (1 + len(raid.REACH_M)) / 1e9  # 4 bytes a look and a launch


def marginal(world: World) -> World:
    """Return a raid whose groups fire by marginal return."""
    full = world.launcher_capacity.reshape(len(world.unit_network), -1)
    label_kill = np.ascontiguousarray(world.kill_threshold)
    return world._replace(
        rules=np.zeros(1, dtype=np.int32),
        by_return=np.ones_like(world.by_return),
        label_kill=label_kill,
        label_value=np.full_like(world.label_value, 1_000),
        missile_price=np.full_like(world.missile_price, 10),
        scarcity=np.full_like(world.scarcity, 100),
        unit_full=full.astype(np.int32),
    )


def fast(world: World, count: int) -> Work:
    """Return the work of `event` on a world."""
    state, agenda = new_state(world), event.new_agenda(world)
    rows = np.zeros((count, width(world)), dtype=np.int32)
    return lambda n: event.run(world, state, agenda, SEED, 0, 1, rows[:n]), count


def slow(world: World, count: int) -> Work:
    """Return the work of `reference` on a world."""
    state, rows = new_state(world), np.zeros((count, width(world)), dtype=np.int32)
    return lambda n: reference.run(world, state, SEED, 0, 1, rows[:n]), count


def draws(count: int) -> None:
    """Draw detections, each independent of the others."""
    detections(count)


@kernel
def detections(count: int) -> int:
    """Return how many of a number of draws are below one half."""
    found, stream = 0, stream_of(SEED, 0)
    for n in range(count):
        found += int(draw(stream, DETECTION, 3, 5, n & 0xFFFF) < 2**30)
    return found
