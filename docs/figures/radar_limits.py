"""Draw the limits of the range of one radar: noise, the horizon, clutter, two types of jamming.

Run as ``python docs/figures/radar_limits.py``; writes docs/images/radar-limits.png.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import argparse
from math import pi, radians
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from skydome.physics.earth import horizon_range_m
from skydome.physics.radar import antenna, clutter, jamming, range_limits, waveform
from skydome.physics.radar.detection import required_snr
from skydome.physics.radar.interference import snr_over_interference
from skydome.physics.radar.radar_equation import loop_constant_m2
from skydome.report.style import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    PURPLE,
    VERMILLION,
    halo,
    new_figure,
    quiet_grid,
    settings,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

IMAGE = Path(__file__).parent.parent / "images" / "radar-limits.png"
DOTS_AN_INCH = 150

# One generic radar, target and jammer, with round numbers that belong to no real system.
FREQUENCY_HZ, WAVELENGTH_M = 3e9, 0.1
QUOTED_RANGE_M, QUOTED_RCS_M2 = 200e3, 1.0
STATISTICS = (0.5, 1e-6, 1, 1)  # detection probability, false alarms, pulses, Swerling case
ANTENNA_HEIGHT_M = 20.0
AZIMUTH_RAD, ELEVATION_RAD, EDGE_RAD = radians(1.5), radians(6), radians(40)
PULSE_S, REPETITION_HZ, TURNS_A_MINUTE = 1e-6, 600.0, 12.0
NOISE_TEMPERATURE_K = 1000.0
RCS_M2, LOW_ALTITUDE_M = 0.5, 100.0
WOODS_IN_WIND_M_S, WOODS_HEIGHT_M, STABILITY = 0.3, 10.0, 1e5
JAMMED_BAND_HZ, SELF_ERP_W, STAND_OFF_ERP_W = 100e6, 10.0, 10e3
STAND_OFF_RANGE_M, SIDELOBE = 150e3, 1e-3

RANGES_M = np.geomspace(1e3, 300e3, 700)
ALTITUDES_M = np.geomspace(10.0, 20e3, 400)
SEEN, SAFE = "#d7e6f2", "#a9cbe4"
HIDDEN_BY = {"none": "#fae9d8", "single": "#f3cfae", "double": "#e3a878"}
KM = 1e-3


class Scene(NamedTuple):
    """The radar, its surroundings, and its clutter suppression."""

    radar: range_limits.Surveillance
    surface: range_limits.Surface
    improvements: dict[str, float]
    jam_constant_m2: float
    stand_off_to_noise: float


def scene() -> Scene:
    """Return the scene of the figure, made from the constants above."""
    snr = float(required_snr(*STATISTICS))
    radar = range_limits.Surveillance(
        loop_constant_m2(QUOTED_RANGE_M, QUOTED_RCS_M2, *STATISTICS),
        snr,
        WAVELENGTH_M,
        ANTENNA_HEIGHT_M,
        AZIMUTH_RAD,
        ELEVATION_RAD,
        EDGE_RAD,
        float(waveform.range_resolution_m(PULSE_S)),
    )
    gamma_db = clutter.land_gamma_db(clutter.LAND_GAMMA_DB["wooded_hills"], FREQUENCY_HZ)
    surface = range_limits.Surface(float(10 ** (gamma_db / 10)), WOODS_HEIGHT_M)
    gain = antenna.gain_of_beam(AZIMUTH_RAD, ELEVATION_RAD)
    jammer = (gain, WAVELENGTH_M, NOISE_TEMPERATURE_K)
    return Scene(
        radar,
        surface,
        _improvements(),
        float(jamming.jam_constant_m2(SELF_ERP_W / JAMMED_BAND_HZ, *jammer)),
        float(
            jamming.jam_constant_m2(STAND_OFF_ERP_W / JAMMED_BAND_HZ, *jammer, SIDELOBE)
            / STAND_OFF_RANGE_M**2
        ),
    )


def _improvements() -> dict[str, float]:
    spread = np.hypot(
        clutter.doppler_spread_hz(WOODS_IN_WIND_M_S, WAVELENGTH_M),
        clutter.scan_spread_hz(TURNS_A_MINUTE / 60 * 2 * pi, AZIMUTH_RAD),
    )
    factors = {
        name: clutter.combined_improvement(
            clutter.mti_improvement(pulses, spread, REPETITION_HZ), STABILITY
        )
        for name, pulses in (("single", 2), ("double", 3))
    }
    return {"none": 1.0} | {name: float(factor) for name, factor in factors.items()}


def draw(place: Scene) -> Figure:
    """Return the figure: the powers along one low flight above, the map of limits below."""
    with settings({"font.size": 9.0}):
        figure = new_figure(10.0, 9.6)
        above, below = figure.subplots(
            2, 1, sharex=True, gridspec_kw={"height_ratios": [1.0, 1.25], "hspace": 0.2}
        )
        _draw_powers(above, place)
        _draw_map(below, place)
        figure.subplots_adjust(left=0.085, right=0.985, top=0.885, bottom=0.14)
        figure.text(
            0.02,
            0.962,
            "What ends the range of a radar",
            fontsize=15,
            fontweight="bold",
        )
        figure.text(0.02, 0.934, _subtitle(), fontsize=9, color=GREY)
        figure.text(0.02, 0.02, _caption(place), fontsize=8, color=GREY, linespacing=1.5)
    return figure


def _subtitle() -> str:
    return (
        "A generic surveillance radar that sees 1 m² at 200 km, 20 m above wooded hills, "
        f"against a target of {RCS_M2:g} m²"
    )


def _caption(place: Scene) -> str:
    single, double = (10 * np.log10(place.improvements[name]) for name in ("single", "double"))
    return (
        "3 GHz, beam 1.5° by 6° with a cosecant-squared part up to 40°, range cells of 150 m, 600 "
        "pulses a second, 12 turns a minute.\nDetection: half of all looks at 10⁻⁶ false alarms. "
        f"Cancellers gain {single:.0f} dB (single) and {double:.0f} dB (double).\n"
        "A high target is seen by the weak part of the beam and the ground below it by the strong "
        "one, so that clutter hides it more.\nJammers spread their power over 100 MHz: 10 W on "
        "the target; 10 kW at 150 km, heard through side lobes of -30 dB."
    )


def _draw_powers(axes: Axes, place: Scene) -> None:
    radar = place.radar
    seen = horizon_range_m(ANTENNA_HEIGHT_M, LOW_ALTITUDE_M) >= RANGES_M
    x = RANGES_M[seen]
    needed_db = 10 * np.log10(radar.required_snr)
    usable = _db(range_limits.target_snr(radar, x, LOW_ALTITUDE_M, RCS_M2)) - needed_db
    jam = _db(range_limits.self_screening_to_noise(radar, x, LOW_ALTITUDE_M, place.jam_constant_m2))
    stand_off = np.full_like(x, 10 * np.log10(place.stand_off_to_noise))
    axes.axhline(0, color=BLACK, linewidth=1.0)
    axes.plot(x * KM, usable, color=BLUE, linewidth=2.6, zorder=4)
    axes.plot(x * KM, jam, color=VERMILLION, linewidth=1.6)
    axes.plot(x * KM, stand_off, color=PURPLE, linewidth=1.6)
    styles = {"none": "-", "single": (0, (5, 2)), "double": (0, (1, 1.2))}
    for name, factor in place.improvements.items():
        level = range_limits.clutter_to_noise(radar, place.surface, x, LOW_ALTITUDE_M, factor)
        there = level > 0
        axes.plot(
            x[there] * KM, _db(level[there]), color=ORANGE, linewidth=1.6, linestyle=styles[name]
        )
    _mark_crossing(axes, x, usable, jam, (7, 9))
    _mark_crossing(axes, x, usable, stand_off, (-72, -15))
    _name_powers(axes, x, usable, jam, stand_off)
    axes.set_ylim(-22, 108)
    axes.set_ylabel("power over receiver noise, dB")
    axes.set_title(f"One flight at {LOW_ALTITUDE_M:.0f} m: where the echo wins")
    quiet_grid(axes)
    axes.tick_params(labelbottom=True)


def _name_powers(axes: Axes, x: Floats, usable: Floats, jam: Floats, stand_off: Floats) -> None:
    edge = x[-1] * KM
    axes.plot([edge, edge], [-22, float(usable[-1])], color=GREY, linewidth=1.0, linestyle=":")
    right = edge * 1.05
    notes = (
        (right, float(jam[-1]) + 3.5, "jammer on the target", VERMILLION),
        (right, float(stand_off[-1]) + 0.8, "stand-off jammer", PURPLE),
        (right, float(usable[-1]) - 3.0, "echo, less the 12.8 dB\nneeded to detect it", BLUE),
        (right, -15, "horizon of a target at 100 m", GREY),
        (165, 4.2, "receiver noise", BLACK),
        (2.6, 95, "clutter without a canceller", ORANGE),
        (1.05, 70, "with a single one", ORANGE),
        (3.6, 29, "with a double one", ORANGE),
        (18.7, -13, "no clutter beyond the\nradar's own horizon", ORANGE),
    )
    for left, height, words, colour in notes:
        _say(axes, left, height, words, colour)


def _mark_crossing(
    axes: Axes, x: Floats, first: Floats, second: Floats, shift: tuple[int, int]
) -> None:
    turn = int(np.argmin(np.abs(first - second)))
    axes.plot(x[turn] * KM, first[turn], "o", color="white", markeredgecolor=BLACK, zorder=6)
    axes.annotate(
        f"burn-through {x[turn] * KM:.0f} km",
        (x[turn] * KM, first[turn]),
        xytext=shift,
        textcoords="offset points",
        fontsize=8.5,
        path_effects=halo(),
        zorder=7,
    )


def _draw_map(axes: Axes, place: Scene) -> None:
    radar = place.radar
    ground, altitude = np.meshgrid(RANGES_M, ALTITUDES_M)
    snr = range_limits.target_snr(radar, ground, altitude, RCS_M2)
    screened = range_limits.self_screening_to_noise(radar, ground, altitude, place.jam_constant_m2)
    jammed = snr_over_interference(snr, 0.0, screened)
    far = snr_over_interference(snr, 0.0, place.stand_off_to_noise)
    need = radar.required_snr
    x, y = ground * KM, altitude
    axes.contourf(x, y, snr, [need, np.inf], colors=[SEEN])
    axes.contourf(x, y, jammed, [need, np.inf], colors=[SAFE])
    for name, colour in HIDDEN_BY.items():
        residue = range_limits.clutter_to_noise(
            radar, place.surface, ground, altitude, place.improvements[name]
        )
        left = snr_over_interference(snr, residue)
        hidden = np.where(snr >= need, left / need, np.nan)
        axes.contourf(x, y, hidden, [0, 1], colors=[colour])
        axes.contour(x, y, hidden, [1], colors=[ORANGE], linewidths=1.2)
    horizon = horizon_range_m(ANTENNA_HEIGHT_M, ALTITUDES_M) * KM
    axes.fill_betweenx(ALTITUDES_M, horizon, 1e3, color="#e3e5e6", linewidth=0, zorder=2.5)
    axes.plot(horizon, ALTITUDES_M, color=BLACK, linewidth=1.8, zorder=3)
    for values, colour in ((snr, BLUE), (jammed, VERMILLION), (far, PURPLE)):
        visible = np.where(ground * KM <= horizon[:, np.newaxis], values, np.nan)
        axes.contour(x, y, visible, [need], colors=[colour], linewidths=2.0, zorder=3)
    axes.axhline(LOW_ALTITUDE_M, color=GREY, linewidth=0.9, linestyle=(0, (4, 3)), zorder=3)
    _name_regions(axes)
    _dress_map(axes)


def _name_regions(axes: Axes) -> None:
    notes = (
        (115, 40, "behind the Earth", GREY, 0),
        (3.2, 16, "hidden with\na single canceller too", VERMILLION, 0),
        (3.0, 2080, "hidden even with\na double canceller", VERMILLION, 0),
        (2.2, 170, "hidden in clutter\nwithout a canceller", ORANGE, 0),
        (2.2, 11000, "above the beam", GREY, 0),
        (15.95, 60, "seen, whoever jams", BLUE, 90),
        (22.5, 110, "seen, unless\nthe target jams", BLUE, 0),
        (62, 1400, "seen, if\nnobody jams", BLUE, 0),
        (178, 9000, "noise", BLUE, 0),
        (63, 3900, "burn-through,\nstand-off jammer", PURPLE, 0),
        (25.6, 1750, "burn-through,\njammer on target", VERMILLION, 0),
        (17, 11000, "ceiling of the cosecant-squared beam", BLUE, 0),
        (155, 780, "horizon", BLACK, 43),
    )
    for left, height, words, colour, turn in notes:
        _say(axes, left, height, words, colour, turn)
    axes.text(165, LOW_ALTITUDE_M * 1.1, "the flight above", fontsize=7.5, color=GREY, zorder=6)


def _dress_map(axes: Axes) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(1, 300)
    axes.set_ylim(10, 20e3)
    ticks = [1, 2, 5, 10, 20, 50, 100, 200]
    axes.set_xticks(ticks, [f"{tick} km" for tick in ticks])
    axes.set_yticks([10, 100, 1_000, 10_000], ["10 m", "100 m", "1 km", "10 km"])
    axes.minorticks_off()
    axes.set_xlabel("ground range")
    axes.set_ylabel("altitude of the target")
    axes.set_title("Every altitude: what is seen")
    axes.tick_params(length=0, pad=6)


def _say(axes: Axes, left: float, height: float, words: str, colour: str, turn: float = 0) -> None:
    axes.text(
        left,
        height,
        words,
        color=colour,
        fontsize=8.5,
        rotation=turn,
        path_effects=halo(),
        zorder=7,
        linespacing=1.15,
        verticalalignment="center",
    )


def _db(ratio: Floats) -> Floats:
    return np.asarray(10 * np.log10(ratio), dtype=np.float64)


def main() -> None:
    """Write the image."""
    parser = argparse.ArgumentParser(description="Draw what ends the range of one radar.")
    parser.add_argument("--image", type=Path, default=IMAGE, metavar="FILE", help="where to")
    draw(scene()).savefig(parser.parse_args().image, dpi=DOTS_AN_INCH)


if __name__ == "__main__":
    main()
