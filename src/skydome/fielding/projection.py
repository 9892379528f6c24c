"""One future of a deal, quarter by quarter: batteries, what holds them back, missiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.fielding import crews as training
from skydome.fielding import missiles as magazine
from skydome.fielding.capability import at_states
from skydome.fielding.dates import year_of
from skydome.fielding.delivery import delayed
from skydome.fielding.quantity import nominal, quantile
from skydome.fielding.settings import QUARTER
from skydome.fielding.shocks import effect_of, share_under
from skydome.fielding.spares import Supply, batteries_bought, packages, working_share_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from skydome.arrays import Floats
    from skydome.fielding.capability import Capability
    from skydome.fielding.deal import Deal, Future, Shock
    from skydome.fielding.settings import Settings
    from skydome.fielding.spares import PartDraws


Quantiles = tuple[float, float, float]

LEAST_HELD_BACK = 0.1  # battery-years of a year; below it no cause is named
CAUSES = ("payments", "deliveries", "crews", "spares", "storage")
LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Band:
    """Quarter by quarter: the mean over draws, and their 10 %, 50 % and 90 % points."""

    mean: Floats
    low: Floats
    median: Floats
    high: Floats


@dataclass(frozen=True)
class Year:
    """Battery-years held back in one year by each cause, and the cause that holds back most."""

    year: int
    held_back: dict[str, float]
    binding: str | None


@dataclass(frozen=True)
class BatteryYears:
    """Over the whole timeline, each as 10 %, 50 % and 90 % point of the draws.

    The shares are of what was promised, draw by draw.
    """

    promised: Quantiles
    delivered: Quantiles
    operational: Quantiles
    delivered_share: Quantiles
    operational_share: Quantiles


@dataclass(frozen=True)
class Projection:
    """What happens under one future; batteries as means over each quarter.

    ``crews_for`` are the batteries that the trained people can man, delivered or not, ``crewed``
    those of the delivered batteries that have a whole crew, ``operated`` those of them that are
    set up and in use, ``operational`` those of them that work. ``availability`` is operational
    over operated.
    Missiles are those in hand at the end of each quarter, on launchers (``ready``), on
    transporters (``reload``) and in depots.
    ``counterfactual`` says whether the future departs from the record before the record ends.
    ``arrivals`` has 10 %, 50 % and 90 % points for each unit, in years.
    ``leaked`` and ``value_lost`` are None without a scenario.
    """

    name: str
    title: str
    future: Future
    counterfactual: bool
    delivered: Band
    crews_for: Band
    crewed: Band
    operated: Band
    operational: Band
    availability: Band
    missiles: Band
    ready: Band
    reload: Band
    depot: Band
    arrivals: tuple[Quantiles, ...]
    years: tuple[Year, ...]
    battery_years: BatteryYears
    leaked: Band | None
    value_lost: Band | None


class Inputs(NamedTuple):
    """What all futures of one timeline share."""

    deal: Deal
    settings: Settings
    as_of: float
    edges: Floats
    arrivals: Floats
    stretch: Floats
    parts: list[PartDraws]
    uniforms: Callable[[str], Floats]
    promised: Floats
    capability: Capability | None

    @property
    def middles(self) -> Floats:
        """Middles of the quarters."""
        return np.asarray((self.edges[:-1] + self.edges[1:]) / 2)

    def drawn(self, name: str) -> Floats:
        """Return draws of a parameter of the deal, by its path."""
        owner: object = self.deal
        for word in name.split("."):
            owner = getattr(owner, word)
        return quantile(owner, self.uniforms(name))  # type: ignore[arg-type]


def units_present(dates: Floats, edges: Floats) -> Floats:
    """Return the number of units delivered, as a mean over each step, shape (draws, steps)."""
    there = (edges[1:] - dates[:, :, None]) / np.diff(edges)
    return np.asarray(np.clip(there, 0.0, 1.0).sum(axis=1))


def quantiles(sample: Floats) -> Quantiles:
    """Return the 10 %, 50 % and 90 % points of draws, each one of the draws."""
    low, median, high = (float(x) for x in np.quantile(sample, LEVELS, method="nearest"))
    return low, median, high


def _band(sample: Floats) -> Band:
    low, median, high = np.quantile(sample, LEVELS, axis=0)
    return Band(sample.mean(axis=0), low, median, high)


def _band_where(sample: Floats, there: NDArray[np.bool_]) -> Band:
    """Return the band over the draws in which ``there`` is true, 0 where it is in none."""
    bands = np.zeros((4, sample.shape[1]))
    for n in np.flatnonzero(there.any(axis=0)):
        some = sample[there[:, n], n]
        bands[:, n] = some.mean(), *np.quantile(some, LEVELS)
    return Band(*bands)


def project(inputs: Inputs, future: Future) -> Projection:
    """Return one future of a deal, quarter by quarter."""
    edges = inputs.edges
    shocks = [*_past(inputs, future), *future.shocks]
    chances = {shock.name: inputs.uniforms(f"shocks.{shock.name}") for shock in shocks}
    arrivals = delayed(
        inputs.arrivals, edges, effect_of(future.shocks, "delivery_speed", edges, chances)
    )
    each = batteries_per_unit(inputs)
    delivered = each * units_present(arrivals, edges)
    set_up = each * units_present(arrivals + inputs.drawn("support.activation")[:, None], edges)
    wanted = set_up * effect_of(shocks, "operated", edges, chances)
    crews_for = training.crewed_batteries(_people(inputs), inputs.drawn("crews.per_battery"))
    operated = np.minimum(wanted, crews_for)
    share = _working(inputs, future, shocks, chances, operated, delivered)
    share = share * (1 - inputs.drawn("support.planned_upkeep")[:, None])
    operational = operated * share
    stock = _missiles(inputs, future, chances, arrivals, set_up)
    promised = each * inputs.promised
    stages = _Stages(promised, delivered, set_up, wanted, operated, operational)
    return Projection(
        name=future.name,
        title=future.title,
        future=future,
        counterfactual=departs_from_record(inputs.deal, future),
        delivered=_band(delivered),
        crews_for=_band(np.broadcast_to(crews_for, delivered.shape)),
        crewed=_band(np.minimum(delivered, crews_for)),
        operated=_band(operated),
        operational=_band(operational),
        availability=_band_where(share, operated > 0),
        missiles=_band(stock.total),
        ready=_band(stock.ready),
        reload=_band(stock.reload),
        depot=_band(stock.depot),
        arrivals=tuple(quantiles(arrivals[:, unit]) for unit in range(arrivals.shape[1])),
        years=_years(inputs, shocks, stages),
        battery_years=_battery_years(promised, delivered, operational),
        leaked=_capability(inputs, operational / each, "leaked"),
        value_lost=_capability(inputs, operational / each, "value_lost"),
    )


def departs_from_record(deal: Deal, future: Future) -> bool:
    """Return whether a future has something happen before the end of the record: a what-if."""
    return any(year_of(date) < year_of(deal.record_ends) for date in future.changes)


def batteries_per_unit(inputs: Inputs) -> Floats:
    """Return the batteries of one unit, whole in each draw, shape (draws, 1)."""
    return np.asarray(np.maximum(np.round(inputs.drawn("bought.batteries")), 1)[:, None])


def _past(inputs: Inputs, future: Future) -> list[Shock]:
    """Return the shocks on record by ``as_of``, each with the end that this future gives it."""
    ends = {lift.shock: lift.date for lift in future.lifts}
    return [
        shock.model_copy(update={"ends": ends.get(shock.name, shock.ends)})
        for shock in inputs.deal.shocks
        if year_of(shock.begins) <= inputs.as_of
    ]


def _people(inputs: Inputs) -> Floats:
    """Return trained people at the middle of each quarter."""
    crews = inputs.deal.crews
    course, passed, loss = (inputs.drawn(f"crews.{name}") for name in ("course", "passed", "loss"))
    total = np.zeros((inputs.settings.draws, len(inputs.middles)))
    for number, group in enumerate(crews.classes):
        people = quantile(group.people, inputs.uniforms(f"crews.classes.{number}"))
        finished = year_of(group.start) + course
        total += training.from_class(people * passed, finished, loss, inputs.middles)
    if crews.school is not None:
        rate = inputs.drawn("crews.school.people_a_year") * passed
        first = year_of(crews.school.opens) + course
        total += training.from_school(rate, first, loss, inputs.middles)
    return total


def _working(
    inputs: Inputs,
    future: Future,
    shocks: Sequence[Shock],
    chances: dict[str, Floats],
    operated: Floats,
    delivered: Floats,
) -> Floats:
    """Return the share of operated batteries that miss no part."""
    deal, bought = inputs.deal, batteries_bought(inputs.deal)
    slower = np.ones(len(inputs.edges) - 1)
    for change in future.support_changes:
        in_force = np.clip((inputs.edges[1:] - year_of(change.begins)) / QUARTER, 0, 1)
        slower = slower * (1 + in_force * (nominal(change.depot_repair_factor) - 1))
    supply = {
        part.name: Supply(
            effect_of(shocks, "spares_speed", inputs.edges, chances, part.name)
            / np.maximum(slower, 1e-3),
            effect_of(shocks, "demand_factor", inputs.edges, chances, part.name),
        )
        for part in inputs.parts
    }
    return working_share_of(
        inputs.parts,
        packages(deal, [nominal(deal.spares.package)])[0],
        bought,
        operated,
        np.clip(delivered / bought, 0, 1),
        supply,
        QUARTER,
        vari=inputs.settings.vari,
        cannibalise=inputs.settings.cannibalise,
    )


def _missiles(
    inputs: Inputs,
    future: Future,
    chances: dict[str, Floats],
    arrivals: Floats,
    set_up: Floats,
) -> magazine.Stock:
    deal = inputs.deal
    with_unit = inputs.drawn("bought.missiles")[:, None]
    lots, counts = [arrivals], [np.broadcast_to(with_unit, arrivals.shape)]
    speed = effect_of(future.shocks, "missile_speed", inputs.edges, chances)
    for number, order in enumerate(future.missile_orders):
        made, by = year_of(order.made), year_of(order.by)
        due = made + (by - made) * inputs.stretch[:, None]
        lots.append(delayed(due, inputs.edges, speed))
        count = quantile(order.count, inputs.uniforms(f"missile_orders.{number}"))
        counts.append(count[:, None])
    fired = inputs.drawn("missiles.training")[:, None] * QUARTER * np.minimum(set_up, 1.0)
    for number, used in enumerate(deal.missiles.used):
        if year_of(used.date) <= inputs.as_of:
            place = int((year_of(used.date) - inputs.edges[0]) / QUARTER)
            fired[:, place] += quantile(used.count, inputs.uniforms(f"missiles.used.{number}"))
    total = magazine.in_hand(
        np.concatenate(lots, axis=1),
        np.concatenate(counts, axis=1),
        fired,
        inputs.drawn("missiles.shelf_life"),
        inputs.edges[1:],
    )
    ready, reload = (
        set_up * inputs.drawn(f"bought.{name}_per_battery")[:, None] for name in ("ready", "reload")
    )
    return magazine.placed(total, ready, reload)


class _Stages(NamedTuple):
    """Batteries at each stage from promise to use, shape (draws, quarters)."""

    promised: Floats
    delivered: Floats
    set_up: Floats
    wanted: Floats
    operated: Floats
    operational: Floats


def _battery_years(promised: Floats, delivered: Floats, operational: Floats) -> BatteryYears:
    all_of = [stage.sum(axis=1) * QUARTER for stage in (promised, delivered, operational)]
    whole = np.maximum(all_of[0], 1e-9)
    return BatteryYears(*map(quantiles, all_of), *(quantiles(part / whole) for part in all_of[1:]))


def _years(inputs: Inputs, shocks: Sequence[Shock], stages: _Stages) -> tuple[Year, ...]:
    """Return the battery-years of the first schedule that are missing, by cause and year.

    Batteries promised and not delivered are attributed to payments while a payment stop is in
    force, else to deliveries; delivered and not yet set up, or without a crew, to crews; kept in
    storage, to storage; in use and not working, to spares and planned upkeep.
    """
    late = np.maximum(stages.promised - stages.delivered, 0)
    unpaid = share_under(shocks, "payment_stop", inputs.edges)
    missing = {
        "payments": late * unpaid,
        "deliveries": late * (1 - unpaid),
        "crews": stages.delivered - stages.set_up + stages.wanted - stages.operated,
        "spares": stages.operated - stages.operational,
        "storage": stages.set_up - stages.wanted,
    }
    years = inputs.edges[:-1].astype(int)
    means = {cause: missing[cause].mean(axis=0) * QUARTER for cause in CAUSES}
    return tuple(
        _year(int(year), {cause: float(means[cause][years == year].sum()) for cause in CAUSES})
        for year in np.unique(years)
    )


def _year(year: int, held_back: dict[str, float]) -> Year:
    most = max(CAUSES, key=lambda cause: held_back[cause])
    return Year(year, held_back, most if held_back[most] >= LEAST_HELD_BACK else None)


def _capability(inputs: Inputs, units: Floats, field: str) -> Band | None:
    if inputs.capability is None:
        return None
    return _band(at_states(units, getattr(inputs.capability, field)))
