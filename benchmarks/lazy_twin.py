"""The lazy C++ twin: `lazy_twin.cpp`, compiled when it is first asked for, on a world's tables.

It plays worlds without optional rules whose groups shoot, look and shoot again, whose batteries
launch without intervals and react equally fast within a network, and whose shots are independent
and correctly assessed. That is what the benchmark raid uses; any other world is refused.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.engagement.record import width
from skydome.engagement.sizes import sizes_of
from skydome.engagement.world import LOOK, THOUSAND, World, rules_of
from skydome.folders import cache_folder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Ints

SOURCE = Path(__file__).with_name("lazy_twin.cpp")
FLAGS = ("-std=c++20", "-O3", "-march=native", "-shared", "-fPIC")
SIZES = ("T", "R", "U", "N", "L", "K", "B", "A", "P")
# Fields of the C++ struct `Tables`, in its order; ``unit_limit`` is the one that is derived.
COLUMNS = (  # noqa: SIM905 - in lines as in the struct
    "threat_start threat_jitter threat_path threat_length threat_class threat_label threat_asset "
    "threat_hold threat_harms threat_viable threat_aimed "
    "radar_network radar_period radar_confirm_hits radar_confirm_looks radar_drop_misses "
    "detection_first detection_offset detection_threshold "
    "unit_network unit_reaction unit_limit unit_missile_channels unit_launcher unit_reserve "
    "unit_stock launcher_missile launcher_capacity launcher_reload "
    "flight_first flight_offset flight_scans flight_kill kill_threshold "
    "label_salvo label_reserved missile_order"
).split()
MOST_ARMS = 32  # one bit each


class NoCompilerError(Exception):
    """There is no g++ on this machine."""


class _Tables(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_int64) for name in ("scans", *SIZES, "engagements", "assessment")),
        *((name, ctypes.c_void_p) for name in COLUMNS),
    )


class LazyTwin:
    """The twin on the tables of one world, for one thread."""

    def __init__(self, world: World) -> None:
        check(world)
        self._library = _library()
        self._width, self.draws = width(world), 0
        limit = np.minimum(world.unit_target_channels, world.unit_capacity).astype(np.int32)
        columns = {**world._asdict(), "unit_limit": limit}
        self._arrays = {name: np.ascontiguousarray(columns[name]) for name in COLUMNS}
        sizes = sizes_of(world._asdict())
        self._tables = _Tables(
            scans=world.scans,
            **{name: sizes[name] for name in SIZES},
            engagements=int(world.engagements[0]),
            assessment=int(world.assessment[0]),
            **{name: array.ctypes.data for name, array in self._arrays.items()},
        )
        self._twin = self._library.lazy_twin_new(ctypes.byref(self._tables))

    def __del__(self) -> None:
        """Free what the library holds."""
        if getattr(self, "_twin", None):
            self._library.lazy_twin_free(self._twin)

    def run(self, seed: int, first: int, rows: Ints) -> None:
        """Fill one row a replication, from a replication on, as `skydome.engagement.event.run`."""
        self.draws = self._library.lazy_twin_run(
            self._twin, seed, first, len(rows), self._width, rows.ctypes.data
        )


def check(world: World) -> None:
    """Refuse a world that needs a rule that the twin does not have.

    Raises
    ------
    ValueError
        Names the rules.
    """
    units = [np.flatnonzero(world.unit_network == n) for n in range(world.networks)]
    needs = {
        "an optional rule": rules_of(world) is not None,
        "several doctrines": len(world.policy) != 1 or len(world.group_doctrine) != world.networks,
        "a policy other than shoot-look-shoot": _any(world.policy != LOOK),
        "waiting for a better launch": _any(world.waits),
        "an order by more than arrival": _any(world.label_advance)
        or _any(world.time_weight != THOUSAND),
        "weapons held": _any(world.label_engaged == 0) or _any(world.label_salvo < 1),
        "labels that are drawn": bool(world.identified),
        "mistaken assessments": _any(world.miss_for_kill) or _any(world.kill_for_miss),
        "common-mode failures": _any(world.common_threshold) or world.raid_kill.size > 0,
        "times between launches": _any(world.launch_interval) or _any(world.salvo_interval),
        "delays of links": _any(world.unit_delay) or _any(world.command_delay),
        "radars that are silent at first": _any(world.radar_on),
        "reactions that differ within a network": any(
            len(set(world.unit_reaction[own].tolist())) > 1 for own in units
        ),
        "more labels than classes": world.kill_threshold.shape[1] != world.label_salvo.shape[1],
        f"more than {MOST_ARMS} types times units in a network": any(
            len(own) * world.unit_stock.shape[1] > MOST_ARMS for own in units
        ),
    }
    found = [rule for rule, needed in needs.items() if needed]
    if found:
        raise ValueError(f"the lazy twin does not have: {'; '.join(found)}")


def _any(values: NDArray[Any]) -> bool:
    return bool(np.any(values))


def _library() -> ctypes.CDLL:
    """Compile the twin unless the cache has it, and load it.

    Raises
    ------
    NoCompilerError
        No g++ on this machine.
    """
    compiler = shutil.which("g++")
    if compiler is None:
        raise NoCompilerError("no g++ on this machine: the lazy C++ twin is left out")
    version = subprocess.run([compiler, "--version"], capture_output=True, check=True).stdout
    key = hashlib.sha256(SOURCE.read_bytes() + version + _processor() + repr(FLAGS).encode())
    built = cache_folder("lazy-twin") / f"{key.hexdigest()[:16]}.so"
    if not built.is_file():
        fresh = built.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, *FLAGS, str(SOURCE), "-o", str(fresh)], check=True)
        fresh.replace(built)
    library = ctypes.CDLL(str(built))
    library.lazy_twin_new.restype = ctypes.c_void_p
    library.lazy_twin_new.argtypes = [ctypes.c_void_p]
    library.lazy_twin_free.argtypes = [ctypes.c_void_p]
    library.lazy_twin_run.restype = ctypes.c_int64
    library.lazy_twin_run.argtypes = [
        ctypes.c_void_p,
        ctypes.c_uint64,
        ctypes.c_int64,
        ctypes.c_int64,
        ctypes.c_int64,
        ctypes.c_void_p,
    ]
    return library


def _processor() -> bytes:
    """Return what -march=native depends on, where the machine says it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    return "".join(line for line in lines if line.startswith("flags"))[:4096].encode()
