import json
import shutil
import subprocess
import sys

from skydome.shipped import example_files, examples_folder


def test_the_list_has_every_example_with_its_title(command):
    said = json.loads(command("examples", "list", "--json").out)
    assert [one["name"] for one in said] == list(example_files())
    assert all(one["title"] for one in said)
    text = command("examples", "list").out
    assert "two_front" in text
    assert "Five regiments, two fronts" in text


def test_one_is_copied_here_and_can_be_checked(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ended = command("examples", "copy", "two_sides")
    assert (ended.code, ended.out) == (0, "Wrote two_sides.yaml\n")
    assert (tmp_path / "two_sides.yaml").read_bytes() == example_files()["two_sides"].read_bytes()
    assert command("check", "two_sides.yaml", "--no-time").code == 0


def test_a_campaign_brings_its_scenario(command, tmp_path):
    assert command("examples", "copy", "campaign", "-o", tmp_path).code == 0
    assert {file.name for file in tmp_path.iterdir()} == {"campaign.yaml", "layers.yaml"}
    listed = command("examples", "list").out
    assert "skydome campaign: Five days" in listed
    assert "skydome assign: Fourteen threats" in listed


def test_all_are_copied_with_schema_and_samples(command, tmp_path):
    folder = tmp_path / "deep" / "copies"
    assert command("examples", "copy", "-o", folder).code == 0
    copied = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert {"two_front.yaml", "scenario.schema.json", "dependence/tiv-table.csv"} <= copied
    source = {
        f.relative_to(examples_folder()).as_posix() for f in examples_folder().rglob("*.yaml")
    }
    assert source <= copied
    assert not [name for name in copied if name.endswith(".py")]


def test_no_file_of_the_user_is_replaced(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two_front.yaml").write_text("mine")
    ended = command("examples", "copy", "single_battery", "two_front")
    assert ended.code == 2
    assert "two_front.yaml: there is a file here already" in ended.err
    assert (tmp_path / "two_front.yaml").read_text() == "mine"
    assert [file.name for file in tmp_path.iterdir()] == ["two_front.yaml"]


def test_a_wrong_name(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ended = command("examples", "copy", "two_frond")
    assert ended.code == 2
    assert "no example 'two_frond' (did you mean 'two_front'?)" in ended.err


def test_commands_take_the_name_of_an_example(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "two_front can be run" in command("check", "two_front", "--no-time").out
    assert command("coverage", "two_fronts").code == 2


def test_the_package_runs_as_a_program():
    ended = subprocess.run(
        [sys.executable, "-m", "skydome", "--version"], capture_output=True, text=True, check=True
    )
    assert ended.stdout.startswith("skydome ")


def test_shells_can_complete_the_commands(command, monkeypatch):
    monkeypatch.setenv("_SKYDOME_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "skydome exp")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert set(command().out.split()) == {"exposure", "export"}


def test_the_check_of_a_new_entry_names_the_folder_only_if_it_is_not_shipped(
    command, tmp_path, monkeypatch
):
    from skydome.catalogue import load

    own = command("catalogue", "new", "threat", "x", "-o", tmp_path / "x.yaml")
    assert own.out.splitlines()[-1] == f"Next: skydome catalogue check --catalogue {tmp_path}"
    data = tmp_path / "data"
    shutil.copytree(load.SHIPPED, data)
    monkeypatch.setattr(load, "SHIPPED", data)
    said = command("catalogue", "new", "threat", "new-one", "-o", data / "threats" / "new-one.yaml")
    assert said.out.splitlines()[-1] == "Next: skydome catalogue check"
