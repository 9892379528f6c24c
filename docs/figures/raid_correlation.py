"""Measure what correlated shots do to the two-front example, and compare with the record.

Run as ``python docs/figures/raid_correlation.py``; takes a few minutes. Every setting has the same
seed. The tables go between the markers of docs/models.md.

The correlation of outcomes is estimated from the variance of the number stopped over replications,
n m (1 - m) (1 + (n - 1) r) for n launched and m, the share stopped, within one placement of the
sites; then averaged over placements. Placement is taken out as the record's fits take out the
month. The record's correlations are fits of a beta-binomial distribution, which for raids of one
size has the same variance.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import yaml

from skydome.catalogue import Catalogue
from skydome.catalogue.kinds import RAID_ENTRY
from skydome.scenario import ResolvedScenario, load
from skydome.study.run import simulate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from skydome.study import Result

ROOT = Path(__file__).parent.parent.parent
EXAMPLE, PAGE = ROOT / "examples" / "two_front.yaml", ROOT / "docs" / "models.md"
REPLICATIONS = 8_000
NONE, BETA = "none", "beta (default)"
LOW, HIGH = "beta, low", "beta, high"
RECORDED = ("drone", "cruise_missile", "ballistic_missile")


class Outcomes(NamedTuple):
    """One run: the resolved scenario, and leaked and stopped by class and replication."""

    scenario: ResolvedScenario
    leaked: dict[str, NDArray[np.int64]]
    placement: NDArray[np.int32]

    @property
    def total(self) -> NDArray[np.int64]:
        """Leakers of all classes."""
        return np.asarray(np.sum(list(self.leaked.values()), axis=0), dtype=np.int64)


def settings() -> dict[str, Any]:
    """Return the settings by name: the words, the default, and the bounds of its correlations."""
    raid = Catalogue().entry(RAID_ENTRY).parameters
    bounds = [
        {name.removeprefix("correlation."): p.range[end] for name, p in raid.items()}
        for end in (0, 1)
    ]
    low, high = ({"level": "raid", "shape": "beta", "rho": rho} for rho in bounds)
    words = {word: word for word in (NONE, "target", "raid")}
    return {**words, LOW: low, BETA: {"level": "raid", "shape": "beta"}, HIGH: high}


def outcomes(common_failure: Any, replications: int) -> Outcomes:  # noqa: ANN401 - YAML
    """Run the example with one setting of ``common_failure``."""
    document = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    document |= {"replications": replications, "models": {"common_failure": common_failure}}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / EXAMPLE.name
        file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        scenario = load(file)
    result = simulate(scenario)
    leaked = {name: _column(result, f"leaked.{name}") for name in scenario.target_classes}
    return Outcomes(scenario, leaked, result.rows["placement"].to_numpy())


def _column(result: Result, name: str) -> NDArray[np.int64]:
    return np.asarray(result.rows[name].to_numpy(), dtype=np.int64)


def outcome_correlation(found: Outcomes, name: str) -> tuple[float, float]:
    """Return the correlation of two outcomes in one raid, with its standard error."""
    launched = sum(threat.target_class == name for threat in found.scenario.threats)
    each = []
    for placement in np.unique(found.placement):
        leaked = found.leaked[name][found.placement == placement]
        share = leaked.mean() / launched
        if 0 < share < 1:
            excess = leaked.var(ddof=1) / (launched * share * (1 - share)) - 1
            each.append(excess / (launched - 1))
    return float(np.mean(each)), float(np.std(each, ddof=1) / np.sqrt(len(each)))


def spread_table(runs: dict[str, Outcomes]) -> Iterator[str]:
    """Yield leakers of all classes: mean, its half-width, 5th, 50th and 95th percentile."""
    yield "| `common_failure` | mean | 5th percentile | median | 95th percentile |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for setting, found in runs.items():
        total = found.total
        low, middle, high = np.percentile(total, [5, 50, 95])
        yield (f"| {setting} | {_mean(total)} | {low:.0f} | {middle:.0f} | {high:.0f} |")


def class_table(runs: dict[str, Outcomes]) -> Iterator[str]:
    """Yield mean leakers by class and setting, with half of the 95 % interval."""
    classes = list(runs[NONE].leaked)
    yield "| `common_failure` | " + " | ".join(c.replace("_", " ") for c in classes) + " |"
    yield "| --- |" + " ---: |" * len(classes)
    for setting, found in runs.items():
        cells = (f"{_mean(found.leaked[c])}" for c in classes)
        yield f"| {setting} | " + " | ".join(cells) + " |"


def _mean(values: NDArray[np.int64]) -> str:
    half = 1.96 * values.std(ddof=1) / np.sqrt(len(values))
    return f"{values.mean():.2f} ± {half:.2f}"


def correlation_table(runs: dict[str, Outcomes]) -> Iterator[str]:
    """Yield the correlation of outcomes by class and setting, next to its input value."""
    names = [*RECORDED, *(c for c in runs[NONE].leaked if c not in RECORDED)]
    raid = runs[BETA].scenario.entries[RAID_ENTRY].parameters
    yield "| class | input (range) | " + " | ".join(runs) + " |"
    yield "| --- | ---: |" + " ---: |" * len(runs)
    for name in names:
        rho = raid[f"correlation.{name}"]
        word = "record" if name in RECORDED else "judgement"
        cells = (
            f"{r:z.2f} ± {e:.2f}" for r, e in (outcome_correlation(f, name) for f in runs.values())
        )
        put = f"{rho.value:.2f} ({rho.low:.2f}–{rho.high:.2f}), {word}"
        yield f"| {name.replace('_', ' ')} | {put} | " + " | ".join(cells) + " |"


def main() -> None:
    """Run every setting, and write the tables into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    parser.add_argument("--print", action="store_true", help="print only; write no page")
    given = parser.parse_args()
    runs = {name: outcomes(setting, given.replications) for name, setting in settings().items()}
    lines = [
        f"Leakers of all classes, {given.replications:,} replications over 8 placements:",
        "",
        *spread_table(runs),
        "",
        "Mean leakers by class:",
        "",
        *class_table(runs),
        "",
        "Correlation of two outcomes (stopped or not) of one class in one raid, with the standard",
        "error over placements:",
        "",
        *correlation_table(runs),
    ]
    text = "\n".join(line.rstrip() for line in lines)
    print(text)  # noqa: T201 - a script
    if not given.print:
        page = PAGE.read_text("utf-8")
        head, rest = page.split("<!-- raid correlation begin -->\n", 1)
        _, tail = rest.split("<!-- raid correlation end -->", 1)
        marks = "<!-- raid correlation begin -->\n", "<!-- raid correlation end -->"
        PAGE.write_text(f"{head}{marks[0]}\n{text}\n\n{marks[1]}{tail}", "utf-8")


if __name__ == "__main__":
    main()
