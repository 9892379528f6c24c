"""What the engine reads: SI, frozen, nothing implicit, every value with its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, PrivateAttr

from skydome.catalogue.kinds import BANDS_HZ, KINDS, SECTORS
from skydome.catalogue.parameter import Policy
from skydome.errors import InputError
from skydome.html_table import table_html
from skydome.scenario.labels import HARMLESS, UNKNOWN
from skydome.units import si_unit

Basis = Literal["claimed", "assessed", "sampled", "given"]
Standing = Literal["sourced", "derived", "calibrated_to_claim", "unsourced", "chosen", "default"]


class Frozen(BaseModel):
    """A part of the resolved form."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Reading(Frozen):
    """What one side says a parameter is, in SI."""

    value: float
    low: float
    high: float
    source: tuple[str, ...]
    reason: str


class Quantity(Frozen):
    """A value in SI with its plausible range and where it comes from.

    ``standing`` is the catalogue's confidence, or ``chosen`` (written in the scenario) or
    ``default`` (left to Skydome). ``basis`` says which reading the value is; a value that is
    ``given`` in the scenario, or left to Skydome, is not touched by a policy. ``readings`` holds
    every reading by name where the catalogue has more than one. ``distribution`` may be empty.
    """

    value: float
    low: float
    high: float
    unit: str
    source: tuple[str, ...]
    standing: Standing
    reason: str = ""
    dispute: str = ""
    basis: Basis = "given"
    distribution: str = ""
    readings: dict[str, Reading] = {}

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids of the sources of the value and of every reading of it."""
        others = (source for reading in self.readings.values() for source in reading.source)
        return tuple(dict.fromkeys((*self.source, *others)))


class ResolvedEntry(Frozen):
    """A catalogue entry as this scenario uses it."""

    id: str
    kind: str
    name: str
    provisional: bool
    attributes: dict[str, str]
    parameters: dict[str, Quantity]

    def si(self, name: str) -> float:
        """Return one parameter in SI; KeyError where the entry has none of that name."""
        return self.parameters[name].value

    def count(self, name: str) -> int:
        """Return one parameter that counts things."""
        return round(self.parameters[name].value)

    def allows(self, name: str) -> bool:
        """Return a parameter that is 1 for yes and 0 for no; yes where the entry has none."""
        return name not in self.parameters or self.count(name) == 1

    @property
    def cross_sections_m2(self) -> dict[float, list[float]]:
        """Cross-sections of nose, beam and tail by frequency in hertz, rising; may be empty."""
        return {
            frequency: [self.si(f"rcs.{band}.{sector}") for sector in SECTORS]
            for band, frequency in BANDS_HZ.items()
            if f"rcs.{band}.{SECTORS[0]}" in self.parameters
        }


class Site(Frozen):
    """A place that draws its own placements: a command site, a battery or a sensor.

    ``unit`` is the unit's name, of a sensor that belongs to none its own.
    """

    name: str
    unit: str
    latitude_deg: float
    longitude_deg: float


class Radar(Frozen):
    """One radar at one site. ``network`` and ``site`` are positions in the scenario's lists.

    ``unit`` is the name of the unit of the defence that it belongs to. ``on_s`` counts where it is
    timed, ``warm_up_s`` where it is cued or waits for a leak. ``moves_to`` is the name under which
    it works at its second site, where its emission is ``moved``; empty where it has none. A
    battery's radar in another stance than the first is a radar too; its emission is ``turned``.
    ``mast_down`` marks a radar that works at the height of its vehicle.
    """

    name: str
    unit: str
    entry: str
    site: int
    network: int
    facing_deg: float
    emission: Literal["on", "cued", "leak", "timed", "moved", "turned"]
    on_s: Quantity
    warm_up_s: Quantity
    shuts_down: bool
    moves_to: str
    relocate_s: Quantity
    mast_down: bool = False


class Stance(Frozen):
    """Where a battery stands, which way it faces, and the radar that looks from there.

    ``site`` and ``radar`` are positions in the scenario's lists; ``second`` where it has moved.
    """

    site: int
    radar: int
    facing_deg: float
    second: bool


class Move(Frozen):
    """When a battery goes to its second site, see `skydome.scenario.authored.Relocation`."""

    when: Literal["timed", "homing", "leak"]
    at_s: Quantity
    pack_up_s: Quantity
    travel_s: Quantity
    set_up_s: Quantity


class Battery(Frozen):
    """One fire unit: its engagement radar and what each of its launchers carries.

    ``radar`` is a position in the scenario's radars, ``launchers`` holds positions in its
    missiles, ``reload_sets`` full loads beside the ready one. ``stances`` begin with that of
    ``site`` and ``radar``; at each site they have the same facings in the same order. ``slew_s`` is
    empty where a turn takes what the radar's rate says, ``back_s`` where a battery that shuts down
    stays silent.
    """

    name: str
    unit: str
    site: int
    network: int
    radar: int
    launcher: str
    command_post: str
    launchers: tuple[int, ...]
    reload_sets: int
    stances: tuple[Stance, ...]
    slew_s: Quantity | None
    move: Move | None
    back_s: Quantity | None


class Asset(Frozen):
    """Something worth defending."""

    name: str
    latitude_deg: float
    longitude_deg: float
    value: float
    defended: bool
    node: str


class Threat(Frozen):
    """One threat, with its own time of setting out; ``asset`` is a position in the assets.

    ``via`` holds latitude and longitude of waypoints in degrees. Where ``arrive_s`` is given,
    ``start_s`` follows from it and the speed, see `at_speed`.
    """

    name: str
    wave: str
    entry: str
    target_class: str
    identity: Literal["hostile", "friend", "civil", "decoy"]
    motion: str
    origin_latitude_deg: float
    origin_longitude_deg: float
    asset: int
    start_s: Quantity
    jitter_s: Quantity
    release_range_m: Quantity | None
    speed_m_s: Quantity | None
    height_m: Quantity | None
    via: tuple[tuple[float, float], ...]
    apogee_m: Quantity | None
    homes_on: str
    arrive_s: Quantity | None = None

    def at_speed(self, speed: Quantity) -> Threat:
        """Return the threat with another speed; one that is to arrive at a time starts for that."""
        changed = {"speed_m_s": speed}
        if self.arrive_s is not None and self.speed_m_s is not None:
            longer = self.speed_m_s.value / speed.value
            flown_s = (self.arrive_s.value - self.start_s.value) * longer
            start_s = self.arrive_s.value - flown_s
            changed["start_s"] = self.start_s.model_copy(update={"value": start_s})
        return self.model_copy(update=changed)


class Jammer(Frozen):
    """A noise jammer that stands off, all the time or, where it is ``passing``, for a time.

    It comes with a ``chance``, and comes and goes up to ``jitter_s`` late. Where it has a
    ``carrier``, the name of a threat, it is where that is, and radiates no longer than that flies.
    """

    name: str
    latitude_deg: float
    longitude_deg: float
    altitude_m: Quantity
    density_w_hz: Quantity
    passing: bool
    from_s: Quantity
    until_s: Quantity
    jitter_s: Quantity
    chance: Quantity
    carrier: str = ""


class Models(Frozen):
    """Which models are at work, see `skydome.scenario.authored.Models`.

    Where ``common_failure`` is ``beta``, the entry `RAID_ENTRY` has the correlations.
    """

    antenna: bool
    clutter: bool
    multipath: bool
    diffraction: bool
    aspect: bool
    terrain_following: bool
    drag: bool
    kill_factors: bool
    track_accuracy: bool
    common_failure: Literal["none", "shot", "target", "raid", "beta"]


class Doctrine(Frozen):
    """How the defence spends its missiles, see `skydome.scenario.authored.Doctrine`.

    ``salvo`` is by target class, ``salvo_unknown`` for what is unknown; ``reserve_fractions``
    and ``prices`` stand beside the scenario's missiles. ``identification`` holds, for each true
    label, the share of each label that is seen.
    """

    weapons: Literal["hold", "tight", "free"]
    policy: Literal["shoot_look_shoot", "shoot_shoot_look", "independent_random"]
    interval_s: Quantity
    launch_rule: Literal["expected_kill", "shoot_early"]
    guidance: Literal["energy", "quickest"]
    salvo: dict[str, int]
    salvo_unknown: int
    engagements: int
    assessment_s: Quantity
    miss_for_kill: Quantity
    kill_for_miss: Quantity
    correction_s: Quantity
    reserve_fraction: Quantity
    reserve_fractions: tuple[float, ...]
    reserve_classes: tuple[str, ...]
    time_weight: Quantity
    value_s: Quantity
    class_s: dict[str, float]
    missile_order: tuple[int, ...]
    identification: dict[str, dict[str, float]]
    when_empty: Literal["stay", "silent"]
    when_radar_lost: Literal["stop", "remote"]
    assignment: Literal["urgency", "marginal_return"]
    prices: tuple[float, ...]
    scarcity: Quantity
    class_weight: dict[str, float]


class Link(Frozen):
    """The link above a node: what it adds to the reaction, and the engagements it carries."""

    node: str
    delay_s: Quantity
    capacity: int


class Post(Frozen):
    """A command post that directs no more than so many engagements at once."""

    node: str
    engagements: int


class Neighbour(Frozen):
    """A network whose radars cue another one, later by a delay; both are positions in networks."""

    from_network: int
    to_network: int
    delay_s: Quantity


class Change(Frozen):
    """What may be lost: a node, or the link above it (``cut``), or its radar when it has run dry.

    ``emits`` is a silent radar that begins to radiate, ``shuts`` one that stops, a battery's
    perhaps for a while; ``moves`` is a battery that goes to its second site. ``doctrine`` is what a
    ``network`` fights by from then on; its ``node`` names network and time.
    ``chance`` is 0 where only a hit, an empty magazine, a track or a leaker brings it about.
    """

    kind: Literal["lost", "cut", "quiet", "emits", "shuts", "moves", "doctrine"]
    node: str
    network: str = ""
    doctrine: Doctrine | None = None
    chance: Quantity
    from_s: Quantity
    to_s: Quantity


class Logistics(Frozen):
    """Loaders of each battery of a unit, and the unit's depot by missile id.

    ``travel_s`` is the way of a loader to the depot; the way back takes as long.
    """

    unit: str
    loaders: int
    depot: dict[str, int]
    travel_s: Quantity


class Terrain(Frozen):
    """Where elevation comes from; ``folder`` empty and not ``flat`` means the embedded grid."""

    folder: str
    flat: bool
    surface: str
    placements: int
    placement_radius_m: float


NOTIONAL = "Positions are notional, threats generic."
Reader = Callable[[Mapping[str, object]], "ResolvedScenario"]


class ResolvedScenario(Frozen):
    """All that a run depends on, but the seed's use and the version."""

    name: str
    title: str
    notes: str
    policy: Policy
    seed: int
    replications: int
    duration_s: float
    scan_s: float
    terrain: Terrain
    rain_mm_h: Quantity
    rain_height_m: Quantity
    entries: dict[str, ResolvedEntry]
    networks: tuple[str, ...]
    units: dict[str, str]
    sites: tuple[Site, ...]
    radars: tuple[Radar, ...]
    batteries: tuple[Battery, ...]
    missiles: tuple[str, ...]
    assets: tuple[Asset, ...]
    threats: tuple[Threat, ...]
    jammers: tuple[Jammer, ...]
    models: Models
    doctrine: Doctrine
    doctrines: tuple[Doctrine, ...]
    alone: tuple[Doctrine, ...]
    links: tuple[Link, ...]
    posts: tuple[Post, ...]
    neighbours: tuple[Neighbour, ...]
    changes: tuple[Change, ...]
    logistics: tuple[Logistics, ...]
    sources: dict[str, dict[str, str]]
    _reader: Reader | None = PrivateAttr(None)

    def with_(self, changes: Mapping[str, object]) -> ResolvedScenario:
        """Return the scenario with some fields of its file changed; seed and replications stay.

        Parameters
        ----------
        changes
            New values by path, such as ``{"doctrine.salvo": 2, "raid.cruise.count": 40}``; see
            `skydome.scenario.settings`.

        Raises
        ------
        InputError
            A path or a value cannot be used, or the scenario was read from a result, which does
            not keep the file.
        """
        if self._reader is None:
            problem = "this scenario was read from a result, which does not keep the file"
            raise InputError(problem, allowed="a scenario from skydome.load")
        changed = self._reader(changes)
        run = {"seed": self.seed, "replications": self.replications}
        kept = {name: value for name, value in run.items() if name not in changes}
        return changed.model_copy(update=kept)

    def read_by(self, reader: Reader) -> ResolvedScenario:
        """Remember how this scenario is read with changes; return it."""
        self._reader = reader
        return self

    def __repr__(self) -> str:
        return (
            f"ResolvedScenario({self.name!r}: {len(self.threats):,} threats, "
            f"{len(self.batteries):,} batteries, {self.duration_s:,.0f} s, policy {self.policy}, "
            f"{self.replications:,} replications, seed {self.seed})"
        )

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """Return what is defended, by what, against what, for notebooks."""
        raid = Counter(threat.target_class for threat in self.threats)
        systems = Counter(self.entries[system].name for system in self.units.values())
        rows = (
            ("raid", _counted(raid)),
            ("defence", _counted(systems)),
            ("batteries", len(self.batteries)),
            ("networks", ", ".join(self.networks)),
            ("assets", ", ".join(asset.name for asset in self.assets)),
            ("duration", f"{self.duration_s:,.0f} s"),
            ("values", self.policy),
            ("run", f"{self.replications:,} replications, seed {self.seed}"),
            ("placements", f"{self.terrain.placements} of the sites"),
        )
        return table_html(self.title, ("scenario", self.name), rows, [NOTIONAL])

    @property
    def target_classes(self) -> tuple[str, ...]:
        """Target classes in the raid, in order of first appearance."""
        return tuple(dict.fromkeys(threat.target_class for threat in self.threats))

    @property
    def every_doctrine(self) -> tuple[Doctrine, ...]:
        """The doctrines of networks, of those cut off, and those taken up later."""
        later = (change.doctrine for change in self.changes if change.doctrine)
        return (*self.doctrines, *self.alone, *later)

    @property
    def identifies(self) -> bool:
        """Whether anything in the raid is, or may be held for, something else than hostile."""
        harmless = any(threat.identity != "hostile" for threat in self.threats)
        return harmless or any(d.identification for d in self.every_doctrine)

    @property
    def labels(self) -> tuple[str, ...]:
        """What a threat may be held for and is counted as: target classes, and what is not."""
        if not self.identifies:
            return self.target_classes
        tables = (doctrine.identification for doctrine in self.every_doctrine)
        seen = (label for table in tables for row in table.values() for label in row)
        classes = dict.fromkeys([*self.target_classes, *seen])
        hostile = [name for name in classes if name not in {*HARMLESS, UNKNOWN}]
        return (*hostile, *HARMLESS, UNKNOWN)

    @property
    def ruled(self) -> bool:
        """Whether a rule beyond the plain fight is at work, so that the larger kernel is needed."""
        used = self.changes, self.logistics, self.posts, self.neighbours
        passing = any(jammer.passing for jammer in self.jammers)
        chosen = any(
            d.policy == "independent_random" or d.assignment == "marginal_return"
            for d in self.every_doctrine
        )
        tracks = all(self.entries[radar.entry].allows("launch_track") for radar in self.radars)
        remote = all(self.entries[missile].allows("remote_launch") for missile in self.missiles)
        return any(used) or passing or chosen or self.turns or not (tracks and remote)

    @property
    def turns(self) -> bool:
        """Whether any battery may turn to another facing."""
        return any(len({s.facing_deg for s in b.stances}) > 1 for b in self.batteries)

    @property
    def commands(self) -> tuple[str, ...]:
        """Names of the command posts, one a unit."""
        return tuple(f"{unit}-command" for unit in self.units)

    @property
    def nodes(self) -> tuple[str, ...]:
        """Names of all nodes: command posts, then radars, then batteries."""
        radars = (radar.name for radar in self.radars)
        return (*self.commands, *radars, *(battery.name for battery in self.batteries))


def chosen(value: float, unit: str, reason: str = "") -> Quantity:
    """Return a quantity written in the scenario."""
    return _certain(value, unit, "scenario", "chosen", reason)


def default(value: float, unit: str, reason: str = "") -> Quantity:
    """Return a quantity that Skydome filled in."""
    return _certain(value, unit, "skydome", "default", reason)


def _certain(value: float, unit: str, source: str, standing: Standing, reason: str) -> Quantity:
    return Quantity(
        value=value,
        low=value,
        high=value,
        unit=unit,
        source=(source,),
        standing=standing,
        reason=reason,
    )


def unit_of(kind: str, parameter: str) -> str:
    """Return the SI unit of a catalogue parameter."""
    return si_unit(KINDS[kind][parameter].dimension)


def _counted(counts: Counter[str]) -> str:
    """Return names with their numbers, most of them first."""
    parts = (f"{number} {name.replace('_', ' ')}" for name, number in counts.most_common())
    return ", ".join(parts)
