"""Files that strangers bring: for a file field of the link, within its limits, theirs until an answer takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO

from limits import RateLimitItemPerMinute

from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.kit.db import Database
from dougong.kit.errors import Invalid, NotFound, say
from dougong.records.public import door
from dougong.records.public.columns import columns_asked
from dougong.records.public.door import Guest
from engines.form.fields import FieldModel
from engines.form.fields._files import FileField, accepted

PER_ADDRESS = RateLimitItemPerMinute(60, 10)
AROUND = 4_096
"""Bytes of a multipart body that are not the file."""


@dataclass(frozen=True)
class Place:
    """Where a file may go."""

    app: str
    form: str
    path: str
    field: FileField
    visitor: str

    @property
    def most_bytes(self) -> int:
        return self.field.max_mb * 1024 * 1024


def place_for(database: Database, token: str, guest: Guest, path: str) -> Place:
    """The field, if the link asks for it now. Raises NotFound, NotAllowed."""
    with database.snapshot() as tx:
        link = door.enter(tx, token, guest)
        door.must_be_open(tx, link, guest)
    key, _, inside = path.partition(".")
    entry = next((each for each in link.settings.fields if each.field == key and each.mode == "ask"), None)
    form = link.catalog.forms[link.row.form]
    field: FieldModel | None = form.field(key)
    if inside and entry is not None:
        field = dict(columns_asked(form, key, entry.columns)).get(path)
    if entry is None or not isinstance(field, FileField):
        raise NotFound(say("没有这个字段。", "There is no such field."), "unknown_field")
    return Place(link.row.app, link.row.form, path, field, link.visitor)


def take(
    database: Database, store: FileStore, place: Place, content: BinaryIO, name: str, limit: int
) -> dict[str, Any]:
    """Keeps the bytes for a day, as the visitor's. Raises TooLarge, Invalid for a type the field doesn't take."""
    facts = files.upload(
        database,
        store,
        content,
        name,
        limit=limit,
        created_by=place.visitor,
        app=place.app,
        form=place.form,
        field=place.path,
    )
    if not accepted(place.field, facts.name, facts.type):
        with database.transaction() as tx:
            files.let_go(tx, [facts.id])
        raise Invalid(say("不支持此类文件。", "Files of this type are not taken."), "file_type")
    return facts.document()
