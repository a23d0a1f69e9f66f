"""The QR code of an address: as a picture that scales (SVG), and as one that chats and posters take (PNG)."""

from __future__ import annotations

import io

import segno

_QUIET_ZONE = 4
"""Modules of white around the code, as ISO/IEC 18004 asks."""
_SCALE = 12
"""Pixels of a module in the PNG."""


def qr_svg(address: str) -> bytes:
    """Error correction M or better: a crease or a logo's corner does no harm."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=_QUIET_ZONE, xmldecl=True, scale=8)
    return out.getvalue()


def qr_png(address: str) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", border=_QUIET_ZONE, scale=_SCALE)
    return out.getvalue()
