"""What uploaded bytes are: size and hash counted, type sniffed, name made harmless; and small pictures of pictures."""

from __future__ import annotations

import hashlib
import io
import threading
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO

import puremagic
from PIL import Image, ImageOps

from dougong.kit.errors import Invalid, NotFound, TooLarge, say

_CHUNK = 1024 * 1024
_HEAD = 8192
_MAX_NAME = 200
_UNKNOWN = "application/octet-stream"
_TEXT_TYPES = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".md": "text/markdown",
    ".json": "application/json",
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIP_TYPES = {
    ".xlsx": _OFFICE + "spreadsheetml.sheet",
    ".docx": _OFFICE + "wordprocessingml.document",
    ".pptx": _OFFICE + "presentationml.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}

PREVIEW_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"})
_PREVIEW_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_PREVIEW_EDGE = 480  # pixels
_PRINT_EDGE = 1600
_MAX_PIXELS = 50_000_000
_MAX_PREVIEW_BYTES = 40 * 1024 * 1024
_painters = threading.BoundedSemaphore(2)  # a decoded 50-megapixel picture takes 200 MB


@dataclass(frozen=True)
class Measured:
    """Facts about a content. `size` in bytes, `sha256` in hex, `type` as MIME."""

    size: int
    sha256: str
    type: str


def measure(content: BinaryIO, name: str, limit: int) -> Measured:
    """Reads it once to the end and rewinds. 413 over `limit` bytes, 422 when empty."""
    content.seek(0)
    digest, size, head = hashlib.sha256(), 0, b""
    while piece := content.read(_CHUNK):
        head = head or piece[:_HEAD]
        size += len(piece)
        if size > limit:
            megabytes = limit // 1024 // 1024
            raise TooLarge(say(f"文件超过 {megabytes} MB。", f"The file is over {megabytes} MB."), "file_too_large")
        digest.update(piece)
    content.seek(0)
    if not size:
        raise Invalid(say("文件是空的。", "The file is empty."), "file_empty")
    return Measured(size, digest.hexdigest(), sniff(head, name))


def sniff(head: bytes, name: str) -> str:
    """The MIME type the bytes themselves show; the name only decides between kinds that look alike (zip, text)."""
    suffix = PurePosixPath(name).suffix.lower()
    if head.startswith(b"PK\x03\x04"):
        return _ZIP_TYPES.get(suffix, "application/zip")
    try:
        found = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        found = ""
    if found:
        return found
    if b"\0" in head or not _is_text(head):
        return _UNKNOWN
    return _TEXT_TYPES.get(suffix, "text/plain")


def harmless_name(name: str) -> str:
    """What the person called it, without folders, control characters and direction tricks; never empty."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    plain = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C").strip(" .")
    if len(plain) > _MAX_NAME:
        suffix = PurePosixPath(plain).suffix[:20]
        plain = plain[: _MAX_NAME - len(suffix)] + suffix
    return plain or "file"


def preview(content: bytes) -> bytes:
    """A WebP picture of at most 480 × 480 pixels. 404 when there is none to make: no picture, broken, or huge."""
    out = io.BytesIO()
    _shrunken(content, _PREVIEW_EDGE).save(out, "WEBP")
    return out.getvalue()


def _shrunken(content: bytes, edge: int) -> Image.Image:
    """The picture, upright, no side longer than `edge` pixels."""
    if len(content) > _MAX_PREVIEW_BYTES:
        raise _no_preview()
    with _painters:
        try:
            with Image.open(io.BytesIO(content), formats=_PREVIEW_FORMATS) as picture:
                if picture.width * picture.height > _MAX_PIXELS:
                    raise _no_preview()
                picture.draft("RGB", (edge * 2, edge * 2))
                small = ImageOps.exif_transpose(picture)
                small.thumbnail((edge, edge))
                return small.convert("RGBA" if "A" in small.getbands() or small.mode == "P" else "RGB")
        except (
            OSError,
            ValueError,
            SyntaxError,
            Image.DecompressionBombError,
            Image.DecompressionBombWarning,
        ) as error:
            raise _no_preview() from error


def redrawn(content: bytes) -> tuple[bytes, int, int]:
    """The picture as PNG of at most 1,600 × 1,600 pixels, its width and height: what printers and workbooks understand.
    404 as for previews."""
    small = _shrunken(content, _PRINT_EDGE)
    out = io.BytesIO()
    small.save(out, "PNG")
    return out.getvalue(), small.width, small.height


def _is_text(head: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the head may end inside a character
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def _no_preview() -> NotFound:
    return NotFound(say("这个文件没有预览。", "This file has no preview."), "no_preview")
