"""What changes a radar's detection range most: one value at a time, from bound to bound."""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.catalogue.kinds import BANDS_HZ, SECTORS
from skydome.engagement.tables import sensing
from skydome.engagement.tables.sensor import Geometry
from skydome.engagement.tables.sights import GUIDANCE_PROBABILITY
from skydome.physics.earth import horizon_range_m

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.engagement.tables.sensing import Scene
    from skydome.engagement.tables.sensor import Sensor
    from skydome.scenario.resolved import Quantity, ResolvedEntry

RANGE_STEP_M = 250.0
MANY_PULSES = 10
END = ("low", "high")
BEAM_ASPECT_RAD = pi / 2
POWER, MAST, STATISTICS = "detection_range", "antenna_height", "reference_detection_probability"
HEIGHT, NOISE, PULSES = "height", "noise_temperature", "pulses_integrated"


class Swing(NamedTuple):
    """Detection ranges at the two bounds of one value's range, with all others at their own values.

    ``told`` describes the bounds in words.
    """

    name: str
    low_m: float
    high_m: float
    told: tuple[str, str]

    @property
    def width_m(self) -> float:
        """Difference between the two ranges."""
        return abs(self.high_m - self.low_m)


def detection_range_m(
    sensor: Sensor, threat: ResolvedEntry, altitude_m: float, aspect_rad: float = 0.0
) -> float:
    """Return the range at which a radar at sea level detects a target in the middle of its sector.

    The farthest ground range, to a quarter of a kilometre, with a single-look detection
    probability of at least 0.5, before the horizon of a smooth Earth and within the radar's
    instrumented range, without ground clutter. 0 if there is none.

    Parameters
    ----------
    sensor
        From `skydome.engagement.tables.sensing.sensor_of`.
    threat
        Its cross-section by band and aspect and its Swerling case are used.
    altitude_m
        Of the target, above sea level.
    aspect_rad
        Its aspect: 0 nose-on, π/2 beam-on.
    """
    horizon = float(horizon_range_m(sensor.antenna_height_m, altitude_m))
    reach = min(sensor.entry.si("instrumented_range"), horizon)
    ranges = np.arange(RANGE_STEP_M, reach + RANGE_STEP_M / 2, RANGE_STEP_M)
    points = Geometry(ranges, np.full_like(ranges, altitude_m), 0.0)
    rcs = sensing.cross_section_m2(sensor, threat, np.array([aspect_rad]))
    ratio = sensing.signal_ratio(sensor, points, rcs)
    chance = sensing.detection_probability(sensor, points, ratio, threat.count("swerling"))
    return float(ranges[chance >= GUIDANCE_PROBABILITY].max(initial=0.0))


def swings(
    radar: ResolvedEntry, threat: ResolvedEntry, scene: Scene, altitude_m: float
) -> list[Swing]:
    """Return the swings of a radar's detection range against a threat, the widest first.

    The radar's loop constant follows from its quoted range, so noise temperature and the number of
    integrated pulses matter only at constant power: both are varied that way. Integration is varied
    from the single look of the quoted range to ten pulses of the same energy each, summed
    noncoherently.
    """
    base = sensing.sensor_of(radar, scene)
    found = [
        *_of_target(base, threat, altitude_m),
        *(_of_radar(radar, threat, scene, altitude_m, name) for name in (POWER, STATISTICS, MAST)),
        _of_noise(base, threat, altitude_m),
        _of_integration(base, threat, scene, altitude_m),
    ]
    return sorted(found, key=lambda one: -one.width_m)


def _of_target(base: Sensor, threat: ResolvedEntry, altitude_m: float) -> Iterator[Swing]:
    nose = [
        f"rcs.{band}.{SECTORS[0]}" for band in BANDS_HZ if f"rcs.{band}.nose" in threat.parameters
    ]
    ends = [
        threat.model_copy(
            update={
                "parameters": threat.parameters | {name: _moved(threat, name, end) for name in nose}
            }
        )
        for end in END
    ]
    areas = [float(sensing.sides_m2(base, one)[0]) for one in ends]
    low, high = (detection_range_m(base, one, altitude_m) for one in ends)
    yield Swing(
        "cross-section, nose, in this band",
        low,
        high,
        (f"{areas[0]:.2g} m²", f"{areas[1]:.2g} m²"),
    )
    yield Swing(
        "side shown",
        detection_range_m(base, threat, altitude_m),
        detection_range_m(base, threat, altitude_m, BEAM_ASPECT_RAD),
        ("nose", "beam"),
    )
    heights = threat.parameters[HEIGHT]
    yield Swing(
        "target altitude",
        detection_range_m(base, threat, heights.low),
        detection_range_m(base, threat, heights.high),
        (f"{heights.low:,.0f} m", f"{heights.high:,.0f} m"),
    )


def _moved(entry: ResolvedEntry, name: str, end: str) -> Quantity:
    quantity = entry.parameters[name]
    return quantity.model_copy(update={"value": getattr(quantity, end)})


def _with_end(entry: ResolvedEntry, name: str, end: str) -> ResolvedEntry:
    changed = entry.parameters | {name: _moved(entry, name, end)}
    return entry.model_copy(update={"parameters": changed})


def _of_radar(
    radar: ResolvedEntry, threat: ResolvedEntry, scene: Scene, altitude_m: float, name: str
) -> Swing:
    """Return the swing of a value used in the radar's calibration, or of its mast."""
    low, high = (
        detection_range_m(sensing.sensor_of(_with_end(radar, name, end), scene), threat, altitude_m)
        for end in END
    )
    quantity = radar.parameters[name]
    if name == POWER:
        told = [f"{(getattr(quantity, end) / quantity.value) ** 4:.2g} times" for end in END]
        return Swing("power times aperture", low, high, (told[0], told[1]))
    if name == MAST:
        return Swing("mast", low, high, (f"{quantity.low:g} m", f"{quantity.high:g} m"))
    return Swing(
        "quoted range's probability", low, high, (f"{quantity.low:g}", f"{quantity.high:g}")
    )


def _of_noise(base: Sensor, threat: ResolvedEntry, altitude_m: float) -> Swing:
    noise = base.entry.parameters[NOISE]
    low, high = (
        detection_range_m(
            base._replace(loop_constant_m2=base.loop_constant_m2 * noise.value / kelvin),
            threat,
            altitude_m,
        )
        for kelvin in (noise.low, noise.high)
    )
    return Swing("noise temperature", low, high, (f"{noise.low:g} K", f"{noise.high:g} K"))


def _of_integration(base: Sensor, threat: ResolvedEntry, scene: Scene, altitude_m: float) -> Swing:
    pulses = base.entry.parameters[PULSES].model_copy(update={"value": float(MANY_PULSES)})
    many = base.entry.model_copy(update={"parameters": base.entry.parameters | {PULSES: pulses}})
    summed = sensing.sensor_of(many, scene)._replace(loop_constant_m2=base.loop_constant_m2)
    return Swing(
        "pulses integrated",
        detection_range_m(base, threat, altitude_m),
        detection_range_m(summed, threat, altitude_m),
        ("1", f"{MANY_PULSES}"),
    )
