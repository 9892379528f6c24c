"""The authored form of a scenario: short, with defaults, checked with readable messages."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from skydome.catalogue.parameter import Parameter, Policy, Text
from skydome.errors import InputError
from skydome.scenario.fields import (
    Form,
    Identity,
    Line,
    Name,
    Number,
    Position,
    Seconds,
    SeenLabel,
    Share,
    Surface,
    TargetClass,
    TrueLabel,
    Whole,
)
from skydome.scenario.models import Models

MOST_REPLICATIONS = 10_000_000
MOST_THREATS = 2_000
LARGEST_SEED = 2**63


class Asset(Form):
    """Something worth defending."""

    name: Name
    at: Position = Field(description="latitude and longitude, whole degrees")
    value: Number = Field(1.0, gt=0, le=1e6, description="relative worth, any scale")
    defended: bool = Field(
        default=True,
        strict=True,
        description="threats aimed at it count as aimed at the defended area",
    )
    node: Name | None = Field(
        None, description="command post, radar or battery that a hit here destroys"
    )


class Emission(Form):
    """Which of a unit's radars are silent at the start, and until when."""

    acquisition: Literal["on", "cued", "leak", "timed"] = Field(
        "on", description="silent until its network has a track, a threat has leaked, or a set time"
    )
    engagement: Literal["on", "cued", "leak", "timed"] = Field(
        "on", description="as acquisition; a battery does not fire while its radar is silent"
    )
    at_s: Whole | None = Field(None, ge=0, le=14_400, description="when timed radars begin")
    warm_up_s: Whole = Field(5, ge=0, le=600, description="from the cue or the leak to the beam")
    shut_down: bool = Field(
        default=False,
        strict=True,
        description="acquisition radars go off once a threat that homes on them is tracked",
    )
    relocate_s: Whole | None = Field(
        None,
        ge=0,
        le=14_400,
        description="time until they are on again, at a second site nearby",
    )
    engagement_shut_down: bool = Field(
        default=False,
        strict=True,
        description="batteries stop firing and go off once a threat that homes on them is tracked",
    )
    engagement_back_s: Whole | None = Field(
        None, ge=1, le=14_400, description="time until they are on again; never by default"
    )

    @model_validator(mode="after")
    def _time_where_timed(self) -> Emission:
        timed = "timed" in {self.acquisition, self.engagement}
        if timed != (self.at_s is not None):
            raise InputError("timed and at_s go together", allowed="both, or neither")
        if self.relocate_s is not None and not self.shut_down:
            raise InputError("only a radar that shuts down relocates", allowed="shut_down: true")
        if self.engagement_back_s is not None and not self.engagement_shut_down:
            problem = "only a battery that shuts down comes back"
            raise InputError(problem, allowed="engagement_shut_down: true")
        return self


class Relocation(Form):
    """When a unit's batteries move to a second site nearby, and how long that takes."""

    when: Literal["timed", "homing", "leak"] = Field(
        "timed",
        description="at a time, once a threat that homes on the battery's radar is tracked, or "
        "once a threat has leaked",
    )
    at_s: Whole | None = Field(None, ge=0, le=14_400, description="when timed batteries pack up")
    batteries: tuple[Annotated[Whole, Field(ge=1, le=64)], ...] = Field(
        (), max_length=64, description="numbers of those that move; all by default"
    )
    pack_up_s: Whole | None = Field(
        None, ge=0, le=14_400, description="before the march; as set_up_s by default"
    )
    travel_s: Whole = Field(900, ge=0, le=14_400, description="the march")
    set_up_s: Whole | None = Field(
        None,
        ge=1,
        le=14_400,
        description="after the march; the catalogue's set_up_time by default",
    )

    @model_validator(mode="after")
    def _time_where_timed(self) -> Relocation:
        if (self.when == "timed") != (self.at_s is not None):
            problem = "when: timed and at_s go together"
            raise InputError(problem, allowed="both, or neither")
        return self


class Unit(Form):
    """A system of the catalogue at a notional position."""

    name: Name
    system: Text = Field(description="id of a system in the catalogue")
    count: Whole = Field(
        1, ge=0, le=20, description="such units at the place; others are NAME-2, NAME-3 and so on"
    )
    at: Position = Field(description="latitude and longitude, whole degrees")
    facing_deg: Number = Field(
        0.0, ge=0, lt=360, description="middle of the engagement sector, clockwise from north"
    )
    facings_deg: tuple[Annotated[Number, Field(ge=0, lt=360)], ...] = Field(
        (), max_length=3, description="other facings to which its batteries' radars may turn"
    )
    slew_s: Whole | None = Field(
        None, ge=1, le=3_600, description="time of a turn; from the radar's slew_rate by default"
    )
    relocation: Relocation | None = None
    load: dict[str, Annotated[Whole, Field(ge=0, le=64)]] = Field(
        {}, description="launchers of each battery by missile id; shared evenly by default"
    )
    network: Name | None = Field(
        None, description="units of one network share tracks and engagements; its own by default"
    )
    emission: Emission = Emission.model_validate({})

    @model_validator(mode="after")
    def _turns_and_moves_as_it_can(self) -> Unit:
        if len({self.facing_deg, *self.facings_deg}) <= len(self.facings_deg):
            raise InputError("a facing is written twice", allowed="each once, facing_deg included")
        if self.slew_s is not None and not self.facings_deg:
            raise InputError("there is no other facing to turn to", allowed="facings_deg")
        leaves = self.relocation is not None or self.emission.engagement_shut_down
        if leaves and self.emission.engagement != "on":
            problem = "a battery that moves or shuts down radiates from the start"
            raise InputError(problem, allowed="emission.engagement: on")
        return self


class Sensor(Form):
    """A radar of its own, such as airborne early warning, that passes its tracks to a network."""

    name: Name
    radar: Text = Field(description="id of a radar in the catalogue that guides no missiles")
    at: Position = Field(description="latitude and longitude, whole degrees")
    network: Name = Field(
        description="network that receives its tracks; of a unit without one, the unit's name"
    )
    facing_deg: Number = Field(
        0.0, ge=0, lt=360, description="middle of its sector, clockwise from north"
    )


class Wave(Form):
    """Several threats of one type on the same route."""

    name: Name
    threat: Text = Field(description="id of a threat in the catalogue")
    count: Whole = Field(ge=1, le=MOST_THREATS, description="threats in the wave")
    origin: Position = Field(description="latitude and longitude, whole degrees")
    to: Name = Field(description="name of an asset")
    identity: Identity | None = Field(
        None,
        description="what is not hostile does no harm; by default from the catalogue",
    )
    homes_on: Name | None = Field(
        None, description="radar of a unit whose emission guides it; it misses a silent one"
    )
    start_s: Number = Field(
        0.0,
        ge=-86_400,
        le=86_400,
        description="start of the first threat; negative if it is under way when the scenario "
        "begins",
    )
    arrive_s: Number | None = Field(
        None,
        gt=0,
        le=86_400,
        description="instead of start_s: arrival of the first threat, whatever its speed; of level "
        "flights without waypoints and glides",
    )
    spacing_s: Number = Field(0.0, ge=0, le=3_600, description="between one start and the next")
    release_range_m: Number | None = Field(
        None,
        gt=0,
        le=1e6,
        description="the flight begins this far from the asset, on the way from the origin",
    )
    jitter_s: Number = Field(
        0.0, ge=0, le=3_600, description="each starts late by up to this, drawn per replication"
    )
    speed_m_s: Number | None = Field(
        None, ge=10, le=1_000, description="of level flights and glides"
    )
    height_m: Number | None = Field(
        None,
        ge=10,
        le=30_000,
        description="above ground below 1,000 m, above sea level from there; "
        "of a glide, its release",
    )
    via: tuple[Position, ...] = Field(
        (), max_length=20, description="waypoints of a level flight on the way to the asset"
    )
    apogee_m: Number | None = Field(
        None, ge=1e4, le=5e6, description="of a ballistic flight that is lofted or depressed"
    )


class Reserve(Form):
    """Missiles kept back for the target classes that matter most."""

    fraction: Number = Field(0.0, ge=0, le=0.9, description="of each battery's ready missiles")
    by_missile: dict[Text, Annotated[Number, Field(ge=0, le=0.9)]] = Field(
        {}, description="instead of fraction, by missile id"
    )
    classes: tuple[TargetClass, ...] = Field((), description="target classes it is kept for")

    @model_validator(mode="after")
    def _kept_for_somebody(self) -> Reserve:
        if (self.fraction > 0 or any(self.by_missile.values())) and not self.classes:
            raise ValueError("a reserve that no target class may use is only a smaller magazine")
        return self


class Assessment(Form):
    """How well the result of an engagement is assessed."""

    miss_for_kill: Share = Field(
        0.0,
        description="probability that a miss is assessed as a kill and not engaged again",
    )
    kill_for_miss: Share = Field(
        0.0,
        description="probability that a kill is assessed as a miss, and fired at again",
    )
    correction_s: Number = Field(
        30.0, ge=0, le=3_600, description="time until a miss assessed as a kill is noticed"
    )


class Priorities(Form):
    """Which threat is engaged first: by time of arrival, less an advance for value and class."""

    time_weight: Share = Field(1.0, description="weight of the time of arrival; 0 ignores it")
    value_s: Number = Field(
        0.0, ge=0, le=3_600, description="advance of a threat aimed at the asset of highest value"
    )
    class_s: dict[TargetClass, Annotated[Number, Field(ge=0, le=3_600)]] = Field(
        {}, description="advance by the class it is identified as"
    )
    class_weight: dict[TargetClass, Annotated[Number, Field(gt=0, le=1e3)]] = Field(
        {},
        description="marginal_return: multiplies the asset's value, by identified class",
    )


class Doctrine(Form):
    """When and at what the defence fires."""

    weapons: Literal["hold", "tight", "free"] = Field(
        "free",
        description="hold: nothing is engaged; tight: threats identified as hostile; "
        "free: unknown ones too",
    )
    policy: Literal["shoot_look_shoot", "shoot_shoot_look", "independent_random"] = Field(
        "shoot_look_shoot", description="when, and at what, the next salvo is fired"
    )
    interval_s: Whole = Field(
        5, ge=1, le=120, description="shoot_shoot_look: from the first salvo to the second"
    )
    launch_rule: Literal["expected_kill", "shoot_early"] = Field(
        "expected_kill",
        description="expected_kill: wait while a later launch raises the kill probability; "
        "shoot_early: fire at the first feasible intercept",
    )
    guidance: Literal["energy", "quickest"] = Field(
        "energy",
        description="the trajectory with the highest expected kill, or the shortest time of flight",
    )
    salvo: Whole = Field(1, ge=1, le=8, description="missiles in one engagement")
    salvo_by_class: dict[TargetClass, Annotated[Whole, Field(ge=1, le=8)]] = Field(
        {}, description="instead of salvo"
    )
    engagements: Whole = Field(
        3, ge=1, le=15, description="the most salvos at one threat by one network"
    )
    assessment_s: Number = Field(
        5.0, ge=0, le=600, description="from intercept to knowing whether it was a kill"
    )
    assessment_error: Assessment = Assessment.model_validate({})
    reserve: Reserve = Reserve.model_validate({})
    priorities: Priorities = Priorities.model_validate({})
    missile_order: tuple[Text, ...] = Field(
        (), description="missile ids, first choice first; shortest range first by default"
    )
    identification: dict[TrueLabel, dict[SeenLabel, Share]] = Field(
        {}, description="what each is identified as, and how often; correctly by default"
    )
    when_empty: Literal["stay", "silent"] = Field(
        "stay", description="a battery without missiles leaves its radar on, or switches it off"
    )
    when_radar_lost: Literal["stop", "remote"] = Field(
        "stop",
        description="a battery that lost its radar stops firing, or fires, on its network's "
        "tracks, missiles with an active seeker",
    )
    assignment: Literal["urgency", "marginal_return"] = Field(
        "urgency",
        description="the most urgent threat is assigned first; "
        "or the salvo that saves most value beyond its price",
    )
    prices: dict[Text, Annotated[Number, Field(ge=0, le=1e9)]] = Field(
        {}, description="marginal_return: reserve price of a missile by id, in value of assets"
    )
    scarcity: Number = Field(
        0.0,
        ge=0,
        le=1e9,
        description="marginal_return: times the share of its missiles that a battery has fired, "
        "added to the price",
    )

    @model_validator(mode="after")
    def _rule_reads_what_is_written(self) -> Doctrine:
        if self.assignment == "marginal_return":
            if self.policy == "independent_random":
                problem = "independent_random draws its targets, marginal_return chooses them"
                raise InputError(problem, allowed="shoot_look_shoot or shoot_shoot_look")
        elif self.prices or self.scarcity or self.priorities.class_weight:
            problem = "only marginal_return reads prices, scarcity and class_weight"
            raise InputError(problem, allowed="assignment: marginal_return")
        return self

    @model_validator(mode="after")
    def _shares_fit(self) -> Doctrine:
        for truth, seen in self.identification.items():
            if sum(seen.values()) > 1 + 1e-9:
                problem = f"identification of {truth}: the shares add up to {sum(seen.values()):g}"
                raise InputError(problem, allowed="at most 1; the rest is identified correctly")
        return self


class DoctrineChange(Form):
    """A doctrine that replaces another at a set time."""

    at_s: Whole = Field(ge=0, le=14_400, description="when it takes effect")
    network: Name | None = Field(None, description="network that adopts it; all by default")
    doctrine: Doctrine = Field(description="fields left out keep their value")


class Link(Form):
    """The link above a battery or a command post."""

    node: Name = Field(description="the battery or command post at its lower end")
    delay_s: Number = Field(
        0.0, ge=0, le=600, description="added to the reaction time while the link works"
    )
    capacity: Whole | None = Field(
        None, ge=1, le=100, description="simultaneous engagements over a battery's link"
    )


class Post(Form):
    """A command post with a limit on simultaneous engagements."""

    node: Name = Field(description="the command post")
    engagements: Whole = Field(
        ge=1, le=1_000, description="simultaneous, over the batteries that it still commands"
    )


class Loss(Form):
    """Loss of a node or of the link above it, at a time or at random in an interval."""

    node: Name | None = Field(None, description="command post, radar or battery")
    link: Name | None = Field(None, description="the node at the lower end of the link")
    at_s: Seconds | None = Field(None, description="when; not together with from_s and to_s")
    from_s: Seconds | None = None
    to_s: Seconds | None = None
    chance: Number = Field(1.0, gt=0, le=1, description="that it happens at all")

    @model_validator(mode="after")
    def _one_thing_at_one_time(self) -> Loss:
        if (self.node is None) == (self.link is None):
            raise InputError("a loss is of a node or of a link", allowed="one of node and link")
        stretch = self.from_s is not None and self.to_s is not None
        if (self.at_s is None) != stretch or (self.at_s is not None and self.from_s is not None):
            problem = "a loss comes at a time or in an interval"
            raise InputError(problem, allowed="at_s, or from_s and to_s")
        if stretch and self.to_s < self.from_s:  # type: ignore[operator]
            raise InputError("to_s lies before from_s", allowed="the later time second")
        return self


class Neighbour(Form):
    """A network that passes its tracks to another one, which is only cued by them."""

    giver: Name = Field(alias="from", description="the network whose radars track")
    to: Name = Field(description="the network that receives them")
    delay_s: Number = Field(0.0, ge=0, le=600, description="delay until they arrive")

    @model_validator(mode="after")
    def _hears_of_another(self) -> Neighbour:
        if self.giver == self.to:
            raise InputError("a network is its own neighbour", allowed="two networks")
        return self


class Network(Form):
    """Delays and capacities of links and command posts, neighbours, losses."""

    links: tuple[Link, ...] = Field((), max_length=500)
    commands: tuple[Post, ...] = Field((), max_length=50)
    neighbours: tuple[Neighbour, ...] = Field((), max_length=100)
    losses: tuple[Loss, ...] = Field((), max_length=500)


class Logistics(Form):
    """Reloading of a unit's launchers, and its depot."""

    loaders: Whole | None = Field(
        None, ge=1, le=100, description="loaders of each battery; unlimited by default"
    )
    depot: dict[Text, Annotated[Whole, Field(ge=0, le=10_000)]] = Field(
        {}, description="missiles by id, used when a battery's reload stock is empty"
    )
    travel_s: Whole = Field(
        1_800, ge=0, le=86_400, description="of a loader to the depot, and the same back"
    )


class Weather(Form):
    """Uniform rain below a rain height."""

    rain_mm_h: Number = Field(0.0, ge=0, le=200, description="the same everywhere")
    rain_height_m: Number = Field(
        5_000.0, ge=0, le=12_000, description="rain falls from here to the ground"
    )


class Terrain(Form):
    """Where elevation comes from, and how exactly sites are known."""

    folder: Text | None = Field(
        None,
        description=(
            "folder of .hgt, .dt0, .dt1 or .dt2 tiles, from the scenario file's own folder; "
            "the built-in grid by default"
        ),
    )
    flat: bool = Field(
        default=False, strict=True, description="sea level everywhere, for teaching and tests"
    )
    surface: Surface = Field("wooded_hills", description="ground cover, for clutter")
    placements: Whole = Field(8, ge=1, le=64, description="random placements of the sites")
    placement_radius_m: Number = Field(
        5_000.0, ge=0, le=20_000, description="largest distance of a site from its whole degree"
    )

    @model_validator(mode="after")
    def _one_kind_of_terrain(self) -> Terrain:
        if self.flat and self.folder:
            raise InputError("terrain is both flat and in a folder", allowed="one of them")
        return self


class Jammer(Form):
    """A noise jammer, stand-off or carried by a threat."""

    name: Name
    at: Position | None = Field(
        None, description="latitude and longitude, whole degrees, of a stand-off jammer"
    )
    carried_by: Name | None = Field(
        None, description="wave whose threats each carry one; it jams while its carrier flies"
    )
    altitude_m: Number = Field(10_000.0, ge=100, le=30_000, description="above sea level")
    density_w_hz: Number = Field(
        gt=0, le=1e3, description="effective radiated power per hertz, towards the radars"
    )
    from_s: Whole = Field(0, ge=0, le=14_400, description="when it begins")
    until_s: Whole | None = Field(
        None, ge=1, le=28_800, description="when it leaves or is shot down; never by default"
    )
    jitter_s: Whole = Field(
        0,
        ge=0,
        le=3_600,
        description="it arrives and leaves late by up to this, drawn per replication",
    )
    chance: Number = Field(1.0, gt=0, le=1, description="probability that it comes at all")

    @model_validator(mode="after")
    def _stands_or_flies(self) -> Jammer:
        if (self.at is None) == (self.carried_by is None):
            raise InputError("it is at a place or carried", allowed="either at or carried_by")
        if self.carried_by is not None and "altitude_m" in self.model_fields_set:
            raise InputError("it is as high as its carrier", allowed="altitude_m with at only")
        return self

    @model_validator(mode="after")
    def _leaves_after_it_comes(self) -> Jammer:
        if self.until_s is not None and self.until_s <= self.from_s:
            raise InputError("it leaves before it arrives", allowed="until_s later than from_s")
        return self


class Scenario(Form):
    """One defence, one raid, one doctrine."""

    name: Name
    title: Line
    notes: Text | None = None
    seed: Whole = Field(1, ge=0, lt=LARGEST_SEED)
    replications: Whole = Field(1_000, ge=1, le=MOST_REPLICATIONS)
    duration_s: Whole = Field(1_800, ge=10, le=14_400)
    terrain: Terrain = Terrain.model_validate({})
    weather: Weather = Weather.model_validate({})
    models: Models = Models.model_validate({})
    policy: Policy = Field(
        "assessed",
        description="catalogue values as claimed, as assessed, or drawn for each placement",
    )
    parameters: dict[str, Parameter] = Field(
        {}, description="catalogue values replaced for this scenario, as entry.parameter"
    )
    assets: tuple[Asset, ...] = Field(min_length=1, max_length=100)
    defence: tuple[Unit, ...] = Field(min_length=1, max_length=50)
    sensors: tuple[Sensor, ...] = Field((), max_length=50)
    doctrine: Doctrine = Doctrine.model_validate({})
    doctrines: dict[Name, Doctrine] = Field({}, description="of one network, instead of doctrine")
    doctrine_changes: tuple[DoctrineChange, ...] = Field(
        (), max_length=100, description="doctrine that changes at set times"
    )
    alone: Doctrine | None = Field(
        None, description="of a battery or command post cut off; its network's by default"
    )
    network: Network = Network.model_validate({})
    logistics: dict[Text, Logistics] = Field(
        {}, description="loaders and depot by unit; unlimited reloading by default"
    )
    raid: tuple[Wave, ...] = Field(min_length=1, max_length=500)
    jamming: tuple[Jammer, ...] = Field((), max_length=50)

    @field_validator("raid")
    @classmethod
    def _raid_is_not_too_large(cls, raid: tuple[Wave, ...]) -> tuple[Wave, ...]:
        total = sum(wave.count for wave in raid)
        if total > MOST_THREATS:
            raise InputError(f"the raid has {total:,} threats", allowed=f"at most {MOST_THREATS:,}")
        return raid
