"""Shares of suppliers in windows of years, their bounds, and concentration."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.arrays import Floats
    from skydome.dependence.record import Delivery


WINDOW_YEARS = 5


class Share(NamedTuple):
    """A share, 0 to 1, and the least and the greatest that the file allows."""

    value: float
    low: float
    high: float


class Concentration(NamedTuple):
    """Herfindahl-Hirschman index, 0 to 1, with bounds for who the unknown suppliers may be."""

    hhi: float
    low: float
    high: float

    @property
    def effective_partners(self) -> float:
        """The number of partners of equal size that gives the same index."""
        return 1 / self.hhi


class Window(NamedTuple):
    """Deliveries in some consecutive years.

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
        """The window as it is usually written, such as 2019–23."""
        return f"{self.first_year}–{self.last_year % 100:02d}"


class Sums(NamedTuple):
    """TIV in millions by partner (rows) and window (columns): recorded, least, greatest."""

    recorded: Floats
    low: Floats
    high: Floats


def partners(deliveries: Sequence[Delivery], *, recipients: bool = False) -> list[str]:
    """Return the suppliers, or the recipients, by TIV in descending order."""
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
    doubtful: Sequence[Delivery] = (),
) -> list[Window]:
    """Return every whole window between two years, each starting a year after the one before.

    Parameters
    ----------
    deliveries
        To one recipient, or from one supplier where ``recipients`` is set.
    first_year, last_year
        The years that the record covers, both included.
    length_years
        The length of a window; one gives single years.
    recipients
        Return shares of recipients instead of suppliers.
    doubtful
        Rows that were set aside: none of their TIV is recorded, any part of it is possible. They
        only widen the bounds of the shares. Those without a name may be of any partner.

    Raises
    ------
    ValueError
        A window of this length does not fit between the years.
    """
    if not 1 <= length_years <= last_year - first_year + 1:
        problem = f"a window of {length_years} years does not fit in {first_year} to {last_year}"
        raise ValueError(problem)
    named = [one for one in doubtful if (one.recipient if recipients else one.supplier)]
    deliveries = [*deliveries, *named]
    names = partners(deliveries, recipients=recipients)
    starts = range(first_year, last_year - length_years + 2)
    inside, spans = _inside(deliveries, starts, length_years)
    sums = sums_by_window(deliveries, names, inside, spans, recipients=recipients)
    unnamed = [one for one in doubtful if one not in named]
    share, low, high = _bounded(sums, _possible(unnamed, starts, length_years))
    total = sums.recorded.sum(axis=0)
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
    partners. Shares named "unknown …" count as one partner in ``hhi``. The lower bound takes them
    as many small partners, which add nothing to Σ s²; the upper bound takes all of them as the
    largest known partner. None where there are no shares.

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

    Of a delivery over m years of which k are in a window, k/m is recorded there. Where n units
    were delivered, n is known and at least m, and at least one unit came in each year named, then
    between k/n and (n − m + k)/n of it came in the window; else between nothing and all. A
    delivery with all or none of its years in the window has no such range. Rounding widens both
    bounds.
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
    recorded, low, high = (np.zeros((len(names), inside.shape[1])) for _ in range(3))
    np.add.at(recorded, index, inside / years * tiv[:, :1])
    np.add.at(low, index, least * tiv[:, 1:2])
    np.add.at(high, index, most * tiv[:, 2:])
    return Sums(recorded, low, high)


def _inside(
    deliveries: Sequence[Delivery], starts: range, length_years: int
) -> tuple[Floats, Floats]:
    """Return the number of years of each delivery in each window, and in all."""
    first = starts[0]
    member = np.zeros((len(deliveries), len(starts) + length_years - 1))
    for i, one in enumerate(deliveries):
        for year in one.years:
            if 0 <= year - first < member.shape[1]:
                member[i, year - first] = 1.0
    summed = np.cumsum(np.pad(member, ((0, 0), (1, 0))), axis=1)
    spans = np.array([len(one.years) for one in deliveries], dtype=np.float64)
    return summed[:, length_years:] - summed[:, :-length_years], spans


def _possible(unnamed: Sequence[Delivery], starts: range, length_years: int) -> Floats:
    """Return by window the TIV that may be anyone's."""
    if not unnamed:
        return np.zeros(len(starts))
    inside, _ = _inside(unnamed, starts, length_years)
    most = np.array([one.tiv_high_million for one in unnamed])
    return np.asarray((inside > 0).T @ most, dtype=np.float64)


def _bounded(sums: Sums, possible: Floats) -> tuple[Floats, Floats, Floats]:
    """Return shares as recorded, least and greatest.

    The least share of a partner has its own TIV at the lower bound and that of all others at the
    upper, with ``possible`` among theirs; the greatest has it the other way round.
    """
    others_low = sums.low.sum(axis=0) - sums.low
    others_high = sums.high.sum(axis=0) - sums.high
    return (
        _ratio(sums.recorded, sums.recorded.sum(axis=0) - sums.recorded),
        _ratio(sums.low, others_high + possible),
        _ratio(sums.high + possible, others_low),
    )


def _ratio(part: Floats, rest: Floats) -> Floats:
    whole = part + rest
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _parts(deliveries: Sequence[Delivery], inside: Floats, spans: Floats) -> Floats:
    """Return by window the TIV that is an estimate, and the TIV that was split over years."""
    recorded = inside / spans[:, None] * np.array([d.tiv_million for d in deliveries])[:, None]
    estimated = np.array([d.estimated for d in deliveries])
    cut = (inside > 0) & (inside < spans[:, None])
    return np.stack([recorded[estimated].sum(axis=0), np.where(cut, recorded, 0.0).sum(axis=0)])
