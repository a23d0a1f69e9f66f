"""Small pictures of pictures: drawn once, in a limited child process (a picture is an untrusted file), and kept beside
the original."""

from __future__ import annotations

import io
import tempfile
import threading
from pathlib import Path

from dougong.files.content import preview
from dougong.files.store import FileStore
from dougong.kit.childproc import ChildFailed, run_limited
from dougong.kit.errors import NotFound, say

_CPU_S = 15
_MEMORY_MB = 768  # a decoded picture of 50 megapixels takes 200 MB, and twice that while it is turned
_FILE_MB = 2
_children = threading.BoundedSemaphore(2)


def path_of(path: str) -> str:
    """Where the small picture of the object at `path` lies."""
    return f"{path}.small"


def thumbnail(store: FileStore, path: str) -> bytes:
    """A WebP picture of at most 480 × 480 pixels. 404 when there is none to make; FileNotFoundError when the
    original is gone."""
    try:
        return b"".join(store.read(path_of(path)))
    except FileNotFoundError:
        small = _drawn(store, path)
    store.put(path_of(path), io.BytesIO(small))
    return small


def _drawn(store: FileStore, path: str) -> bytes:
    with _children, tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "picture", Path(folder) / "small"
        with source.open("wb") as out:
            out.writelines(store.read(path))
        try:
            run_limited(
                "dougong.files.thumbnails:draw",
                [str(source), str(target)],
                cpu_s=_CPU_S,
                memory_mb=_MEMORY_MB,
                wall_s=60,
                file_mb=_FILE_MB,
            )
        except ChildFailed as failed:
            raise NotFound(say("这个文件没有预览。", "This file has no preview."), "no_preview") from failed
        return target.read_bytes()


def draw(source: str, target: str) -> None:
    """Runs in the child."""
    Path(target).write_bytes(preview(Path(source).read_bytes()))
