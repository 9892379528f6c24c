"""What the models at work must find in the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.catalogue.kinds import BANDS_HZ, SECTORS, TARGET_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.scenario.resolved import ResolvedEntry, ResolvedScenario

SEA = "sea"
BEAM = ("azimuth_beamwidth", "elevation_beamwidth")

# model -> kind and word of an entry -> parameters; an empty word is every entry of the kind
NEEDS: dict[str, dict[tuple[str, str], tuple[str, ...]]] = {
    "antenna": {
        ("radar", "acquisition"): ("elevation_beamwidth", "fan_width"),
        ("radar", "all_altitude"): ("elevation_beamwidth", "fan_width"),
        ("radar", "engagement"): ("elevation_beamwidth", "boresight_elevation", "sidelobe_level"),
    },
    "clutter": {("radar", ""): (*BEAM, "range_resolution", "mti_improvement")},
    "track_accuracy": {("radar", ""): (*BEAM, "range_resolution"), ("threat", ""): ("manoeuvre",)},
    "drag": {("threat", "ballistic"): ("ballistic_coefficient", "burnout_altitude")},
    "jamming": {
        ("radar", "acquisition"): ("elevation_beamwidth", "fan_width"),
        ("radar", "all_altitude"): ("elevation_beamwidth", "fan_width"),
        ("radar", ""): (*BEAM, "sidelobe_level", "noise_temperature"),
    },
    "common_failure": {("missile", ""): ("common_mode_failure",)},
}
TOGETHER = {"reference_track_accuracy": "radar_share", "full_lead_angle": "largest_lead_angle"}


def at_work(scenario: ResolvedScenario) -> tuple[str, ...]:
    """Return the names of the models at work, jamming among them where anything jams."""
    switches = scenario.models.model_dump()
    jams = bool(scenario.jammers) or any(
        "jamming_density" in entry.parameters for entry in scenario.entries.values()
    )
    names = [name for name, value in switches.items() if value not in {False, "none", "shot"}]
    return (*names, "jamming") if jams else tuple(names)


def _needing(scenario: ResolvedScenario) -> tuple[str, ...]:
    """Return the models at work but correlated shots, whose values are an entry of their own."""
    beta = scenario.models.common_failure == "beta"
    return tuple(name for name in at_work(scenario) if not (beta and name == "common_failure"))


def unmet(scenario: ResolvedScenario) -> Iterator[tuple[str, str, str]]:
    """Yield what is missing: the model, the problem, and what is allowed."""
    models = _needing(scenario)
    for entry in scenario.entries.values():
        words = {"", *entry.attributes.values()}
        for model in models:
            for (kind, word), names in NEEDS.get(model, {}).items():
                if entry.kind == kind and word in words:
                    yield from _missing(model, entry, names)
        for name, other in TOGETHER.items():
            if name in entry.parameters and "kill_factors" in models:
                yield from _missing("kill_factors", entry, (other,))
    if "aspect" in models:
        yield from _outside_bands(scenario)
    if "clutter" in models and scenario.terrain.surface == SEA:
        yield from _beyond_sea(scenario)
    if "common_failure" in models:
        yield from _too_common(scenario)


def _missing(
    model: str, entry: ResolvedEntry, names: tuple[str, ...]
) -> Iterator[tuple[str, str, str]]:
    for name in names:
        if name not in entry.parameters:
            problem = f"{entry.id} has no {name}, which {model} needs"
            yield model, problem, f"{entry.id}.{name} under parameters, or the model switched off"


def _outside_bands(scenario: ResolvedScenario) -> Iterator[tuple[str, str, str]]:
    """Yield radars whose frequency no cross-section of a threat brackets."""
    radars = [entry for entry in scenario.entries.values() if entry.kind == "radar"]
    for entry in scenario.entries.values():
        known = [band for band in BANDS_HZ if f"rcs.{band}.{SECTORS[0]}" in entry.parameters]
        for band in known:
            names = tuple(f"rcs.{band}.{sector}" for sector in SECTORS)
            yield from _missing("aspect", entry, names)
        for radar in radars if known else ():
            low, high = BANDS_HZ[known[0]], BANDS_HZ[known[-1]]
            if not low <= radar.si("frequency") <= high:
                problem = f"{entry.id} has cross-sections from {known[0]} to {known[-1]} band only"
                problem += f", {radar.id} looks at {radar.si('frequency') / 1e9:g} GHz"
                yield "aspect", problem, f"bands on both sides of it: {', '.join(BANDS_HZ)}"


def _beyond_sea(scenario: ResolvedScenario) -> Iterator[tuple[str, str, str]]:
    """Yield radars at whose frequency the sea's echo is not known."""
    from skydome.physics.radar.clutter import SEA_FREQUENCIES_HZ  # brings NumPy

    low, high = SEA_FREQUENCIES_HZ
    for entry in scenario.entries.values():
        if entry.kind == "radar" and not low <= entry.si("frequency") <= high:
            problem = f"{entry.id} looks at {entry.si('frequency') / 1e9:g} GHz, where the echo of"
            problem += " the sea is not known"
            allowed = f"{low / 1e9:g} to {high / 1e9:g} GHz, or the model switched off"
            yield "clutter", problem, allowed


def _too_common(scenario: ResolvedScenario) -> Iterator[tuple[str, str, str]]:
    for missile in scenario.missiles:
        entry = scenario.entries[missile]
        if "common_mode_failure" not in entry.parameters:
            continue
        most = 1 - entry.si("common_mode_failure")
        for name in TARGET_CLASSES:
            if entry.si(f"kill_probability.{name}") > most:
                problem = f"{missile} kills a {name.replace('_', ' ')} more often than failures"
                problem += " in common allow"
                yield "common_failure", problem, f"kill_probability.{name} of at most {most:g}"
