"""Closed forms of engagement, run through the kernel itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.engagement.world import new_state
from skydome.validation.worlds import FIRED, LEAKED, TRACKED, Setting, build, play, play_one

if TYPE_CHECKING:
    from collections.abc import Callable

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


MODELS: dict[str, Callable[..., float]] = {
    "engagement.kill_share": kill_share,
    "engagement.leak_share": leak_share,
    "engagement.shots": shots,
    "engagement.any_leak_share": any_leak_share,
    "engagement.leakers_with_stock": leakers_with_stock,
    "engagement.erlang_blocking": erlang_blocking,
}
