import json

import pytest

QUICK = (
    *("--target", "fighter", "--altitude", "10000", "--against", "ballistic-missile-300km"),
    *("--draws", "1", "--quiet"),
)


def test_systems_are_shown_side_by_side(command, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "200")
    files = {"figure": tmp_path / "systems.png", "csv": tmp_path / "systems.csv"}
    options = [word for name, file in files.items() for word in (f"--{name}", file)]
    ended = command("compare", "patriot", "thaad", *QUICK, *options)
    assert (ended.code, ended.err) == (0, "")
    for words in ("patriot-battery", "thaad-battery", "engagement range, fighter at 10"):
        assert words in ended.out
    for words in ("defended footprint, 300", "time to empty, min", "[as claimed,"):
        assert words in ended.out
    assert "To cite: Skydome " in ended.out
    assert files["figure"].read_bytes().startswith(b"\x89PNG")
    assert files["csv"].read_text("utf-8").startswith("system,measure,")


def test_the_json_of_systems_is_json_and_nothing_else(command):
    ended = command("compare", "thaad", *QUICK, "--json")
    assert (ended.code, ended.err) == (0, "")
    said = json.loads(ended.out)
    assert sorted(said) == ["files", "inputs_sha256", "lines", "provisional", "skydome", *TWO]
    assert said["work"]["stated_altitude_m"] == 10e3


TWO = ["systems", "work"]


@pytest.fixture(scope="module")
def folders(small, tmp_path_factory):
    from skydome.scenario import with_run
    from skydome.study import simulate

    base = tmp_path_factory.mktemp("results")
    made = []
    for name, seed in (("one", 1), ("two", 1), ("other", 2)):
        result = simulate(with_run(small, seed=seed, replications=60))
        made.append(result.save(base / name))
    return made


def test_two_results_are_taken_apart(command, folders, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    picture = tmp_path / "pair.png"
    ended = command("compare", *folders[:2], "--figure", picture)
    assert (ended.code, ended.err) == (0, "")
    assert "leaked, all" in ended.out
    assert "0 (0 to 0)" in ended.out
    assert picture.read_bytes().startswith(b"\x89PNG")
    ended = command("compare", *folders[:2], "--json")
    assert json.loads(ended.out)["seed"] == 1


@pytest.mark.parametrize(
    ("which", "more", "told"),
    [
        ((0, 2), (), "seed: the results do not pair: 1 and 2"),
        ((0,), (), "result: 1 given, and one is the folder of a run; allowed: two results"),
        ((0, 1), ("--draws", "2"), "--draws: two results are compared as they are; allowed: leave"),
    ],
)
def test_what_does_not_pair_is_refused(command, folders, which, more, told):
    ended = command("compare", *(folders[n] for n in which), *more)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"skydome: {told}")


def test_a_missing_folder_is_noticed_before_the_work(command, tmp_path):
    ended = command("compare", "thaad", "--figure", tmp_path / "none" / "a.png")
    assert ended.code == 2
    assert "--figure: there is no such folder" in ended.err


# coverage --against


def test_a_footprint_is_a_table_with_files(command, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "160")
    names = {"figure": "print.png", "geojson": "print.geojson", "csv": "print.csv"}
    files = {option: tmp_path / name for option, name in names.items()}
    options = [word for name, file in files.items() for word in (f"--{name}", file)]
    asked = ("--against", "ballistic-missile-300km", "--placements", "1", "--quiet")
    ended = command("coverage", "patriot-battery", *asked, *options)
    assert (ended.code, ended.err) == (0, "")
    for words in ("Defended footprint", "300", "area, km²", "Confidence of the ", "To cite: Sky"):
        assert words in ended.out
    assert files["figure"].read_bytes().startswith(b"\x89PNG")
    assert json.loads(files["geojson"].read_text("utf-8"))["type"] == "FeatureCollection"
    assert files["csv"].read_text("utf-8").startswith("unit,threat,")
    ended = command("coverage", "patriot-battery", *asked, "--json", "--policy", "claimed")
    assert json.loads(ended.out)["policy"] == "claimed"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--bearing", "10"), "--bearing: a direction is given, but no ballistic missile"),
        (
            ("--against", "ballistic", "--altitude", "100"),
            "--altitude: this option does not apply to footprints; allowed: leave it out, or ",
        ),
        (("--against", "ballistic", "--target", "fighter"), "--target: this option does not apply"),
        (("--policy", "sampled"), "--policy: 'sampled' is not a policy that ranges can be stated"),
        (("--against", "drone"), "against: there is no ballistic threat 'drone'"),
    ],
)
def test_questions_that_do_not_go_together_are_refused(command, options, told):
    ended = command("coverage", "patriot-battery", *options)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"skydome: {told}")
