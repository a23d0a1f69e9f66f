"""Where the bytes lie: a folder, or a bucket of S3-compatible storage. Paths are made here and never by a caller."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import obstore
from obstore.store import LocalStore, from_url

from dougong.kit.config import Settings

CHUNK = 1024 * 1024


class FileStore:
    """Puts, reads and deletes objects by path."""

    def __init__(self, settings: Settings) -> None:
        self._folder: Path | None = None
        if settings.files_url:
            self._store = from_url(settings.files_url)
        else:
            folder = settings.data / "files"
            folder.mkdir(parents=True, exist_ok=True)
            self._folder = folder
            self._store = LocalStore(prefix=folder)

    def put(self, path: str, content: BinaryIO) -> None:
        """Stores what `content` holds from its present position; whole or not at all."""
        obstore.put(self._store, path, content)

    def settle(self, path: str) -> None:
        """Comes back when the object will outlive a power cut; a bucket promises that by itself."""
        if self._folder is None:
            return
        file = self._folder / path
        for each in (file, *list(file.parents)[: len(Path(path).parts)]):
            handle = os.open(each, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def read(self, path: str) -> Iterator[bytes]:
        """The object in pieces. Raises FileNotFoundError at once, not at the first piece."""
        found = obstore.get(self._store, path)
        return (bytes(piece) for piece in found.stream(min_chunk_size=CHUNK))

    def paths(self) -> Iterator[str]:
        """Every object, in no particular order."""
        for page in obstore.list(self._store):
            yield from (str(each["path"]) for each in page)

    def delete(self, paths: Sequence[str]) -> None:
        """Deletes; what is gone already is no error."""
        for path in paths:
            try:
                obstore.delete(self._store, path)
            except FileNotFoundError:
                continue
