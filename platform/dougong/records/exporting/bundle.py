"""Records with their files: a zip of the table and of a folder for each record and field.

```
orders.xlsx                          its cells name the files by their paths
files/00001 SO00001/contract/a.pdf
```
Only files that the page of records names get in, so rights of rows and fields are those of the table. Bytes stream from
the store into the zip; neither is ever whole in memory.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from dougong.files import service as files
from dougong.files.content import harmless_name
from dougong.files.service import FileFacts
from dougong.files.store import FileStore
from dougong.kit.db import Database
from dougong.kit.errors import Invalid, say
from dougong.records.exporting.table import Column
from engines.form.fields._files import FileField

MOST_BYTES = 2 * 1024 * 1024 * 1024
MOST_FILES = 50_000
_LONGEST = 60
"""Characters of a folder's name: old unpackers stop at paths of 260."""


class Bundle:
    """An open zip that takes pages of records; use it as a context."""

    def __init__(
        self, path: Path, database: Database, store: FileStore, columns: Sequence[Column], title: str | None
    ) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_STORED)
        self._database, self._store = database, store
        self._columns = [column for column in columns if isinstance(column.field, FileField)]
        self._title = title
        self._lines = self._bytes = self.count = 0

    def __enter__(self) -> Bundle:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def take(self, records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Packs the files of a page. → the records with the paths of their files, a line each"""
        wanted = {
            entry["id"] for record in records for column in self._columns for entry in record.get(column.key) or ()
        }
        with self._database.snapshot() as tx:
            facts = files.facts_of(tx, wanted)
        found = []
        for record in records:
            self._lines += 1
            folder = PurePosixPath("files", self._folder(record))
            paths = {column.key: self._pack(folder, column, record, facts) for column in self._columns}
            found.append({**record, **{key: "\n".join(names) or None for key, names in paths.items()}})
        return found

    def add(self, path: Path, name: str) -> None:
        """The table itself."""
        self._zip.write(path, name, zipfile.ZIP_DEFLATED)

    def _folder(self, record: Mapping[str, Any]) -> str:
        title = record.get(self._title) if self._title else None
        told = harmless_name(str(title).replace("/", " "))[:_LONGEST].strip(" .") if isinstance(title, str) else ""
        return f"{self._lines:05} {told}".strip()

    def _pack(
        self, folder: PurePosixPath, column: Column, record: Mapping[str, Any], facts: Mapping[str, FileFacts]
    ) -> list[str]:
        """The files of one field of one record. → their paths"""
        names: set[str] = set()
        paths = []
        for entry in record.get(column.key) or ():
            known = facts.get(entry["id"])
            if known is None or known.record_id != record["id"]:
                continue  # the record names it, but does not hold it
            path = str(folder / column.key / _fresh(harmless_name(known.name), names))
            self._write(path, known)
            paths.append(path)
        return paths

    def _write(self, path: str, facts: FileFacts) -> None:
        self.count += 1
        self._bytes += facts.size
        if self._bytes > MOST_BYTES or self.count > MOST_FILES:
            raise Invalid(
                say(
                    "附件过多：一次最多导出 2 GB、5 万个文件，请缩小范围。",
                    "Too many files: at most 2 GB and 50,000 files at once; narrow the list.",
                ),
                "too_many_files",
            )
        with self._zip.open(path, "w", force_zip64=True) as out:
            for piece in self._store.read(facts.path):
                out.write(piece)


def _fresh(name: str, taken: set[str]) -> str:
    """Two files of one name in one field: `a.pdf`, `a (2).pdf`."""
    parts = PurePosixPath(name)
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{parts.stem} ({number}){parts.suffix}"
    taken.add(name.casefold())
    return name
