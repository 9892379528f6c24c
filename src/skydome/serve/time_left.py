"""How long the whole of a run still takes: its replications, and what it plays after them.

A job's run plays its replications first, then up to 1,000 under the other policy and the draws of
uncertain parameters. Their time is estimated from what has been measured until then, the time of
one placement's tables and that of one replication, and from the usual time of a missile's flights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from skydome.study.draws import REPLICATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLES, PLAYED, LAST = "tables", "replications", "draws of uncertain parameters"
FLIGHT_S = 0.02  # of one missile type of a draw, on one quiet core, in two examples


class RunPlan(NamedTuple):
    """What a run plays: ``compared`` replications under the other policy, and draws (``worlds``).

    Every draw has the tables of one placement and `REPLICATIONS` replications. Its missiles, of
    which there are that many types, have flights of their own, while placements share theirs.
    """

    placements: int
    compared: int
    worlds: int
    missiles: int = 0
    lanes: int = 1

    def beside_s(self, paces: Mapping[str, float]) -> float | None:
        """Return the time of what follows the replications, None while that is not known.

        ``paces`` are seconds by stage for one unit of it.
        """
        if not self.compared and not self.worlds:
            return 0.0
        if TABLES not in paces or PLAYED not in paces:
            return None
        table_s, each_s = paces[TABLES], paces[PLAYED]
        compared_s = self.placements * table_s + self.compared * each_s if self.compared else 0.0
        flown_s = FLIGHT_S * self.missiles / self.lanes
        return compared_s + self.worlds * (table_s + flown_s + REPLICATIONS * each_s)


class RunTime:
    """Estimates the time left of a run; a function of the stages as they are reported.

    No replication starts after ``longest_s``.
    """

    def __init__(self, plan: RunPlan, longest_s: float) -> None:
        self.plan, self.longest_s = plan, longest_s
        self._played: float | None = None  # when the replications began
        self._beside: tuple[float, float] | None = None  # when it began, and its estimate

    def __call__(
        self, stage: str, own_s: float | None, paces: Mapping[str, float], moment_s: float
    ) -> float | None:
        """Return the time left in all, None while that is not known.

        Parameters
        ----------
        stage
            What is done now.
        own_s
            The time left of this stage at its pace, None where that is not known.
        paces
            As in `RunPlan.beside_s`, of all stages until now.
        moment_s
            Seconds on any clock.
        """
        beside_s = self.plan.beside_s(paces)
        if stage == PLAYED:
            self._played = moment_s if self._played is None else self._played
            if own_s is not None:
                own_s = min(own_s, max(0.0, self._played + self.longest_s - moment_s))
            return None if own_s is None or beside_s is None else own_s + beside_s
        if TABLES not in paces or PLAYED not in paces or beside_s is None:
            return None
        if stage == LAST and own_s is not None:
            return own_s  # measured, where the rest is an estimate
        if self._beside is None:
            self._beside = moment_s, beside_s
        began_s, all_s = self._beside
        expected_s = began_s + all_s - moment_s
        return max(own_s or 0.0, expected_s) if own_s or expected_s > 0 else None
