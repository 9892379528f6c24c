"""How far the look-up of jammed looks, and the rule for jammed launches, lie from floating point.

    PYTHONPATH=validation python -m jam_lookup --scenarios 100

Jammers that come and go are looked up in whole numbers; one that is always there is in the tables
as exactly as everything else. So each generated scenario is compiled twice, and what the kernel
says while its jammers radiate is held against the tables in which they always do. One that flies
is held against one that stands where it is in a scan.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import yaml

import identity
from skydome.compiler import engagement_kernel
from skydome.engagement.rules.firing import time_of_flight
from skydome.engagement.rules.jammed_launches import note_possible_launches
from skydome.engagement.rules.tracking import detection_threshold
from skydome.engagement.state import new_state
from skydome.engagement.tables import build
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.shared import shared_of
from skydome.engagement.world import NOBODY, WHOLE, World
from skydome.scenario import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from skydome.arrays import Floats, Longs
    from skydome.engagement.state import State
    from skydome.engagement.tables.shared import Shared
    from skydome.scenario import ResolvedScenario


CERTAIN = 2**31
STANDING, FLYING = 3, 1  # jammers


class Found(NamedTuple):
    """Differences in probability by look, and by launch: decision of each, shares of both."""

    standing: Floats
    flying: Floats
    launches: NDArray[np.bool_]
    exact_launches: NDArray[np.bool_]
    shares: Floats


@engagement_kernel
def look_up(world: World, state: State, leaders: Longs, carrier: int, at: int, out: Longs) -> None:
    """Fill radars × paths × local scans with thresholds, the carrier being where ``at`` says."""
    for r in range(out.shape[0]):
        for p in range(out.shape[1]):
            for scan in range(out.shape[2]):
                if carrier >= 0:
                    state.arrival[carrier] = scan - at
                t = leaders[p]
                out[r, p, scan] = detection_threshold(world, state, r, t, scan)


@engagement_kernel
def launch(world: World, state: State, leaders: Longs, flights: Longs, shares: Longs) -> None:
    """Fill units × missiles × paths × local scans with flights, and what they leave of the kill."""
    for u in range(flights.shape[0]):
        for k in range(flights.shape[1]):
            for p in range(flights.shape[2]):
                for scan in range(flights.shape[3]):
                    t = leaders[p]
                    jammed = world.jammers > 0 and state.jam[scan] != 0
                    if jammed:
                        note_possible_launches(world, state, world.unit_network[u], t, scan)
                    flights[u, k, p, scan] = time_of_flight(world, state, u, k, t, scan)
                    if jammed and flights[u, k, p, scan] > 0:
                        shares[u, k, p, scan] = state.jam_clear_kill[u, k, t]


def generated(seed: int, folder: Path) -> ResolvedScenario:
    """Return a scenario with jammers of all strengths, of which one flies."""
    rng = np.random.default_rng([seed, 17])
    written: dict[str, Any] = identity.base(rng)
    written["jamming"] = [
        {
            "name": f"far-{n}",
            "at": [int(rng.integers(26, 31)), int(rng.integers(71, 75))],
            "density_w_hz": float(10 ** rng.uniform(-8, -3)),
            "from_s": 0,
        }
        for n in range(STANDING)
    ]
    route = {"name": "escort", "to": "station", "count": 1, "start_s": 0}
    written["raid"].append(identity.WAVES[2] | route)
    density = float(10 ** rng.uniform(-9, -4))
    written["jamming"].append({"name": "e", "carried_by": "escort", "density_w_hz": density})
    file = folder / "generated.yaml"
    file.write_text(yaml.safe_dump(written), encoding="utf-8")
    return load(file)


def compared(scenario: ResolvedScenario, rng: np.random.Generator) -> Found:
    """Return the differences between the kernel under jamming and tables made under it."""
    grid = elevation_of(scenario)
    shared = shared_of(scenario, grid)
    world = build._world(shared, 0)  # noqa: SLF001 - the same
    always = [j.model_copy(update={"passing": False}) for j in scenario.jammers if not j.carrier]
    exact = build._world(_with(shared, always), 0)  # noqa: SLF001 - the same
    state = _begun(world)
    state.unit_group[:] = world.unit_network
    state.jam[:] = 2 ** len(always) - 1
    standing = _looks(world, state, shared) - _dense(exact, shared)
    launches, exact_launches, shares = _launches(world, exact, state, shared)
    state.jam[:] = 2 ** len(always)
    return Found(
        standing.ravel() / CERTAIN,
        np.concatenate([*_flown(shared, world, state, rng)]),
        launches,
        exact_launches,
        shares,
    )


def _begun(world: World) -> State:
    """Return a state in which every unit stands as it begins."""
    state = new_state(world)
    state.stance[:] = np.arange(len(state.stance))
    return state


def _with(shared: Shared, jammers: list[Any]) -> Shared:
    """Return what placements share, with other jammers; what flies is the same."""
    changed = shared.scenario.model_copy(update={"jammers": tuple(jammers)})
    return shared._replace(scenario=changed)


def _flown(
    shared: Shared, world: World, state: State, rng: np.random.Generator
) -> Iterator[Floats]:
    """Yield differences while the jammer that flies is in a few places of its path."""
    carrier = int(world.jam_carrier[-1])
    path = shared.paths[shared.path_of[carrier]]
    for at in rng.integers(0, path.length, 3):
        own = shared.scenario.jammers[-1]
        where = {"latitude_deg": float(path.latitude_deg[at]), "passing": False, "carrier": ""}
        where |= {"longitude_deg": float(path.longitude_deg[at])}
        altitude = own.altitude_m.model_copy(update={"value": float(path.altitude_m[at])})
        there = own.model_copy(update=where | {"altitude_m": altitude})
        exact = build._world(_with(shared, [there]), 0)  # noqa: SLF001 - the same
        found = _looks(world, state, shared, carrier, int(at)) - _dense(exact, shared)
        others = [p for p in range(world.paths) if p != shared.path_of[carrier]]
        yield found[:, others].ravel() / CERTAIN


def _longest(shared: Shared) -> int:
    scans = round(shared.scenario.duration_s / shared.scenario.scan_s)
    return min(int(np.diff(shared.traffic.bounds).max()), scans)


def _looks(world: World, state: State, shared: Shared, carrier: int = NOBODY, at: int = 0) -> Longs:
    shape = len(world.radar_period), world.paths, _longest(shared)
    found = np.zeros(shape, dtype=np.int64)
    look_up(world, state, np.array(shared.leader), carrier, at, found)
    state.arrival[:] = 0
    return found


def _dense(world: World, shared: Shared) -> Longs:
    """Return the thresholds of a world's tables, radars × paths × local scans."""
    found = np.zeros((len(world.radar_period) * world.paths, _longest(shared)), dtype=np.int64)
    for n, first in enumerate(world.detection_first):
        values = world.detection_threshold[
            world.detection_offset[n] : world.detection_offset[n + 1]
        ]
        stop = min(first + len(values), found.shape[1])
        found[n, first:stop] = values[: max(0, stop - first)]
    return found.reshape(len(world.radar_period), world.paths, -1)


def _launches(
    world: World, exact: World, state: State, shared: Shared
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], Floats]:
    """Return which launches are possible by both, of those without jammers, and shares compared."""
    units, missiles = world.unit_stock.shape
    shape = units, missiles, world.paths, _longest(shared)
    one, other, clear, share, truth, _ = (np.zeros(shape, dtype=np.int64) for _ in range(6))
    leaders = np.array(shared.leader)
    launch(world, state, leaders, one, share)
    quiet = _begun(exact)
    launch(exact, quiet, leaders, other, truth * 0)
    state.jam[:], before = 0, state.jam.copy()
    launch(world, state, leaders, clear, truth * 0)
    state.jam[:] = before
    for n in range(len(exact.flight_first)):
        first, begin, end = exact.flight_first[n], *exact.flight_offset[n : n + 2]
        stop = min(first + end - begin, shape[-1])
        part = exact.flight_kill[begin:end][: max(0, stop - first)]
        truth.reshape(-1, shape[-1])[n, first:stop] = part
    possible, both = clear > 0, (one > 0) & (other > 0)
    return one[possible] > 0, other[possible] > 0, (share - truth)[both] / WHOLE


def tried(count: int) -> Found:
    """Generate and try this number of scenarios."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(count):
            scenario = generated(seed, Path(folder))
            found.append(compared(scenario, np.random.default_rng(seed)))
    return Found(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def report(found: Found) -> str:
    """Return what was found, in a few lines."""
    wrong = found.launches != found.exact_launches
    late = found.launches & ~found.exact_launches
    shares = np.abs(found.shares)
    standing, flying = (
        f"largest {np.abs(part).max():.4f} in probability, mean {part.mean():+.6f}"
        for part in (found.standing, found.flying)
    )
    possible = f"{found.exact_launches.sum():,} by tables, {found.launches.sum():,} by the rule"
    share = f"largest {shares.max(initial=0):.4f}, mean {shares.mean():.5f}"
    lines = [
        f"looks, jammers that stand off: {np.count_nonzero(found.standing):,} differ, {standing}",
        f"looks, a jammer that flies: {np.count_nonzero(found.flying):,} differ, {flying}",
        f"launches possible without jammers: {len(wrong):,}; with them {possible}",
        f"decided otherwise: {wrong.sum():,} ({wrong.mean():.2%}), of which allowed {late.sum():,}",
        f"share of the kill probability of {len(shares):,} launches: {share}",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Try and print."""
    parser = argparse.ArgumentParser(description="Hold jammed looks against floating point.")
    parser.add_argument("--scenarios", type=int, default=100)
    sys.stdout.write(report(tried(parser.parse_args().scenarios)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
