"""The tables of what a scenario leaves out: nothing is lost, jammed, mistaken or held back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.engagement.world import LOOK, NOBODY

if TYPE_CHECKING:
    from skydome.arrays import Ints


NO_LIMIT = 2**15  # more engagements than any unit has channels for
THOUSAND = 1_000


def each(count: int, value: int) -> Ints:
    """Return so many times one value."""
    return np.full(count, value, dtype=np.int32)


def plain_network(radar_network: Ints, unit_network: Ints, assets: int) -> dict[str, Any]:
    """Return tables in which every network stays what it is, with one command post each."""
    radars, units, networks = len(radar_network), len(unit_network), int(unit_network.max()) + 1
    return {
        "rules": each(1, 0),
        "radar_network": radar_network,
        "radar_command": radar_network,
        "radar_unit": each(radars, NOBODY),
        "radar_on": each(radars, 0),
        "unit_network": unit_network,
        "unit_command": unit_network,
        "unit_delay": each(units, 0),
        "unit_capacity": each(units, NO_LIMIT),
        "unit_quiet": each(units, NOBODY),
        "command_delay": each(networks, 0),
        "post_limit": each(0, 0),
        "unit_post": each(units, NOBODY),
        "group_doctrine": each(networks, 0),
        "networks": networks,
        "commands": networks,
        **no_jammers(),
        "change_kind": each(0, 0),
        "change_node": each(0, 0),
        "change_chance": np.zeros(0, dtype=np.uint32),
        "change_first": each(0, 0),
        "change_window": each(0, 0),
        "change_trigger": each(0, 0),
        "change_delay": each(0, 0),
        "change_next": each(0, 0),
        "change_doctrine": each(0, 0),
        "any_track": 1,
        "radar_launches": np.zeros((0, 0), dtype=np.int32),
        "radar_second": each(radars, NOBODY),
        "asset_change": each(assets, NOBODY),
        "look_round": 0,
        "stance_radar": each(units, NOBODY),
        "stance_facing": each(units, NOBODY)[:, None],
        "stance_turn": each(units, 0)[:, None],
        "stance_second": each(units, NOBODY),
        "radar_first": np.arange(radars, dtype=np.int32),
        "change_absence": each(0, 0),
        "change_pack": each(0, 0),
        **no_relays(),
        **plain_supply(units),
    }


def no_relays() -> dict[str, Any]:
    """Return tables in which no network hears of another's radars."""
    return {"relay_radar": each(0, 0), "relay_delay": each(0, 0)}


def plain_supply(units: int) -> dict[str, Any]:
    """Return tables in which launchers reload by themselves, and every replication begins anew."""
    return {
        "unit_loaders": each(units, NOBODY),
        "unit_travel": each(units, 0),
        "depot": np.zeros((0, 0), dtype=np.int32),
        "opening": np.zeros((0, 0), dtype=np.int32),
    }


def no_jammers() -> dict[str, Any]:
    """Return tables in which no jammer comes or goes."""
    lists = ("first", "scans", "jitter", "carrier", "start", "points", "floor", "circle")
    points = ("level", "azimuth", "elevation", "fall")
    others = ("look_half", "look_of", "radar_coast", "radar_guides")
    missiles = ("missile_active", "missile_accuracy", "missile_reference")
    return {
        "jammers": 0,
        "jam_chance": np.zeros(0, dtype=np.uint32),
        **{f"jam_{name}": each(0, 0) for name in lists},
        **{f"jam_{name}": np.zeros((0, 0), dtype=np.int32) for name in points},
        "detection_signal": np.zeros(0, dtype=np.int16),
        "detection_background": np.zeros(0, dtype=np.int16),
        "detection_errors": np.zeros((0, 0), dtype=np.int16),
        "detection_azimuth": each(0, 0),
        "detection_elevation": each(0, 0),
        "look_table": np.zeros((0, 0), dtype=np.uint32),
        **{name: each(0, 0) for name in (*others, *missiles)},
        "flight_bare": np.zeros(0, dtype=np.uint16),
        "jam_kill": np.zeros((0, 0, 0), dtype=np.uint16),
    }


def plain_identity(threat_class: Ints, labels: int) -> dict[str, Any]:
    """Return tables in which everything is hostile, and known for what it is."""
    threats = len(threat_class)
    return {
        "threat_label": threat_class,
        "threat_harms": each(threats, 1),
        "threat_viable": each(threats, 1),
        "threat_homes": each(threats, NOBODY),
        "threat_aimed": each(threats, 1),
        "identified": 0,
        "confusion": np.zeros((1, labels, labels), dtype=np.uint32),
    }


def plain_doctrine(
    salvo: Ints, reserved: Ints, reserve: Ints, order: Ints, assets: int
) -> dict[str, Any]:
    """Return one doctrine of shoot, look, shoot at everything, the soonest at its asset first.

    Salvo and reserve are by label, ``reserve`` by unit and missile.
    """
    labels, (units, missiles) = len(salvo), reserve.shape
    return {
        "policy": each(1, LOOK),
        "interval": each(1, 1),
        "miss_for_kill": np.zeros(1, dtype=np.uint32),
        "kill_for_miss": np.zeros(1, dtype=np.uint32),
        "correction": each(1, 0),
        "time_weight": each(1, THOUSAND),
        "label_salvo": salvo[None],
        "label_reserved": reserved[None],
        "label_engaged": each(labels, 1)[None],
        "label_advance": np.zeros((1, labels, assets), dtype=np.int32),
        "missile_order": order[None],
        "unit_reserve": reserve[None],
        "silent_when_empty": each(1, 0),
        "fires_remote": each(1, 0),
        "missile_remote": each(len(order), 0),
        "by_return": each(1, 0),
        "label_value": np.ones((1, labels, assets), dtype=np.int32),
        "missile_price": np.zeros((1, missiles), dtype=np.int32),
        "scarcity": each(1, 0),
        "label_kill": np.zeros((missiles, labels), dtype=np.uint32),
        "unit_full": np.ones((units, missiles), dtype=np.int32),
    }
