"""Word templates: the places in them are read, and filled. Runs in the limited child.

Word cuts a text into runs as it likes, so places are looked for in whole paragraphs. `{{#明细}} … {{/明细}}` in one
row of a table (or from one row to another) repeats these rows; around paragraphs it repeats those; so does `{{#if …}}`,
once or never.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

from PIL import Image

from dougong.records.printing.archive import Archive, parse, refused
from engines.form.prints.definition import MAX_MARKS
from engines.form.prints.marks import PLACE, read

MAIN = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P, _RUN, _T, _ROW = f"{_W}p", f"{_W}r", f"{_W}t", f"{_W}tr"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_EMU = 36_000
_WIDE = 40
Values = Mapping[str, Mapping[str, Any]]


def marks(path: str) -> list[str]:
    """The places of a template in reading order, loops and conditions with their ends; others once."""
    archive = Archive(path, MAIN)
    found: list[str] = []
    for name in _parts(archive):
        seen: set[str] = set()
        tree = archive.tree(name)
        for paragraph in tree.iter(_P):
            for mark in PLACE.findall(_text(paragraph)):
                kind = read(mark).kind
                if kind in ("each", "if", "end"):
                    seen = set()
                elif mark in seen:
                    continue
                seen.add(mark)
                found.append(mark)
        _Part(archive, name, Path(), {"rows": {}, "ifs": {}}).expand(tree, {})  # a loop without an end is told now
    if len(found) > MAX_MARKS:
        raise refused(f"模板中的占位符超过 {MAX_MARKS} 个。", f"The template has more than {MAX_MARKS} places.")
    return found


def fill(path: str, data: str, folder: str) -> int:
    """`data`: a JSON list, `{values, rows, ifs}` for each record → `out1.docx`, `out2.docx` … in `folder`."""
    documents = json.loads(Path(data).read_text(encoding="utf-8"))
    for number, document in enumerate(documents, 1):
        archive = Archive(path, MAIN)
        for name in _parts(archive):
            tree = archive.tree(name)
            part = _Part(archive, name, Path(folder), document)
            part.expand(tree, document["values"])
            archive.put(name, tree)
            part.finish()
        archive.write(Path(folder) / f"out{number}.docx")
    return len(documents)


def _parts(archive: Archive) -> list[str]:
    others = [name for name in archive.parts if name.startswith(("word/header", "word/footer"))]
    return [MAIN, *sorted(name for name in others if name.endswith(".xml"))]


def _text(element: Xml.Element) -> str:
    return "".join(each.text or "" for each in element.iter(_T))


class _Part:
    """One part of the document being filled, with the pictures that come into it."""

    def __init__(self, archive: Archive, name: str, folder: Path, document: Mapping[str, Any]) -> None:
        self._archive, self._name, self._folder, self._document = archive, name, folder, document
        self._pictures: dict[str, str] = {}

    def expand(self, holder: Xml.Element, values: Values) -> None:
        """Repeats what stands between the signs of a loop, and fills the rest."""
        children = list(holder)
        at = 0
        while at < len(children):
            child = children[at]
            opening = _opening(_text(child)) if child.tag in (_P, _ROW) else None
            if opening is None:
                if child.tag == _P:
                    self._fill(child, values)
                else:
                    self.expand(child, values)
                at += 1
                continue
            until = _closing(children, at, opening)
            segment = children[at : until + 1]
            place = list(holder).index(child)
            for each in segment:
                holder.remove(each)
            for copied in self._copies(segment, opening, values):
                holder.insert(place, copied)
                place += 1
            at = until + 1
        if holder.tag == f"{_W}tc" and (len(holder) == 0 or holder[-1].tag != _P):
            Xml.SubElement(holder, _P)  # a cell ends with a paragraph, or Word calls the file damaged

    def _copies(self, segment: Sequence[Xml.Element], mark: str, values: Values) -> Iterator[Xml.Element]:
        place = read(mark)
        if place.kind == "if":
            scopes: list[Values] = [values] if self._document["ifs"].get(mark) else []
        else:
            own = values.get(mark)  # a loop in a loop: the rows inside this row
            rows = own["rows"] if own is not None else self._document["rows"].get(mark, ())
            scopes = [{**values, **row} for row in rows]
        inner = Xml.Element("inner")
        for scope in scopes:
            inner[:] = [copy.deepcopy(each) for each in segment]
            _strip(inner, mark)
            self.expand(inner, scope)
            yield from list(inner)

    def _fill(self, paragraph: Xml.Element, values: Values) -> None:
        """Puts values into the places of a paragraph; what else is in it stays as it is formatted."""
        for found in reversed(list(PLACE.finditer(_text(paragraph)))):
            value = values.get(found[1])
            words = str(value.get("s", "")) if value is not None else ""
            holder = _replace(paragraph, found.start(), found.end(), words)
            if holder is not None and value is not None:
                for name in value.get("img", ()):
                    holder.append(self._drawing(name))
        for each in list(paragraph.iter(_RUN)):
            _break_lines(each)
        for each in paragraph:
            if each.tag not in (_RUN, f"{_W}pPr"):  # text boxes stand inside of drawings
                for box in each.iter(f"{_W}txbxContent"):
                    self.expand(box, values)

    def _drawing(self, name: str) -> Xml.Element:
        """An inline picture, 40 mm wide at most."""
        with Image.open(self._folder / name) as picture:
            wide, tall = picture.size
            if name.endswith(".webp"):  # Word does not know it
                picture.convert("RGBA").save(self._folder / f"{name}.png")
                name = f"{name}.png"
        relation = self._pictures.setdefault(name, f"rIdDg{len(self._pictures) + 1}")
        across = min(_WIDE, wide / 4) if not name.startswith("code") else min(_WIDE, 25 * wide / tall)
        width, height = int(across * _EMU), int(across * tall / max(wide, 1) * _EMU)
        drawn = _DRAWING.format(width=width, height=height, relation=relation, number=len(self._pictures))
        return parse(drawn.encode())

    def finish(self) -> None:
        """Brings the pictures into the archive: their bytes, the relation to them, their type."""
        if not self._pictures:
            return
        folder, _, name = self._name.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels"
        empty = f'<Relationships xmlns="{_RELS}"/>'.encode()
        tree = parse(self._archive.parts.get(rels, empty))
        for file, relation in self._pictures.items():
            self._archive.parts[f"word/media/{file}"] = (self._folder / file).read_bytes()
            attributes = {"Id": relation, "Type": f"{_R}/image", "Target": f"media/{file}"}
            Xml.SubElement(tree, f"{{{_RELS}}}Relationship", attributes)
        self._archive.parts[rels] = Xml.tostring(tree, encoding="UTF-8", xml_declaration=True)
        self._declare({file.rpartition(".")[2] for file in self._pictures})

    def _declare(self, endings: set[str]) -> None:
        types = self._archive.tree("[Content_Types].xml")
        known = {(each.get("Extension") or "").lower() for each in types}
        for ending in sorted(endings - known):
            kind = {"Extension": ending, "ContentType": "image/jpeg" if ending == "jpg" else f"image/{ending}"}
            types.insert(0, Xml.Element(f"{{{_TYPES}}}Default", kind))
        self._archive.parts["[Content_Types].xml"] = Xml.tostring(types, encoding="UTF-8", xml_declaration=True)


def _opening(text: str) -> str | None:
    """The first sign in the text that opens a loop or a condition."""
    return next((mark for mark in PLACE.findall(text) if read(mark).kind in ("each", "if")), None)


def _closing(children: Sequence[Xml.Element], start: int, mark: str) -> int:
    """Up to which child the loop reaches."""
    wanted = "if" if read(mark).kind == "if" else read(mark).text
    depth = 0
    for at in range(start, len(children)):
        for each in PLACE.findall(_text(children[at])):
            place = read(each)
            same = (place.kind == "if" and wanted == "if") or (place.kind == "each" and place.text == wanted)
            depth += same
            if place.kind == "end" and place.text == wanted:
                depth -= 1
                if depth == 0:
                    return at
    raise refused(f"模板中的“{{{{{mark}}}}}”没有结束标记。", f"“{{{{{mark}}}}}” in the template has no end.")


def _strip(inner: Xml.Element, mark: str) -> None:
    """Takes the loop's own signs out of a copy; paragraphs that held nothing else go with them."""
    end = "/if" if read(mark).kind == "if" else f"/{read(mark).text}"
    depth, done = 0, False
    for paragraph in list(inner.iter(_P)):
        gone: list[tuple[int, int]] = []
        for found in PLACE.finditer(_text(paragraph)):
            place = read(found[1])
            opens = found[1] == mark or (place.kind == "if" and end == "/if")
            closes = place.kind == "end" and f"/{place.text}" == end
            if done or not (opens or closes):
                continue
            first = opens and depth == 0
            depth += 1 if opens else -1
            if first or (closes and depth == 0):
                gone.append((found.start(), found.end()))
                done = closes
        for start, stop in reversed(gone):
            _replace(paragraph, start, stop, "")
        if gone and not _text(paragraph).strip() and paragraph in list(inner):
            inner.remove(paragraph)


def _replace(paragraph: Xml.Element, start: int, stop: int, words: str) -> Xml.Element | None:
    """Writes `words` over the characters `start:stop` of the paragraph's text. → the run where they begin"""
    at, holder = 0, None
    for run in paragraph.iter(_RUN):
        for each in run.findall(_T):
            text = each.text or ""
            begin, end = max(start - at, 0), min(stop - at, len(text))
            at += len(text)
            if begin >= end:
                continue
            fresh = words if holder is None else ""
            holder = run if holder is None else holder
            each.text = text[:begin] + fresh + text[end:]
            each.set(_SPACE, "preserve")
    return holder


def _break_lines(run: Xml.Element) -> None:
    """Line breaks of a value are breaks of Word's own."""
    for each in list(run.findall(_T)):
        lines = (each.text or "").split("\n")
        if len(lines) < 2:
            continue
        place = list(run).index(each)
        each.text = lines[0]
        for line in lines[1:]:
            piece = Xml.Element(_T, {_SPACE: "preserve"})
            piece.text = line
            run.insert(place + 1, Xml.Element(f"{_W}br"))
            run.insert(place + 2, piece)
            place += 2


_DRAWING = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<wp:inline><wp:extent cx="{width}" cy="{height}"/><wp:docPr id="9{number}" name="Picture {number}"/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="9{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing>"
)
