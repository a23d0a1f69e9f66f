"""What is wrong with a profile: paths that lead elsewhere, names that mean nothing, conditions with mistakes.

A source whose form is not in the app (a part of it that isn't installed) is only told: nobody sees it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from engines.form.definition import Form
from engines.form.fields import FieldModel, RowsField, type_of
from engines.form.labels import sentence
from engines.form.lint import listable, no_field
from engines.form.problems import Path, Problem
from engines.form.profile.definition import Figure, Profile, RelatedList, Source, TimelineSource
from engines.form.profile.paths import steps_of
from engines.form.programs import compile_program
from engines.form.scope import scope_for
from engines.form.storage import Column
from engines.formula.types import BOOLEAN

_TIMES = frozenset({"created_at", "updated_at"})
_PEOPLE = frozenset({"owner", "created_by", "updated_by"})


def profile_problems(form: Form, forms: Mapping[str, Form]) -> Iterator[Problem]:
    """Everything that is wrong with the profile of `form`, in the order of the document."""
    profile = form.profile
    if profile is None:
        return
    at: Path = ("profile",)
    for index, shown in enumerate(profile.header):
        yield from _own(form, shown.field, (*at, "header", index, "field"))
    for number, tab in enumerate(profile.tabs):
        for index, key in enumerate(tab.fields):
            yield from _own(form, key, (*at, "tabs", number, "fields", index))
    yield from _twice(profile, at)
    for place, source in profile.sources():
        yield from _source(source, form, forms, (*at, *place))


def _own(form: Form, key: str, path: Path) -> Iterator[Problem]:
    field = form.field(key)
    if key not in _PEOPLE and key not in _TIMES and (field is None or not type_of(field).holds):
        yield no_field(path, key, form.by_key)


def _twice(profile: Profile, at: Path) -> Iterator[Problem]:
    figures = [*profile.figures, *(figure for tab in profile.tabs for figure in tab.figures)]
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("figures", (each.key for each in figures)),
        ("tabs", (each.key for each in profile.tabs)),
        ("lists", (each.key for each in profile.lists())),
        ("timeline", (each.key for each in profile.timeline)),
    )
    for part, keys in named:
        for key, times in Counter(keys).items():
            if times > 1:
                message = sentence(f"标识“{key}”重复。", f"The key “{key}” is used twice.")
                yield Problem((*at, "tabs" if part == "lists" else part), "duplicate_key", message)


def _source(source: Source, form: Form, forms: Mapping[str, Form], at: Path) -> Iterator[Problem]:
    other = forms.get(source.form)
    if other is None:
        message = sentence(
            f"没有表单“{source.form}”，不会显示。", f"There is no form “{source.form}”: nothing is shown."
        )
        yield Problem((*at, "form"), "unknown_form", message, "warning")
        return
    for index, path in enumerate(source.paths):
        yield from _path(path, source, form, forms, (*at, "paths", index))
    if source.filter is not None:
        problems: list[Problem] = []
        compile_program(source.filter, scope_for(other, forms, "filter"), (*at, "filter"), problems, expect=BOOLEAN)
        yield from problems
    match source:
        case Figure():
            yield from _figure(source, other, at)
        case RelatedList():
            yield from _list(source, other, forms, at)
        case TimelineSource():
            yield from _event(source, other, at)


def _path(path: str, source: Source, form: Form, forms: Mapping[str, Form], at: Path) -> Iterator[Problem]:
    steps = steps_of(path, source.form, forms)
    if steps is None:
        message = sentence(f"“{path}”不是一条关联路径。", f"“{path}” is not a path of links.")
        yield Problem(at, "not_a_path", message)
    elif steps[-1].target != form.key:
        message = sentence(f"路径“{path}”没有通到本表单。", f"The path “{path}” doesn't lead to this form.")
        yield Problem(at, "leads_elsewhere", message)


def _figure(figure: Figure, other: Form, at: Path) -> Iterator[Problem]:
    if figure.field is None:
        return
    field = other.field(figure.field)
    if field is None:
        yield no_field((*at, "field"), figure.field, other.by_key)
        return
    stored = type_of(field).storage(field)
    kinds = {"number"} if figure.fn in ("sum", "avg") else {"number", "date", "datetime"}
    if not isinstance(stored, Column) or stored.kind not in kinds:
        message = sentence("这种字段不能这样汇总。", "Such a field can't be summed up like this.")
        yield Problem((*at, "field"), "bad_measure", message)


def _list(related: RelatedList, other: Form, forms: Mapping[str, Form], at: Path) -> Iterator[Problem]:
    for index, column in enumerate(related.columns):
        if not listable(column, other, forms):
            yield no_field((*at, "columns", index), column, other.by_key)
    for index, key in enumerate(related.sort):
        name = key.removeprefix("-")
        field = other.field(name.partition(".")[0])
        if not listable(name, other, forms) or isinstance(field, RowsField):
            yield no_field((*at, "sort", index), name, other.by_key)


def _event(source: TimelineSource, other: Form, at: Path) -> Iterator[Problem]:
    if source.date not in _TIMES:
        date = other.field(source.date)
        if date is None:
            yield no_field((*at, "date"), source.date, other.by_key)
        elif not _is_kind(date, "date", "datetime"):
            message = sentence("请选择日期或日期时间字段。", "This has to be a date.")
            yield Problem((*at, "date"), "not_a_date", message)
    if source.text is not None:
        text = other.field(source.text)
        if text is None:
            yield no_field((*at, "text"), source.text, other.by_key)
        elif not _is_kind(text, "text"):
            message = sentence("请选择文本字段。", "This has to be a text.")
            yield Problem((*at, "text"), "not_a_text", message)
    for index, key in enumerate(source.fields):
        yield from _own(other, key, (*at, "fields", index))
    if source.who is not None and source.who not in _PEOPLE:
        who = other.field(source.who)
        if who is None:
            yield no_field((*at, "who"), source.who, other.by_key)
        elif who.type != "member" or getattr(who, "many", False):
            message = sentence("请选择成员字段（单人）。", "This has to be one person.")
            yield Problem((*at, "who"), "not_a_person", message)


def _is_kind(field: FieldModel, *kinds: str) -> bool:
    stored = type_of(field).storage(field)
    return isinstance(stored, Column) and stored.kind in kinds
