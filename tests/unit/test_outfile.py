import os
from pathlib import Path

import pytest
import typer

from skydome.cli.files import check_outputs
from skydome.errors import InputError
from skydome.export import write_whole


def test_a_place_without_a_name_is_refused():
    with pytest.raises(InputError, match="not a file name"):
        write_whole(Path("/"), b"")


def test_what_was_there_stays_when_nothing_can_be_written(tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(InputError, match="not a plain file"):
        write_whole(tmp_path / "taken", b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize("device", ["/dev/null", "/dev/full"])
def test_a_device_is_refused(device):
    with pytest.raises(InputError, match="not a plain file"):
        write_whole(Path(device), b"new")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not a plain file"):
        write_whole(tmp_path / "pipe", b"new")


def test_a_symbolic_link_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real" / "file")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "file").read_bytes() == b"new"


def test_a_dash_is_standard_output(capsysbinary):
    write_whole(Path("-"), b"\x00new")
    assert capsysbinary.readouterr().out == b"\x00new"


def test_text_goes_to_standard_error_where_a_file_goes_to_standard_output(capsysbinary):
    check_outputs({"csv": Path("-")})
    typer.echo("text")
    write_whole(Path("/dev/stdout"), b"table")
    ended = capsysbinary.readouterr()
    assert (ended.out, ended.err) == (b"table", b"text\n")


def test_an_input_is_never_written_over(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("mine")
    (tmp_path / "link").symlink_to(file)
    for output in (file, tmp_path / "link", tmp_path / "." / "mine.yaml"):
        with pytest.raises(InputError, match="an input of the command"):
            check_outputs({"page": output, "csv": None}, [file])


def test_two_outputs_of_one_name_and_two_on_standard_output_are_refused(tmp_path):
    with pytest.raises(InputError, match="one file"):
        check_outputs({"csv": tmp_path / "a", "page": tmp_path / "a"})
    with pytest.raises(InputError, match="standard output"):
        check_outputs({"csv": Path("-"), "page": Path("-")})
    with pytest.raises(InputError, match="standard output"):
        check_outputs({"csv": Path("-")}, json=True)


def test_a_folder_that_is_missing_is_named_with_the_option(tmp_path):
    with pytest.raises(InputError, match=r"nowhere: --csv: there is no such folder"):
        check_outputs({"csv": tmp_path / "nowhere" / "a"})
