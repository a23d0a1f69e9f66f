"""What `zipfile` says of archives that somebody else has made."""

from __future__ import annotations

import zipfile
import zlib

UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,  # a way of packing, or a version, that it doesn't know
    RuntimeError,  # a password
    EOFError,
    OSError,
    ValueError,  # names in no encoding, places before the beginning
    IndexError,  # an entry without a name
)
"""Raised for archives that are damaged, locked, or packed in a way it doesn't know; found by `scripts/attack fuzz`."""
