"""What maps show: how far a system reaches, and what it defends."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from skydome.serve.reach_models import Footprint, Reach
from skydome.serve.routes import Shared, as_json

Name = Annotated[str, Query(min_length=1, max_length=100)]
Mast = Annotated[float | None, Query(ge=0, le=1_000, allow_inf_nan=False)]
Bearing = Annotated[float | None, Query(ge=0, le=360, allow_inf_nan=False)]
Longitude = Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Query(ge=-70, le=70, allow_inf_nan=False)]
Half = Annotated[float, Query(ge=10_000, le=1_200_000, allow_inf_nan=False)]
router = APIRouter()


@router.get("/reach", response_model=Reach)
async def reach(
    site: Shared,
    system: Name,
    target: Name,
    mast_m: Mast = None,
    terrain: Literal["none", "shipped"] = "shipped",
) -> Response:
    """Return how far a system detects and engages a target, at a ladder of altitudes."""
    given = (system, target, mast_m, terrain == "shipped")
    return as_json(await site.computed("reach", *given))


@router.get("/footprint", response_model=Footprint)
async def footprint(
    site: Shared, system: Name, threat: Name, bearing_deg: Bearing = None
) -> Response:
    """Return the ground that a system defends against a ballistic missile."""
    return as_json(await site.computed("footprint", system, threat, bearing_deg))


@router.get(
    "/relief.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
async def relief(site: Shared, lon_deg: Longitude, lat_deg: Latitude, half_m: Half) -> Response:
    """Return shaded ground around a place, as a picture in the projection of the app's maps."""
    picture = await site.computed("relief", lon_deg, lat_deg, half_m)
    return Response(picture, media_type="image/png", headers={"cache-control": "max-age=86400"})
