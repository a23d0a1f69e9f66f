"""Stamps: a step is skipped when the hash of what it depends on is the one written after it last succeeded."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest_of(paths: Iterable[Path], *facts: str) -> str:
    """One hash over facts (versions, places) and over the names and contents of files that exist."""
    digest = hashlib.sha256()
    for fact in facts:
        digest.update(fact.encode() + b"\0")
    for path in sorted(paths):
        if path.is_file():
            digest.update(str(path).encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_fresh(stamp: Path, digest: str) -> bool:
    return stamp.is_file() and stamp.read_text() == digest


def write(stamp: Path, digest: str) -> None:
    stamp.write_text(digest)
