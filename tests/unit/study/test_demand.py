"""Scenarios that do not fit the machine are refused before they are built."""

import pytest

from skydome.errors import InputError
from skydome.scenario import load
from skydome.study import compile_tables, demand


def test_the_estimate_by_hand(small):
    """Two waves, 1,200 s of one scan each: 2,400 points.

    One battery, two missiles; the regiment has two acquisition radars and one engagement radar at
    two sites; five threats; two placements; three threads.
    """
    assert (len(small.radars), len(small.batteries), len(small.missiles)) == (3, 1, 2)
    assert (len(small.sites), len(small.threats), small.terrain.placements) == (2, 5, 2)
    points = 2 * round(small.duration_s / small.scan_s)
    built = 32 * 3 * points + 22 * 2 * points + 64 * 2 * points
    kept = 4 * (3 + 2) * points * 2
    assert demand.memory_needed_bytes(small, 3) == built + kept + 24 * (3 + 1) * 5 * 3


def test_more_than_the_machine_has_is_refused_with_both_numbers(small, monkeypatch):
    need = demand.memory_needed_bytes(small, 1)
    monkeypatch.setattr(demand, "_memory_bytes", lambda: need)
    demand.check_memory(small, 1)
    monkeypatch.setattr(demand, "_memory_bytes", lambda: need - 1)
    with pytest.raises(InputError, match="GB of memory are needed for 3 radars, 5 threats") as told:
        demand.check_memory(small, 1)
    assert "fewer batteries" in told.value.allowed
    monkeypatch.setattr(demand, "_memory_bytes", lambda: None)
    demand.check_memory(small, 1)


def test_no_table_is_built_of_what_does_not_fit(small, monkeypatch):
    monkeypatch.setattr(demand, "_memory_bytes", lambda: 1)
    with pytest.raises(InputError, match="this machine has 0 GB"):
        compile_tables(small)


@pytest.mark.parametrize(("each", "units", "refused"), [(63, 16, True), (62, 16, False)])
def test_more_than_a_thousand_batteries_are_refused(small_file, tmp_path, each, units, refused):
    """16 units of 63 batteries are 1,008; of 62, 992."""
    text = small_file.read_text("utf-8")
    one = "  - name: regiment\n    system: s-400-regiment\n    at: [28, 73]\n"
    assert one in text
    more = "".join(one.replace("regiment\n", f"r{n}\n", 1) for n in range(1, units))
    file = tmp_path / "many.yaml"
    text = text.replace("batteries:\n    value: 1", f"batteries:\n    value: {each}")
    file.write_text(text.replace(one, more + one), "utf-8")
    if refused:
        with pytest.raises(InputError, match="1,008 batteries in 16 units") as told:
            load(file)
        assert told.value.field == "defence"
        assert "1,000" in told.value.allowed
    else:
        assert len(load(file).batteries) == 992
