"""Worlds drawn at random, small and with every rule at work."""

from __future__ import annotations

import numpy as np

from skydome.engagement.guiding import GROWTHS
from skydome.engagement.jamming import LOOKS
from skydome.engagement.plain import plain_doctrine, plain_identity, plain_network
from skydome.engagement.tables import ragged, thresholds
from skydome.engagement.world import (
    CUE,
    CUT,
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
        _window(rng, thresholds(np.full(length + 1, chance) * rng.random(length + 1) ** 0.3))
        for _ in range(radars)
        for length in path_length
    )
    flights = ragged(
        _window(rng, rng.integers(0, 2, length + 1) * rng.integers(1, 25, length + 1)).astype(
            np.uint16
        )
        for _ in range(units * missiles)
        for length in path_length
    )
    launchers = some(1, 4, units)
    target_class = some(0, classes, threats)
    looks = some(1, 6, radars)
    return World(
        scans=scans,
        threat_start=some(-30, scans, threats),
        threat_jitter=some(0, 20, threats),
        threat_path=path.astype(np.int32),
        threat_length=path_length[path].astype(np.int32),
        threat_class=target_class,
        **plain_identity(target_class, classes),
        threat_asset=some(0, 2, threats),
        threat_hold=some(1, 12, threats),
        **plain_network(spread(radars), spread(units), 2),
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
        **plain_doctrine(
            some(1, 4, classes),
            some(0, 2, classes),
            some(0, 2, units, missiles),
            rng.permutation(missiles).astype(np.int32),
            2,
        ),
        engagements=some(1, 6, 1),
        assessment=some(0, 8, 1),
        assets=2,
        paths=paths,
    )


def random_network(seed: int, *, knobs: float = 0.5) -> World:
    """Return a random world in which each rule of networks and doctrine is at work by chance."""
    world = random_world(seed)
    rng = np.random.default_rng([seed, 6])

    def used() -> bool:
        return bool(rng.random() < knobs)

    classes, threats = world.label_salvo.shape[1], len(world.threat_start)
    for change in (_regrouped, _commanded, _identified, _judged, _ordered, _lost, _jammed):
        if used():
            world = change(world, rng)
    assert world.label_salvo.shape[1] >= classes
    assert len(world.threat_label) == threats
    return world


def _some(rng: np.random.Generator, low: int, high: int, *shape: int) -> np.ndarray:
    return rng.integers(low, high, shape).astype(np.int32)


def _regrouped(world: World, rng: np.random.Generator) -> World:
    """Give networks several command posts and links, and radars to units."""
    radars, units = len(world.radar_network), len(world.unit_network)
    network_of = np.concatenate(
        [np.arange(world.networks), _some(rng, 0, world.networks, int(rng.integers(0, 3)))]
    )
    commands = len(network_of)

    def under(network: np.ndarray) -> np.ndarray:
        found = [rng.choice(np.flatnonzero(network_of == n)) for n in network]
        return np.array(found, dtype=np.int32)

    unit_command = under(world.unit_network)
    radar_command, radar_unit = under(world.radar_network), np.full(radars, NOBODY, dtype=np.int32)
    for u in range(units):
        own = np.flatnonzero((world.radar_network == world.unit_network[u]) & (radar_unit < 0))
        if len(own) and rng.random() < 0.7:
            radar_unit[own[0]], radar_command[own[0]] = u, unit_command[u]
    return world._replace(
        commands=commands,
        command_delay=_some(rng, 0, 6, commands),
        unit_command=unit_command,
        unit_delay=_some(rng, 0, 9, units),
        unit_capacity=_some(rng, 1, 4, units),
        radar_command=radar_command,
        radar_unit=radar_unit,
    )


def _commanded(world: World, rng: np.random.Generator) -> World:
    """Give every group one of several doctrines."""
    count = int(rng.integers(2, 4))
    units, missiles = world.unit_stock.shape
    labels = world.label_salvo.shape[1]
    return world._replace(
        group_doctrine=_some(rng, 0, count, len(world.group_doctrine)),
        policy=_some(rng, 0, 3, count),
        interval=_some(rng, 1, 7, count),
        engagements=_some(rng, 1, 7, count),
        assessment=_some(rng, 0, 8, count),
        miss_for_kill=np.zeros(count, dtype=np.uint32),
        kill_for_miss=np.zeros(count, dtype=np.uint32),
        correction=_some(rng, 0, 20, count),
        time_weight=np.full(count, 1_000, dtype=np.int32),
        label_salvo=_some(rng, 1, 4, count, labels),
        label_reserved=_some(rng, 0, 2, count, labels),
        label_engaged=_some(rng, 0, 4, count, labels).clip(max=1),
        label_advance=np.zeros((count, labels, world.assets), dtype=np.int32),
        missile_order=np.array([rng.permutation(missiles) for _ in range(count)], dtype=np.int32),
        unit_reserve=_some(rng, 0, 2, count, units, missiles),
        silent_when_empty=_some(rng, 0, 2, count),
        confusion=np.zeros((count, labels, labels), dtype=np.uint32),
    )


def _identified(world: World, rng: np.random.Generator) -> World:
    """Add friends, civil traffic and decoys, and mistake one thing for another."""
    doctrines, classes = world.label_salvo.shape
    labels, threats = classes + 4, len(world.threat_start)

    def wider(table: np.ndarray) -> np.ndarray:
        return np.concatenate([table, table[:, rng.integers(0, classes, 4)]], axis=1)

    label = np.where(rng.random(threats) < 0.3, _some(rng, classes, labels, threats), -1)
    label = np.where(label < 0, world.threat_label, label).astype(np.int32)
    shares = rng.dirichlet(np.full(labels, 0.3), (doctrines, labels)) / 2
    shares += np.eye(labels) / 2
    return world._replace(
        threat_label=label,
        threat_harms=(label < classes).astype(np.int32),
        threat_viable=_some(rng, 0, 2, threats),
        threat_aimed=_some(rng, 0, 2, threats),
        label_salvo=wider(world.label_salvo),
        label_reserved=wider(world.label_reserved),
        label_engaged=np.concatenate([world.label_engaged, _some(rng, 0, 2, doctrines, 4)], axis=1),
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
        time_weight=_some(rng, 0, 1_001, doctrines),
        label_advance=_some(rng, 0, 100_000, doctrines, labels, world.assets),
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
    hit = _some(rng, NOBODY, len(kept), world.assets)
    alone = _some(rng, 0, len(world.policy), world.commands + units)
    return world._replace(
        group_doctrine=np.concatenate([world.group_doctrine[: world.networks], alone]),
        change_kind=np.array([kind for kind, _ in chosen], dtype=np.int32),
        change_node=np.array([node for _, node in chosen], dtype=np.int32),
        change_chance=thresholds(chance),
        change_first=_some(rng, 0, world.scans, count),
        change_window=rng.choice([0, 30], count).astype(np.int32),
        change_next=later.astype(np.int32),
        radar_second=second.astype(np.int32),
        threat_homes=homes.astype(np.int32),
        change_trigger=trigger.astype(np.int32),
        change_delay=_some(rng, 0, 9, count),
        radar_on=radar_on.astype(np.int32),
        asset_change=hit,
        unit_quiet=quiet,
    )


def _window(rng: np.random.Generator, row: np.ndarray) -> np.ndarray:
    """Blank a row outside a stretch of it."""
    first, last = np.sort(rng.integers(0, len(row), 2))
    kept = np.zeros_like(row)
    kept[first:last] = row[first:last]
    return kept


def _jammed(world: World, rng: np.random.Generator) -> World:
    """Let some jammers come and go, and some fly, under which less is seen and reached."""
    standing, carried = (int(n) for n in rng.integers([0, 1], [3, 4]))
    jammers, looks = standing + carried, len(world.detection_threshold)
    radars, (units, missiles) = len(world.radar_network), world.unit_stock.shape
    carrier = np.full(jammers, NOBODY, dtype=np.int32)
    carrier[standing:] = rng.integers(0, len(world.threat_start), carried)
    counts = np.where(carrier == NOBODY, 1, world.threat_length[carrier] + 1)
    points, classes = int(counts.sum()), world.kill_threshold.shape[1]
    level = _some(rng, -20 * 256, 60 * 256, radars, points)
    level[rng.random(level.shape) < 0.1] = NOWHERE
    turn = _some(rng, 20_000, 200_000, radars)
    angles = (_some(rng, 0, 20_000, radars, points), _some(rng, -2_000, 2_000, radars, points))
    kinds = int(rng.integers(1, 4))
    rise = np.sort(rng.random((kinds, LOOKS)), axis=1)
    return world._replace(
        jammers=jammers,
        jam_chance=thresholds(rng.choice([0.5, 1.0], jammers)),
        jam_first=_some(rng, 0, world.scans // 2, jammers),
        jam_scans=_some(rng, 0, 2 * world.scans, jammers),
        jam_jitter=_some(rng, 0, 30, jammers),
        jam_carrier=carrier,
        jam_start=(np.cumsum(counts) - counts).astype(np.int32),
        jam_points=counts.astype(np.int32),
        jam_level=level,
        jam_azimuth=angles[0],
        jam_elevation=angles[1],
        jam_fall=_some(rng, 0, 2_000, radars, points),
        jam_floor=_some(rng, 10 * 256, 40 * 256, radars),
        jam_circle=turn,
        detection_signal=rng.integers(0, 60 * 256, looks).astype(np.int16),
        detection_background=rng.integers(0, 20 * 256, looks).astype(np.int16),
        detection_azimuth=_some(rng, 0, 20_000, looks),
        detection_elevation=_some(rng, -2_000, 2_000, looks),
        detection_error=rng.integers(-5_000, 10_000, looks).astype(np.int16),
        detection_limit=np.where(
            rng.random(looks) < 0.1, UNGUIDED, _some(rng, 5_000, 20_000, looks)
        ).astype(np.int16),
        look_table=thresholds(rise),
        look_half=_some(rng, 0, 30 * 256, kinds),
        look_of=_some(rng, 0, kinds, radars * world.paths),
        radar_coast=_some(rng, 0, 20, radars),
        radar_guides=_some(rng, 0, 4, radars).clip(max=1),
        unit_radar=_some(rng, 0, radars, units),
        missile_active=_some(rng, 0, 2, missiles),
        missile_accuracy=rng.choice([NEVER - 1, 12_000], missiles).astype(np.int32),
        missile_reference=_some(rng, 0, 10_000, missiles),
        flight_bare=_some(rng, 0, WHOLE + 1, len(world.flight_scans)).astype(np.uint16),
        jam_kill=_some(rng, 0, WHOLE + 1, missiles, classes, GROWTHS).astype(np.uint16),
    )
