"""An Office file is a zip of XML. Everything here runs in the limited child, on files that somebody uploaded.

Refused, whoever uploads it: macros, embedded objects, links to files elsewhere (only hyperlinks may lead out), fields
that fetch, DTDs. What is kept is written back byte for byte, except the parts that hold places.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as Xml
from xml.parsers import expat

from dougong.kit.errors import Invalid, say
from dougong.kit.zips import UNREADABLE

MOST_PARTS = 2_000
MOST_BYTES = 64 * 1024 * 1024
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ACTIVE = re.compile(r"vba|macro|activex|embeddings/|/ctrlprops|customui|externallinks/|\.bin$", re.I)
_FETCHING = re.compile(r"^\s*\\?(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT)\b", re.I)
_INSTRUCTION = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instrText"
_MADE_UP = re.compile(r"ns\d+")


class Archive:
    """The parts of an Office file by name, without those whose names `dropped` finds."""

    def __init__(self, path: str, main: str, dropped: re.Pattern[str] | None = None) -> None:
        self.parts: dict[str, bytes] = {}
        try:
            with zipfile.ZipFile(path) as archive:
                entries = archive.infolist()
                if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_BYTES:
                    raise refused("文件展开后过大。", "The file is too large once unpacked.")
                for entry in entries:
                    if dropped is not None and dropped.search(entry.filename):
                        continue
                    self.parts[entry.filename] = archive.read(entry)
        except UNREADABLE as error:
            raise refused("文件已损坏或格式不受支持。", "The file is damaged or of an unsupported format.") from error
        if main not in self.parts:
            raise refused("文件已损坏或格式不受支持。", "The file is damaged or of an unsupported format.")
        self._refuse_active()

    def _refuse_active(self) -> None:
        for name, content in self.parts.items():
            if _ACTIVE.search(name) or (name == "[Content_Types].xml" and b"macroEnabled" in content):
                zh, en = (
                    "模板不能含有宏、控件或嵌入对象。",
                    "A template can't have macros, controls or embedded objects.",
                )
                raise refused(zh, en)
            if name.endswith(".rels"):
                for each in parse(content).iter(_RELATION):
                    if each.get("TargetMode") == "External" and not (each.get("Type") or "").endswith("/hyperlink"):
                        raise refused("模板不能引用外部文件。", "A template can't refer to files elsewhere.")

    def tree(self, name: str) -> Xml.Element:
        """A part as a tree; its prefixes stay what they were."""
        found = parse(self.parts[name])
        for each in found.iter(_INSTRUCTION):
            if _FETCHING.match(each.text or ""):
                zh, en = "模板不能含有读取外部内容的域。", "A template can't have fields that fetch from elsewhere."
                raise refused(zh, en)
        return found

    def put(self, name: str, tree: Xml.Element) -> None:
        """A part changed. Word names optional prefixes in an attribute: those that are no longer declared go."""
        self.parts[name] = Xml.tostring(_without_ignored(tree), encoding="UTF-8", xml_declaration=True)

    def write(self, path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)


def parse(content: bytes) -> Xml.Element:
    """A part as a tree. Its prefixes stay what they were when it is written again; a DTD is refused."""
    builder = Xml.TreeBuilder()
    reader = expat.ParserCreate(namespace_separator="}")
    reader.buffer_text = True

    def begin(name: str, attributes: dict[str, str]) -> None:
        builder.start(_named(name), {_named(key): value for key, value in attributes.items()})

    def refuse(*_declaration: object) -> None:
        raise refused("文件含有不允许的内容。", "The file has content that is not allowed.")

    reader.StartElementHandler = begin
    reader.EndElementHandler = lambda name: builder.end(_named(name))
    reader.CharacterDataHandler = builder.data
    reader.StartDoctypeDeclHandler = refuse
    reader.StartNamespaceDeclHandler = _remember
    try:
        reader.Parse(content, True)
    except expat.ExpatError as error:
        raise refused("文件已损坏或格式不受支持。", "The file is damaged or of an unsupported format.") from error
    return builder.close()


def _named(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def _remember(prefix: str | None, address: str | None) -> None:
    if prefix != "xml" and not _MADE_UP.fullmatch(prefix or ""):
        Xml.register_namespace(prefix or "", address or "")


def _without_ignored(tree: Xml.Element) -> Xml.Element:
    """`mc:Ignorable` names prefixes, and only those that something uses are declared when it is written."""
    ignorable = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
    if tree.get(ignorable) is not None:
        del tree.attrib[ignorable]
    return tree


def refused(zh: str, en: str) -> Invalid:
    return Invalid(say(zh, en), "bad_template")
