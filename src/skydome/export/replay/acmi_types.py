"""What Tacview calls each object, and whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.export.replay.nodes import BATTERY, COMMAND

if TYPE_CHECKING:
    from skydome.export.replay.flights import Flight
    from skydome.export.replay.nodes import Node

# Tacview's tags; what it has none for takes the nearest.
TYPES = {
    "aircraft": "Medium+Air+FixedWing",
    "stealth_aircraft": "Medium+Air+FixedWing",
    "drone": "Light+Air+FixedWing",
    "cruise_missile": "Medium+Weapon+Missile",
    "supersonic_missile": "Medium+Weapon+Missile",
    "ballistic_missile": "Heavy+Weapon+Missile",
    "glide_bomb": "Medium+Weapon+Bomb",
}
OTHER_TYPE, DECOY = "Air+FixedWing", "Misc+Decoy"
NODE_TYPES = {BATTERY: "Ground+AntiAircraft", COMMAND: "Ground+Static+Building"}
RADAR_TYPE, ASSET_TYPE = "Ground+Sensor+Vehicle", "Ground+Static+Building"
SHOT_TYPE = "Light+Weapon+Missile"
DEFENCE = {"Coalition": "Defence", "Color": "Blue"}
ATTACK = {"Coalition": "Attack", "Color": "Red"}
OTHERS = {"Coalition": "Others", "Color": "Green"}


def node_type(node: Node) -> str:
    """Return the tags of a site."""
    return NODE_TYPES.get(node.kind, RADAR_TYPE)


def described(flight: Flight) -> dict[str, str]:
    """Return the properties of a threat: tags, names, side."""
    side = {"hostile": ATTACK, "decoy": ATTACK}.get(flight.identity, OTHERS)
    kind = DECOY if flight.identity == "decoy" else TYPES.get(flight.target_class, OTHER_TYPE)
    return {
        "Type": kind,
        "Name": flight.entry,
        "CallSign": flight.name,
        "Group": flight.wave,
    } | side
