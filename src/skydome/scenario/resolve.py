"""From what a person wrote to what the engine reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from skydome.catalogue.kinds import KINDS, NOT_SIMULATED, RAID_ENTRY
from skydome.forms import did_you_mean, quoted
from skydome.scenario import resolved as r
from skydome.scenario.copies import expand
from skydome.scenario.models import RaidCorrelation, resolved_models, written_correlations
from skydome.scenario.needs import unmet
from skydome.scenario.networks import check_network
from skydome.scenario.plausible import (
    check_batteries,
    check_flight,
    check_starts,
    check_used,
)
from skydome.scenario.resolve_command import Command, moving_batteries, silent_radars, written
from skydome.scenario.resolve_jamming import jammers
from skydome.scenario.resolve_logistics import logistics
from skydome.scenario.routes import check_way, flown_m
from skydome.scenario.stances import MOVED, Reader, add_second_sites, add_stances, conduct_of
from skydome.scenario.stances import radar_of as _radar
from skydome.scenario.stances import site_of as _site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.catalogue import Catalogue, Entry, Parameter, Reading
    from skydome.scenario.authored import Scenario, Sensor, Unit, Wave
    from skydome.yamlfile import Document, Key

SCAN_S = 1.0


class Resolver:
    """Fills one scenario from one catalogue; every complaint names the line it is about."""

    def __init__(self, document: Document, scenario: Scenario, catalogue: Catalogue) -> None:
        self.document, self.scenario = expand(document, scenario)
        self.catalogue = catalogue
        self._check_names()
        self.overrides = self._checked_overrides()
        self.networks = self._networks()
        self.missiles = self._missiles()

    def resolve(self) -> r.ResolvedScenario:
        """Return the resolved form.

        Raises
        ------
        InputError
            An id is unknown, a launcher load does not fit, a route does not fit its threat.
        """
        authored = self.scenario
        sites, radars, batteries = self._defence()
        check_batteries(self.document, authored, len(batteries))
        check_starts(self.document, authored)
        threats = tuple(self._threats())
        check_used(self.document, authored, self.catalogue, [i for i, _ in self.overrides])
        entries = self._entries(radars, batteries, threats)
        command = self._command()
        doctrines = command.doctrines(self.networks)
        alone = command.alone(doctrines)
        later = tuple(command.later(self.networks))
        posts, names = [f"{u.name}-command" for u in authored.defence], [b.name for b in batteries]
        guiding = {battery.radar for battery in batteries}
        watching = [
            radar.name
            for n, radar in enumerate(radars)
            if n not in guiding and radar.emission not in MOVED
        ]
        resolved = r.ResolvedScenario(
            name=authored.name,
            title=authored.title,
            notes=authored.notes or "",
            policy=authored.policy,
            seed=authored.seed,
            replications=authored.replications,
            duration_s=authored.duration_s,
            scan_s=SCAN_S,
            terrain=self._terrain(),
            rain_mm_h=written(authored.weather, "rain_mm_h", "mm/h"),
            rain_height_m=written(authored.weather, "rain_height_m", "m"),
            entries=entries,
            networks=self.networks,
            units={unit.name: unit.system for unit in authored.defence},
            sites=tuple(sites),
            radars=tuple(radars),
            batteries=tuple(batteries),
            missiles=self.missiles,
            assets=tuple(self._assets()),
            threats=threats,
            jammers=jammers(self.document, authored, threats),
            models=resolved_models(authored.models),
            doctrine=doctrines[0],
            doctrines=doctrines,
            alone=alone,
            links=tuple(command.links(posts, names)),
            posts=tuple(command.posts(posts)),
            neighbours=tuple(command.neighbours(self.networks)),
            changes=(
                *command.changes(
                    [*posts, *watching, *names],
                    {battery.name: radars[battery.radar].name for battery in batteries},
                    (*doctrines, *alone, *(order.doctrine for order in later if order.doctrine)),
                ),
                *silent_radars(radars),
                *moving_batteries(batteries),
                *later,
            ),
            logistics=tuple(logistics(self.document, authored, self._load)),
            sources=self._sources(entries),
        )
        for model, problem, allowed in unmet(resolved):
            raise self.document.error(("models", model), problem, allowed)
        return resolved

    def _check_names(self) -> None:
        for part in ("assets", "defence", "sensors", "raid", "jamming"):
            first: dict[str, int] = {}
            for n, thing in enumerate(getattr(self.scenario, part)):
                other = first.setdefault(thing.name, n)
                if other != n:
                    problem = f"{part}[{other}] is named {thing.name!r} already"
                    raise self.document.error((part, n, "name"), problem, "another name")
        units = [unit.name for unit in self.scenario.defence]
        for n, sensor in enumerate(self.scenario.sensors):
            if sensor.name in units:
                problem = f"defence[{units.index(sensor.name)}] is named {sensor.name!r} already"
                raise self.document.error(("sensors", n, "name"), problem, "another name")

    # entries

    def _checked_overrides(self) -> dict[tuple[str, str], Parameter]:
        overrides = {}
        for name, parameter in self.scenario.parameters.items():
            entry_id, parameter_name = self._overridden(name)
            overrides[entry_id, parameter_name] = parameter
            for source in parameter.source:
                if source not in self.catalogue.sources:
                    problem = f"there is no source {quoted(source)}"
                    problem += did_you_mean(source, self.catalogue.sources)
                    allowed = "an id in sources.yaml, such as scenario-author"
                    raise self.document.error(("parameters", name, "source"), problem, allowed)
            self._check_confidence(name, parameter)
        for place, parameter in written_correlations(self.scenario.models):
            if place in overrides:
                name = ".".join(place)
                problem = "this correlation is written under models.common_failure.rho too"
                raise self.document.error(("parameters", name), problem, "one of the two")
            overrides[place] = parameter
        for entry_id in dict.fromkeys(entry_id for entry_id, _ in overrides):
            self._check_changed(entry_id, overrides)
        return overrides

    def _check_confidence(self, name: str, parameter: Parameter) -> None:
        """Refuse a value that calls itself supported and cites nobody but its author."""
        cited = [self.catalogue.sources[source].grade for source in parameter.source]
        if parameter.confidence != "unsourced" and set(cited) == {"none"}:
            problem = f"{parameter.confidence}, and no source but its author's judgement"
            allowed = "unsourced, or a source with a grade"
            raise self.document.error(("parameters", name, "confidence"), problem, allowed)

    def _overridden(self, name: str) -> tuple[str, str]:
        """Return the entry and the parameter that an override names."""
        key = ("parameters", name)
        entry_id, dot, parameter_name = name.partition(".")
        if not dot:
            unnamed = "this does not name a parameter of an entry"
            example = "entry.parameter, such as s-400-regiment.batteries"
            raise self.document.error(key, unnamed, example)
        entry = self._entry(entry_id, key)
        specs = KINDS[entry.kind]
        if parameter_name not in specs:
            unknown = f"a {_spoken(entry.kind)} has no parameter {quoted(parameter_name)}"
            hint = did_you_mean(parameter_name, specs)
            raise self.document.error(key, unknown + hint, ", ".join(specs))
        return entry_id, parameter_name

    def _check_changed(self, entry_id: str, overrides: dict[tuple[str, str], Parameter]) -> None:
        """Check an entry with all its overrides in place."""
        entry = self.catalogue.entry(entry_id)
        own = {name: value for (owner, name), value in overrides.items() if owner == entry_id}
        changed = entry.model_copy(update={"parameters": {**entry.parameters, **own}})
        for path, problem, allowed in changed.problems():
            name = path[1] if len(path) > 1 and path[1] in own else next(iter(own))
            raise self.document.error(
                ("parameters", f"{entry_id}.{name}", *path[2:]), problem, allowed
            )

    def _entry(self, entry_id: str, key: tuple[str | int, ...], kind: str | None = None) -> Entry:
        if entry_id not in self.catalogue.ids():
            known = self.catalogue.ids(kind)
            problem = f"the catalogue has no {_spoken(kind or 'entry')} {quoted(entry_id)}"
            hint = did_you_mean(entry_id, known)
            raise self.document.error(key, problem + hint, ", ".join(known))
        entry = self.catalogue.entry(entry_id)
        if kind and entry.kind != kind:
            problem = f"{entry_id!r} is a {_spoken(entry.kind)}, not a {_spoken(kind)}"
            raise self.document.error(key, problem, ", ".join(self.catalogue.ids(kind)))
        return entry

    def _si(self, entry: Entry, name: str) -> float:
        return self._quantity(entry, name).value

    def _count(self, entry: Entry, name: str) -> int:
        return round(self._si(entry, name))

    def _has(self, entry: Entry, name: str) -> bool:
        return name in entry.parameters or (entry.id, name) in self.overrides

    def _quantity(self, entry: Entry, name: str) -> r.Quantity:
        written = self.overrides.get((entry.id, name))
        parameter = written or entry.parameters[name].under(self.scenario.policy)
        low, value, high = parameter.in_si(KINDS[entry.kind][name].dimension)
        readings = {} if written else _readings(entry, name)
        claimed = self.scenario.policy == "claimed" and "claimed" in readings
        return r.Quantity(
            value=value,
            low=low,
            high=high,
            unit=r.unit_of(entry.kind, name),
            source=parameter.source,
            standing=parameter.confidence,
            reason=parameter.reason,
            dispute=parameter.dispute or "",
            basis="given" if written else "claimed" if claimed else "assessed",
            distribution=parameter.distribution or "",
            readings=readings,
        )

    def _resolved_entry(self, entry: Entry) -> r.ResolvedEntry:
        """Return an entry with its overrides; one cross-section written stands for all sides."""
        added = [name for (entry_id, name) in self.overrides if entry_id == entry.id]
        own = list(entry.parameters)
        if "rcs" in added:
            own = [name for name in own if not name.startswith("rcs.")]
        names = dict.fromkeys([*own, *added])
        return r.ResolvedEntry(
            id=entry.id,
            kind=entry.kind,
            name=entry.name,
            provisional=entry.provisional,
            attributes=entry.attributes,
            parameters={name: self._quantity(entry, name) for name in names},
        )

    def _entries(
        self, radars: list[r.Radar], batteries: list[r.Battery], threats: tuple[r.Threat, ...]
    ) -> dict[str, r.ResolvedEntry]:
        ids = [unit.system for unit in self.scenario.defence]
        ids += [battery.command_post for battery in batteries]
        ids += [radar.entry for radar in radars]
        ids += [battery.launcher for battery in batteries]
        ids += [*self.missiles, *(threat.entry for threat in threats)]
        if isinstance(self.scenario.models.common_failure, RaidCorrelation):
            ids.append(RAID_ENTRY)
        return {i: self._resolved_entry(self.catalogue.entry(i)) for i in dict.fromkeys(ids)}

    def _sources(self, entries: dict[str, r.ResolvedEntry]) -> dict[str, dict[str, str]]:
        cited = {
            source
            for entry in entries.values()
            for quantity in entry.parameters.values()
            for source in quantity.cited
        }
        known = self.catalogue.sources
        return {i: known[i].model_dump() for i in sorted(cited) if i in known}

    # the defence

    def _networks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(unit.network or unit.name for unit in self.scenario.defence))

    def _missiles(self) -> tuple[str, ...]:
        ids: list[str] = []
        for n, unit in enumerate(self.scenario.defence):
            system = self._entry(unit.system, ("defence", n, "system"), "system")
            carried = system.referenced("missiles")
            for missile in unit.load:
                if missile not in carried:
                    problem = f"{unit.system} does not carry {quoted(missile)}"
                    key = ("defence", n, "load", missile)
                    hint = did_you_mean(missile, carried)
                    raise self.document.error(key, problem + hint, ", ".join(carried))
            ids += [i for i, count in self._load(unit).items() if count]
        return tuple(dict.fromkeys(ids))

    def _load(self, unit: Unit) -> dict[str, int]:
        """Launchers of one battery by missile; the system's missiles evenly where not written."""
        if unit.load:
            return unit.load
        system = self.catalogue.entry(unit.system)
        launchers, missiles = (
            self._count(system, "launchers_per_battery"),
            system.referenced("missiles"),
        )
        return {
            missile: launchers // len(missiles) + (n < launchers % len(missiles))
            for n, missile in enumerate(missiles)
        }

    def _defence(self) -> tuple[list[r.Site], list[r.Radar], list[r.Battery]]:
        sites: list[r.Site] = []
        radars: list[r.Radar] = []
        batteries: list[r.Battery] = []
        for n, unit in enumerate(self.scenario.defence):
            system = self.catalogue.entry(unit.system)
            network = self.networks.index(unit.network or unit.name)
            launchers = self._launchers(n, unit, system)
            sites.append(_site(f"{unit.name}-command", unit))
            radars += [
                _radar(f"{unit.name}-{entry}", entry, len(sites) - 1, network, unit, "acquisition")
                for entry in system.referenced("acquisition_radars")
            ]
            self._check_channels(system)
            entry = system.referenced("engagement_radar")[0]
            reader = Reader(self.document, self._quantity, self._has)
            conduct = conduct_of(reader, n, unit, system, self.catalogue.entry(entry))
            for number in range(1, self._count(system, "batteries") + 1):
                name = f"{unit.name}-battery-{number}"
                sites.append(_site(name, unit))
                radars.append(
                    _radar(f"{name}-{entry}", entry, len(sites) - 1, network, unit, "engagement")
                )
                batteries.append(
                    r.Battery(
                        name=name,
                        unit=unit.name,
                        site=len(sites) - 1,
                        network=network,
                        radar=len(radars) - 1,
                        launcher=system.referenced("launcher")[0],
                        command_post=system.referenced("command_post")[0],
                        launchers=launchers,
                        reload_sets=self._count(system, "reload_sets"),
                        stances=(),
                        slew_s=conduct.slew_s,
                        move=conduct.move if number in conduct.movers else None,
                        back_s=conduct.back_s,
                    )
                )
        for sensor, network in self._sensors():
            sites.append(_site(sensor.name, sensor))
            name, entry = f"{sensor.name}-{sensor.radar}", sensor.radar
            radars.append(_radar(name, entry, len(sites) - 1, network, sensor, "acquisition"))
        add_second_sites(sites, radars, self._mast_raise_s)
        units = {unit.name: unit for unit in self.scenario.defence}
        return sites, radars, add_stances(sites, radars, batteries, units, self._mast_raise_s)

    def _mast_raise_s(self, radar: str) -> float:
        """Return how long a radar's mast takes to raise; 0 for one without a mast."""
        entry = self.catalogue.entry(radar)
        has = self._has(entry, "mast_raise_time")
        return self._si(entry, "mast_raise_time") if has else 0.0

    def _sensors(self) -> Iterator[tuple[Sensor, int]]:
        """Yield each sensor and the number of its network; behind the units, whose draws stay."""
        for n, sensor in enumerate(self.scenario.sensors):
            entry = self._entry(sensor.radar, ("sensors", n, "radar"), "radar")
            if entry.attributes["role"] == "engagement":
                problem = f"{sensor.radar} guides missiles, and belongs to a system"
                allowed = ", ".join(self._watching())
                raise self.document.error(("sensors", n, "radar"), problem, allowed)
            check_network(self.document, ("sensors", n, "network"), sensor.network, self.networks)
            yield sensor, self.networks.index(sensor.network)

    def _watching(self) -> list[str]:
        """Return the radars that guide no missiles."""
        radars = self.catalogue.ids("radar")
        return [i for i in radars if self.catalogue.entry(i).attributes["role"] != "engagement"]

    def _homes_on(self, n: int, wave: Wave) -> str:
        """Return the radar that a wave homes on, which must stand where the wave is going."""
        if wave.homes_on is None:
            return ""
        watching = {name: unit for unit in self.scenario.defence for name in self._radars_of(unit)}
        key: Key = ("raid", n, "homes_on")
        if wave.homes_on not in watching:
            problem = f"there is no radar {quoted(wave.homes_on)}"
            problem += did_you_mean(wave.homes_on, watching)
            raise self.document.error(key, problem, ", ".join(watching))
        at = next(asset.at for asset in self.scenario.assets if asset.name == wave.to)
        if watching[wave.homes_on].at != at:
            problem = f"{wave.homes_on} is not where the wave is going"
            raise self.document.error(key, problem, "a radar at the place of the asset")
        return wave.homes_on

    def _radars_of(self, unit: Unit) -> Iterator[str]:
        """Yield the names of a unit's radars, as they stand at first."""
        system = self.catalogue.entry(unit.system)
        yield from (f"{unit.name}-{entry}" for entry in system.referenced("acquisition_radars"))
        for number in range(1, self._count(system, "batteries") + 1):
            yield f"{unit.name}-battery-{number}-{system.referenced('engagement_radar')[0]}"

    def _check_channels(self, system: Entry) -> None:
        """Refuse the targets or missiles of a full system as the channels of one battery."""
        post = self.catalogue.entry(system.referenced("command_post")[0])
        radar = self.catalogue.entry(system.referenced("engagement_radar")[0])
        if self._count(post, "fire_units") == 1:
            return
        for name, claim in (("target", "full_system_targets"), ("missile", "full_system_missiles")):
            written = (radar.id, f"{name}_channels")
            full = self._count(system, claim)
            if written in self.overrides and self._count(radar, f"{name}_channels") >= full:
                problem = (
                    f"{full} is claimed of the full system with all its batteries; this is one"
                )
                allowed = f"fewer than {full}; the catalogue has "
                allowed += f"{round(radar.parameters[written[1]].value)}"
                raise self.document.error(("parameters", ".".join(written)), problem, allowed)

    def _launchers(self, n: int, unit: Unit, system: Entry) -> tuple[int, ...]:
        load = self._load(unit)
        most = self._count(system, "launchers_per_battery")
        if not 1 <= sum(load.values()) <= most:
            problem = f"{sum(load.values())} launchers in a battery of {unit.system}"
            allowed = f"1 to {most}, or change {unit.system}.launchers_per_battery"
            raise self.document.error(("defence", n, "load"), problem, allowed)
        return tuple(self.missiles.index(i) for i, count in load.items() for _ in range(count))

    # the raid

    def _assets(self) -> Iterator[r.Asset]:
        for asset in self.scenario.assets:
            latitude, longitude = asset.at
            yield r.Asset(
                name=asset.name,
                latitude_deg=latitude,
                longitude_deg=longitude,
                value=asset.value,
                defended=asset.defended,
                node=asset.node or "",
            )

    def _threats(self) -> Iterator[r.Threat]:
        assets = [asset.name for asset in self.scenario.assets]
        for n, wave in enumerate(self.scenario.raid):
            entry = self._threat(n, wave)
            if wave.to not in assets:
                problem = f"there is no asset {wave.to!r}{did_you_mean(wave.to, assets)}"
                raise self.document.error(("raid", n, "to"), problem, ", ".join(assets))
            if wave.origin == self.scenario.assets[assets.index(wave.to)].at:
                problem = "the wave starts where it is going"
                raise self.document.error(("raid", n, "origin"), problem, "another position")
            check_way(self.document, self.scenario, n, entry, self._si)
            check_flight(self.document, n, wave, entry)
            speed, height = self._level_flight(n, wave, entry)
            flown_s = self._flown_s(n, wave, speed)
            for number in range(wave.count):
                yield r.Threat(
                    name=f"{wave.name}-{number + 1}",
                    wave=wave.name,
                    entry=wave.threat,
                    target_class=entry.attributes["target_class"],
                    identity=wave.identity or entry.attributes.get("harmless", "hostile"),
                    homes_on=self._homes_on(n, wave),
                    motion=entry.attributes["motion"],
                    origin_latitude_deg=wave.origin[0],
                    origin_longitude_deg=wave.origin[1],
                    asset=assets.index(wave.to),
                    start_s=_start(wave, number, flown_s),
                    arrive_s=_arrival(wave, number),
                    jitter_s=written(wave, "jitter_s", "s"),
                    release_range_m=wave.release_range_m and r.chosen(wave.release_range_m, "m"),
                    speed_m_s=speed,
                    height_m=height,
                    via=wave.via,
                    apogee_m=wave.apogee_m and r.chosen(wave.apogee_m, "m"),
                )

    def _threat(self, n: int, wave: Wave) -> Entry:
        """Return the threat of a wave, refusing a motion that no model here flies."""
        key = ("raid", n, "threat")
        entry = self._entry(wave.threat, key, "threat")
        motion = entry.attributes["motion"]
        if motion in NOT_SIMULATED:
            problem = f"{wave.threat} is not simulated: {NOT_SIMULATED[motion]} have no model here"
            others = (i for i in self.catalogue.ids("threat") if self._is_simulated(i))
            raise self.document.error(key, problem, ", ".join(others))
        return entry

    def _is_simulated(self, threat: str) -> bool:
        return self.catalogue.entry(threat).attributes["motion"] not in NOT_SIMULATED

    def _level_flight(
        self, n: int, wave: Wave, entry: Entry
    ) -> tuple[r.Quantity | None, r.Quantity | None]:
        values: list[r.Quantity | None] = []
        for field, name, unit in (("speed_m_s", "speed", "m/s"), ("height_m", "height", "m")):
            written: float | None = getattr(wave, field)
            if entry.attributes["motion"] == "ballistic":
                if written is not None:
                    problem = f"{wave.threat} flies a ballistic arc; {name} follows from its range"
                    raise self.document.error(("raid", n, field), problem, "leave it out")
                values.append(None)
            else:
                given = written is not None
                values.append(r.chosen(written, unit) if given else self._quantity(entry, name))  # type: ignore[arg-type]
        return values[0], values[1]

    def _flown_s(self, n: int, wave: Wave, speed: r.Quantity | None) -> float:
        """Return the time of a wave that is to arrive at a time, from release or origin."""
        if wave.arrive_s is None:
            return 0.0
        key: Key = ("raid", n, "arrive_s")
        if "start_s" in wave.model_fields_set:
            problem = "the start follows from arrive_s and the speed"
            raise self.document.error(key, problem, "start_s or arrive_s, not both")
        if speed is None or wave.via:
            why = "flies through waypoints" if wave.via else "flies a ballistic arc"
            allowed = "start_s; arrive_s is for straight level flights and glides"
            raise self.document.error(key, f"{wave.name} {why}", allowed)
        return flown_m(self.scenario, wave) / speed.value

    # command and surroundings

    def _command(self) -> Command:
        reach = {i: self._reach_m(self.catalogue.entry(i)) for i in self.missiles}
        return Command(self.document, self.scenario, reach)

    def _reach_m(self, missile: Entry) -> float:
        """Return how far a missile reaches, against whichever target it reaches farther."""
        ranges = ("maximum_range", "maximum_range_ballistic")
        return max(self._si(missile, name) for name in ranges)

    def _terrain(self) -> r.Terrain:
        terrain = self.scenario.terrain
        return r.Terrain(
            folder=self._terrain_folder(terrain.folder) if terrain.folder else "",
            flat=terrain.flat,
            surface=terrain.surface,
            placements=terrain.placements,
            placement_radius_m=terrain.placement_radius_m,
        )

    def _terrain_folder(self, written: str) -> str:
        """Return where elevation is, counted from the folder of the scenario file."""
        try:
            folder = (self.document.path.parent / Path(written).expanduser()).resolve(strict=True)
            if folder.is_dir():
                next(folder.iterdir(), None)
        except (OSError, ValueError, RuntimeError):
            problem = f"there is no folder or file {quoted(written)} that can be read"
            allowed = "a folder of elevation tiles or a GeoTIFF, named from the scenario's folder"
            raise self.document.error(("terrain", "folder"), problem, allowed) from None
        return str(folder)


def _readings(entry: Entry, name: str) -> dict[str, r.Reading]:
    """Return every reading of a parameter in SI, the value itself among them; none if alone."""
    parameter = entry.parameters[name]
    if not parameter.given:
        return {}
    dimension = KINDS[entry.kind][name].dimension
    own = _reading(parameter, *parameter.in_si(dimension))
    others = {
        word: _reading(reading, *reading.in_si(parameter.unit, dimension))
        for word, reading in parameter.given.items()
    }
    return {"assessed": own, **others}


def _reading(citing: Parameter | Reading, low: float, value: float, high: float) -> r.Reading:
    source, reason = citing.source, citing.reason
    return r.Reading(value=value, low=low, high=high, source=source, reason=reason)


def _spoken(kind: str) -> str:
    return kind.replace("_", " ")


def _start(wave: Wave, number: int, flown_s: float) -> r.Quantity:
    arrival = _arrival(wave, number)
    if arrival is not None:
        return r.chosen(arrival.value - flown_s, "s")
    written = {"start_s", "spacing_s"} & wave.model_fields_set
    return (r.chosen if written else r.default)(wave.start_s + number * wave.spacing_s, "s")


def _arrival(wave: Wave, number: int) -> r.Quantity | None:
    if wave.arrive_s is None:
        return None
    return r.chosen(wave.arrive_s + number * wave.spacing_s, "s")
