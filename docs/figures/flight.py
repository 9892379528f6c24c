"""Draw kill probability against range for each missile, before and after, and print the numbers.

Run as ``python docs/figures/flight.py``; takes a minute. The figure goes to docs/images, the table
of recorded intercepts to docs/models.md, and a table of changes to standard output. "Before" is the
model of decision 9, with only the quickest path to each point and an absolute speed of full control,
as stored in ``flight_before.json``.
"""
# ruff: noqa: INP001, T201, E501 - a script that prints, not part of a package; addresses are long

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.catalogue import Catalogue
from skydome.engagement.tables.intercept import front_of
from skydome.engagement.tables.kill_factors import energy
from skydome.physics.motion.airframe import air_thickness
from skydome.report.style import BLUE, GREY, quiet_grid, settings

if TYPE_CHECKING:
    from skydome.arrays import Floats

HERE = Path(__file__).parent
IMAGES = HERE.parent / "images"
COLUMNS = 3
BEGIN, END = "<!-- intercepts begin -->\n", "<!-- intercepts end -->"


class Intercept(NamedTuple):
    """A recorded intercept, its source, and points at which the catalogue's missile is compared with it."""

    missile: str
    record: str
    source: str
    points: tuple[tuple[float, float], ...]  # ground range and altitude, km


ON_RECORD = (
    Intercept(
        "akash-missile",
        "27 km in 50 s, at 600 m/s; altitude not given",
        "ministry spokesman, [Mint 2007](https://www.livemint.com/Politics/gbxrE5oA9Azq0V6EyBDgzO/India-moves-closer-to-missile-defence-shield.html)",
        ((27, 5), (27, 10)),
    ),
    Intercept(
        "pac-3-cri",
        "hit about 30 s after launch (Japan, 2008); position not given",
        "ministry, quoted by three agencies, [TBS 2008](https://megalodon.jp/ref/2008-0918-1739-58/news.tbs.co.jp/newseye/tbs_newseye3950793.html)",
        ((15, 10), (20, 10)),
    ),
    Intercept(
        "pac-2-gem-t",
        "an older PAC-2 hit at 34 to 35 km and 2 km altitude (Korea, 2013); time not given",
        "air force, [VOA 2013](https://www.voakorea.com/amp/1770672.html)",
        ((34.5, 2),),
    ),
    Intercept(
        "48n6e2",
        "an S-300PMU-1 hit at 30 km below 2 km (Greece, 2013); time not given",
        "[press, grade D](https://egaliteetreconciliation.fr/La-Grece-teste-pour-la-premiere-fois-des-missiles-S-300-russes-22017.html)",
        ((30, 1.5),),
    ),
    Intercept(
        "thaad-interceptor",
        "a demonstration missile flew at six times the speed of sound in a flight of more than 60 s (1999); position not given",
        "[CNN](http://fas.org/spp/starwars/program/news99/990610-thaad-cnn2.htm) and [Army 1999](http://fas.org/spp/starwars/program/news99/a19990330nointercept.htm)",
        ((100, 35),),
    ),
)


def intercepts() -> str:
    """Return the table that compares recorded intercepts with the catalogue's quickest flight."""
    lines = [
        "| missile | recorded | source | model: flight to | time s | speed at the intercept m/s |",
        "|---|---|---|---|---:|---:|",
    ]
    for one in ON_RECORD:
        front = front_of(Catalogue().entry(one.missile))
        for range_km, altitude_km in one.points:
            column = list(front.altitude_m).index(altitude_km * 1e3)
            time, speed = (
                np.interp(range_km * 1e3, front.ground_range_m, of[0, :, column])
                for of in (front.time_of_flight_s, front.speed_m_s)
            )
            place = f"{range_km:g} km, {altitude_km:g} km up"
            last = f"{place} | {time:.0f} | {speed:,.0f} |"
            lines.append(f"| `{one.missile}` | {one.record} | {one.source} | {last}")
    return "\n".join(lines) + "\n"


def write_intercepts() -> None:
    """Put the table of intercepts into docs/models.md."""
    page = HERE.parent / "models.md"
    head, rest = page.read_text("utf-8").split(BEGIN, 1)
    page.write_text(head + BEGIN + intercepts() + END + rest.split(END, 1)[1], "utf-8")


def after(missile: str, altitude_km: float, range_km: Floats) -> tuple[Floats, Floats, Floats]:
    """Return time, speed and kill probability of the flight with the largest one."""
    entry = Catalogue().entry(missile)
    front = front_of(entry)
    column = list(front.altitude_m).index(altitude_km * 1e3)
    time, speed = (
        np.array([np.interp(range_km * 1e3, front.ground_range_m, of[:, column]) for of in values])
        for values in (front.time_of_flight_s, front.speed_m_s)
    )
    share = energy(entry, speed, air_thickness(np.array([altitude_km * 1e3])))
    scans = np.ceil(np.nan_to_num(time, nan=0)).astype(np.uint16)
    chosen = np.where(scans > 0, share, -1.0).argmax(axis=0), np.arange(len(range_km))
    kill = entry.si("kill_probability.aircraft") * share[chosen]
    return time[chosen], speed[chosen], np.where(np.isfinite(time[chosen]), kill, np.nan)


def main() -> None:
    """Draw every missile, and print time, speed and kill probability."""
    from matplotlib import pyplot as plt

    write_intercepts()
    stored = json.loads((HERE / "flight_before.json").read_text("utf-8"))
    rows = -(-len(stored) // COLUMNS)
    with settings():
        figure, axes = plt.subplots(rows, COLUMNS, figsize=(9, 2.1 * rows), sharey=True)
        print("| missile | km | time s | speed m/s | kill |")
        print("|---|---|---|---|---|")
        for axis, (missile, was) in zip(axes.flat, stored.items(), strict=False):
            range_km = np.array(was["range_km"])
            before = np.array(was["kill"], dtype=float)
            time, speed, kill = after(missile, was["altitude_km"], range_km)
            axis.plot(range_km, before, color=GREY, label="before")
            axis.plot(range_km, kill, color=BLUE, label="now")
            axis.set(title=f"{missile}, {was['altitude_km']:g} km", ylim=(0, 1))
            quiet_grid(axis)
            for at in (6, 12, 18, 24):
                then = [was[name][at] for name in ("time_s", "speed_m_s", "kill")]
                now = [time[at], speed[at], kill[at]]
                texts = [
                    f"{'-' if a is None else format(a, f'.{n}f')} → {b:.{n}f}"
                    for a, b, n in zip(then, now, (0, 0, 2), strict=True)
                ]
                print(f"| {missile} | {range_km[at]:g} | {' | '.join(texts)} |")
        axes.flat[0].legend(frameon=False)
        for axis in axes.flat[len(stored) :]:
            axis.set_axis_off()
        figure.supxlabel("ground range, km")
        figure.supylabel("kill probability of one missile against an aircraft, head-on")
        figure.tight_layout()
        figure.savefig(IMAGES / "kill_against_range.png", dpi=110)


if __name__ == "__main__":
    main()
