"""An order of battle as KML or KMZ placemarks."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from skydome.draft.found import Contents, Found, SetAside
from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST_BYTES = 64_000_000
TELLING = ("system", "type", "equipment", "threat")  # names of extended data
ROLES = {"unit": "unit", "asset": "asset", "threat": "threat"}
HIGHEST_LATITUDE_DEG, HIGHEST_LONGITUDE_DEG = 90.0, 180.0
EXPECTED = "placemarks as Google Earth saves them"


def read(file: Path) -> Contents:
    """Return the placemarks of a file that are points; the others are set aside.

    A system or threat is looked for in the extended data, the description, the name, and the names
    of the folders around, in this order.

    Raises
    ------
    InputError
        The file cannot be read as KML.
    """
    root = _root(file)
    found: list[Found] = []
    aside: list[SetAside] = []
    for number, (folders, mark) in enumerate(_placemarks(root, ()), 1):
        name = _text(mark, "name")
        where = f"placemark {number}"
        at = _position(mark)
        if isinstance(at, str):
            aside.append(SetAside(f"{where} ({name})" if name else where, at))
            continue
        data = _data(mark)
        telling = tuple(data[key] for key in TELLING if data.get(key))
        words = (*telling, _text(mark, "description"), name, *reversed(folders))
        role = ROLES.get(data.get("role", "").lower(), "")
        found.append(
            Found(
                where=where,
                name=name,
                latitude_deg=at[0],
                longitude_deg=at[1],
                words=tuple(word for word in words if word),
                said=telling[0] if telling else "",
                role=role or ("unit" if telling and not _is_threat(data) else ""),
                to=data.get("to", ""),
            )
        )
    return Contents(_title(root), found, aside)


def _is_threat(data: dict[str, str]) -> bool:
    return "threat" in data


def _root(file: Path) -> ET.Element:
    try:
        content = file.read_bytes()
        if zipfile.is_zipfile(file):
            content = _inside(file)
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise InputError(f"cannot be read: {reason}", file=file) from None
    if len(content) > LARGEST_BYTES:
        raise InputError("the file is too large", file=file, allowed=f"{LARGEST_BYTES:,} bytes")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:  # entities may grow without end
        declared = "it declares a document type, which KML does not have"
        raise InputError(declared, file=file, allowed=EXPECTED)
    try:
        return ET.fromstring(content)  # noqa: S314 - no document type, so no entities
    except ET.ParseError as problem:
        raise InputError(f"this is not XML: {problem}", file=file, allowed=EXPECTED) from None


def _inside(file: Path) -> bytes:
    """Return the first KML file of an archive."""
    try:
        with zipfile.ZipFile(file) as archive:
            inside = [one for one in archive.infolist() if one.filename.lower().endswith(".kml")]
            if not inside:
                raise InputError("there is no KML in this archive", file=file, allowed=EXPECTED)
            if inside[0].file_size > LARGEST_BYTES:
                allowed = f"{LARGEST_BYTES:,} bytes"
                raise InputError("the KML in it is too large", file=file, allowed=allowed)
            return archive.read(inside[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as problem:
        raise InputError(f"this archive cannot be read: {problem}", file=file) from None


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ET.Element, name: str) -> str:
    child = next((one for one in element if _tag(one) == name), None)
    return " ".join((child.text or "").split()) if child is not None else ""


def _title(root: ET.Element) -> str:
    document = next((one for one in root.iter() if _tag(one) == "Document"), None)
    return "" if document is None else _text(document, "name")


def _placemarks(
    element: ET.Element, folders: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], ET.Element]]:
    """Yield every placemark with the names of the folders around it, without recursion."""
    waiting = [(element, folders)]
    while waiting:
        one, around = waiting.pop(0)
        for child in one:
            tag = _tag(child)
            if tag == "Placemark":
                yield around, child
            elif tag == "Folder":
                waiting.append((child, (*around, _text(child, "name"))))
            elif tag == "Document":
                waiting.append((child, around))


def _data(mark: ET.Element) -> dict[str, str]:
    """Return the extended data of a placemark, by names in small letters."""
    data = {}
    for one in mark.iter():
        if _tag(one) == "Data":
            data[one.get("name", "").lower()] = _text(one, "value")
        elif _tag(one) == "SimpleData":
            data[one.get("name", "").lower()] = " ".join((one.text or "").split())
    return data


def _position(mark: ET.Element) -> tuple[float, float] | str:
    """Return latitude and longitude of a point, or why there is none."""
    point = next((one for one in mark if _tag(one) == "Point"), None)
    if point is None:
        shape = next((_tag(one) for one in mark if _tag(one)[0].isupper()), "")
        shape = shape if shape in {"LineString", "Polygon", "MultiGeometry", "Track"} else ""
        return f"a {shape} is not a place" if shape else "it has no place"
    parts = _text(point, "coordinates").split(",")
    try:
        longitude, latitude = float(parts[0]), float(parts[1])
    except (ValueError, IndexError):
        return "its coordinates cannot be read"
    inside = abs(latitude) <= HIGHEST_LATITUDE_DEG and abs(longitude) <= HIGHEST_LONGITUDE_DEG
    return (latitude, longitude) if inside else "its coordinates are out of bounds"
