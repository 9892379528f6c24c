"""A replication as KML 2.2, with the moving tracks of Google's extension; or zipped as KMZ."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from skydome.export import dateline
from skydome.export.replay import kml_parts as parts
from skydome.export.replay.scene import date_at
from skydome.export.replay.styles import (
    ASSET,
    DEFENCE,
    OUTCOME_COLOURS,
    class_colour,
    plain,
)
from skydome.study.tracks import IN_FLIGHT

if TYPE_CHECKING:
    from skydome.export.replay.scene import Scene

FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # of a file in a zip, so that the bytes are always the same


def kml(scene: Scene) -> bytes:
    """Return the document: folders of sites, assets, coverage, threats, engagements, intercepts.

    Placemarks have time spans, for the slider of the viewer. Detection is not shown at first.
    Icons are the viewer's own: nothing is loaded from a network.
    """
    root = ET.Element("kml", {"xmlns": parts.KML, "xmlns:gx": parts.GX})
    document = ET.SubElement(root, "Document")
    parts.text(
        document, name=scene.scenario.title, description=f"{scene.source}. Positions notional."
    )
    classes = {flight.target_class for flight in scene.flights.values()}
    for name in sorted(classes):
        parts.style(document, name, class_colour(name))
    for name, colour in {"defence": DEFENCE, "asset": ASSET, **OUTCOME_COLOURS}.items():
        parts.style(document, name, colour)
    for add in (_sites, _assets, _coverage, _threats, _shots, _intercepts):
        add(document, scene)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def kmz(scene: Scene) -> bytes:
    """Return the same, zipped."""
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        file = ZipInfo("doc.kml", FIRST_DATE)
        file.compress_type = ZIP_DEFLATED
        archive.writestr(file, kml(scene))
    return written.getvalue()


def _sites(document: ET.Element, scene: Scene) -> None:
    folder = parts.folder(document, "Defence")
    for node in scene.nodes:
        told = f"{plain(node.kind)} of {node.unit}, {node.system}: {', '.join(node.radars)}"
        mark = parts.placemark(folder, node.name, told, "defence", (node.from_s, node.until_s))
        parts.point(mark, *node.place)


def _assets(document: ET.Element, scene: Scene) -> None:
    folder = parts.folder(document, "Assets")
    for one, altitude_m in zip(scene.scenario.assets, scene.asset_altitude_m, strict=True):
        leaked = sum(r.event == "leak" and r.asset == one.name for r in scene.records)
        mark = parts.placemark(folder, one.name, f"value {one.value:g}, {leaked} leaked", "asset")
        parts.point(mark, one.latitude_deg, one.longitude_deg, altitude_m)


def _coverage(document: ET.Element, scene: Scene) -> None:
    folder = parts.folder(document, "Coverage")
    for one in scene.contours:
        above = "ground" if one.above_ground else "sea level"
        name = f"{one.unit}: {one.kind} at {one.altitude_m:,.0f} m above {above}"
        mark = parts.placemark(
            folder, name, f"target: {one.target}", "defence", shown=one.kind != "detection"
        )
        shapes = ET.SubElement(mark, "MultiGeometry")
        for outer, *_ in (part for ring in one.rings for part in dateline.split([ring])):
            shape = ET.SubElement(shapes, "Polygon")
            parts.text(shape, extrude="1", altitudeMode="absolute")
            edge = ET.SubElement(shape, "outerBoundaryIs")
            at = " ".join(f"{east:.4f},{north:.4f},{one.top_m:.0f}" for east, north in outer)
            parts.text(ET.SubElement(edge, "LinearRing"), coordinates=at)


def _threats(document: ET.Element, scene: Scene) -> None:
    folder = parts.folder(document, "Threats")
    for one in scene.flights.values():
        told = f"{plain(one.target_class)}, {one.entry}, to {one.asset}: {one.outcome}"
        mark = parts.placemark(folder, one.name, told, one.target_class)
        track = ET.SubElement(mark, "gx:Track")
        parts.text(track, altitudeMode="absolute")
        for time_s in one.time_s.tolist():
            parts.text(track, when=date_at(time_s))
        columns = one.longitude_deg, one.latitude_deg, one.altitude_m
        for east, north, up in zip(*columns, strict=True):
            ET.SubElement(track, "gx:coord").text = f"{east:.6f} {north:.6f} {up:.1f}"


def _shots(document: ET.Element, scene: Scene) -> None:
    folder = parts.folder(document, "Engagements")
    for shot in scene.shots:
        one, (latitude, longitude, altitude) = shot.engagement, shot.start
        name = f"{one.unit}: {one.missiles} x {one.missile} at {one.threat}"
        span = one.launch_s, one.intercept_s
        mark = parts.placemark(folder, name, plain(one.outcome), one.outcome, span)
        line = ET.SubElement(mark, "LineString")
        start = f"{longitude:.6f},{latitude:.6f},{altitude:.1f}"
        end = f"{shot.end[1]:.6f},{shot.end[0]:.6f},{shot.end[2]:.1f}"
        parts.text(line, altitudeMode="absolute", coordinates=f"{start} {end}")


def _intercepts(document: ET.Element, scene: Scene) -> None:
    folder = parts.folder(document, "Intercepts")
    for shot in scene.shots:
        one = shot.engagement
        if one.outcome != IN_FLIGHT:
            told = f"{one.missile} of {one.unit}: {plain(one.outcome)}"
            span = one.intercept_s, scene.scenario.duration_s
            parts.point(parts.placemark(folder, one.threat, told, one.outcome, span), *shot.end)
