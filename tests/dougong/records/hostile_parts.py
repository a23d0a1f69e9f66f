"""What hostile files are made of: archives that lie, workbooks by hand, pictures with vast heads."""

import binascii
import io
import stat
import struct
import zipfile
import zlib

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"h" * 50_000}">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/evil.dtd">'
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
BPMN = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">{}</process></definitions>'
DOCX = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
    "{}</w:t></w:r></w:p></w:body></w:document>"
)


def zipped(files: dict[str, bytes | str], **extra: object) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def bomb(entries: dict[str, tuple[bytes, int]], others: dict[str, bytes | str]) -> bytes:
    """A zip in which `name` unpacks to `piece` many times over; no memory is needed to make it."""
    out = io.BytesIO(zipped(others))
    with zipfile.ZipFile(out, "a") as archive:
        directory = list(archive.infolist())
    body, found = bytearray(zipped(others)), []
    cut = body.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", body[cut + 16 : cut + 20])[0]
    central, body = bytearray(body[start:cut]), body[:start]
    for name, (piece, times) in entries.items():
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        block = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
        data = block * times + packer.flush()
        check = 0
        for _ in range(times):
            check = binascii.crc32(piece, check)
        size = len(piece) * times
        head = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, check, len(data), size, len(name), 0)
        found.append(b"PK\x01\x02" + b"\x14\0" + head + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name.encode())
        body += b"PK\x03\x04" + head + name.encode() + data
    central += b"".join(found)
    count = len(directory) + len(entries)
    return bytes(body + central + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(central), len(body), 0))


def workbook(sheet: str, *, prolog: str = "", shared: str = "", more: dict[str, bytes | str] | None = None) -> bytes:
    return zipped(parts(sheet, prolog=prolog, shared=shared) | (more or {}))


def parts(sheet: str | None, *, prolog: str = "", shared: str = "") -> dict[str, bytes | str]:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}{prolog}<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{main}">{shared or "<si><t>a</t></si>"}</sst>',
    }
    return parts | ({} if sheet is None else {"xl/worksheets/sheet1.xml": HEAD + SHEET.format(sheet)})


def row(cells: str) -> str:
    return f'<sheetData><row r="1">{cells}</row></sheetData>'


def blank_sheet() -> bytes:
    opened = (HEAD + SHEET.format("<sheetData>").removesuffix("</worksheet>")).encode()
    del opened
    return bomb({"xl/worksheets/sheet1.xml": (b" " * (1 << 20), 700)}, parts(None))


def overlapping() -> bytes:
    """Many names for the same packed bytes: nothing is big until it is unpacked."""
    one = bytearray(zipped(parts("") | {"x": b"\0" * 3_000_000}))
    cut = one.rindex(b"PK\x05\x06")
    start, last = struct.unpack("<I", one[cut + 16 : cut + 20])[0], one.rindex(b"PK\x01\x02")
    entry, count = bytes(one[last:cut]), 1900
    central = bytes(one[start:last]) + entry * count
    total = parts("").__len__() + count
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, total, total, len(central), start, 0)
    return bytes(one[:start]) + central + end


def symlink(name: str) -> bytes:
    out, link = io.BytesIO(), zipfile.ZipInfo(name)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def locked() -> bytes:
    """Every entry says that it is encrypted."""
    data = bytearray(workbook(row('<c r="A1"><v>1</v></c>')))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + offset] |= 1
    return bytes(data)


def nested(depth: int) -> bytes:
    inner = zipped({"x": b"\0" * 1_000_000})
    for _ in range(depth):
        inner = zipped({f"{at}.zip": inner for at in range(8)})
    return inner


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(b"\0" * min(width * 3 * height + height, 1_000_000)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + rows + chunk(b"IEND", b"")


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + b"\0" * 6 + b",\0\0\0\0" + struct.pack(
        "<HH", width, height
    ) + b"\0\x02\x02D\x01\0;"  # fmt: skip


def bmp() -> bytes:
    return (
        b"BM"
        + struct.pack("<IHHI", 60, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, 2**31 - 1, -(2**31), 1, 32, 0, 0, 0, 0, 0, 0)
    )


def ods(content: str) -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    said = f'<manifest:manifest xmlns:manifest="{manifest}"/>'
    return zipped({"mimetype": kind, "META-INF/manifest.xml": said, "content.xml": content})


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="S">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
REPEATED = (
    '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" '
    'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
)
WIDE = "".join("<c><v>1</v></c>" for _ in range(60_000))


def prefixed(far: str) -> str:
    named = far.replace("<c ", "<x:c ").replace("</c>", "</x:c>").replace("<v>", "<x:v>").replace("</v>", "</x:v>")
    named = named.replace("<row", "<x:row").replace("</row", "</x:row").replace("sheetData", "x:sheetData")
    return named.replace("<x:sheetData>", f'<x:sheetData xmlns:x="{SHEET.split(chr(34))[1]}">', 1)


def far_rows() -> str:
    return '<sheetData><row r="1"><c><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row></sheetData>'


def elsewhere(far: str) -> bytes:
    files = parts(far)
    files["xl/other/s.bin"] = files.pop("xl/worksheets/sheet1.xml")
    rels = str(files["xl/_rels/workbook.xml.rels"])
    files["xl/_rels/workbook.xml.rels"] = rels.replace("worksheets/sheet1.xml", "other/s.bin")
    return zipped(files)


def entity_book(prolog: str) -> bytes:
    files = parts(row('<c r="A1" t="s"><v>0</v></c>'))
    uses = "&a;" * 5_000 if "hhh" in prolog else "&a;"
    files["xl/sharedStrings.xml"] = f"{HEAD}{prolog}<sst><si><t>{uses}</t></si></sst>"
    return zipped(files)


def without(sheet: str) -> dict[str, bytes | str]:
    return {name: text for name, text in parts(sheet).items() if name != "xl/sharedStrings.xml"}
