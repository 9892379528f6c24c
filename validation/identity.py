"""Check that both kernels give the same rows on generated scenarios that use every feature.

    PYTHONPATH=validation python -m identity --scenarios 1000 --markdown docs/identity.md

A scenario is generated as a YAML file, resolved, compiled to tables and simulated by both kernels.
The features that it uses are counted, and so is every event.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import yaml

from skydome.engagement import event, reference
from skydome.engagement.record import columns
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import build_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.world import EVENTS, LAUNCH
from skydome.scenario import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.engagement.world import World

    Authored = dict[str, Any]
    Random = np.random.Generator

REPLICATIONS = 4
OFTEN = {"when empty": 0.6, "loss of a link": 0.5}  # 0.3 for the rest
MISSILES = ("48n6e3", "9m96e2")
CLASSES = ("cruise_missile", "aircraft", "drone")
HOME, ELSEWHERE = (28, 75), (29, 75)
JUDGED = {
    "unit": "1",
    "source": "scenario-author",
    "confidence": "unsourced",
    "reason": "generated",
}
WAVES: tuple[Authored, ...] = (
    {"threat": "cruise-missile-low", "origin": [28, 74], "release_range_m": 45_000},
    {"threat": "one-way-drone", "origin": [28, 74], "release_range_m": 14_000},
    {"threat": "fighter", "origin": [28, 73], "release_range_m": 70_000},
)


LABELS = {  # events of the log as the page names them
    "set_out": "start",
    "track_lost": "track lost",
    "lost": "node lost",
    "cut": "link cut",
    "quiet": "goes silent",
    "emits": "starts to radiate",
    "shuts": "shuts down",
    "doctrine": "change of doctrine",
    "silenced": "carried jammer killed",
}


class Trial(NamedTuple):
    """One simulated scenario: the features it used, its events, and whether rows differ."""

    knobs: frozenset[str]
    events: Counter[str]
    differ: bool


# what is written


def generated(seed: int) -> tuple[Authored, frozenset[str]]:
    """Return a scenario as its author would write it, and the names of the features it uses."""
    rng = np.random.default_rng([seed, 600])
    scenario = base(rng)
    turned = []
    for name, turn in KNOBS.items():
        if rng.random() < OFTEN.get(name, 0.3):
            turn(scenario, rng)
            turned.append(name)
    return scenario, frozenset(turned)


def base(rng: Random) -> Authored:
    """Return one or two regiments against a few waves, with few missiles."""
    units = []
    for n in range(int(rng.integers(1, 3))):
        load_of = {"48n6e3": 1} | ({"9m96e2": 1} if rng.random() < 0.6 else {})
        at = list(HOME if n == 0 else ELSEWHERE)
        unit = {"name": f"unit-{n}", "system": "s-400-regiment", "at": at, "facing_deg": 270}
        units.append(unit | {"load": load_of, "network": "joint"})
    raid = []
    for n in range(int(rng.integers(2, 5))):
        wave = dict(WAVES[int(rng.integers(len(WAVES)))])
        wave |= {"name": f"wave-{n}", "to": "station", "count": int(rng.integers(3, 12))}
        wave |= {"start_s": int(rng.integers(0, 200)), "spacing_s": 3, "jitter_s": 20}
        raid.append(wave)
    return {
        "name": "generated",
        "title": "Generated",
        "duration_s": 700,
        "terrain": {"flat": True, "placements": 1},
        "parameters": {
            "s-400-regiment.batteries": {"value": int(rng.integers(1, 3))} | JUDGED,
            "s-400-regiment.reload_sets": {"value": int(rng.random() < 0.25)} | JUDGED,
            "5p85te2.reload_time": {"value": 90} | JUDGED | {"unit": "s"},
        },
        "assets": [{"name": "station", "at": list(HOME)}],
        "defence": units,
        "doctrine": {"engagements": 4},
        "raid": raid,
        "network": {"links": [], "losses": []},
    }


def doctrine(key: str, value: Callable[[Random], Any]) -> Callable[[Authored, Random], None]:
    """Return a function that sets one field of the doctrine."""

    def turn(scenario: Authored, rng: Random) -> None:
        scenario["doctrine"][key] = value(rng)

    return turn


def alone(scenario: Authored, rng: Random) -> None:
    """Give nodes that are cut off a doctrine of their own."""
    policy = str(rng.choice(["shoot_look_shoot", "shoot_shoot_look", "independent_random"]))
    scenario["alone"] = {"salvo": 2, "policy": policy, "weapons": "tight"}


def own_doctrine(scenario: Authored, rng: Random) -> None:
    """Take the last unit out of the network, with a doctrine of its own."""
    scenario["defence"][-1]["network"] = "apart"
    scenario["doctrines"] = {"apart": {"salvo": int(rng.integers(1, 4)), "assessment_s": 2}}


def orders(scenario: Authored, rng: Random) -> None:
    """Give a network, or all, another doctrine once or twice."""
    scenario["doctrine_changes"] = []
    for n in range(int(rng.integers(1, 3))):
        policies = ["shoot_look_shoot", "shoot_shoot_look", "independent_random"]
        choices: Authored = {
            "weapons": str(rng.choice(["hold", "tight", "free"], p=[0.2, 0.4, 0.4])),
            "policy": str(rng.choice(policies)),
            "salvo": int(rng.integers(1, 4)),
            "engagements": int(rng.integers(1, 9)),
            "assessment_s": int(rng.integers(0, 20)),
            "priorities": {"time_weight": share(rng), "class_s": {"drone": 200}},
            "reserve": {"fraction": 0.5, "classes": ["aircraft"]},
            "when_empty": "silent",
            "launch_rule": str(rng.choice(["shoot_early", "expected_kill"])),
        }
        written = {name: value for name, value in choices.items() if rng.random() < 0.4}
        order: Authored = {"at_s": 10 + n + int(rng.integers(0, 60)) * 4, "doctrine": written}
        if rng.random() < 0.5:
            order["network"] = scenario["defence"][0]["network"]
        scenario["doctrine_changes"].append(order)


def slow_links(scenario: Authored, rng: Random) -> None:
    """Delay all links, and limit the capacity of those of batteries."""
    for unit in scenario["defence"]:
        link = {"node": f"{unit['name']}-battery-1", "delay_s": int(rng.integers(1, 9))}
        scenario["network"]["links"] += [link | {"capacity": int(rng.integers(1, 4))}]
        scenario["network"]["links"] += [{"node": f"{unit['name']}-command", "delay_s": 2}]


def loss_at_a_time(scenario: Authored, rng: Random) -> None:
    """Lose a command post."""
    loss = {"node": "unit-0-command", "at_s": int(rng.integers(50, 400))}
    scenario["network"]["losses"].append(loss)


def loss_by_chance(scenario: Authored, rng: Random) -> None:
    """Lose a battery, or an acquisition radar, perhaps."""
    node = str(rng.choice(["unit-0-battery-1", "unit-0-91n6e", "unit-0-96l6e"]))
    loss = {"node": node, "from_s": 50, "to_s": 400, "chance": 0.7}
    scenario["network"]["losses"].append(loss)


def cut_link(scenario: Authored, rng: Random) -> None:
    """Cut the link of a battery or of a command post."""
    last = scenario["defence"][-1]["name"]
    link = f"{last}-{rng.choice(['command', 'battery-1'])}"
    scenario["network"]["losses"].append({"link": link, "at_s": int(rng.integers(30, 300))})


def loss_by_a_hit(scenario: Authored, rng: Random) -> None:
    """Let some of the raid attack a node."""
    node = str(rng.choice(["unit-0-command", "unit-0-battery-1", "unit-0-91n6e"]))
    scenario["assets"].append({"name": "node", "at": list(HOME), "node": node})
    scenario["raid"][0]["to"] = "node"


def blinded(scenario: Authored, rng: Random) -> None:
    """Lose an engagement radar, by chance or by a hit; its battery stops or fires remotely."""
    radar = "unit-0-battery-1-92n6e"
    if rng.random() < 0.5:
        loss = {"node": radar, "from_s": 30, "to_s": 300, "chance": 0.8}
        scenario["network"]["losses"].append(loss)
    else:
        scenario["assets"].append({"name": "beam", "at": list(HOME), "node": radar})
        scenario["raid"][-1]["to"] = "beam"
    if rng.random() < 0.7:
        scenario["doctrine"]["when_radar_lost"] = "remote"


def cue_only(scenario: Authored, rng: Random) -> None:
    """Let some radars only cue, and some missiles need the track of their own battery."""
    for name in ("91n6e.launch_track", "96l6e.launch_track", "9m96e2.remote_launch"):
        if rng.random() < 0.5:
            scenario["parameters"][name] = {"value": 0} | JUDGED
    scenario["parameters"]["48n6e3.remote_launch"] = {"value": 0} | JUDGED


def directed(scenario: Authored, rng: Random) -> None:
    """Let command posts direct no more than a few engagements."""
    scenario["network"]["commands"] = [
        {"node": f"{unit['name']}-command", "engagements": int(rng.integers(1, 6))}
        for unit in scenario["defence"]
    ]


def harmless(scenario: Authored, rng: Random) -> None:
    """Add a wave that is not hostile."""
    identity = str(rng.choice(["friend", "civil", "decoy"]))
    wave = {"name": "others", "identity": identity, "to": "station", "count": 4}
    scenario["raid"].append(WAVES[2] | wave | {"spacing_s": 20})


def silent(scenario: Authored, rng: Random) -> None:
    """Keep radars silent at first."""
    words = ["on", "cued", "leak", "timed"]
    first, second = (str(word) for word in rng.choice(words, 2))
    written: Authored = {"acquisition": first, "engagement": second}
    if "timed" in {first, second}:
        written["at_s"] = int(rng.integers(10, 200))
    scenario["defence"][0]["emission"] = written | {"warm_up_s": int(rng.integers(0, 10))}


def homing(scenario: Authored, rng: Random) -> None:
    """Let some of the raid home on a radar, which may shut down or move."""
    radar = str(rng.choice(["unit-0-91n6e", "unit-0-96l6e"]))
    node = {"name": "radar", "at": list(HOME), "node": radar}
    scenario["assets"].append(node)
    scenario["raid"].append(
        WAVES[0] | {"name": "homing", "to": "radar", "homes_on": radar, "count": 3}
    )
    if rng.random() < 0.7:
        emission = scenario["defence"][0].setdefault("emission", {})
        emission["shut_down"] = True
        if rng.random() < 0.7:
            emission["relocate_s"] = int(rng.integers(20, 200))


def turning(scenario: Authored, rng: Random) -> None:
    """Let batteries turn, and some of the raid come from behind them."""
    for unit in scenario["defence"]:
        unit["facings_deg"] = [90] if rng.random() < 0.5 else [90, 0, 180]
        if rng.random() < 0.5:
            unit["slew_s"] = int(rng.integers(1, 40))
    for n, origin in enumerate(([28, 76], [29, 75])):
        wave = WAVES[0] | {"name": f"back-{n}", "to": "station", "origin": origin}
        start = int(rng.integers(0, 250))
        scenario["raid"].append(wave | {"count": 4, "spacing_s": 20, "start_s": start})


def moving(scenario: Authored, rng: Random) -> None:
    """Let batteries move to a second site."""
    when = str(rng.choice(["timed", "homing", "leak"]))
    plan: Authored = {"when": when, "travel_s": int(rng.integers(0, 200))}
    plan |= {"set_up_s": int(rng.integers(1, 60))}
    if when == "timed":
        plan["at_s"] = int(rng.integers(20, 300))
    if rng.random() < 0.5:
        plan["pack_up_s"] = int(rng.integers(0, 60))
    unit = scenario["defence"][int(rng.integers(len(scenario["defence"])))]
    radiating(unit)["relocation"] = plan
    if when == "homing":
        homing_on_battery(scenario, unit["name"])


def shutting(scenario: Authored, rng: Random) -> None:
    """Let batteries shut down when a threat homes on them, and come on again or not."""
    unit = radiating(scenario["defence"][0])
    unit["emission"]["engagement_shut_down"] = True
    if rng.random() < 0.8:
        unit["emission"]["engagement_back_s"] = int(rng.integers(10, 120))
    homing_on_battery(scenario, unit["name"])


def radiating(unit: Authored) -> Authored:
    """Return a unit whose batteries radiate from the start."""
    emission = unit.setdefault("emission", {})
    emission["engagement"] = "on"
    if emission.get("acquisition") != "timed":
        emission.pop("at_s", None)
    return unit


def homing_on_battery(scenario: Authored, unit: str) -> None:
    """Let some of the raid home on a battery's radar."""
    name, radar = f"{unit}-homing", f"{unit}-battery-1-92n6e"
    at = next(u["at"] for u in scenario["defence"] if u["name"] == unit)
    if all(wave["name"] != name for wave in scenario["raid"]):
        scenario["assets"].append({"name": name, "at": at})
        origin = [at[0], at[1] - 1]
        wave = WAVES[0] | {"name": name, "to": name, "homes_on": radar, "count": 3}
        scenario["raid"].append(wave | {"origin": origin, "start_s": 60, "spacing_s": 40})


def jammed(scenario: Authored, rng: Random) -> None:
    """Add up to five jammers that are active for a time."""
    scenario.setdefault("jamming", []).extend(
        {
            "name": f"jammer-{n}",
            "at": [28, 72],
            "density_w_hz": float(rng.choice([1e-5, 1e-4, 1e-3])),
            "from_s": int(rng.integers(0, 200)),
            "until_s": int(rng.integers(210, 500)),
            "jitter_s": int(rng.integers(0, 60)),
            "chance": share(rng),
        }
        for n in range(int(rng.integers(1, 6)))
    )


def escorted(scenario: Authored, rng: Random) -> None:
    """Let some of the raid carry jammers within reach, or a few other threats beside it."""
    wave = {"name": "escort", "to": "station", "count": int(rng.integers(1, 6))}
    wave |= {"start_s": int(rng.integers(0, 100)), "spacing_s": int(rng.integers(0, 20))}
    scenario["raid"].append(WAVES[int(rng.integers(len(WAVES)))] | wave)
    density = float(rng.choice([1e-9, 1e-8, 1e-7, 1e-6]))
    carried = {"name": "carried", "carried_by": "escort", "density_w_hz": density}
    if rng.random() < 0.5:
        carried |= {"from_s": int(rng.integers(0, 100)), "chance": share(rng)}
    scenario.setdefault("jamming", []).append(carried)


def undefended(scenario: Authored, rng: Random) -> None:
    """Let some of the raid attack an asset that is not defended."""
    value = float(rng.integers(1, 9))
    scenario["assets"].append(
        {"name": "desert", "at": list(HOME), "defended": False, "value": value}
    )
    scenario["raid"][-1]["to"] = "desert"


def loaders(scenario: Authored, rng: Random) -> None:
    """Give every unit few loaders, and missiles to load."""
    scenario["parameters"]["s-400-regiment.reload_sets"] = {"value": 1} | JUDGED
    for unit in scenario["defence"]:
        written = scenario.setdefault("logistics", {}).setdefault(unit["name"], {})
        written["loaders"] = int(rng.integers(1, 3))


def depot(scenario: Authored, rng: Random) -> None:
    """Give the first unit a depot."""
    unit = scenario["defence"][0]
    written = scenario.setdefault("logistics", {}).setdefault(unit["name"], {})
    written["depot"] = {missile: int(rng.integers(1, 20)) for missile in unit["load"]}
    written["travel_s"] = int(rng.integers(0, 90))


def assigned(scenario: Authored, rng: Random) -> None:
    """Let networks fire by marginal return, with prices or scarcity of missiles."""
    written = scenario["doctrine"]
    if written.get("policy") == "independent_random":  # it draws its targets
        written["policy"] = "shoot_shoot_look"
    written["assignment"] = "marginal_return"
    written["prices"] = {"48n6e3": share(rng)} if rng.random() < 0.5 else {}
    written["scarcity"] = float(rng.choice([0.0, 0.3, 2.0]))
    if rng.random() < 0.5:
        written.setdefault("priorities", {})["class_weight"] = {"drone": share(rng)}


def neighbours(scenario: Authored, rng: Random) -> None:
    """Let networks pass tracks on, one to the other or both; one may be silent until cued."""
    first, *others = scenario["defence"]
    if not others:
        kept = {key: first[key] for key in ("system", "facing_deg", "load", "network")}
        scenario["defence"].append(kept | {"name": "unit-1", "at": list(ELSEWHERE)})
    last = scenario["defence"][-1]
    if last["network"] == first["network"]:
        last["network"] = "other"
    if "relocation" not in last and rng.random() < 0.5:
        last["emission"] = {"acquisition": "cued", "engagement": "cued", "warm_up_s": 5}
    names = first["network"], last["network"]
    pairs = [names, names[::-1]][: int(rng.integers(1, 3))]
    scenario["network"]["neighbours"] = [
        {"from": giver, "to": taker, "delay_s": max(0, int(rng.integers(-15, 60)))}
        for giver, taker in pairs
    ]
    if rng.random() < 0.3:
        scenario["parameters"]["96l6e.cues_neighbours"] = {"value": 0} | JUDGED


def spaced(scenario: Authored, rng: Random) -> None:
    """Let launchers, or whole batteries, launch seldom."""
    for name, longest in (("launch_interval", 30), ("salvo_interval", 12)):
        value = {"value": int(rng.integers(0, longest))} | JUDGED | {"unit": "s"}
        scenario["parameters"][f"5p85te2.{name}"] = value


def correlated(scenario: Authored, rng: Random) -> None:
    """Let missiles fail in common in another way than the default."""
    level = str(rng.choice(["none", "shot", "target", "raid"]))
    scenario.setdefault("models", {})["common_failure"] = level


def share(rng: Random) -> float:
    """Return a share in tenths."""
    return int(rng.integers(1, 8)) / 10


KNOBS: dict[str, Callable[[Authored, Random], None]] = {
    "weapons": doctrine("weapons", lambda rng: "hold" if rng.random() < 0.1 else "tight"),
    "policy": doctrine(
        "policy", lambda rng: str(rng.choice(["shoot_shoot_look", "independent_random"]))
    ),
    "interval": doctrine("interval_s", lambda rng: int(rng.integers(1, 20))),
    "salvo": doctrine("salvo", lambda rng: int(rng.integers(2, 4))),
    "salvo by class": doctrine("salvo_by_class", lambda rng: {"drone": int(rng.integers(2, 4))}),
    "engagements": doctrine("engagements", lambda rng: int(rng.integers(1, 9))),
    "assessment delay": doctrine("assessment_s", lambda rng: int(rng.integers(0, 20))),
    "assessment error": doctrine(
        "assessment_error",
        lambda rng: {"miss_for_kill": share(rng), "kill_for_miss": share(rng), "correction_s": 20},
    ),
    "reserve": doctrine(
        "reserve",
        lambda rng: {"by_missile": {"48n6e3": share(rng)}, "classes": ["cruise_missile"]},
    ),
    "priorities": doctrine(
        "priorities",
        lambda rng: {"time_weight": share(rng), "value_s": 60, "class_s": {"drone": 200}},
    ),
    "missile order": doctrine("missile_order", lambda _rng: ["48n6e3"]),
    "identification": doctrine(
        "identification",
        lambda rng: {
            "cruise_missile": {"decoy": share(rng) / 4, "unknown": 0.2},
            "friend": {"aircraft": share(rng)},
            "civil": {"aircraft": share(rng), "unknown": 0.2},
            "decoy": {"drone": share(rng)},
        },
    ),
    "when empty": doctrine("when_empty", lambda _rng: "silent"),
    "alone": alone,
    "network's own doctrine": own_doctrine,
    "change of doctrine": orders,
    "links": slow_links,
    "loss at a set time": loss_at_a_time,
    "random loss": loss_by_chance,
    "loss of a link": cut_link,
    "loss through a hit": loss_by_a_hit,
    "engagement radar lost": blinded,
    "cue-only radars": cue_only,
    "limit of a command post": directed,
    "identity": harmless,
    "emission": silent,
    "homing": homing,
    "jammers active for a time": jammed,
    "carried jammers": escorted,
    "undefended assets": undefended,
    "facings": turning,
    "relocation": moving,
    "shut-down of batteries": shutting,
    "loaders": loaders,
    "depot": depot,
    "assignment": assigned,
    "neighbours": neighbours,
    "launch rule": doctrine("launch_rule", lambda _rng: "shoot_early"),
    "guidance": doctrine("guidance", lambda _rng: "quickest"),
    "spacing of launches": spaced,
    "common failure": correlated,
}


# simulation


def tried(seed: int, folder: Path) -> Trial:
    """Write, load, compile and play one scenario."""
    authored, knobs = generated(seed)
    file = folder / "generated.yaml"
    file.write_text(yaml.safe_dump(authored), encoding="utf-8")
    scenario = load(file)
    world, width = build_world(scenario, elevation_of(scenario), 0), len(columns(scenario))
    slow, fast = (np.zeros((REPLICATIONS, width), dtype=np.int32) for _ in range(2))
    reference.run(world, new_state(world), seed, 0, 1, slow)
    event.run(world, new_state(world), event.new_agenda(world), seed, 0, 1, fast)
    return Trial(knobs, logged(world, seed, width), bool((slow != fast).any()))


def logged(world: World, seed: int, width: int) -> Counter[str]:
    """Return how many events of each kind the replications have."""
    state, found = new_state(world, 100_000), Counter[str]()
    for replication in range(REPLICATIONS):
        row = np.zeros((1, width), dtype=np.int32)
        reference.run(world, state, seed, replication, 1, row)
        kinds = state.events[: state.event_count[0], 0]
        found.update(EVENTS[kind] for kind in kinds.tolist())
    return found


def trials(count: int, progress: Callable[[int], None] = lambda _done: None) -> list[Trial]:
    """Generate and simulate this number of scenarios."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(count):
            found.append(tried(seed, Path(folder)))
            progress(seed + 1)
    return found


# the page


def page(found: list[Trial]) -> str:
    """Return the results as a page of the documentation."""
    knobs = Counter(knob for trial in found for knob in trial.knobs)
    events: Counter[str] = Counter()
    for trial in found:
        events.update(trial.events)
    launched = sum(trial.events[EVENTS[LAUNCH]] > 0 for trial in found)
    differ = sum(trial.differ for trial in found)
    return "\n".join(
        [
            "# Both kernels give the same rows",
            "",
            "Written by `validation/identity.py`. Each scenario is generated as a file, resolved,",
            "compiled to tables and simulated with both kernels, `reference` and `event`.",
            "",
            f"{len(found):,} scenarios, {REPLICATIONS} replications each: **{differ} differ**.",
            f"Missiles are launched in {launched / len(found):.1%} of the scenarios.",
            "",
            "| Feature | scenarios that use it |",
            "|---|---:|",
            *(f"| {knob} | {knobs[knob]:,} |" for knob in KNOBS),
            "",
            "| Event | times |",
            "|---|---:|",
            *(f"| {LABELS.get(kind, kind)} | {events[kind]:,} |" for kind in EVENTS),
            "",
        ]
    )


def main() -> int:
    """Run, print, write the page; return 1 if rows differ."""
    parser = argparse.ArgumentParser(description="Compare the kernels on generated scenarios.")
    parser.add_argument("--scenarios", type=int, default=1_000)
    parser.add_argument("--markdown", type=Path, metavar="FILE")
    options = parser.parse_args()

    def show(done: int) -> None:
        if done % 100 == 0:
            print(f"{done:,} scenarios", file=sys.stderr)  # noqa: T201 - progress of a long run

    found = trials(options.scenarios, show)
    text = page(found)
    sys.stdout.write(text)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    return int(any(trial.differ for trial in found))


if __name__ == "__main__":
    sys.exit(main())
