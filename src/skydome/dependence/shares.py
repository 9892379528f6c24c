"""Shares of suppliers in windows of years, how far a file leaves them open, and concentration."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.arrays import Floats
    from skydome.dependence.record import Delivery


WINDOW_YEARS = 5


class Share(NamedTuple):
    """A share, 0 to 1, and its least and greatest that the file allows."""

    value: float
    low: float
    high: float


class Concentration(NamedTuple):
    """Herfindahl-Hirschman index, 0 to 1, and its ends over who the unknown suppliers may be."""

    hhi: float
    low: float
    high: float

    @property
    def effective_partners(self) -> float:
        """How many partners of equal size would be as concentrated."""
        return 1 / self.hhi


class Window(NamedTuple):
    """Deliveries of some years in a row.

    ``shares`` is empty and ``concentration`` None where nothing was delivered.
    """

    first_year: int
    last_year: int
    tiv_million: float
    shares: dict[str, Share]
    concentration: Concentration | None
    estimated_share: float
    split_share: float

    @property
    def name(self) -> str:
        """The window as people write it."""
        return f"{self.first_year}–{self.last_year % 100:02d}"


class Sums(NamedTuple):
    """TIV in millions by partner (rows) and window (columns): as told, least, greatest."""

    told: Floats
    low: Floats
    high: Floats


def partners(deliveries: Sequence[Delivery], *, recipients: bool = False) -> list[str]:
    """Return the suppliers, or the recipients, the one with most TIV first."""
    sums: dict[str, float] = {}
    for one in deliveries:
        name = one.recipient if recipients else one.supplier
        sums[name] = sums.get(name, 0.0) + one.tiv_million
    return sorted(sums, key=lambda name: (-sums[name], name))


def windows(
    deliveries: Sequence[Delivery],
    first_year: int,
    last_year: int,
    length_years: int = WINDOW_YEARS,
    *,
    recipients: bool = False,
) -> list[Window]:
    """Return every whole window between two years, each a year after the one before.

    Parameters
    ----------
    deliveries
        Of one recipient, or of one supplier where ``recipients`` is set.
    first_year, last_year
        The years that the record covers, both counted.
    length_years
        One gives the years themselves.
    recipients
        Shares are of recipients instead of suppliers.

    Raises
    ------
    ValueError
        The years hold no window of this length.
    """
    if not 1 <= length_years <= last_year - first_year + 1:
        raise ValueError(f"{first_year} to {last_year} hold no window of {length_years} years")
    names = partners(deliveries, recipients=recipients)
    starts = range(first_year, last_year - length_years + 2)
    inside, spans = _inside(deliveries, starts, length_years)
    sums = sums_by_window(deliveries, names, inside, spans, recipients=recipients)
    share, low, high = _bounded(sums)
    total = sums.told.sum(axis=0)
    parts = _parts(deliveries, inside, spans)
    found = []
    for n, start in enumerate(starts):
        shares = {
            name: Share(float(share[i, n]), float(low[i, n]), float(high[i, n]))
            for i, name in enumerate(names)
            if sums.high[i, n] > 0 and total[n] > 0
        }
        of_total = parts[:, n] / total[n] if total[n] > 0 else np.zeros(2)
        found.append(
            Window(
                first_year=start,
                last_year=start + length_years - 1,
                tiv_million=float(total[n]),
                shares=shares,
                concentration=concentration({k: v.value for k, v in shares.items()}),
                estimated_share=float(of_total[0]),
                split_share=float(of_total[1]),
            )
        )
    return found


def concentration(shares: dict[str, float]) -> Concentration | None:
    """Return the Herfindahl-Hirschman index of shares that add up to one.

    HHI = Σ s² (Hirschman 1945, Herfindahl 1950), 0 to 1; its inverse is a number of equal
    partners. Shares named "unknown …" count as one partner in ``hhi``. Who they are moves it
    from Σ s² without them, where they are many small ones, to the value where all of them are
    the largest known partner. None where there are no shares.

    Raises
    ------
    ValueError
        The shares do not add up to one.
    """
    if not shares:
        return None
    if abs(sum(shares.values()) - 1) > 1e-6:  # noqa: PLR2004 - rounding of a sum
        raise ValueError("shares add up to one")
    known = [value for name, value in shares.items() if not name.lower().startswith("unknown")]
    unknown = 1.0 - sum(known) if len(known) < len(shares) else 0.0
    squares = sum(value**2 for value in known)
    largest = max(known, default=0.0)
    greatest = squares - largest**2 + (largest + unknown) ** 2
    return Concentration(sum(value**2 for value in shares.values()), squares, greatest)


def sums_by_window(
    deliveries: Sequence[Delivery],
    names: Sequence[str],
    inside: Floats,
    spans: Floats,
    *,
    recipients: bool = False,
) -> Sums:
    """Return TIV by partner and window: split equally, and the least and most it can be.

    Of a delivery over m years of which k lie in a window, k/m is told. Where n units were
    delivered, n known and at least m, and one unit at least came in each year that is named,
    between k/n and (n − m + k)/n of it lie inside; else between nothing and all. A delivery with
    all or none of its years inside has no such doubt. Rounding widens both ends.
    """
    place = {name: i for i, name in enumerate(names)}
    index = np.array([place[d.recipient if recipients else d.supplier] for d in deliveries])
    tiv = np.array([(d.tiv_million, d.tiv_low_million, d.tiv_high_million) for d in deliveries])
    number = np.array([np.inf if d.number is None else d.number for d in deliveries])
    years = spans[:, None]
    units = np.where(number >= spans, number, np.inf)[:, None]
    least = np.where(inside == years, 1.0, inside / units)
    outside = years - inside
    most = np.where(inside == 0, 0.0, 1.0 - outside / units)
    told, low, high = (np.zeros((len(names), inside.shape[1])) for _ in range(3))
    np.add.at(told, index, inside / years * tiv[:, :1])
    np.add.at(low, index, least * tiv[:, 1:2])
    np.add.at(high, index, most * tiv[:, 2:])
    return Sums(told, low, high)


def _inside(
    deliveries: Sequence[Delivery], starts: range, length_years: int
) -> tuple[Floats, Floats]:
    """Return how many of its years each delivery has in each window, and how many in all."""
    first = starts[0]
    member = np.zeros((len(deliveries), len(starts) + length_years - 1))
    for i, one in enumerate(deliveries):
        for year in one.years:
            if 0 <= year - first < member.shape[1]:
                member[i, year - first] = 1.0
    summed = np.cumsum(np.pad(member, ((0, 0), (1, 0))), axis=1)
    spans = np.array([len(one.years) for one in deliveries], dtype=np.float64)
    return summed[:, length_years:] - summed[:, :-length_years], spans


def _bounded(sums: Sums) -> tuple[Floats, Floats, Floats]:
    """Return shares as told, least, greatest: one partner at its end, the others at theirs."""
    others_low = sums.low.sum(axis=0) - sums.low
    others_high = sums.high.sum(axis=0) - sums.high
    return (
        _ratio(sums.told, sums.told.sum(axis=0) - sums.told),
        _ratio(sums.low, others_high),
        _ratio(sums.high, others_low),
    )


def _ratio(part: Floats, rest: Floats) -> Floats:
    whole = part + rest
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _parts(deliveries: Sequence[Delivery], inside: Floats, spans: Floats) -> Floats:
    """Return TIV by window that rests on an estimate, and that was split over years."""
    told = inside / spans[:, None] * np.array([d.tiv_million for d in deliveries])[:, None]
    estimated = np.array([d.estimated for d in deliveries])
    cut = (inside > 0) & (inside < spans[:, None])
    return np.stack([told[estimated].sum(axis=0), np.where(cut, told, 0.0).sum(axis=0)])
