"""Kill probability of one shot, and of several shots whose failures may have a common cause.

Open sources give single-shot kill probabilities for favourable conditions that they do not
describe. Named factors reduce them here, each from 0 to 1, and exactly 1 where its data are absent:

    p = p₀ · energy · crossing · accuracy          (accuracy: track accuracy and jamming)

The product assumes that the causes of failure are independent and that p₀ was measured with all of
them absent. Both are approximations. A slow missile at the edge of its range often also engages a
crossing target on a poor track; the product then counts one failure twice and is too low. Track
error and jamming both widen the miss distance, so their variances are added in `miss_growth`
rather than their factors multiplied. No factor raises p₀.

Shots fail independently, or together: because of a wrong target model, a software fault, or a decoy
taken for the target. `no_leak_probability` separates the two and says whether the common part is
drawn for each shot, each target or the whole raid.
"""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from skydome.arrays import Floats


CommonLevel: TypeAlias = Literal["shot", "target", "raid"]
MissModel: TypeAlias = Literal["lethal_radius", "carleton"]


# one shot: factors


def energy_factor(
    speed_m_s: ArrayLike, least_speed_m_s: float, full_speed_m_s: float | None = None
) -> Floats:
    """Return the share of full manoeuvrability that a missile's speed at intercept leaves.

    Aerodynamic control force is proportional to dynamic pressure, ½·ρ·v² [1]_: the factor rises
    with v² from 0 at the least intercept speed to 1 at the speed from which control does not limit,
    (v² - v₀²) / (v₁² - v₀²). The straight line between the two is this project's assumption; no
    open source gives the curve.

    Parameters
    ----------
    speed_m_s
        Missile's at the intercept; any shape.
    least_speed_m_s
        Below it there is no intercept.
    full_speed_m_s
        Above ``least_speed_m_s``. Without it the factor is a step at the least speed.

    Raises
    ------
    ValueError
        ``full_speed_m_s`` not above ``least_speed_m_s``.

    References
    ----------
    .. [1] P. Zarchan, "Tactical and Strategic Missile Guidance", 6th ed., 2012, chapter 22.
    """
    square = np.square(np.asarray(speed_m_s, dtype=np.float64))
    if full_speed_m_s is None:
        return np.where(square >= least_speed_m_s**2, 1.0, 0.0)
    if full_speed_m_s <= least_speed_m_s:
        raise ValueError("full_speed_m_s must be above least_speed_m_s")
    span = full_speed_m_s**2 - least_speed_m_s**2
    return np.clip((square - least_speed_m_s**2) / span, 0.0, 1.0)


def lead_angle_rad(
    crossing_rad: ArrayLike, target_speed_m_s: ArrayLike, missile_speed_m_s: ArrayLike
) -> Floats:
    """Return the lead angle of the collision triangle: asin(V_target·sin β / V_missile) [1]_.

    Parameters
    ----------
    crossing_rad
        β, between the target's velocity and the line from target to missile: 0 head-on, π in a
        tail chase.
    target_speed_m_s, missile_speed_m_s
        Shapes broadcast.

    Returns
    -------
    Angle between the missile's velocity and its line to the target, 0 to π/2; infinity where no
    course leads to a collision.

    References
    ----------
    .. [1] N. A. Shneydor, "Missile Guidance and Pursuit", 1998, section 4.2 (parallel navigation).
    """
    across = np.asarray(target_speed_m_s) * np.abs(np.sin(crossing_rad)) / missile_speed_m_s
    chase = (np.cos(crossing_rad) < 0) & (np.asarray(target_speed_m_s) >= missile_speed_m_s)
    return np.where((across > 1) | chase, np.inf, np.arcsin(np.minimum(across, 1.0)))


def crossing_factor(
    lead_rad: ArrayLike, full_lead_rad: float | None = None, largest_lead_rad: float | None = None
) -> Floats:
    """Return the factor for a crossing target, from the lead angle at which the seeker must look.

    1 up to ``full_lead_rad``, 0 from ``largest_lead_rad`` (the gimbal limit), linear in between.
    The limit is geometry; the straight line is this project's assumption.

    Parameters
    ----------
    lead_rad
        `lead_angle_rad`; any shape.
    full_lead_rad, largest_lead_rad
        Absent both: 1 wherever there is a collision course. Only the second: a step there.

    Raises
    ------
    ValueError
        ``full_lead_rad`` above ``largest_lead_rad``, or given alone.
    """
    lead = np.asarray(lead_rad, dtype=np.float64)
    if largest_lead_rad is None:
        if full_lead_rad is not None:
            raise ValueError("full_lead_rad needs largest_lead_rad")
        return np.where(np.isfinite(lead), 1.0, 0.0)
    full = largest_lead_rad if full_lead_rad is None else full_lead_rad
    if full > largest_lead_rad:
        raise ValueError("full_lead_rad must not be above largest_lead_rad")
    if full == largest_lead_rad:
        return np.where(lead <= full, 1.0, 0.0)
    return np.clip((largest_lead_rad - lead) / (largest_lead_rad - full), 0.0, 1.0)


def miss_growth(
    track_error_ratio: ArrayLike = 1.0, jam_to_noise: ArrayLike = 0.0, radar_share: float = 1.0
) -> Floats:
    """Return the growth of the miss distance's standard deviation over that of a favourable shot.

    Variances add: g² = (1 - s) + s·r²·(1 + J), with s the share of the miss variance that the
    radar's measurement error made in the good shot. The error of an angle goes with one over the
    root of signal-to-noise [1]_, and noise jamming divides that by 1 + J.

    Parameters
    ----------
    track_error_ratio
        r, the track's position deviation over that of the good shot; 1 where unknown.
    jam_to_noise
        J, plain ratio in the guiding radar; 0 unjammed, or where r was found under the jamming.
    radar_share
        s, 0 to 1: 1 for command guidance, near 0 for a seeker at the end, 0 for home-on-jam.

    Returns
    -------
    Plain number in the broadcast shape, below 1 where the track is better than the good shot's.

    Raises
    ------
    ValueError
        A share outside 0 to 1.

    References
    ----------
    .. [1] D. K. Barton, "Radar System Analysis and Modeling", 2005, chapter 8; M. I. Skolnik,
       "Introduction to Radar Systems", 3rd ed., 2001, section 6.3.
    """
    if not 0 <= radar_share <= 1:
        raise ValueError("radar_share must lie between 0 and 1")
    measured = np.square(np.asarray(track_error_ratio, np.float64)) * (1 + np.asarray(jam_to_noise))
    return np.asarray(np.sqrt(1 - radar_share + radar_share * measured))


def lethal_radius_kill_probability(lethal_radius_m: ArrayLike, deviation_m: ArrayLike) -> Floats:
    """Return P = 1 - exp(-R²/2σ²): a kill where the miss is within the lethal radius [1]_.

    The miss is normal in two directions with one deviation, its length a Rayleigh variable; no
    bias. Shapes broadcast.

    References
    ----------
    .. [1] J. S. Przemieniecki, "Mathematical Methods in Defense Analyses", 3rd ed., 2000, ch. 2.
    """
    ratio = np.asarray(lethal_radius_m, np.float64) / np.asarray(deviation_m, np.float64)
    return np.asarray(-np.expm1(-0.5 * ratio**2))


def carleton_kill_probability(lethal_scale_m: ArrayLike, deviation_m: ArrayLike) -> Floats:
    """Return P = b² / (b² + σ²): a kill with probability exp(-r²/2b²) at a miss of r [1]_.

    Carleton's diffuse damage function instead of a sharp radius, same misses. Shapes broadcast.

    References
    ----------
    .. [1] A. R. Eckler and S. A. Burr, "Mathematical Models of Target Coverage and Missile
       Allocation", Military Operations Research Society, 1972, chapter 2.
    """
    square = np.square(np.asarray(lethal_scale_m, dtype=np.float64))
    return np.asarray(square / (square + np.square(deviation_m)))


def accuracy_factor(
    base_probability: ArrayLike, growth: ArrayLike, model: MissModel = "lethal_radius"
) -> Floats:
    """Return the share of a kill probability that remains when the miss distance grows.

    The base fixes the lethal radius in units of the deviation, so that neither need be known: 1 -
    (1 - p₀)^(1/g²) over p₀ for `lethal_radius_kill_probability`, 1/(p₀ + g²·(1 - p₀)) for
    `carleton_kill_probability`. Never above 1: a track better than that of the good shot does not
    increase it.

    Parameters
    ----------
    base_probability
        p₀, 0 to 1. At 1 the radius is boundless and the factor 1. It is read as all miss distance:
        where part of it is reliability, the true factor is lower for one of the same base.
    growth
        g of `miss_growth`; shapes broadcast.
    model
        ``lethal_radius`` or ``carleton``.

    Raises
    ------
    ValueError
        Another model, or a base outside 0 to 1.
    """
    base, square = np.asarray(base_probability, np.float64), np.square(np.maximum(growth, 1.0))
    if not ((base >= 0) & (base <= 1)).all():
        raise ValueError("base_probability must lie between 0 and 1")
    if model == "carleton":
        return np.asarray(1 / (base + square * (1 - base)))
    if model != "lethal_radius":
        raise ValueError(f"model must be one of {get_args(MissModel)}")
    with np.errstate(divide="ignore", invalid="ignore"):
        left = -np.expm1(np.log1p(-base) / square) / base
    return np.where(base == 0, 1 / square, left)


def single_shot_kill_probability(
    base_probability: ArrayLike,
    energy: ArrayLike = 1.0,
    crossing: ArrayLike = 1.0,
    accuracy: ArrayLike = 1.0,
) -> Floats:
    """Return the base value times its named factors; all shapes broadcast. See the module."""
    factors = [np.asarray(f, np.float64) for f in (base_probability, energy, crossing, accuracy)]
    return np.asarray(factors[0] * factors[1] * factors[2] * factors[3])


# several shots: independent and common failures


def split_reliability(
    single_shot_probability: float, common_reliability: float
) -> tuple[float, float]:
    """Return a single-shot probability as common and independent parts, p = c·q.

    Raises
    ------
    ValueError
        c not in (0, 1], or below p, with which q would be above 1.
    """
    if not 0 < common_reliability <= 1 or single_shot_probability > common_reliability:
        raise ValueError("common_reliability must lie in (0, 1], not below the shot's probability")
    return common_reliability, single_shot_probability / common_reliability


def target_kill_probability(
    independent_probability: float, common_reliability: float, shots: int, level: CommonLevel
) -> float:
    """Return the probability that one target is killed by n shots [1]_.

    ``shot``: 1 - (1 - c·q)ⁿ. ``target`` and ``raid``: c·(1 - (1 - q)ⁿ), which never exceeds c
    however many shots are fired. Looking between shots changes how many are fired, not this.

    Parameters
    ----------
    independent_probability
        q: kill by a shot, given that the common part works.
    common_reliability
        c: probability that it works.
    shots
        n, zero or more, all that the target may get.
    level
        What shares one draw of the common part.

    Raises
    ------
    ValueError
        Another level, or a probability outside 0 to 1.

    References
    ----------
    .. [1] D. A. Wilkening, "A Simple Model for Calculating Ballistic Missile Defense
       Effectiveness", Science & Global Security 8 (2000) 183, where the common part is the
       probability that the target is detected and tracked.
    """
    _check(independent_probability, common_reliability, level)
    q, c = independent_probability, common_reliability
    if level == "shot":
        return float(1 - (1 - c * q) ** shots)
    return float(c * (1 - (1 - q) ** shots))


def leaker_probabilities(
    independent_probability: float,
    common_reliability: float,
    shots: int,
    targets: int,
    level: CommonLevel,
) -> Floats:
    """Return the probability of 0, 1, … W leakers.

    Binomial with the leak probability of `target_kill_probability` for ``shot`` and ``target``.
    For ``raid`` it is c times the binomial with leak probability (1 - q)ⁿ, and with 1 - c all
    leak: the same mean as ``target``, and far more often none or all.

    Parameters
    ----------
    independent_probability, common_reliability, shots, level
        As there.
    targets
        W, one or more, each with its own n shots.

    Returns
    -------
    Shape (W + 1,), summing to 1.
    """
    if level != "raid":
        killed = target_kill_probability(independent_probability, common_reliability, shots, level)
        return _binomial(targets, 1 - killed)
    _check(independent_probability, common_reliability, level)
    found = common_reliability * _binomial(targets, (1 - independent_probability) ** shots)
    found[-1] += 1 - common_reliability
    return found


def no_leak_probability(
    independent_probability: float,
    common_reliability: float,
    shots: int,
    targets: int,
    level: CommonLevel,
) -> float:
    """Return the probability that nothing leaks: Wilkening's formula and two variants.

    ``shot``: (1 - (1 - c·q)ⁿ)^W. ``target``: (c·(1 - (1 - q)ⁿ))^W, Wilkening's P(0) = K^W [1]_.
    ``raid``: c·(1 - (1 - q)ⁿ)^W. Parameters as for `leaker_probabilities`.

    For one c and q below 1 the middle one is lowest as soon as salvos compensate for independent
    failures: a common failure of the whole raid occurs once, one of each target W times.

    References
    ----------
    .. [1] D. A. Wilkening, Science & Global Security 8 (2000) 183. "Target" is his case; the other
       two follow from drawing the same c at another level.
    """
    return float(
        leaker_probabilities(independent_probability, common_reliability, shots, targets, level)[0]
    )


def expected_leakers(
    independent_probability: float,
    common_reliability: float,
    shots: int,
    targets: int,
    level: CommonLevel,
) -> float:
    """Return W·(1 - K): equal for ``target`` and ``raid``, which differ only in their spread."""
    killed = target_kill_probability(independent_probability, common_reliability, shots, level)
    return targets * (1 - killed)


def shots_needed(
    independent_probability: float,
    common_reliability: float,
    targets: int,
    no_leak: float,
    level: CommonLevel,
    most: int = 100,
) -> int | None:
    """Return the fewest shots a target with which `no_leak_probability` reaches a value.

    None where ``most`` shots do not: with a common part per target or raid there is a ceiling,
    c^W or c, that no number of shots passes.
    """
    for shots in range(most + 1):
        reached = no_leak_probability(
            independent_probability, common_reliability, shots, targets, level
        )
        if reached >= no_leak:
            return shots
    return None


def _check(q: float, c: float, level: str) -> None:
    if level not in get_args(CommonLevel):
        raise ValueError(f"level must be one of {get_args(CommonLevel)}")
    if not (0 <= q <= 1 and 0 <= c <= 1):
        raise ValueError("probabilities must lie between 0 and 1")


def _binomial(count: int, probability: float) -> Floats:
    ways = np.array([comb(count, k) for k in range(count + 1)], dtype=np.float64)
    k = np.arange(count + 1)
    return np.asarray(ways * probability**k * (1 - probability) ** (count - k))
