"""Files that cells name come out of the zip that brought the table.

They are stored before the transaction of their batch: an upload is a transaction of its own. What a killed run has
stored in vain nobody holds, and it is swept like every upload that no record claims.
"""

from __future__ import annotations

import mimetypes
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.kit.childproc import run_limited
from dougong.kit.errors import FieldError, Invalid, say
from dougong.kit.ids import new_id
from dougong.kit.jobs import JobContext
from dougong.records.importing.rows import SheetRow
from engines.form.definition import Form
from engines.form.fields import type_of
from engines.form.fields._files import FileField

_FILES = "dougong.records.importing.packed:take_files"
_AT_ONCE = 256 * 1024 * 1024
"""Bytes that lie unpacked on the disk at a time."""
_TWO = ""
"""Stands for a short name that several files have."""
Entry = dict[str, Any]


@dataclass(frozen=True)
class Packed:
    """An opened zip: where it lies, and the bytes of each file in it by its name."""

    path: Path
    sizes: Mapping[str, int]
    short: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        short: dict[str, str] = {}
        for name in self.sizes:
            key = PurePosixPath(name).name.casefold()
            short[key] = _TWO if key in short else name
        object.__setattr__(self, "short", short)

    def find(self, told: str) -> str | None:
        """The file that a cell means: by its path, or by its bare name if only one file has that."""
        path = told.strip().replace("\\", "/").removeprefix("./")
        return path if path in self.sizes else self.short.get(path.casefold()) or None


@dataclass(frozen=True)
class _Wanted:
    row: SheetRow
    own: FileField
    name: str


def names_in(cell: Any) -> list[str]:
    """A cell names its files, a line each."""
    return [line.strip() for line in str(cell or "").splitlines() if line.strip()]


def promise(packed: Packed, form: Form, rows: Sequence[SheetRow]) -> frozenset[str]:
    """Looks whether the files are there and fit their fields; nothing is stored. → the ids that stand for them"""
    promised: set[str] = set()
    for row, own, wanted in _by_cell(packed, form, rows):
        row.brought[own.key] = [_expected(packed, each.name) for each in wanted]
        promised.update(entry["id"] for entry in row.brought[own.key])
    return frozenset(promised)


def bring(context: JobContext, app_key: str, packed: Packed, form: Form, rows: Sequence[SheetRow]) -> None:
    """Stores the files of these rows as uploads of the import's owner."""
    wanted = [each for *_, cell in _by_cell(packed, form, rows) for each in cell]
    for some in _portions(packed, wanted):
        with tempfile.TemporaryDirectory(prefix="dougong-import-") as folder:
            largest = max(packed.sizes[each.name] for each in some) >> 20
            arguments = [str(packed.path), [each.name for each in some], folder]
            run_limited(_FILES, arguments, cpu_s=60, memory_mb=512, wall_s=300, file_mb=largest + 1)
            for place, each in enumerate(some):
                _store(context, app_key, form.key, each, Path(folder) / str(place))


def _by_cell(
    packed: Packed, form: Form, rows: Sequence[SheetRow]
) -> Iterator[tuple[SheetRow, FileField, list[_Wanted]]]:
    """Cells of file fields whose files are all there and fit; the others of them get their errors."""
    fields = [own for own in form.fields if isinstance(own, FileField)]
    for row in rows:
        for own in fields:
            told = names_in(row.cells.get(own.key))
            if not told or row.done:
                continue
            row.brought[own.key] = []
            found = [packed.find(name) for name in told]
            missing = [name for name, file in zip(told, found, strict=True) if file is None]
            names = list(dict.fromkeys(name for name in found if name is not None))
            errors = [_missing(own, name) for name in missing] or _unfit(own, packed, names)
            row.errors += errors
            if not errors:
                yield row, own, [_Wanted(row, own, name) for name in names]


def _portions(packed: Packed, wanted: Sequence[_Wanted]) -> Iterator[list[_Wanted]]:
    some: list[_Wanted] = []
    size = 0
    for each in wanted:
        if some and size + packed.sizes[each.name] > _AT_ONCE:
            yield some
            some, size = [], 0
        some.append(each)
        size += packed.sizes[each.name]
    if some:
        yield some


def _store(context: JobContext, app_key: str, form_key: str, wanted: _Wanted, path: Path) -> None:
    own = wanted.own
    with path.open("rb") as content:
        try:
            facts = files.upload(
                context.database,
                context.resource(FileStore),
                content,
                PurePosixPath(wanted.name).name,
                limit=own.max_mb * 1024 * 1024,
                created_by=context.owner_id,
                app=app_key,
                form=form_key,
                field=own.key,
            )
        except Invalid as refused:
            wanted.row.errors.append(FieldError(own.key, refused.code, refused.detail))
            return
    wanted.row.brought[own.key].append(facts.document())


def _expected(packed: Packed, name: str) -> Entry:
    kind = mimetypes.guess_type(name)[0] or ""
    return {"id": new_id(), "name": PurePosixPath(name).name, "size": packed.sizes[name], "type": kind}


def _unfit(own: FileField, packed: Packed, names: Sequence[str]) -> list[FieldError]:
    """What the names and sizes tell already; what the bytes are is known when they are stored."""
    problems = type_of(own).check(own, [_expected(packed, name) for name in names])
    title = own.names
    return [
        FieldError(
            own.key,
            each.code,
            say(f"{title['zh-CN']}：{each.message['zh-CN']}", f"{title['en']}: {each.message['en']}"),
        )
        for each in problems
    ]


def _missing(own: FileField, name: str) -> FieldError:
    title, short = own.names, name[:200]
    return FieldError(
        own.key,
        "file_not_in_zip",
        say(
            f"{title['zh-CN']}：压缩包中没有（或有多个）“{short}”",
            f"{title['en']}: the zip has no file, or several, “{short}”",
        ),
    )
