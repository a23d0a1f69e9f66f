"""The places `{{…}}` in a text, and what stands in them.

`{{客户}}` a field by label or key · `{{ROUND(amount, 1)}}` any formula · `{{image: 照片}}`, `{{qr: no}}`,
`{{barcode: no}}` a picture · in uploaded files also `{{#明细}} … {{/明细}}` (again for each row) and
`{{#if amount > 0}} … {{/if}}`. In a row its own columns come first, the record's fields behind them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

PLACE = re.compile(r"\{\{(.+?)\}\}", re.S)
MOST = 4_000
_MEDIA = re.compile(r"^(image|qr|barcode)\s*[:：]\s*(.+)$", re.S)
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "})
Kind = Literal["value", "image", "qr", "barcode", "each", "if", "end"]


@dataclass(frozen=True, slots=True)
class Place:
    """One place: what it is, and the name or formula in it."""

    kind: Kind
    text: str


def read(mark: str) -> Place:
    """What the inside of a pair of braces means. Word processors bend quotation marks: they are straightened."""
    text = mark.strip().translate(_QUOTES)
    if text.startswith("/"):
        return Place("end", text[1:].strip())
    if text.startswith("#"):
        inner = text[1:].strip()
        if inner == "if" or inner.startswith(("if ", "if(")):
            return Place("if", inner[2:].strip())
        return Place("each", inner)
    media = _MEDIA.match(text)
    if media is not None:
        kind: Kind = "image" if media[1] == "image" else "qr" if media[1] == "qr" else "barcode"
        return Place(kind, media[2].strip())
    return Place("value", text)


def pieces(text: str) -> Iterator[tuple[bool, str]]:
    """The text in pieces: (whether it is a place, the text or the inside of the place)."""
    behind = 0
    for found in PLACE.finditer(text):
        if found.start() > behind:
            yield False, text[behind : found.start()]
        yield True, found[1]
        behind = found.end()
    if behind < len(text):
        yield False, text[behind:]


__all__ = ["PLACE", "Place", "pieces", "read"]
