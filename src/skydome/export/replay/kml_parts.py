"""The elements of KML, in the order that its schema wants."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from skydome.export.replay.scene import date_at

KML, GX = "http://www.opengis.net/kml/2.2", "http://www.google.com/kml/ext/2.2"


def folder(document: ET.Element, name: str) -> ET.Element:
    """Return a new folder."""
    made = ET.SubElement(document, "Folder")
    text(made, name=name)
    return made


def placemark(
    inside: ET.Element,
    name: str,
    told: str,
    style: str,
    span: tuple[float, float] | None = None,
    *,
    shown: bool = True,
) -> ET.Element:
    """Return a placemark without a geometry; the schema wants this order of its parts."""
    mark = ET.SubElement(inside, "Placemark")
    text(mark, name=name, **({} if shown else {"visibility": "0"}), description=told)
    if span:
        begin, end = map(date_at, span)
        text(ET.SubElement(mark, "TimeSpan"), begin=begin, end=end)
    text(mark, styleUrl=f"#{style}")
    return mark


def style(document: ET.Element, name: str, colour: str) -> None:
    """Add a style of one colour, ``#rrggbb``; KML writes blue first."""
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    made = ET.SubElement(document, "Style", {"id": name})
    for part, alpha in (
        ("IconStyle", "ff"),
        ("LabelStyle", "ff"),
        ("LineStyle", "ff"),
        ("PolyStyle", "30"),
    ):
        text(ET.SubElement(made, part), color=f"{alpha}{blue}{green}{red}")


def point(mark: ET.Element, latitude: float, longitude: float, altitude_m: float) -> None:
    """Add a point, its altitude above sea level."""
    at = f"{longitude:.6f},{latitude:.6f},{altitude_m:.1f}"
    text(ET.SubElement(mark, "Point"), altitudeMode="absolute", coordinates=at)


def text(parent: ET.Element, **children: str) -> None:
    """Add children that have nothing but a text."""
    for name, content in children.items():
        ET.SubElement(parent, name).text = content
