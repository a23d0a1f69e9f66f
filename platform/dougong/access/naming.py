"""Names of physical tables, indexes and constraints: readable, never longer than PostgreSQL's 63 bytes."""

from __future__ import annotations

import hashlib

MAX_NAME = 63
_DIGEST = 8


def physical_name(*parts: str) -> str:
    """`crm`, `order`, `lines` -> `crm__order__lines`.

    A name past 63 characters is cut and ends in a hash of the whole, so that two long names stay different.
    """
    return shorten("__".join(parts))


def shorten(name: str) -> str:
    """`name`, or its head and a hash of the whole when PostgreSQL would cut it."""
    if len(name) <= MAX_NAME:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:_DIGEST]
    return f"{name[: MAX_NAME - _DIGEST - 1]}_{digest}"
