"""Files that mean harm, by the door they are aimed at: made when asked for, small on the wire, some vast inside.

`import`: sheets to import; `package`: app packages; `bpmn`: flows; `print`: templates of print-outs; `picture`:
attachments that are previewed; `json`: bodies of a record.
"""

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.dougong.records.hostile_parts import (
    BPMN,
    DOCX,
    HEAD,
    LAUGHS,
    ODS,
    OUTSIDE,
    PARAMETER,
    QUADRATIC,
    REMOTE,
    REPEATED,
    WIDE,
    blank_sheet,
    bmp,
    bomb,
    chunk,
    elsewhere,
    entity_book,
    far_rows,
    gif,
    locked,
    nested,
    ods,
    overlapping,
    parts,
    png,
    prefixed,
    row,
    symlink,
    without,
    workbook,
    zipped,
)


@dataclass(frozen=True)
class Hostile:
    """A file; `accepted`: it does no harm as it is handled, so that taking it is right too."""

    door: str
    name: str
    what: str
    make: Callable[[], bytes]
    accepted: bool = False


def workbooks() -> Iterator[Hostile]:
    def of(name: str, what: str, make: Callable[[], bytes], accepted: bool = False) -> Hostile:
        return Hostile("import", name, what, make, accepted)

    far = row('<c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c>')
    claim = '<dimension ref="A1:XFD1048576"/>' + row('<c r="A1"><v>1</v></c>')
    shared = row('<c r="A1" t="s"><v>0</v></c>')
    yield of("far.xlsx", "two cells at opposite ends", lambda: workbook(far))
    yield of("claim.xlsx", "a dimension that isn't there", lambda: workbook(claim), True)
    yield of("far.xlsm", "two cells, other name", lambda: workbook(far))
    yield of("quotes.xlsx", "single quotes hide the far cell", lambda: workbook(far.replace('"', "'")))
    yield of("order.xlsx", "the far cell's r comes late", lambda: workbook(far.replace("<c r=", '<c s="0" r=')))
    yield of("spread.xlsx", "space around the far cell's r", lambda: workbook(far.replace("<c r=", "<c\nr = ")))
    yield of("prefix.xlsx", "the far cell has a prefix", lambda: workbook(prefixed(far)))
    yield of("rows.xlsx", "the far row without cell names", lambda: workbook(far_rows()), True)
    yield of("elsewhere.xlsx", "the sheet lies elsewhere", lambda: elsewhere(far))
    yield of("bomb.xlsx", "700 MB of blanks", blank_sheet)
    yield of("entries.xlsx", "too many entries", lambda: zipped({f"x{n}": b"" for n in range(2_500)}))
    yield of("overlap.xlsx", "overlapping entries", overlapping)
    yield of("nested.xlsx", "zips in zips", lambda: nested(3))
    yield of("laughs.xlsx", "a billion laughs", lambda: workbook(shared, prolog=LAUGHS, shared="<si><t>&j;</t></si>"))
    for name, what, prolog in (
        ("xxe.xlsx", "a file of the server", OUTSIDE), ("dtd.xlsx", "a DTD elsewhere", REMOTE),
        ("quadratic.xlsx", "quadratic entities", QUADRATIC), ("parameter.xlsx", "a parameter entity", PARAMETER),
    ):  # fmt: skip
        yield of(name, what, lambda prolog=prolog: entity_book(prolog), True)  # type: ignore[misc]  # bound at once
    yield of("strings.xlsx", "150 MB of one shared string", lambda: bomb(
        {"xl/sharedStrings.xml": (b"<si><t>" + b"x" * (1 << 20) + b"</t></si>", 150)}, without(shared)))  # fmt: skip
    yield of("index.xlsx", "a shared string that isn't there",
             lambda: workbook(row('<c r="A1" t="s"><v>99999999999</v></c>')))  # fmt: skip
    yield of("wide.xlsx", "60,000 nameless cells", lambda: workbook(row(WIDE)))
    yield of(
        "negative.xlsx", "a negative row", lambda: workbook('<sheetData><row r="-1"><c r="A-1"/></row></sheetData>')
    )
    yield of("cut.xlsx", "cut off", lambda: workbook(shared)[:-200])
    yield of("html.xlsx", "a page", lambda: b"<html><script>alert(1)</script></html>")
    yield of("old.xls", "an old workbook cut off", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000)
    yield of("repeat.ods", "17 billion repeated cells", lambda: ods(ODS.format(REPEATED)))
    yield of("laughs.ods", "a billion laughs", lambda: ods(LAUGHS + ODS.format("&j;")))
    yield of("xxe.ods", "a file of the server", lambda: ods(OUTSIDE + ODS.format("&a;")))
    yield of("locked.xlsx", "says it is encrypted", locked)
    yield of("climb.xlsx", "names that climb", lambda: zipped({"../../etc/passwd": b"x", "/etc/cron.d/x": b"x"}))
    yield of("link.xlsx", "a link in the archive", lambda: symlink("xl/workbook.xml"))
    yield of("both.xlsx", "a picture that is a zip too", lambda: png(2, 2) + zipped({"x": b"x"}))


def texts() -> Iterator[Hostile]:
    def of(name: str, what: str, make: Callable[[], bytes], accepted: bool = False) -> Hostile:
        return Hostile("import", name, what, make, accepted)

    yield of("nul.csv", "NUL bytes only", lambda: b"\0" * 1000)
    yield of("nuls.csv", "NULs among text", lambda: b"a,b\n1\0,2\n" * 50, True)
    yield of("cell.csv", "a cell of 3 MB", lambda: b"a,b\n" + b"x" * 3_000_000 + b",1\n")
    yield of("columns.csv", "200,000 columns", lambda: b"," * 200_000 + b"\n1\n")
    yield of("quote.csv", "a quote that never ends", lambda: b'a,b\n"' + b"x,y\n" * 500_000)
    yield of("quotes.csv", "a million quotes", lambda: b"a,b\n" + b'"' * 1_000_001, True)
    yield of("odd.csv", "UTF-16 with an odd end", lambda: "a,b\n1,2\n".encode("utf-16") + b"\0", True)
    yield of("half.csv", "half a character", lambda: b"\xff\xfe" + b"a\0,\0\x3d\xd8\n\0", True)
    yield of("bom.csv", "a BOM alone", lambda: b"\xef\xbb\xbf")
    yield of("noise.csv", "noise", lambda: bytes(range(1, 256)) * 200, True)
    yield of("lines.csv", "a million empty lines", lambda: b"a,b\n" + b"\n" * 1_000_000, True)
    yield of("formula.csv", "cells that run", lambda: b'n\n=cmd|"/c calc"!A0\n@SUM(1)\n+1\n-1\n', True)
    yield of("deep.json", "100,000 brackets", lambda: b"[" * 100_000)
    yield of("object.json", "nested 100,000 deep", lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000)
    yield of("number.json", "a number of 200,000 digits", lambda: b'[{"a":' + b"9" * 200_000 + b"}]", True)
    yield of("huge.json", "1e999999", lambda: b'[{"a":1e999999}]', True)
    yield of("nan.json", "NaN and Infinity", lambda: b'[{"a":NaN},{"a":-Infinity}]')
    yield of(
        "proto.json", "keys of prototypes", lambda: b'[{"__proto__":{"x":1},"__class__":"y","constructor":1}]', True
    )
    yield of("half.json", "half a character", lambda: b'[{"a":"\\ud800"}]', True)
    yield of("keys.json", "100,000 keys", lambda: json.dumps([{f"k{n}": n for n in range(100_000)}]).encode())


def packages() -> Iterator[Hostile]:
    app = json.dumps({"schema_version": 1, "key": "x", "label": "x"})
    for name in (
        "../app.json", "/etc/passwd", "C:\\x.json", "forms\\a.json", "forms/../app.json", "forms/a.json\0.png",
        "forms/./a.json", "Forms/a.json", "forms/ａ.json", "forms/con.json/", "~/.ssh/authorized_keys",
    ):  # fmt: skip
        yield Hostile("package", "p.zip", f"an entry {name!r}", lambda name=name: zipped({"app.json": app, name: "{}"}))  # type: ignore[misc]  # bound at once
    yield Hostile("package", "p.zip", "a link", lambda: symlink("app.json"))
    yield Hostile(
        "package", "p.zip", "a bomb", lambda: bomb({"data/a.csv": (b"x" * (1 << 20), 400)}, {"app.json": app})
    )
    yield Hostile("package", "p.zip", "zips in zips", lambda: nested(3))
    yield Hostile("package", "p.zip", "brackets", lambda: zipped({"app.json": "[" * 100_000}))
    yield Hostile(
        "package", "p.zip", "nested objects", lambda: zipped({"app.json": '{"a":' * 50_000 + "1" + "}" * 50_000})
    )
    yield Hostile("package", "p.zip", "endless digits", lambda: zipped({"app.json": '{"a":' + "9" * 50_000 + "}"}))
    yield Hostile("package", "p.zip", "half a character", lambda: zipped({"app.json": '{"key":"\\ud800"}'}))
    yield Hostile("package", "p.zip", "too many entries", lambda: zipped({f"x{n}": "" for n in range(9_000)}))
    yield Hostile("package", "p.zip", "overlapping entries", overlapping)
    yield Hostile("package", "p.zip", "cut off", lambda: zipped({"app.json": app})[:-10])
    yield Hostile("package", "p.zip", "encrypted", locked)
    yield Hostile("package", "p.zip", "a picture in front", lambda: png(2, 2) + zipped({"app.json": "{}"}))


def flows() -> Iterator[Hostile]:
    def of(what: str, text: str | bytes, accepted: bool = False) -> Hostile:
        return Hostile("bpmn", "f.bpmn", what, lambda: text.encode() if isinstance(text, str) else text, accepted)

    for what, prolog in (("a billion laughs", LAUGHS), ("quadratic entities", QUADRATIC), ("a file of ours", OUTSIDE),
                         ("a DTD elsewhere", REMOTE), ("a parameter entity", PARAMETER)):  # fmt: skip
        yield of(what, HEAD + prolog + BPMN.format('<task id="t" name="&a;"/>'))
    yield of("an entity in UTF-16", (OUTSIDE + BPMN.format("&a;")).encode("utf-16"))
    yield of("UTF-7", '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE')
    yield of(
        "XInclude", BPMN.format('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'), True
    )
    yield of("too deep", BPMN.format("<subProcess>" * 5_000 + "</subProcess>" * 5_000))
    yield of("too many", BPMN.format("".join(f'<task id="t{n}"/>' for n in range(60_000))))
    yield of("an endless name", BPMN.format(f'<task id="{"x" * 1_000_000}" name="{"y" * 1_000_000}"/>'), True)
    yield of("attributes", BPMN.format("<task " + " ".join(f'a{n}=""' for n in range(50_000)) + "/>"), True)
    yield of("a zip", zipped({"x.bpmn": "x"}))
    yield of("cut off", BPMN.format("<task id='a'")[:-30])
    yield of("NULs", b"\0" * 5_000)


def prints() -> Iterator[Hostile]:
    def of(name: str, what: str, make: Callable[[], bytes], accepted: bool = False) -> Hostile:
        return Hostile("print", name, what, make, accepted)

    for what, prolog in (("a billion laughs", LAUGHS), ("quadratic entities", QUADRATIC), ("a file of ours", OUTSIDE)):
        yield of("t.docx", what, lambda prolog=prolog: zipped({"word/document.xml": prolog + DOCX.format("&a;")}))  # type: ignore[misc]  # bound at once
    yield of("t.docx", "a bomb", lambda: bomb({"word/document.xml": (b" " * (1 << 20), 500)}, {}))
    yield of(
        "t.docx",
        "too deep",
        lambda: zipped({"word/document.xml": DOCX.format("<w:t>" * 9_000 + "</w:t>" * 9_000)}),
        True,
    )
    yield of("t.docx", "cut off", lambda: zipped({"word/document.xml": DOCX.format("x")})[:-9])
    yield of("t.docx", "names that climb", lambda: zipped({"../../word/document.xml": DOCX.format("x")}))
    yield of("t.xlsx", "a bomb", lambda: bomb({"xl/worksheets/sheet1.xml": (b" " * (1 << 20), 500)}, parts(None)))
    yield of("t.xlsx", "a billion laughs", lambda: workbook("", prolog=LAUGHS, shared="<si><t>&j;</t></si>"), True)
    yield of("t.docx", "ten thousand places", lambda: zipped(
        {"word/document.xml": DOCX.format("".join(f"{{{{ a{n} }}}}" for n in range(10_000)))}))  # fmt: skip


def pictures() -> Iterator[Hostile]:
    def of(name: str, what: str, make: Callable[[], bytes]) -> Hostile:
        return Hostile("picture", name, what, make, True)

    text = chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 80_000_000, 1))
    yield of("wide.png", "4 billion pixels", lambda: png(65_535, 65_535))
    yield of("text.png", "80 MB of packed words", lambda: png(2, 2, text))
    yield of(
        "colour.png",
        "a vast colour profile",
        lambda: png(2, 2, chunk(b"iCCP", b"a\0\0" + zlib.compress(b"x" * 50_000_000))),
    )
    yield of("cut.png", "cut off", lambda: png(500, 500)[:-60])
    yield of("wide.gif", "4 billion pixels", lambda: gif(65_535, 65_535))
    yield of("wide.bmp", "2^62 pixels", bmp)
    yield of("cut.jpg", "a JPEG of its head alone", lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\xff" * 500)
    yield of(
        "wide.webp", "16,383 × 16,383", lambda: b"RIFF\x1e\0\0\0WEBPVP8L\x11\0\0\0\x2f\xff\xff\xff\x0f" + b"\0" * 12
    )
    yield of(
        "script.svg",
        "a script",
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
    )
    yield of("laughs.svg", "a billion laughs", lambda: (LAUGHS + "<svg>&j;</svg>").encode())
    yield of("xxe.svg", "a file of the server", lambda: (OUTSIDE + "<svg>&a;</svg>").encode())
    yield of("page.png", "a page by the name of a picture", lambda: b"<!doctype html><script>alert(1)</script>")
    yield of("script.gif", "a picture that is a script", lambda: b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//")
    yield of("page.pdf", "a PDF that is a page", lambda: b"%PDF-1.7\n<html><script>alert(1)</script>")
    yield of("x.eps", "PostScript", lambda: b"%!PS\n(/etc/passwd) (r) file\n")
    yield of("x.png\r\nset-cookie: a=b", "a name with a line", lambda: png(2, 2))
    yield of("../../../etc/cron.d/x", "a name that climbs", lambda: b"x")
    yield of("a\0.png", "a name with NUL", lambda: png(2, 2))
    yield of("\u202egnp.exe", "a name from right to left", lambda: b"MZ" + b"\0" * 60)
    yield of("x" * 3_000 + ".png", "an endless name", lambda: png(2, 2))


def bodies() -> Iterator[Hostile]:
    def of(what: str, text: bytes, accepted: bool = False) -> Hostile:
        return Hostile("json", "body", what, lambda: text, accepted)

    yield of("brackets", b"[" * 200_000)
    yield of("nested objects", b'{"name":' * 100_000 + b"1" + b"}" * 100_000)
    yield of("endless digits", b'{"name":' + b"9" * 500_000 + b"}")
    yield of("NaN", b'{"name":NaN}')
    yield of("half a character", b'{"name":"\\ud800"}')
    yield of("raw half a character", b'{"name":"\xed\xa0\x80"}')
    yield of("a NUL", b'{"name":"a\\u0000b"}', True)
    yield of("prototypes", b'{"name":"x","__proto__":{"x":1},"constructor":{"prototype":{}},"__class__":1}')
    yield of("100,000 keys", json.dumps({f"k{n}": n for n in range(100_000)}).encode())
    yield of("a list for a text", b'{"name":["x",{"y":[]}]}')
    yield of("cut off", b'{"name":"x"')
    yield of("UTF-16", '{"name":"x"}'.encode("utf-16"))
    yield of("nothing", b"")
    yield of("system columns", b'{"name":"x","id":"1","version":9,"created_at":"2020-01-01T00:00:00Z","tenant":1}')


def all_files() -> list[Hostile]:
    return [*workbooks(), *texts(), *packages(), *flows(), *prints(), *pictures(), *bodies()]
