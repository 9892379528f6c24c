"""What maps show: how far a system reaches, and what it defends."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from skydome.serve.reach_models import Footprint, Reach, ReachPair, ReachSite, ReachValues
from skydome.serve.reach_sites import FIRST, reach_sites
from skydome.serve.routes import Shared, as_json

Name = Annotated[str, Query(min_length=1, max_length=100)]
Mast = Annotated[float | None, Query(ge=0, le=1_000, allow_inf_nan=False)]
Ground = Literal["none", "shipped"]
Bearing = Annotated[float | None, Query(ge=0, le=360, allow_inf_nan=False)]
Longitude = Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Query(ge=-65, le=65, allow_inf_nan=False)]
Half = Annotated[float, Query(ge=10_000, le=1_800_000, allow_inf_nan=False)]
router = APIRouter()


@router.get("/reach", response_model=Reach)
async def reach(
    site: Shared,
    system: Name,
    target: Name,
    mast_m: Mast = None,
    at: Name = FIRST,
    terrain: Ground = "shipped",
) -> Response:
    """Return how far a system detects and engages a target, at a ladder of altitudes."""
    given = (system, target, mast_m, at, terrain == "shipped")
    return as_json(await site.computed("reach", *given))


@router.get("/reach/pair", response_model=ReachPair)
async def reach_pair(
    site: Shared,
    system: Name,
    beside: Name,
    target: Name,
    mast_m: Mast = None,
    at: Name = FIRST,
    terrain: Ground = "shipped",
) -> Response:
    """Return the reach of two systems, computed at the same time."""
    first, second = await asyncio.gather(
        *(
            site.computed("reach", one, target, mast_m, at, terrain == "shipped")
            for one in (system, beside)
        )
    )
    return as_json(b'{"first":%b,"second":%b}' % (first, second))


@router.get("/reach/values", response_model=ReachValues)
async def reach_values(site: Shared, system: Name, target: Name, mast_m: Mast = None) -> Response:
    """Return the values of the catalogue on which that reach depends most."""
    return as_json(await site.computed("reach_values", system, target, mast_m))


@router.get("/reach/sites")
async def sites() -> list[ReachSite]:
    """Return the notional places that can be chosen, the one taken otherwise first."""
    return [
        ReachSite(
            id=one.id,
            name=one.name,
            lat_deg=one.latitude_deg,
            lon_deg=one.longitude_deg,
            facing_deg=one.facing_deg,
        )
        for one in reach_sites().values()
    ]


@router.get("/footprint", response_model=Footprint)
async def footprint(
    site: Shared, system: Name, threat: Name, bearing_deg: Bearing = None, at: Name = FIRST
) -> Response:
    """Return the ground that a system defends against a ballistic missile."""
    return as_json(await site.computed("footprint", system, threat, bearing_deg, at))


@router.get(
    "/relief.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
async def relief(site: Shared, lon_deg: Longitude, lat_deg: Latitude, half_m: Half) -> Response:
    """Return shaded ground around a place, as a picture in the projection of the app's maps."""
    picture = await site.computed("relief", lon_deg, lat_deg, half_m)
    return Response(picture, media_type="image/png", headers={"cache-control": "max-age=86400"})
