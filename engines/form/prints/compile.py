"""A print template made ready to fill: every place and condition is a typed program, and what it reads is known.

Nothing raises here: what is wrong is a `Problem` at its path, and the place it stands in prints nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engines.calendar import WorkCalendar
from engines.form.definition import Form
from engines.form.environment import Readers
from engines.form.fields import FieldModel, RowsField
from engines.form.fields._files import FileField
from engines.form.fields.link import LinkField
from engines.form.labels import LANGS, label_text, sentence
from engines.form.lint import no_field
from engines.form.prints import marks
from engines.form.prints.definition import Block as AnyBlock
from engines.form.prints.definition import CodeBlock, FieldsBlock, ImageBlock, LinesBlock, Print, RowBlock, TextBlock
from engines.form.prints.marks import Place
from engines.form.prints.rich import texts_of
from engines.form.problems import Path, Problem
from engines.form.programs import Program, compile_program
from engines.form.scope import FormScope, Names, Trace
from engines.formula.types import BOOLEAN

PAGES = {"page": "now", "页码": "now", "pages": "all", "页数": "all", "总页数": "all"}
"""Places that the printer fills: the number of the page, and how many there are."""


@dataclass(frozen=True)
class CompiledPlace:
    """A place that can be filled. `field`: whose value it is, when it is nothing but a name; `subform`: read in its
    rows."""

    place: Place
    program: Program
    field: FieldModel | None
    subform: str | None


@dataclass
class CompiledPrint:
    """`places` by (subform of the loop it stands in, inside of the braces); `conditions` by their text; `reads`: own
    fields that must be there to fill it."""

    template: Print
    form: Form
    readers: Readers
    row_readers: Mapping[str, Readers]
    places: dict[tuple[str | None, str], CompiledPlace] = field(default_factory=dict)
    conditions: dict[str, Program] = field(default_factory=dict)
    reads: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def subform(self, name: str, around: str | None = None) -> str | None:
        """The path of the subform of this key or label; `发货.包裹` or `包裹` is the one inside its rows. `around`: the
        loop it is named in, whose own comes first."""
        found = [path for path in self.form.subforms if name in _called(self.form, path)]
        inside = (path for path in found if path.rpartition(".")[0] == (around or ""))
        return next(inside, next(iter(found), None))


def compile_print(
    template: Print, form: Form, forms: Mapping[str, Form], path: Path = (), calendar: WorkCalendar | None = None
) -> CompiledPrint:
    """The template against the published (or drafted) form."""
    return _Compiler(template, form, forms, path, calendar).compile()


def print_problems(form: Form, forms: Mapping[str, Form]) -> Iterator[Problem]:
    """What is wrong with the print templates of a definition."""
    for number, template in enumerate(form.prints):
        yield from compile_print(template, form, forms, ("prints", number)).problems


class _Compiler:
    def __init__(
        self, template: Print, form: Form, forms: Mapping[str, Form], path: Path, calendar: WorkCalendar | None
    ) -> None:
        self.template, self.form, self.path, self.calendar = template, form, path, calendar
        self.scopes: dict[str | None, FormScope] = {None: LabelScope(form, forms, with_old=False)}
        self.subforms = form.subforms
        for path_of in self.subforms:
            self.scopes[path_of] = LabelScope(form, forms, subform=path_of, with_old=False)
        self.names: dict[str | None, dict[str, str]] = {None: _labels(form.fields)}
        self.names |= {path_of: _labels(own.fields) for path_of, own in self.subforms.items()}
        for path_of in self.subforms:
            inner = self.names[path_of]
            for name in sorted(_called(form, path_of)):
                self.names[None] |= {f"{name}.{label}": f"{path_of}.{column}" for label, column in inner.items()}
        rows = {key: Readers(self.scopes[key]) for key in self.subforms}
        self.found = CompiledPrint(template, form, Readers(self.scopes[None]), rows)

    def compile(self) -> CompiledPrint:
        template = self.template
        self._condition(template.when, (*self.path, "when"))
        self._text(template.file_name, (*self.path, "file_name"))
        if template.uploaded:
            self._file()
            return self.found
        for name in ("header", "footer"):
            self._html(getattr(template, name), (*self.path, name))
        for number, block in enumerate(template.blocks):
            self._block(block, (*self.path, "blocks", number))
        return self.found

    def _file(self) -> None:
        if self.template.file is None:
            self._wrong(("file",), "no_file", "请上传模板文件。", "Upload the template file.")
            return
        inside: list[str] = []
        for mark in self.template.file.marks:
            place = marks.read(mark)
            if place.kind == "each":
                inside.append(self.found.subform(place.text, inside[-1] if inside else None) or "")
                if not inside[-1]:
                    text = place.text
                    self._wrong(("file",), "unknown_field", f"没有子表单“{text}”。", f"There is no subform “{text}”.")
                self.found.reads.add(inside[-1].partition(".")[0])
            elif place.kind == "if":
                self._condition(place.text, (*self.path, "file"))
            elif place.kind == "end":
                if place.text != "if" and inside:
                    inside.pop()
            elif self.template.kind == "xlsx" and place.kind != "value":
                self._wrong(("file",), "print_media", "Excel 模板中不能放图片、二维码和条形码。",
                            "An Excel template can't take pictures, QR codes and barcodes.")  # fmt: skip
            else:
                self._place(mark, (inside[-1] or None) if inside else None, (*self.path, "file"))

    def _block(self, block: AnyBlock, path: Path) -> None:
        self._condition(block.when, (*path, "when"))
        if isinstance(block, TextBlock):
            self._html(block.html, (*path, "html"))
        elif isinstance(block, FieldsBlock):
            for number, key in enumerate(block.fields):
                self._field(key, (*path, "fields", number))
        elif isinstance(block, LinesBlock):
            self._lines(block, path)
        elif isinstance(block, ImageBlock):
            own = self._field(block.field, (*path, "field"))
            if own is not None and not isinstance(own, FileField):
                self._problem((*path, "field"), "print_field", "请选择图片、签名或附件字段。",
                              "Choose a field of pictures, signatures or files.")  # fmt: skip
        elif isinstance(block, CodeBlock) and block.value is not None:
            self._place(block.value, None, (*path, "value"))
        elif isinstance(block, RowBlock):
            for number, cell in enumerate(block.cells):
                for place, inner in enumerate(cell.blocks):
                    self._block(inner, (*path, "cells", number, "blocks", place))

    def _lines(self, block: LinesBlock, path: Path) -> None:
        subform = self.subforms.get(block.subform)
        if subform is None:
            self.found.problems.append(no_field((*path, "subform"), block.subform, self.subforms))
            return
        self.found.reads.add(block.subform.partition(".")[0])
        for number, column in enumerate(block.columns):
            if column.field not in subform.by_key:
                self.found.problems.append(no_field((*path, "columns", number, "field"), column.field, subform.by_key))
        for number, key in enumerate(block.totals):
            if key not in subform.by_key:
                self.found.problems.append(no_field((*path, "totals", number), key, subform.by_key))

    def _field(self, key: str, path: Path) -> FieldModel | None:
        own = self.form.by_key.get(key)
        if own is None:
            self.found.problems.append(no_field(path, key, self.form.by_key))
        else:
            self.found.reads.add(key)
        return own

    def _html(self, words: str | Mapping[Any, str], path: Path) -> None:
        for html in (words,) if isinstance(words, str) else words.values():
            for text in texts_of(html):
                self._text(text, path)

    def _text(self, text: str, path: Path) -> None:
        for is_place, piece in marks.pieces(text):
            if is_place and piece.strip() not in PAGES:
                self._place(piece, None, path)

    def _place(self, mark: str, subform: str | None, path: Path) -> None:
        if (subform, mark) in self.found.places:
            return
        place = marks.read(mark)
        if place.kind in ("each", "if", "end"):
            self._problem(
                path, "print_loop", "循环和条件只能用在上传的模板里。", "Loops and conditions belong to uploaded files."
            )
            return
        program, scope, inside = self._named(place.text, subform, path)
        if program is None:
            return
        own = _field_of(scope, program)
        self.found.places[(subform, mark)] = CompiledPlace(place, program, own, inside)

    def _named(self, text: str, subform: str | None, path: Path) -> tuple[Program | None, FormScope, str | None]:
        """A label, a key or a formula: in a row of its own columns first, then of the row around, then of the
        record."""
        problems: list[Problem] = []
        around = subform.rpartition(".")[0] or None if subform is not None else None
        for inside in dict.fromkeys((subform, around, None)):
            wrong: list[Problem] = []
            named = self.names[inside].get(text, text)
            scope = self.scopes[inside]
            program = compile_program(named, scope, path, wrong, expect=None, calendar=self.calendar)
            if program is not None:
                self._note(program)
                return program, scope, inside
            problems = problems or wrong
        self.found.problems += problems
        return None, self.scopes[None], None

    def _condition(self, text: str | None, path: Path) -> None:
        if text is None or text in self.found.conditions:
            return
        scope = self.scopes[None]
        program = compile_program(text, scope, path, self.found.problems, expect=BOOLEAN, calendar=self.calendar)
        if program is not None:
            self._note(program)
            self.found.conditions[text] = program

    def _note(self, program: Program) -> None:
        for trace in program.traces:
            if trace.subform is not None:
                self.found.reads.add(trace.subform.partition(".")[0])
            elif trace.base == "field":
                self.found.reads.add(trace.key)

    def _wrong(self, place: Path, code: str, zh: str, en: str) -> None:
        self._problem((*self.path, *place), code, zh, en)

    def _problem(self, path: Path, code: str, zh: str, en: str) -> None:
        self.found.problems.append(Problem(path, code, sentence(zh, en)))


class LabelScope(FormScope):
    """The names of a form, by key or by what people call them: `CNYUPPER(金额)`."""

    def trace(self, path: Names) -> Trace | None:
        return super().trace(path) or super().trace(self._keyed(path))

    def _keyed(self, path: Names) -> Names:
        head, rest = path[0], path[1:]
        if head == "parent" and self.subform is not None:
            around = self.outer
            if around is not None and rest[:1] == ("parent",):
                return (head, "parent", *self._walk_labels(self.form.fields, rest[1:]))
            return (head, *self._walk_labels(around.fields if around is not None else self.form.fields, rest))
        return self._walk_labels(self.subform.fields if self.subform is not None else self.form.fields, path)

    def _walk_labels(self, fields: tuple[FieldModel, ...], path: Names) -> Names:
        found: list[str] = []
        for name in path:
            key = _labels(fields).get(name, name)
            found.append(key)
            own = next((each for each in fields if each.key == key), None)
            if isinstance(own, RowsField):
                fields = own.fields
            else:
                fields = self.forms[own.form].fields if isinstance(own, LinkField) and own.form in self.forms else ()
        return tuple(found)


def _called(form: Form, path: str) -> frozenset[str]:
    """What a subform is called: its key or label, after that of the one around it or alone."""
    own = form.within(path)[-1]
    names = frozenset((own.key, *(own.name(lang) for lang in LANGS)))
    around = path.rpartition(".")[0]
    return names | {f"{outer}.{name}" for outer in _called(form, around) for name in names} if around else names


def _labels(fields: tuple[FieldModel, ...]) -> dict[str, str]:
    """Labels that mean one field only, in both languages."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for own in fields:
        for label in {label_text(own.label, lang) for lang in LANGS} - {""}:
            twice |= {label} if found.get(label, own.key) != own.key else set()
            found[label] = own.key
    return {label: key for label, key in found.items() if label not in twice}


def _field_of(scope: FormScope, program: Program) -> FieldModel | None:
    """The field a program names, when it is nothing but a name."""
    root = program.ast.get("root", program.ast)
    trace = scope.trace(tuple(root["path"])) if root.get("k") == "ref" else None
    return None if trace is None else traced_field(scope, trace)


def traced_field(scope: FormScope, trace: Trace) -> FieldModel | None:
    """The field at the end of a path: its own form's, a subform's column, or one of a form behind links."""
    key = (trace.last if trace.hops else trace.key) or ""
    if trace.base == "user":
        return None
    if trace.hops:
        form = scope.forms.get(trace.hops[-1].form)
        return form.field(key) if form is not None else None
    if trace.subform is not None:
        subform = scope.form.subform(trace.subform)
        return subform.field(key) if subform is not None else None
    return scope.form.field(key)
