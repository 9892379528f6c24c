"""What follows after delivery: how long batteries last without parts, and what futures give."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from skydome.claims.registry import Params, registered
from skydome.claims.study import kept_or_made
from skydome.claims.verdict import Answer, Calculation, Verdict, by_share
from skydome.claims.words import percent
from skydome.errors import InputError
from skydome.forms import did_you_mean, quoted

if TYPE_CHECKING:
    from skydome.claims.world import When, World
    from skydome.fielding import Deal

Text = Annotated[str, Field(min_length=1)]
DRAWS, SEED = 500, 2018


class CutOff(Params):
    """What `cut_off` is asked: that half of the batteries are down by a time without parts."""

    deal: Text
    within_months: Annotated[float, Field(gt=0, le=240)]
    policy: Text = "the package"


class Future(Params):
    """What `future` is asked: one future of a deal, which is a what-if and no forecast."""

    deal: Text
    future: Text


@registered("cut_off", CutOff, dated=False)
def cut_off(asked: CutOff, _when: When, world: World) -> Answer:
    """Ask this: after a total cut-off of parts, do half of the batteries fail within this time."""
    deal = world.deal(asked.deal)
    inputs = _hash("cut-off", asked, deal)
    kept = kept_or_made(inputs, lambda: _endurance(deal, asked.policy))
    months = kept["months"]
    share = sum(one <= asked.within_months for one in months) / len(months)
    verdict = by_share(share)
    low, median, high = kept["tenth"], kept["median"], kept["ninetieth"]
    why = (
        f"With {asked.policy} of spares and nothing from the supplier, half of the batteries are "
        f"down after {median:.0f} months ({low:.0f} to {high:.0f} in 8 draws of 10); within "
        f"{asked.within_months:g} months in {percent(share)} of draws."
    )
    evidence = Calculation(
        what=f"endurance of {deal.title} after a total cut-off, {asked.policy}",
        result=f"{median:.0f} months ({low:.0f} to {high:.0f})",
        inputs={
            "parts": ", ".join(part.name for part in deal.spares.parts),
            "spares": asked.policy,
            "first class to run out": kept["first_out"],
        },
        sha256=inputs,
        draws=len(months),
        seed=SEED,
        share=share,
        command=f"skydome timeline {deal.id}",
    )
    missing = "failure and repair data of the system" if verdict is Verdict.OPEN else ""
    notes = (
        "No failure or repair data of this system are public: rates and stocks are judgements.",
    )
    changes = "published failure rates, the size of the spares package, repair at home"
    return Answer(verdict, why, "low", (evidence,), changes, missing, share, notes)


@registered("future", Future)
def future(asked: Future, _when: When, world: World) -> Answer:
    """Ask this: what does one future of a deal give, if it comes."""
    deal = world.deal(asked.deal)
    known = {one.name: one for one in deal.futures}
    if asked.future not in known:
        problem = f"there is no future {quoted(asked.future)}{did_you_mean(asked.future, known)}"
        raise InputError(problem, field="future", allowed=", ".join(known))
    inputs = _hash("future", asked, deal)
    kept = kept_or_made(inputs, lambda: _projected(deal, asked.future))
    low, median, high = kept["operational_share"]
    title = known[asked.future].title
    why = (
        f"A supposition about what is to come (“{title}”): in it {percent(median)} of the promised "
        f"battery-years are operational to {kept['last_year']} ({percent(low)} to {percent(high)} "
        "in 8 draws of 10)."
    )
    evidence = Calculation(
        what=f"{deal.title}: {title}",
        result=f"{percent(median)} of battery-years ({percent(low)} to {percent(high)})",
        inputs={"future": asked.future, "record to": deal.record_ends},
        sha256=inputs,
        draws=DRAWS,
        seed=SEED,
        command=f"skydome timeline {deal.id} --future {asked.future}",
    )
    missing = "the future itself"
    return Answer(Verdict.SCENARIO, why, "none", (evidence,), missing, missing)


def _hash(what: str, asked: Params, deal: Deal) -> str:
    text = f"{what} {asked.model_dump_json()} {deal.model_dump_json()} {DRAWS} {SEED}"
    return hashlib.sha256(text.encode()).hexdigest()


def _endurance(deal: Deal, policy: str) -> dict[str, Any]:
    from functools import partial

    from skydome.fielding.endurance import POLICIES, endurance_months
    from skydome.fielding.sampling import latin_hypercube

    if policy not in POLICIES:
        problem = f"there is no stock {quoted(policy)}{did_you_mean(policy, POLICIES)}"
        raise InputError(problem, field="policy", allowed=", ".join(POLICIES))
    months, first_out = endurance_months(deal, policy, partial(latin_hypercube, SEED, DRAWS))
    ordered = sorted(months)
    points = {
        name: ordered[int(q * (len(ordered) - 1))]
        for name, q in (("tenth", 0.1), ("median", 0.5), ("ninetieth", 0.9))
    }
    return {"months": [round(one, 4) for one in months], "first_out": first_out, **points}


def _projected(deal: Deal, name: str) -> dict[str, Any]:
    from skydome.fielding import Settings, shipped_deals, timeline

    one = [future for future in deal.futures if future.name == name]
    found = timeline(deal, Settings(draws=DRAWS, seed=SEED), others=shipped_deals(), futures=one)
    (course,) = found.futures
    return {
        "operational_share": list(course.battery_years.operational_share),
        "delivered_share": list(course.battery_years.delivered_share),
        "last_year": found.settings.last_year,
    }
