"""What each kind of entry is described by: names, dimensions and bounds of its parameters.

The tables are the schema of the catalogue. A parameter that is not listed here does not load,
one listed as required must be there.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, pi


@dataclass(frozen=True)
class Spec:
    """One parameter of one kind of entry; bounds are in SI and inclusive.

    A ``whole`` parameter counts things.
    """

    dimension: str
    meaning: str
    low: float = 0.0
    high: float = inf
    required: bool = True
    whole: bool = False


TARGET_CLASSES = (
    "aircraft",
    "stealth_aircraft",
    "cruise_missile",
    "drone",
    "glide_bomb",
    "ballistic_missile",
    "supersonic_missile",
)

# the threat that stands for its class where a question names a class alone
REPRESENTATIVES = {
    "aircraft": "fighter",
    "stealth_aircraft": "stealth-fighter",
    "cruise_missile": "cruise-missile-low",
    "drone": "one-way-drone",
    "glide_bomb": "glide-bomb",
    "ballistic_missile": "ballistic-missile-600km",
    "supersonic_missile": "supersonic-cruise-missile",
}

BANDS_HZ = {"vhf": 0.15e9, "l": 1.3e9, "s": 3e9, "c": 5.5e9, "x": 10e9, "ku": 16e9}
SECTORS = ("nose", "beam", "tail")

MOTIONS = ("level", "glide", "ballistic", "quasi_ballistic")
NOT_SIMULATED = {"quasi_ballistic": "its pull-ups and turns"}  # motion -> what is not modelled

RADAR = {
    "detection_range": Spec("length", "range quoted for the reference target", 1e3, 3e6),
    "reference_rcs": Spec("area", "cross-section of the reference target", 1e-4, 1e3),
    "reference_altitude": Spec("length", "altitude at which the range is quoted", 0, 1e5),
    "reference_detection_probability": Spec(
        "number", "single-look detection probability of the quoted range", 0.01, 0.99
    ),
    "reference_swerling": Spec("number", "Swerling case of the quoted range", 0, 4, whole=True),
    "false_alarm_probability": Spec(
        "number", "false-alarm probability per look and cell", 1e-12, 1e-2
    ),
    "pulses_integrated": Spec("number", "pulses summed in one look", 1, 1000, whole=True),
    "frequency": Spec("frequency", "carrier, for attenuation and cross-section", 1e8, 1e11),
    "instrumented_range": Spec("length", "range beyond which nothing is displayed", 1e3, 3e6),
    "look_period": Spec("time", "time between looks at one target", 1, 60),
    "antenna_height": Spec(
        "length", "phase centre above ground, on the mast if there is one", 0, 100
    ),
    "vehicle_height": Spec(
        "length",
        "phase centre above ground while the mast is down, for a radar with a mast",
        0,
        100,
        required=False,
    ),
    "mast_raise_time": Spec(
        "time", "time from arrival on a site until the mast is up", 1, 86_400, required=False
    ),
    "platform_altitude": Spec(
        "length",
        "altitude of an airborne radar above sea level, instead of ground and antenna height",
        0,
        2e4,
        required=False,
    ),
    "sector_width": Spec(
        "angle", "azimuth covered at once, 360 degrees if it rotates", 0.01, 2 * pi
    ),
    "maximum_elevation": Spec("angle", "upper edge of coverage", 0.01, pi / 2),
    "slew_rate": Spec(
        "angular rate",
        "rate at which the sector turns to another facing",
        1e-4,
        2 * pi,
        required=False,
    ),
    "confirm_hits": Spec("number", "m of m-of-n track confirmation", 1, 16, whole=True),
    "confirm_looks": Spec("number", "n of m-of-n track confirmation", 1, 16, whole=True),
    "drop_misses": Spec("number", "missed looks in a row that end a track", 1, 16, whole=True),
    "target_channels": Spec(
        "number", "targets engaged at once", 1, 100, required=False, whole=True
    ),
    "missile_channels": Spec(
        "number", "missiles guided at once", 1, 200, required=False, whole=True
    ),
    "launch_track": Spec(
        "number",
        "1 (default): missiles may be launched on its track; 0: it only cues",
        0,
        1,
        required=False,
        whole=True,
    ),
    "cues_neighbours": Spec(
        "number",
        "1 (default): neighbouring networks may receive its tracks; 0: they do not",
        0,
        1,
        required=False,
        whole=True,
    ),
    "minimum_range": Spec("length", "nearer targets are not detected", 0, 1e5, required=False),
    "azimuth_beamwidth": Spec("angle", "half power to half power", 1e-3, 0.7, required=False),
    "elevation_beamwidth": Spec("angle", "half power to half power", 1e-3, 0.7, required=False),
    "fan_width": Spec(
        "angle",
        "elevation up to which a surveillance radar has full power",
        1e-3,
        pi / 2,
        required=False,
    ),
    "boresight_elevation": Spec(
        "angle", "tilt of a phased array's face", 0, pi / 2, required=False
    ),
    "sidelobe_level": Spec("level", "side lobes below the peak, one way", 0, 80, required=False),
    "range_resolution": Spec("length", "length of the compressed pulse", 0.1, 1e4, required=False),
    "mti_improvement": Spec(
        "level", "clutter suppression relative to the target", 0, 100, required=False
    ),
    "noise_temperature": Spec(
        "temperature", "system noise, receiver and sky", 50, 1e5, required=False
    ),
}

MISSILE = {
    "maximum_range": Spec(
        "length", "against aerodynamic targets, 0 if not designed for them", 0, 1e6
    ),
    "maximum_range_ballistic": Spec(
        "length", "against ballistic targets, 0 if not designed for them", 0, 1e6
    ),
    "minimum_range": Spec("length", "dead zone around the launcher", 0, 1e5),
    "minimum_altitude": Spec("length", "lowest intercept above ground", 0, 2e4),
    "maximum_altitude": Spec("length", "highest intercept, aerodynamic", 0, 2e5),
    "minimum_altitude_ballistic": Spec("length", "lowest intercept, ballistic", 0, 1e5),
    "maximum_altitude_ballistic": Spec("length", "highest intercept, ballistic", 0, 2e5),
    "maximum_target_speed": Spec("speed", "faster targets are not engaged", 50, 1e4),
    "missiles_per_tube": Spec("number", "missiles that fill one large tube", 1, 16, whole=True),
    "unit_cost": Spec("money", "price of one missile", 0, 1e9, required=False),
    "launch_mass": Spec("mass", "fly-out model", 10, 1e4),
    "propellant_mass": Spec("mass", "fly-out model", 1, 1e4),
    "specific_impulse": Spec("time", "fly-out model", 100, 400),
    "burn_time": Spec("time", "fly-out model: boost", 0.5, 300),
    "sustain_propellant_mass": Spec("mass", "fly-out model: sustainer", 0, 1e4, required=False),
    "sustain_time": Spec("time", "fly-out model: sustainer", 0, 600, required=False),
    "sustain_delay": Spec(
        "time", "fly-out model: longest pause before the second pulse", 0, 300, required=False
    ),
    "stage_mass": Spec(
        "mass", "fly-out model: empty booster that separates", 0, 1e4, required=False
    ),
    "diameter": Spec("length", "fly-out model: reference area", 0.05, 3),
    "drag_factor": Spec("number", "fly-out model: multiplies the drag curve", 0.05, 5),
    "minimum_intercept_speed": Spec("speed", "slower missiles cannot intercept", 50, 5e3),
    "required_lateral_acceleration": Spec(
        "acceleration", "of lift; more does not raise the kill probability", 1, 1e3, required=False
    ),
    "full_lead_angle": Spec(
        "angle", "lead angle up to which crossing does not matter", 0, pi / 2, required=False
    ),
    "largest_lead_angle": Spec("angle", "limit of the seeker's gimbal", 0, pi / 2, required=False),
    "radar_share": Spec(
        "number", "share of the miss variance due to the radar's error", 0, 1, required=False
    ),
    "reference_track_accuracy": Spec(
        "length", "track error at which the kill probability applies", 1, 1e4, required=False
    ),
    "required_track_accuracy": Spec(
        "length", "no launch on a less accurate track", 1, 6e4, required=False
    ),
    "remote_launch": Spec(
        "number",
        "1 (default): may be launched on another radar's track; 0: only on its battery's own",
        0,
        1,
        required=False,
        whole=True,
    ),
    "common_mode_failure": Spec(
        "number", "share of failures that are common to several missiles", 0, 0.9, required=False
    ),
} | {
    f"kill_probability.{name}": Spec("number", f"single shot, against target class {name}", 0, 1)
    for name in TARGET_CLASSES
}

LAUNCHER = {
    "tubes": Spec("number", "large tubes on one launcher", 1, 64, whole=True),
    "reload_time": Spec("time", "from empty to ready", 60, 86_400),
    "launch_interval": Spec("time", "between two launches of one launcher", 0, 60, required=False),
    "salvo_interval": Spec("time", "between two launches of one battery", 0, 60, required=False),
}

COMMAND_POST = {
    "reaction_time": Spec("time", "from firm track to launch", 0, 600),
    "fire_units": Spec("number", "fire units it can control", 1, 100, whole=True),
    "tracks": Spec("number", "tracks maintained at once", 1, 10_000, whole=True),
}

SYSTEM = {
    "batteries": Spec("number", "fire units in the system", 1, 64, whole=True),
    "launchers_per_battery": Spec("number", "launchers in one fire unit", 1, 64, whole=True),
    "reload_sets": Spec("number", "full sets of reload missiles in stock", 0, 10, whole=True),
    "advertised_range": Spec("length", "range in the headlines", 1e3, 3e6),
    "full_system_targets": Spec(
        "number", "targets engaged at once, as claimed for the whole system", 1, 1000, whole=True
    ),
    "full_system_missiles": Spec(
        "number", "missiles guided at once, as claimed for the whole system", 1, 2000, whole=True
    ),
    "missiles_held": Spec(
        "number", "missiles in the system, reloads included", 1, 10_000, whole=True
    ),
    "set_up_time": Spec("time", "time from arrival to ready", 1, 14_400, required=False),
    "cost": Spec("money", "price of the system", 0, 1e12, required=False),
    "missile_lot_unit_cost": Spec("money", "mean price in a mixed lot", 0, 1e9, required=False),
}

THREAT = {
    "rcs": Spec("area", "cross-section in the radar's band, mean", 1e-5, 1e3),
    "swerling": Spec("number", "fluctuation case", 0, 4, whole=True),
    "decorrelation_interval": Spec(
        "time", "slow fluctuation: time for which one draw applies", 0.1, 600
    ),
    "speed": Spec("speed", "ground speed in level flight", 10, 8e3, required=False),
    "height": Spec("length", "flight height", 10, 3e4, required=False),
    "range": Spec("length", "flown or ballistic range", 1e3, 1e7, required=False),
    "unit_cost": Spec("money", "price of one threat", 0, 1e10, required=False),
    "manoeuvre": Spec(
        "acceleration", "unpredicted acceleration, standard deviation", 0.1, 500, required=False
    ),
    "bank_limit": Spec("angle", "bank angle in turns at waypoints", 0.05, 1.5, required=False),
    "climb_limit": Spec("angle", "steepest climb and dive over terrain", 0.01, 1.5, required=False),
    "ballistic_coefficient": Spec("areal mass", "mass over drag area", 100, 1e5, required=False),
    "burnout_altitude": Spec("length", "where free flight begins", 0, 3e5, required=False),
    "jamming_density": Spec(
        "power density", "radiated by a jammer on board, towards the radar", 0, 1e3, required=False
    ),
} | {
    f"rcs.{band}.{sector}": Spec(
        "area", f"cross-section at {band} band, {sector}", 1e-6, 1e5, required=False
    )
    for band in BANDS_HZ
    for sector in SECTORS
}

RAID = {
    f"correlation.{name}": Spec(
        "number", f"between the outcomes of any two shots at a {name} in one raid", 0, 1
    )
    for name in TARGET_CLASSES
}
RAID_ENTRY = "raid"  # the one entry of its kind, read where `common_failure` has the shape beta

KINDS: dict[str, dict[str, Spec]] = {
    "radar": RADAR,
    "missile": MISSILE,
    "launcher": LAUNCHER,
    "command_post": COMMAND_POST,
    "system": SYSTEM,
    "threat": THREAT,
    "raid": RAID,
}

# kind -> attribute -> allowed words; an empty tuple means free text
ATTRIBUTES: dict[str, dict[str, tuple[str, ...]]] = {
    "radar": {"role": ("acquisition", "all_altitude", "engagement"), "band": ()},
    "missile": {"guidance": ("semi_active", "active")},
    "launcher": {},
    "command_post": {},
    "system": {"level": ("regiment", "battalion", "battery")},
    "threat": {
        "target_class": TARGET_CLASSES,
        "motion": MOTIONS,
        "harmless": ("civil", "decoy"),
    },
    "raid": {},
}
# those of them that an entry need not have
OPTIONAL_ATTRIBUTES: dict[str, tuple[str, ...]] = {"threat": ("harmless",)}

# kind -> pairs of parameters of which the first must lie below the second, where both are there
RISING: dict[str, tuple[tuple[str, str], ...]] = {
    "radar": (("fan_width", "maximum_elevation"),),
    "missile": (
        ("full_lead_angle", "largest_lead_angle"),
        ("minimum_range", "maximum_range"),
        ("minimum_range", "maximum_range_ballistic"),
        ("minimum_altitude", "maximum_altitude"),
        ("minimum_altitude_ballistic", "maximum_altitude_ballistic"),
    ),
}
# of these pairs the second may be 0: there is nothing for the first to lie below
MAY_BE_NONE = (
    "maximum_range",
    "maximum_range_ballistic",
    "maximum_altitude",
    "maximum_altitude_ballistic",
)

# kind -> attribute -> word -> parameters that an entry of this word must have
NEEDED: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    "radar": {"role": {"engagement": ("target_channels", "missile_channels")}},
    "threat": {
        "motion": {
            "level": ("speed", "height"),
            "glide": ("speed", "height"),
            "ballistic": ("range",),
            "quasi_ballistic": ("range",),
        }
    },
}

# kind -> references to other entries: name -> (kind of the entry named, a list or a single one)
REFERENCES: dict[str, dict[str, tuple[str, bool]]] = {
    "system": {
        "command_post": ("command_post", False),
        "acquisition_radars": ("radar", True),
        "engagement_radar": ("radar", False),
        "launcher": ("launcher", False),
        "missiles": ("missile", True),
    },
}
