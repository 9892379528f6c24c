"""What a person gets to read when a scenario cannot be used: one message, exit code 2."""

import json
from pathlib import Path

import pytest
import yaml

from skydome.study import result_folder

CASES = {
    case["case"]: case
    for case in yaml.safe_load(Path(__file__).with_name("malformed.yaml").read_text("utf-8"))
}

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
DEEP = ":1: this is nested too deeply; allowed: at most 40 levels"

# what is in the file, and the message after its name
FILES = {
    "nothing": (b"", ": the file is empty; allowed: a YAML mapping"),
    "comments": (b"# name: x\n", ": the file is empty; allowed: a YAML mapping"),
    "a mark and nothing more": (b"---", ": the file is empty; allowed: a YAML mapping"),
    "a list": (
        b"- name: x\n",
        ":1: the file holds a list, no names; allowed: a YAML mapping, `name: value` in each line",
    ),
    "a word": (
        b"scenario\n",
        ":1: the file holds a text, no names; allowed: a YAML mapping, `name: value` in each line",
    ),
    "noise": (
        bytes(range(128, 256)) * 40,
        ": this is not a text file in UTF-8; allowed: a YAML text file",
    ),
    "Latin-1": (
        "name: caf\u00e9".encode("latin-1"),
        ": this is not a text file in UTF-8; allowed: a YAML text file",
    ),
    "UTF-16": (
        "name: x".encode("utf-16"),
        ": this is not a text file in UTF-8; allowed: a YAML text file",
    ),
    "a control character": (
        b"name: x\ntitle: \x00\n",
        (
            ":2: not YAML: unacceptable character #x0000: control characters are not allowed; "
            "allowed: plain text"
        ),
    ),
    "a bomb of aliases": (
        BOMB.encode(),
        ":6: there are too many values; allowed: at most 200,000, aliases counted in full",
    ),
    "an alias within itself": (b"name: &n [*n]", ":1: there is no anchor 'n' before this"),
    "deep lists": (b"name: " + b"[" * 100_000, DEEP),
    "deep lines": (b"- " * 100_000, DEEP),
    "deep mappings": (b"{a: " * 100_000, DEEP),
    "deep names": (b"? " * 100_000, ":1: a list or mapping is used as a name; allowed: a word"),
    "too much": (
        b"# " + b"x" * 4_000_000,
        ": the file is too large; allowed: a YAML text file of at most 4,000,000 bytes",
    ),
}


@pytest.fixture
def refused(command, tmp_path):
    """Return a function that runs a scenario, and gives the one line it is refused with."""
    scenario, out = tmp_path / "scenario.yaml", tmp_path / "out"

    def run(content, *options):
        scenario.write_bytes(content)
        before = sorted(tmp_path.rglob("*"))
        ended = command("run", scenario, "--output", out / "result", *options)
        assert ended.code == 2
        assert ended.out == ""
        assert ended.err.startswith("skydome: ")
        assert ended.err.count("\n") == 1
        assert sorted(tmp_path.rglob("*")) == before
        return ended.err.removeprefix("skydome: ").rstrip("\n").replace(str(scenario), "FILE")

    return run


def broken(text, case):
    """Return the text of small.yaml with one edit."""
    right = CASES[case]["for"]
    start = text.index(right.removesuffix("…"))
    end = len(text) if right.endswith("…") else start + len(right)
    return text[:start] + CASES[case]["write"] + text[end:]


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_reported_with_its_line_field_and_what_is_allowed(refused, small_file, case):
    said = refused(broken(small_file.read_text(), case).encode())
    expected = f"FILE{CASES[case]['says']}"
    assert said == expected or (
        expected.endswith("…") and said.startswith(expected.removesuffix("…"))
    )


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_scenario_is_reported(refused, case):
    content, expected = FILES[case]
    assert refused(content) == f"FILE{expected}"


@pytest.mark.parametrize("depth", [b"[", b"- ", b"? ", b"{a: "])
def test_nesting_cannot_bring_the_process_down(installed_command, tmp_path, depth):
    scenario = tmp_path / "scenario.yaml"
    scenario.write_bytes(depth * 200_000)
    ended = installed_command("run", scenario)
    assert ended.code == 2
    assert ended.err.startswith(f"skydome: {scenario}:1: ")
    assert ended.err.count("\n") == 1


def test_the_installed_command_says_the_same(installed_command, small_file, tmp_path):
    scenario = tmp_path / "scenario.yaml"
    for case in ("unknown threat", "a tab"):
        scenario.write_text(broken(small_file.read_text(), case))
        ended = installed_command("run", scenario, "--output", tmp_path / "out")
        assert ended.code == 2
        assert ended.out == ""
        assert ended.err.startswith(f"skydome: {scenario}:")
        assert ended.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == [scenario]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (".", "this is a directory; allowed: a YAML text file"),
        ("nowhere.yaml", "there is no such file; allowed: a YAML text file"),
        ("scenario.yaml/x", "cannot be read: Not a directory; allowed: a YAML text file"),
        ("a" * 300, "cannot be read: File name too long; allowed: a YAML text file"),
    ],
)
def test_what_is_no_file_is_reported(command, tmp_path, place, said):
    (tmp_path / "scenario.yaml").touch()
    ended = command("run", tmp_path / place)
    assert ended.code == 2
    assert ended.err == f"skydome: {tmp_path / place}: {said}\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-n", 10_000_001], "replications: 10,000,001 is out of bounds; allowed: 1 to 10,000,000"),
        (["-n", 0], "replications: 0 is out of bounds; allowed: 1 to 10,000,000"),
        (["--seed", -1], "seed: -1 is out of bounds; allowed: 0 to 2**63 - 1"),
        (["--seed", 2**63], f"seed: {2**63} is out of bounds; allowed: 0 to 2**63 - 1"),
        (["--threads", 0], "--threads: 0 is out of bounds; allowed: 1 to 256"),
        (["--for-seconds", 0], "--for-seconds: 0.0 is out of bounds; allowed: 1 to 2,592,000"),
        (["--for-seconds", "nan"], "--for-seconds: nan is out of bounds; allowed: 1 to 2,592,000"),
    ],
)
def test_an_option_out_of_bounds_is_reported(refused, small_file, options, said):
    assert refused(small_file.read_bytes(), *options) == said


def test_an_option_that_is_no_number_ends_with_code_2(command, small_file):
    ended = command("run", small_file, "-n", "ten")
    assert ended.code == 2
    assert "--replications" in ended.err
    assert "Traceback" not in ended.err


@pytest.fixture
def unwritable(command, small_file):
    """Return a function that gives the line with which a result folder is refused."""

    def run(folder):
        ended = command("run", small_file, "--output", folder, "--quiet")
        assert ended.code == 2
        assert ended.err.count("\n") == 1
        return ended.err.removeprefix(f"skydome: {folder}: ").rstrip("\n")

    return run


def test_a_result_folder_that_is_a_file_is_reported(unwritable, tmp_path):
    (tmp_path / "result").write_text("mine")
    assert unwritable(tmp_path / "result") == "this is a file; allowed: a folder for the result"
    assert (tmp_path / "result").read_text() == "mine"


def test_a_result_folder_below_a_file_is_reported(unwritable, tmp_path):
    (tmp_path / "file").write_text("mine")
    said = unwritable(tmp_path / "file" / "result")
    assert said == "cannot be written: Not a directory; allowed: another --output"


def test_a_result_folder_that_contains_something_else_is_reported(unwritable, tmp_path):
    (tmp_path / "result").mkdir()
    (tmp_path / "result" / "thesis.txt").write_text("mine")
    said = unwritable(tmp_path / "result")
    allowed = "a new or empty folder, or an earlier result with nothing else in it"
    assert said == f"this folder contains something else; allowed: {allowed}"
    assert [file.name for file in tmp_path.rglob("*.*")] == ["thesis.txt"]


def test_a_result_folder_that_contains_a_result_is_reported(unwritable, tmp_path):
    (tmp_path / "result").mkdir()
    manifest = dict.fromkeys(result_folder.OWN_FIELDS, 1)
    (tmp_path / "result" / "manifest.json").write_text(json.dumps(manifest))
    said = unwritable(tmp_path / "result")
    assert said.startswith("there is a result here already; allowed: --force to replace it")
    assert json.loads((tmp_path / "result" / "manifest.json").read_text()) == manifest


def test_a_terrain_folder_without_the_tiles_is_reported(refused, small_file, tmp_path):
    (tmp_path / "tiles").mkdir()
    text = small_file.read_text().replace("flat: true", "folder: tiles")
    said = refused(text.encode(), "--quiet")
    assert said.startswith(f"{tmp_path / 'tiles'}: ")
    assert "; allowed: " in said


LAUNCHER = """\
id: my-launcher
kind: launcher
name: A launcher
parameters:
  tubes: {value: 8, unit: m, source: skydome-judgement, confidence: unsourced, reason: seen}
"""


def test_a_catalogue_folder_that_is_not_there_is_reported(refused, small_file, tmp_path):
    said = refused(small_file.read_bytes(), "--catalogue", tmp_path / "mine")
    assert said == f"{tmp_path / 'mine'}: there is no such folder; allowed: a catalogue folder"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("", "", ":4: parameters: 'reload_time' is missing"),
        ("value: 8, ", "", ":5: parameters.tubes: 'value' is missing; allowed: a number"),
        ("value: 8", "value: x", ":5: parameters.tubes.value: 'x' does not fit: it is text; "),
        (
            "kind: launcher",
            "kind: lorry",
            ":2: kind: 'lorry' is not known; allowed: radar, missile",
        ),
        ("id: my", "id: My", ":1: id: 'My-launcher' does not fit; allowed: text: small letters, "),
        ("name: A", "nmae: A", ":3: nmae: there is no field of this name (did you mean 'name'?); "),
        ("parameters:", "references: {launcher: {a: b}}\nparameters:", ":4: references.launcher: "),
    ],
)
def test_a_broken_catalogue_entry_is_reported(refused, small_file, tmp_path, right, wrong, said):
    entry = tmp_path / "mine" / "my-launcher.yaml"
    entry.parent.mkdir()
    entry.write_text(LAUNCHER.replace(right, wrong, 1))
    text = small_file.read_text().replace("system: s-400-regiment", "system: my-launcher")
    message = refused(text.encode(), "--catalogue", entry.parent)
    assert message.startswith(f"{entry}{said}")


DRONE = """\
id: my-drone
kind: threat
name: A drone
attributes: {target_class: drone, motion: level}
parameters:
"""


def test_a_model_that_misses_something_is_reported_with_its_line(refused, small_file, tmp_path):
    entry = tmp_path / "mine" / "my-drone.yaml"
    entry.parent.mkdir()
    sizes = {"rcs": (0.1, "m2"), "swerling": (1, '"1"'), "decorrelation_interval": (1, "s")}
    values = sizes | {"speed": (50, "m/s"), "height": (500, "m")}
    why = "source: skydome-judgement, confidence: unsourced, reason: seen"
    entry.write_text(
        DRONE
        + "".join(f"  {n}: {{value: {v}, unit: {u}, {why}}}\n" for n, (v, u) in values.items())
    )
    text = small_file.read_text().replace("threat: cruise-missile-low", "threat: my-drone")
    said = "my-drone has no manoeuvre, which track_accuracy needs; "
    said += "allowed: my-drone.manoeuvre under parameters, or the model switched off"
    found = refused(text.encode(), "--catalogue", entry.parent)
    assert found == f"FILE:1: models.track_accuracy: {said}"
    text = text.replace("weather: {rain_mm_h: 4}", "models: {track_accuracy: true}")
    found = refused(text.encode(), "--catalogue", entry.parent)
    assert found == f"FILE:5: models.track_accuracy: {said}"


@pytest.mark.parametrize(
    ("apogee", "said"),
    [
        ("5e6", "no ballistic flight of 442 km peaks at 5000 km; allowed: 40 to 1075 km"),
        ("1e4", "a flight of 442 km that peaks at 10 km is quasi-ballistic: "),
    ],
)
def test_an_apogee_that_no_flight_has_is_reported_with_its_wave(refused, small_file, apogee, said):
    text = small_file.read_text().replace("to: bridge", f"to: bridge\n    apogee_m: {apogee}")
    assert refused(text.encode(), "--quiet").startswith(f"wave arc: {said}")
