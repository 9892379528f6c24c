"""A user's question about a system or a scenario, turned into a resolved scenario and a target."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from skydome import forms, shipped, yamlfile
from skydome.catalogue.kinds import RADAR, REPRESENTATIVES, TARGET_CLASSES, THREAT
from skydome.errors import InputError
from skydome.scenario.authored import Asset, Scenario, Terrain, Unit, Wave
from skydome.scenario.resolve import Resolver
from skydome.scenario.resolved import chosen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.catalogue import Catalogue, Policy
    from skydome.scenario.resolved import ResolvedEntry, ResolvedScenario

ALTITUDES_M = (
    *(10.0, 30.0, 50.0, 100.0, 300.0, 900.0),
    *(1e3, 2e3, 3e3, 5e3, 8e3, 10e3, 12e3),
)
LOWEST_ALTITUDE_M, HIGHEST_ALTITUDE_M = 1.0, 100e3
MOST_ALTITUDES = 50
NOWHERE = (0, 0)  # position of a system if none is given: on flat ground
SCENARIO_ENDINGS = (".yaml", ".yml")
HIGHEST_LATITUDE_DEG, HIGHEST_LONGITUDE_DEG = 80, 180
MOST_PLACEMENTS = 64
A_METRE_OF_FLIGHT = 1.0  # the target only has to be resolved, so its route is very short


@dataclass(frozen=True)
class Question:
    """A question; ``None`` leaves the choice to the scenario, the catalogue or Skydome.

    Attributes
    ----------
    subject
        A scenario file, or the id of a system of the catalogue.
    at, facing_deg
        Of a system only: whole degrees of latitude and longitude; middle of the engagement sector.
    target
        Id of a threat, or a target class, which is represented by one threat,
        `skydome.catalogue.kinds.REPRESENTATIVES`.
    altitudes_m
        Of the target: above the ground below 1 km, above sea level from there.
    rcs_m2, mast_m
        Instead of the target's cross-section, and of every radar's antenna height.
    missile
        Consider only this one.
    terrain, flat
        A folder of elevation tiles or a GeoTIFF; or sea level everywhere.
    unit
        Only this unit of a scenario.
    placements
        Number of placements of the sites.
    policy
        Readings of the catalogue to use, ``claimed`` or ``assessed``; by default the scenario's,
        else ``assessed``.
    """

    subject: str
    at: tuple[float, float] | None = None
    facing_deg: float | None = None
    target: str | None = None
    altitudes_m: tuple[float, ...] = ALTITUDES_M
    rcs_m2: float | None = None
    mast_m: float | None = None
    missile: str | None = None
    terrain: Path | None = None
    flat: bool = False
    unit: str | None = None
    placements: int | None = None
    policy: Policy | None = None


class Asked(NamedTuple):
    """A question with all defaults filled in.

    ``missiles`` are those that engage; ``notional`` says that no position was given.
    """

    scenario: ResolvedScenario
    target: ResolvedEntry
    units: tuple[str, ...]
    missiles: tuple[str, ...]
    altitudes_m: tuple[float, ...]
    notional: bool


def ask(question: Question, catalogue: Catalogue) -> Asked:
    """Return a question with everything looked up, checked and overridden.

    Raises
    ------
    InputError
        The question cannot be answered; the message says what is allowed.
    """
    _check_numbers(question)
    _check_ground(question)
    if names_a_file(question.subject):
        document, authored = _of_scenario(question, catalogue)
    else:
        document, authored = _of_system(question, catalogue)
    resolved = Resolver(document, authored, catalogue).resolve()
    target_id = authored.raid[0].threat
    scenario = _with_overrides(resolved, question, target_id)
    return Asked(
        scenario=scenario,
        target=scenario.entries[target_id],
        units=_units(scenario, question.unit),
        missiles=_engaging(scenario),
        altitudes_m=tuple(sorted(set(question.altitudes_m))),
        notional=question.at is None and not names_a_file(question.subject),
    )


def targets_of(
    question: Question, targets: Sequence[str], catalogue: Catalogue
) -> dict[str, ResolvedEntry]:
    """Return threats by id as `ask` resolves each for a system, resolved in one scenario."""
    document, authored = _of_system(question, catalogue)
    waves = [_wave(_target(target, catalogue), authored.assets[0]) for target in targets]
    named = tuple(wave.model_copy(update={"name": f"{n}"}) for n, wave in enumerate(waves))
    whole = authored.model_copy(update={"raid": named})
    entries = Resolver(document, whole, catalogue).resolve().entries
    return {wave.threat: entries[wave.threat] for wave in named}


def names_a_file(subject: str) -> bool:
    """Return whether a subject is a scenario file or a shipped example, not a system's id."""
    known = shipped.example_named(subject) is not None
    return known or subject.endswith(SCENARIO_ENDINGS) or Path(subject).is_file()


# checks


def _check_numbers(question: Question) -> None:
    rcs, mast = THREAT["rcs"], RADAR["antenna_height"]
    for altitude_m in question.altitudes_m:
        _check("altitude", altitude_m, LOWEST_ALTITUDE_M, HIGHEST_ALTITUDE_M, "m")
    if not 1 <= len(set(question.altitudes_m)) <= MOST_ALTITUDES:
        problem = f"these are {len(set(question.altitudes_m))} altitudes"
        raise InputError(problem, field="altitude", allowed=f"1 to {MOST_ALTITUDES}")
    _check("rcs", question.rcs_m2, rcs.low, rcs.high, "m2")
    _check("mast", question.mast_m, mast.low, mast.high, "m")
    _check("placements", question.placements, 1, MOST_PLACEMENTS, "")
    _check("facing", question.facing_deg, 0, 360, "deg")
    if question.at is not None:
        for value, most in zip(
            question.at, (HIGHEST_LATITUDE_DEG, HIGHEST_LONGITUDE_DEG), strict=True
        ):
            _check("at", value, -most, most, "deg")
            if not float(value).is_integer():
                problem = f"{value:g} is not a whole degree; positions are notional"
                raise InputError(problem, field="at", allowed="whole degrees, such as 30 79")


def _check(field: str, value: float | None, low: float, high: float, unit: str) -> None:
    if value is not None and not low <= value <= high:
        allowed = f"{low:,.10g} to {high:,.10g} {unit}".rstrip()
        raise InputError(f"{value:,.10g} is out of bounds", field=field, allowed=allowed)


def _check_ground(question: Question) -> None:
    if question.terrain is None:
        return
    if question.flat:
        raise InputError("ground is both flat and in a folder", field="terrain", allowed="one")
    if not question.terrain.exists():
        problem = f"there is no folder or file {forms.quoted(str(question.terrain))}"
        allowed = "a folder of .hgt, .dt0, .dt1 or .dt2 tiles, or a GeoTIFF"
        raise InputError(problem, field="terrain", allowed=allowed)
    if question.at is None and not names_a_file(question.subject):
        problem = "without a position the ground is flat"
        raise InputError(problem, field="terrain", allowed="--at LATITUDE LONGITUDE as well")


# scenarios


def _of_system(question: Question, catalogue: Catalogue) -> tuple[yamlfile.Document, Scenario]:
    """Return a scenario in which one unit of a system waits for one target."""
    system = _system(question.subject, catalogue)
    if question.unit is not None:
        raise InputError("a system is one unit", field="unit", allowed="leave it out")
    latitude, longitude = (round(value) for value in question.at or NOWHERE)
    asset = Asset(name="unit", at=(latitude, longitude))
    unit = Unit(
        name=system, system=system, at=asset.at, facing_deg=(question.facing_deg or 0.0) % 360
    )
    target = _target(question.target or "aircraft", catalogue)
    scenario = Scenario(
        name=system,
        title=catalogue.entry(system).name,
        terrain=_terrain(question, Terrain(flat=question.at is None)),
        assets=(asset,),
        defence=(unit,),
        raid=(_wave(target, asset),),
        policy=question.policy or "assessed",
    )
    return yamlfile.Document(Path(system), {}, {}), scenario


def _system(subject: str, catalogue: Catalogue) -> str:
    systems = catalogue.ids("system")
    if subject in systems:
        return subject
    listing = f"{', '.join(systems)}, or a scenario file that ends in .yaml"
    if subject in catalogue.ids():
        kind = catalogue.entry(subject).kind.replace("_", " ")
        raise InputError(f"{subject!r} is a {kind}, not a system", allowed=listing)
    longer = [system for system in systems if subject and system.startswith(subject)]
    hint = f" (did you mean {longer[0]!r}?)" if longer else forms.did_you_mean(subject, systems)
    raise InputError(f"there is no system {forms.quoted(subject)}{hint}", allowed=listing)


def _of_scenario(question: Question, catalogue: Catalogue) -> tuple[yamlfile.Document, Scenario]:
    """Return a scenario file with the target for its only threat."""
    for field, given in (("at", question.at), ("facing", question.facing_deg)):
        if given is not None:
            problem = "a scenario gives the positions of its units"
            raise InputError(problem, field=field, allowed="leave it out, or name a system")
    document = yamlfile.read(question.subject)
    scenario = forms.fill(Scenario, document)
    whole = Resolver(document, scenario, catalogue).resolve()  # checks everything in it
    target = (
        stated_target(whole).id
        if question.target is None
        else _target(question.target, catalogue, whole)
    )
    still = {"facings_deg": (), "slew_s": None, "relocation": None}  # as they begin
    changes = {
        "defence": tuple(unit.model_copy(update=still) for unit in scenario.defence),
        "terrain": _terrain(question, scenario.terrain),
        "raid": (_wave(target, scenario.assets[0]),),
        "policy": question.policy or scenario.policy,
    }
    return document, scenario.model_copy(update=changes)


def stated_target(scenario: ResolvedScenario) -> ResolvedEntry:
    """Return the threat for which ranges are stated: the raid's first hostile aircraft.

    If there is none, the first that is not ballistic, else the first.
    """
    entries = [scenario.entries[threat.entry] for threat in scenario.threats]
    harmful = [
        entry
        for entry, threat in zip(entries, scenario.threats, strict=True)
        if threat.identity == "hostile"
    ]
    aircraft = [e for e in harmful if e.attributes["target_class"] == "aircraft"]
    flying = [e for e in (*harmful, *entries) if e.attributes["motion"] != "ballistic"]
    return [*aircraft, *flying, *entries][0]


def _target(asked: str, catalogue: Catalogue, raid: ResolvedScenario | None = None) -> str:
    """Return the id of a threat; for a class, the raid's first, else its representative."""
    threats = catalogue.ids("threat")
    if asked in threats:
        return asked
    if asked in REPRESENTATIVES:
        ours = [threat.entry for threat in raid.threats] if raid else []
        classes = ((i, catalogue.entry(i).attributes["target_class"]) for i in ours)
        return next((i for i, name in classes if name == asked), REPRESENTATIVES[asked])
    known = [*threats, *TARGET_CLASSES]
    problem = f"there is no threat or target class {forms.quoted(asked)}"
    hint = forms.did_you_mean(asked, known)
    raise InputError(problem + hint, field="target", allowed=", ".join(known))


def _wave(target: str, asset: Asset) -> Wave:
    latitude, longitude = asset.at
    north = 1 if latitude < HIGHEST_LATITUDE_DEG else -1
    return Wave(
        name="target",
        threat=target,
        count=1,
        origin=(latitude + north, longitude),
        to=asset.name,
        release_range_m=A_METRE_OF_FLIGHT,
    )


def _terrain(question: Question, terrain: Terrain) -> Terrain:
    changes: dict[str, object] = {}
    if question.placements is not None:
        changes["placements"] = question.placements
    if question.flat:
        changes |= {"flat": True, "folder": None}
    elif question.terrain is not None:
        changes |= {"flat": False, "folder": str(question.terrain.resolve())}
    return terrain.model_copy(update=changes)


# overrides


def _with_overrides(
    scenario: ResolvedScenario, question: Question, target: str
) -> ResolvedScenario:
    entries = dict(scenario.entries)
    if question.rcs_m2 is not None:
        entries[target] = _changed(_without_sides(entries[target]), "rcs", question.rcs_m2, "m2")
    if question.mast_m is not None:
        for radar in scenario.radars:
            entry = entries[radar.entry]
            if "platform_altitude" in entry.parameters:
                continue
            entries[entry.id] = _changed(entry, "antenna_height", question.mast_m, "m")
    changed = scenario.model_copy(update={"entries": entries})
    return changed if question.missile is None else _with_missile(changed, question.missile)


def _without_sides(entry: ResolvedEntry) -> ResolvedEntry:
    """Return a threat without cross-sections by band and aspect, as one value for all was given."""
    kept = {name: value for name, value in entry.parameters.items() if name[:4] != "rcs."}
    return entry.model_copy(update={"parameters": kept})


def _changed(entry: ResolvedEntry, name: str, value: float, unit: str) -> ResolvedEntry:
    parameters = entry.parameters | {name: chosen(value, unit, "asked for")}
    return entry.model_copy(update={"parameters": parameters})


def _with_missile(scenario: ResolvedScenario, missile: str) -> ResolvedScenario:
    """Return a scenario with only the launchers of one missile."""
    carried = _engaging(scenario)
    if missile not in carried:
        problem = f"no battery carries {forms.quoted(missile)}"
        hint = forms.did_you_mean(missile, carried)
        raise InputError(problem + hint, field="missile", allowed=", ".join(carried))
    kept = scenario.missiles.index(missile)
    batteries = tuple(
        battery.model_copy(update={"launchers": tuple(k for k in battery.launchers if k == kept)})
        for battery in scenario.batteries
    )
    return scenario.model_copy(update={"batteries": batteries})


def _engaging(scenario: ResolvedScenario) -> tuple[str, ...]:
    carried = {k for battery in scenario.batteries for k in battery.launchers}
    return tuple(missile for k, missile in enumerate(scenario.missiles) if k in carried)


def _units(scenario: ResolvedScenario, unit: str | None) -> tuple[str, ...]:
    if unit is None:
        return tuple(scenario.units)
    if unit not in scenario.units:
        problem = f"there is no unit {forms.quoted(unit)}{forms.did_you_mean(unit, scenario.units)}"
        raise InputError(problem, field="unit", allowed=", ".join(scenario.units))
    return (unit,)
