"""Tables of a timeline and of findings of the law, read back by the csv module."""

import csv
import io
import json

from skydome.export import exposure_csv
from skydome.exposure import examine, load_case


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_a_line_for_the_exposure_and_for_each_way_out():
    found = [examine(load_case(name)) for name in ("china-edd", "turkey-ssb")]
    read = rows(exposure_csv(found))
    assert {row["case"] for row in read} == {"china-edd", "turkey-ssb"}
    first = read[0]
    assert (first["name"], first["clause"], first["condition"]) == ("exposure", "9525(a)", "met")
    assert "initial waiver" in {row["name"] for row in read}
    assert {row["note"] for row in read} == {"Not legal advice."}


def test_unknown_facts_are_named(command, tmp_path):
    file = tmp_path / "law.csv"
    said = json.loads(command("exposure", "india-s-400", "--csv", file, "--json").out)
    (first, *others) = rows(file.read_bytes())
    assert first["unknown_facts"].split() == [one["fact"] for one in said["exposure"]["unknown"]]
    assert len(others) == len(said["relief"])


def test_quarters_of_every_future_and_the_promises(command, tmp_path):
    file = tmp_path / "quarters.csv"
    words = ("timeline", "india-2018", "--draws", "50", "--csv", file, "--json")
    said = json.loads(command(*words).out)
    read = rows(file.read_bytes())
    measures = sum(len(future["by_quarter"]) for future in said["futures"])
    assert len(read) == (1 + measures) * len(said["quarters"])
    last = read[-1]
    future, parts = said["futures"][-1], said["futures"][-1]["by_quarter"][last["measure"]]
    assert (last["future"], last["quarter"]) == (future["future"], said["quarters"][-1])
    assert float(last["median"]) == round(parts["median"][-1], 4)
    assert said["files"]["csv"] == str(file)
