"""Answers as notebooks show them."""

import importlib
import os

import pytest

import skydome
from skydome.errors import InputError

SLOW = pytest.mark.skipif(
    os.environ.get("SKYDOME_THOROUGH") != "1", reason="half a minute: `make validate`"
)


@SLOW
def test_coverage_of_a_system():
    found = skydome.coverage("s-400-regiment", altitudes_m=(100.0, 10_000.0), flat=True)
    assert {"unit", "altitude_m"} <= set(found.to_arrow().column_names)
    assert found.to_arrow().num_rows == len(
        importlib.import_module("skydome.coverage").rows(found.answer)
    )


def test_a_package_is_called_like_its_command():
    found = skydome.exposure("india-s-400", "2026-06-01")
    room = importlib.import_module("skydome.exposure")
    assert skydome.exposure is room
    assert isinstance(found.answer, room.Exposure)
    assert found.answer.as_of.isoformat() == "2026-06-01"
    table = found.to_arrow()
    assert table.num_rows == len(found.answer.relief) + 1
    assert repr(found).startswith(found.title)
    assert len(repr(found)) < 500
    assert "not legal advice" in found._repr_html_()
    with pytest.raises(InputError, match="no figure"):
        found.plot()


def test_a_timeline_is_the_table_of_its_command():
    found = skydome.timeline("india-2018", "2024", draws=20)
    assert found.answer.settings.as_of == 2024.5  # the middle of the year
    assert found.answer.settings.draws == 20
    frame = found.to_pandas()
    assert len(frame) == found.to_arrow().num_rows > 10
    assert found.plot()._repr_svg_().lstrip().startswith("<?xml")
    assert "more rows" in found._repr_html_()


def test_shares_of_imports(examples, tmp_path):
    file = examples / "dependence" / "register-17-columns.csv"
    found = skydome.dependence(file, recipient="Meridia")
    assert found.to_arrow().num_rows > 0
    picture = found.plot()
    picture.save(tmp_path / "shares.svg")
    assert (tmp_path / "shares.svg").read_bytes() == picture.svg
    with pytest.raises(InputError, match=r"allowed: a name in \.svg"):
        picture.save(tmp_path / "shares.png")


@SLOW
def test_systems_compared():
    found = skydome.compare("s-400-regiment", altitudes_m=(10_000.0,), draws=2)
    assert "s-400-regiment" in found.title
    assert found.to_arrow().num_rows > 0


def test_two_runs_compared(small_file):
    base = skydome.load(small_file)
    first = skydome.simulate(base)
    second = skydome.simulate(base.with_({"doctrine.salvo": 2}))
    found = skydome.compare(first, second)
    assert found.to_arrow().num_rows > 0
    assert b"svg" in found.plot().svg
    with pytest.raises(InputError, match="two results"):
        skydome.compare(first)


def test_a_sweep_is_a_view(small_file):
    base = skydome.load(small_file)
    found = skydome.sweep(base, {"doctrine.salvo": [1, 2]}, replications=20)
    assert "doctrine.salvo" in found.to_arrow().column_names
    assert [point.values for point in found.answer.points] == [(1,), (2,)]
    assert b"svg" in found.plot().svg
    assert "leaked" in found.answer._repr_html_()
    text = f"Sweep({base.name!r} over doctrine.salvo (2): 2 points of 20 replications, seed 1)"
    assert repr(found.answer) == text
    three = {"doctrine.salvo": [1], "doctrine.engagements": [1], "doctrine.look": [1]}
    with pytest.raises(InputError, match="did you mean"):
        skydome.sweep(base, three, replication=20)


def test_a_result_is_looked_at(small_file):
    scenario = skydome.load(small_file)
    assert repr(scenario) == str(scenario)
    assert repr(scenario).startswith(f"ResolvedScenario({scenario.name!r}: 5 threats, ")
    result = skydome.simulate(scenario)
    assert repr(result).startswith(f"Result({scenario.name!r}: 40 replications, seed 1")
    assert len(repr(result)) < 120
    found = skydome.view(result)
    assert found.to_arrow().column_names == result.rows.column_names
    assert found.to_arrow().num_rows == 40
    assert b"leaked" in found.plot().svg
    assert f"and {len(result.rows.column_names) - 12} more" in repr(found)
    assert found.plot().svg == skydome.view(result).plot().svg
    summary = skydome.summarise(result)
    assert repr(summary).startswith(f"Summary({summary.leaked.value:.2f} of 5 threats get through")
    with pytest.raises(InputError, match="no view of a Summary"):
        skydome.view(summary)


def test_a_dataset_of_xarray():
    pytest.importorskip("xarray", reason="the extra skydome[xarray] is not installed")
    found = skydome.exposure("india-s-400")
    dataset = found.to_xarray()
    assert dataset.sizes["row"] == found.to_arrow().num_rows


@pytest.mark.parametrize(("method", "name"), [("to_pandas", "pandas"), ("to_xarray", "xarray")])
def test_a_missing_library_is_named_with_what_installs_it(monkeypatch, method, name):
    found = skydome.exposure("india-s-400")
    ordinary = importlib.import_module

    def without(wanted, *rest):
        if wanted == name:
            raise ImportError(wanted)
        return ordinary(wanted, *rest)

    monkeypatch.setattr("skydome.views.import_module", without)
    with pytest.raises(InputError, match=rf"{name} is not installed.*pip install 'skydome\[{name}"):
        getattr(found, method)()


def test_a_wrong_field_is_answered_with_the_right_one():
    with pytest.raises(InputError, match="did you mean 'mast_m'"):
        skydome.coverage("s-400-regiment", mast=24)
    with pytest.raises(InputError, match="there is no 'drows'"):
        skydome.timeline("india-2018", drows=3)
    with pytest.raises(InputError, match="did you mean 'recipient'"):
        skydome.dependence("register.csv", recipent="India")
    with pytest.raises(InputError, match="as_of"):
        skydome.exposure("india-s-400", "yesterday")
