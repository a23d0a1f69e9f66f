"""Excel templates: the places in them are read, and filled. Runs in the limited child.

`{{#明细}}` in one row and `{{/明细}}` in it or in a later one repeat these rows; `{{#if …}} … {{/if}}` keeps rows or
takes them out. A cell that is nothing but a place gets a number or a date that Excel computes with, in the cell's own
format; every other place is filled with text. Values are written as values, never as formulas.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

from dougong.records.printing.archive import refused
from dougong.records.printing.moving import follow, merged
from dougong.records.printing.sheet_rows import LAST_ROW, Here, Repeat, Rows, translate
from dougong.records.printing.workbook import NS, Sheet, Workbook
from engines.form.prints.definition import MAX_MARKS
from engines.form.prints.marks import PLACE, Place, read

MOST_CELLS = 300_000
"""Cells of one filled workbook."""
MOST_TEXT = 32_767
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_T = f"{NS}t"
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_DAYS = {"date": 14, "datetime": 22, "percent": 10, "money": 4, "duration": 46}
"""Excel's own formats for values in cells that have none."""
_EPOCH, _EPOCH_1904 = dt.datetime.fromisoformat("1899-12-30"), dt.datetime.fromisoformat("1904-01-01")
_FIRST_DAY = 61
Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Region:
    """Rows between the signs of a loop or a condition."""

    mark: str
    place: Place
    start: int
    end: int = 0


def marks(path: str) -> list[str]:
    """The places of a template in reading order, loops and conditions with their ends; others once."""
    book = Workbook(path)
    found: list[str] = []
    for sheet in book.sheets:
        _regions(book, sheet)
        seen: set[str] = set()
        for _, mark in _signs(book, sheet):
            kind = read(mark).kind
            if kind in ("each", "if", "end"):
                seen = set()
            elif kind in ("image", "qr", "barcode"):
                zh = "Excel 模板中不能放图片、二维码和条形码。"
                raise refused(zh, "An Excel template can't take pictures, QR codes and barcodes.")
            elif mark in seen:
                continue
            seen.add(mark)
            found.append(mark)
    if len(found) > MAX_MARKS:
        raise refused(f"模板中的占位符超过 {MAX_MARKS} 个。", f"The template has more than {MAX_MARKS} places.")
    return found


def fill(path: str, data: str, folder: str) -> int:
    """`data`: a JSON list, `{values, rows, ifs}` for each record → `out1.xlsx`, `out2.xlsx` … in `folder`."""
    documents = json.loads(Path(data).read_text(encoding="utf-8"))
    for number, document in enumerate(documents, 1):
        book = Workbook(path)
        _Filled(book, document).fill()
        book.archive.write(Path(folder) / f"out{number}.xlsx")
    return len(documents)


def _signs(book: Workbook, sheet: Sheet) -> Iterator[tuple[int, str]]:
    """The places of a sheet with their rows, as one reads."""
    for number, row in sheet.rows:
        for cell in row:
            text = book.text_of(cell)
            for mark in PLACE.findall(_text(text)) if text is not None else ():
                yield number, mark


def _regions(book: Workbook, sheet: Sheet) -> list[Region]:
    """The loops and conditions of a sheet by their first rows, what is around others before them."""
    open_: list[Region] = []
    found: list[Region] = []
    for number, mark in _signs(book, sheet):
        place = read(mark)
        if place.kind in ("each", "if"):
            if any(each.place.kind == "each" for each in open_):
                zh, en = "重复的行里不能再放循环或条件。", "Rows that are repeated can't hold loops or conditions."
                raise refused(f"{zh}（{{{{{mark}}}}}）", f"{en} ({{{{{mark}}}}})")
            open_.append(Region(mark, place, number))
        elif place.kind == "end":
            if not open_ or _name(open_[-1].place) != place.text:
                raise _unpaired(mark)
            found.append(replace(open_.pop(), end=number))
    if open_:
        raise _unpaired(open_[-1].mark)
    ordered = sorted(found, key=lambda each: (each.start, -each.end, each.place.kind != "if"))
    around: list[Region] = []
    for region in ordered:
        around = [each for each in around if each.end >= region.start]
        if around and (region.end > around[-1].end or around[-1].place.kind == "each"):
            zh, en = "一行里只能有一个循环。", "A row can be in one loop only."
            raise refused(f"{zh}（{{{{{region.mark}}}}}）", f"{en} ({{{{{region.mark}}}}})")
        around.append(region)
    return ordered


def _name(place: Place) -> str:
    return "if" if place.kind == "if" else place.text


def _unpaired(mark: str) -> Exception:
    return refused(f"模板中的“{{{{{mark}}}}}”没有成对。", f"“{{{{{mark}}}}}” in the template stands alone.")


def _text(holder: Xml.Element) -> str:
    return "".join(each.text or "" for each in _pieces(holder))


def _pieces(holder: Xml.Element) -> Iterator[Xml.Element]:
    """The texts of a cell, without what says how they are read aloud."""
    for each in holder:
        if each.tag == _T:
            yield each
        elif each.tag == f"{NS}r":
            yield from each.findall(_T)


class _Filled:
    """One workbook being filled for one record."""

    def __init__(self, book: Workbook, document: Mapping[str, Any]) -> None:
        self.book, self.document = book, document
        self.scopes: dict[tuple[str, Repeat], Sequence[Values]] = {}
        self.rows_of: dict[str, Rows] = {}
        self.cells = 0
        self.days = _EPOCH_1904 if book.days_from_1904 else _EPOCH

    def fill(self) -> None:
        for sheet in self.book.sheets:
            self.rows_of[sheet.name] = self._layout(sheet)
        for sheet in self.book.sheets:
            self._write(sheet)
            follow(self.book.archive, sheet, self.rows_of)
            self.book.archive.put(sheet.part, sheet.tree)
        self.book.finish(self.rows_of)

    def _layout(self, sheet: Sheet) -> Rows:
        """A loop without lines keeps its rows once, empty: sums below it would name nothing else."""
        repeats: list[Repeat] = []
        for region in _regions(self.book, sheet):
            if repeats and region.start <= repeats[-1].end:
                continue  # in rows that are taken out
            if region.place.kind == "if":
                if not self.document["ifs"].get(region.mark):
                    repeats.append(Repeat(region.start, region.end, 0))
                continue
            lines = self.document["rows"].get(region.mark, ())
            repeats.append(Repeat(region.start, region.end, max(len(lines), 1)))
            self.scopes[(sheet.name, repeats[-1])] = lines
        return Rows(repeats)

    def _write(self, sheet: Sheet) -> None:
        data = sheet.tree.find(f"{NS}sheetData")
        if data is None:
            return
        rows, values = self.rows_of[sheet.name], self.document["values"]
        data[:] = []
        waiting: list[tuple[int, Xml.Element]] = []
        for at, (number, row) in enumerate(sheet.rows):
            repeat = rows.repeat(number)
            if repeat is None:
                self._row(data, row, rows.at(number), values, Here(sheet.name))
                continue
            waiting.append((number, row))
            if at + 1 < len(sheet.rows) and rows.repeat(sheet.rows[at + 1][0]) == repeat:
                continue
            lines = self.scopes.get((sheet.name, repeat), ())
            for number_of_copy in range(repeat.times):
                scope = {**values, **lines[number_of_copy]} if lines else None
                for source, each in waiting:
                    here = Here(sheet.name, repeat, number_of_copy)
                    self._row(data, each, rows.at(source, number_of_copy), scope, here)
            waiting = []
        merged(sheet, rows)

    def _row(self, data: Xml.Element, row: Xml.Element, number: int, values: Values | None, here: Here) -> None:
        self.cells += len(row)
        if number > LAST_ROW or self.cells > MOST_CELLS:
            raise refused("填好的工作簿过大，请减少明细行。", "The filled workbook is too large: have fewer lines.")
        made = copy.deepcopy(row)
        made.set("r", str(number))
        for cell in made:
            cell.set("r", re.sub(r"\d+", str(number), cell.get("r") or ""))
            formula = cell.find(f"{NS}f")
            if formula is not None:
                self._formula(cell, formula, here, gone=values is None)
            else:
                self._cell(cell, values or {})
        data.append(made)

    def _formula(self, cell: Xml.Element, formula: Xml.Element, here: Here, *, gone: bool) -> None:
        """Excel computes it; what it was in the template says nothing."""
        for each in cell.findall(f"{NS}v"):
            cell.remove(each)
        cell.attrib.pop("t", None)
        if gone:
            cell.remove(formula)
            return
        formula.text = translate(formula.text or "", here, self.rows_of)
        if formula.get("ref"):
            formula.set("ref", translate(formula.get("ref") or "", here, self.rows_of))

    def _cell(self, cell: Xml.Element, values: Values) -> None:
        text = self.book.text_of(cell)
        if text is None or not (found := list(PLACE.finditer(_text(text)))):
            return
        value = values.get(found[0][1], {})
        alone = len(found) == 1 and _text(text).strip() == found[0][0]
        cell[:] = []
        cell.attrib.pop("t", None)
        if alone and ("n" in value or "d" in value) and self._number(cell, value):
            return
        written = copy.deepcopy(text)
        for each in reversed(found):
            _replace(written, each.start(), each.end(), str(values.get(each[1], {}).get("s", "")))
        whole = _text(written)
        if not whole:
            return
        written.tag = f"{NS}is"
        for piece in list(written):
            if piece.tag not in (_T, f"{NS}r"):
                written.remove(piece)
        if len(whole) > MOST_TEXT:
            written[:] = []
            Xml.SubElement(written, _T, {_SPACE: "preserve"}).text = whole[: MOST_TEXT - 1] + "…"
        cell.set("t", "inlineStr")
        cell.append(written)

    def _number(self, cell: Xml.Element, value: Mapping[str, Any]) -> bool:
        """Writes a number or a date; False when the cell is better off with the text."""
        style = cell.get("s", "0")
        own = self.book.formats.number_format(style)
        kind, number = value.get("is", ""), value.get("n")
        if "d" in value:
            moment = dt.datetime.fromisoformat(value["d"])
            passed = moment - self.days
            number = passed.days + round(passed.seconds / 86_400, 9) if passed.seconds else passed.days
            if own in (None, "49") or number < _FIRST_DAY:
                return False
        if own == "0" and kind in _DAYS:
            cell.set("s", self.book.formats.with_format(style, _DAYS[kind]))
        Xml.SubElement(cell, f"{NS}v").text = repr(number)
        return True


def _replace(holder: Xml.Element, start: int, stop: int, words: str) -> None:
    """Writes `words` over the characters `start:stop` of a cell's text, in the format they begin with."""
    at, written = 0, False
    fit = _ESCAPED.sub("_x005F_", _UNFIT.sub("", words))
    for each in _pieces(holder):
        text = each.text or ""
        begin, end = max(start - at, 0), min(stop - at, len(text))
        at += len(text)
        if begin < end:
            each.text = text[:begin] + ("" if written else fit) + text[end:]
            each.set(_SPACE, "preserve")
            written = True
