"""Multipath over a reflecting surface: lobes and nulls above the horizon.

The field at the target is the sum of a direct and a reflected ray over a smooth spherical Earth,
the pattern-propagation factor F = |1 + Γ·D·ρ·exp(-jkδ)| of Kerr and Blake; an echo has F⁴. Near the
horizon, where two rays no longer make sense, F joins the loss of `diffraction`.

It is valid for a surface that is flat around the point of reflection, to the roughness that matters
at that grazing angle: sea, lakes, plains. Heights count from that surface, not from sea level.
In hills use the terrain mask and `diffraction`, and no multipath.

What a simulation should use: one look is one phase, but where the path difference changes by much
of a wavelength while a target moves through a scan, or with metres of its unknown height, the
phase at a point is arbitrary. Then the detection probability, not F⁴, is what must be averaged
over the phase: F⁴ has mean (1+ρ²)² + 2ρ², six for a mirror, which no target sees on most looks.
`lobe_powers` gives the values to average over, `phase_spread_rad` says how wide.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

from skydome.physics.constants import EFFECTIVE_EARTH_RADIUS_M, SPEED_OF_LIGHT_M_S
from skydome.physics.waves import diffraction
from skydome.physics.waves.surface import (
    fresnel_reflection,
    roughness_ament,
    roughness_miller_brown_vegh,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from skydome.arrays import Floats
    from skydome.physics.waves.propagation import Polarisation


Roughness: TypeAlias = Literal["ament", "miller_brown_vegh"]

NEWTON_STEPS = 5
BISECTIONS = 40
LEAST_GRAZING_RAD = 1e-9


# where the reflection is


class Reflection(NamedTuple):
    """The point of reflection and the path difference; NaN out of sight."""

    grazing_rad: Floats
    near_range_m: Floats
    path_difference_m: Floats
    divergence: Floats


def reflection_point(
    antenna_height_m: ArrayLike,
    ground_range_m: ArrayLike,
    target_height_m: ArrayLike,
    effective_radius_m: float = EFFECTIVE_EARTH_RADIUS_M,
) -> Reflection:
    """Return the point at which a smooth Earth reflects a ray from a target to an antenna.

    Starts from the cubic of the flat-angle approximation in its closed form [1]_ and continues by
    Newton's method on the exact sphere, until both grazing angles agree. The path difference is
    4·R1·R2·sin²ψ / (R1 + R2 + R), exact and without a difference of long distances [2]_. The
    divergence is that of both planes of curvature, 1/√(1 + u·(1 + sin²ψ)/sin ψ + u²) with
    u = 2·R1·R2 / (a·(R1 + R2)) [3]_.

    Parameters
    ----------
    antenna_height_m, target_height_m
        Above the surface, above zero.
    ground_range_m
        Along the surface, above zero. All shapes broadcast.
    effective_radius_m
        Of the Earth on which rays are straight.

    Returns
    -------
    Four arrays in the broadcast shape: the grazing angle, the range from the antenna to the
    reflection, the path difference, the divergence factor 0 to 1.

    References
    ----------
    .. [1] D. E. Kerr (ed.), "Propagation of Short Radio Waves", 1951, section 2.13.
    .. [2] L. V. Blake, NRL Report 7098, 1970.
    .. [3] ITU-R P.528-5 (2021), annex 2, section 8; with sin ψ where that prints tan ψ.
    """
    near, ground, far = np.broadcast_arrays(
        *(np.asarray(v, np.float64) for v in (antenna_height_m, ground_range_m, target_height_m))
    )
    whole = ground / effective_radius_m
    part = _first_guess(near, ground, far, effective_radius_m) / effective_radius_m
    for _ in range(NEWTON_STEPS):
        up, slope = _grazing(near, part, effective_radius_m)
        back, back_slope = _grazing(far, whole - part, effective_radius_m)
        step = (up - back) / (slope + back_slope)
        part = np.clip(part - step, 1e-6 * whole, (1 - 1e-6) * whole)
    grazing = _grazing(near, part, effective_radius_m)[0]
    seen = np.where(grazing > LEAST_GRAZING_RAD, grazing, np.nan)
    bounce = _bounce(near, far, part, whole - part, seen, effective_radius_m)
    return Reflection(seen, part * effective_radius_m, *bounce)


def _first_guess(near: Floats, ground: Floats, far: Floats, radius: float) -> Floats:
    """Root of 2r³ - 3·d·r² + (d² - 2a(h1 + h2))·r + 2a·h1·d = 0 between the two."""
    p = 2 / np.sqrt(3) * np.sqrt(radius * (near + far) + ground**2 / 4)
    turn = np.arcsin(np.clip(2 * radius * ground * (far - near) / p**3, -1, 1))
    return np.asarray(ground / 2 - p * np.sin(turn / 3))


def _grazing(height: Floats, angle: Floats, radius: float) -> tuple[Floats, Floats]:
    """Elevation of a point seen from the surface at a central angle, and its derivative."""
    far = radius + height
    up, along = height - 2 * far * np.sin(angle / 2) ** 2, far * np.sin(angle)
    # far - radius·cos, without the difference of two large numbers
    lift = height + 2 * radius * np.sin(angle / 2) ** 2
    return np.arctan2(up, along), -far * lift / (up**2 + along**2)


def _bounce(
    near: Floats, far: Floats, first: Floats, second: Floats, grazing: Floats, radius: float
) -> tuple[Floats, Floats]:
    """Path difference and divergence of a reflection at known central angles."""
    out, back = _distance(0.0, near, first, radius), _distance(0.0, far, second, radius)
    direct, sine = _distance(near, far, first + second, radius), np.sin(grazing)
    bent = 2 * out * back / (radius * (out + back))
    spread = 1 + bent * (1 + sine**2) / sine + bent**2
    return 4 * out * back * sine**2 / (out + back + direct), 1 / np.sqrt(spread)


def _distance(low: Floats | float, high: Floats, angle: Floats, radius: float) -> Floats:
    bottom, top = radius + low, radius + high
    square = (high - low) ** 2 + 4 * bottom * top * np.sin(angle / 2) ** 2
    return np.asarray(np.sqrt(square))


# the sum of both rays


class Mirror(NamedTuple):
    """A reflecting surface for a radar of one frequency and polarisation."""

    frequency_hz: float
    polarisation: Polarisation
    permittivity: complex
    height_deviation_m: float = 0.0
    roughness: Roughness = "miller_brown_vegh"

    @property
    def wavelength_m(self) -> float:
        """In vacuum."""
        return SPEED_OF_LIGHT_M_S / self.frequency_hz


class Interference(NamedTuple):
    """The reflected field relative to the direct one: F² = 1 + ρ² + 2·ρ·cos(phase)."""

    amplitude: Floats
    phase_rad: Floats

    @property
    def power(self) -> Floats:
        """F² at this phase."""
        amplitude, phase = self.amplitude, self.phase_rad
        return np.asarray(1 + amplitude**2 + 2 * amplitude * np.cos(phase))


def interference(
    reflection: Reflection, mirror: Mirror, gain_ratio: ArrayLike = 1.0
) -> Interference:
    """Return the reflected field relative to the direct one.

    Γ·D·ρ·(pattern of the reflected ray over that of the direct) with phase arg Γ - 2π·δ/λ [1]_.

    Parameters
    ----------
    reflection
        From `reflection_point`.
    mirror
        Surface, frequency and polarisation.
    gain_ratio
        Antenna's voltage pattern towards the reflection over that towards the target: one for a
        broad beam, less where a narrow beam is raised off the surface.

    Returns
    -------
    Amplitude and phase in the reflection's shape.

    References
    ----------
    .. [1] L. V. Blake, NRL Report 7098, 1970, "Pattern-propagation factor".
    """
    rough = {"ament": roughness_ament, "miller_brown_vegh": roughness_miller_brown_vegh}
    left = rough[mirror.roughness](
        reflection.grazing_rad, mirror.height_deviation_m, mirror.wavelength_m
    )
    with np.errstate(invalid="ignore"):  # where there is no reflection
        mirrored = fresnel_reflection(
            reflection.grazing_rad, mirror.permittivity, mirror.polarisation
        )
    amplitude = np.abs(mirrored) * reflection.divergence * left * gain_ratio
    turns = reflection.path_difference_m / mirror.wavelength_m
    return Interference(np.asarray(amplitude), np.angle(mirrored) - 2 * pi * turns)


def mean_fourth_power(amplitude: ArrayLike) -> Floats:
    """Return the mean of F⁴ over all phases, (1 + ρ²)² + 2·ρ²: far above what most looks have."""
    square = np.asarray(amplitude, dtype=np.float64) ** 2
    return np.asarray((1 + square) ** 2 + 2 * square)


def phase_spread_rad(
    path_difference_m: ArrayLike,
    target_height_m: ArrayLike,
    height_doubt_m: float,
    wavelength_m: float,
) -> Floats:
    """Return the width of phase over which a look should be averaged, up to 2π.

    The path difference is about in proportion to the target's height (on a sphere it moves faster,
    by up to a half near the horizon), so an uncertainty of that height
    (unknown flight level, and what it climbs and sinks in a scan) by ±e moves the phase by
    2π·δ/λ·2e/h altogether.

    Parameters
    ----------
    path_difference_m, target_height_m
        Shapes broadcast.
    height_doubt_m
        Half the width of what the height may be; 0 samples the phase at the point.
    wavelength_m
        Of the radar.
    """
    share = 2 * height_doubt_m / np.asarray(target_height_m)
    return np.minimum(2 * pi * np.asarray(path_difference_m) / wavelength_m * share, 2 * pi)


def lobe_powers(found: Interference, spread_rad: ArrayLike, count: int = 16) -> Floats:
    """Return equally likely values of F² for phases spread evenly about the one found.

    Average the detection probability over them: SNR·F⁴ for each, then the mean of Pd.

    Parameters
    ----------
    found
        From `interference`, shape (…).
    spread_rad
        Whole width, zero to 2π: `phase_spread_rad`; broadcasts.
    count
        Number of values; the mean of F⁴ over a full turn is exact from 3 on.

    Returns
    -------
    F², shape (…, count).
    """
    steps = (np.arange(count) + 0.5) / count - 0.5
    phase = found.phase_rad[..., None] + np.asarray(spread_rad)[..., None] * steps
    return Interference(found.amplitude[..., None], phase).power


def interference_limit_m(
    antenna_height_m: ArrayLike,
    target_height_m: ArrayLike,
    wavelength_m: float,
    effective_radius_m: float = EFFECTIVE_EARTH_RADIUS_M,
) -> Floats:
    """Return the ground range to which two rays are valid: a path difference of λ/4 [1]_.

    Found by bisection in the grazing angle, in which range and path difference are closed forms.

    Parameters
    ----------
    antenna_height_m, target_height_m
        Above the surface; shapes broadcast.
    wavelength_m, effective_radius_m
        The wave and its Earth.

    Raises
    ------
    ValueError
        A height under λ/8, with which the path difference never gets there.

    References
    ----------
    .. [1] D. E. Kerr (ed.), "Propagation of Short Radio Waves", 1951, section 2.15; L. V. Blake,
       NRL Report 7098, 1970, "The intermediate region".
    """
    near, far = np.broadcast_arrays(
        np.asarray(antenna_height_m, np.float64), np.asarray(target_height_m, np.float64)
    )
    _check_heights(near, far, wavelength_m)
    low, high = np.full(near.shape, LEAST_GRAZING_RAD), np.full(near.shape, pi / 2)
    for _ in range(BISECTIONS):
        middle = np.sqrt(low * high)
        first, second = (_central_angle(h, middle, effective_radius_m) for h in (near, far))
        over = _bounce(near, far, first, second, middle, effective_radius_m)[0] > wavelength_m / 4
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    angle = _central_angle(near, high, effective_radius_m)
    return effective_radius_m * (angle + _central_angle(far, high, effective_radius_m))


def _check_heights(near: Floats, far: Floats, wavelength_m: float) -> None:
    if (np.minimum(near, far) <= wavelength_m / 8).any():
        raise ValueError("heights must be above an eighth of the wavelength")


def _central_angle(height: Floats, grazing: Floats, radius: float) -> Floats:
    """Angle at the centre between a point and where a ray leaves the surface towards it."""
    sine = np.sin(grazing)
    out = height * (2 * radius + height)
    slant = out / (np.sqrt((radius * sine) ** 2 + out) + radius * sine)
    return np.arctan2(slant * np.cos(grazing), radius + slant * sine)


def pattern_propagation_factor_db(
    antenna_height_m: ArrayLike,
    ground_range_m: ArrayLike,
    target_height_m: ArrayLike,
    mirror: Mirror,
    surface: diffraction.Surface = diffraction.SEA,
    effective_radius_m: float = EFFECTIVE_EARTH_RADIUS_M,
) -> Floats:
    """Return 20·log F, one way, at any distance from a smooth Earth; an echo has twice that.

    Two rays up to `interference_limit_m`; `diffraction.beyond_horizon_loss_db` from the horizon
    on; between them a straight line in decibels over range, which makes F continuous. That is
    Kerr's "bold interpolation", drawn by Blake as a smooth curve.

    Parameters
    ----------
    antenna_height_m, target_height_m
        Above the surface, above λ/8.
    ground_range_m
        Above zero. All shapes broadcast.
    mirror
        What reflects; circular waves diffract as horizontal ones do.
    surface
        What diffracts.
    effective_radius_m
        Of the Earth on which rays are straight.

    Returns
    -------
    Decibels, at most 6.02; deep in a null of a perfect mirror there is no floor.

    Notes
    -----
    Two rays are valid for grazing angles above (λ/2πa)^(1/3), 0.05° at 10 GHz and 0.17° at 200 MHz.
    From some gigahertz and tens of metres up, a path difference of λ/4 lies below that, and the
    last lobe is too weak by the divergence. Between heights of 20 m and 100 m the join stays within
    0.9 dB of P.526's own at 200 MHz and 2.3 dB at 10 GHz. Ducts are left out: over warm sea F
    beyond the horizon can be higher by tens of decibels.

    References
    ----------
    .. [1] D. E. Kerr (ed.), "Propagation of Short Radio Waves", 1951, chapter 2.
    .. [2] L. V. Blake, NRL Report 7098, 1970; "Radar Range-Performance Analysis", 1980, chapter 6.
    """
    near, ground, far = np.broadcast_arrays(
        *(np.asarray(v, np.float64) for v in (antenna_height_m, ground_range_m, target_height_m))
    )
    _check_heights(near, far, mirror.wavelength_m)
    earth = _SmoothEarth(mirror, surface, effective_radius_m)
    found = reflection_point(near, ground, far, effective_radius_m)
    factor = np.asarray(10 * np.log10(interference(found, mirror).power))
    bent = ~(
        found.path_difference_m >= mirror.wavelength_m / 4
    )  # out of sight too, where it is NaN
    factor[bent] = _below_interference_db(near[bent], ground[bent], far[bent], earth)
    return factor


class _SmoothEarth(NamedTuple):
    mirror: Mirror
    surface: diffraction.Surface
    effective_radius_m: float


def _below_interference_db(
    near: Floats, ground: Floats, far: Floats, earth: _SmoothEarth
) -> Floats:
    """Return F in decibels beyond the interference limit: bent rays, and the join to them."""
    mirror, radius = earth.mirror, earth.effective_radius_m
    level = np.zeros_like(near)
    horizon = radius * (_central_angle(near, level, radius) + _central_angle(far, level, radius))
    loss = diffraction.beyond_horizon_loss_db(
        np.maximum(ground, horizon),
        near,
        far,
        mirror.frequency_hz,
        earth.surface,
        "vertical" if mirror.polarisation == "vertical" else "horizontal",
        radius,
    )
    joined = ground < horizon
    h1, h2 = near[joined], far[joined]
    limit = interference_limit_m(h1, h2, mirror.wavelength_m, radius)
    last = interference(reflection_point(h1, limit, h2, radius), mirror)
    share = (ground[joined] - limit) / (horizon[joined] - limit)
    loss[joined] = loss[joined] * share - 10 * np.log10(last.power) * (1 - share)
    return -loss
