"""Closed forms of engagement, run through the kernel itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.engagement.state import new_state
from skydome.engagement.world import PER_RAID, PER_TARGET, RANDOM
from skydome.physics.estimation import confirmation
from skydome.validation.worlds import FIRED, LEAKED, TRACKED, Setting, build, play, play_one

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from skydome.physics.kill import CommonLevel

    Counts = NDArray[np.int64]

REPLICATIONS = 200_000


def kill_share(kill_probability: float, salvo: int = 1, looks: int = 1, layers: int = 1) -> float:
    """Share of single threats killed by salvos, looks and layers."""
    setting = Setting(
        kill_probability=kill_probability, salvo=salvo, engagements=looks, layers=layers
    )
    return 1.0 - float(play(setting, REPLICATIONS)[:, LEAKED].mean())


def leak_share(kill_probability: float, salvo: int = 1, looks: int = 1) -> float:
    """Share of single threats that leak."""
    return 1.0 - kill_share(kill_probability, salvo, looks)


def shots(kill_probability: float, salvo: int = 1, looks: int = 1) -> float:
    """Mean missiles fired at a single threat."""
    setting = Setting(kill_probability=kill_probability, salvo=salvo, engagements=looks)
    return float(play(setting, REPLICATIONS)[:, FIRED].mean())


def any_leak_share(attackers: int, leak_probability: float) -> float:
    """Share of raids of which at least one attacker leaks."""
    setting = Setting(threats=attackers, kill_probability=1 - leak_probability, channels=attackers)
    return float((play(setting, 20_000)[:, LEAKED] > 0).mean())


def leakers_with_stock(targets: int, kill_probability: float, missiles: int) -> float:
    """Mean leakers where a common stock is fired with as many looks as it takes."""
    setting = Setting(
        threats=targets, kill_probability=kill_probability, engagements=missiles, stock=missiles
    )
    return float(play(setting, REPLICATIONS)[:, LEAKED].mean())


def leakers_with_even_salvo(targets: int, kill_probability: float, missiles: int) -> float:
    """Mean leakers where a stock is shared out beforehand, as evenly as it goes."""
    each, rest = divmod(missiles, targets)
    shares = {each: targets - rest, each + 1: rest}
    return sum(
        float(
            play(
                Setting(threats=threats, kill_probability=kill_probability, salvo=salvo),
                REPLICATIONS,
            )[:, LEAKED].mean()
        )
        for salvo, threats in shares.items()
        if threats
    )


def leakers_with_random_aim(targets: int, kill_probability: float, missiles: int) -> float:
    """Mean leakers where every missile of a stock picks its target by itself, at random."""
    setting = Setting(
        threats=targets,
        kill_probability=kill_probability,
        channels=missiles,
        stock=missiles,
        policy=RANDOM,
    )
    return float(play(setting, REPLICATIONS)[:, LEAKED].mean())


def no_leak_share(
    independent_probability: float,
    common_reliability: float,
    shots: int,
    targets: int,
    level: CommonLevel,
) -> float:
    """Share of raids without a leaker; what fails in common fails by shot, target or raid.

    What fails in common shot by shot is a part of the plain kill probability.
    """
    by_shot = level == "shot"
    setting = Setting(
        threats=targets,
        kill_probability=independent_probability * (common_reliability if by_shot else 1.0),
        salvo=shots,
        channels=targets,
        stock=shots * targets,
        common_failure=0.0 if by_shot else 1.0 - common_reliability,
        common_level=PER_RAID if level == "raid" else PER_TARGET,
    )
    return float((play(setting, REPLICATIONS)[:, LEAKED] == 0).mean())


def kill_counts(targets: int, kill_probability: float, correlation: float) -> Counts:
    """Raids with 0, 1, … n kills where each of n targets gets one shot, of `REPLICATIONS` raids."""
    setting = Setting(
        threats=targets,
        kill_probability=kill_probability,
        channels=targets,
        stock=targets,
        raid_correlation=correlation,
    )
    leaked = play(setting, REPLICATIONS)[:, LEAKED]
    return np.bincount(targets - leaked, minlength=targets + 1)


def raids_with_kills(
    targets: int, kill_probability: float, correlation: float, kills: int
) -> float:
    """Share of raids in which exactly a number of targets is killed by one shot at each."""
    counts = kill_counts(targets, kill_probability, correlation)
    return float(counts[kills] / counts.sum())


def correlation_of_kills(targets: int, kill_probability: float, correlation: float) -> float:
    """Correlation of two outcomes in one raid, from the variance of the kills over raids.

    The variance is n m (1 - m) (1 + (n - 1) r) for n targets and m, the share of them killed.
    """
    counts = kill_counts(targets, kill_probability, correlation)
    kills = np.repeat(np.arange(targets + 1), counts)
    share = kills.mean() / targets
    excess = kills.var() / (targets * share * (1 - share)) - 1
    return float(excess / (targets - 1))


def confirmed_share(detection_probability: float, m: int, n: int, looks: int) -> float:
    """Share of threats that a radar tracks within a number of looks, m hits in the latest n."""
    setting = Setting(
        kill_probability=0.0,
        detection_probability=detection_probability,
        confirm_hits=m,
        confirm_looks=n,
        length=looks,
        scans=looks + 1,
    )
    replications = min(REPLICATIONS, 20_000_000 // looks)
    return float(play(setting, replications)[:, TRACKED].mean())


def confirmed_by_chain(detection_probability: float, m: int, n: int, looks: int) -> float:
    """Return the same share by the exact Markov chain."""
    chances = [detection_probability] * looks
    return float(confirmation.confirmation_by_look(chances, m, n)[-1])


def erlang_blocking(offered_erlang: float, channels: int) -> float:
    """Share of arrivals that find every fire channel in use, warm-up cut.

    Arrivals are uniform over a long time, a Poisson stream in all but its ends. Time is counted
    in scans: a channel busy for S scans holds off the arrivals of S - 1 whole scans and, of its
    own, those that come after, half on average. The load is set for S - 1/2.
    """
    busy, horizon, warm_up = 60, 12_000, 1_000
    threats = round(offered_erlang * horizon / (busy - 0.5))
    setting = Setting(
        threats=threats,
        channels=channels,
        flight=busy,
        window=1,
        length=busy + 2,
        scans=horizon + 1,
        jitter=horizon - 1,
        stock=threats,
    )
    world = build(setting)
    state = new_state(world)
    arrivals, blocked = 0, 0
    for replication in range(max(8, 60_000 // threats)):
        play_one(world, state, replication)
        counted = state.arrival >= warm_up
        arrivals += int(counted.sum())
        blocked += int(np.count_nonzero(counted & (state.engaged[0] == 0)))
    return blocked / arrivals


def loader_wait(launchers: int, loaders: int, reload_scans: int) -> float:
    """Return scans that launchers, all empty in one scan, wait for a loader together."""
    world = build(Setting(threats=launchers, kill_probability=0.0, scans=launchers * reload_scans))
    one = np.ones(launchers, dtype=np.int32)
    world = world._replace(
        unit_launcher=np.array([0, launchers], dtype=np.int32),
        unit_stock=np.array([[launchers]], dtype=np.int32),
        launcher_missile=0 * one,
        launcher_capacity=one,
        launcher_reload=reload_scans * one,
        unit_loaders=np.array([loaders], dtype=np.int32),
        depot=np.array([[0]], dtype=np.int32),
    )
    state = new_state(world)
    play_one(world, state, 0)
    return float(state.waited.sum())


MODELS: dict[str, Callable[..., float]] = {
    "engagement.kill_share": kill_share,
    "engagement.leak_share": leak_share,
    "engagement.shots": shots,
    "engagement.any_leak_share": any_leak_share,
    "engagement.leakers_with_stock": leakers_with_stock,
    "engagement.leakers_with_even_salvo": leakers_with_even_salvo,
    "engagement.leakers_with_random_aim": leakers_with_random_aim,
    "engagement.no_leak_share": no_leak_share,
    "engagement.raids_with_kills": raids_with_kills,
    "engagement.correlation_of_kills": correlation_of_kills,
    "engagement.confirmed_share": confirmed_share,
    "engagement.confirmed_by_chain": confirmed_by_chain,
    "engagement.erlang_blocking": erlang_blocking,
    "engagement.loader_wait": loader_wait,
}
