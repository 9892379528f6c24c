"""The signal against receiver noise, clutter residue and jamming together.

All are relative to receiver noise and use the loop constant C of the radar
(`radar.loop_constant_m2`), so that power and gain of the transmitter need not be known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from skydome.physics.radar.radar_equation import snr_from_loop_constant

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats

    Numbers: TypeAlias = float | NDArray[np.float64]


def residue_to_noise(
    loop_constant_m2: Numbers,
    clutter_rcs_m2: Numbers,
    slant_range_m: Numbers,
    loss_db: Numbers = 0.0,
    improvement: Numbers = 1.0,
) -> Floats:
    """Return the clutter residue after MTI, relative to receiver noise: C·σ⁰·A / (R⁴·L·I).

    The surface is one more target, of cross-section σ⁰·A. Its residue is taken to behave as noise
    and to be integrated as the signal is; where pulses of one look are added without phase, real
    residue is correlated from pulse to pulse and costs a little more [1]_.

    Parameters
    ----------
    loop_constant_m2
        C, of the radar as it looks at the surface: times the square of its relative gain there.
    clutter_rcs_m2
        Reflectivity times the area of the cell, zero or more.
    slant_range_m, loss_db
        As for `radar.snr_from_loop_constant`.
    improvement
        MTI improvement factor, 1 for none. Arrays broadcast.

    Returns
    -------
    Plain ratio.

    References
    ----------
    .. [1] D. K. Barton, "Radar Equations for Modern Radar", 2013, chapters 3 and 9.
    """
    raw = snr_from_loop_constant(loop_constant_m2, clutter_rcs_m2, slant_range_m, loss_db)
    return np.asarray(raw / np.asarray(improvement), dtype=np.float64)


def snr_over_interference(
    snr: Numbers, residue_to_noise_ratio: Numbers = 0.0, jam_to_noise_ratio: Numbers = 0.0
) -> Floats:
    """Return the ratio of signal to noise, clutter residue and jamming together.

    SNR / (1 + C/N + J/N): independent powers add [1]_. What a detector makes of it is then the same
    as for noise alone, which holds for residue and jamming that are themselves noise-like; spiky
    clutter needs a higher threshold.

    Parameters
    ----------
    snr
        Signal-to-noise ratio of one pulse, plain.
    residue_to_noise_ratio, jam_to_noise_ratio
        Zero or more; arrays broadcast.

    Returns
    -------
    Plain ratio, at most ``snr``.

    References
    ----------
    .. [1] D. K. Barton, "Radar Equations for Modern Radar", 2013, chapter 3.
    """
    interference = 1 + np.asarray(residue_to_noise_ratio) + jam_to_noise_ratio
    return np.asarray(snr / interference, dtype=np.float64)
