"""Rows of text files, one after the other: csv in whatever encoding and with whatever separator, JSON."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import orjson
from charset_normalizer import from_bytes

from dougong.kit.errors import Invalid, say

_HEAD = 20_000
_BLOCK = 1 << 20
_ENCODINGS = ["gb18030", "big5", "utf_16", "shift_jis", "cp1252"]
_NAMED = ("title", "name", "label", "id")
_EXACT = 15  # digits; with more a number would lose some


def table_rows(path: Path, longest: int, *, tabs: bool = False) -> Iterator[list[str]]:
    """The lines of a csv file; `tabs`: its name says what separates its cells, so nothing is guessed."""
    with _text(path) as text:
        head = text.read(_HEAD)
    if "\0" in head:
        raise unreadable("这不是文本文件。", "This is not a text file.")
    dialect: Any = csv.excel_tab if tabs else _dialect(head)
    csv.field_size_limit(longest)
    with _text(path) as text:
        try:
            yield from csv.reader(text, dialect)
        except csv.Error as wrong:
            raise unreadable("这不是有效的 csv 文件。", "This is not a valid csv file.") from wrong


def _dialect(head: str) -> Any:
    try:
        return csv.Sniffer().sniff(head, delimiters=",;\t|")
    except csv.Error:
        return csv.excel


def json_rows(path: Path, most_columns: int) -> Iterator[list[Any]]:
    """An array of objects, or one object a line, as a header and rows."""
    keys: dict[str, None] = {}
    for document in _objects(path):
        keys |= dict.fromkeys(document)
        if len(keys) > most_columns:
            break  # refused by whoever counts the columns
    yield list(keys)
    for document in _objects(path):
        yield [document.get(key) for key in keys]


def unreadable(zh: str, en: str) -> Invalid:
    return Invalid(say(zh, en), "file_unreadable")


def _text(path: Path) -> TextIO:
    return path.open(encoding=_encoding(path), errors="replace", newline="")


def _encoding(path: Path) -> str:
    """UTF-8 (with or without a mark) when it is that; else what the bytes look like: GBK, Big5, UTF-16 …"""
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            while text.read(_BLOCK):
                pass
        return "utf-8-sig"
    except UnicodeDecodeError:
        with path.open("rb") as content:
            best = from_bytes(content.read(200_000), cp_isolation=_ENCODINGS).best()
        return best.encoding if best else "gb18030"


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8-sig") as text:
            first = next((char for char in iter(lambda: text.read(1), "") if not char.isspace()), "")
            text.seek(0)
            lines = (json.loads(line, **_READ) for line in text if line.strip())
            documents = json.load(text, **_READ) if first == "[" else lines
            for document in documents:
                if not isinstance(document, dict):
                    raise unreadable("JSON 文件应是对象的数组。", "A JSON file must be an array of objects.")
                orjson.dumps(document)  # as the rows go on: half a character or too deep a value doesn't
                yield document
    except (UnicodeDecodeError, json.JSONDecodeError, orjson.JSONEncodeError, RecursionError) as wrong:
        raise unreadable("这不是有效的 JSON 文件。", "This is not a valid JSON file.") from wrong


def plain(value: Any) -> Any:
    """A JSON value as people would write it into a cell: lists as texts side by side, objects by their name."""
    if isinstance(value, dict):
        return next((str(value[key]) for key in _NAMED if value.get(key)), json.dumps(value, ensure_ascii=False))
    if isinstance(value, list):
        return "、".join(str(plain(each)) for each in value if each is not None) or None
    return value


def _no_number(name: str) -> None:
    """`NaN`, `Infinity`: Python reads them, JSON has no such thing."""
    raise json.JSONDecodeError(name, name, 0)


def _whole(digits: str) -> int | str:
    """Long numbers stay the texts they are: identity cards, say."""
    return int(digits) if len(digits.lstrip("-")) <= _EXACT else digits


def _broken(digits: str) -> float | str:
    """`1e999` stays a text, too: as a number it would be infinite, which no cell is."""
    return number if math.isfinite(number := float(digits)) else digits


_READ: dict[str, Any] = {"parse_int": _whole, "parse_float": _broken, "parse_constant": _no_number}
