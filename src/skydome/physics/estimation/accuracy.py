"""Track accuracy as one number, which an engagement may require.

The engagement uses a table of it instead of a filter: for each look, the accuracy of a measurement
at that signal-to-noise ratio and range, and that of a settled track with the radar's revisit time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from skydome.physics.estimation.measurement import angle_accuracy_rad, range_accuracy_m
from skydome.physics.estimation.steady import predicted, steady_covariance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats

    Numbers: TypeAlias = float | NDArray[np.float64]

LEAST_SNR = 10.0
"""Ratio below which the formulas of `measurement` are not valid; lower ratios are raised to it."""


class Measures(NamedTuple):
    """Measurement parameters of a radar."""

    bandwidth_hz: float
    azimuth_beamwidth_rad: float
    elevation_beamwidth_rad: float
    fixed_range_m: float = 0.0
    fixed_angle_rad: float = 0.0


def track_accuracy_m(
    measures: Measures,
    snr: Numbers,
    slant_range_m: Numbers,
    revisit_s: Numbers,
    acceleration_m_s2: Numbers,
    detection_probability: Numbers = 1.0,
    ahead_s: Numbers = 0.0,
) -> Floats:
    """Return the standard deviation of a settled track's position, all three directions together.

    Range, azimuth and elevation are three independent filters of constant velocity
    (`steady.steady_covariance`), with errors σ_R, R·σ_az and R·σ_el; the result is the square root
    of the sum of their variances, each predicted ``ahead_s`` on. Looks that miss the target let the
    variance grow; the result is the average over seen and missed looks. It applies to an old
    track: a young one is worse, at best as accurate as `bounds.batch_bound`.

    Parameters
    ----------
    measures
        The radar.
    snr
        Of the whole look (the sum of its pulses), a plain ratio. Below 10 it counts as 10: what
        such a look lacks is detections, and those count in ``detection_probability``.
    slant_range_m, revisit_s
        Above zero.
    acceleration_m_s2
        Standard deviation of what the target may do unforeseen, per direction: about 1 for a
        target in free fall, half the greatest manoeuvre for an aircraft.
    detection_probability
        Of a look, above zero.
    ahead_s
        Age at which the track is used: latency, or the time a missile flies on it alone. All of
        these broadcast.

    Returns
    -------
    Metres, one standard deviation in space.
    """
    ratio = np.maximum(snr, LEAST_SNR)
    reach = np.asarray(slant_range_m, dtype=np.float64)
    widths = measures.azimuth_beamwidth_rad, measures.elevation_beamwidth_rad
    angles = [  # one for both where the beam is round
        angle_accuracy_rad(ratio, width, measures.fixed_angle_rad)
        for width in dict.fromkeys(widths)
    ]
    along = range_accuracy_m(ratio, measures.bandwidth_hz, measures.fixed_range_m)
    errors = [along, *(reach * angle for angle in angles)]
    common = np.broadcast_shapes(
        *map(np.shape, (*errors, revisit_s, acceleration_m_s2, detection_probability, ahead_s))
    )
    sigma_m = np.stack([np.broadcast_to(error, common) for error in errors])
    found = steady_covariance(sigma_m, revisit_s, acceleration_m_s2, detection_probability)
    variance = (
        predicted(found, ahead_s, acceleration_m_s2) if np.any(ahead_s) else found.position_m2
    )
    return np.asarray(np.sqrt(variance[0] + variance[1] + variance[-1]))
