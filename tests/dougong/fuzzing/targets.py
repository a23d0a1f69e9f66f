"""What is fuzzed: of each parser what it is given, what it may answer, where its inputs begin.

A parser may take an input or refuse it as it is documented to; any other exception, and any answer that contradicts
itself, is a finding. The parsers of files run in a limited child in the product; here the same functions run in this
process, so that coverage can be seen.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from dougong.apps.package_reader import read_zip
from dougong.kit.errors import Problem
from dougong.records.importing import packed, xlsform
from dougong.records.importing.inspecting import inspect
from dougong.records.importing.sheets import extract
from dougong.records.printing import docx, xlsx
from engines.flow.bpmn import CannotWrite, read_bpmn, write_bpmn
from engines.form.compile import compile_form
from engines.form.definition import load_form
from engines.form.problems import DefinitionErrors
from engines.form.xlsform.convert import convert
from engines.formula import (
    MAX_TEXT,
    DictEnv,
    DictScope,
    ErrorValue,
    Formula,
    FormulaError,
    FormulaErrors,
    check,
    compile_closure,
)
from engines.formula.limits import MAX_CHARS
from tests.dougong.records.hostile import all_files
from tests.dougong.records.hostile_parts import DOCX, parts, workbook, zipped
from tests.engines.flow.bpmn.flows import EVERYTHING
from tests.engines.form.test_xlsform import CHOICES, SURVEY
from tests.engines.formula.hostile import BUDGETED, REFUSED
from tests.engines.formula.vector_rows import GROUPS, RECORD

LONGEST_SEED = 20_000
_ROWS = 200
_BPMN = Path(__file__).parents[2] / "engines/flow/bpmn/files"
_VECTORS = Path(__file__).parents[2] / "engines/formula/vectors.json"
SCOPE = DictScope({path: kind for path, (kind, _) in RECORD.items()} | {"customer": {"record": "customer"}})
ENV = DictEnv(
    {
        "amount": Decimal("1000.25"),
        "qty": Decimal(4),
        "name": "Ann " * 2_000,
        "tags": ["vip", "east"],
        "lines.qty": [Decimal(number) for number in range(_ROWS)],
        "lines.kind": ["a", None] * (_ROWS // 2),
    },
    now=datetime(2026, 3, 10, 2, 30, tzinfo=UTC),
)


@dataclass(frozen=True)
class Target:
    """One parser. `seconds`: of CPU that an input may take (ten times what the product's tests allow: watching takes
    its share); `megabytes`: that it may make the process grow by; `longest`: bytes of an input."""

    take: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    words: tuple[str, ...]
    seconds: float = 5.0
    megabytes: int = 200
    longest: int = 8_000


def formula(data: bytes) -> None:
    """A text of a formula: refused with places, or worked out within its limits and written as text again."""
    text = data.decode("utf-8", errors="replace")
    try:
        checked = check(text, SCOPE)
    except FormulaErrors as refused:
        for problem in refused.problems:
            assert 0 <= problem.pos <= len(text) and problem.message["zh-CN"] and problem.message["en"]
        return
    written = checked.text()
    if len(written) <= MAX_CHARS:
        assert check(written, SCOPE).ast == checked.ast, f"read again it differs: {written}"
    value = compile_closure(checked)(ENV)
    assert not isinstance(value, str) or len(value) <= MAX_TEXT
    assert not isinstance(value, Decimal) or value.is_finite()
    assert isinstance(value, ErrorValue | str | Decimal | bool | list | date | type(None)), repr(value)


def tree(data: bytes) -> None:
    """A stored tree: of the right shape, or refused. Whether its types fit is not asked: `check` alone makes trees."""
    try:
        found = Formula.from_json(json.loads(data))
    except (FormulaError, ValueError, RecursionError):
        return
    found.text()
    compile_closure(found)


def bpmn(data: bytes) -> None:
    """A file: problems, or a flow that is the same when we write and read it."""
    reading = read_bpmn(data)
    assert reading.flow is not None or reading.problems
    if reading.flow is None:
        return
    try:
        written = write_bpmn(reading.flow)
    except CannotWrite:
        return
    back = read_bpmn(written).flow
    assert back is not None and back.to_json() == reading.flow.to_json(), "what we wrote comes back otherwise"


def text_table(data: bytes) -> None:
    """A csv or JSON file; its first byte says by which name."""
    names = ("a.csv", "a.tsv", "a.json", "a.txt", "a.ndjson")
    if data:
        _table(data[1:], names[data[0] % len(names)])


def sheet(data: bytes) -> None:
    """The XML of a sheet in a sound workbook, which may be an XLSForm, too."""
    _table(workbook(data.decode("utf-8", errors="replace")), "a.xlsx")


def archive(data: bytes) -> None:
    """A zip. Even: the file as it is; odd: made of the input's parts, so that what is inside is reached."""
    if not data:
        return
    content = _zip_of(data[1:]) if data[0] % 2 else data[1:]
    doors: list[Callable[[Path, Path], None]] = [_packed, _package, _workbook]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(content)
        try:
            doors[data[0] // 2 % len(doors)](path, Path(folder))
        except Problem:
            return


def template(data: bytes) -> None:
    """The text of a Word file (even) or the XML of a sheet (odd) that is a template of print-outs."""
    if not data:
        return
    text = data[1:].decode("utf-8", errors="replace")
    files: dict[str, bytes | str] = parts(text) if data[0] % 2 else {"word/document.xml": text}
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder) / "template"
        path.write_bytes(zipped(files))
        try:
            (xlsx if data[0] % 2 else docx).marks(str(path))
        except Problem:
            return


def survey(data: bytes) -> None:
    """The sheets of an XLSForm (cells between tabs, sheets between form feeds) become a form that compiles."""
    text = data.decode("utf-8", errors="replace")
    sheets = [[_cells(line) for line in part.split("\n")] for part in f"{text}\f\f".split("\f")[:3]]
    try:
        made = convert(*sheets, "form")
    except DefinitionErrors:
        return
    problems = compile_form(load_form(made.definition), {}).problems
    assert not [each for each in problems if each.level == "error"]


def _cells(line: str) -> list[str | float]:
    return [float(cell) if cell.isascii() and cell.isdigit() else cell for cell in line.split("\t")]


def _table(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder) / "table"
        path.write_bytes(content)
        try:
            for found in inspect(str(path), name)["sheets"]:
                extract(str(path), name, found["name"], found["header_row"], f"{path}.rows")
        except Problem:
            return


def _packed(path: Path, folder: Path) -> None:
    told = packed.take_table(str(path), str(folder / "table"))
    packed.take_files(str(path), [name for name, size in told["files"].items() if size < LONGEST_SEED], str(folder))


def _package(path: Path, _: Path) -> None:
    read_zip(str(path))


def _workbook(path: Path, _: Path) -> None:
    inspect(str(path), "a.xlsx")
    xlsform.read(str(path), "a")


def _zip_of(data: bytes) -> bytes:
    """name, NUL, content, NUL NUL, and so on."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for part in data.split(b"\0\0")[:50]:
            name, _, content = part.partition(b"\0")
            if not any(each.filename == name.decode("latin-1") for each in made.infolist()):
                made.writestr(zipfile.ZipInfo(name.decode("latin-1") or "x"), content)
    return out.getvalue()


def _formula_seeds() -> Iterator[bytes]:
    for _, lines in GROUPS:
        yield from (line.partition(" ⇒ ")[0].encode() for line in lines.splitlines())
    yield from (text.encode("utf-8", errors="replace") for text in (*REFUSED, *BUDGETED))


def _tree_seeds() -> Iterator[bytes]:
    rows = json.loads(_VECTORS.read_text(encoding="utf-8"))
    yield from (json.dumps(row["ast"]).encode() for row in rows if row.get("ast"))


def _files(door: str) -> Iterator[tuple[str, bytes]]:
    for file in all_files():
        if file.door == door and file.what not in ("700 MB of blanks", "a bomb", "150 MB of one shared string"):
            yield file.name, file.make()


def _bpmn_seeds() -> Iterator[bytes]:
    yield write_bpmn(EVERYTHING)
    yield from (path.read_bytes() for path in sorted(_BPMN.iterdir()))
    yield from (content for _, content in _files("bpmn"))


def _text_seeds() -> Iterator[bytes]:
    ends = {"csv": b"\0", "tsv": b"\1", "json": b"\2", "txt": b"\3", "ndjson": b"\4"}
    yield "\0姓名,金额,日期\n张三,1000.5,2026-01-31\n李四,,".encode("gb18030")
    yield b'\0a;b;c\r\n"x;""y""";1,5;2026-01-31 08:00\r\n'
    yield b'\4{"title": "a", "n": 12345678901234567890, "tags": ["x", {"name": "y"}]}\n{"n": 1e5}\n'
    for name, content in _files("import"):
        yield ends.get(name.rpartition(".")[2], b"\0") + content


def _sheet_seeds() -> Iterator[bytes]:
    cells = "".join(
        f'<c r="{column}{line}" t="{kind}">{value}</c>'
        for line in (1, 2)
        for column, kind, value in (
            ("A", "inlineStr", "<is><t>name</t></is>"), ("B", "n", "<v>45000.5</v>"), ("C", "b", "<v>1</v>"),
            ("D", "e", "<v>#N/A</v>"), ("E", "d", "<v>2026-01-31T00:00:00</v>"), ("F", "str", "<f>A1</f><v>x</v>"),
        )
    )  # fmt: skip
    yield f'<dimension ref="A1:F2"/><sheetData><row r="1">{cells}</row></sheetData><mergeCells/>'.encode()
    yield b'<sheetData><row r="1048576"><c r="XFD1048576" s="1"><v>1e999</v></c></row></sheetData>'


def _archive_seeds() -> Iterator[bytes]:
    for door, name in (("import", 0), ("package", 2), ("import", 4)):
        yield from (bytes([name]) + content for _, content in _files(door))
    table = b"a.csv\0file,n\nx/1.pdf,2\0\0x/1.pdf\0pdf"
    app = b'app.json\0{"schema_version": 1, "key": "a", "name": "A", "version": "1.0.0"}'
    form = b'forms/f.json\0{"schema_version": 1, "key": "f", "label": "F", "fields": [{"key": "a", "type": "text"}]}'
    book = b"\0\0".join(
        name.encode() + b"\0" + (body if isinstance(body, bytes) else body.encode())
        for name, body in parts('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>').items()
    )
    yield from (b"\1" + table, b"\3" + app + b"\0\0" + form, b"\5" + book)


def _template_seeds() -> Iterator[bytes]:
    places = "{{name}} {{#each lines}} {{qty}} {{/each}} {{#if amount > 1}} {{image photo}} {{/if}} {{= amount * 2}}"
    yield b"\0" + DOCX.format(places).encode()
    yield b"\0" + DOCX.format("{{" * 20 + "}}").encode()
    cell = f'<c r="A1" t="inlineStr"><is><t>{places}</t></is></c>'
    yield b"\1" + f'<sheetData><row r="1">{cell}</row></sheetData>'.encode()


def _survey_seeds() -> Iterator[bytes]:
    lines = ["\n".join("\t".join(map(str, row)) for row in rows) for rows in (SURVEY, CHOICES)]
    yield "\f".join([*lines, "form_title\tform_id\nVisit\tvisit 1"]).encode()
    for row in SURVEY[1:]:
        yield "\n".join("\t".join(map(str, each)) for each in (SURVEY[0], row)).encode()


_XML = ("<![CDATA[", "]]>", "<!--", "<?xml version='1.0'?>", "&#0;", "&amp;", "xmlns=", "xsi:type=", "='", "/>")
_SHEET = ("<row r=", "<c r=", "t='s'", "t='inlineStr'", "t='d'", "<is><t>", "<v>", "<f>", "s='1'", "<mergeCell ref=")
_WORDS = ("SUM(", "IF(", "lines.qty", "tags", "due", "'", "0.1", " and ", " in (", "DATE(", "TEXT(", "^", "%", "&")
_CODES = ("${age}", "selected(", "begin repeat", "end repeat", "begin group", "select_one ", "select_multiple drinks",
          "calculate", "range", "rank", "image", "note", " div ", "\t", "\n", "\f", "label::", "read_only")  # fmt: skip
_ELEMENTS = ("<task id=", "<startEvent id=", "<endEvent id=", "<boundaryEvent attachedToRef=", "<sequenceFlow ",
             "sourceRef=", "targetRef=", "<subProcess id=", "<extensionElements>", "<timerEventDefinition>", "R3/PT1H",
             "<conditionExpression>", "default=", "<laneSet>", "<multiInstanceLoopCharacteristics>")  # fmt: skip

TARGETS: dict[str, Target] = {
    "formula": Target(formula, _formula_seeds, _WORDS, seconds=0.5, megabytes=100, longest=4_100),
    "tree": Target(tree, _tree_seeds, ('"k":', '"call"', '"lit"', '"ref"', '"path"', '"t":', '"a":', "number"), 0.5),
    "bpmn": Target(bpmn, _bpmn_seeds, (*_XML, *_ELEMENTS), longest=LONGEST_SEED),
    "text": Target(text_table, _text_seeds, ('"', "\r\n", "\ufeff", "[{", "}]", "null", "1e999", "\\ud800", "\t")),
    "sheet": Target(sheet, _sheet_seeds, (*_XML, *_SHEET)),
    "archive": Target(archive, _archive_seeds, ("PK\1\2", "PK\3\4", "PK\5\6", "app.json", "forms/", '"fields":')),
    "template": Target(
        template, _template_seeds, (*_XML, "{{", "}}", "#each ", "/each", "#if ", "w:instrText", "image ")
    ),
    "survey": Target(survey, _survey_seeds, _CODES),
}
