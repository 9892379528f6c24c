"""How far a result moves when everything uncertain in the catalogue is varied.

Each draw of the parameters is compared with the catalogue's own values at the same placement of
the sites and with the same random numbers (`skydome.study.draws`). With d_i the mean difference of
draw i over its replications, the variance of d_i is that of the parameters plus what chance leaves
of a mean over so few replications; the latter is estimated from the replications of each draw and
taken off: the differences are drawn together around their mean by

    k = √(1 - chance / total),   0 where chance explains everything

and the band is the span from the 5 % to the 95 % point of  nominal + mean + k (d_i - mean).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from skydome.analysis.measures import greatest, in_flight, measures_of
from skydome.engagement.tables.parameter_draws import drawable
from skydome.study.draws import NOMINAL
from skydome.study.store import numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats
    from skydome.study import Result

SHARE = 0.9  # of the draws that lie within a band
TAIL = (1 - SHARE) / 2


@dataclass(frozen=True)
class BandLine:
    """What nine in ten draws give for one measure, and how much of it is due to parameters.

    ``low`` and ``high`` are the ends of the band of means over replications, ``middle`` their
    median. ``chance_share`` is the share of the variance between draws that chance explains and
    that was taken off.
    """

    measure: str
    of: str
    low: float
    middle: float
    high: float
    chance_share: float


@dataclass(frozen=True)
class ParameterBand:
    """The bands of a result: of leakers by class and of all, missiles fired, and so on.

    ``in_flight`` threats are neither killed nor through when the scenario ends, a mean over the
    draws: a band of leakers may be too low by as much.
    """

    draws: int
    replications: int
    parameters: int
    placements: int
    share: float
    lines: tuple[BandLine, ...]
    in_flight: float = 0.0

    def of(self, measure: str, of: str = "all") -> BandLine:
        """Return one line; KeyError where there is none."""
        return {(line.measure, line.of): line for line in self.lines}[measure, of]


def parameter_band(result: Result) -> ParameterBand | None:
    """Return the bands of a result, None where no parameters were drawn."""
    if result.draws is None:
        return None
    number, placement = (numbers(result.draws[name]) for name in ("draw", "placement"))
    drawn = measures_of(result.scenario, result.draws)
    nominal = measures_of(result.scenario, result.rows)
    lines = []
    for (measure, of), values in drawn.items():
        differences, noise = paired_differences(values, number, placement)
        most = greatest(result.scenario, measure, of)
        band = band_of(differences, noise, float(nominal[measure, of].mean()), most)
        lines.append(BandLine(measure, of, *band))
    return ParameterBand(
        draws=int(number.max()),
        replications=int((number == NOMINAL + 1).sum()),
        parameters=len(drawable(result.scenario)),
        placements=len(np.unique(placement)),
        share=SHARE,
        lines=tuple(lines),
        in_flight=float(in_flight(result.scenario, result.draws)[number > NOMINAL].mean()),
    )


def band_of(
    differences: Floats, noise: float, nominal: float, most: float, least: float = 0.0
) -> tuple[float, float, float, float]:
    """Return the low end, the median and the high end of a band, and the share of chance.

    Parameters
    ----------
    differences, noise
        From `paired_differences`.
    nominal, most, least
        The mean with the catalogue's values, and what no mean exceeds or falls below.
    """
    total = float(differences.var(ddof=1)) if len(differences) > 1 else 0.0
    chance = min(1.0, noise / total) if total > 0 else 0.0
    mean = float(differences.mean())
    values = nominal + mean + sqrt(1 - chance) * (differences - mean)
    within = np.clip(values, least, most)
    # the usual estimate from 64 values of a normal distribution gives a band 7 % too narrow
    low, middle, high = np.quantile(within, [TAIL, 0.5, 1 - TAIL], method="median_unbiased")
    return float(low), float(middle), float(high), chance


def paired_differences(
    values: Floats, number: NDArray[np.int32], placement: NDArray[np.int32]
) -> tuple[Floats, float]:
    """Return each draw's mean difference from the catalogue's values, and the noise in it.

    Parameters
    ----------
    values, number, placement
        Of every replication: a measure, its draw (0 for the catalogue's values), its placement.

    Returns
    -------
    differences
        By draw, from 1 on.
    noise
        The mean over draws of the variance that chance gives to a draw's difference.
    """
    differences, noise = [], []
    for draw in range(1, int(number.max()) + 1):
        drawn = number == draw
        here = placement[drawn][0]
        apart = values[drawn] - values[(number == NOMINAL) & (placement == here)]
        differences.append(float(apart.mean()))
        noise.append(float(apart.var(ddof=1)) / len(apart) if len(apart) > 1 else 0.0)
    return np.array(differences), float(np.mean(noise))
