"""What DIS calls each object, after SISO-REF-010."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.export.replay.dis_pdus import Kind
from skydome.export.replay.nodes import BATTERY, COMMAND

if TYPE_CHECKING:
    from skydome.export.replay.flights import Flight
    from skydome.export.replay.nodes import Node

# Platform (1) on land (1) or in the air (2), munition (2)
BATTERY_KIND, POST_KIND, RADAR_KIND = Kind(1, 1, 28), Kind(1, 1, 29), Kind(1, 1, 32)
ASSET_KIND, SHOT_KIND = Kind(1, 1, 30), Kind(2, 1, 1)
NODE_KINDS = {BATTERY: BATTERY_KIND, COMMAND: POST_KIND}
KINDS = {
    "aircraft": Kind(1, 2, 1),
    "stealth_aircraft": Kind(1, 2, 1),
    "drone": Kind(1, 2, 50),
    "cruise_missile": Kind(2, 11, 1),
    "supersonic_missile": Kind(2, 11, 1),
    "ballistic_missile": Kind(2, 11, 2),
    "glide_bomb": Kind(2, 11, 1),
}
OTHER_KIND = Kind(1, 2)


def node_kind(node: Node) -> Kind:
    """Return the kind of a site."""
    return NODE_KINDS.get(node.kind, RADAR_KIND)


def kind_of(flight: Flight) -> Kind:
    """Return the kind of a threat."""
    return KINDS.get(flight.target_class, OTHER_KIND)
