"""How many draws of the uncertain parameters a run plays unless told otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.engagement.tables.elevation import elevation_of
from skydome.errors import InputError
from skydome.study.draws import DRAWS, may_be_drawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.scenario import ResolvedScenario


def draw_count(
    scenario: ResolvedScenario, say: Callable[[str], None] = lambda _reason: None
) -> int:
    """Return the number of draws: none where nothing is uncertain or their ground is not covered.

    Parameters
    ----------
    say
        Called with the reason, where the ground is not covered.

    Raises
    ------
    InputError
        The run itself lacks ground.
    """
    if not may_be_drawn(scenario):
        return 0
    elevation_of(scenario)
    try:
        elevation_of(scenario, drawn=True)
    except InputError as problem:
        say(f"no draws of uncertain parameters: {problem}")
        return 0
    return DRAWS
