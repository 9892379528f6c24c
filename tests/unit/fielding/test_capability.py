"""The cache of leakers by working units: used, made again where damaged, never in the way."""

from types import SimpleNamespace

import pyarrow as pa
import pytest

from skydome import folders
from skydome.fielding import capability, capability_of


@pytest.fixture
def runs(monkeypatch, tmp_path):
    """Count the runs; one unit works, so that there are two states."""
    made = []

    def run(*_):
        made.append(1)
        return {"leaked": [5.0, 2.0], "value_lost": [3.0, 1.0]}

    monkeypatch.setattr(capability, "_run", run)
    monkeypatch.setattr(capability, "cache_folder", lambda _: tmp_path)
    monkeypatch.setattr(folders, "_WARNED", set())
    return made


def test_a_second_call_reads_the_cache(runs, small_file, tmp_path):
    first = capability_of(small_file, 4)
    assert first.leaked == (5.0, 2.0)
    assert capability_of(small_file, 4) == first
    assert len(runs) == 1
    assert [file.suffix for file in tmp_path.iterdir()] == [".json"]


@pytest.mark.parametrize(
    "damaged",
    ["", "{", "[]", '{"leaked": [1, 2]}', '{"leaked": [1], "value_lost": [1]}', '{"leaked": 1}'],
)
def test_a_damaged_cache_file_is_made_again(runs, small_file, tmp_path, damaged):
    capability_of(small_file, 4)
    (file,) = tmp_path.iterdir()
    file.write_text(damaged)
    assert capability_of(small_file, 4).leaked == (5.0, 2.0)
    assert len(runs) == 2
    capability_of(small_file, 4)
    assert len(runs) == 2


@pytest.mark.usefixtures("runs")
def test_a_cache_that_cannot_be_written_costs_one_warning(small_file, tmp_path):
    capability_of(small_file, 4)
    (file,) = tmp_path.iterdir()
    file.unlink()
    file.mkdir()
    with pytest.warns(folders.CacheWarning, match="SKYDOME_CACHE") as warned:
        assert capability_of(small_file, 4).value_lost == (3.0, 1.0)
    assert len(warned) == 1
    assert list(tmp_path.iterdir()) == [file]


def test_it_is_run_with_the_first_unit_then_the_first_two(small_file, monkeypatch):
    # With n units each target class leaks 10 / n in one replication and none in the other: a mean
    # of 5 / n a class. Each asset is hit in one of two replications: half its value is lost. With
    # no unit every threat leaks and every asset is lost.
    asked = []

    def simulate(part):
        asked.append(len(part.units))
        rows = {f"leaked.{name}": [10 / len(part.units), 0.0] for name in part.target_classes}
        rows |= {f"hits.{one.name}": [0.0, 3.0] for one in part.assets}
        return SimpleNamespace(rows=pa.table(rows))

    monkeypatch.setattr("skydome.study.simulate", simulate)
    whole = capability._first_units(small_file, None)
    heard = []
    found = capability._run(small_file, whole, lambda *news: heard.append(news[1:]))
    value = sum(asset.value for asset in whole.assets)
    units = len(whole.units)
    assert asked == list(range(1, units + 1))
    assert heard == [(n, units) for n in range(units + 1)]
    classes = len(whole.target_classes)
    assert found["leaked"] == [len(whole.threats), *(5 * classes / n for n in asked)]
    assert found["value_lost"] == [value, *(value / 2 for _ in asked)]
