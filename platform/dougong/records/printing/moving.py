"""What stands beside the rows of a sheet and follows them: merged cells, rules, pictures, tables, notes, breaks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as Xml

from dougong.records.printing.archive import Archive
from dougong.records.printing.sheet_rows import Here, Rows, letters_and_rows, translate
from dougong.records.printing.workbook import DRAWN, NS, Sheet

_FORMULAS = frozenset({"f", "formula", "formula1", "formula2"})
_NOTE_ROW = re.compile(rb"(<x:Row>)(\d+)(</x:Row>)")


def merged(sheet: Sheet, rows: Rows) -> None:
    """Cells joined within rows that are repeated are joined in every copy."""
    holder = sheet.tree.find(f"{NS}mergeCells")
    if holder is None:
        return
    found: list[str] = []
    for each in holder:
        reference = each.get("ref") or ""
        left, top, right, bottom = letters_and_rows(reference)
        repeat = rows.repeat(top)
        if repeat is not None and repeat == rows.repeat(bottom):
            found += [
                f"{left}{rows.at(top, number)}:{right}{rows.at(bottom, number)}" for number in range(repeat.times)
            ]
        elif (area := rows.area(reference)) is not None:
            found.append(area)
    holder[:] = []
    for reference in found:
        Xml.SubElement(holder, f"{NS}mergeCell", {"ref": reference})
    holder.set("count", str(len(found)))
    if not found:
        sheet.tree.remove(holder)


def follow(archive: Archive, sheet: Sheet, rows_of: Mapping[str, Rows]) -> None:
    """Everything of a sheet that names rows, but its cells and what is joined of them."""
    rows = rows_of[sheet.name]
    for each in list(sheet.tree):
        local = each.tag.rpartition("}")[2]
        if local == "dimension":
            sheet.tree.remove(each)
        elif local not in ("sheetData", "mergeCells"):
            _references(each, sheet.name, rows_of)
    for each in sheet.tree.iterfind(f"{NS}rowBreaks/{NS}brk"):
        number = int(each.get("id") or 0)
        span = rows.span(number, number)
        each.set("id", str(span[1] if span is not None else rows.at(number)))
    for kind, part in sheet.parts:
        if part not in archive.parts:
            continue
        if kind == "vmlDrawing":
            archive.parts[part] = _NOTE_ROW.sub(lambda found: _note(found, rows), archive.parts[part])
        elif kind in ("drawing", "table", "comments", "threadedComment"):
            tree = archive.tree(part)
            if kind == "drawing":
                _anchors(tree, rows)
            else:
                _references(tree, sheet.name, rows_of)
            archive.put(part, tree)


def _references(tree: Xml.Element, sheet: str, rows_of: Mapping[str, Rows]) -> None:
    rows = rows_of[sheet]
    for each in tree.iter():
        local = each.tag.rpartition("}")[2]
        for name in ("ref", "sqref", "activeCell", "topLeftCell"):
            value = each.get(name)
            if value:
                single = name in ("activeCell", "topLeftCell") or each.tag.endswith(("comment", "threadedComment"))
                new = rows.areas(value)
                each.set(name, (new.partition(":")[0] if single else new) or value)
        if local == "sqref" and each.text:
            each.text = rows.areas(each.text) or each.text
        elif local in _FORMULAS and each.text:
            each.text = translate(each.text, Here(sheet), rows_of)


def _anchors(tree: Xml.Element, rows: Rows) -> None:
    for each in tree.iter():
        if each.tag in (f"{DRAWN}from", f"{DRAWN}to"):
            row = each.find(f"{DRAWN}row")
            if row is not None and (row.text or "").isdigit():
                number = int(row.text or 0) + 1
                row.text = str(max(rows.at(number), 1) - 1)


def _note(found: re.Match[bytes], rows: Rows) -> bytes:
    return found[1] + str(max(rows.at(int(found[2]) + 1), 1) - 1).encode() + found[3]
