"""QR codes as pictures, drawn here so that no outside service learns what they say."""

from __future__ import annotations

import io
from typing import Annotated

import segno
from fastapi import APIRouter, Query
from starlette.responses import Response

from dougong.kit.errors import Invalid, say
from dougong.kit.web import requires

router = APIRouter(tags=["files"])
MAX_TEXT = 2_000


@router.get("/qr", dependencies=[requires("signed_in", outside=True)], response_class=Response)
def draw_qr(text: Annotated[str, Query(min_length=1, max_length=MAX_TEXT)]) -> Response:
    """The text as an SVG picture; 422 when it doesn't fit into one."""
    try:
        code = segno.make_qr(text, error="m")
    except segno.DataOverflowError as error:
        raise Invalid(say("内容太长，放不进二维码。", "The text is too long for a QR code."), "qr_too_long") from error
    out = io.BytesIO()
    code.save(out, kind="svg", scale=4, border=2, light="white", xmldecl=False)
    return Response(out.getvalue(), media_type="image/svg+xml", headers={"cache-control": "private, max-age=86400"})
