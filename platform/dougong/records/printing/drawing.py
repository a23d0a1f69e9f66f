"""What a template asks for while it is filled: names under the reader's rights, pictures and codes, drawn into one
folder."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import segno
from PIL import Image

from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.identity.directory import names_of_departments, names_of_people
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

    def know(self, form_key: str, ids: Iterable[str]) -> None:
        """Looks the titles of linked records up together; a record that the reader may not see has none."""
        fresh = sorted({each for each in ids if (form_key, each) not in self._names})
        if not fresh:
            return
        self._names |= {(form_key, each): None for each in fresh}
        if form_key in self._work.app.forms and self._work.access.may(form_key, "read"):
            for row in self._work.tx.execute(self._work.access.titles(form_key, fresh)):
                self._names[(form_key, row.id)] = str(row.title) if row.title is not None else None

    def title(self, field: FieldModel, value: str) -> str | None:
        """`Reading.title`: people and departments by name, linked records by what names them."""
        if isinstance(field, LinkField):
            self.know(field.form, [value])
            return self._names[(field.form, value)] or "—"
        key = (field.type, value)
        if key not in self._names:
            tx = self._work.tx
            found = (names_of_people if field.type == "member" else names_of_departments)(tx, [value])
            self._names[key] = found.get(value)
        return self._names[key]

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
