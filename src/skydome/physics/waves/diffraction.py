"""Diffraction loss behind and just above an obstacle, one way, in dB. Double it for a radar.

Everything is ITU-R P.526, "Propagation by diffraction", in the numbering of P.526-15 (2019), which
P.526-16 (2025) keeps: one knife edge (section 4.1), a general terrain profile after Bullington
(section 4.5.1) and the smooth spherical Earth (section 3). A terrain edge is sharp, a sea horizon
is not: beyond the latter the loss is far larger than that of a knife edge in its place.

The Earth has an effective radius, for which rays are straight. Altitudes are above sea level.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

from skydome.compiler import kernel
from skydome.physics.constants import EFFECTIVE_EARTH_RADIUS_M, SPEED_OF_LIGHT_M_S

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from skydome.arrays import Floats


LinearPolarisation: TypeAlias = Literal["horizontal", "vertical"]

# Below this the loss of a knife edge oscillates about nothing: P.526 counts it as none.
LEAST_PARAMETER = -0.78
# P.526 prints 552 for kilometres and gigahertz: 0.552 of the first Fresnel zone must be clear.
CLEAR_SHARE_OF_ZONE = 0.552
# Where the distance term and the height gain of the spherical Earth change their form.
FAR_X, HIGH_Y = 1.6, 2.0


class Surface(NamedTuple):
    """Surface of a smooth Earth: real relative permittivity, and conductivity in S/m."""

    relative_permittivity: float
    conductivity_s_m: float


# P.526-15, section 3.1.1.1, by way of P.452-17, section 4.2.2.1.
LAND = Surface(22.0, 0.003)
SEA = Surface(80.0, 5.0)


# one edge


def knife_edge_parameter(
    height_above_line_m: ArrayLike,
    near_m: ArrayLike,
    far_m: ArrayLike,
    wavelength_m: ArrayLike,
) -> Floats:
    """Return the Fresnel parameter ν of an edge: h·√(2·(d1 + d2) / (λ·d1·d2)) [1]_.

    Parameters
    ----------
    height_above_line_m
        Edge above the straight line between the ends, below zero where the line clears it.
    near_m, far_m
        Distances of the edge from the two ends, above zero.
    wavelength_m
        All shapes broadcast.

    Returns
    -------
    Plain number; good where the edge is low against both distances.

    References
    ----------
    .. [1] ITU-R P.526-15, section 4.1, equation 26.
    """
    near, far = np.asarray(near_m, np.float64), np.asarray(far_m, np.float64)
    zone = np.sqrt(2 * (near + far) / (near * far * np.asarray(wavelength_m, np.float64)))
    return np.asarray(np.asarray(height_above_line_m, np.float64) * zone)


def knife_edge_loss_db(parameter: ArrayLike) -> Floats:
    """Return the loss of a knife edge by Fresnel's integrals, one way.

    J(ν) = -20·log(√((1 - C(ν) - S(ν))² + (C(ν) - S(ν))²) / 2) [1]_: 6.02 dB at grazing, rising for
    ever behind the edge. Above it the loss falls through zero at ν = -0.78 and then swings between
    -1.37 and 1.09 dB, which is given as it is.

    Parameters
    ----------
    parameter
        ν of `knife_edge_parameter`; any shape.

    References
    ----------
    .. [1] ITU-R P.526-15, section 4.1, equation 30.
    """
    from skydome.special import fresnel

    sine, cosine = fresnel(np.asarray(parameter, dtype=np.float64))
    field = np.hypot(1 - cosine - sine, cosine - sine) / 2
    return np.asarray(-20 * np.log10(field))


def knife_edge_loss_approximate_db(parameter: ArrayLike) -> Floats:
    """Return the loss of a knife edge by the recommendation's short form, one way.

    J(ν) = 6.9 + 20·log(√((ν - 0.1)² + 1) + ν - 0.1) for ν > -0.78, else 0 [1]_. Within 0.13 dB of
    `knife_edge_loss_db` from -0.7 on.

    References
    ----------
    .. [1] ITU-R P.526-15, section 4.1, equation 31.
    """
    shifted = np.asarray(parameter, dtype=np.float64) - 0.1
    # asinh is the logarithm of that sum, and loses no digits where the sum is small
    loss = 6.9 + 20 / np.log(10) * np.arcsinh(shifted)
    return np.where(shifted + 0.1 > LEAST_PARAMETER, loss, 0.0)


# the edge that a terrain mask hides things behind


def masked_parameter(
    lowest_visible_altitude_m: ArrayLike,
    target_altitude_m: ArrayLike,
    edge_range_m: ArrayLike,
    ground_range_m: ArrayLike,
    wavelength_m: float,
) -> Floats:
    """Return ν of the edge of a terrain mask, for a target below or above it.

    The ray over the edge and the line to the target diverge at the radar, so the edge is
    (mask - target)·d1/d above the line. Hence ν = (mask - target)·√(2·d1 / (λ·d·(d - d1))).

    Parameters
    ----------
    lowest_visible_altitude_m
        Altitude of the ray over the edge at the target's range.
    target_altitude_m
        The target's.
    edge_range_m
        Ground range of that edge from the radar: `horizon_edge_ranges`.
    ground_range_m
        Of the target. All shapes broadcast.
    wavelength_m
        The radar's.

    Returns
    -------
    Plain number; -inf where the edge is not between the two, since then nothing is in front of the
    target. Where the target is below the mask there, it is below the ground.
    """
    edge, ground = np.asarray(edge_range_m, np.float64), np.asarray(ground_range_m, np.float64)
    between = (edge > 0) & (edge < ground)
    beyond = np.where(between, ground - edge, 1.0)
    zone = np.sqrt(2 * edge / (wavelength_m * np.maximum(ground, 1.0) * beyond))
    below = np.asarray(lowest_visible_altitude_m) - np.asarray(target_altitude_m)
    return np.where(between, below * zone, -np.inf)


def masked_loss_db(
    lowest_visible_altitude_m: ArrayLike,
    target_altitude_m: ArrayLike,
    edge_range_m: ArrayLike,
    ground_range_m: ArrayLike,
    wavelength_m: float,
) -> Floats:
    """Return the one-way loss at the edge of a mask: 0 for ν at or below -0.78.

    `knife_edge_loss_db` of `masked_parameter`, with its parameters. A single edge, the one that
    forms the radar's horizon: further ridges behind it are left out, so the loss is a lower
    bound in broken terrain (`bullington_loss_db` is the check). A target in line of sight loses
    up to 6 dB just above the edge.
    """
    parameter = masked_parameter(
        lowest_visible_altitude_m, target_altitude_m, edge_range_m, ground_range_m, wavelength_m
    )
    obstructed = parameter > LEAST_PARAMETER
    loss = np.zeros(parameter.shape)
    loss[obstructed] = knife_edge_loss_db(parameter[obstructed])
    return loss


def horizon_edge_ranges(
    ground_altitude_m: NDArray[np.float32],
    range_step_m: float,
    antenna_altitude_m: float,
    keep_every: int = 1,
) -> NDArray[np.float32]:
    """Return the range of the edge that limits the lowest visible ray, by azimuth and range.

    The companion of a terrain mask, from the same profiles with the same geometry.

    Parameters
    ----------
    ground_altitude_m
        float32 [azimuth, range]; range ``j`` is ``(j + 1) * range_step_m``.
    range_step_m
        Step of the profiles.
    antenna_altitude_m
        Above sea level.
    keep_every
        Every post obstructs, only each so-manieth range is kept; it must divide their number.

    Returns
    -------
    float32 [azimuth, range]. Where the ground at that range is itself the highest so far, the edge
    is there.

    Raises
    ------
    ValueError
        ``keep_every`` does not divide the number of ranges.
    """
    azimuths, ranges = ground_altitude_m.shape
    if keep_every < 1 or ranges % keep_every:
        raise ValueError(f"keep_every must divide the {ranges} ranges")
    edge_m = np.empty((azimuths, ranges // keep_every), dtype=np.float32)
    fill_horizon_edges(
        ground_altitude_m, float(range_step_m), float(antenna_altitude_m), keep_every, edge_m
    )
    return edge_m


@kernel
def fill_horizon_edges(
    ground_altitude_m: NDArray[np.float32],
    range_step_m: float,
    antenna_altitude_m: float,
    keep_every: int,
    edge_m: NDArray[np.float32],
) -> None:
    """Write the range of the highest obstruction so far."""
    azimuth_count, range_count = ground_altitude_m.shape
    angle_rad = np.arange(1, range_count + 1) * (range_step_m / EFFECTIVE_EARTH_RADIUS_M)
    cosine, sine = np.cos(angle_rad), np.sin(angle_rad)
    antenna_m = EFFECTIVE_EARTH_RADIUS_M + antenna_altitude_m
    for i in range(azimuth_count):
        steepest, edge = -np.inf, 0
        for j in range(range_count):
            ground_m = EFFECTIVE_EARTH_RADIUS_M + float(ground_altitude_m[i, j])
            steepness = (cosine[j] - antenna_m / ground_m) / sine[j]
            if steepness > steepest:
                steepest, edge = steepness, j
            if (j + 1) % keep_every == 0:
                edge_m[i, j // keep_every] = (edge + 1) * range_step_m


# a whole profile


class Profile(NamedTuple):
    """A path over terrain: both ends, and the posts strictly between them.

    Distances run from the first end along the ground at sea level, altitudes count from there.
    """

    distance_m: Floats
    ground_altitude_m: Floats
    length_m: float
    first_altitude_m: float
    last_altitude_m: float


def _raised(profile: Profile, effective_radius_m: float) -> Floats:
    """Ground above the chord of the effective Earth between the feet of both ends."""
    along = profile.distance_m
    bulge = along * (profile.length_m - along) / (2 * effective_radius_m)
    return np.asarray(profile.ground_altitude_m + bulge)


def _line_at(profile: Profile, along_m: ArrayLike) -> Floats:
    share = np.asarray(along_m) / profile.length_m
    return profile.first_altitude_m * (1 - share) + profile.last_altitude_m * share


def principal_edge_parameter(
    profile: Profile, wavelength_m: float, effective_radius_m: float = EFFECTIVE_EARTH_RADIUS_M
) -> float:
    """Return the greatest ν of any post of a profile: its principal edge [1]_.

    Parameters
    ----------
    profile
        With at least one post; parabolic Earth, good to some hundred kilometres.
    wavelength_m, effective_radius_m
        The wave and the Earth it is straight on.

    References
    ----------
    .. [1] ITU-R P.526-15, section 4.5.1, equation 58 (the line-of-sight case).
    """
    along = profile.distance_m
    above = _raised(profile, effective_radius_m) - _line_at(profile, along)
    parameter = knife_edge_parameter(above, along, profile.length_m - along, wavelength_m)
    return float(parameter.max())


def bullington_parameter(
    profile: Profile, wavelength_m: float, effective_radius_m: float = EFFECTIVE_EARTH_RADIUS_M
) -> float:
    """Return ν of the single edge that represents a whole profile after Bullington [1]_.

    Out of sight, it is where the steepest rays of both ends meet; in sight, the principal edge.
    Parameters as for `principal_edge_parameter`.

    References
    ----------
    .. [1] ITU-R P.526-15, section 4.5.1, equations 54 to 63.
    """
    raised, along = _raised(profile, effective_radius_m), profile.distance_m
    first, last, length = profile.first_altitude_m, profile.last_altitude_m, profile.length_m
    climb = float(((raised - first) / along).max())
    if climb < (last - first) / length:
        return principal_edge_parameter(profile, wavelength_m, effective_radius_m)
    back = float(((raised - last) / (length - along)).max())
    meeting = (last - first + back * length) / (climb + back)
    above = first + climb * meeting - _line_at(profile, meeting)
    return float(knife_edge_parameter(above, meeting, length - meeting, wavelength_m))


def bullington_loss_db(
    profile: Profile, wavelength_m: float, effective_radius_m: float = EFFECTIVE_EARTH_RADIUS_M
) -> float:
    """Return the loss over a terrain profile after Bullington, one way.

    L = J + (1 - exp(-J/6))·(10 + 0.02·d), with J the short form of the knife edge for
    `bullington_parameter` and d the path in kilometres [1]_: the correction is an empirical one.
    Parameters as for `principal_edge_parameter`. The complete method of section 4.5.2 adds what a
    smooth Earth of the same mean height would take; over sea use `spherical_earth_loss_db`.

    References
    ----------
    .. [1] ITU-R P.526-15, section 4.5.1, equation 64.
    """
    parameter = bullington_parameter(profile, wavelength_m, effective_radius_m)
    edge = float(knife_edge_loss_approximate_db(parameter))
    share = float(-np.expm1(-edge / 6.0))
    return edge + share * (10.0 + 0.02 * profile.length_m / 1e3)


# the smooth Earth


def surface_admittance(
    frequency_hz: float,
    surface: Surface,
    polarisation: LinearPolarisation,
    effective_radius_m: ArrayLike = EFFECTIVE_EARTH_RADIUS_M,
) -> Floats:
    """Return the normalised surface admittance K [1]_.

    0.36·(a·f)^(-1/3)·((ε - 1)² + (18000·σ/f)²)^(-1/4) for horizontal polarisation, that times
    √(ε² + (18000·σ/f)²) for vertical, with a in km and f in MHz.

    Raises
    ------
    ValueError
        Another polarisation.

    References
    ----------
    .. [1] ITU-R P.526-15, section 3.1.1.1, equations 10 and 11.
    """
    if polarisation not in {"horizontal", "vertical"}:
        raise ValueError("polarisation must be horizontal or vertical")
    megahertz, radius_km = frequency_hz / 1e6, np.asarray(effective_radius_m) / 1e3
    conducted = (18e3 * surface.conductivity_s_m / megahertz) ** 2
    real = surface.relative_permittivity
    level = 0.36 * (radius_km * megahertz) ** (-1 / 3) * ((real - 1) ** 2 + conducted) ** -0.25
    upright = np.sqrt(real**2 + conducted) if polarisation == "vertical" else 1.0
    return np.asarray(level * upright)


def beyond_horizon_loss_db(
    ground_range_m: ArrayLike,
    antenna_height_m: ArrayLike,
    target_height_m: ArrayLike,
    frequency_hz: float,
    surface: Surface = SEA,
    polarisation: LinearPolarisation = "horizontal",
    effective_radius_m: ArrayLike = EFFECTIVE_EARTH_RADIUS_M,
) -> Floats:
    """Return the one-way diffraction loss beyond the horizon of a smooth Earth.

    The first term of the residue series, -F(X) - G(Y1) - G(Y2), with distance and heights scaled
    to X and Y by the Earth, the frequency and the surface [1]_.

    Parameters
    ----------
    ground_range_m
        At or beyond the horizon of both ends.
    antenna_height_m, target_height_m
        Above the surface, above zero; shapes broadcast.
    frequency_hz
        10 MHz or more.
    surface, polarisation
        Of little account above 300 MHz over land and 3 GHz over sea.
    effective_radius_m
        Shape broadcasts too.

    References
    ----------
    .. [1] ITU-R P.526-15, section 3.1.1.2, equations 13 to 18a.
    """
    megahertz, radius_km = frequency_hz / 1e6, np.asarray(effective_radius_m) / 1e3
    admittance = surface_admittance(frequency_hz, surface, polarisation, effective_radius_m)
    square = admittance**2
    beta = (1 + 1.6 * square + 0.67 * square**2) / (1 + 4.5 * square + 1.53 * square**2)
    distance_km = np.asarray(ground_range_m) / 1e3
    x = 2.188 * beta * megahertz ** (1 / 3) * radius_km ** (-2 / 3) * distance_km
    scale = 9.575e-3 * beta**2 * megahertz ** (2 / 3) * radius_km ** (-1 / 3)
    floor = 2 + 20 * np.log10(admittance)
    gains = [
        np.maximum(_height_gain_db(scale * np.asarray(height)), floor)
        for height in (antenna_height_m, target_height_m)
    ]
    return np.asarray(-_distance_term_db(x) - gains[0] - gains[1])


def _distance_term_db(x: Floats) -> Floats:
    far = 11 + 10 * np.log10(x) - 17.6 * x
    return np.where(x >= FAR_X, far, -20 * np.log10(x) - 5.6488 * x**1.425)


def _height_gain_db(y: Floats) -> Floats:
    tall = np.maximum(y, HIGH_Y) - 1.1
    high = 17.6 * np.sqrt(tall) - 5 * np.log10(tall) - 8
    return np.where(y > HIGH_Y, high, 20 * np.log10(y + 0.1 * y**3))


def clearance_m(
    ground_range_m: ArrayLike,
    antenna_height_m: ArrayLike,
    target_height_m: ArrayLike,
    wavelength_m: float,
    effective_radius_m: float = EFFECTIVE_EARTH_RADIUS_M,
) -> tuple[Floats, Floats]:
    """Return the clearance of a ray above a smooth Earth, and the clearance without loss.

    Parameters as for `spherical_earth_loss_db`.

    Returns
    -------
    least_m, needed_m
        The second is 0.552·√(λ·d1·d2/d), the share of the first Fresnel zone that must be clear,
        at the place of the first [1]_.

    References
    ----------
    .. [1] ITU-R P.526-15, section 3.2, equations 21 to 24.
    """
    ground = np.asarray(ground_range_m, dtype=np.float64)
    near, far = np.asarray(antenna_height_m), np.asarray(target_height_m)
    lean = (near - far) / (near + far)
    m = ground**2 / (4 * effective_radius_m * (near + far))
    angle = np.arccos(np.clip(1.5 * lean * np.sqrt(3 * m / (m + 1) ** 3), -1, 1)) / 3
    b = 2 * np.sqrt((m + 1) / (3 * m)) * np.cos(np.pi / 3 + angle)
    first = ground / 2 * (1 + b)
    second = ground - first
    low = near - first**2 / (2 * effective_radius_m)
    high = far - second**2 / (2 * effective_radius_m)
    least = (low * second + high * first) / ground
    zone = np.sqrt(np.maximum(first * second, 0.0) * wavelength_m / ground)
    return np.asarray(least), np.asarray(CLEAR_SHARE_OF_ZONE * zone)


def spherical_earth_loss_db(
    ground_range_m: ArrayLike,
    antenna_height_m: ArrayLike,
    target_height_m: ArrayLike,
    frequency_hz: float,
    surface: Surface = SEA,
    polarisation: LinearPolarisation = "horizontal",
    effective_radius_m: float = EFFECTIVE_EARTH_RADIUS_M,
) -> Floats:
    """Return the one-way diffraction loss of a smooth Earth at any distance [1]_.

    `beyond_horizon_loss_db` out of sight. In sight it falls, in proportion to the clearance, from
    the loss on an Earth just large enough to be grazed to nothing where 0.552 of the first
    Fresnel zone is clear. Reflection is left out: see `multipath`.

    Parameters
    ----------
    ground_range_m
        Above zero.
    antenna_height_m, target_height_m
        Above the surface, above zero; shapes broadcast.
    frequency_hz, surface, polarisation
        As there.
    effective_radius_m
        One number.

    Returns
    -------
    Loss in dB, zero or more in sight.

    References
    ----------
    .. [1] ITU-R P.526-15, section 3.2.
    """
    ground, near, far = np.broadcast_arrays(
        *(np.asarray(v, np.float64) for v in (ground_range_m, antenna_height_m, target_height_m))
    )
    wavelength = SPEED_OF_LIGHT_M_S / frequency_hz
    roots = np.sqrt(near) + np.sqrt(far)
    out_of_sight = ground >= np.sqrt(2 * effective_radius_m) * roots
    least, needed = clearance_m(ground, near, far, wavelength, effective_radius_m)
    grazed_m = np.where(out_of_sight, effective_radius_m, 0.5 * (ground / roots) ** 2)
    loss = beyond_horizon_loss_db(ground, near, far, frequency_hz, surface, polarisation, grazed_m)
    share = np.clip(1 - least / np.maximum(needed, 1e-9), 0.0, 1.0)
    return np.where(out_of_sight, loss, share * np.maximum(loss, 0.0))
