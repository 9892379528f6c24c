"""The fan of an interceptor's flights: every launch elevation under every control law."""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.physics.motion.airframe import (
    MAX_NORMAL_FORCE_COEFFICIENT,
    air_thickness,
    check_airframe,
)
from skydome.physics.motion.flyout_flight import body_of, fly_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from skydome.arrays import Floats
    from skydome.physics.motion.airframe import Airframe


LOWEST_ELEVATION_RAD = -2 * pi / 180
# Just past the vertical, so that points overhead have flights on both sides.
HIGHEST_ELEVATION_RAD = 91 * pi / 180
TRAJECTORIES = 200
LONGEST_FLIGHT_S = 420.0
SAME_TIME_S = 1e-3

# Normal-force coefficients while the missile climbs and while it descends, as shares of the
# greatest. Chosen out of 90 pairs, one after the other, each the one that brings the quickest time
# and the arrival speed of six airframes nearest to those of all 90 (`docs/decisions/0025`).
GLIDE = -0.15
BEST_GLIDE = -1.0
LAWS = (
    *((0.0, GLIDE), (0.0, 0.0), (0.03, GLIDE), (0.03, 0.0)),
    *((0.06, BEST_GLIDE), (0.06, GLIDE), (0.06, 0.0), (0.06, 0.06)),
    *((0.10, BEST_GLIDE), (0.10, GLIDE), (0.10, 0.0), (0.10, 0.06), (0.10, 0.10)),
    *((0.15, BEST_GLIDE), (0.15, GLIDE), (0.15, 0.03), (0.15, 0.10), (0.15, 0.15)),
    *((0.20, GLIDE), (0.20, 0.0), (0.20, 0.10), (0.20, 0.15)),
    *((0.25, 0.15), (0.35, 0.10), (0.35, 0.15)),
)
# Out of `LAWS`, one after the other, each the one that brings the tables of five airframes nearest
# to those of all (`docs/decisions/0029`).
COARSE_LAWS = (
    *((0.0, GLIDE), (0.03, 0.0), (0.10, BEST_GLIDE), (0.10, GLIDE), (0.10, 0.10)),
    *((0.15, BEST_GLIDE), (0.15, 0.03), (0.20, 0.10), (0.20, 0.15), (0.25, 0.15)),
)
# Shares of the longest delay of a later burn among which guidance may choose.
DELAY_SHARES = (0.0, 0.5, 1.0)


class Detail(NamedTuple):
    """How finely a fan is flown.

    ``laws`` are the control laws (share of the normal force while climbing, while descending),
    ``trajectories`` the launch elevations, ``time_scale`` the factor on the intervals between
    recorded times, ``error_scale`` that on the largest local error of a step.
    """

    laws: tuple[tuple[float, float], ...] = LAWS
    trajectories: int = TRAJECTORIES
    time_scale: float = 1.0
    error_scale: float = 1.0


FINE = Detail()
# For airframes drawn from their ranges, of which there are many: about a fifteenth of the work.
COARSE = Detail(COARSE_LAWS, 75, 4.0, 100.0)


class Family(NamedTuple):
    """The control law of a part of the fan; coefficients are shares of the greatest."""

    normal_share_up: float
    normal_share_down: float
    delay_share: float = 0.0


class Fan(NamedTuple):
    """Every flight of an airframe: arrays [family, elevation, time], NaN after the flight's end."""

    airframe: Airframe
    families: tuple[Family, ...]
    launch_elevation_rad: Floats
    time_s: Floats
    ground_range_m: Floats
    altitude_m: Floats
    speed_m_s: Floats


class Intercept(NamedTuple):
    """One point that an interceptor reaches."""

    ground_range_m: float
    time_of_flight_s: float
    speed_m_s: float


def families_of(
    airframe: Airframe, laws: Sequence[tuple[float, float]] = LAWS
) -> tuple[Family, ...]:
    """Return the control laws that an airframe is flown under, at each delay of a burn."""
    delayed = any(burn.longest_delay_s > 0 for burn in airframe.burns)
    shares = DELAY_SHARES if delayed else (0.0,)
    return tuple(Family(up, down, share) for share in shares for up, down in laws)


def fly_fan(
    airframe: Airframe,
    trajectories: int | None = None,
    families: Sequence[Family] | None = None,
    detail: Detail = FINE,
) -> Fan:
    """Fly an airframe at every launch elevation, once under each control law.

    Parameters
    ----------
    airframe
        The missile.
    trajectories
        Launch elevations, evenly spaced from -2 to 91 degrees, at least 2; instead of the detail's.
    families
        Control laws after the first burn, instead of `families_of` the airframe under the detail's
        laws.
    detail
        How finely the fan is flown.

    Returns
    -------
    Fan
        Integrated by Dormand-Prince 5(4) with local errors below 1 cm and 1 mm/s a step, times the
        detail's error scale, restarted at each change of thrust.

    Raises
    ------
    ValueError
        The airframe cannot fly: see :func:`skydome.physics.motion.airframe.check_airframe`.
    """
    check_airframe(airframe)
    flown = families_of(airframe, detail.laws) if families is None else tuple(families)
    count = detail.trajectories if trajectories is None else trajectories
    elevations = np.linspace(LOWEST_ELEVATION_RAD, HIGHEST_ELEVATION_RAD, count)
    times = _fan_times_s(airframe, flown, detail.time_scale)
    shape = (len(flown), count, times.size)
    rows = (np.empty(shape), np.empty(shape), np.empty(shape))
    for share in dict.fromkeys(family.delay_share for family in flown):
        at = [n for n, family in enumerate(flown) if family.delay_share == share]
        span = slice(at[0], at[-1] + 1)
        laws = np.array([flown[n][:2] for n in at]) * MAX_NORMAL_FORCE_COEFFICIENT
        body, spans = body_of(airframe, share), (row[span] for row in rows)
        fly_all(body, laws, elevations, detail.error_scale, times, *spans)
    return Fan(airframe, flown, elevations, times, *rows)


def farthest_intercept(fan: Fan, altitude_m: float) -> Intercept:
    """Return the farthest point at which a target at an altitude is met fast enough.

    Its range is what a maker calls the maximum aerodynamic range. Interpolated linearly along each
    flight.

    Raises
    ------
    ValueError
        No flight reaches the altitude at the minimum intercept speed.
    """
    below, above = fan.altitude_m[..., :-1], fan.altitude_m[..., 1:]
    crossing = (below - altitude_m) * (above - altitude_m) <= 0
    share = (altitude_m - below[crossing]) / (above - below)[crossing]
    speed = _between(fan.speed_m_s, crossing, share)
    fast = speed * air_thickness(altitude_m) >= fan.airframe.minimum_intercept_speed_m_s
    if not fast.any():
        raise ValueError(f"no flight reaches {altitude_m} m; allowed: an altitude in reach")
    reached = _between(fan.ground_range_m, crossing, share)
    best = int(np.argmax(np.where(fast, reached, -np.inf)))
    time = _between(np.broadcast_to(fan.time_s, fan.altitude_m.shape), crossing, share)
    return Intercept(float(reached[best]), float(time[best]), float(speed[best]))


def _between(values: Floats, crossing: NDArray[np.bool_], share: Floats) -> Floats:
    before, after = values[..., :-1][crossing], values[..., 1:][crossing]
    return before + share * (after - before)


def _fan_times_s(airframe: Airframe, families: Sequence[Family], scale: float) -> Floats:
    """Return the times at which flights are recorded: every change of thrust, and closer early."""
    kinks = {0.0}
    for share in {family.delay_share for family in families}:
        kinks.update(body_of(airframe, share).burns[:, :2].ravel().tolist())
    first = airframe.burns[0].duration_s
    times = [0.0]
    while times[-1] < LONGEST_FLIGHT_S:
        step = 0.5 if times[-1] < first else min(2.0, 0.25 + 0.015 * times[-1])
        times.append(times[-1] + scale * step)
    ordered = np.unique([*times, *kinks])
    apart = np.append(np.diff(ordered) > SAME_TIME_S, True)  # a kink beside a time replaces it
    keep = apart | np.isin(ordered, list(kinks))
    return ordered[keep]
