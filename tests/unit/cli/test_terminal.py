"""Any encoding, and names that would steer a terminal."""

import os
import subprocess
import sys
from itertools import product

import pytest
from thorough import LESS

from skydome.cli.terminal import printable

MAIN = "from skydome.cli.main import main; main()"


def run_in(encoding, *words, **variables):
    environment = {**os.environ, "PYTHONIOENCODING": encoding, **variables}
    return subprocess.run(
        [sys.executable, "-c", MAIN, *map(str, words)],
        capture_output=True,
        env=environment,
        timeout=300,
        check=False,
    )


ENCODINGS = ("cp1252", "cp437", "gbk", "ascii", "utf-8")
QUICK = (
    ("catalogue", "show", "92n6e"),
    ("dependence", "{examples}/dependence/register-17-columns.csv"),
    ("exposure", "--cases"),
    ("--help",),
)
SLOW = ("assign", "{examples}/snapshot.yaml")


ALL = [*product(ENCODINGS, QUICK), ("cp437", SLOW)]
SOME = [*zip(ENCODINGS, (*QUICK, QUICK[0]), strict=True), ("cp437", SLOW)]  # each, once


@pytest.mark.parametrize(("encoding", "words"), SOME if LESS > 1 else ALL)
def test_every_encoding_prints_every_command(examples, encoding, words):
    ended = run_in(encoding, *(word.format(examples=examples) for word in words))
    assert ended.returncode == 0, ended.stderr
    assert b"Traceback" not in ended.stderr
    assert ended.stdout.decode(encoding)


def test_characters_that_an_encoding_lacks_become_plain_ones(small_file, tmp_path):
    # cp437 has neither of the two dashes, nor the minus; it does have the degree sign.
    text = small_file.read_text("utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    file = tmp_path / "named.yaml"
    file.write_text(text.replace(title, "title: a – b — c − d ≥ é 10°"), "utf-8")
    ended = run_in("cp437", "run", file, "-n", 4, "-o", tmp_path / "result", "-q", "--no-sampled")
    assert "a - b - c - d ≥ é 10°" in ended.stdout.decode("cp437")


def test_control_characters_of_a_name_are_printed_as_codes(examples, tmp_path):
    # ESC ] 0 sets a window's title, ESC ] 52 its clipboard; U+202E reverses the reading order.
    text = (examples / "snapshot.yaml").read_text("utf-8")
    name = next(line for line in text.splitlines() if line.startswith("name:"))
    file = tmp_path / "snap\x1b]0;owned\x07\n.yaml"
    file.write_text(text.replace(name, "nme: x"), "utf-8")
    ended = run_in("utf-8", "assign", file)
    assert ended.returncode == 2
    assert b"\x1b" not in ended.stderr
    assert b"\x07" not in ended.stderr
    assert ended.stderr.decode().count("\n") == 1
    assert "\\x1b]0;owned" in ended.stderr.decode()


def test_codes_of_control_characters():
    assert printable("a\x1b[31m\x07\x9b\u202eb\tc\n") == "a\\x1b[31m\\x07\\x9b\\u202eb\tc\n"


def test_a_title_cannot_steer_the_terminal(small_file, tmp_path):
    text = small_file.read_text("utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    file = tmp_path / "named.yaml"
    file.write_text(text.replace(title, 'title: "x\\e]0;owned\\ay"'), "utf-8")
    ended = run_in("utf-8", "run", file, "-n", 4, "-o", tmp_path / "result", "-q", "--no-sampled")
    assert b"\x1b" not in ended.stdout + ended.stderr


def test_an_interrupt_is_one_line(monkeypatch, capsys):
    from skydome.cli import main as command_line

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("skydome.assignment.load", interrupt)
    monkeypatch.setattr(sys, "argv", ["skydome", "assign", "snapshot.yaml"])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "skydome: interrupted\n"


@pytest.mark.parametrize("place", ["/proc/nope", "file"])
def test_a_cache_that_cannot_be_written_is_one_line(tmp_path, place):
    (tmp_path / "file").write_text("")
    folder = tmp_path / place
    code = (
        "import sys; from skydome.cli.terminal import make_safe; make_safe();"
        "from skydome.folders import cache_folder;"
        "a, b = cache_folder('one'), cache_folder('two');"
        "(a / 'x').write_text('x'); print(a.is_dir(), b.is_dir())"
    )
    environment = {**os.environ, "SKYDOME_CACHE": str(folder)}
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert ended.stdout == "True True\n"
    assert ended.stderr.count("\n") == 1
    assert str(folder) in ended.stderr
    assert "SKYDOME_CACHE" in ended.stderr


def test_a_cached_array_that_was_cut_short_is_made_again(tmp_path):
    import numpy as np

    from skydome.folders import read_cached_arrays, write_cached_arrays

    file = tmp_path / "table.npz"
    write_cached_arrays(file, {"a": np.arange(3)})
    assert read_cached_arrays(file)["a"].tolist() == [0, 1, 2]
    whole = file.read_bytes()
    for length in (0, 1, 30, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert read_cached_arrays(file) is None
    assert [one.name for one in tmp_path.iterdir()] == ["table.npz"]


def test_an_empty_word_is_refused_rather_than_taken_for_the_present_folder():
    for words, number in ((("run", ""), 2), (("", "run"), 1), (("run", "-o", ""), 3)):
        ended = run_in("utf-8", *words)
        assert ended.returncode == 2
        assert f"word {number} " in ended.stderr.decode()
        assert "is empty" in ended.stderr.decode()
