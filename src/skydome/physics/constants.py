"""Constants of nature and of the reference Earth, in SI units, each with its source."""

from __future__ import annotations

# Exact by definition: the SI, 9th brochure (BIPM, 2019), section 2.2.
SPEED_OF_LIGHT_M_S = 299_792_458.0
BOLTZMANN_J_K = 1.380649e-23

# Exact by definition: 3rd General Conference on Weights and Measures (1901).
STANDARD_GRAVITY_M_S2 = 9.80665

# WGS84: NGA.STND.0036 (2014), table 3.1 and table 3.5. The semi-minor axis and the squared
# eccentricity follow from the two defining numbers.
WGS84_SEMI_MAJOR_AXIS_M = 6_378_137.0
WGS84_FLATTENING = 1 / 298.257223563
WGS84_SEMI_MINOR_AXIS_M = WGS84_SEMI_MAJOR_AXIS_M * (1 - WGS84_FLATTENING)
WGS84_ECCENTRICITY_SQUARED = WGS84_FLATTENING * (2 - WGS84_FLATTENING)

# The same standard, table 3.1: gravitation of the Earth with its atmosphere.
EARTH_MU_M3_S2 = 398_600.4418e9

# The same table: angular velocity of the Earth.
EARTH_ROTATION_RAD_S = 7.292115e-5

# Mean radius (2a + b) / 3 of WGS84 is 6,371,008.8 m; radar practice rounds it to this.
EARTH_RADIUS_M = 6_371_000.0

# Refraction in a standard troposphere bends rays as if the Earth were larger by this factor:
# ITU-R P.310-10 (2019), definition C4, "effective Earth radius factor k = 4/3".
EFFECTIVE_EARTH_FACTOR = 4 / 3
EFFECTIVE_EARTH_RADIUS_M = EFFECTIVE_EARTH_FACTOR * EARTH_RADIUS_M
