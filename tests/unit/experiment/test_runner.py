"""A study's folder has the same bytes whatever plays it and however often it is interrupted."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import suppress

import numpy as np
import pyarrow as pa
import pytest

from skydome.engagement import reference
from skydome.engagement.record import columns
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import build_shared_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.parameter_draws import with_shares
from skydome.errors import InputError
from skydome.experiment import plan as plans
from skydome.experiment import runner
from skydome.experiment.plan import plan_of
from skydome.experiment.player import play, task_of
from skydome.experiment.store import BlockStore
from skydome.study.result_folder import owner
from skydome.study.store import numbers

NO_PROCESS = 2**22 + 1  # beyond what Linux gives
KILLS = 50 if os.environ.get("SKYDOME_THOROUGH") == "1" else 4


@pytest.fixture(autouse=True)
def short_blocks(monkeypatch):
    """Give every point several blocks."""
    monkeypatch.setattr(plans, "BLOCK_S", 0.3)


@pytest.fixture(scope="module")
def whole(plan, tmp_path_factory):
    """Return the bytes of a folder that was never interrupted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "BLOCK_S", 0.3)
        folder = tmp_path_factory.mktemp("whole") / "study"
        runner.run(plan, BlockStore(folder))
    return content(folder)


def content(folder):
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


class Interrupted(Exception):  # noqa: N818 - no error of the program's
    """Stands for whatever ends a process."""


def test_rows_are_those_of_the_readable_kernel(plan):
    """Point 2, draw 3 at placement 0 of 2: replications 0, 2 and 4."""
    block = list(plan.blocks(0))[4]
    rows = play(task_of(plan, block))
    scenario = with_shares(plan.scenarios[1], plan.shares(3))
    world = build_shared_world(scenario, elevation_of(scenario, drawn=True), 0)
    expected = np.zeros((3, len(columns(scenario))), dtype=np.int32)
    reference.run(world, new_state(world), scenario.seed, 0, 2, expected)
    mask = (numbers(rows["point"]) == 1) & (numbers(rows["draw"]) == 3)
    assert list(numbers(rows["replication"])[mask]) == [0, 2, 4]
    for n, name in enumerate(columns(scenario)):
        assert np.array_equal(numbers(rows[name])[mask], expected[:, n]), name


@pytest.mark.parametrize("workers", [1, 3])
def test_threads_leave_no_trace(plan, whole, tmp_path, workers):
    runner.run(plan, BlockStore(tmp_path / "study"), workers=workers)
    assert content(tmp_path / "study") == whole


def test_processes_leave_no_trace(plan, whole, tmp_path):
    with ProcessPoolExecutor(1) as executor:
        runner.run(plan, BlockStore(tmp_path / "study"), executor=executor, workers=1)
    assert content(tmp_path / "study") == whole


class Backwards(Executor):
    """Finishes the last of what it was given first."""

    def submit(self, function, /, *arguments):
        future = Future()
        future.set_result(function(*arguments))
        return future


def test_the_order_of_blocks_leaves_no_trace(plan, whole, tmp_path):
    store = BlockStore(tmp_path / "study")
    store.create(plan.as_json())
    for block in reversed(list(plan.blocks(0))):
        store.write(block.name, play(task_of(plan, block)))
    runner.run(plan, store, executor=Backwards())
    assert content(tmp_path / "study") == whole


@pytest.mark.parametrize("seed", range(KILLS))
def test_an_interrupted_study_ends_with_the_same_bytes(plan, whole, tmp_path, seed, monkeypatch):
    """It is cut off while it writes a block chosen at random, up to three times."""
    random = np.random.default_rng(seed)
    folder = tmp_path / "study"
    for _ in range(random.integers(1, 4)):
        left = int(random.integers(0, 6))
        cut_off(monkeypatch, folder, plan, left, half_written=bool(random.integers(2)))
    runner.run(plan, BlockStore(folder))
    assert content(folder) == whole


def cut_off(monkeypatch, folder, plan, blocks, *, half_written):
    """Run a study until some blocks are written; the next is left behind half written or not."""
    store, left = BlockStore(folder), [blocks]
    write = store.write

    def some(name, rows):
        if left[0] == 0:
            if half_written:
                host = owner().partition("-")[0]
                partial = folder / "blocks" / f".{name}.parquet.{host}-{NO_PROCESS}.partial"
                partial.parent.mkdir(exist_ok=True)
                partial.write_bytes(b"PAR1")
            raise Interrupted
        left[0] -= 1
        write(name, rows)

    monkeypatch.setattr(store, "write", some)
    with suppress(Interrupted):
        runner.run(plan, store, workers=1)


def test_a_killed_process_loses_only_its_block(study_file, whole, tmp_path):
    folder = tmp_path / "study"
    program = (
        "from skydome.experiment import plan, runner, store; plan.BLOCK_S = 0.3; "
        f"runner.run(plan.plan_of({str(study_file)!r}), store.BlockStore({str(folder)!r}))"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as process:
        deadline = time.monotonic() + 100
        while not list(folder.glob("blocks/*.parquet")) and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    kept = content(folder)
    runner.run(plan_of(study_file), BlockStore(folder))
    after = content(folder)
    assert after == whole
    finished = {name for name in kept if name.endswith(".parquet") and "/." not in name}
    assert finished
    assert all(after[name] == kept[name] for name in finished)


class Full:
    """A file system with room for three files."""

    def __init__(self, files):
        self.files, self.left = files, 3

    def __getattr__(self, name):
        return getattr(self.files, name)

    def open_output_stream(self, path):
        self.left -= 1
        if self.left < 0:
            raise OSError(28, "No space left on device")
        return self.files.open_output_stream(path)


def test_a_full_disk_is_named_and_loses_nothing(plan, whole, tmp_path):
    folder = tmp_path / "study"
    store = BlockStore(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "files", Full(store.files))
        patch.setattr("skydome.experiment.store.fs.LocalFileSystem", Full)
        with pytest.raises(InputError, match="No space left on device"):
            runner.run(plan, store, workers=1)
    assert 0 < len(BlockStore(folder).done()) < len(list(plan.blocks(0)))
    runner.run(plan, BlockStore(folder))
    assert content(folder) == whole


def test_a_counter_that_only_some_points_have_is_null_elsewhere(plan, tmp_path):
    """One more battery has counters of its own."""
    store = BlockStore(tmp_path / "study")
    store.create(plan.as_json())
    store.write("000-0000-000000", pa.table({"point": [0], "saturated_scans.one": [5]}))
    store.write(
        "000-0001-000000",
        pa.table({"point": [1], "saturated_scans.one": [6], "saturated_scans.two": [7]}),
    )
    assert store.rows().to_pydict() == {
        "point": [0, 1],
        "saturated_scans.one": [5, 6],
        "saturated_scans.two": [None, 7],
    }


def test_another_study_is_not_overwritten(plan, tmp_path):
    folder = tmp_path / "study"
    BlockStore(folder).create("{}")
    with pytest.raises(InputError, match="another study"):
        runner.run(plan, BlockStore(folder))
    other = tmp_path / "mine"
    other.mkdir()
    (other / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="something else"):
        runner.run(plan, BlockStore(other))
    assert [file.name for file in other.iterdir()] == ["notes.txt"]


def test_a_damaged_block_is_named(plan, tmp_path):
    store = BlockStore(tmp_path / "study")
    store.create(plan.as_json())
    (tmp_path / "study" / "blocks").mkdir()
    (tmp_path / "study" / "blocks" / "000-0000-000000.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="cannot be read"):
        store.rows()


@pytest.mark.parametrize("place", ["nowhere://x/y", "s3:///"])
def test_an_address_that_cannot_be_opened_is_named(place):
    with pytest.raises(InputError):
        BlockStore(place).exists()


# the stop rule


def test_a_study_stops_when_its_interval_is_narrow_enough(study_file, tmp_path):
    text = study_file.read_text() + "stop: {half_width: 100, rounds: 5}\n"
    file = study_file.with_name("stops.yaml")
    file.write_text(text)
    plan = plan_of(file)
    look = runner.run(plan, BlockStore(tmp_path / "study"))
    assert (look.rounds, look.reached) == (1, True)


def test_a_study_that_is_never_sure_ends_with_its_last_round(study_file, tmp_path):
    """Two rounds of 3 replications: replications 0, 2, 4 and then 6, 8, 10 of placement 0."""
    file = study_file.with_name("goes_on.yaml")
    file.write_text(study_file.read_text() + "stop: {half_width: 1e-9, rounds: 2}\n")
    plan = plan_of(file)
    store = BlockStore(tmp_path / "study")
    look = runner.run(plan, store)
    assert (look.rounds, look.reached) == (2, False)
    rows = store.rows()
    mask = (numbers(rows["draw"]) == 1) & (numbers(rows["point"]) == 0)
    assert list(numbers(rows["replication"])[mask]) == [0, 2, 4, 6, 8, 10]


def test_the_half_width_by_hand(study_file):
    """Leakers 1, 3 at placement 0 and 2, 6 at placement 1: variances 2 and 8.

    The variance of the mean is (2 · 2 + 2 · 8) / 4² = 1.25. With at most two looks the level of
    each is 97.5 %: z = 2.2414, half-width 2.2414 · √1.25 = 2.506.
    """
    file = study_file.with_name("by_hand.yaml")
    file.write_text(
        "name: quick\nscenario: small.yaml\nuncertain: none\nstop: {half_width: 2.6, rounds: 2}\n"
    )
    plan = plan_of(file)
    names = columns(plan.scenarios[0])
    data = {name: pa.array(np.zeros(4, np.int32)) for name in names}
    data["leaked.cruise_missile"] = pa.array(np.array([1, 3, 2, 6], np.int32))
    rows = pa.table(
        {
            "point": pa.array(np.zeros(4, np.int32)),
            "draw": pa.array(np.zeros(4, np.int32)),
            "placement": pa.array(np.array([0, 0, 1, 1], np.int32)),
            "replication": pa.array(np.arange(4)),
            **data,
        }
    )
    look = runner.look_at(plan, rows, 1)
    assert look.half_width == pytest.approx(2.506, abs=1e-3)
    assert look.reached
