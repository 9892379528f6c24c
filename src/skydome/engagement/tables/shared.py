"""Data common to all placements of a scenario: paths, sensors, fly-out tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.tables import intercept, paths, sensing
from skydome.engagement.tables.traffic import traffic_of
from skydome.physics.motion.airframe import air_thickness

if TYPE_CHECKING:
    from skydome.arrays import Floats
    from skydome.engagement.tables.intercept import Envelope
    from skydome.engagement.tables.paths import Path
    from skydome.engagement.tables.sensor import Sensor
    from skydome.engagement.tables.traffic import Traffic
    from skydome.physics.motion.flyout import FlyoutFront
    from skydome.scenario.resolved import Radar, ResolvedScenario
    from skydome.terrain import Grid


class Shared(NamedTuple):
    """Data common to all placements of a scenario.

    ``path_of`` gives each threat's position in ``paths``, ``leader`` one threat of each path.
    ``sensors`` and ``sides_m2`` [threat entry, side] are indexed by the radar's catalogue entry,
    ``flyouts`` and ``envelopes`` by missile type; ``thickness`` is of the air at each point.
    """

    scenario: ResolvedScenario
    grid: Grid
    paths: list[Path]
    path_of: list[int]
    leader: list[int]
    traffic: Traffic
    sensors: dict[str, Sensor]
    sides_m2: dict[str, Floats]
    flyouts: list[FlyoutFront]
    envelopes: list[Envelope]
    thickness: Floats

    def sensor(self, radar: Radar) -> Sensor:
        """Return the sensor of one radar at its site."""
        sensor = self.sensors[radar.entry]
        return sensing.with_mast_down(sensor) if radar.mast_down else sensor


def shared_of(scenario: ResolvedScenario, grid: Grid) -> Shared:
    """Return the data common to all placements of a scenario, over one terrain."""
    keys = paths.path_keys(scenario)
    distinct = list(dict.fromkeys(keys))
    path_of = [distinct.index(key) for key in keys]
    leader = [keys.index(key) for key in distinct]
    scene = sensing.scene_of(scenario)
    radars = dict.fromkeys(radar.entry for radar in scenario.radars)
    sensors = {i: sensing.sensor_of(scenario.entries[i], scene) for i in radars}
    flown = [paths.build_path(scenario, scenario.threats[t], grid) for t in leader]
    traffic = traffic_of(scenario, flown, leader)
    missiles = [scenario.entries[i] for i in scenario.missiles]
    return Shared(
        scenario=scenario,
        grid=grid,
        paths=flown,
        path_of=path_of,
        leader=leader,
        traffic=traffic,
        sensors=sensors,
        sides_m2={
            i: np.array([sensing.sides_m2(sensor, threat) for threat in traffic.kinds])
            for i, sensor in sensors.items()
        },
        flyouts=[intercept.front_of(missile) for missile in missiles],
        envelopes=[intercept.envelope_of(m, traffic.way, traffic.ballistic) for m in missiles],
        thickness=air_thickness(traffic.way.altitude_m),
    )
