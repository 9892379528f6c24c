"""How a replication looks in every format: colours and names by target class and outcome."""

from __future__ import annotations

from skydome.study.tracks import IN_FLIGHT, KILLED, LEAKED, MISSED, TOO_LATE

# Okabe and Ito's colours, as in the reports; a class of the user's own is grey.
CLASS_COLOURS = {
    "aircraft": "#0b62a4",
    "stealth_aircraft": "#a8528a",
    "cruise_missile": "#c9480a",
    "drone": "#d98c00",
    "glide_bomb": "#00795b",
    "ballistic_missile": "#f0e442",
    "supersonic_missile": "#56b4e9",
}
GREY, DEFENCE, ASSET = "#7d868c", "#3aa0ff", "#ffffff"
OUTCOME_COLOURS = {
    KILLED: "#00795b",
    MISSED: "#c9480a",
    TOO_LATE: "#7d868c",
    IN_FLIGHT: "#56b4e9",
    LEAKED: "#c9480a",
}


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of ``#rrggbb``, each 0 to 255."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def class_colour(target_class: str) -> str:
    """Return the colour of a target class as ``#rrggbb``."""
    return CLASS_COLOURS.get(target_class, GREY)


def plain(name: str) -> str:
    """Return a name of the code as words."""
    return name.replace("_", " ")
