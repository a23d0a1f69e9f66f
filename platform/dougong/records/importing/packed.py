"""A zip that holds one table and the files its cells name, as an export with its files does. In the limited child.

```
orders.xlsx                          a cell of an attachment names its files, a line each
files/00001 SO00001/contract/a.pdf
```
The folder may itself be packed (`export/orders.xlsx`): names count from the folder of the table. Names without the mark
of UTF-8 are read as UTF-8 or else as GBK, which Windows in Chinese writes.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from dougong.kit.errors import Invalid, say
from dougong.kit.zips import UNREADABLE
from dougong.records.importing.sheets import MAX_UNPACKED

TABLES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson")
MOST_FILES = 50_000
MOST_BYTES = 2 * 1024 * 1024 * 1024
_UTF8, _SECRET = 0x800, 0x1  # flags of an entry
_NOT_OURS = ("__MACOSX/", ".DS_Store", "~$", "Thumbs.db")
Entries = dict[PurePosixPath, zipfile.ZipInfo]


def is_packed(name: str) -> bool:
    """Whether an upload of this name is a table with its files."""
    return name.lower().endswith(".zip")


def take_table(path: str, out: str) -> dict[str, Any]:
    """Copies the table to `out`. → `{"table": its name, "files": {name: bytes}}`"""
    with _opened(path) as archive:
        entries = _entries(archive)
        table = _table(entries)
        if entries[table].file_size > MAX_UNPACKED:
            raise _refused("too_large", "压缩包中的表格过大。", "The table in the zip is too large.")
        _copy(archive, entries[table], Path(out))
        named = {name.relative_to(table.parent): each for name, each in entries.items() if _below(name, table)}
        return {"table": table.name, "files": {str(name): each.file_size for name, each in named.items()}}


def take_files(path: str, names: Sequence[str], out: str) -> None:
    """Copies the named files into the folder `out`, each under its place in `names`."""
    with _opened(path) as archive:
        entries = _entries(archive)
        folder = _table(entries).parent
        for place, name in enumerate(names):
            _copy(archive, entries[folder / name], Path(out) / str(place))


@contextmanager
def _opened(path: str) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except UNREADABLE as error:
        raise _refused("unreadable", "这不是有效的 zip 文件。", "This is not a valid zip file.") from error


def _entries(archive: zipfile.ZipFile) -> Entries:
    listed = [each for each in archive.infolist() if not each.is_dir()]
    if len(listed) > MOST_FILES + 1 or sum(each.file_size for each in listed) > MOST_BYTES:
        raise _refused(
            "too_large", "压缩包过大：最多 2 GB、5 万个文件。", "The zip is too large: at most 2 GB and 50,000 files."
        )
    if any(each.flag_bits & _SECRET for each in listed):
        raise _refused("encrypted", "压缩包有密码保护，请去掉密码后再导入。", "The zip is protected by a password.")
    entries: Entries = {}
    for each in listed:
        name = PurePosixPath(_name(each))
        ours = not any(part in str(name) for part in _NOT_OURS)
        if ours and not name.is_absolute() and ".." not in name.parts:
            entries.setdefault(name, each)
    return entries


def _name(entry: zipfile.ZipInfo) -> str:
    told = entry.filename
    if not entry.flag_bits & _UTF8:
        raw = told.encode("cp437", errors="replace")
        try:
            told = raw.decode("utf-8")
        except UnicodeDecodeError:
            told = raw.decode("gb18030", errors="replace")
    return told.replace("\\", "/")


def _table(entries: Entries) -> PurePosixPath:
    """The only table in the uppermost folder that holds any; tables further down may be attached files, and so may
    texts beside it."""
    tables = [name for name in entries if name.suffix.lower() in TABLES and name.suffix.lower() != ".txt"]
    top = min((len(name.parts) for name in tables), default=0)
    first = [name for name in tables if len(name.parts) == top]
    if len(first) != 1:
        raise _refused(
            "not_one_table",
            "压缩包的最外层应有且只有一个表格（xlsx、csv 或 json），附件放在文件夹中。",
            "The zip should hold exactly one table (xlsx, csv or json) at the top, and the files in folders.",
        )
    return first[0]


def _below(name: PurePosixPath, table: PurePosixPath) -> bool:
    return name != table and name.is_relative_to(table.parent)


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    """Not a byte more than the directory of the zip says."""
    try:
        with archive.open(entry) as content, target.open("wb") as out:
            shutil.copyfileobj(content, out, 1 << 20)
    except UNREADABLE as error:
        raise _refused(
            "unreadable",
            f"压缩包中的“{PurePosixPath(_name(entry)).name}”无法读取。",
            f"“{PurePosixPath(_name(entry)).name}” in the zip can't be read.",
        ) from error


def _refused(code: str, zh: str, en: str) -> Invalid:
    return Invalid(say(zh, en), f"file_{code}")
