"""The ``models`` section of a scenario file: switches, and how shots of one raid are correlated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from skydome.catalogue.kinds import RAID_ENTRY
from skydome.catalogue.parameter import Parameter
from skydome.scenario import resolved as r
from skydome.scenario.fields import Form, Share, TargetClass

if TYPE_CHECKING:
    from collections.abc import Iterator


class RaidCorrelation(Form):
    """Shots of one raid are correlated: it is a good or a bad one for every missile."""

    level: Literal["raid"] = Field("raid", description="one draw for each raid and target class")
    shape: Literal["beta"] = Field(
        "beta", description="distribution of effectiveness over raids; its mean is kept"
    )
    rho: dict[TargetClass, Share] = Field(
        {},
        description="correlation of two shots at a class in one raid; the catalogue's by default",
    )


class Models(Form):
    """Which models beyond range, horizon and atmosphere are used; each can be turned off alone."""

    antenna: bool = Field(
        default=True, strict=True, description="gain by elevation; loss of arrays off their axis"
    )
    clutter: bool = Field(
        default=True,
        strict=True,
        description="echoes of the ground after MTI, where it is in sight",
    )
    multipath: bool = Field(
        default=False, strict=True, description="two rays over a smooth surface: lobes and nulls"
    )
    diffraction: bool = Field(
        default=False, strict=True, description="knife-edge loss instead of a hard shadow"
    )
    aspect: bool = Field(default=True, strict=True, description="cross-section by band and aspect")
    terrain_following: bool = Field(
        default=True, strict=True, description="low flights are limited in climb and dive angle"
    )
    drag: bool = Field(
        default=True, strict=True, description="ballistic flight through air over a turning Earth"
    )
    kill_factors: bool = Field(
        default=True,
        strict=True,
        description="kill probability by energy, crossing, track, jamming",
    )
    track_accuracy: bool = Field(
        default=True,
        strict=True,
        description="no launch on a track less accurate than the missile requires",
    )
    common_failure: Literal["none", "shot", "target", "raid"] | RaidCorrelation = Field(
        RaidCorrelation.model_validate({}),
        description="which missiles fail together, or how shots of one raid are correlated",
    )


def resolved_models(models: Models) -> r.Models:
    """Return the switches in the resolved form, correlated shots under the name ``beta``."""
    switches = models.model_dump()
    if isinstance(models.common_failure, RaidCorrelation):
        switches["common_failure"] = models.common_failure.shape
    return r.Models(**switches)


def written_correlations(models: Models) -> Iterator[tuple[tuple[str, str], Parameter]]:
    """Yield entry and name of each correlation that a scenario writes, with its value."""
    if not isinstance(models.common_failure, RaidCorrelation):
        return
    for name, value in models.common_failure.rho.items():
        yield (
            (RAID_ENTRY, f"correlation.{name}"),
            Parameter(
                value=value,
                unit="1",
                distribution="fixed",
                source=("scenario-author",),
                confidence="unsourced",
                reason="Written in the scenario, under models.common_failure.rho.",
            ),
        )
