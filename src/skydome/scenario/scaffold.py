"""A scenario to start from: it runs as it is, and each part is explained."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skydome.catalogue import Catalogue

WIDTH = 96
TEXT = """\
# A scenario of your own. It runs as it is: change what you like, then
#   skydome check {file}
#   skydome run {file}
# What is left out has a default; docs/writing-a-scenario.md lists every field. Positions are
# notional: latitude and longitude in whole degrees, south and west negative.

name: {name} # letters, digits, - and _; also the name of the result folder
title: One unit against cruise missiles and drones
seed: 1 # the same seed gives the same result
replications: 1000
duration_s: 1800

terrain:
  placements: 8 # the exact place of each site is drawn this many times
  # flat: true # no terrain
  # folder: elevation # your own elevation files

# weather: {{rain_mm_h: 5}}

# Values of the catalogue, replaced for this scenario alone:
# parameters:
#   92n6e.target_channels:
#     {{value: 8, unit: "1", source: scenario-author, confidence: unsourced, reason: why}}

# What is attacked. value is a relative worth.
assets:
  - {{name: power-station, at: [28, 73], value: 3}}
  - {{name: depot, at: [28, 74]}}

# What defends it. Systems of the catalogue:
{systems}
# facing_deg is the middle of the engagement sector, clockwise from north. Units with the same
# network share tracks and engagements.
defence:
  - {{name: unit, system: s-400-regiment, at: [28, 73], facing_deg: 270}}
  # - {{name: second, system: akash-battery, at: [28, 74], facing_deg: 270, network: unit}}

doctrine:
  salvo: 1 # missiles in one engagement
  salvo_by_class: {{ballistic_missile: 2}}
  engagements: 3 # the most salvos at one threat by one network
  assessment_s: 5 # from the intercept to knowing whether it was a kill
  # reserve: {{fraction: 0.25, classes: [ballistic_missile]}}

# The raid. Threats of the catalogue:
{threats}
# jitter_s: each starts late by up to this. release_range_m: how far from the asset the flight
# begins. Times are seconds from the start of the scenario.
raid:
  - {{name: cruise, threat: cruise-missile-low, count: 12, origin: [28, 71], to: power-station,
     spacing_s: 10, jitter_s: 30}}
  - {{name: drones, threat: one-way-drone, count: 10, origin: [29, 72], to: depot,
     release_range_m: 50000, spacing_s: 15, jitter_s: 60}}
"""


def scaffold(name: str, file: str, catalogue: Catalogue) -> str:
    """Return the text of a scenario file that runs, with every part explained.

    Parameters
    ----------
    name
        The scenario's name.
    file
        The file's name, as the commands in its first lines show it.
    catalogue
        Whose systems and threats are listed.
    """
    return TEXT.format(
        name=name,
        file=file,
        systems=_listed(catalogue.ids("system")),
        threats=_listed(catalogue.ids("threat")),
    )


def _listed(ids: list[str]) -> str:
    lines = textwrap.wrap(", ".join(ids), WIDTH - 4, break_on_hyphens=False)
    return "\n".join(f"#   {line}" for line in lines)
