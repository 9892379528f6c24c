"""The worst replication of two_front in every format, read back by a reader of somebody else's."""

import json
import shutil
import subprocess
import zipfile
from collections import Counter
from io import BytesIO

import pytest

from skydome import load, simulate, with_run
from skydome.engagement.tables.elevation import elevation_of
from skydome.export.replay import FORMATS, scene_of
from skydome.export.tables import run_tables, table_bytes
from skydome.study import event_table, named_replication
from skydome.study.tracks import flights, place_at

TSHARK = shutil.which("tshark")
needs_tshark = pytest.mark.skipif(TSHARK is None, reason="tshark is not installed")


@pytest.fixture(scope="module")
def result(examples):
    scenario = load(examples / "two_front.yaml", settings={"terrain.placements": 1})
    return simulate(with_run(scenario, replications=30))


@pytest.fixture(scope="module")
def scene(result):
    return scene_of(result, named_replication(result, "worst"))


@pytest.fixture(scope="module")
def ended(scene):
    """Return how many salvos have ended; the others are in flight at the end."""
    return scene.counts["intercept"]


def in_file(scene, folder, name):
    file = folder / f"worst{FORMATS[name].ending}"
    file.write_bytes(FORMATS[name].write(scene))
    return file


def test_there_is_something_to_count(scene):
    counts = scene.counts
    assert counts["set_out"] == len(scene.flights) == 104
    assert counts["launch"] == len(scene.shots) > 100
    assert counts["track"] == len(scene.held) > 100
    assert 0 < counts["killed"] < counts["intercept"]
    assert counts["leak"] > 0
    assert {one.kind for one in scene.contours} == {"detection", "engagement"}


def test_czml(scene, ended):
    from czml3 import Document

    packets = json.loads(FORMATS["czml"].write(scene))
    read = Document.model_validate({"packets": packets})
    kinds = Counter(packet.id.partition("/")[0] for packet in read.packets if "/" in packet.id)
    # a track that ends in the scan in which it began has no interval to be shown in
    shown = sum(one.until_s > one.from_s for one in scene.held)
    assert kinds["threat"] == scene.counts["set_out"]
    assert kinds["shot"] == scene.counts["launch"]
    assert kinds["intercept"] == ended
    assert kinds["track"] == shown
    assert kinds["coverage"] == sum(len(one.rings) for one in scene.contours)
    assert (kinds["site"], kinds["asset"]) == (len(scene.nodes), len(scene.scenario.assets))
    ids = [packet["id"] for packet in packets]
    assert len(set(ids)) == len(ids)
    assert {packet.get("parent", "document") for packet in packets} <= set(ids)
    assert "token" not in json.dumps(packets)
    assert "http" not in json.dumps(packets)


def test_czml_labels_count_leaks_and_channels(scene):
    packets = {packet["id"]: packet for packet in json.loads(FORMATS["czml"].write(scene))}
    leaked = Counter(r.asset for r in scene.records if r.event == "leak")
    for name, number in leaked.items():
        assert packets[f"asset/{name}"]["label"]["text"][-1]["string"] == f"{name}: {number} leaked"
    battery = scene.scenario.batteries[0].name
    used = [text["string"] for text in packets[f"site/{battery}"]["label"]["text"]]
    assert used[0] == f"{battery} 0/6"
    assert len(set(used)) > 1


def test_czml_ellipses_have_the_longer_half_axis_first(scene):
    """Cesium refuses an ellipse whose semi-major axis is the shorter one."""
    for packet in json.loads(FORMATS["czml"].write(scene)):
        if "ellipse" in packet:
            longer, shorter = (
                packet["ellipse"][name]["number"][1::2]
                for name in ("semiMajorAxis", "semiMinorAxis")
            )
            assert all(a >= b > 0 for a, b in zip(longer, shorter, strict=True))


def test_kml_is_valid_and_complete(scene, ended, tmp_path):
    import fastkml
    from fastkml.validator import validate

    file = in_file(scene, tmp_path, "kml")
    assert validate(file_to_validate=file)
    (document,) = fastkml.KML.parse(file).features
    folders = {folder.name: folder.features for folder in document.features}
    assert {name: len(marks) for name, marks in folders.items()} == {
        "Defence": len(scene.nodes),
        "Assets": len(scene.scenario.assets),
        "Coverage": len(scene.contours),
        "Threats": scene.counts["set_out"],
        "Engagements": scene.counts["launch"],
        "Intercepts": ended,
    }
    styles = {f"#{style.id}" for style in document.styles}
    assert {mark.style_url.url for marks in folders.values() for mark in marks} <= styles
    outcomes = Counter(mark.description.rpartition(": ")[2] for mark in folders["Threats"])
    assert (outcomes["killed"], outcomes["leaked"]) == (
        scene.counts["killed"],
        scene.counts["leak"],
    )


def test_kml_tracks_have_a_time_for_every_place(scene, tmp_path):
    import fastkml

    (document,) = fastkml.KML.parse(in_file(scene, tmp_path, "kml")).features
    threats = next(f for f in document.features if f.name == "Threats").features
    for mark, flight in zip(threats, scene.flights.values(), strict=True):
        items = mark.kml_geometry.track_items
        assert len(items) == len(flight.time_s)
        assert items[-1].coord.x == pytest.approx(flight.longitude_deg[-1], abs=1e-5)
        assert items[-1].when.dt.hour * 3600 + items[-1].when.dt.minute * 60 + (
            items[-1].when.dt.second
        ) == pytest.approx(flight.until_s)


def test_kmz_holds_the_same_document(scene):
    with zipfile.ZipFile(BytesIO(FORMATS["kmz"].write(scene))) as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.read("doc.kml") == FORMATS["kml"].write(scene)


def test_acmi_objects(scene, tmp_path, capsys):
    from pyacmi import Acmi

    read = Acmi()
    read.load_acmi(str(in_file(scene, tmp_path, "acmi")))
    assert read.file_version == 2.2
    # pyacmi says that it does not know the property Event; every other property it knows
    assert set(capsys.readouterr().out.splitlines()) == {"Unknown global property: Event"}
    objects = list(read.objects.values())
    by_side = Counter(one.get_value("Coalition") for one in objects)
    still = len(scene.nodes) + len(scene.scenario.assets)
    assert by_side == {
        "Attack": scene.counts["set_out"],
        "Defence": still + scene.counts["launch"],
    }
    missiles = [one for one in objects if one.get_value("Parent")]
    assert len(missiles) == scene.counts["launch"]
    for one, shot in zip(missiles, scene.shots, strict=True):
        parent, target = (read.objects[one.get_value(name)] for name in ("Parent", "LockedTarget"))
        assert parent.get_value("CallSign") == shot.engagement.unit
        assert target.get_value("CallSign") == shot.engagement.threat
    gone = [one for one in objects if one.removed_at is not None]
    assert len(gone) == scene.counts["killed"] + scene.counts["leak"] + scene.counts["intercept"]
    assert {one.get_value("Color") for one in objects} <= {"Red", "Blue"}


def test_acmi_events(scene):
    lines = FORMATS["acmi"].write(scene).decode("utf-8-sig").splitlines()
    assert lines[:2] == ["FileType=text/acmi/tacview", "FileVersion=2.2"]
    times = [float(line[1:]) for line in lines if line.startswith("#")]
    assert times == sorted(set(times))
    kinds = Counter(
        line.removeprefix("0,Event=").split("|")[0] for line in lines if line.startswith("0,Event=")
    )
    assert kinds["Destroyed"] == scene.counts["killed"]
    assert kinds["Bookmark"] == scene.counts["leak"]
    assert kinds["Message"] == scene.counts["launch"] + scene.counts["intercept"]
    assert kinds["LeftArea"] == scene.counts["leak"] + scene.counts["intercept"]


def test_acmi_channels_are_free_again_when_nothing_is_in_flight(scene):
    """Every lock that a battery takes it gives up, but for engagements under way at the end."""
    locked = {}
    for line in FORMATS["acmi"].write(scene).decode().splitlines():
        number, _, rest = line.partition(",")
        if rest.startswith("LockedTarget"):
            name, _, target = rest.partition("=")
            locked[number, name] = target
    under_way = sum(
        shot.engagement.outcome == "in_flight" and shot.engagement.channel < 10
        for shot in scene.shots
    )
    assert sum(target != "0" for target in locked.values()) == under_way


def test_geojson(scene, ended, tmp_path):
    import geopandas

    read = geopandas.read_file(in_file(scene, tmp_path, "geojson"), engine="pyogrio")
    assert read.geometry.is_valid.all()
    assert Counter(read["kind"]) == {
        "site": len(scene.nodes),
        "asset": len(scene.scenario.assets),
        "coverage": len(scene.contours),
        "threat": scene.counts["set_out"],
        "engagement": scene.counts["launch"],
        "intercept": ended,
    }
    assert read["leaked"].sum() == scene.counts["leak"]
    assert (read[read["kind"] == "intercept"]["outcome"] == "killed").sum() == scene.counts[
        "killed"
    ]


def test_geoparquet_is_the_geojson(scene, tmp_path):
    import geopandas

    one = geopandas.read_file(in_file(scene, tmp_path, "geojson"), engine="pyogrio")
    other = geopandas.read_parquet(in_file(scene, tmp_path, "geoparquet"))
    assert other.crs == "OGC:CRS84"
    other = other.set_crs(one.crs, allow_override=True)  # pyogrio calls it by its older name
    assert list(one["name"]) == list(other["name"])
    assert one.geometry.geom_equals(other.geometry).all()
    assert one.geometry.force_2d().bounds.equals(other.geometry.force_2d().bounds)


def decoded(scene, folder, *fields):
    """Return fields of every unit as tshark reads them, and what it complains of."""
    file = in_file(scene, folder, "dis")
    base = [TSHARK, "-r", file, "-d", "udp.port==3000,dis"]
    asked = [word for field in fields for word in ("-e", field)]
    out = subprocess.run(
        [*base, "-T", "fields", *asked, "-e", "_ws.malformed", "-e", "_ws.expert.message"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [line.split("\t") for line in out.splitlines()]


@needs_tshark
def test_dis(scene, tmp_path):
    rows = decoded(scene, tmp_path, "dis.pdu_type", "dis.proto_ver", "dis.pdu_length", "udp.length")
    assert not [row for row in rows if any(row[4:])]
    assert {row[1] for row in rows} == {"7"}
    assert {(row[0], row[2]) for row in rows} == {("1", "144"), ("2", "96"), ("3", "104")}
    assert all(int(row[3]) == int(row[2]) + 8 for row in rows)
    kinds = Counter(row[0] for row in rows)
    assert kinds["2"] == scene.counts["launch"]
    assert kinds["3"] == scene.counts["intercept"] + scene.counts["leak"]


@needs_tshark
def test_dis_entities_and_results(scene, tmp_path):
    rows = decoded(scene, tmp_path, "dis.pdu_type", "dis.entity_id_entity", "dis.detonation.result")
    entities = {row[1] for row in rows if row[0] == "1"}
    still = len(scene.nodes) + len(scene.scenario.assets)
    assert len(entities) == still + scene.counts["set_out"] + scene.counts["launch"]
    results = Counter(row[2] for row in rows if row[0] == "3")
    assert results["2"] == scene.counts["killed"]
    assert results["1"] == scene.counts["leak"]


def test_tables_of_the_run_and_of_the_replication(result, scene, tmp_path):
    import openpyxl
    import pandas as pd

    tables = run_tables(result)
    file = tmp_path / "run.xlsx"
    file.write_bytes(table_bytes(tables, "xlsx"))
    book = openpyxl.load_workbook(file, read_only=True)
    assert book.sheetnames == list(tables)
    rows = list(book["rows"].iter_rows(values_only=True))
    assert list(rows[0]) == result.rows.column_names
    assert [list(row) for row in rows[1:]] == [
        list(row.values()) for row in result.rows.to_pylist()
    ]
    classes = {row[0]: row for row in book["classes"].iter_rows(values_only=True)}
    assert set(classes) == {tables["classes"].column_names[0], *result.scenario.target_classes}
    events = event_table(scene.records)
    comma, columns = (table_bytes({"events": events}, kind) for kind in ("csv", "parquet"))
    assert Counter(pd.read_csv(BytesIO(comma))["event"]) == Counter(events["event"].to_pylist())
    assert Counter(pd.read_parquet(BytesIO(columns))["event"]) == Counter(
        events["event"].to_pylist()
    )


def test_a_workbook_is_the_same_twice(result):
    tables = run_tables(result)
    assert table_bytes(tables, "xlsx") == table_bytes(tables, "xlsx")


def test_a_salvo_ends_where_its_target_is_at_that_scan(result, scene):
    """Compared with the flights at every scan, whatever the step of the export."""
    scenario = result.scenario
    flown = flights(scenario, elevation_of(scenario), scene.replication, scene.records)
    for shot in scene.shots[::7]:
        one = shot.engagement
        latitude, longitude = place_at(flown[one.threat], round(one.intercept_s / scenario.scan_s))
        assert shot.end[:2] == pytest.approx((latitude, longitude))
