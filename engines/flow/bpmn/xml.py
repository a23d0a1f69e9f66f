"""XML with line numbers, read safely: no DTD, no entities, nothing from outside, everything bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from engines.flow.bpmn.problems import CannotRead, problem

MAX_BYTES = 5 * 1024 * 1024
MAX_ELEMENTS = 50_000
MAX_DEPTH = 100
_CHINESE = re.compile(rb"""\A\s*<\?xml[^>]{0,200}encoding\s*=\s*["'](gb2312|gbk|gb18030)["']""", re.IGNORECASE)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Element:
    """One element: local name and namespace apart; attributes by local name, or by `namespace local` when they have a
    namespace of their own. `text` is that of the element itself."""

    name: str
    space: str
    line: int
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""

    @property
    def id(self) -> str:
        """The id, else the name of the element: how problems call it."""
        return self.attributes.get("id") or self.name

    def get(self, name: str, space: str | None = None) -> str | None:
        """An attribute."""
        return self.attributes.get(f"{space} {name}" if space else name)

    def all(self, *names: str, space: str | None = None) -> Iterator[Element]:
        """The children with one of these local names."""
        return (one for one in self.children if one.name in names and space in (None, one.space))

    def first(self, *names: str, space: str | None = None) -> Element | None:
        """The first such child."""
        return next(self.all(*names, space=space), None)

    def walk(self) -> Iterator[Element]:
        """This element and all below."""
        yield self
        for child in self.children:
            yield from child.walk()


class _Builder:
    def __init__(self, encoding: str | None) -> None:
        self.parser = expat.ParserCreate(encoding, " ")
        self.root: Element | None = None
        self.open: list[Element] = []
        self.count = 0

    def start(self, name: str, attributes: list[str]) -> None:
        self.count += 1
        line = self.parser.CurrentLineNumber
        if self.count > MAX_ELEMENTS:
            raise CannotRead(problem("too_big", line=line, most=f"{MAX_ELEMENTS} elements"))
        if len(self.open) >= MAX_DEPTH:
            raise CannotRead(problem("too_big", line=line, most=f"{MAX_DEPTH} levels"))
        space, _, local = name.rpartition(" ")
        element = Element(local, space, line, dict(zip(attributes[::2], attributes[1::2], strict=True)))
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _name: str) -> None:
        self.open.pop()

    def text(self, data: str) -> None:
        if self.open:
            self.open[-1].text += data

    def refuse(self, *_: object) -> int:
        raise CannotRead(problem("entities", line=self.parser.CurrentLineNumber))


def read_xml(data: bytes) -> Element:
    """The root element. Raises CannotRead."""
    if len(data) > MAX_BYTES:
        raise CannotRead(problem("too_big", most=f"{MAX_BYTES // 1024 // 1024} MB"))
    found = _CHINESE.match(data)
    if found:
        data = _as_utf8(data, found[1].decode())
    build = _Builder("utf-8" if found else None)
    parser = build.parser
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartElementHandler = build.start
    parser.EndElementHandler = build.end
    parser.CharacterDataHandler = build.text
    parser.StartDoctypeDeclHandler = build.refuse
    parser.EntityDeclHandler = build.refuse
    parser.ExternalEntityRefHandler = build.refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise CannotRead(problem("not_xml", line=error.lineno, reason=expat.ErrorString(error.code))) from None
    except (ValueError, LookupError) as error:
        raise CannotRead(problem("not_xml", line=1, reason=str(error))) from None
    assert build.root is not None
    return build.root


def _as_utf8(data: bytes, encoding: str) -> bytes:
    """Chinese Windows programs declare encodings that expat doesn't know."""
    try:
        return data.decode("gb18030").encode()
    except UnicodeError:
        raise CannotRead(problem("not_xml", line=1, reason=f"not {encoding}")) from None


def sayable(text: str) -> str:
    """The text as XML can carry it, without white space around: what comes back when it is read again."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def escaped(text: str) -> str:
    """For text content. Characters that XML can't carry are written as JSON escapes: only JSON texts have them."""
    text = _NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def quoted(text: str) -> str:
    """For an attribute, quotation marks included."""
    text = escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{text}"'
