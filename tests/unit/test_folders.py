"""Arrays that the cache keeps."""

import numpy as np
import pytest

from skydome.folders import kept_arrays


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Return the arrays for a text, and a list of the texts for which they were made."""
    monkeypatch.setenv("SKYDOME_CACHE", str(tmp_path))
    asked = []

    def make(text):
        asked.append(text)
        return {"values": np.array([0.1, len(text)])}

    return lambda text: kept_arrays("by-hand", text, lambda: make(text))["values"], asked


def test_arrays_are_made_once_for_each_text(made):
    of, asked = made
    assert of("ab").tolist() == of("ab").tolist() == [0.1, 2]
    assert of("abc").tolist() == [0.1, 3]
    assert asked == ["ab", "abc"]


def test_a_damaged_file_is_made_again(made, tmp_path):
    of, asked = made
    of("ab")
    (file,) = (tmp_path / "by-hand").iterdir()
    file.write_bytes(file.read_bytes()[:-50])
    assert of("ab").tolist() == [0.1, 2]
    assert of("ab").tolist() == [0.1, 2]
    assert asked == ["ab", "ab"]
