"""World and State are declared once; what does not fit is refused by the field's name."""

import ast
import inspect
import itertools
from pathlib import Path

import numpy as np
import pytest
from random_worlds import random_jammers, random_network, random_stances

from skydome.engagement import fields, record, reference, sizes, state, world
from skydome.engagement.event import kernel as event_kernel
from skydome.engagement.fields import Field
from skydome.engagement.tables import build as tables_build
from skydome.engagement.world import World
from skydome.validation.worlds import Setting, build

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
def plain():
    return build(Setting(threats=3, layers=2))


def test_every_field_says_what_it_is():
    for owner in (World, state.State):
        declared = fields.declared(owner)
        assert list(declared) == list(owner._fields)
        assert all(field.meaning for field, _ in declared.values())


def test_every_axis_has_a_name():
    named = {*sizes.SIZES, *sizes.TABLED, *state.AXES}
    for field, _ in (*sizes.TABLES.values(), *state.SCRATCH.values()):
        used = field.shape.replace("*", " ").replace("+", " ").split()
        assert {name for name in used if not name.isdigit()} <= named


def test_every_sentinel_is_a_constant_and_every_rule_is_known():
    for field, _ in (*sizes.TABLES.values(), *state.SCRATCH.values()):
        assert not field.none or world.SENTINELS[field.none] == getattr(world, field.none)
        assert not field.empty_unless or field.empty_unless in sizes.RULES


def test_a_missing_column_is_named():
    given = build(Setting())._asdict()
    del given["threat_start"]
    with pytest.raises(TypeError, match="threat_start"):
        sizes.plain_world(**given)


def test_an_unknown_column_is_named(plain):
    with pytest.raises(TypeError, match="threat_colour"):
        sizes.plain_world(**plain._asdict(), threat_colour=1)


@pytest.mark.parametrize(
    ("name", "column", "says"),
    [
        # three threats, two radars and two units of one launcher each
        ("threat_jitter", np.zeros(2, np.int32), r"shape \(2,\); allowed: T = 3"),
        ("threat_jitter", np.zeros((3, 1), np.int32), "shape"),
        ("threat_jitter", np.zeros(3, np.int64), "type int64; allowed: int32"),
        ("threat_jitter", [0, 0, 0], "type list"),
        ("threat_path", np.array([0, 1, 0], np.int32), "from 0 to 1; allowed: 0 to 0"),
        ("threat_homes", np.array([-1, 1, 2], np.int32), "allowed: 0 to 1, or NOBODY"),
        ("threat_homes", np.array([-2, 1, 0], np.int32), "values from -2"),
        ("threat_harms", np.array([0, 1, 2], np.int32), "allowed: 0 to 1"),
        ("detection_offset", np.array([0, 24, 49], np.int64), "allowed: 0 to 48"),
        ("unit_launcher", np.array([0, 1], np.int32), r"allowed: U\+1 = 3"),
        ("jam_level", np.zeros((3, 1), np.int32), "allowed: O = 2, points = 1"),
    ],
)
def test_a_column_that_does_not_fit_is_refused(plain, name, column, says):
    with pytest.raises(ValueError, match=says) as raised:
        state.new_state(plain._replace(**{name: column}))
    assert str(raised.value).startswith(name)


def test_a_column_may_be_empty_only_while_its_rule_is_not_at_work(plain):
    state.new_state(plain)  # radar_launches is empty: any track will do
    with pytest.raises(ValueError, match="radar_launches has shape"):
        state.new_state(plain._replace(any_track=0))


def test_a_column_that_no_builder_makes_is_named():
    columns = {name: 0 for name in sizes.TABLES if name != "scarcity"}
    with pytest.raises(TypeError, match=r"World\.scarcity is declared"):
        tables_build._complete(columns)
    assert tables_build._complete(columns | {"scarcity": 0})


def test_sizes_follow_from_the_columns(plain):
    found = sizes.sizes_of(plain._asdict())
    letters = {letter: found[letter] for letter in "TRNUKLCBPADXEGSJVZ"}
    assert letters == {
        "T": 3,
        "R": 2,
        "N": 2,
        "U": 2,
        "K": 1,
        "L": 2,
        "C": 1,
        "B": 1,
        "P": 1,
        "A": 1,
        "D": 1,
        "X": 0,
        "E": 2,
        "G": 2,
        "S": 2,
        "J": 0,
        "V": 48,
        "Z": 40,
    }


def test_a_state_has_the_declared_shapes(plain):
    own = state.new_state(plain._replace(unit_target_channels=np.array([3, 5], np.int32)), 7)
    assert own.channel_until.shape == (2, 5)
    assert own.events.shape == (7, 7)
    assert own.guide_until.shape == (0, 0, 0)  # there are no jammers
    assert own.history.dtype == np.int64


def test_more_doctrines_take_plain_values(plain):
    wider = sizes.check_world(sizes.resized(plain, D=3))
    assert wider.policy.tolist() == [0, 0, 0]
    assert wider.time_weight.tolist() == [1_000] * 3
    assert wider.threat_start is plain.threat_start


# columns of results


def test_a_counter_lies_in_the_row(plain):
    own = state.new_state(plain)
    # one label of five counts, one missile type, one asset: the first unit's busy scans come next
    own.busy[0] = 9
    assert own.row.tolist().index(9) == 5 + 1 + 1
    own.row[:] = 0
    assert own.busy[0] == 0


def test_a_row_is_as_wide_as_its_names(small_tables, small):
    assert len(record.columns(small)) == record.width(small_tables.worlds[0])


@pytest.mark.parametrize(
    ("field", "says"),
    [
        (Field("U", "test", column="name"), "each of"),
        (Field("U K", "test", column="name.{U}"), "each of"),
        (Field("T", "test", column="name.{T}"), "a function for it"),
        (Field("U", "test", column="name.{U}", empty_unless="jammers"), "AT_WORK"),
    ],
)
def test_a_counter_without_names_fails_at_import(monkeypatch, field, says):
    monkeypatch.setitem(record.COUNTERS, "mine", field)
    with pytest.raises(TypeError, match=says):
        record._check_names()


def test_every_counter_is_counted_in_some_world():
    seen = set()
    makers = random_stances, random_jammers, random_network
    for make, seed in itertools.product(makers, range(40)):
        tables = make(seed)
        if tables.scans > 120 or len(seen) == len(state.COUNTERS):
            continue
        own, rows = state.new_state(tables), np.zeros((1, record.width(tables)), np.int32)
        reference.run(tables, own, 1, 0, 1, rows)
        seen |= {name for name in state.COUNTERS if (getattr(own, name) > 0).any()}
    assert set(state.COUNTERS) == seen


# the documentation


@pytest.mark.parametrize("owner", [World, state.State])
def test_the_nomenclature_lists_every_field_as_declared(owner):
    text = (DOCS / "nomenclature.md").read_text("utf-8")
    missing = [line for line in fields.table(owner) if line not in text]
    assert not missing, "run python docs/figures/fields.py"


# one order of stages


def _stages(function):
    """Return the names of the functions that a function calls, in order of their lines."""
    tree = ast.parse(inspect.getsource(getattr(function, "py_func", function)))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    ordered = sorted(calls, key=lambda node: (node.lineno, node.col_offset))
    return [ast.unparse(node.func).split(".")[-1] for node in ordered]


def test_both_kernels_go_through_the_stages_in_one_order():
    """The fast kernel skips what is not due, and does the rest in the same order."""
    parts = reference.before_decisions, reference.from_decisions
    slow = [stage for part in parts for stage in _stages(part)]
    assert slow == [
        "change_network",
        "start_threats",
        "see_and_track",
        "kill_or_miss",
        "reload",
        "decide_and_engage",
        "count",
    ]
    # start takes one threat; cues are what a look may change at once; arrive counts what leaks
    same = {
        "apply_changes": "change_network",
        "start": "start_threats",
        "apply_cues": "see_and_track",
        "kill_or_miss": "kill_or_miss",
        "reload": "reload",
        "decide_and_engage": "decide_and_engage",
        "arrive": "count",
    }
    fast = [same[stage] for stage in _stages(event_kernel.step) if stage in same]
    assert fast == slow
    played = [stage for stage in _stages(reference.play) if stage.endswith("_decisions")]
    assert played == ["from_decisions", "before_decisions"]  # of one scan, then of the next
