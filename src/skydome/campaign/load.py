"""Read a campaign file and its scenario, with the changes that a day may bring."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from skydome import forms, yamlfile
from skydome.campaign.fielding_link import last_year
from skydome.campaign.form import CampaignForm
from skydome.errors import InputError
from skydome.fielding import load_deal
from skydome.scenario import with_run
from skydome.scenario.authored import LARGEST_SEED
from skydome.scenario.resolved import Change, default
from skydome.study.variants import raids_of

if TYPE_CHECKING:
    from skydome.campaign.form import Future
    from skydome.catalogue import Catalogue
    from skydome.scenario import ResolvedScenario
    from skydome.yamlfile import Document, Key

METRES = 1e-6  # degrees: whole degrees are equal or a degree apart


class Plan(NamedTuple):
    """A campaign ready to be fought.

    ``raids`` has the scenario of each day; all have the same defence, changes and threats. In a
    raid below full size some threats do not start.
    """

    form: CampaignForm
    raids: tuple[ResolvedScenario, ...]

    @property
    def scenario(self) -> ResolvedScenario:
        """The scenario of the first day, with seed and replications of the campaign."""
        return self.raids[0]


def load_campaign(
    path: Path | str,
    catalogue: Catalogue | None = None,
    *,
    replications: int | None = None,
    seed: int | None = None,
) -> Plan:
    """Return a campaign file with its scenario resolved.

    Parameters
    ----------
    path
        The file.
    catalogue
        The shipped one where not given.
    replications, seed
        Instead of the file's. Without any seed the scenario's is taken.

    Raises
    ------
    InputError
        The file, its scenario, or something in them cannot be used.
    """
    document = yamlfile.read(path)
    form = forms.fill(CampaignForm, document)
    file = _scenario_file(document, form.scenario)
    sizes = form.raids or (1.0,) * form.days
    by_size = raids_of(file, sizes, catalogue)
    base = by_size[sizes[0]]
    _check_futures(document, form, base)
    found = _with_changes(document, form, base)
    chosen = next(one for one in (seed, form.seed, base.seed) if one is not None)
    if not 0 <= chosen <= LARGEST_SEED - form.days:
        allowed = "0 to 2**63 less the number of days, for each day has its own"
        raise document.error(("seed",), f"{chosen} is out of bounds", allowed)
    count = form.replications if replications is None else replications
    update = {"assets": found.assets, "changes": found.changes}
    raids = {
        size: with_run(raid.model_copy(update=update), replications=count, seed=chosen)
        for size, raid in by_size.items()
    }
    return Plan(form, tuple(raids[size] for size in sizes))


def _scenario_file(document: Document, written: str) -> Path:
    file = document.path.parent / Path(written)
    if not file.is_file():
        problem = f"there is no file {forms.quoted(written)}"
        allowed = "a scenario file, named from the campaign's folder"
        raise document.error(("scenario",), problem, allowed)
    return file


# what a day may change


def _with_changes(
    document: Document, form: CampaignForm, scenario: ResolvedScenario
) -> ResolvedScenario:
    """Return the scenario with hits that destroy nodes, and batteries and posts that may be out."""
    assets = {asset.name: n for n, asset in enumerate(scenario.assets)}
    new = list(scenario.assets)
    for name, node in form.nodes.items():
        key: Key = ("nodes", name)
        _check_known(document, key, "asset", name, list(assets))
        _check_known(document, key, "node", node, list(_nodes(scenario)))
        asset = scenario.assets[assets[name]]
        latitude, longitude = _nodes(scenario)[node]
        apart = abs(asset.latitude_deg - latitude) + abs(asset.longitude_deg - longitude)
        if apart > METRES:
            problem = f"{node} is at [{latitude:g}, {longitude:g}], not where {name} is"
            raise document.error(key, problem, "an asset and a node at one place")
        new[assets[name]] = asset.model_copy(update={"node": node})
    wanted = list(form.nodes.values())
    if any(future.readiness < 1 or future.fielding is not None for future in form.futures):
        wanted += [*scenario.commands, *(battery.name for battery in scenario.batteries)]
    there = {change.node for change in scenario.changes if change.kind == "lost"}
    added = [_lost(node) for node in dict.fromkeys(wanted) if node not in there]
    return scenario.model_copy(
        update={"assets": tuple(new), "changes": (*scenario.changes, *added)}
    )


def _nodes(scenario: ResolvedScenario) -> dict[str, tuple[float, float]]:
    """Return the position of each node that can be lost by itself."""
    guiding = {battery.radar for battery in scenario.batteries}
    sites = {site.name: (site.latitude_deg, site.longitude_deg) for site in scenario.sites}
    found = {post: sites[post] for post in scenario.commands}
    for n, radar in enumerate(scenario.radars):
        if n not in guiding and radar.emission != "moved":
            site = scenario.sites[radar.site]
            found[radar.name] = (site.latitude_deg, site.longitude_deg)
    return found | {battery.name: sites[battery.name] for battery in scenario.batteries}


def _lost(node: str) -> Change:
    """Return the loss of a node that no event of the scenario causes."""
    never = default(0.0, "s")
    return Change(kind="lost", node=node, chance=default(0.0, "1"), from_s=never, to_s=never)


# futures


def _check_futures(document: Document, form: CampaignForm, scenario: ResolvedScenario) -> None:
    first: dict[str, int] = {}
    for n, future in enumerate(form.futures):
        if first.setdefault(future.name, n) != n:
            problem = f"futures[{first[future.name]}] is named {future.name!r} already"
            raise document.error(("futures", n, "name"), problem, "another name")
        _check_future(document, ("futures", n), form, future, scenario)


def _check_future(
    document: Document, key: Key, form: CampaignForm, future: Future, scenario: ResolvedScenario
) -> None:
    loaded = {
        unit: {
            scenario.missiles[k]
            for battery in scenario.batteries
            if battery.unit == unit
            for k in battery.launchers
        }
        for unit in scenario.units
    }
    if future.full_resupply and future.resupply:
        problem = "full_resupply fills all stocks every morning already"
        raise document.error((*key, "resupply"), problem, "one of full_resupply and resupply")
    for n, delivery in enumerate(future.resupply):
        own: Key = (*key, "resupply", n)
        _check_known(document, (*own, "unit"), "unit", delivery.unit, list(loaded))
        loads = sorted(loaded[delivery.unit])
        if delivery.missile not in loads:
            problem = f"{delivery.unit} loads no {forms.quoted(delivery.missile)}"
            problem += forms.did_you_mean(delivery.missile, loads)
            raise document.error((*own, "missile"), problem, ", ".join(loads))
        if delivery.day > form.days:
            problem = f"there is no day {delivery.day}"
            raise document.error((*own, "day"), problem, f"1 to {form.days}")
        if delivery.stretch_of is not None:
            _deal(document, (*own, "stretch_of"), delivery.stretch_of)
    if future.fielding is not None:
        _check_fielding(document, (*key, "fielding"), future, scenario)


def _check_fielding(
    document: Document, key: Key, future: Future, scenario: ResolvedScenario
) -> None:
    fielding = future.fielding
    if fielding is None:
        return
    for n, unit in enumerate(fielding.units):
        _check_known(document, (*key, "units", n), "unit", unit, list(scenario.units))
        if unit in fielding.units[:n]:
            raise document.error((*key, "units", n), f"{unit} is listed twice", "each once")
    known = _deal(document, (*key, "deal"), fielding.deal)
    _check_known(document, (*key, "future"), "future", fielding.future, known)
    try:
        last_year(fielding)
    except InputError as wrong:
        raise document.error((*key, "date"), wrong.problem, wrong.allowed) from None


def _deal(document: Document, key: Key, wanted: str) -> list[str]:
    """Return the names of a deal's futures."""
    try:
        return [future.name for future in load_deal(wanted).futures]
    except InputError as wrong:
        if wrong.line is not None:
            raise
        raise document.error(key, wrong.problem, wrong.allowed) from None


def _check_known(document: Document, key: Key, what: str, name: str, known: list[str]) -> None:
    if name not in known:
        problem = f"there is no {what} {forms.quoted(name)}{forms.did_you_mean(name, known)}"
        raise document.error(key, problem, ", ".join(known))
