"""Keyset pages of platform lists: opaque cursors that carry the last sort key."""

from __future__ import annotations

import base64
from typing import Any

import orjson

from dougong.kit.errors import Invalid, say

MAX_PAGE = 200


def encode_cursor(key: list[Any]) -> str:
    """An opaque, URL-safe cursor. It is no secret and carries no right."""
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> list[Any]:
    """The sort key inside a cursor of ours; anything else is a 422."""
    try:
        key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        key = None
    if not isinstance(key, list) or len(key) != length:
        raise Invalid(
            say(
                "翻页标记无效，请从第一页重新开始。",
                "The page cursor is invalid; start again from the first page.",
            ),
            "bad_cursor",
        )
    return key
