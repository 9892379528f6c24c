"""What decides an interceptor's flight: masses, burns of the motor, size, drag and lift.

Values come from the catalogue. Drag and lift curves are generic; only a multiplier of the drag
belongs to one airframe.

References
----------
.. [1] Fleeman, *Tactical Missile Design*, 2nd edition, AIAA 2006, section 2.3 (zero-lift drag).
.. [2] Zarchan, *Tactical and Strategic Missile Guidance*, 6th edition, AIAA 2012, chapter 10
   (point-mass flight through an atmosphere).
"""

from __future__ import annotations

from itertools import pairwise
from math import atan, inf, log, pi, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import inline_kernel
from skydome.physics.atmosphere import density_kg_m3, geometric_to_geopotential_m
from skydome.physics.constants import STANDARD_GRAVITY_M_S2

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from skydome.arrays import Floats


FRICTION_COEFFICIENT = 0.10
NOSE_WAVE_FACTOR = atan(0.5 / 3) ** 1.69
TRANSONIC_START_MACH = 0.8
TRANSONIC_END_MACH = 1.2

CONTROL_ALTITUDE_M = 10_000.0
MAX_NORMAL_FORCE_COEFFICIENT = 3.5
NORMAL_FORCE_SLOPE_PER_RAD = 10.0


class Burn(NamedTuple):
    """One burn of a motor at constant thrust.

    It begins ``start_s`` after the launch. Guidance may delay a later burn by up to
    ``longest_delay_s``. ``dropped_mass_kg`` is the empty stage that separates when it ends.
    """

    start_s: float
    duration_s: float
    propellant_mass_kg: float
    dropped_mass_kg: float = 0.0
    longest_delay_s: float = 0.0


class Airframe(NamedTuple):
    """What decides an interceptor's fly-out.

    ``burns`` are in the order of time and do not overlap; the first begins at 0. ``drag_factor``
    multiplies the generic zero-lift curve. ``minimum_intercept_speed_m_s`` is the lowest speed at
    which the missile can still follow its target, from `CONTROL_ALTITUDE_M` up; below it the speed
    of the same dynamic pressure, see `air_thickness`.
    """

    launch_mass_kg: float
    burns: tuple[Burn, ...]
    specific_impulse_s: float
    diameter_m: float
    drag_factor: float
    minimum_intercept_speed_m_s: float

    @property
    def area_m2(self) -> float:
        """Cross-section of the body, the reference area of all coefficients."""
        return pi * self.diameter_m**2 / 4

    @property
    def burnt_out_mass_kg(self) -> float:
        """Mass after the last burn and the last separation."""
        spent = sum(burn.propellant_mass_kg + burn.dropped_mass_kg for burn in self.burns)
        return self.launch_mass_kg - spent

    @property
    def burn_out_s(self) -> float:
        """End of the last burn, if guidance delays nothing."""
        return self.burns[-1].start_s + self.burns[-1].duration_s


def check_airframe(airframe: Airframe) -> None:
    """Raise ValueError where an airframe cannot leave the ground.

    Raises
    ------
    ValueError
        No burn at 0, overlapping burns, no positive propellant or duration, nothing left after
        burn-out, no positive diameter, negative drag, or less thrust than weight.
    """
    burns = airframe.burns
    if not burns or burns[0].start_s != 0 or burns[0].longest_delay_s != 0:
        raise ValueError("the first burn begins later than the launch; allowed: start 0, no delay")
    for burn in burns:
        if burn.propellant_mass_kg <= 0 or burn.duration_s <= 0:
            problem = f"a burn of {burn.propellant_mass_kg:g} kg in {burn.duration_s:g} s"
            raise ValueError(f"{problem}; allowed: both above 0")
        if burn.dropped_mass_kg < 0 or burn.longest_delay_s < 0:
            raise ValueError("a negative dropped mass or delay; allowed: at least 0")
    for burn, later in pairwise(burns):
        if later.start_s < burn.start_s + burn.duration_s:
            raise ValueError("two burns overlap; allowed: each after the end of the one before")
    if airframe.burnt_out_mass_kg <= 0:
        spent = airframe.launch_mass_kg - airframe.burnt_out_mass_kg
        raise ValueError(f"propellant and stages of {spent:g} kg; allowed: below the launch mass")
    if airframe.diameter_m <= 0 or airframe.drag_factor < 0:
        raise ValueError("allowed: a diameter above 0 and a drag factor at least 0")
    flow_kg_s = burns[0].propellant_mass_kg / burns[0].duration_s
    if flow_kg_s * airframe.specific_impulse_s <= airframe.launch_mass_kg:
        raise ValueError("the first burn does not lift the missile; allowed: thrust above weight")


def ideal_speed_m_s(airframe: Airframe) -> float:
    """Return the speed gained without drag and gravity, by Tsiolkovsky's equation.

    The sum over the burns of ``g0 Isp ln(mass before / mass after)``; a stage separates between.
    """
    mass, gained = airframe.launch_mass_kg, 0.0
    for burn in airframe.burns:
        gained += log(mass / (mass - burn.propellant_mass_kg))
        mass -= burn.propellant_mass_kg + burn.dropped_mass_kg
    return STANDARD_GRAVITY_M_S2 * airframe.specific_impulse_s * gained


@inline_kernel
def axial_force_coefficient(mach: float) -> float:
    """Return a generic finned supersonic body's zero-lift axial-force coefficient.

    Parameters
    ----------
    mach
        Mach number, 0 to about 8.

    Returns
    -------
    float
        On the body's cross-section: friction 0.10, plus base drag ``0.12 + 0.13 M**2`` below
        and ``0.25 / M`` above Mach 1, plus nose wave drag
        ``(1.59 + 1.83 / M**2) atan(0.5 / f)**1.69`` of a nose of fineness f = 3 ([1]_).

    Notes
    -----
    Where it departs from [1]_: friction is a constant, wave drag fades in smoothly between Mach
    0.8 and 1.2 instead of jumping at 1, the base is not relieved while the motor burns, and fins
    belong to the drag factor.
    """
    base = 0.12 + 0.13 * mach**2 if mach < 1 else 0.25 / mach
    if mach <= TRANSONIC_START_MACH:
        return FRICTION_COEFFICIENT + base
    rise = min((mach - TRANSONIC_START_MACH) / (TRANSONIC_END_MACH - TRANSONIC_START_MACH), 1.0)
    wave = (1.59 + 1.83 / mach**2) * NOSE_WAVE_FACTOR
    return float(FRICTION_COEFFICIENT + base + rise * rise * (3 - 2 * rise) * wave)


def lateral_acceleration_m_s2(airframe: Airframe, speed_m_s: Floats, altitude_m: Floats) -> Floats:
    """Return the greatest lateral acceleration of a burnt-out missile from aerodynamic lift.

    Parameters
    ----------
    airframe
        The missile; its mass is the burnt-out one.
    speed_m_s, altitude_m
        On arrival, the altitude above sea level; shapes broadcast.

    Returns
    -------
    Array
        ``q S Cn / m`` with the normal-force coefficient's greatest value, 3.5, of this module
        ([2]_, chapter 10). No structural limit, no thrust vectoring, no side jets.
    """
    density = density_kg_m3(geometric_to_geopotential_m(np.asarray(altitude_m, dtype=np.float64)))
    pressure = 0.5 * density * np.asarray(speed_m_s) ** 2
    force = pressure * airframe.area_m2 * MAX_NORMAL_FORCE_COEFFICIENT
    return np.asarray(force / airframe.burnt_out_mass_kg)


def air_thickness(altitude_m: ArrayLike) -> Floats:
    """Return the root of the air's density over that at `CONTROL_ALTITUDE_M`, 1 above it.

    Control force goes with dynamic pressure. A missile's speeds of control are understood at that
    altitude; in the denser air below it, less speed gives the same force, by this factor. Above it
    nothing is taken off: the lift with which a target turns away falls with the density too.
    """
    low = np.minimum(np.asarray(altitude_m, dtype=np.float64), CONTROL_ALTITUDE_M)
    return np.sqrt(density_kg_m3(low) / density_kg_m3(CONTROL_ALTITUDE_M))


def speed_for_lateral_acceleration_m_s(
    airframe: Airframe, acceleration_m_s2: float, altitude_m: float
) -> float:
    """Return the speed at which a burnt-out missile just has a lateral acceleration.

    The inverse of :func:`lateral_acceleration_m_s2`, ``sqrt(2 m a / (density S Cn))``; infinite
    where there is no air.
    """
    at_1_m_s = float(lateral_acceleration_m_s2(airframe, np.array(1.0), np.array(altitude_m)))
    return sqrt(acceleration_m_s2 / at_1_m_s) if at_1_m_s > 0 else inf
