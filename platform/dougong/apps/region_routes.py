"""Where things are: China's regions for address fields, and what maps are drawn upon."""

from __future__ import annotations

from functools import lru_cache

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from dougong.kit.config import Configured
from dougong.kit.web import requires
from engines.form import regions

router = APIRouter(tags=["forms"])


@lru_cache(maxsize=1)
def _body() -> bytes:
    return orjson.dumps(regions.document())


@router.get("/regions/cn", dependencies=[requires("public")], response_class=Response)
def list_regions() -> Response:
    """`{source, regions: [[code, name, [[code, name, [[code, name]]]]]]}`; the same for everybody, kept for a day.
    Whoever fills in a public form with an address needs it too."""
    return Response(_body(), media_type="application/json", headers={"cache-control": "private, max-age=86400"})


@router.get("/map", dependencies=[requires("signed_in", outside=True)])
def map_settings(settings: Configured) -> dict[str, dict[str, str] | None]:
    """`{"map": {"tiles", "credit", "datum"}}`, or null: then the page draws coasts and degrees, and asks nobody."""
    return {"map": settings.map_document}
