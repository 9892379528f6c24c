"""README and docs against the repository: links, paths, names, and the options of every command."""

import shlex

import pytest
import typer

from docs_check import CHECKS, commands, pages, reason_to_skip
from skydome.cli.main import app

QUICK = (
    "skydome exposure india-s-400 --as-of 2021-12-31",
    "skydome exposure china-edd turkey-ssb",
    "skydome exposure --cases",
    "skydome schema exposure-case",
    "skydome dependence --published",
)
COMMANDS = [command for page in pages() for command in commands(page)]


@pytest.mark.parametrize("check", CHECKS)
def test_what_the_pages_name_exists(check):
    faults = [fault for page in pages() for fault in check(page)]
    assert faults == []


def parsed(words):
    """Read a command line as the program would, without running it."""
    command = typer.main.get_command(app)
    context = command.make_context("skydome", words, resilient_parsing=True)
    while words and hasattr(command, "resolve_command"):
        name, command, words = command.resolve_command(context, words)
        context = type(context)(command, parent=context, info_name=name)
    command.make_parser(context).parse_args(list(words))


def test_an_option_that_there_is_not_is_noticed():
    with pytest.raises(Exception, match="No such option"):
        parsed(["run", "examples/two_front.yaml", "--no-such-option"])


def own_words(command):
    """Return what follows the program's name, None for another program."""
    words = shlex.split(command.text)
    words = words[: next((n for n, w in enumerate(words) if w in {"&&", "|", ">"}), len(words))]
    return words[1:] if words[0].endswith("skydome") else None


def test_commands_were_found():
    assert len(COMMANDS) > 50


@pytest.mark.parametrize(
    "command", [c for c in COMMANDS if own_words(c) is not None], ids=lambda c: f"{c.page}:{c.line}"
)
def test_a_command_has_the_options_that_it_is_given(command):
    parsed(own_words(command))


@pytest.mark.parametrize("text", QUICK)
def test_a_quick_command_of_the_pages_runs(command, text):
    assert text in {c.text.removeprefix(".venv/bin/") for c in COMMANDS}
    assert command(*shlex.split(text)[1:]).code == 0


def test_few_commands_are_skipped():
    skipped = [c for c in COMMANDS if reason_to_skip(c)]
    assert len(skipped) < len(COMMANDS) / 2
