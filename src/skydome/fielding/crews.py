"""Crews: courses, a school at home, departures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from skydome.arrays import Floats


def from_class(graduates: Floats, finished: Floats, loss: Floats, moments: Floats) -> Floats:
    """Return the people of one class who still serve.

    Parameters
    ----------
    graduates, finished, loss
        Number of people, when they finish (years), departures (1/year); shape (draws,).
    moments
        Years, shape (steps,).

    Returns
    -------
    Floats
        Shape (draws, steps): n exp(-a (t - t0)) from t0 on.
    """
    since = moments - finished[:, None]
    return np.where(since >= 0, graduates[:, None] * np.exp(-loss[:, None] * since.clip(0)), 0.0)


def from_school(rate: Floats, first: Floats, loss: Floats, moments: Floats) -> Floats:
    """Return the people trained at home who still serve.

    Parameters
    ----------
    rate, first, loss
        Graduates a year, when the first finish, departures (1/year); shape (draws,).
    moments
        Years, shape (steps,).

    Notes
    -----
    dC/dt = q - a C, so that C = q (1 - exp(-a t)) / a, and q t without departures.
    """
    since = (moments - first[:, None]).clip(0)
    lost = loss[:, None] * since
    kept = np.where(lost > 0, -np.expm1(-lost) / np.where(lost > 0, lost, 1.0), 1.0)
    return np.asarray(rate[:, None] * since * kept)


def crewed_batteries(people: Floats, per_battery: Floats) -> Floats:
    """Return the number of batteries that the people can man, each with a whole crew."""
    return np.asarray(np.floor(people / per_battery[:, None] + 1e-9))
