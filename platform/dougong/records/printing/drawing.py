"""What a template asks for while it is filled: names under the reader's rights, pictures and codes, drawn into one
folder."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import segno
from PIL import Image

from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.identity.directory import names_of_departments, names_of_people
from dougong.records.reading.query import MAX_LIMIT
from dougong.records.work import Work
from engines.form.fields.base import FieldModel
from engines.form.fields.link import LinkField
from engines.form.prints import code128
from engines.form.prints.compile import CompiledPlace

PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
MOST_BYTES = 8 * 1024 * 1024
"""Of one picture; a larger one is left out."""
MOST_IN_ALL = 96 * 1024 * 1024
_PEOPLE = frozenset({"owner", "created_by", "updated_by", "id"})
_MODULE = 4
_TALL = 160


class Drawing:
    """`Surroundings` of `engines.form.prints.fill`. `address` is that of the record being filled."""

    def __init__(self, work: Work, store: FileStore, folder: Path) -> None:
        self.address = ""
        self._work, self._store, self._folder = work, store, folder
        self._drawn: dict[tuple[str, str], str | None] = {}
        self._names: dict[tuple[str, str], str | None] = {}
        self._bytes = 0

    def know(self, field: FieldModel, ids: Iterable[str]) -> None:
        """Looks the names of linked records, people or departments up together; a record that the reader may not see
        has none."""
        kind = field.form if isinstance(field, LinkField) else field.type
        fresh = sorted({each for each in ids if (kind, each) not in self._names})
        self._names |= {(kind, each): None for each in fresh}
        for start in range(0, len(fresh), MAX_LIMIT):
            self._names |= {
                (kind, each): name for each, name in self._looked_up(field, fresh[start : start + MAX_LIMIT])
            }

    def _looked_up(self, field: FieldModel, ids: Sequence[str]) -> Iterable[tuple[str, str]]:
        tx, access = self._work.tx, self._work.access
        if not isinstance(field, LinkField):
            return (names_of_people if field.type == "member" else names_of_departments)(tx, ids).items()
        if field.form not in self._work.app.forms or not access.may(field.form, "read"):
            return ()
        return [(row.id, str(row.title)) for row in tx.execute(access.titles(field.form, ids)) if row.title is not None]

    def title(self, field: FieldModel, value: str) -> str | None:
        """`Reading.title`: people and departments by name, linked records by what names them."""
        self.know(field, [value])
        if isinstance(field, LinkField):
            return self._names[(field.form, value)] or "—"
        return self._names[(field.type, value)]

    def name(self, place: CompiledPlace, value: Any) -> str | None:
        last = place.program.paths[-1][-1] if len(place.program.paths) == 1 else ""
        if last in _PEOPLE and isinstance(value, str) and place.program.text.rstrip().endswith(last):
            return names_of_people(self._work.tx, [value]).get(value)
        return None

    def picture(self, file: Mapping[str, Any]) -> str | None:
        ending = PICTURES.get(str(file.get("type")))
        if ending is None or not 0 < int(file.get("size") or 0) <= MOST_BYTES:
            return None
        key = ("file", str(file["id"]))
        if key not in self._drawn:
            self._drawn[key] = self._fetch(str(file["id"]), ending)
        return self._drawn[key]

    def _fetch(self, file_id: str, ending: str) -> str | None:
        facts = files.facts_of(self._work.tx, [file_id]).get(file_id)
        if facts is None or self._bytes + facts.size > MOST_IN_ALL:
            return None
        self._bytes += facts.size
        try:
            pieces = self._store.read(facts.path)
        except FileNotFoundError:
            return None
        with (self._folder / f"{file_id}.{ending}").open("wb") as out:
            out.writelines(pieces)
        return f"{file_id}.{ending}"

    def code(self, kind: str, text: str) -> str | None:
        key = (kind, text)
        if key not in self._drawn:
            made = _qr(text) if kind == "qr" else _barcode(text)
            name = f"code{len(self._drawn)}.png"
            if made is not None:
                (self._folder / name).write_bytes(made)
            self._drawn[key] = name if made is not None else None
        return self._drawn[key]


def _qr(text: str) -> bytes | None:
    try:
        code = segno.make_qr(text, error="m")
    except segno.DataOverflowError:
        return None
    out = io.BytesIO()
    code.save(out, kind="png", scale=8, border=1)
    return out.getvalue()


def _barcode(text: str) -> bytes | None:
    """A bar per black module; None for a text that has no barcode (Chinese, say)."""
    bars = code128.modules(text)
    if bars is None:
        return None
    quiet = [False] * code128.QUIET
    line = bytes(0 if black else 255 for black in (*quiet, *bars, *quiet) for _ in range(_MODULE))
    picture = Image.frombytes("L", (len(line), _TALL), line * _TALL)
    out = io.BytesIO()
    picture.convert("1").save(out, "PNG")
    return out.getvalue()
