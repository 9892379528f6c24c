"""What is operational when, under each future, and what holds the rest back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.errors import InputError
from skydome.fielding import crews as training
from skydome.fielding import missiles as magazine
from skydome.fielding.backtest import Score, Standing, score, standings
from skydome.fielding.capability import at_states
from skydome.fielding.dates import month_text, year_of
from skydome.fielding.delivery import delayed, draw_arrivals, promised_dates
from skydome.fielding.draws import luck
from skydome.fielding.endurance import Endurance, endurance
from skydome.fielding.quantity import nominal, quantile
from skydome.fielding.shocks import effect_of, share_under
from skydome.fielding.slip import draw_stretches, learn, made_at, observations
from skydome.fielding.upkeep import Supply, batteries_bought, draw_parts, packages, working_share_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from skydome.arrays import Floats
    from skydome.fielding.capability import Capability
    from skydome.fielding.deal import Deal, Future, Shock
    from skydome.fielding.slip import Posterior
    from skydome.fielding.upkeep import PartDraws


Three = tuple[float, float, float]

QUARTER = 0.25
LAST_YEAR, DRAWS, SEED = 2028, 2_000, 2018
LONGEST_YEARS = 60
LEAST_HELD_BACK = 0.1  # battery-years of a year; below it nothing is said to bind
CAUSES = ("payments", "deliveries", "crews", "spares", "storage")
LEVELS = (0.1, 0.5, 0.9)


class Settings(NamedTuple):
    """How a timeline is worked out.

    Attributes
    ----------
    as_of
        No promise, delivery, shock or firing after it is used; crews are taken as planned. The end
        of the record where it is None.
    draws, seed
        Of all that is not known.
    last_year
        The timeline ends with it.
    vari
        VARI-METRIC rather than METRIC.
    cannibalise
        Holes are gathered in as few batteries as possible.
    """

    as_of: float | None = None
    draws: int = DRAWS
    seed: int = SEED
    last_year: int = LAST_YEAR
    vari: bool = True
    cannibalise: bool = False


@dataclass(frozen=True)
class Band:
    """Quarter by quarter: the mean over draws, and tenth, median and ninetieth of them."""

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
    """Over the whole timeline, each as tenth, median and ninetieth of the draws.

    The shares are of what was promised, draw by draw.
    """

    promised: Three
    delivered: Three
    operational: Three
    delivered_share: Three
    operational_share: Three


@dataclass(frozen=True)
class Course:
    """What happens under one future; batteries as means over each quarter.

    ``crewed`` are batteries with a whole crew, ``operated`` those that also stand and are in
    use, ``operational`` those of them that work. ``availability`` is operational over operated.
    Missiles are those in hand at the end of each quarter, on launchers (``ready``), on
    transporters (``reload``) and in depots.
    ``leaked`` and ``value_lost`` are None without a scenario.
    """

    name: str
    title: str
    future: Future
    delivered: Band
    crewed: Band
    operated: Band
    operational: Band
    availability: Band
    missiles: Band
    ready: Band
    reload: Band
    depot: Band
    arrivals: tuple[Three, ...]
    years: tuple[Year, ...]
    battery_years: BatteryYears
    leaked: Band | None
    value_lost: Band | None


@dataclass(frozen=True)
class Timeline:
    """One deal over time.

    Attributes
    ----------
    quarters
        Beginning of each, in years.
    promised
        Batteries promised by the first promises of each unit, mean over draws and each quarter.
    stretch
        Time taken over time promised for this deal's next promise: tenth, median, ninetieth.
    """

    deal: Deal
    settings: Settings
    as_of: float
    quarters: Floats
    promised: Floats
    promised_dates: tuple[float, ...]
    interpolated: tuple[bool, ...]
    stretch: Three
    futures: tuple[Course, ...]
    standings: tuple[Standing, ...]
    score: Score
    endurance: tuple[Endurance, ...]
    capability: Capability | None


class _Play(NamedTuple):
    """What all futures of one timeline share."""

    deal: Deal
    settings: Settings
    as_of: float
    edges: Floats
    arrivals: Floats
    stretch: Floats
    parts: list[PartDraws]
    lucky: Callable[[str], Floats]
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
        return quantile(owner, self.lucky(name))  # type: ignore[arg-type]


def timeline(
    deal: Deal,
    settings: Settings | None = None,
    *,
    others: Sequence[Deal] = (),
    futures: Sequence[Future] | None = None,
    capability: Capability | None = None,
) -> Timeline:
    """Return what is operational when, under each future.

    The same deal, settings and version give the same numbers.

    Parameters
    ----------
    deal, settings
        What, and how.
    others
        Deals whose promises are learned from beside the deal's own.
    futures
        Instead of the deal's own.
    capability
        From `capability_of`: what gets through by the number of units.

    Raises
    ------
    InputError
        ``as_of`` is not within the record, or before anybody promised the last unit; the
        timeline would end before the record does.
    """
    settings = settings or Settings()
    as_of = check(deal, settings)
    learned = [deal, *(other for other in others if other.id != deal.id)]
    posterior = learn(observations(learned, as_of))
    lucky = partial(luck, settings.seed, settings.draws)
    edges = _edges(deal, settings)
    promised = promised_dates(deal)
    play = _Play(
        deal=deal,
        settings=settings,
        as_of=as_of,
        edges=edges,
        arrivals=draw_arrivals(deal, posterior, as_of, lucky("deliveries", 5)),
        stretch=_stretch(posterior, deal, lucky),
        parts=draw_parts(deal, lucky),
        lucky=lucky,
        promised=_present(promised.dates[None, :], edges)[0],
        capability=capability,
    )
    found = standings(learned, settings.seed)
    return Timeline(
        deal=deal,
        settings=settings,
        as_of=as_of,
        quarters=edges[:-1],
        promised=play.promised * float(_batteries(play).mean()),
        promised_dates=tuple(float(date) for date in promised.dates),
        interpolated=promised.interpolated,
        stretch=_three(play.stretch),
        futures=tuple(_course(play, future) for future in futures or deal.futures),
        standings=tuple(found),
        score=score(found, {one.id: year_of(one.record_ends) for one in learned}),
        endurance=tuple(endurance(deal, play.parts, vari=settings.vari)),
        capability=capability,
    )


def check(deal: Deal, settings: Settings) -> float:
    """Return the moment as of which a timeline is worked out.

    Raises
    ------
    InputError
        As for `timeline`.
    """
    end = year_of(deal.record_ends)
    as_of = end if settings.as_of is None else settings.as_of
    first = min(made_at(p) for p in deal.promises if p.unit == deal.bought.count)
    if not first <= as_of <= end:
        allowed = f"{month_text(first)} to {month_text(end)}"
        problem = f"{month_text(as_of)} lies outside the record of promises of the last unit"
        raise InputError(problem, field="as-of", allowed=allowed)
    longest = int(year_of(deal.contract.date)) + LONGEST_YEARS - 1
    if not int(end) <= settings.last_year <= longest:
        problem = f"a timeline to {settings.last_year} does not hold the record"
        raise InputError(problem, field="until", allowed=f"{int(end)} to {longest}")
    return as_of


def _edges(deal: Deal, settings: Settings) -> Floats:
    first = int(year_of(deal.contract.date))
    return np.asarray(np.arange(first, settings.last_year + 1 + QUARTER / 2, QUARTER))


def _present(dates: Floats, edges: Floats) -> Floats:
    """Return how many units are there, as a mean over each step, shape (draws, steps)."""
    there = (edges[1:] - dates[:, :, None]) / np.diff(edges)
    return np.asarray(np.clip(there, 0.0, 1.0).sum(axis=1))


def _stretch(posterior: Posterior, deal: Deal, lucky: Callable[..., Floats]) -> Floats:
    """Return time taken over time promised, for a promise not yet judged by its outcome."""
    from scipy.special import ndtri

    u = lucky("deliveries", 5)
    drawn = draw_stretches(posterior, deal.id, u[:, :3])
    return np.asarray(np.exp(drawn.mean + drawn.spread * ndtri(u[:, 3])))


def _three(sample: Floats) -> Three:
    low, median, high = (float(x) for x in np.quantile(sample, LEVELS, method="nearest"))
    return low, median, high


def _band(sample: Floats) -> Band:
    low, median, high = np.quantile(sample, LEVELS, axis=0)
    return Band(sample.mean(axis=0), low, median, high)


def _band_where(sample: Floats, there: NDArray[np.bool_]) -> Band:
    """Return the band over the draws in which there is something, 0 where there is none."""
    bands = np.zeros((4, sample.shape[1]))
    for n in np.flatnonzero(there.any(axis=0)):
        some = sample[there[:, n], n]
        bands[:, n] = some.mean(), *np.quantile(some, LEVELS)
    return Band(*bands)


# one future


def _course(play: _Play, future: Future) -> Course:
    edges = play.edges
    shocks = [*_past(play, future), *future.shocks]
    chances = {shock.name: play.lucky(f"shocks.{shock.name}") for shock in shocks}
    arrivals = delayed(
        play.arrivals, edges, effect_of(future.shocks, "delivery_speed", edges, chances)
    )
    each = _batteries(play)
    delivered = each * _present(arrivals, edges)
    standing = each * _present(arrivals + play.drawn("support.activation")[:, None], edges)
    wanted = standing * effect_of(shocks, "operated", edges, chances)
    crewed = training.crewed_batteries(_people(play), play.drawn("crews.per_battery"))
    operated = np.minimum(wanted, crewed)
    share = _working(play, future, shocks, chances, operated, delivered)
    share = share * (1 - play.drawn("support.planned_upkeep")[:, None])
    operational = operated * share
    stock = _missiles(play, future, chances, arrivals, standing)
    promised = each * play.promised
    stages = _Stages(promised, delivered, standing, wanted, operated, operational)
    return Course(
        name=future.name,
        title=future.title,
        future=future,
        delivered=_band(delivered),
        crewed=_band(np.broadcast_to(crewed, delivered.shape)),
        operated=_band(operated),
        operational=_band(operational),
        availability=_band_where(share, operated > 0),
        missiles=_band(stock.total),
        ready=_band(stock.ready),
        reload=_band(stock.reload),
        depot=_band(stock.depot),
        arrivals=tuple(_three(arrivals[:, unit]) for unit in range(arrivals.shape[1])),
        years=_years(play, shocks, stages),
        battery_years=_battery_years(promised, delivered, operational),
        leaked=_capability(play, operational / each, "leaked"),
        value_lost=_capability(play, operational / each, "value_lost"),
    )


def _batteries(play: _Play) -> Floats:
    """Return the batteries of one unit, whole in each draw, shape (draws, 1)."""
    return np.asarray(np.maximum(np.round(play.drawn("bought.batteries")), 1)[:, None])


def _past(play: _Play, future: Future) -> list[Shock]:
    """Return the shocks on record by now, each with the end that this future gives it."""
    ends = {lift.shock: lift.date for lift in future.lifts}
    return [
        shock.model_copy(update={"ends": ends.get(shock.name, shock.ends)})
        for shock in play.deal.shocks
        if year_of(shock.begins) <= play.as_of
    ]


def _people(play: _Play) -> Floats:
    """Return trained people at the middle of each quarter."""
    crews = play.deal.crews
    course, passed, loss = (play.drawn(f"crews.{name}") for name in ("course", "passed", "loss"))
    total = np.zeros((play.settings.draws, len(play.middles)))
    for number, group in enumerate(crews.classes):
        people = quantile(group.people, play.lucky(f"crews.classes.{number}"))
        finished = year_of(group.start) + course
        total += training.from_class(people * passed, finished, loss, play.middles)
    if crews.school is not None:
        rate = play.drawn("crews.school.people_a_year") * passed
        first = year_of(crews.school.opens) + course
        total += training.from_school(rate, first, loss, play.middles)
    return total


def _working(
    play: _Play,
    future: Future,
    shocks: Sequence[Shock],
    chances: dict[str, Floats],
    operated: Floats,
    delivered: Floats,
) -> Floats:
    """Return the share of operated batteries that miss no part."""
    deal, bought = play.deal, batteries_bought(play.deal)
    slower = np.ones(len(play.edges) - 1)
    for change in future.support_changes:
        in_force = np.clip((play.edges[1:] - year_of(change.begins)) / QUARTER, 0, 1)
        slower = slower * (1 + in_force * (nominal(change.depot_repair_factor) - 1))
    supply = {
        part.name: Supply(
            effect_of(shocks, "spares_speed", play.edges, chances, part.name)
            / np.maximum(slower, 1e-3),
            effect_of(shocks, "demand_factor", play.edges, chances, part.name),
        )
        for part in play.parts
    }
    return working_share_of(
        play.parts,
        packages(deal, [nominal(deal.spares.package)])[0],
        bought,
        operated,
        np.clip(delivered / bought, 0, 1),
        supply,
        QUARTER,
        vari=play.settings.vari,
        cannibalise=play.settings.cannibalise,
    )


def _missiles(
    play: _Play,
    future: Future,
    chances: dict[str, Floats],
    arrivals: Floats,
    standing: Floats,
) -> magazine.Stock:
    deal = play.deal
    with_unit = play.drawn("bought.missiles")[:, None]
    lots, counts = [arrivals], [np.broadcast_to(with_unit, arrivals.shape)]
    speed = effect_of(future.shocks, "missile_speed", play.edges, chances)
    for number, order in enumerate(future.missile_orders):
        made, by = year_of(order.made), year_of(order.by)
        due = made + (by - made) * play.stretch[:, None]
        lots.append(delayed(due, play.edges, speed))
        count = quantile(order.count, play.lucky(f"missile_orders.{number}"))
        counts.append(count[:, None])
    fired = play.drawn("missiles.training")[:, None] * QUARTER * np.minimum(standing, 1.0)
    for number, used in enumerate(deal.missiles.used):
        if year_of(used.date) <= play.as_of:
            place = int((year_of(used.date) - play.edges[0]) / QUARTER)
            fired[:, place] += quantile(used.count, play.lucky(f"missiles.used.{number}"))
    total = magazine.in_hand(
        np.concatenate(lots, axis=1),
        np.concatenate(counts, axis=1),
        fired,
        play.drawn("missiles.shelf_life"),
        play.edges[1:],
    )
    ready, reload = (
        standing * play.drawn(f"bought.{name}_per_battery")[:, None] for name in ("ready", "reload")
    )
    return magazine.placed(total, ready, reload)


class _Stages(NamedTuple):
    """Batteries at each stage from promise to use, shape (draws, quarters)."""

    promised: Floats
    delivered: Floats
    standing: Floats
    wanted: Floats
    operated: Floats
    operational: Floats


def _battery_years(promised: Floats, delivered: Floats, operational: Floats) -> BatteryYears:
    all_of = [stage.sum(axis=1) * QUARTER for stage in (promised, delivered, operational)]
    whole = np.maximum(all_of[0], 1e-9)
    return BatteryYears(*map(_three, all_of), *(_three(part / whole) for part in all_of[1:]))


def _years(play: _Play, shocks: Sequence[Shock], stages: _Stages) -> tuple[Year, ...]:
    """Return what holds back how much of what was promised, year by year.

    Batteries promised and not delivered are laid to payments while a payment stop is in force,
    else to deliveries; delivered and not yet set up, or without a crew, to crews; kept in
    storage, to storage; in use and not working, to spares and planned upkeep.
    """
    late = np.maximum(stages.promised - stages.delivered, 0)
    unpaid = share_under(shocks, "payment_stop", play.edges)
    held = {
        "payments": late * unpaid,
        "deliveries": late * (1 - unpaid),
        "crews": stages.delivered - stages.standing + stages.wanted - stages.operated,
        "spares": stages.operated - stages.operational,
        "storage": stages.standing - stages.wanted,
    }
    years = play.edges[:-1].astype(int)
    means = {cause: held[cause].mean(axis=0) * QUARTER for cause in CAUSES}
    return tuple(
        _year(int(year), {cause: float(means[cause][years == year].sum()) for cause in CAUSES})
        for year in np.unique(years)
    )


def _year(year: int, held: dict[str, float]) -> Year:
    most = max(CAUSES, key=lambda cause: held[cause])
    return Year(year, held, most if held[most] >= LEAST_HELD_BACK else None)


def _capability(play: _Play, units: Floats, field: str) -> Band | None:
    if play.capability is None:
        return None
    return _band(at_states(units, getattr(play.capability, field)))
