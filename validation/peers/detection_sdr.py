"""Detection against package `sdr`: probability of detection of steady and fluctuating echoes.

`sdr` has the steady echo behind a square-law detector, summed without phase, and thresholds; it has
no Swerling cases, so those are compared through their mean over the steady case: an average of
`sdr`'s own curve over the distribution of the ratio.
"""

from __future__ import annotations

import sys

import numpy as np

from peers.report import Row, show
from skydome.physics.radar.detection import detection_probability, detection_threshold, required_snr

# The peer needs a millisecond a point, so its average is a sum of steps, good to this much.
SPREAD_DB = np.arange(-50.0, 13.0, 0.05)
AVERAGE_APART = 2e-5
PROBABILITY_APART = 1e-6
RATIOS_DB = (3.0, 8.0, 13.0)
LOOKS = ((1e-6, 1), (1e-6, 10), (1e-4, 30))


def steady(snr_db: float, false_alarm: float, pulses: int) -> float:
    """Return the peer's probability for a steady echo."""
    import sdr

    return float(sdr.p_d(snr_db, false_alarm, n_nc=pulses))


def slow(snr_db: float, false_alarm: float, pulses: int, shape: int) -> float:
    """Return the mean of the peer's curve over a gamma-distributed ratio: Swerling 1 and 3."""
    import sdr
    from scipy import stats

    chances = np.asarray(sdr.p_d(snr_db + SPREAD_DB, false_alarm, n_nc=pulses))
    shares = np.diff(stats.gamma.cdf(10 ** (SPREAD_DB / 10), shape, scale=1 / shape))
    middles = (chances[1:] + chances[:-1]) / 2
    return float(chances[0] * (1 - shares.sum()) + np.dot(middles, shares))


def main() -> list[Row]:
    """Compare thresholds, steady and slowly fluctuating echoes."""
    import sdr

    rows = []
    for false_alarm, pulses in LOOKS:
        theirs = sdr.threshold(false_alarm, n_nc=pulses)
        mine = detection_threshold(pulses, false_alarm)
        name = f"threshold, Pfa {false_alarm:g}, N {pulses}"
        rows.append(Row(name, mine, float(theirs), 1e-9 * mine, "noise power"))
        for snr_db in RATIOS_DB:
            ratio = 10 ** (snr_db / 10)
            for swerling, shape in ((0, 0), (1, 1), (3, 2)):
                mine = float(detection_probability(ratio, false_alarm, pulses, swerling))
                look = (snr_db, false_alarm, pulses)
                other = slow(*look, shape) if shape else steady(*look)
                name = f"Pd, Swerling {swerling}, {snr_db:g} dB, Pfa {false_alarm:g}, N {pulses}"
                apart = AVERAGE_APART if shape else PROBABILITY_APART
                rows.append(Row(name, mine, other, apart, "probability"))
    needed = 10 * np.log10(float(required_snr(0.9, 1e-6, 10, 0)))
    theirs = sdr.min_snr(0.9, 1e-6, n_nc=10)
    rows.append(Row("required ratio, Pd 0.9, Pfa 1e-6, N 10", needed, float(theirs), 1e-4, "dB"))
    return rows


if __name__ == "__main__":
    sys.exit(show("Detection: comparison with sdr", main()))
