"""Tracking compared with Stone Soup: fifty crossing targets in clutter, same detections for both.

Both run the same tracker: Kalman filters of constant velocity with white acceleration, a gate on
the squared Mahalanobis distance, global nearest neighbour with the gate as the cost of a miss,
tracks begun by one detection and confirmed by three hits without two misses in a row, dropped after
five. Confirmed tracks choose first in both.

Two races: detections as positions, where both run the same sums, and as range and angles, where
Stone Soup runs its extended Kalman filter and Skydome converts measurements. On positions Stone
Soup also runs with its k-d tree of detections; on range and angles that tree would measure
distances in metres and radians together, and loses tracks.

Both are timed in one process, one after the other, from the first detection to the last track;
neither the making of Stone Soup's objects nor Skydome's compilation is timed. Skydome's run is so
short that the median of several counts. A track update is one confirmed track carried through one
scan. The score is the mean over scans of GOSPA (cutoff
500 m, order 2), by the same function for both.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from peers.report import Row, show
from peers.scene import (
    DENSITY_M2_S3,
    INTERVAL_S,
    POLAR_SIGMA,
    POSITION_SIGMA_M,
    RADAR_M,
    Scene,
    crossing,
)
from skydome.physics.estimation import tracker
from skydome.physics.estimation.association import gate_threshold
from skydome.physics.estimation.measurement import converted_measurements
from skydome.physics.estimation.metrics import gospa

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.arrays import Floats


SCANS = 30
SEED = 20_240_601
GATE_PROBABILITY = 0.999
SPEED_SIGMA_M_S = 200.0
HITS, TENTATIVE_MISSES, CONFIRMED_MISSES = 3, 2, 5
# Three hits without two misses in a row never need more looks than this.
WINDOW = 5
CUTOFF_M = 500.0
NEIGHBOURS = 8
REPEATS = 9
MOST_GOSPA_APART = 0.05
LEAST_SPEED_RATIO = 100.0

SETTINGS = tracker.Settings(
    DENSITY_M2_S3,
    gate_threshold(GATE_PROBABILITY, 3),
    SPEED_SIGMA_M_S,
    HITS,
    WINDOW,
    TENTATIVE_MISSES,
    CONFIRMED_MISSES,
)


class Run(NamedTuple):
    """Confirmed tracks after each scan, and how long it took."""

    tracks: list[Floats]
    seconds: float

    @property
    def updates_s(self) -> float:
        """Track updates a second."""
        return sum(len(one) for one in self.tracks) / self.seconds


def ours_positions(scene: Scene) -> Run:
    """Run Skydome's tracker on positions."""
    noise = POSITION_SIGMA_M**2 * np.eye(3)

    def detect(k: int) -> tuple[Floats, Floats]:
        positions = scene.positions[k]
        return positions, np.broadcast_to(noise, (len(positions), 3, 3)).copy()

    return _ours(len(scene.truths), detect)


def ours_polar(scene: Scene) -> Run:
    """Run Skydome's tracker on range and angles."""

    def detect(k: int) -> tuple[Floats, Floats]:
        polar = scene.polar[k]
        positions, noises = np.empty_like(polar), np.empty((len(polar), 3, 3))
        sigmas = np.broadcast_to(POLAR_SIGMA, polar.shape).copy()
        converted_measurements(polar, sigmas, positions, noises)
        return positions, noises

    return _ours(len(scene.truths), detect)


def _ours(scans: int, detect: Callable[[int], tuple[Floats, Floats]]) -> Run:
    tracks, found = tracker.no_tracks(), []
    began = time.perf_counter()
    for k in range(scans):
        tracks = tracker.scan(tracks, *detect(k), INTERVAL_S, SETTINGS)
        found.append(tracker.confirmed(tracks)[1][:, :3])
    return Run(found, time.perf_counter() - began)


def theirs_positions(scene: Scene, *, tree: bool) -> Run:
    """Run Stone Soup on positions."""
    from stonesoup.models.measurement.linear import LinearGaussian
    from stonesoup.types.detection import Detection
    from stonesoup.updater.kalman import KalmanUpdater

    noise = POSITION_SIGMA_M**2 * np.eye(3)
    model = LinearGaussian(ndim_state=6, mapping=(0, 2, 4), noise_covar=noise)
    looks = [
        {Detection(row[:, None], timestamp=when, measurement_model=model) for row in rows}
        for when, rows in zip(_times(scene), scene.positions, strict=True)
    ]
    return _theirs(_times(scene), looks, model, KalmanUpdater(model), tree=tree)


def theirs_polar(scene: Scene) -> Run:
    """Run Stone Soup on range and angles; its bearing is counted from east, anticlockwise."""
    from stonesoup.models.measurement.nonlinear import CartesianToElevationBearingRange
    from stonesoup.types.angle import Bearing, Elevation
    from stonesoup.types.array import StateVector
    from stonesoup.types.detection import Detection
    from stonesoup.updater.kalman import ExtendedKalmanUpdater

    noise = np.diag(POLAR_SIGMA[::-1] ** 2)
    model = CartesianToElevationBearingRange(6, (0, 2, 4), noise_covar=noise)

    def detection(row: Floats, when: datetime) -> object:
        vector = StateVector([Elevation(row[2]), Bearing(np.pi / 2 - row[1]), row[0]])
        return Detection(vector, timestamp=when, measurement_model=model)

    looks = [
        {detection(row, when) for row in rows}
        for when, rows in zip(_times(scene), scene.polar, strict=True)
    ]
    return _theirs(_times(scene), looks, model, ExtendedKalmanUpdater(model), tree=False)


def _times(scene: Scene) -> list[datetime]:
    start = datetime(2024, 6, 1)  # noqa: DTZ001 - Stone Soup's own examples use bare times
    return [start + timedelta(seconds=INTERVAL_S * k) for k in range(len(scene.truths))]


def _theirs(
    times: list[datetime], looks: list[set[Any]], model: object, updater: object, *, tree: bool
) -> Run:
    from stonesoup.deleter.time import UpdateTimeStepsDeleter
    from stonesoup.initiator.simple import MultiMeasurementInitiator, SimpleMeasurementInitiator
    from stonesoup.tracker.simple import MultiTargetTracker
    from stonesoup.types.state import GaussianState

    prior = GaussianState(np.zeros((6, 1)), np.diag([0.0, SPEED_SIGMA_M_S**2] * 3), times[0])
    associator = _associator(updater, tree=tree)
    initiator = MultiMeasurementInitiator(
        prior,
        UpdateTimeStepsDeleter(TENTATIVE_MISSES),
        associator,
        updater,
        measurement_model=model,
        min_points=HITS,
        initiator=SimpleMeasurementInitiator(prior, model),
    )
    deleter = UpdateTimeStepsDeleter(CONFIRMED_MISSES)
    run = MultiTargetTracker(
        initiator, deleter, list(zip(times, looks, strict=True)), associator, updater
    )
    found, began = [], time.perf_counter()
    for _, tracks in run:
        found.append([np.ravel(one.state_vector)[[0, 2, 4]] for one in tracks])
    seconds = time.perf_counter() - began
    return Run([np.array(one, dtype=np.float64).reshape(-1, 3) for one in found], seconds)


def _associator(updater: object, *, tree: bool) -> object:
    from stonesoup.dataassociator.neighbour import GNNWith2DAssignment
    from stonesoup.dataassociator.tree import DetectionKDTreeMixIn
    from stonesoup.hypothesiser.distance import DistanceHypothesiser
    from stonesoup.measures import SquaredMahalanobis
    from stonesoup.models.transition.linear import (
        CombinedLinearGaussianTransitionModel,
        ConstantVelocity,
    )
    from stonesoup.predictor.kalman import KalmanPredictor

    class WithTree(DetectionKDTreeMixIn, GNNWith2DAssignment):  # type: ignore[misc]
        """Stone Soup's own recipe: the associator behind its k-d tree."""

    motion = CombinedLinearGaussianTransitionModel([ConstantVelocity(DENSITY_M2_S3)] * 3)
    predictor = KalmanPredictor(motion)
    hypothesiser = DistanceHypothesiser(
        predictor, updater, SquaredMahalanobis(), missed_distance=SETTINGS.gate
    )
    if tree:
        return WithTree(hypothesiser, predictor, updater, number_of_neighbours=NEIGHBOURS)
    return GNNWith2DAssignment(hypothesiser)


def mean_gospa(scene: Scene, run: Run, offset_m: Floats) -> float:
    """Return the mean over scans of the GOSPA distance, metres."""
    pairs = zip(scene.truths, run.tracks, strict=True)
    return float(np.mean([gospa(truth, got + offset_m, CUTOFF_M).total for truth, got in pairs]))


def race(
    name: str,
    scene: Scene,
    ours: Callable[[Scene], Run],
    theirs: dict[str, Run],
    offset_m: Floats,
) -> list[Row]:
    """Return the rows of one race."""
    runs = sorted((ours(scene) for _ in range(REPEATS + 1)), key=lambda run: run.seconds)
    mine = runs[REPEATS // 2]  # the slowest, which compiled, is none of them
    score = mean_gospa(scene, mine, offset_m)
    rows = []
    for kind, run in theirs.items():
        other = mean_gospa(scene, run, offset_m)
        allowed = MOST_GOSPA_APART * other
        rows.append(Row(f"{name}: mean GOSPA{kind}", score, other, allowed, "m"))
        speed = f"{name}: track updates a second{kind}"
        rates = (mine.updates_s, run.updates_s, LEAST_SPEED_RATIO)
        rows.append(Row(speed, *rates, "1/s", at_least=True))
    return rows


def main() -> list[Row]:
    """Run both races."""
    scene = crossing(SCANS, SEED)
    positions = {
        "": theirs_positions(scene, tree=False),
        " (k-d tree)": theirs_positions(scene, tree=True),
    }
    polar = {"": theirs_polar(scene)}
    return [
        *race("positions", scene, ours_positions, positions, np.zeros(3)),
        *race("range and angles", scene, ours_polar, polar, RADAR_M),
    ]


if __name__ == "__main__":
    sys.exit(show("Tracking: comparison with Stone Soup", main()))
