"""An Excel workbook as its parts: sheets by name, texts, number formats, what else names rows. In the limited child.

What could fetch is refused: connections, queries, functions that call out. Settings of printers are dropped: they are
binary, and of no use elsewhere.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as Xml

from dougong.records.printing.archive import Archive, refused
from dougong.records.printing.sheet_rows import Rows, column_of, letters_of, shifted, translate

MAIN = "xl/workbook.xml"
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_PRINTER = re.compile(r"/printersettings/", re.I)
_QUERIES = re.compile(r"^xl/(connections\.xml|querytables/|webextensions/|model/)", re.I)
_CALLING = re.compile(
    r"(?<![\w.])(?:_xlfn\.|_xlws\.)*(WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|DDE|SQL\.REQUEST|STOCKHISTORY"
    r"|CUBE\w+|PY)\s*\(|\|",
    re.I,
)
_BESIDE_TEXTS = re.compile(r'"(?:[^"]|"")*"')
MAX_SHEETS = 20
MAX_CELLS = 100_000
_BEFORE_CALC = ("definedNames", "externalReferences", "functionGroups", "sheets")


@dataclass
class Sheet:
    """A worksheet. `rows`: the rows that are written, by number; `parts`: what belongs to it, by the kind of part."""

    name: str
    part: str
    tree: Xml.Element
    rows: list[tuple[int, Xml.Element]] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)


class Workbook:
    """An uploaded workbook, or the copy of it that is being filled."""

    def __init__(self, path: str) -> None:
        self.archive = Archive(path, MAIN, _PRINTER)
        parts = self.archive.parts
        self.tree = self.archive.tree(MAIN)
        if self.tree.tag != f"{NS}workbook":
            raise refused("请另存为 Excel 工作簿（.xlsx）。", "Save it as an Excel workbook (.xlsx).")
        if any(_QUERIES.search(name) for name in parts):
            raise refused("模板不能含有数据连接。", "A template can't have data connections.")
        for each in self.tree.iterfind(f"{NS}definedNames/{NS}definedName"):
            _refuse_calling(each.text or "")
        shared = self.archive.tree("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in parts else None
        self.texts = [] if shared is None else list(shared.findall(f"{NS}si"))
        self.formats = Formats(self.archive)
        properties = self.tree.find(f"{NS}workbookPr")
        self.days_from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.sheets = list(self._read_sheets())

    def _read_sheets(self) -> Iterator[Sheet]:
        targets = {key: target for key, _, target in self._relations(MAIN)}
        found = self.tree.findall(f"{NS}sheets/{NS}sheet")
        if len(found) > MAX_SHEETS:
            raise refused(f"模板最多 {MAX_SHEETS} 张工作表。", f"A template has at most {MAX_SHEETS} sheets.")
        for each in found:
            part = targets.get(each.get(f"{_R}id") or "", "")
            content = self.archive.parts.get(part, b"")
            if not content or not part.startswith("xl/worksheets/"):
                continue  # a sheet that is a chart
            if content.count(b"<c ") + content.count(b":c ") > MAX_CELLS:
                zh = f"模板的单元格超过 {MAX_CELLS} 个。"
                raise refused(zh, f"The template has more than {MAX_CELLS} cells.")
            sheet = Sheet(each.get("name") or "", part, self.archive.tree(part))
            sheet.parts = [(kind, target) for _, kind, target in self._relations(part)]
            _number(sheet)
            _write_out_formulas(sheet)
            yield sheet

    def _relations(self, part: str) -> list[tuple[str, str, str]]:
        """(id, kind, part) of what a part is related to; those to printers are taken out."""
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels"
        if rels not in self.archive.parts:
            return []
        tree, found = self.archive.tree(rels), []
        for each in list(tree.iter(_RELATION)):
            kind, target = (each.get("Type") or "").rpartition("/")[2], each.get("Target") or ""
            if kind in ("printerSettings", "calcChain"):
                tree.remove(each)
            elif each.get("TargetMode") != "External":
                found.append((each.get("Id") or "", kind, _resolved(folder, target)))
        self.archive.put(rels, tree)
        return found

    def text_of(self, cell: Xml.Element) -> Xml.Element | None:
        """The text of a cell with its formatted runs; None for numbers and formulas."""
        value = cell.find(f"{NS}v")
        if cell.get("t") == "inlineStr":
            return cell.find(f"{NS}is")
        if cell.get("t") != "s" or value is None or not (value.text or "").isdigit():
            return None
        number = int(value.text or "0")
        return self.texts[number] if number < len(self.texts) else None

    def finish(self, rows_of: Mapping[str, Rows]) -> None:
        """Names and charts follow their rows; Excel computes everything anew when it opens the file."""
        for name in self.tree.iterfind(f"{NS}definedNames/{NS}definedName"):
            name.text = translate(name.text or "", None, rows_of)
        for part in [each for each in self.archive.parts if re.fullmatch(r"xl/charts/chart[^/]*\.xml", each)]:
            tree = self.archive.tree(part)
            for each in tree.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}f"):
                each.text = translate(each.text or "", None, rows_of)
            self.archive.put(part, tree)
        calc = self.tree.find(f"{NS}calcPr")
        if calc is None:
            calc = Xml.Element(f"{NS}calcPr")
            behind = next(at for tag in _BEFORE_CALC if (at := self._place(tag)) is not None)
            self.tree.insert(behind + 1, calc)
        calc.set("fullCalcOnLoad", "1")
        self._forget_the_order_of_computing()
        self.formats.finish(self.archive)
        self.archive.put(MAIN, self.tree)

    def _place(self, tag: str) -> int | None:
        return next((at for at, each in enumerate(self.tree) if each.tag == f"{NS}{tag}"), None)

    def _forget_the_order_of_computing(self) -> None:
        if self.archive.parts.pop("xl/calcChain.xml", None) is not None:
            types = self.archive.tree("[Content_Types].xml")
            for each in [each for each in types if each.get("PartName") == "/xl/calcChain.xml"]:
                types.remove(each)
            self.archive.put("[Content_Types].xml", types)


class Formats:
    """The number formats of cells. A cell without one is given that of its value: dates would be numbers."""

    def __init__(self, archive: Archive) -> None:
        known = "xl/styles.xml" in archive.parts
        self._tree = archive.tree("xl/styles.xml") if known else None
        self._cells = self._tree.find(f"{NS}cellXfs") if self._tree is not None else None
        self._made: dict[tuple[str, int], str] = {}

    def number_format(self, style: str) -> str | None:
        """The number of the format, `0` general and `49` text; None when nothing is known of styles."""
        if self._cells is None or not style.isdigit() or int(style) >= len(self._cells):
            return None
        return self._cells[int(style)].get("numFmtId", "0")

    def with_format(self, style: str, number: int) -> str:
        """A style like this one, with a number format of Excel's own."""
        if self._cells is None:
            return style
        if (style, number) not in self._made:
            fresh = copy.deepcopy(self._cells[int(style)])
            fresh.set("numFmtId", str(number))
            fresh.set("applyNumberFormat", "1")
            self._cells.append(fresh)
            self._cells.set("count", str(len(self._cells)))
            self._made[(style, number)] = str(len(self._cells) - 1)
        return self._made[(style, number)]

    def finish(self, archive: Archive) -> None:
        if self._made and self._tree is not None:
            archive.put("xl/styles.xml", self._tree)


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    places = folder.split("/")
    for step in target.split("/"):
        if step == "..":
            places = places[:-1]
        elif step != ".":
            places.append(step)
    return "/".join(places)


def _number(sheet: Sheet) -> None:
    """Rows and cells say where they stand, as the standard lets them leave out."""
    data = sheet.tree.find(f"{NS}sheetData")
    setup = sheet.tree.find(f"{NS}pageSetup")
    if setup is not None:
        setup.attrib.pop(f"{_R}id", None)
    number = 0
    for row in data if data is not None else ():
        given = row.get("r") or ""
        number = int(given) if given.isdigit() else number + 1
        row.set("r", str(number))
        column = 0
        for cell in row:
            letters = re.match(r"[A-Z]{1,3}", cell.get("r") or "")
            column = column_of(letters[0]) if letters else column + 1
            cell.set("r", f"{letters_of(column)}{number}")
        sheet.rows.append((number, row))


def _write_out_formulas(sheet: Sheet) -> None:
    """Formulas that cells share are written out in each; those that call out are refused."""
    shared: dict[str, tuple[str, int, int]] = {}
    for number, row in sheet.rows:
        for cell in row:
            formula = cell.find(f"{NS}f")
            if formula is None:
                continue
            _refuse_calling(formula.text or "")
            if formula.get("t") != "shared":
                continue
            column = column_of(re.sub(r"\d", "", cell.get("r") or ""))
            key = formula.get("si") or ""
            if formula.text:
                shared[key] = (formula.text, number, column)
            elif key in shared:
                text, from_row, from_column = shared[key]
                formula.text = shifted(text, number - from_row, column - from_column)
            for name in ("t", "si", "ref"):
                formula.attrib.pop(name, None)


def _refuse_calling(formula: str) -> None:
    if _CALLING.search(_BESIDE_TEXTS.sub("", formula)):
        zh = "模板中的公式不能读取外部内容。"
        raise refused(zh, "A formula of a template can't fetch from elsewhere.")


__all__ = ["DRAWN", "NS", "Formats", "Sheet", "Workbook"]
