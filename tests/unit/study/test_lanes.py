"""Which task each thread of a shared pool takes next, worked out by hand."""

import threading
from concurrent.futures import CancelledError

import pytest

from skydome.study.lanes import Lanes

LONG_S = 20.0


class Gates:
    """Tasks that begin when a thread takes them and end when the test lets them."""

    def __init__(self):
        self.begun, self.changed, self.ends = [], threading.Condition(), {}

    def task(self, name):
        self.ends[name] = threading.Event()

        def run():
            with self.changed:
                self.begun.append(name)
                self.changed.notify_all()
            assert self.ends[name].wait(LONG_S)
            return name

        return run

    def wait_for(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.begun) >= count, LONG_S)
            return self.begun[:]


def filled(threads, first, beside):
    """Return lanes in which all tasks wait behind one task a thread, and the tasks' gates."""
    lanes, gates = Lanes(threads), Gates()
    for n in range(threads):
        lanes.first.submit(gates.task(f"wait {n}"))
    gates.wait_for(threads)
    futures = [lanes.first.submit(gates.task(f"first {n}")) for n in range(first)]
    futures += [lanes.beside.submit(gates.task(f"beside {n}")) for n in range(beside)]
    return lanes, gates, futures


def test_one_thread_does_the_other_work_and_all_do_it_afterwards():
    """Of two threads the first to be free takes the other kind, the second the first kind."""
    lanes, gates, futures = filled(2, first=2, beside=4)
    with lanes:
        gates.ends["wait 0"].set()
        assert gates.wait_for(3)[2:] == ["beside 0"]
        gates.ends["wait 1"].set()
        assert gates.wait_for(4)[3:] == ["first 0"]
        gates.ends["first 0"].set()  # one thread is at the other work: this one is not
        assert gates.wait_for(5)[4:] == ["first 1"]
        gates.ends["beside 0"].set()
        assert gates.wait_for(6)[5:] == ["beside 1"]
        gates.ends["first 1"].set()  # nothing of the first kind is left
        assert gates.wait_for(7)[6:] == ["beside 2"]
        for end in gates.ends.values():
            end.set()
        names = ["first 0", "first 1", *(f"beside {n}" for n in range(4))]
        assert [future.result(LONG_S) for future in futures] == names


def test_a_single_thread_does_the_first_kind_first():
    lanes, gates, futures = filled(1, first=2, beside=2)
    with lanes:
        for end in gates.ends.values():
            end.set()
        assert [future.result(LONG_S) for future in futures]
    assert gates.begun == ["wait 0", "first 0", "first 1", "beside 0", "beside 1"]


def test_the_end_waits_for_what_runs_and_cancels_the_rest():
    lanes, gates, futures = filled(1, first=1, beside=2)
    threading.Timer(0.05, gates.ends["wait 0"].set).start()
    with pytest.raises(KeyboardInterrupt), lanes:
        raise KeyboardInterrupt
    assert gates.begun == ["wait 0"]
    assert lanes.closed
    assert all(future.cancelled() for future in futures)


def test_whoever_asks_for_a_result_gets_the_error():
    def fails():
        raise OverflowError("too large")

    def stops():
        raise CancelledError

    with Lanes(2) as lanes:
        failed, stopped = lanes.beside.submit(fails), lanes.beside.submit(stops)
        fine = lanes.first.submit(int, "7")
        with pytest.raises(OverflowError, match="too large"):
            failed.result(LONG_S)
        with pytest.raises(CancelledError):
            stopped.result(LONG_S)
        assert fine.result(LONG_S) == 7
