"""A replication as a Tacview flight recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.export.replay.acmi_book import NOBODY, Book, transform
from skydome.export.replay.acmi_types import ASSET_TYPE, DEFENCE, SHOT_TYPE, described, node_type
from skydome.export.replay.scene import EPOCH, date_at
from skydome.study.event_text import sentence_of
from skydome.study.tracks import IN_FLIGHT, KILLED, LEAKED

if TYPE_CHECKING:
    from skydome.export.replay.scene import Scene
    from skydome.export.replay.shots import Shot

# Detections and decisions would fill the log; launches, intercepts and leaks are written below.
TOLD = frozenset({"lost", "cut", "quiet", "emits", "shuts", "moves", "doctrine", "reload", "turns"})
LOCKS = ("LockedTarget", *(f"LockedTarget{n}" for n in range(2, 10)))


def acmi(scene: Scene) -> bytes:
    """Return the recording: objects by time, launches, kills and misses, bookmarks for leaks.

    A salvo is one missile object, whose parent is its battery and whose locked target is the
    threat; it flies the straight line from launcher to intercept. A battery locks the targets of
    its first nine channels, which is what Tacview has room for.
    """
    book = Book()
    for add in (_add_sites, _add_flights, _add_shots, _add_messages):
        add(book, scene)
    return book.written(
        {
            "ReferenceTime": f"{EPOCH:%Y-%m-%dT%H:%M:%SZ}",
            "RecordingTime": date_at(0.0),
            "DataSource": f"Skydome {scene.version}",
            "DataRecorder": f"Skydome {scene.version}",
            "Title": scene.scenario.title,
            "Category": "Air defence",
            "Comments": f"{scene.source}. The date and every position are notional.",
        }
    )


def _add_sites(book: Book, scene: Scene) -> None:
    for node in scene.nodes:
        name = f"site/{node.name}"
        told = {"Name": node.system, "CallSign": node.name, "Group": node.unit}
        kind = node_type(node)
        book.add(node.from_s, name, T=transform(*node.place), Type=kind, **told, **DEFENCE)
        if node.lost:
            book.event(node.until_s, "Destroyed", f"{node.name} is lost", name)
        if node.until_s < scene.scenario.duration_s:
            book.remove(node.until_s, name)
    for one, altitude_m in zip(scene.scenario.assets, scene.asset_altitude_m, strict=True):
        at = transform(one.latitude_deg, one.longitude_deg, altitude_m)
        told = {"Name": one.name, "CallSign": one.name}
        book.add(0.0, f"asset/{one.name}", T=at, Type=ASSET_TYPE, **told, **DEFENCE)


def _add_flights(book: Book, scene: Scene) -> None:
    for flight in scene.flights.values():
        name = f"threat/{flight.name}"
        for n, time_s in enumerate(flight.time_s.tolist()):
            place = flight.latitude_deg[n], flight.longitude_deg[n], flight.altitude_m[n]
            at = f"{transform(*place)}|||{flight.course_deg[n]:.1f}"
            book.add(time_s, name, T=at, **({} if n else described(flight)))
        if flight.outcome == KILLED:
            book.event(flight.until_s, "Destroyed", f"{flight.name} is destroyed", name)
        elif flight.outcome == LEAKED:
            asset = f"asset/{flight.asset}"
            text = f"{flight.name} reaches {flight.asset}"
            book.event(flight.until_s, "Bookmark", f"Leak: {text}", name, asset)
            book.event(flight.until_s, "LeftArea", text, name)
        if flight.outcome in {KILLED, LEAKED}:
            book.remove(flight.until_s, name)


def _add_shots(book: Book, scene: Scene) -> None:
    for number, shot in enumerate(scene.shots):
        one, name = shot.engagement, f"shot/{number}"
        battery, threat = f"site/{_site(scene, shot)}", f"threat/{one.threat}"
        lock = LOCKS[one.channel] if one.channel < len(LOCKS) else ""
        told = {"Name": one.missile, "CallSign": f"{one.missiles} x {one.missile} at {one.threat}"}
        aim = {"Parent": book.number(battery), "LockedTarget": book.number(threat)}
        start = transform(*shot.start)
        book.add(one.launch_s, name, T=start, Type=SHOT_TYPE, **told, **aim, **DEFENCE)
        text = f"{one.unit} fires {one.missiles} x {one.missile} at {one.threat}"
        book.event(one.launch_s, "Message", text, battery, name, threat)
        if lock:
            book.add(one.launch_s, battery, **{lock: book.number(threat)})
        book.add(one.intercept_s, name, T=transform(*shot.end))
        if one.outcome == IN_FLIGHT:
            continue
        text = f"{one.missile} of {one.unit} at {one.threat}: {one.outcome.replace('_', ' ')}"
        book.event(one.intercept_s, "Message", text, name, threat)
        book.event(one.intercept_s, "LeftArea", "", name)
        book.remove(one.intercept_s, name)
        if lock and not _locked_again(scene, shot):
            book.add(one.intercept_s, battery, **{lock: NOBODY})


def _site(scene: Scene, shot: Shot) -> str:
    """Return the name of the site from which a salvo was fired."""
    return next(
        n.name for n in scene.nodes if n.battery == shot.engagement.unit and n.place == shot.start
    )


def _locked_again(scene: Scene, shot: Shot) -> bool:
    """Return whether the channel takes its next target in the scan in which this one ends."""
    one = shot.engagement
    return any(
        (other.engagement.unit, other.engagement.channel) == (one.unit, one.channel)
        and other.engagement.launch_s == one.intercept_s
        for other in scene.shots
    )


def _add_messages(book: Book, scene: Scene) -> None:
    for record in scene.records:
        if record.event in TOLD:
            book.event(record.time_s, "Message", sentence_of(record))
