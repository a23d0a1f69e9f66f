"""China's regions for address fields: one list for the page and the server."""

from __future__ import annotations

from functools import lru_cache

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from dougong.kit.web import requires
from engines.form import regions

router = APIRouter(tags=["forms"])


@lru_cache(maxsize=1)
def _body() -> bytes:
    return orjson.dumps(regions.document())


@router.get("/regions/cn", dependencies=[requires("signed_in")], response_class=Response)
def list_regions() -> Response:
    """`{source, regions: [[code, name, [[code, name, [[code, name]]]]]]}`; the same for everybody, kept for a day."""
    return Response(_body(), media_type="application/json", headers={"cache-control": "private, max-age=86400"})
