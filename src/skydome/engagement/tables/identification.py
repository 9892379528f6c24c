"""True identities of threats, and the confusion matrix of each doctrine, as integer tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.engagement.tables.columns import ints, thresholds
from skydome.engagement.world import NOBODY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Ints
    from skydome.scenario.resolved import Doctrine, ResolvedScenario


def identity_tables(scenario: ResolvedScenario, viable: Ints) -> dict[str, Any]:
    """Return the true label of each threat; ``viable`` marks those with a launch in the tables."""
    threats, labels = scenario.threats, scenario.labels
    names = [radar.name for radar in scenario.radars]
    truth = [t.target_class if t.identity == "hostile" else t.identity for t in threats]
    return {
        "threat_label": ints(labels.index(label) for label in truth),
        "threat_harms": ints(threat.identity == "hostile" for threat in threats),
        "threat_viable": viable,
        "threat_homes": ints(
            names.index(threat.homes_on) if threat.homes_on else NOBODY for threat in threats
        ),
        "threat_aimed": ints(scenario.assets[threat.asset].defended for threat in threats),
        "identified": int(any(d.identification for d in scenario.every_doctrine)),
    }


def confusion(scenario: ResolvedScenario, doctrine: Doctrine) -> NDArray[np.uint32]:
    """Return cumulative thresholds over assigned labels, for each true label."""
    labels = scenario.labels
    shares = np.zeros((len(labels), len(labels)))
    for n, truth in enumerate(labels):
        for seen, share in doctrine.identification.get(truth, {}).items():
            shares[n, labels.index(seen)] += share
        shares[n, n] += max(0.0, 1 - shares[n].sum())
    return thresholds(np.cumsum(shares, axis=1))
