"""Print in which direction leakers move when a defence gets better, by launch rule and stock.

    python validation/directions.py --replications 8000

A row per change, a column per launch rule: leakers before and after, and their paired difference
with its standard error. The exit code is 1 if a better defence lets more through beyond three
standard errors under ``expected_kill`` with unlimited stock.
"""
# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import argparse
import sys

from skydome.validation.directions import BETTER, SAME, Compared, compare, scenario_text

RULES = "shoot_early", "expected_kill"
NOISE = 3


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=4_000)
    parser.add_argument("--raids", nargs="*", default=["cruise", "mixed", "saturation"])
    options = parser.parse_args()
    wrong = 0
    for unlimited in (True, False):
        print(f"\n{'unlimited' if unlimited else 'catalogue'} stock\n")
        print(f"| raid | change | {' | '.join(RULES)} |\n|---|---|---:|---:|")
        for raid in options.raids:
            for change in (*BETTER, *SAME):
                found = [
                    compare(
                        change,
                        scenario_text(raid, launch_rule=rule),
                        options.replications,
                        unlimited=unlimited,
                    )
                    for rule in RULES
                ]
                print(f"| {raid} | {change.name} | {' | '.join(map(told, found))} |", flush=True)
                wrong += unlimited and found[1].errors > NOISE
    return int(wrong > 0)


def told(found: Compared) -> str:
    """Return a comparison as text, marked if a better defence lets more through."""
    mark = " wrong sign" if found.errors > NOISE else ""
    return (
        f"{found.worse:.2f} to {found.better:.2f}: "
        f"{found.difference:+.3f} ± {found.error:.3f}{mark}"
    )


if __name__ == "__main__":
    sys.exit(main())
