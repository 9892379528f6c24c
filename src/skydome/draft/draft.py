"""A draft of a scenario: notional positions, systems and threats of the catalogue, and a list."""

from __future__ import annotations

from math import degrees, floor
from typing import TYPE_CHECKING, NamedTuple

from skydome.draft import blade, kml, table
from skydome.draft.found import SetAside
from skydome.draft.names import aircraft_meant, clean, system_meant, threat_meant
from skydome.errors import InputError
from skydome.physics import earth

if TYPE_CHECKING:
    from pathlib import Path

    from skydome.catalogue import Catalogue
    from skydome.draft.found import Contents, Found

HIGHEST_LATITUDE_DEG = 80
LONGEST_S, SHORTEST_S, USUAL_S = 14_400, 10, 1_800
AWAY_DEG, USUAL_COUNT = 3, 4  # of the wave that stands in where the file has none
KM = 1e-3
MOST_ASSETS, MOST_UNITS, MOST_WAVES, MOST_THREATS = 100, 50, 500, 2_000  # as the schema has them
ENDINGS = (".csv", ".kml", ".kmz", ".json")

Position = tuple[int, int]


class AssetLine(NamedTuple):
    """An asset of the draft."""

    name: str
    at: Position
    value: float


class UnitLine(NamedTuple):
    """A unit of the draft."""

    name: str
    system: str
    at: Position
    number: int
    facing_deg: int
    network: str


class WaveLine(NamedTuple):
    """A wave of the draft."""

    name: str
    threat: str
    number: int
    origin: Position
    to: str


class Draft(NamedTuple):
    """The draft: ``notes`` are decisions made for the user, ``aside`` what is not in it."""

    name: str
    title: str
    duration_s: int
    assets: list[AssetLine]
    units: list[UnitLine]
    waves: list[WaveLine]
    notes: list[str]
    aside: list[SetAside]


def draft_of(
    file: Path, catalogue: Catalogue, *, system: str | None = None, side: str | None = None
) -> Draft:
    """Return the draft of a scenario from an order of battle or a scenario of BLADE.

    Parameters
    ----------
    file
        A CSV table, KML or KMZ placemarks, or the JSON of a BLADE scenario.
    catalogue
        Whose systems and threats are recognised.
    system
        The system of units that the catalogue does not know; without it they are set aside.
    side
        The side of a BLADE scenario that defends; the one with the most facilities by default.

    Raises
    ------
    InputError
        The file cannot be read, or nothing in it can defend or be defended.
    """
    if system is not None and system not in catalogue.ids("system"):
        allowed = ", ".join(catalogue.ids("system"))
        raise InputError(f"there is no system {system!r}", field="--system", allowed=allowed)
    contents = _contents(file, side)
    return _Making(file, contents, catalogue, system).draft()


def _contents(file: Path, side: str | None) -> Contents:
    ending = file.suffix.lower()
    if ending not in ENDINGS:
        problem = f"{file.name!r} is not a file that can be imported"
        raise InputError(problem, file=file, allowed=f"a name in {', '.join(ENDINGS)}")
    if side is not None and ending != ".json":
        raise InputError("only a BLADE scenario has sides", field="--side", allowed="leave it out")
    if ending == ".json":
        return blade.read(file, side)
    return table.read(file) if ending == ".csv" else kml.read(file)


class _Making:
    """What a draft is made of, bit by bit."""

    def __init__(
        self, file: Path, contents: Contents, catalogue: Catalogue, system: str | None
    ) -> None:
        self.file, self.contents, self.catalogue, self.system = file, contents, catalogue, system
        self.taken: set[str] = set()
        self.notes: list[str] = []
        self.aside = list(contents.aside)
        self.shifts_m: list[float] = []
        self.at: dict[str, Position] = {}

    def draft(self) -> Draft:
        sorted_out = [(one, self._role(one)) for one in self.contents.found]
        assets = [self._asset(one) for one, role in sorted_out if role == "asset"]
        placed = [(one, self._system(one)) for one, role in sorted_out if role == "unit"]
        units = [self._unit(one, system) for one, system in placed if system]
        if not units:
            problem = "nothing in it names a system of the catalogue"
            allowed = f"--system with one of {', '.join(self.catalogue.ids('system'))}"
            raise InputError(problem, file=self.file, allowed=allowed)
        if not assets:
            assets = [self._asset_at(unit) for unit in units]
            self.notes.append("The file has no assets; the place of each unit is one, of value 1.")
        flights = [one for one, role in sorted_out if role == "threat"]
        waves = [wave for one in flights if (wave := self._wave(one, assets))]
        if not waves:
            waves = [self._stand_in(assets[0])]
        assets, units, waves = self._limited(assets, units, waves)
        units = [unit._replace(facing_deg=_towards(unit, waves)) for unit in units]
        self._note_rounding(units)
        return Draft(
            name=clean(self.file.stem, set(), "imported"),
            title=self.contents.title or self.file.stem,
            duration_s=min(max(self.contents.duration_s or USUAL_S, SHORTEST_S), LONGEST_S),
            assets=assets,
            units=units,
            waves=waves,
            notes=self.notes,
            aside=self.aside,
        )

    def _limited(
        self, assets: list[AssetLine], units: list[UnitLine], waves: list[WaveLine]
    ) -> tuple[list[AssetLine], list[UnitLine], list[WaveLine]]:
        """Return what a scenario can hold; waves to assets that it cannot are set aside too."""
        kept = {asset.name for asset in assets[:MOST_ASSETS]}
        aimed = [wave for wave in waves if wave.to in kept] or [self._stand_in(assets[0])]
        total, room = 0, []
        for wave in aimed[:MOST_WAVES]:
            total += wave.number
            if total <= MOST_THREATS:
                room.append(wave)
        for noun, before, after, most in (
            ("assets", len(assets), len(kept), f"{MOST_ASSETS} assets"),
            ("units", len(units), min(len(units), MOST_UNITS), f"{MOST_UNITS} units"),
            ("waves", len(waves), len(room), f"{MOST_WAVES} waves and {MOST_THREATS:,} threats"),
        ):
            if before > after:
                why = f"a scenario holds at most {most}"
                self.aside.append(SetAside(f"{before - after} {noun}", why))
        return assets[:MOST_ASSETS], units[:MOST_UNITS], room or [self._stand_in(assets[0])]

    def _role(self, one: Found) -> str:
        """Return what a thing is: as the file says, or by what it names."""
        if abs(one.latitude_deg) > HIGHEST_LATITUDE_DEG:
            self._leave(one, f"it lies beyond {HIGHEST_LATITUDE_DEG} degrees of latitude")
            return ""
        if one.role:
            return one.role
        if system_meant(one.words, self.catalogue):
            return "unit"
        return "threat" if threat_meant(one.words, self.catalogue) else "asset"

    def _leave(self, one: Found, why: str) -> None:
        self.aside.append(SetAside(f"{one.where} ({one.name})" if one.name else one.where, why))

    def _rounded(self, one: Found) -> Position:
        at = floor(one.latitude_deg + 0.5), floor(one.longitude_deg + 0.5)
        shift, _ = earth.polar_from_site(one.latitude_deg, one.longitude_deg, *map(float, at))
        self.shifts_m.append(float(shift))
        return at

    def _asset(self, one: Found) -> AssetLine:
        name = clean(one.name, self.taken, "asset")
        self.at[one.name] = self._rounded(one)
        return AssetLine(name, self.at[one.name], one.value)

    def _asset_at(self, unit: UnitLine) -> AssetLine:
        return AssetLine(clean(f"{unit.name}-place", self.taken, "asset"), unit.at, 1.0)

    def _system(self, one: Found) -> str:
        meant = system_meant(one.words, self.catalogue)
        if meant:
            return meant
        if self.system is None:
            said = one.said or "no system"
            self._leave(one, f"the catalogue has no {said}; --system names one to take instead")
            return ""
        self.notes.append(f"{one.name}: {self.system} stands in for {one.said or 'no system'}.")
        return self.system

    def _unit(self, one: Found, system: str) -> UnitLine:
        name = clean(one.name, self.taken, "unit")
        network = clean(one.network, set(), "network") if one.network else ""
        facing = -1 if one.facing_deg is None else floor(one.facing_deg) % 360
        self.at[one.name] = self._rounded(one)
        return UnitLine(name, system, self.at[one.name], one.number, facing, network)

    def _wave(self, one: Found, assets: list[AssetLine]) -> WaveLine | None:
        threat = threat_meant(one.words, self.catalogue)
        if not threat:
            threat = aircraft_meant(one.said)
            self.notes.append(f"{one.name}: {threat} stands in for {one.said or 'no type'}.")
        origin = self._rounded(one)
        aim = self.at.get(one.to)
        asset = min(assets, key=lambda a: _apart_m(aim or origin, a.at))
        if asset.at == origin:
            self._leave(one, "after rounding it starts at the asset that it flies to")
            return None
        if aim != asset.at:
            near = f"the asset nearest to {one.to}" if one.to else "the nearest asset"
            self.notes.append(f"{one.name} flies to {asset.name}, {near}.")
        name = clean(one.name, self.taken, "wave")
        return WaveLine(name, threat, one.number, origin, asset.name)

    def _stand_in(self, asset: AssetLine) -> WaveLine:
        self.notes.append("The file has no raid; a wave of fighters stands in. Replace it.")
        west = (asset.at[1] - AWAY_DEG + 180) % 360 - 180
        name = clean("wave", self.taken, "wave")
        return WaveLine(name, "fighter", USUAL_COUNT, (asset.at[0], west), asset.name)

    def _note_rounding(self, units: list[UnitLine]) -> None:
        far = max(self.shifts_m) * KM
        count = len(self.shifts_m)
        self.notes.insert(
            0, f"{count} positions were rounded to whole degrees, by up to {far:.0f} km."
        )
        chosen = sum(one.role == "unit" and one.facing_deg is None for one in self.contents.found)
        if chosen or any(unit.facing_deg < 0 for unit in units):
            self.notes.append("Units without a facing in the file face the nearest wave.")


def _apart_m(one: Position, other: Position) -> float:
    return float(earth.polar_from_site(*map(float, one), *map(float, other))[0])


def _towards(unit: UnitLine, waves: list[WaveLine]) -> int:
    """Return the facing of the file, or the direction of the nearest wave's origin."""
    if unit.facing_deg >= 0:
        return unit.facing_deg
    wave = min(waves, key=lambda one: _apart_m(unit.at, one.origin))
    _, azimuth = earth.polar_from_site(*map(float, unit.at), *map(float, wave.origin))
    return round(degrees(float(azimuth))) % 360
