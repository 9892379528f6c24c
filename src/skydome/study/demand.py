"""An estimate of the memory that a scenario will need, before any table is built."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from skydome.errors import InputError
from skydome.forms import counted

if TYPE_CHECKING:
    from skydome.scenario import ResolvedScenario

# Bytes of the arrays that the table builders make, by purpose. Measured with tracemalloc
# (20 batteries, 60 radars, 960 to 115,200 points, flat ground): building takes 0.8 to 0.9 of this
# estimate where every path stays in cover and a third to a half where it does not; each placement
# keeps 2.4 to 3.6 bytes for a radar or shot and a point in cover.
SIGHT_BYTES = 32  # radar and point: probability, guidance, accuracy, jamming, threshold
SHOT_BYTES = 22  # battery, missile and point: flight time, two kill shares, kept columns
PLACE_BYTES = 64  # site and point: range, azimuth, slant range, elevation, velocities
KEPT_BYTES = 4  # of SIGHT and SHOT together, in the tables of every placement
STATE_BYTES = 24  # radar and threat, or battery and threat, in each thread
GUIDING_BYTES = 2  # radar and point, in each thread, if jammers come and go or are carried
GUIDED_BYTES = 12  # radar, missile type and threat, in the same
GIGABYTE = 1e9


def memory_needed_bytes(scenario: ResolvedScenario, threads: int) -> int:
    """Return an upper estimate of the memory for tables and for the state of all threads.

    Every path is assumed to last as long as the scenario and to lie within every radar's coverage.
    """
    paths = len({(one.wave, one.entry, one.asset, one.via) for one in scenario.threats})
    points = paths * round(scenario.duration_s / scenario.scan_s)
    sights = len(scenario.radars) * points
    shots = len(scenario.batteries) * len(scenario.missiles) * points
    built = SIGHT_BYTES * sights + SHOT_BYTES * shots + PLACE_BYTES * len(scenario.sites) * points
    kept = KEPT_BYTES * (sights + shots) * scenario.terrain.placements
    pairs = (len(scenario.radars) + len(scenario.batteries)) * len(scenario.threats)
    state = STATE_BYTES * pairs
    if any(jammer.passing for jammer in scenario.jammers):
        guided = len(scenario.radars) * len(scenario.missiles) * len(scenario.threats)
        state += GUIDING_BYTES * sights + GUIDED_BYTES * guided
    return built + kept + state * threads


def check_memory(scenario: ResolvedScenario, threads: int | None = None) -> None:
    """Refuse a scenario that does not fit this machine, rather than fail after minutes.

    Raises
    ------
    InputError
        The memory needed, by the estimate, is more than the machine has.
    """
    have = _memory_bytes()
    need = memory_needed_bytes(scenario, threads or os.cpu_count() or 1)
    if have is None or need <= have:
        return
    problem = (
        f"up to {need / GIGABYTE:,.0f} GB of memory are needed for "
        f"{len(scenario.radars):,} radars, {len(scenario.threats):,} threats and "
        f"{counted(scenario.terrain.placements, 'placement')} over "
        f"{scenario.duration_s:,} s; this machine has {have / GIGABYTE:,.0f} GB"
    )
    allowed = "fewer batteries, waves or terrain.placements, or a shorter duration_s"
    raise InputError(problem, field=scenario.name, allowed=allowed)


def _memory_bytes() -> int | None:
    """Return the machine's memory, or None if the system does not report it."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None
