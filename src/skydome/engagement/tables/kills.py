"""Kill probabilities of single shots, and what shots share: by missile type, target and raid."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.catalogue.kinds import RAID_ENTRY
from skydome.compiler import source_hash
from skydome.engagement.draw import CERTAIN
from skydome.engagement.tables.columns import ints, thresholds
from skydome.engagement.world import PER_RAID, PER_TARGET
from skydome.folders import kept_arrays
from skydome.physics.kill import split_reliability
from skydome.physics.raid_effectiveness import cumulated_means

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.scenario.resolved import ResolvedScenario

# With 1,024 levels the variance between raids is at most 0.06 % too small and the probability that
# ten shots all fail, or all kill, off by at most 0.00002, for means of 0.05 to 0.95 and
# correlations up to 0.9; with 256 levels 0.3 % and 0.0002.
LEVELS = 1_024
DRAWN_LEVELS = 256  # of drawn kill probabilities: there are many of them, and they are uncertain


def kill_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    """Return kill probabilities, and failures shared by missiles of one type or by shots of a raid.

    The single-shot probability is the same at every setting: where failures are shared by a target
    or the raid, missiles that do not share one are better; where raids differ, it is the mean.
    """
    missiles = [scenario.entries[i] for i in scenario.missiles]
    level = scenario.models.common_failure
    shared = level in {"target", "raid"}
    common = [m.si("common_mode_failure") if shared else 0.0 for m in missiles]
    kill = np.array(
        [
            [
                split_reliability(m.si(f"kill_probability.{name}"), 1 - c)[1]
                for name in scenario.target_classes
            ]
            for m, c in zip(missiles, common, strict=True)
        ]
    )
    return {
        "kill_threshold": thresholds(kill),
        "common_threshold": thresholds(np.array(common)),
        "common_level": ints([PER_RAID if level == "raid" else PER_TARGET] * len(missiles)),
        "raid_kill": _raid_kill(scenario, kill),
    }


def _raid_kill(scenario: ResolvedScenario, kill: NDArray[np.float64]) -> NDArray[np.uint32]:
    """Return kill thresholds by missile type, target class and level of effectiveness.

    There are no levels unless the shots of a raid are correlated.
    """
    if scenario.models.common_failure != "beta":
        return np.zeros((0, 0, 0), dtype=np.uint32)
    names = scenario.target_classes
    rho = [scenario.entries[RAID_ENTRY].si(f"correlation.{name}") for name in names]
    entries = (scenario.entries[name] for name in (RAID_ENTRY, *scenario.missiles))
    drawn = any(q.basis == "sampled" for one in entries for q in one.parameters.values())
    means, levels = thresholds(kill), DRAWN_LEVELS if drawn else LEVELS

    def of_levels() -> dict[str, NDArray[np.uint32]]:
        return {"thresholds": _levels(means, rho, levels)}

    asked = f"{source_hash('models')} {means.tolist()} {rho} {levels}"
    return kept_arrays("raid-kill", asked, of_levels)["thresholds"]


def _levels(
    means: NDArray[np.uint32], correlations: list[float], levels: int
) -> NDArray[np.uint32]:
    """Return `level_thresholds` of kill thresholds [missile, class] and correlations [class]."""
    return np.array(
        [
            [level_thresholds(mean, c, levels) for mean, c in zip(row, correlations, strict=True)]
            for row in (means / CERTAIN).tolist()
        ]
    )


@lru_cache(maxsize=1024)
def level_thresholds(mean: float, correlation: float, levels: int) -> NDArray[np.uint32]:
    """Return the thresholds of equally likely levels, lowest first, shape (levels,).

    The mean is rounded first and then the sums of levels, not each level, so that the levels add up
    to exactly ``levels`` times the threshold of the mean. The array is kept and cannot be written.
    """
    rounded = int(thresholds(np.array(mean)))
    sums = np.rint(cumulated_means(rounded / CERTAIN, correlation, levels) * CERTAIN)
    found = np.diff(sums).astype(np.uint32)
    found.setflags(write=False)
    return found
