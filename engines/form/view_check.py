"""What is wrong with a view: names of fields that aren't there, fields of the wrong kind, conditions with mistakes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engines.form.definition import Form
from engines.form.fields._choices import ChoiceField
from engines.form.fields.formula import FormulaField
from engines.form.fields.link import LinkField
from engines.form.labels import Sentence, sentence
from engines.form.problems import Path, Problem
from engines.form.programs import compile_program
from engines.form.scope import FormScope, scope_for
from engines.form.views import ViewSettings
from engines.formula.types import BOOLEAN

MAX_COLOUR_PATH = 1
"""Colours are found in the page, where a record's own values are, and those behind its links are not."""
_COLUMN_TYPES = frozenset({"boolean", "member", "department", "link"})
_TIME = frozenset({"date", "datetime"})
_SYSTEM_TIME = frozenset({"created_at", "updated_at"})


def view_problems(view: ViewSettings, form: Form, forms: Mapping[str, Form], path: Path = ()) -> Iterator[Problem]:
    """What is wrong with a view of the definition, besides names that mean nothing: those `engines.form.lint` finds."""
    yield from kind_problems(view, form, path)
    yield from _conditions(view, scope_for(form, forms, "filter"), path)


def kind_problems(view: ViewSettings, form: Form, path: Path = ()) -> Iterator[Problem]:
    """Fields of a kind that can't do what the view wants of them."""
    for name, key in (("group_by", view.group_by), ("lane", view.lane), *(("groups", key) for key in view.groups)):
        if key is not None and not _columns(form, key):
            yield _kind(path, name, "只能按单选、是否、成员、部门或关联字段分组。",
                        "Groups are made by a choice, a yes/no, a person, a department or a link.")  # fmt: skip
    for name in ("date", "end"):
        key = getattr(view, name)
        if key is not None and not _is_time(form, key):
            yield _kind(path, name, "请选择日期或日期时间字段。", "This has to be a date.")
    if (place := form.by_key.get(view.location or "")) is not None and place.type != "location":
        yield _kind(path, "location", "请选择定位字段。", "This has to be a location.")
    for name in ("parent", "depends"):
        key = getattr(view, name)
        field = form.by_key.get(key) if key else None
        if field is not None and not (isinstance(field, LinkField) and field.form == form.key):
            yield _kind(path, name, "请选择关联到本表单的字段。", "This has to be a link to the same form.")


def _conditions(view: ViewSettings, scope: FormScope, path: Path) -> Iterator[Problem]:
    problems: list[Problem] = []
    if view.filter is not None:
        compile_program(view.filter, scope, (*path, "filter"), problems, expect=BOOLEAN)
    for number, rule in enumerate(view.colors):
        place = (*path, "colors", number, "when")
        program = compile_program(rule.when, scope, place, problems, expect=BOOLEAN)
        if program is not None and not readable_in_page(program.ast):
            problems.append(not_in_page(place))
    yield from problems


def readable_in_page(ast: Mapping[str, Any]) -> bool:
    """Whether the page has all values that a condition reads: the record's own, and the viewer's."""
    return all(path[0] == "user" or len(path) <= MAX_COLOUR_PATH for path in paths_read(ast))


def not_in_page(path: Path) -> Problem:
    """A colour that depends on what stands behind a link."""
    return Problem(
        path, "view_colour", sentence("颜色条件只能使用本表单的字段。", "Colours read the form's own fields only.")
    )


def paths_read(ast: Mapping[str, Any]) -> Iterable[tuple[str, ...]]:
    """The names in a typed tree or its envelope."""
    node = ast.get("root", ast)
    if node.get("k") == "ref":
        yield tuple(node["path"])
    for child in node.get("a", ()):
        yield from paths_read(child)


def _columns(form: Form, key: str) -> bool:
    field = form.by_key.get(key)
    if field is None:  # a name that means nothing is told once, by lint
        return key not in _SYSTEM_TIME
    if getattr(field, "many", False) or field.type == "multi_select":
        return False
    return isinstance(field, ChoiceField) or field.type in _COLUMN_TYPES


def _is_time(form: Form, key: str) -> bool:
    field = form.by_key.get(key)
    if field is None:
        return key in _SYSTEM_TIME
    return field.type in _TIME or (isinstance(field, FormulaField) and field.as_ in _TIME)


def _kind(path: Path, name: str, zh: str, en: str) -> Problem:
    message: Sentence = sentence(zh, en)
    return Problem((*path, name), "view_field", message)
