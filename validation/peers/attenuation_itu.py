"""Attenuation compared with ITU-R recommendations.

Rain: the coefficients printed in table 5 of ITU-R P.838-3. Gas: what the exact method of package
`itur` gives over a slant path at the same standard, against the project's profile and path sum on a
path long and low enough that a mistake in geometry would show.
"""

from __future__ import annotations

import sys

import numpy as np

from peers.report import Row, show
from skydome.physics.earth import ground_range_at_elevation_m
from skydome.physics.waves import propagation

# ITU-R P.838-3, table 5: frequency in GHz, k and α of horizontal, of vertical polarisation.
P838 = (
    (1.0, 0.0000259, 0.9691, 0.0000308, 0.8592),
    (3.0, 0.0001390, 1.2322, 0.0001942, 1.0688),
    (6.0, 0.0007056, 1.5900, 0.0004878, 1.5728),
    (10.0, 0.01217, 1.2571, 0.01129, 1.2156),
    (20.0, 0.09164, 1.0568, 0.09611, 0.9847),
    (35.0, 0.3374, 0.9047, 0.3224, 0.8761),
)
RAIN_MM_H = 25.0
SHARE_RAIN = 1e-3
SHARE_GAS = 0.02
ELEVATIONS_DEG = (90.0, 30.0, 10.0, 5.0)
TOP_M = 50e3
GIGAHERTZ = (3.0, 10.0)


def rain() -> list[Row]:
    """Compare k·Rᵅ of the table with the model."""
    rows = []
    for gigahertz, k_h, alpha_h, k_v, alpha_v in P838:
        for tilt, k, alpha in (("horizontal", k_h, alpha_h), ("vertical", k_v, alpha_v)):
            printed = k * RAIN_MM_H**alpha
            mine = 1e3 * float(
                propagation.rain_specific_attenuation_db_m(
                    RAIN_MM_H,
                    gigahertz * 1e9,
                    "horizontal" if tilt == "horizontal" else "vertical",
                )
            )
            name = f"rain {RAIN_MM_H:g} mm/h, {gigahertz:g} GHz, {tilt}"
            rows.append(Row(name, mine, printed, SHARE_RAIN * printed, "dB/km"))
    return rows


def gas() -> list[Row]:
    """Compare a slant path through the whole air with `itur`'s."""
    import itur

    rows = []
    for gigahertz in GIGAHERTZ:
        profile = propagation.gas_profile(gigahertz * 1e9)
        for elevation in ELEVATIONS_DEG:
            theirs = itur.models.itu676.gaseous_attenuation_slant_path(
                gigahertz, elevation, 7.5, 1013.25, 288.15, mode="exact"
            ).value
            reach = ground_range_at_elevation_m(np.radians(elevation), 0.0, TOP_M)
            mine = np.ravel(propagation.gas_path_loss_db(*profile, 0.0, reach, TOP_M))[0]
            name = f"gas to space, {gigahertz:g} GHz at {elevation:g}°"
            rows.append(Row(name, float(mine), float(theirs), SHARE_GAS * float(theirs), "dB"))
    return rows


def main() -> list[Row]:
    """Compare rain and gas."""
    return [*rain(), *gas()]


if __name__ == "__main__":
    sys.exit(show("Attenuation: comparison with ITU-R recommendations", main()))
