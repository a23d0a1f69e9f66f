"""From lookup and rollup fields to the formulas that they are.

A lookup is its own path. A rollup is a formula over a list:

`RollupScope` has the names of one element (a record that links here, a linked record, a row), each of them a
list over all elements, and `parent.x` for the record at hand. The composed text is checked there, so a wrong
condition is told in its own words; then every name is written as the path the record's own scope knows.
"""

from collections.abc import Iterable, Mapping

from engines.form.definition import Form
from engines.form.fields._rows import RowsField
from engines.form.fields.lookup import LookupField, fits
from engines.form.fields.rollup import RollupField
from engines.form.labels import sentence
from engines.form.problems import Path, Problem
from engines.form.programs import Program, compile_program
from engines.form.scope import SYSTEM, FormScope, Names, Trace, back
from engines.formula.scope import Ref
from engines.formula.types import BOOLEAN, Type, list_of, type_name

_FUNCTIONS = {"sum": "SUM", "min": "MIN", "max": "MAX", "first": "FIRST", "last": "LAST", "distinct": "COUNTUNIQUE"}


class RollupScope(FormScope):
    """The names of one element of the rollup's list. `trace` answers for the paths of `inside`."""

    def __init__(self, own: RollupField, form: Form, forms: Mapping[str, Form]) -> None:
        super().__init__(form, forms, with_old=False)
        self.own = own
        self.head: Names = (back(own.form, own.link),) if own.form else (own.link,)
        target = self.forms.get(own.form) if own.form else None
        self.elements = target if own.form else form.subform(own.link) or self._linked(form)

    def _linked(self, form: Form) -> Form | None:
        field = form.field(self.own.link)
        target = getattr(field, "form", None)
        return self.forms.get(target) if getattr(field, "many", False) and isinstance(target, str) else None

    def inside(self, path: Names) -> Names:
        """The path as the record's own scope knows it."""
        if path[0] == "parent":
            return path[1:]
        return (*self.head, *path)

    def resolve(self, path: Names) -> Ref | None:
        if self.elements is None or path[0] in ("user", "old") or path == ("parent",):
            return None
        real = self.inside(path)
        trace = self._own(real)
        if trace is None or (path[0] == "parent") == trace.ref.type.is_list:
            return None
        return trace.ref

    def trace(self, path: Names) -> Trace | None:
        return self._own(path)

    def _offered(self) -> Iterable[str]:  # type: ignore[override]  # the names of an element, not of the form
        if self.elements is None:
            return
        yield from self._of_fields(self.elements.fields, "")
        if not isinstance(self.elements, RowsField):
            yield from SYSTEM
        yield from (f"parent.{field.key}" for field in self.form.fields)


def compile_rollup(
    own: RollupField, form: Form, forms: Mapping[str, Form], path: Path, problems: list[Problem], expect: Type
) -> Program | None:
    """The program of a rollup; None, with problems at the part that is wrong."""
    scope = RollupScope(own, form, forms)
    found: list[Problem] = []
    if scope.elements is not None and own.where is not None:
        compile_program(own.where, scope, (*path, "where"), found, expect=list_of(BOOLEAN))
    for name, text in (("field", own.field), ("order", own.order)):
        if scope.elements is not None and text is not None:
            compile_program(text.removeprefix("-"), scope, (*path, name), found, expect=None)
    if found or scope.elements is None:
        problems += found
        return None
    return compile_program(
        text_of(own), scope, (*path, "field" if own.field else "fn"), problems, expect=expect, rewrite=scope.inside
    )


def compile_lookup(own: LookupField, scope: FormScope, path: Path, problems: list[Problem]) -> Program | None:
    """The program of a lookup; None, with a problem, when its path leads nowhere or to another type."""
    trace = scope.trace(tuple(own.formula.split(".")))
    if trace is None or not trace.hops:
        message = sentence(f"引用“{own.formula}”不存在。", f"The lookup “{own.formula}” leads nowhere.")
        problems.append(Problem((*path, "field"), "unknown_field", message))
        return None
    if not fits(own, trace.ref.type):
        zh, en = type_name(trace.ref.type, "zh-CN"), type_name(trace.ref.type, "en")
        message = sentence(f"引用的字段现在是{zh}，请重新选择。", f"The field is now a {en}; choose it again.")
        problems.append(Problem((*path, "as"), "type", message))
        return None
    return compile_program(own.formula, scope, (*path, "field"), problems, expect=None)


def text_of(own: RollupField) -> str:
    """The formula over the elements' names."""
    taken = own.field or "id"
    value = f"IF({own.where}, {taken})" if own.where else taken
    if own.order:
        descending = ", TRUE" if own.order.startswith("-") else ""
        value = f"SORTBY({value}, {own.order.removeprefix('-')}{descending})"
    match own.fn:
        case "count":
            return f"COUNTA({value})"
        case "avg":
            return f"IF(COUNT({value}) = 0, NULL, AVERAGE({value}))"
        case "concat":
            separator = own.separator.replace("'", "''")
            return f"TEXTJOIN('{separator}', TRUE, {value})"
        case fn:
            return f"{_FUNCTIONS[fn]}({value})"
