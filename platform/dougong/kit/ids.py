"""Identifiers: UUIDv7 (RFC 9562), lower case with dashes. They sort by the time of making, so indexes stay warm."""

from __future__ import annotations

import re

import uuid_utils

_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def new_id() -> str:
    """A fresh id. Unique across processes without asking the database."""
    return str(uuid_utils.uuid7())


def is_id(value: object) -> bool:
    """True for text in the one shape ids are written in; guards PostgreSQL's UUID columns from other text."""
    return isinstance(value, str) and _SHAPE.fullmatch(value) is not None
