from pathlib import Path

import pytest

from skydome.errors import InputError
from skydome.export import write_whole


def test_a_place_without_a_name_is_refused():
    with pytest.raises(InputError, match="no file's name"):
        write_whole(Path("/"), b"")


def test_what_was_there_stays_when_nothing_can_be_written(tmp_path):
    (tmp_path / "taken").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write_whole(tmp_path / "taken", b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["taken"]
