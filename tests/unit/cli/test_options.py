"""One set of option names: every command is walked, and what it offers is compared with the set."""

import inspect
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import get_type_hints

import pytest
import typer

import skydome.cli
from skydome.cli.main import app
from skydome.cli.options import OLD_COMMANDS, OLD_OPTIONS

# What a command writes, and what it reads besides its arguments: no other option names a file.
WRITTEN = {"--output", "--figure", "--page", "--csv", "--geojson", "--rows"}
READ = {
    *("--catalogue", "--terrain", "--inventory", "--futures", "--scenario", "--law", "--from"),
    "--workspace",
}
# A study goes on where it was; pages of the catalogue replace only pages that it wrote.
NEED_NO_FORCE = {"study run", "catalogue pages"}
# The same text wherever the option is; of a page the format or the usual place may be added.
ONE_TEXT = {
    *("--figure", "--csv", "--geojson", "--force", "--quiet"),
    *("--json", "--threads", "--catalogue"),
}
BEGINNINGS = {
    "--page": "Write a page to this file, ",
    "--seed": "Seed",
    "--policy": "Catalogue values to use: ",
}
METAVARS = {
    **{name: {"FILE"} for name in ("--figure", "--page", "--csv", "--geojson", "--rows")},
    "--output": {"FILE", "FOLDER"},
    "--catalogue": {"FOLDER"},
    "--as-of": {"DATE"},
    "--set": {"PATH=VALUE", "NAME=VALUE"},
}
ARTICLE = "India paid 5.43 billion dollars for five S-400 regiments in 2018.\n"


def walked(command, words=()):
    """Yield every command with its words, the groups left out."""
    for name, inner in getattr(command, "commands", {}).items():
        yield from walked(inner, (*words, name))
    if not hasattr(command, "commands"):
        yield " ".join(words), command


COMMANDS = dict(walked(typer.main.get_command(app)))


def options_of(command):
    return [one for one in command.params if one.param_type_name == "option"]


def long_name(option):
    return next(name for name in option.opts if name.startswith("--"))


def takes_a_path(command, option):
    hints = get_type_hints(inspect.unwrap(command.callback))
    return "Path" in str(hints[option.name])


def every_option():
    return [(name, one) for name, command in COMMANDS.items() for one in options_of(command)]


def names_of(name):
    return {long_name(one) for one in options_of(COMMANDS[name])}


def test_the_commands_were_found():
    assert len(COMMANDS) > 30
    assert {"run", "claims audit", "study report", "catalogue pages"} <= set(COMMANDS)


def test_a_file_has_one_of_the_common_names():
    """An option that takes a path, or says that it writes, is one of those that are known."""
    found = {
        (name, long_name(one))
        for name, one in every_option()
        if takes_a_path(COMMANDS[name], one) or re.match("(Also )?[Ww]rite|Folder|File", one.help)
    }
    assert {option for _, option in found} == WRITTEN | READ
    assert {name for name, option in found if option == "--rows"} == {"dependence"}
    assert {name for name, option in found if option == "--geojson"} == {"coverage"}


def test_a_name_has_one_text():
    texts = defaultdict(set)
    for _, one in every_option():
        texts[long_name(one)].add(one.help)
    assert {name: texts[name] for name in ONE_TEXT if len(texts[name]) != 1} == {}
    for name, beginning in BEGINNINGS.items():
        assert [text for text in texts[name] if not text.startswith(beginning)] == []


def test_a_name_says_what_it_takes():
    wrong = {
        (name, long_name(one), one.metavar)
        for name, one in every_option()
        if long_name(one) in METAVARS and one.metavar not in METAVARS[long_name(one)]
    }
    assert wrong == set()


def test_a_letter_stands_for_one_name_and_a_name_keeps_its_letter():
    letters = defaultdict(set)
    for _, one in every_option():
        letters[long_name(one)] |= {tuple(word for word in one.opts if not word.startswith("--"))}
    short = {name: found for name, found in letters.items() if found != {()}}
    assert short == {
        "--output": {("-o",)},
        "--quiet": {("-q",)},
        "--replications": {("-n",)},
        "--replication": {("-k",)},
    }


def test_every_command_prints_json_but_the_server():
    assert [name for name in COMMANDS if "--json" not in names_of(name)] == ["serve"]


def test_what_is_there_is_replaced_only_by_force():
    writers = {name for name in COMMANDS if "--output" in names_of(name)}
    assert {name for name in COMMANDS if "--force" in names_of(name)} == writers - NEED_NO_FORCE
    assert writers > NEED_NO_FORCE


def test_no_command_has_an_old_name():
    assert {long_name(one) for _, one in every_option()} & set(OLD_OPTIONS) == set()
    assert set(COMMANDS) & set(OLD_COMMANDS) == set()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "x.yaml", "--replace"), "no such option --replace; it is --force now"),
        (("compare", "thaad", "--png=a.png"), "no such option --png; it is --figure FILE.png now"),
        (
            ("replay", "x", "--parquet", "a"),
            "no such option --parquet; it is --csv FILE.parquet now",
        ),
        (("reproduce", "--markdown", "a"), "no such option --markdown; it is --page FILE.md now"),
        (("validate", "radar"), "no such command validate; it is reproduce now"),
    ],
)
def test_an_old_name_is_answered_with_the_new_one(command, words, said):
    assert command(*words) == (2, "", f"skydome: {said}\n")


def test_a_new_name_that_is_given_exists():
    for text in OLD_OPTIONS.values():
        assert any(text.split()[0] == long_name(one) for _, one in every_option())
    assert set(OLD_COMMANDS.values()) <= set(COMMANDS)


def test_words_after_two_dashes_are_not_options(command):
    assert "old" not in command("claims", "check", "--", "--png").err
    assert "no such option" not in command("claims", "check", "--", "--png").err


CONFIRMED = {
    "new": (("new", "scenario", "raid", "-o", "{}/raid.yaml"), ["raid.yaml"]),
    "new entry": (("catalogue", "new", "threat", "jet", "-o", "{}/jet.yaml"), ["jet.yaml"]),
    "examples": (("examples", "copy", "snapshot", "-o", "{}"), ["snapshot.yaml"]),
    "draft": (("claims", "draft", "{}/article.txt", "-o", "{}/draft.yaml"), ["draft.yaml"]),
    "import": (("import", "{}/battle.csv", "-o", "{}/battle.yaml"), ["battle.yaml"]),
    "exposure": (
        ("exposure", "india-s-400", "--page", "{}/e.html", "--csv", "{}/e.xlsx"),
        ["e.html", "e.xlsx"],
    ),
    "dependence": (
        ("dependence", "{}/register.csv", "--figure", "{}/d.svg", "--csv", "{}/d.parquet"),
        ["d.svg", "d.parquet"],
    ),
    "published": (("dependence", "--published", "--figure", "{}/p.png"), ["p.png"]),
    "pages": (("catalogue", "pages", "-o", "{}/pages"), ["pages"]),
    "reproduce": (("reproduce", "spares", "--page", "{}/p.md"), ["p.md"]),
}


@pytest.fixture
def sources(tmp_path, examples):
    """Return a folder with an article, an order of battle and a trade register."""
    (tmp_path / "article.txt").write_text(ARTICLE)
    (tmp_path / "battle.csv").write_text("name,latitude,longitude,system\nu,10,20,S-400\n")
    register = examples / "dependence" / "register-17-columns.csv"
    (tmp_path / "register.csv").write_bytes(register.read_bytes())
    return tmp_path


@pytest.mark.parametrize("name", CONFIRMED)
def test_files_are_confirmed_in_one_wording(command, sources, name):
    words, files = CONFIRMED[name]
    asked = [word.format(sources) for word in words]
    ended = command(*asked)
    assert (ended.code, ended.err) == (0, "")
    lines = [line for line in ended.out.splitlines() if line.startswith("Wrote ")]
    assert lines == [f"Wrote {sources / file}" for file in files]
    assert all((sources / file).exists() for file in files)
    again = ["--force"] if "-o" in asked and "pages" not in asked else []
    said = json.loads(command(*asked, *again, "--json").out)["files"]
    assert list(said.values() if isinstance(said, dict) else said) == [
        str(sources / file) for file in files
    ]


def test_no_command_has_a_wording_of_its_own():
    own = re.compile(r'"(Written|Saved|Page|Report|Result|Study|Fill in|csv|figure|page): ?\{')
    folder = Path(skydome.cli.__file__).parent
    found = [file.name for file in folder.glob("*.py") if own.search(file.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize("name", ["x.pdf", "x", "x.PNGS"])
def test_a_figure_of_another_format_is_refused_before_the_work(command, tmp_path, name):
    ended = command("dependence", "--published", "--figure", tmp_path / name)
    assert (ended.code, ended.out) == (2, "")
    assert "allowed: .png or .svg" in ended.err
    assert not (tmp_path / name).exists()
