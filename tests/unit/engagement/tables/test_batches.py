from pathlib import Path

import pytest
import yaml

from skydome.engagement.tables import batches as module
from skydome.engagement.tables.batches import batches
from skydome.engagement.tables.build import build_world, table_hash
from skydome.engagement.tables.elevation import elevation_of
from skydome.scenario import load


def grouped(items, most, monkeypatch):
    """Return batches of items such as "a3": of kind a, with 3 points."""
    monkeypatch.setattr(module, "MOST_TOGETHER", most)
    found = batches(items, lambda item: item[0], lambda item: int(item[1:]))
    return [[*group] for group in found]


def test_items_of_one_kind_come_together_in_their_order(monkeypatch):
    items = ["a3", "b1", "a2", "b4", "a1"]
    assert grouped(items, 100, monkeypatch) == [["a3", "a2", "a1"], ["b1", "b4"]]


def test_a_batch_holds_no_more_points_than_allowed(monkeypatch):
    # 3 + 2 are exactly five; 1 more is too many. Of the other kind, 1 + 4 are five
    assert grouped(["a3", "b1", "a2", "b4", "a1"], 5, monkeypatch) == [
        ["a3", "a2"],
        ["a1"],
        ["b1", "b4"],
    ]


def test_an_item_with_more_points_is_alone(monkeypatch):
    assert grouped(["a9", "a1", "a9"], 5, monkeypatch) == [["a9"], ["a1"], ["a9"]]


def test_nothing_has_no_batches(monkeypatch):
    assert grouped([], 5, monkeypatch) == []


def with_two_batteries():
    """Return the scenario with jammers on the way, defended by two batteries instead of one."""
    document = yaml.safe_load(Path("examples/escort.yaml").read_text(encoding="utf-8"))
    document["parameters"]["s-400-regiment.batteries"]["value"] = 2
    return load(document)


@pytest.mark.parametrize("scenario", [with_two_batteries, lambda: load("examples/silence.yaml")])
def test_worlds_are_the_same_in_batches_of_any_size(scenario, monkeypatch):
    """With jammers on the way, and with radars that move: each alone, some or all together."""
    resolved = scenario()
    kinds = [radar.entry for radar in resolved.radars]
    assert len(kinds) > len(set(kinds))
    grid, hashes = elevation_of(resolved), []
    for most in (1, 5_000, 10**9):
        monkeypatch.setattr(module, "MOST_TOGETHER", most)
        hashes.append(table_hash([build_world(resolved, grid, 1)]))
    assert len(set(hashes)) == 1
