"""Worlds drawn at random, small and with every rule at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from random_stances import some, stanced, window

from skydome.engagement.rules.jammed_launches import GROWTHS, STEPS
from skydome.engagement.rules.jammed_looks import LOOKS
from skydome.engagement.sizes import plain_world, resized
from skydome.engagement.tables.columns import ragged, thresholds
from skydome.engagement.tables.relays import Relay, with_relays
from skydome.engagement.world import (
    BEST,
    CASES,
    CUE,
    CUT,
    DOCTRINE,
    EMIT,
    HIT,
    LOSE,
    NEVER,
    NOBODY,
    NOWHERE,
    QUIET,
    SEEN,
    SHUT,
    UNGUIDED,
    WHOLE,
    World,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def random_world(seed: int) -> World:
    """Return a world with some of everything; the seed decides all."""
    rng = np.random.default_rng(seed)
    threats, paths, classes, missiles = (int(n) for n in rng.integers([1, 1, 1, 1], [16, 6, 4, 4]))
    networks = int(rng.integers(1, 4))
    radars, units = (networks + int(n) for n in rng.integers(0, 4, 2))
    scans, longest = (int(n) for n in rng.integers([40, 30], [200, 160]))
    path_length = rng.integers(10, longest, paths)
    path = rng.integers(paths, size=threats)

    def some(low: int, high: int, *shape: int) -> np.ndarray:
        return rng.integers(low, high, shape).astype(np.int32)

    def spread(count: int) -> np.ndarray:
        """Every network has at least one."""
        return rng.permutation(
            np.concatenate([np.arange(networks), some(0, networks, count - networks)])
        ).astype(np.int32)

    chance = rng.choice([0.1, 0.5, 0.9, 1.0])
    detections = ragged(
        window(rng, thresholds(np.full(length + 1, chance) * rng.random(length + 1) ** 0.3))
        for _ in range(radars)
        for length in path_length
    )
    flights = ragged(
        window(rng, rng.integers(0, 2, length + 1) * rng.integers(1, 25, length + 1)).astype(
            np.uint16
        )
        for _ in range(units * missiles)
        for length in path_length
    )
    launchers = some(1, 4, units)
    target_class = some(0, classes, threats)
    looks = some(1, 6, radars)
    world = plain_world(
        scans=scans,
        threat_start=some(-30, scans, threats),
        threat_jitter=some(0, 20, threats),
        threat_path=path.astype(np.int32),
        threat_length=path_length[path].astype(np.int32),
        threat_class=target_class,
        threat_asset=some(0, 2, threats),
        threat_hold=some(1, 12, threats),
        radar_network=spread(radars),
        unit_network=spread(units),
        networks=networks,
        radar_period=some(1, 12, radars),
        radar_confirm_hits=np.minimum(some(1, 5, radars), looks),
        radar_confirm_looks=looks,
        radar_drop_misses=some(1, 6, radars),
        detection_first=detections.first,
        detection_offset=detections.offset,
        detection_threshold=detections.values.astype(np.uint32),
        unit_reaction=some(0, 15, units),
        unit_target_channels=some(1, 4, units),
        unit_missile_channels=some(1, 7, units),
        unit_launcher=np.concatenate([[0], np.cumsum(launchers)]).astype(np.int32),
        unit_stock=some(0, 6, units, missiles),
        launcher_missile=some(0, missiles, int(launchers.sum())),
        launcher_capacity=some(1, 5, int(launchers.sum())),
        launcher_reload=np.repeat(some(1, 40, units), launchers).astype(np.int32),
        flight_first=flights.first,
        flight_offset=flights.offset,
        flight_scans=flights.values.astype(np.uint16),
        flight_kill=some(0, WHOLE + 1, len(flights.values)).astype(np.uint16),
        kill_threshold=thresholds(rng.random((missiles, classes))),
        common_threshold=thresholds(rng.choice([0.0, 0.2], missiles)),
        common_level=some(0, 2, missiles),
        label_salvo=some(1, 4, 1, classes),
        label_reserved=some(0, 2, 1, classes),
        unit_reserve=some(0, 2, 1, units, missiles),
        missile_order=rng.permutation(missiles).astype(np.int32)[None],
        engagements=some(1, 6, 1),
        assessment=some(0, 8, 1),
        assets=2,
        paths=paths,
    )
    world = _perhaps(world, np.random.default_rng([seed, 22]), 0.4, effective)
    return _perhaps(world, np.random.default_rng([seed, 29]), 0.4, spaced)


def random_network(seed: int, *, knobs: float = 0.5) -> World:
    """Return a random world in which each rule of networks and doctrine is at work by chance."""
    world = random_world(seed)
    rng = np.random.default_rng([seed, 6])
    classes, threats = world.label_salvo.shape[1], len(world.threat_start)
    first = _regrouped, _commanded, _identified, _judged, _ordered, _lost, _assigned
    world = _perhaps(world, rng, knobs, *first)
    world = _perhaps(world, np.random.default_rng([seed, 7]), knobs, stanced)
    own = np.random.default_rng([seed, 16])
    world = _perhaps(world, own, knobs, _reordered, _blinded, _told_apart, _directed)
    world = _perhaps(world, rng, knobs, _supplied, _opened)
    world = _perhaps(world, np.random.default_rng([seed, 17]), knobs, _jammed)
    world = _perhaps(world, np.random.default_rng([seed, 18]), knobs, _neighbouring)
    world = _perhaps(world, np.random.default_rng([seed, 27]), knobs, waiting)
    assert world.label_salvo.shape[1] >= classes
    assert len(world.threat_label) == threats
    return world


def effective(world: World, rng: np.random.Generator) -> World:
    """Let raids differ in effectiveness, at a few levels for each missile type and class."""
    missiles, classes = world.kill_threshold.shape
    levels = int(rng.integers(2, 9))
    kills = np.sort(rng.choice([0.0, 0.2, 0.7, 1.0], (missiles, classes, levels)), axis=2)
    return world._replace(raid_kill=thresholds(kills))


def spaced(world: World, rng: np.random.Generator) -> World:
    """Let launchers and batteries need time between two launches."""
    units = len(world.unit_network)
    each, all_of_it = rng.integers(0, [[8], [4]], (2, units)).astype(np.int32)
    return world._replace(launch_interval=each, salvo_interval=all_of_it)


def _perhaps(
    world: World, rng: np.random.Generator, chance: float, *changes: Callable[..., World]
) -> World:
    """Return a world to which each change was made by chance."""
    for change in changes:
        if rng.random() < chance:
            world = change(world, rng)
    return world


def _regrouped(world: World, rng: np.random.Generator) -> World:
    """Give networks several command posts and links, and radars to units."""
    radars, units = len(world.radar_network), len(world.unit_network)
    network_of = np.concatenate(
        [np.arange(world.networks), some(rng, 0, world.networks, int(rng.integers(0, 3)))]
    )
    commands = len(network_of)

    def under(network: np.ndarray) -> np.ndarray:
        found = [rng.choice(np.flatnonzero(network_of == n)) for n in network]
        return np.array(found, dtype=np.int32)

    unit_command = under(world.unit_network)
    radar_command, radar_unit = under(world.radar_network), np.full(radars, NOBODY, dtype=np.int32)
    stance_radar = np.full(units, NOBODY, dtype=np.int32)
    for u in range(units):
        own = np.flatnonzero((world.radar_network == world.unit_network[u]) & (radar_unit < 0))
        if len(own) and rng.random() < 0.7:
            radar_unit[own[0]], radar_command[own[0]] = u, unit_command[u]
            stance_radar[u] = own[0]
    return world._replace(
        commands=commands,
        command_delay=some(rng, 0, 6, commands),
        unit_command=unit_command,
        unit_delay=some(rng, 0, 9, units),
        unit_capacity=some(rng, 1, 4, units),
        radar_command=radar_command,
        radar_unit=radar_unit,
        stance_radar=stance_radar,
    )


def _commanded(world: World, rng: np.random.Generator) -> World:
    """Give every group one of several doctrines."""
    count = int(rng.integers(2, 4))
    units, missiles = world.unit_stock.shape
    labels = world.label_salvo.shape[1]
    return resized(world, D=count)._replace(
        group_doctrine=some(rng, 0, count, len(world.group_doctrine)),
        policy=some(rng, 0, 3, count),
        interval=some(rng, 1, 7, count),
        engagements=some(rng, 1, 7, count),
        assessment=some(rng, 0, 8, count),
        correction=some(rng, 0, 20, count),
        label_salvo=some(rng, 1, 4, count, labels),
        label_reserved=some(rng, 0, 2, count, labels),
        label_engaged=some(rng, 0, 4, count, labels).clip(max=1),
        missile_order=np.array([rng.permutation(missiles) for _ in range(count)], dtype=np.int32),
        unit_reserve=some(rng, 0, 2, count, units, missiles),
        silent_when_empty=some(rng, 0, 2, count),
    )


def _identified(world: World, rng: np.random.Generator) -> World:
    """Add friends, civil traffic and decoys, and mistake one thing for another."""
    doctrines, classes = world.label_salvo.shape
    labels, threats = classes + 4, len(world.threat_start)

    def wider(table: np.ndarray) -> np.ndarray:
        more = np.concatenate([table, table[:, rng.integers(0, classes, 4)]], axis=1)
        return np.ascontiguousarray(more)  # else kernels are compiled anew for another layout

    label = np.where(rng.random(threats) < 0.3, some(rng, classes, labels, threats), -1)
    label = np.where(label < 0, world.threat_label, label).astype(np.int32)
    shares = rng.dirichlet(np.full(labels, 0.3), (doctrines, labels)) / 2
    shares += np.eye(labels) / 2
    return resized(world, B=labels)._replace(
        threat_label=label,
        threat_harms=(label < classes).astype(np.int32),
        threat_viable=some(rng, 0, 2, threats),
        threat_aimed=some(rng, 0, 2, threats),
        label_salvo=wider(world.label_salvo),
        label_reserved=wider(world.label_reserved),
        label_engaged=np.concatenate([world.label_engaged, some(rng, 0, 2, doctrines, 4)], axis=1),
        label_advance=wider(world.label_advance),
        identified=int(rng.random() < 0.8),
        confusion=thresholds(np.cumsum(shares, axis=2)),
    )


def _judged(world: World, rng: np.random.Generator) -> World:
    """Let kills and misses be taken for each other."""
    doctrines = len(world.policy)
    return world._replace(
        miss_for_kill=thresholds(rng.choice([0.0, 0.3, 1.0], doctrines)),
        kill_for_miss=thresholds(rng.choice([0.0, 0.3, 0.8], doctrines)),
    )


def _ordered(world: World, rng: np.random.Generator) -> World:
    """Let value and class make threats urgent."""
    doctrines, labels = world.label_salvo.shape
    return world._replace(
        time_weight=some(rng, 0, 1_001, doctrines),
        label_advance=some(rng, 0, 100_000, doctrines, labels, world.assets),
    )


def _lost(world: World, rng: np.random.Generator) -> World:
    """Lose nodes and links, at times, by chance and by hits."""
    radars, units = len(world.radar_network), len(world.unit_network)
    nodes = [(kind, node) for node in range(world.commands) for kind in (LOSE, CUT)]
    nodes += [
        (kind, world.commands + r)
        for r in range(radars)
        if world.radar_unit[r] == NOBODY
        for kind in (LOSE, CUT)
    ]
    first = world.commands + radars
    nodes += [(kind, first + u) for u in range(units) for kind in (LOSE, CUT)]
    kept = rng.permutation(len(nodes))[: int(rng.integers(1, 5))]
    chosen = [nodes[n] for n in kept]
    quiet = np.full(units, NOBODY, dtype=np.int32)
    chance = rng.choice([0.0, 0.5, 1.0], len(chosen))
    for u in range(units):
        if world.silent_when_empty.any() and rng.random() < 0.7:
            quiet[u] = len(chosen)
            chosen.append((QUIET, first + u))
            chance = np.append(chance, 0.0)
    trigger = np.full(len(chosen), NOBODY)
    radar_on = world.radar_on.copy()
    for r in range(radars):
        if rng.random() < 0.3:
            radar_on[r] = rng.choice([int(rng.integers(0, world.scans)), NEVER, NEVER])
            if radar_on[r] == NEVER:
                chosen.append((EMIT, world.commands + r))
                chance, trigger = np.append(chance, 0.0), np.append(trigger, rng.choice([CUE, HIT]))
    homes, later = np.full(len(world.threat_start), NOBODY), np.full(len(chosen), NOBODY)
    second = np.full(radars, NOBODY)
    for r in rng.permutation(radars)[: int(rng.integers(0, 3))]:
        if radar_on[r] == 0 and (SHUT, world.commands + r) not in chosen:
            other = int(rng.integers(radars))
            moves = radar_on[other] == NEVER and world.radar_unit[other] == NOBODY
            chosen.append((SHUT, world.commands + r))
            homes[rng.random(len(homes)) < 0.4] = r
            chance, trigger = np.append(chance, 0.0), np.append(trigger, SEEN)
            later = np.append(later, NOBODY)
            emits = [x for x, c in enumerate(chosen) if c == (EMIT, world.commands + other)]
            if moves and emits and trigger[emits[0]] != NOBODY:
                later[-1], second[r], trigger[emits[0]] = emits[0], other, NOBODY
    count = len(chosen)
    hit = some(rng, NOBODY, len(kept), world.assets)
    alone = some(rng, 0, len(world.policy), world.commands + units)
    return world._replace(
        group_doctrine=np.concatenate([world.group_doctrine[: world.networks], alone]),
        change_kind=np.array([kind for kind, _ in chosen], dtype=np.int32),
        change_node=np.array([node for _, node in chosen], dtype=np.int32),
        change_chance=thresholds(chance),
        change_first=some(rng, 0, world.scans, count),
        change_window=rng.choice([0, 30], count).astype(np.int32),
        change_next=later.astype(np.int32),
        change_doctrine=np.full(count, NOBODY, dtype=np.int32),
        radar_second=second.astype(np.int32),
        threat_homes=homes.astype(np.int32),
        change_trigger=trigger.astype(np.int32),
        change_delay=some(rng, 0, 9, count),
        change_absence=np.arange(count, dtype=np.int32) * 7 % 50 + 1,
        change_pack=np.arange(count, dtype=np.int32) * 3 % 20,
        radar_on=radar_on.astype(np.int32),
        asset_change=hit,
        unit_quiet=quiet,
    )


def _supplied(world: World, rng: np.random.Generator) -> World:
    """Let some units have few loaders, and their command posts a depot."""
    units, missiles = world.unit_stock.shape
    loaders = np.where(rng.random(units) < 0.8, some(rng, 1, 4, units), NOBODY)
    return world._replace(
        unit_loaders=loaders.astype(np.int32),
        unit_travel=some(rng, 0, 20, units),
        unit_stock=some(rng, 0, 4, units, missiles),
        depot=some(rng, 0, 9, world.commands, missiles),
    )


def _opened(world: World, rng: np.random.Generator) -> World:
    """Let replications begin with less than everything, and with nodes out."""
    launchers, count = len(world.launcher_missile), int(rng.integers(1, 4))
    shape = count, launchers
    loaded = np.where(rng.random(shape) < 0.3, 0, some(rng, 0, 6, *shape))
    stocks = some(rng, 0, 5, count, world.unit_stock.size + world.depot.size)
    came = (rng.random((count, len(world.change_kind))) < 0.3) & (world.change_kind <= CUT)
    parts = (np.minimum(loaded, world.launcher_capacity), stocks, came)
    return world._replace(opening=np.ascontiguousarray(np.hstack(parts), dtype=np.int32))


def _added(world: World, rng: np.random.Generator, nodes: list[tuple[int, int]]) -> World:
    """Add changes that come by themselves."""
    count = len(nodes)

    def more(column: np.ndarray, added: object) -> np.ndarray:
        return np.concatenate([column, np.broadcast_to(added, count)]).astype(column.dtype)

    return world._replace(
        change_kind=more(world.change_kind, [kind for kind, _ in nodes]),
        change_node=more(world.change_node, [node for _, node in nodes]),
        change_chance=more(world.change_chance, thresholds(rng.choice([0.5, 1.0], count))),
        change_first=more(world.change_first, some(rng, 0, world.scans, count)),
        change_window=more(world.change_window, rng.choice([0, 30], count)),
        change_trigger=more(world.change_trigger, NOBODY),
        change_delay=more(world.change_delay, some(rng, 0, 9, count)),
        change_next=more(world.change_next, NOBODY),
        change_doctrine=more(world.change_doctrine, some(rng, 0, len(world.policy), count)),
        change_absence=more(world.change_absence, 0),
        change_pack=more(world.change_pack, 0),
    )


def _reordered(world: World, rng: np.random.Generator) -> World:
    """Let groups take up other doctrines."""
    groups = some(rng, 0, len(world.group_doctrine), int(rng.integers(1, 4)))
    return _added(world, rng, [(DOCTRINE, int(g)) for g in groups])


def _blinded(world: World, rng: np.random.Generator) -> World:
    """Let units lose their radars, at times and by hits, and some fire on without them."""
    own = np.flatnonzero(world.radar_unit != NOBODY)
    lost = rng.permutation(own)[: int(rng.integers(0, 3))]
    first = len(world.change_kind)
    world = _added(world, rng, [(LOSE, world.commands + int(r)) for r in lost])
    hit = world.asset_change.copy()
    if len(lost) and rng.random() < 0.3:
        hit[0] = first
    return world._replace(
        asset_change=hit,
        missile_remote=some(rng, 0, 2, len(world.missile_remote)),
        fires_remote=some(rng, 0, 2, len(world.policy)),
    )


def _told_apart(world: World, rng: np.random.Generator) -> World:
    """Let only some radars' tracks do for a launch of each type."""
    shape = len(world.radar_network), len(world.missile_remote)
    return world._replace(any_track=0, radar_launches=some(rng, 0, 3, *shape).clip(max=1))


def _directed(world: World, rng: np.random.Generator) -> World:
    """Let some command posts direct only so many engagements."""
    posts = rng.permutation(world.commands)[: int(rng.integers(1, world.commands + 1))].tolist()
    own = [posts.index(s) if s in posts else NOBODY for s in world.unit_command.tolist()]
    return world._replace(
        post_limit=some(rng, 1, 4, len(posts)), unit_post=np.array(own, dtype=np.int32)
    )


def _errors(rng: np.random.Generator, looks: int) -> np.ndarray:
    """Return track errors that grow as the signal fades, and some looks that guide nothing."""
    errors = np.sort(rng.integers(-5_000, 20_000, (looks, STEPS + 1)), axis=1).astype(np.int16)
    errors[rng.random(looks) < 0.1, 0] = UNGUIDED
    return errors


def _jammed(world: World, rng: np.random.Generator) -> World:
    """Let some jammers come and go, and some fly, under which less is seen and reached."""
    standing, carried = (int(n) for n in rng.integers([0, 1], [3, 4]))
    jammers, looks = standing + carried, len(world.detection_threshold)
    radars, missiles = len(world.radar_network), world.unit_stock.shape[1]
    carrier = np.full(jammers, NOBODY, dtype=np.int32)
    carrier[standing:] = rng.integers(0, len(world.threat_start), carried)
    counts = np.where(carrier == NOBODY, 1, world.threat_length[carrier] + 1)
    points, classes = int(counts.sum()), world.kill_threshold.shape[1]
    level = some(rng, -40 * 256, 30 * 256, radars, points)
    level[rng.random(level.shape) < 0.1] = NOWHERE
    turn = some(rng, 20_000, 200_000, radars)
    angles = (some(rng, 0, 20_000, radars, points), some(rng, -2_000, 2_000, radars, points))
    kinds = int(rng.integers(1, 4))
    guide = some(rng, 0, radars, len(world.stance_radar))
    rise = np.sort(rng.random((kinds, LOOKS)), axis=1)
    return world._replace(
        jammers=jammers,
        jam_chance=thresholds(rng.choice([0.5, 1.0], jammers)),
        jam_first=some(rng, 0, world.scans, jammers),
        jam_scans=some(rng, 0, world.scans, jammers),
        jam_jitter=some(rng, 0, 30, jammers),
        jam_carrier=carrier,
        jam_start=(np.cumsum(counts) - counts).astype(np.int32),
        jam_points=counts.astype(np.int32),
        jam_level=level,
        jam_azimuth=angles[0],
        jam_elevation=angles[1],
        jam_fall=some(rng, 0, 2_000, radars, points),
        jam_floor=some(rng, 10 * 256, 40 * 256, radars),
        jam_circle=turn,
        detection_signal=rng.integers(0, 60 * 256, looks).astype(np.int16),
        detection_background=rng.integers(0, 20 * 256, looks).astype(np.int16),
        detection_azimuth=some(rng, 0, 20_000, looks),
        detection_elevation=some(rng, -2_000, 2_000, looks),
        detection_errors=_errors(rng, looks),
        look_table=thresholds(rise),
        look_half=some(rng, 0, 30 * 256, kinds),
        look_of=some(rng, 0, kinds, radars * world.paths),
        radar_coast=some(rng, 0, 20, radars),
        radar_guides=some(rng, 0, 4, radars).clip(max=1),
        missile_active=some(rng, 0, 4, missiles).clip(max=1),
        missile_accuracy=rng.choice([NEVER - 1, 12_000], missiles).astype(np.int32),
        missile_reference=some(rng, 0, 10_000, missiles),
        stance_radar=np.where(world.stance_radar == NOBODY, guide, world.stance_radar),
        flight_bare=some(rng, 0, WHOLE + 1, len(world.flight_scans)).astype(np.uint16),
        jam_kill=some(rng, 0, WHOLE + 1, missiles, classes, GROWTHS).astype(np.uint16),
    )


def random_stances(seed: int) -> World:
    """Return a random world whose units turn, move and shut down, with little else at work."""
    rng = np.random.default_rng([seed, 8])
    world = _regrouped(random_world(seed), rng)
    for change in (_commanded, _lost):
        if rng.random() < 0.3:
            world = change(world, rng)
    # seen from far and reached in part, so that there is reason to turn
    world = stanced(world, rng)
    world = _jammed(world, rng) if rng.random() < 0.3 else world
    world = _perhaps(world, np.random.default_rng([seed, 28]), 0.5, waiting)
    return _perhaps(world, np.random.default_rng([seed, 19]), 0.5, _neighbouring)


def random_jammers(seed: int) -> World:
    """Return a random world with jammers on board of threats that are shot at."""
    rng = np.random.default_rng([seed, 9])
    world = _watched(_regrouped(random_world(seed), rng), rng)
    for change in (_commanded, _assigned, _lost, stanced, _blinded, _told_apart, _opened):
        if rng.random() < 0.3:
            world = change(world, rng)
    return _perhaps(_jammed(world, rng), np.random.default_rng([seed, 20]), 0.5, _neighbouring)


def random_neighbours(seed: int) -> World:
    """Return a random world of several networks whose radars cue others, some of them silent."""
    while random_world(seed).networks < 2:
        seed += 100_003
    rng = np.random.default_rng([seed, 21])
    world = _regrouped(random_world(seed), rng)
    world = _perhaps(world, rng, 0.4, _commanded, _lost, stanced, _blinded, _told_apart, _jammed)
    return _neighbouring(world, rng)


def _neighbouring(world: World, rng: np.random.Generator) -> World:
    """Let networks hear of what radars of others track, sooner or later."""
    pairs = [(a, b) for a in range(world.networks) for b in range(world.networks) if a != b]
    relays = []
    for giver, taker in pairs:
        if rng.random() < 0.6:
            late = max(0, int(rng.integers(-15, 30)))
            own = np.flatnonzero(world.radar_network == giver).tolist()
            relays += [Relay(r, taker, late) for r in own if rng.random() < 0.8]
    return with_relays(world, relays)


def _watched(world: World, rng: np.random.Generator) -> World:
    """Let every radar see the whole of every path, so that it can guide unless jammed."""
    length = np.full(world.paths, 10)
    length[world.threat_path] = world.threat_length
    detections = ragged(
        thresholds(0.4 + 0.6 * rng.random(n + 1)) for _ in world.radar_period for n in length
    )
    return world._replace(
        detection_first=detections.first,
        detection_offset=detections.offset,
        detection_threshold=detections.values.astype(np.uint32),
    )


def _assigned(world: World, rng: np.random.Generator) -> World:
    """Let groups fire by marginal return, at few values so that many returns are equal."""
    doctrines, labels = world.label_salvo.shape
    units, missiles = world.unit_stock.shape
    price = rng.choice([0, 2**25, 2**28], (doctrines, missiles))
    return world._replace(
        by_return=rng.choice([0, 1, 1], doctrines).astype(np.int32),
        label_value=some(rng, 1, 4, doctrines, labels, world.assets) << 28,
        missile_price=price.astype(np.int32),
        scarcity=rng.choice([0, 2**26, 2**29], doctrines).astype(np.int32),
        label_kill=thresholds(rng.choice([0.1, 0.3, 0.7, 1.0], (missiles, labels))),
        unit_full=some(rng, 1, 20, units, missiles),
    )


def waiting(world: World, rng: np.random.Generator) -> World:
    """Let most doctrines wait for better launches: mostly up to some scan, here and there later.

    Units have few missiles of some types, so that they run out of one and others wait no longer.
    """
    doctrines, launches = len(world.policy), len(world.flight_scans)
    row = np.repeat(np.arange(len(world.flight_first)), np.diff(world.flight_offset))
    place = np.arange(launches) - world.flight_offset[row]
    opens = rng.integers(0, 30, (doctrines, CASES, len(world.flight_first)))[:, :, row]
    least = np.where(place < opens, rng.integers(2, 5, opens.shape), 0)
    odd = rng.random(least.shape) < 0.1
    units = [np.flatnonzero(world.unit_network == n) for n in range(world.networks)]
    best = [rng.choice(np.append(own, NOBODY), (world.paths, BEST)) for own in units]
    full = np.zeros_like(world.unit_full)
    owner = np.repeat(np.arange(len(full)), np.diff(world.unit_launcher))
    np.add.at(full, (owner, world.launcher_missile), world.launcher_capacity)
    return world._replace(
        waits=(rng.random(doctrines) < 0.8).astype(np.int32),
        flight_least=np.where(odd, rng.integers(0, 5, least.shape), least).astype(np.uint8),
        path_best=np.array(best, dtype=np.int32),
        unit_full=full,
    )
