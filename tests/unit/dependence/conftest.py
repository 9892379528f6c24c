"""Files to read: small ones as they are written, and the shipped synthetic samples."""

from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[3] / "examples" / "dependence"


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a file, as text or as bytes, and gives its path."""

    def written(content, name="file.csv"):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return written


@pytest.fixture(scope="session")
def samples():
    """Return the folder of the shipped synthetic samples."""
    return SAMPLES
