"""What networks and doctrine cost: the benchmark raid with them at work, and a large one.

Run as ``python benchmarks/networked.py``. Every battery has a command post; losses, links,
identities, doctrines, a silent radar and jammers that come, go and fly are in use, loaders, turns
and marginal return are not. The large raid has 300 threats, 20 units and 1,800 scans. Rates are
replications a second of one processor's time, the best of several.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

import raid
from skydome.engagement import event, reference
from skydome.engagement.jam_scales import BEAMWIDTH, DECIBEL, GROWTHS, LEAST, LOOKS, STEP, STEPS
from skydome.engagement.record import width
from skydome.engagement.sizes import resized
from skydome.engagement.state import new_state
from skydome.engagement.tables.columns import thresholds
from skydome.engagement.tables.defaults import each
from skydome.engagement.world import CUE, CUT, EMIT, LOOK, LOSE, NEVER, NOBODY, PAIR, WHOLE, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SEED, ROUNDS, DOCTRINES = 400, 5, 2
HARMLESS_LABELS = 4


class Rates(NamedTuple):
    """Replications a second by kernel, whether rows agree, and bytes of the tables."""

    event: float
    reference: float
    same: bool
    table_bytes: int


def at_work(world: World) -> World:
    """Return the world with every rule of networks and doctrine in use."""
    rng = np.random.default_rng(6)
    units, labels = len(world.unit_network), raid.CLASSES + HARMLESS_LABELS
    commands = np.arange(units, dtype=np.int32)
    kinds = [(LOSE, 0), (CUT, 1), (LOSE, 2 * units + 2), (CUT, 2 * units + 3)]
    kinds.append((EMIT, units + units - 1))
    silent = each(units, 0)
    silent[-1] = NEVER
    harmless = rng.random(len(world.threat_label)) < 0.1
    label = np.where(harmless, raid.CLASSES + 1, world.threat_label).astype(np.int32)
    shares = 0.9 * np.eye(labels) + 0.1 / labels
    count = len(kinds)
    return resized(world, D=DOCTRINES, B=labels, X=count)._replace(
        rules=each(1, 0),
        commands=units,
        command_delay=each(units, 2),
        unit_command=commands,
        unit_delay=each(units, 2),
        unit_capacity=each(units, 4),
        radar_command=commands,
        radar_unit=commands,
        radar_on=silent,
        group_doctrine=np.concatenate([each(world.networks, 0), each(2 * units, 1)]),
        change_kind=np.array([kind for kind, _ in kinds], dtype=np.int32),
        change_node=np.array([node for _, node in kinds], dtype=np.int32),
        change_chance=thresholds(np.array([1.0, 1.0, 0.5, 0.5, 0.0])),
        change_first=np.linspace(100, world.scans // 2, count).astype(np.int32),
        change_window=each(count, 20),
        change_trigger=np.array([NOBODY] * (count - 1) + [CUE], dtype=np.int32),
        change_delay=each(count, 5),
        asset_change=np.array([2, *each(world.assets - 1, NOBODY)], dtype=np.int32),
        threat_label=label,
        threat_harms=(~harmless).astype(np.int32),
        identified=1,
        confusion=thresholds(np.cumsum([shares] * DOCTRINES, axis=2)),
        **_doctrines(world, labels),
    )


def _ruled(world: World) -> World:
    """Return a world whose kernel is compiled with every rule."""
    return world._replace(rules=each(1, 0))


def jammed(world: World) -> World:
    """Return the world with two jammers that stand off for a while and two on board of threats."""
    rng = np.random.default_rng(17)
    radars, looks = len(world.radar_period), len(world.detection_threshold)
    carrier = np.array([NOBODY, NOBODY, 3, 7], dtype=np.int32)
    points = np.where(carrier == NOBODY, 1, world.threat_length[carrier] + 1)
    chance = world.detection_threshold / 2**31
    snr = -6 / np.log10(np.clip(chance, 1e-3, 1 - 1e-6)) - 1  # as `raid` makes it
    axis = 10 ** ((LEAST + np.arange(LOOKS) * STEP / DECIBEL) / 10)
    shape = radars, int(points.sum())
    bearing = (512, 352 * BEAMWIDTH)  # of a beam of a degree

    def angles(*size: int) -> NDArray[np.int32]:
        return rng.integers(*bearing, size).astype(np.int32)

    return world._replace(
        jammers=len(carrier),
        jam_chance=thresholds(np.full(len(carrier), 0.8)),
        jam_first=np.array([60, 200, 0, 0], dtype=np.int32),
        jam_scans=np.array([200, 300, world.scans, world.scans], dtype=np.int32),
        jam_jitter=each(len(carrier), 30),
        jam_carrier=carrier,
        jam_start=(np.cumsum(points) - points).astype(np.int32),
        jam_points=points.astype(np.int32),
        jam_level=np.full(shape, 30 * DECIBEL, dtype=np.int32),
        jam_azimuth=angles(*shape),
        jam_elevation=np.zeros(shape, dtype=np.int32),
        jam_fall=np.zeros(shape, dtype=np.int32),
        jam_floor=each(radars, 30 * DECIBEL),
        jam_circle=each(radars, 360 * BEAMWIDTH),
        detection_signal=np.rint(10 * np.log10(snr) * DECIBEL).astype(np.int16),
        detection_background=np.zeros(looks, dtype=np.int16),
        detection_azimuth=angles(looks),
        detection_elevation=np.zeros(looks, dtype=np.int32),
        detection_errors=np.tile(
            np.linspace(30, 50, STEPS + 1).astype(np.int16) * DECIBEL, (looks, 1)
        ),
        look_table=thresholds(10 ** (-6 / (1 + axis)))[None],
        look_half=each(1, round(10 * np.log10(6 / np.log10(2) - 1) * DECIBEL)),
        look_of=each(radars * world.paths, 0),
        radar_coast=world.radar_period * world.radar_drop_misses,
        radar_guides=each(radars, 1),
        stance_radar=np.arange(len(world.unit_network), dtype=np.int32),
        missile_active=np.array([0, 0, 0, 1], dtype=np.int32),
        missile_accuracy=each(4, 45 * DECIBEL),
        missile_reference=each(4, 30 * DECIBEL),
        flight_bare=world.flight_kill,
        jam_kill=np.full((4, raid.CLASSES, GROWTHS), WHOLE // 2, dtype=np.uint16),
    )


def _doctrines(world: World, labels: int) -> dict[str, Any]:
    engaged = np.ones((DOCTRINES, labels), dtype=np.int32)
    engaged[:, raid.CLASSES : -1] = 0
    return {
        "policy": np.array([LOOK, PAIR], dtype=np.int32),
        "interval": each(DOCTRINES, 4),
        "engagements": each(DOCTRINES, 4),
        "assessment": each(DOCTRINES, 4),
        "miss_for_kill": thresholds(np.full(DOCTRINES, 0.1)),
        "kill_for_miss": thresholds(np.full(DOCTRINES, 0.1)),
        "correction": each(DOCTRINES, 20),
        "time_weight": each(DOCTRINES, 900),
        "label_engaged": engaged,
        "label_advance": np.full((DOCTRINES, labels, world.assets), 20_000, dtype=np.int32),
        "unit_reserve": np.repeat(world.unit_reserve, DOCTRINES, axis=0),
    }


def measured(world: World, fast: int, slow: int) -> Rates:
    """Return the rates of both kernels on one world, for a number of replications per round."""
    state, other, agenda = new_state(world), new_state(world), event.new_agenda(world)
    rows, check = (np.zeros((count, width(world)), dtype=np.int32) for count in (fast, slow))

    def by_event() -> None:
        event.run(world, state, agenda, SEED, 0, 1, rows)

    def by_reference() -> None:
        reference.run(world, other, SEED, 0, 1, check)

    quick, plain = _rate(by_event, fast), _rate(by_reference, slow)
    tables = sum(np.asarray(value).nbytes for value in world)
    return Rates(quick, plain, bool((rows[:slow] == check).all()), tables)


def _rate(run: Callable[[], None], count: int) -> float:
    run()
    best = 0.0
    for _ in range(ROUNDS):
        began = time.process_time()
        run()
        best = max(best, count / (time.process_time() - began))
    return best


def main() -> int:
    """Measure and print; return 1 where rows differ."""
    small, large = raid.build(), raid.build(300, 20, 3)
    worlds = {
        "100 × 8 × 600, no rule": (small, 500, 100),
        "100 × 8 × 600, every rule compiled, none in use": (_ruled(small), 500, 100),
        "100 × 8 × 600, rules in use, no jammers": (at_work(small), 500, 100),
        "100 × 8 × 600, rules in use, four jammers": (jammed(at_work(small)), 100, 20),
        "300 × 20 × 1,800, no rule": (large, 40, 8),
        "300 × 20 × 1,800, rules in use, no jammers": (at_work(large), 40, 8),
        "300 × 20 × 1,800, rules in use, four jammers": (jammed(at_work(large)), 8, 2),
    }
    lines = [
        "| Threats × units × scans | `event`, /s | `reference`, /s | ratio | tables, MB |",
        "|---|---:|---:|---:|---:|",
    ]
    same = True
    for name, (world, fast, slow) in worlds.items():
        found = measured(world, fast, slow)
        same = same and found.same
        ratio, size = found.event / found.reference, found.table_bytes / 1e6
        rates = f"{found.event:,.1f} | {found.reference:,.1f}"
        lines.append(f"| {name} | {rates} | {ratio:.1f} | {size:.1f} |")
    lines.append("\nRows agree." if same else "\nROWS DIFFER.")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(not same)


if __name__ == "__main__":
    sys.exit(main())
