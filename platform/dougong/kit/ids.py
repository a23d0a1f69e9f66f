"""Identifiers: UUIDv7 (RFC 9562), lower case with dashes. They sort by the time of making, so indexes stay warm."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

import uuid_utils

_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def new_id() -> str:
    """A fresh id. Unique across processes without asking the database."""
    return str(uuid_utils.uuid7())


def made_at(value: str) -> datetime:
    """When an id of `new_id` was made, to the millisecond."""
    return datetime.fromtimestamp(int(value.replace("-", "")[:12], 16) / 1000, UTC)


def placed_id(moment: datetime, of: str, place: int) -> str:
    """The id of what stands at `place` (below 16 million) in `of`: the same one each time, in the order of places, and
    no other moment's or thing's."""
    milliseconds = int(moment.timestamp() * 1000) & 0xFFFF_FFFF_FFFF
    rest = int.from_bytes(hashlib.blake2b(f"{of}/{place}".encode(), digest_size=7).digest()) & 0x3_FFFF_FFFF_FFFF
    number = milliseconds << 80 | 0x7 << 76 | (place >> 12) << 64 | 0b10 << 62 | (place & 0xFFF) << 50 | rest
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_id(value: object) -> bool:
    """True for text in the one shape ids are written in; guards PostgreSQL's UUID columns from other text."""
    return isinstance(value, str) and _SHAPE.fullmatch(value) is not None
