"""Jammers, from what a person wrote to what the engine reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.forms import did_you_mean
from skydome.scenario import resolved as r
from skydome.scenario.resolve_command import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from skydome.scenario.authored import Jammer, Scenario
    from skydome.yamlfile import Document

PASSING = {"from_s", "until_s", "jitter_s", "chance"}  # fields of a jammer that comes and goes
MOST_PASSING = 16


def jammers(
    document: Document, scenario: Scenario, threats: Iterable[r.Threat]
) -> tuple[r.Jammer, ...]:
    """Return the jammers that stand off, then one for each threat that carries one.

    Raises
    ------
    InputError
        No wave has such a name, or too many come and go.
    """
    threats = tuple(threats)
    found = [_standing(scenario, jammer) for jammer in scenario.jamming if jammer.at is not None]
    for n, jammer in enumerate(scenario.jamming):
        if jammer.carried_by is not None:
            waves = [wave.name for wave in scenario.raid]
            if jammer.carried_by not in waves:
                problem = f"there is no wave {jammer.carried_by!r}"
                problem += did_you_mean(jammer.carried_by, waves)
                raise document.error(("jamming", n, "carried_by"), problem, ", ".join(waves))
            found += _carried(scenario, jammer, threats)
    count = sum(jammer.passing for jammer in found)
    if count > MOST_PASSING:
        problem = f"{count} jammers are carried or active for a time, each carrier counted"
        raise document.error(("jamming",), problem, f"at most {MOST_PASSING}")
    return tuple(found)


def _standing(scenario: Scenario, jammer: Jammer) -> r.Jammer:
    latitude, longitude = jammer.at or (0, 0)
    return _jammer(
        scenario,
        jammer,
        name=jammer.name,
        latitude_deg=latitude,
        longitude_deg=longitude,
        altitude_m=written(jammer, "altitude_m", "m"),
        passing=bool(PASSING & jammer.model_fields_set),
    )


def _carried(scenario: Scenario, jammer: Jammer, threats: Iterable[r.Threat]) -> Iterator[r.Jammer]:
    """Yield a jammer for each threat of the wave; where it is, that threat's path says."""
    own = [threat for threat in threats if threat.wave == jammer.carried_by]
    for number, threat in enumerate(own, start=1):
        yield _jammer(
            scenario,
            jammer,
            name=f"{jammer.name}-{number}",
            latitude_deg=threat.origin_latitude_deg,
            longitude_deg=threat.origin_longitude_deg,
            altitude_m=r.default(0.0, "m", "where its carrier flies"),
            passing=True,
            carrier=threat.name,
        )


def _jammer(scenario: Scenario, jammer: Jammer, **placed: object) -> r.Jammer:
    until = r.default(scenario.duration_s, "s")
    if jammer.until_s is not None:
        until = written(jammer, "until_s", "s")
    times = {
        "from_s": written(jammer, "from_s", "s"),
        "until_s": until,
        "jitter_s": written(jammer, "jitter_s", "s"),
        "chance": written(jammer, "chance", "1"),
    }
    density = written(jammer, "density_w_hz", "W/Hz")
    return r.Jammer.model_validate(placed | times | {"density_w_hz": density})
