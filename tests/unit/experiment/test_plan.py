"""The plan of a study: cells, blocks and shares, and what is refused."""

import json

import numpy as np
import pytest
from scipy.special import ndtri

from skydome.engagement.tables.parameter_draws import drawable
from skydome.errors import InputError
from skydome.experiment import plan as plans
from skydome.experiment.plan import Block, plan_from, plan_of


def written(study_file, **changes):
    """Return the path of a study with other lines."""
    lines = dict.fromkeys(["name: quick", "scenario: small.yaml", "replications: 3"])
    for name, value in changes.items():
        lines[f"{'set' if name == 'settings' else name}: {json.dumps(value)}"] = None
    file = study_file.with_name("changed.yaml")
    file.write_text("\n".join(lines))
    return file


def test_cells_by_hand(plan):
    """Two placements: catalogue values at both, then five draws, placements in turn."""
    assert plan.values == ((1,), (2,))
    assert plan.cells() == [(0, 0), (0, 1), (1, 0), (2, 1), (3, 0), (4, 1), (5, 0)]


def test_blocks_cover_every_cell_once(plan, monkeypatch):
    monkeypatch.setattr(plans, "BLOCK_S", 0.3)
    blocks = list(plan.blocks(2))
    assert blocks[:3] == [Block(2, 0, 0, 3), Block(2, 0, 3, 6), Block(2, 0, 6, 7)]
    assert [block.point for block in blocks] == [0, 0, 0, 1, 1, 1]
    assert blocks[1].name == "002-0000-000003"
    assert sorted(block.name for block in blocks) == [block.name for block in blocks]


def test_shares_are_a_latin_hypercube_over_what_is_uncertain(plan):
    names = [name for name in drawable(plan.scenarios[0]) if name.startswith("48n6e3.")]
    assert set(plan.parameters) == {*names, "92n6e.target_channels"}
    shares = [plan.shares(draw) for draw in range(1, 6)]
    for name in plan.parameters:
        assert sorted(int(5 * one[name]) for one in shares) == [0, 1, 2, 3, 4]
    assert plan.shares(0) == dict.fromkeys(plan.parameters)


def test_members_of_a_group_are_correlated(study_file):
    """Normal scores of two members correlate by 0.7, of others not; shares stay uniform."""
    group = {"name": "radar", "parameters": ["92n6e.*"], "correlation": 0.7}
    file = written(
        study_file,
        uncertain=["92n6e.*", "48n6e3.drag_factor"],
        together=[group],
        design={"draws": 2000},
    )
    plan = plan_of(file)
    assert plan.inputs[0] == "radar"
    members = [name for name in plan.parameters if name.startswith("92n6e.")][:3]
    shares = [plan.shares(draw) for draw in range(1, 2001)]
    columns = np.array([[one[name] for name in (*members, "48n6e3.drag_factor")] for one in shares])
    scores = np.corrcoef(ndtri(columns).T)
    assert scores[0, 1] == pytest.approx(0.7, abs=0.03)
    assert scores[1, 2] == pytest.approx(0.7, abs=0.03)
    assert abs(scores[0, 3]) < 0.07
    assert np.abs(np.sort(columns, axis=0)[:, 0] - (np.arange(2000) + 0.5) / 2000).max() < 0.04


def test_a_plan_goes_on_without_its_files(plan):
    again = plan_from(plan.as_json(), "anywhere")
    assert again.as_json() == plan.as_json()
    assert np.array_equal(again.design, plan.design)
    assert list(again.blocks(0)) == list(plan.blocks(0))


def test_nothing_uncertain_gives_points_alone(study_file):
    plan = plan_of(written(study_file, uncertain="none", factors={"doctrine.salvo": [1, 2]}))
    assert (plan.draws, plan.parameters) == (0, ())
    assert plan.cells() == [(0, 0), (0, 1)]


def test_settings_and_seed_apply_to_every_point(study_file):
    plan = plan_of(written(study_file, settings={"doctrine.salvo": 2}, seed=77))
    (scenario,) = plan.scenarios
    assert set(scenario.doctrine.salvo.values()) == {2}
    assert scenario.seed == 77


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"uncertain": ["48n6e3.drag_facto"]}, "uncertain[0]", "did you mean"),
        ({"factors": {"doctrine.salvos": [1, 2]}}, "factors.doctrine.salvos", "no field"),
        ({"factors": {"doctrine.salvo": [1, 1]}}, "factors.doctrine.salvo", "given twice"),
        ({"design": {"kind": "sobol", "draws": 100}}, "design.draws", ""),
        ({"design": {"kind": "cubic"}}, "design.kind", ""),
        ({"replications": 1}, "replications", ""),
        ({"stop": {"half_width": 0}}, "stop.half_width", ""),
        ({"set": {"doctrine.salvo": "many"}}, "set.doctrine.salvo", "it is text"),
        (
            {"together": [{"name": "a", "parameters": ["no.such"], "correlation": 0.5}]},
            "together.a",
            "no drawn parameter",
        ),
        (
            {
                "together": [
                    {"name": "a", "parameters": ["92n6e.*"], "correlation": 0.5},
                    {"name": "b", "parameters": ["92n6e.*_*"], "correlation": 0.5},
                ]
            },
            "together.b",
            "is in a already",
        ),
        (
            {
                "together": [
                    {"name": "a", "parameters": ["92n6e.*"], "correlation": 0.5},
                    {"name": "a", "parameters": ["48n6e3.*"], "correlation": 0.5},
                ]
            },
            "together.a",
            "2 groups are called a",
        ),
        (
            {"design": {"kind": "morris", "draws": 100_000}},
            "design.draws",
            "a trajectory",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_field(study_file, changes, field, said):
    with pytest.raises(InputError) as refused:
        plan_of(written(study_file, **changes))
    assert field in (refused.value.field or "")
    assert refused.value.file is not None
    assert said in refused.value.problem


@pytest.mark.parametrize("text", ["", "{}", '{"study": 1}', "[]"])
def test_a_damaged_study_is_refused(text):
    with pytest.raises(InputError, match="not a study"):
        plan_from(text, "folder")
