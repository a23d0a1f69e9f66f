"""What is wrong with a definition without looking into its formulas: dangling names, impossible settings.

`load_form` has already refused wrong shapes and duplicate keys. Everything here can happen in a draft that
is being worked on (a rule still names a field that was just deleted), so it is told, not refused.
"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from engines.form.definition import SYSTEM_COLUMNS, Form
from engines.form.fields import FieldModel, RowsField, type_of
from engines.form.fields._choices import ChoiceField
from engines.form.fields._files import FileField
from engines.form.fields.link import LinkField
from engines.form.fields.rollup import RollupField
from engines.form.fields.series import CounterPart, FieldPart, SeriesField
from engines.form.labels import Sentence, sentence
from engines.form.layout import placed_keys
from engines.form.problems import Path, Problem
from engines.form.rules import Rule
from engines.form.storage import Column

_LISTABLE = frozenset(SYSTEM_COLUMNS) - {"errors", "deleted_at"}


def lint_form(form: Form, forms: Mapping[str, Form]) -> list[Problem]:
    """Every such problem, in the order of the document."""
    found: list[Problem] = []
    for index, field in enumerate(form.fields):
        found += _field(field, ("fields", index), form.by_key, forms)
        if isinstance(field, RollupField):
            found += _rollup(field, ("fields", index), form, forms)
    for path, subform in form.subforms.items():
        at = form.place(path)
        for number, column in enumerate(subform.fields):
            found += _field(column, (*at, "fields", number), subform.by_key, forms)
        found += _clauses(subform, at)
    found += _title(form)
    found += _layout(form)
    found += _clauses(form, ())
    found += _unique(form)
    found += _views(form, forms)
    return found


def no_field(path: Path, key: str, known: Iterable[str]) -> Problem:
    """`key` names nothing; the sentence offers the nearest name."""
    near = get_close_matches(key, list(known), 1)
    zh = f"，是否应为“{near[0]}”？" if near else "。"
    en = f"; did you mean “{near[0]}”?" if near else "."
    return Problem(path, "unknown_field", sentence(f"没有字段“{key}”{zh}", f"There is no field “{key}”{en}"))


def _problem(path: Path, code: str, message: Sentence, warning: bool = False) -> Problem:
    return Problem(path, code, message, "warning" if warning else "error")


def _field(
    field: FieldModel, path: Path, siblings: Mapping[str, FieldModel], forms: Mapping[str, Form]
) -> Iterator[Problem]:
    kind = type_of(field)
    for name, message in kind.problems(field):
        yield _problem((*path, name), "setting", message)
    if field.unique and not _can_be_unique(field):
        yield _problem((*path, "unique"), "unique", sentence("这种字段不能设为唯一。", "Such a field can't be unique."))
    if kind.computed and (field.default is not None or field.required):
        name = "required" if field.required else "default"
        message = sentence("由系统生成的字段不能设置此项。", "A computed field can't have this.")
        yield _problem((*path, name), "computed", message)
    if field.later and field.required and field.default is None:
        message = sentence(
            "必填且没有默认值的字段，新建时必须填写。", "A new record needs it: it is required and has no default."
        )
        yield _problem((*path, "later"), "needed_at_once", message)
    if isinstance(field, LinkField):
        yield from _link(field, path, siblings, forms)
    if isinstance(field, SeriesField):
        for index, part in enumerate(field.parts):
            names = [part.field] if isinstance(part, FieldPart) else []
            names = list(part.group_by) if isinstance(part, CounterPart) else names
            for key in names:
                if key not in siblings or key == field.key:
                    yield no_field((*path, "parts", index), key, siblings)
        if len(path) > 2:
            message = sentence("子表单中不能使用流水号。", "A subform can't have a serial number.")
            yield _problem((*path, "type"), "series_in_row", message)


def _can_be_unique(field: FieldModel) -> bool:
    storage = type_of(field).storage(field)
    return isinstance(storage, Column) and storage.kind != "json" and field.type not in ("long_text", "rich_text")


def _link(
    field: LinkField, path: Path, siblings: Mapping[str, FieldModel], forms: Mapping[str, Form]
) -> Iterator[Problem]:
    target = forms.get(field.form)
    if target is None:
        message = sentence(f"没有表单“{field.form}”。", f"There is no form “{field.form}”.")
        yield _problem((*path, "form"), "unknown_form", message)
        return
    yield from _stamp(field, path, siblings)
    for own, other in field.fill.items():
        if own not in siblings or own == field.key:
            yield no_field((*path, "fill", own), own, siblings)
            continue
        source = target.field(other)
        if source is None:
            yield no_field((*path, "fill", own), other, target.by_key)
        elif isinstance(source, RowsField) or type_of(siblings[own]).computed:
            message = sentence("这个字段不能带出。", "This field can't be filled.")
            yield _problem((*path, "fill", own), "fill", message)


def _stamp(field: LinkField, path: Path, siblings: Mapping[str, FieldModel]) -> Iterator[Problem]:
    """When a snapshot was taken stands in a date and time of its own."""
    own = siblings.get(field.stamp or "")
    if field.stamp is None:
        return
    if own is None:
        yield no_field((*path, "stamp"), field.stamp, siblings)
    elif own.type != "datetime" or field.stamp in field.fill or not field.fill:
        message = sentence(
            "取值时间须是一个日期时间字段，且须有带出的字段。",
            "The moment of a snapshot is a date and time of its own, beside fields that are filled.",
        )
        yield _problem((*path, "stamp"), "stamp", message)


def _rollup(field: RollupField, path: Path, form: Form, forms: Mapping[str, Form]) -> Iterator[Problem]:
    """What is summed up must be there: another form's link to this one, or an own list."""
    if field.form is None:
        own = form.field(field.link)
        if own is None:
            yield no_field((*path, "link"), field.link, form.by_key)
        elif not isinstance(own, RowsField) and not (isinstance(own, LinkField) and own.many):
            message = sentence("请选择子表单或关联多条的字段。", "Choose a subform or a link to several records.")
            yield _problem((*path, "link"), "rollup", message)
        return
    source = forms.get(field.form)
    link = source.field(field.link) if source else None
    if source is None:
        message = sentence(f"没有表单“{field.form}”。", f"There is no form “{field.form}”.")
        yield _problem((*path, "form"), "unknown_form", message)
    elif link is None:
        yield no_field((*path, "link"), field.link, source.by_key)
    elif not isinstance(link, LinkField) or link.form != form.key:
        message = sentence("该字段没有关联到本表单。", "This field doesn't link to this form.")
        yield _problem((*path, "link"), "rollup", message)


def _title(form: Form) -> Iterator[Problem]:
    if form.title is None:
        return
    field = form.field(form.title)
    if field is None:
        yield no_field(("title",), form.title, form.by_key)
    elif (
        not isinstance(type_of(field).storage(field), Column)
        or isinstance(field, FileField)
        or field.type in ("rich_text", "matrix")
    ):
        message = sentence("这种字段不能作为标题。", "Such a field can't name a record.")
        yield _problem(("title",), "title", message)


def _layout(form: Form) -> Iterator[Problem]:
    seen: set[str] = set()
    for key in placed_keys(form.layout):
        if key not in form.by_key:
            yield no_field(("layout",), key, form.by_key)
        elif key in seen:
            message = sentence(f"布局中“{key}”出现了两次。", f"“{key}” stands twice in the layout.")
            yield _problem(("layout",), "placed_twice", message)
        seen.add(key)


def _clauses(owner: Form | RowsField, at: Path) -> Iterator[Problem]:
    """Rules and checks of a form or a subform."""
    setters: dict[tuple[str, str], int] = {}
    for index, rule in enumerate(owner.rules):
        path = (*at, "rules", index)
        yield from _rule(rule, path, owner.by_key)
        for key in rule.set:
            first = setters.setdefault((key, rule.when), index)
            if first != index:
                message = sentence(
                    f"规则 {first + 1} 条件相同，也给“{key}”赋值；以后面的规则为准。",
                    f"Rule {first + 1} has the same condition and sets “{key}” too; the later one wins.",
                )
                yield _problem((*path, "set", key), "set_twice", message, warning=True)
    for index, check in enumerate(owner.checks):
        for number, key in enumerate(check.fields):
            if key not in owner.by_key:
                yield no_field((*at, "checks", index, "fields", number), key, owner.by_key)


def _rule(rule: Rule, path: Path, fields: Mapping[str, FieldModel]) -> Iterator[Problem]:
    for action in ("show", "hide", "require", "readonly"):
        for number, key in enumerate(getattr(rule, action)):
            if key not in fields:
                yield no_field((*path, action, number), key, fields)
            elif action == "require" and type_of(fields[key]).computed:
                message = sentence("由系统生成的字段不能要求填写。", "A computed field can't be required.")
                yield _problem((*path, action, number), "computed", message)
    for key in rule.set:
        if key not in fields:
            yield no_field((*path, "set", key), key, fields)
        elif type_of(fields[key]).computed or isinstance(fields[key], RowsField):
            message = sentence("这种字段不能由规则赋值。", "A rule can't set such a field.")
            yield _problem((*path, "set", key), "not_settable", message)
    for key, values in rule.options.items():
        yield from _offered(key, values, path, fields)
    for key in rule.style:
        if key != "*" and key not in fields:
            yield no_field((*path, "style", key), key, fields)
    for key in sorted(set(rule.show) & set(rule.hide)):
        message = sentence(
            f"同一规则既显示又隐藏“{key}”，结果是隐藏。", f"The rule both shows and hides “{key}”: it is hidden."
        )
        yield _problem((*path, "hide"), "show_and_hide", message, warning=True)


def _offered(key: str, values: Iterable[str], path: Path, fields: Mapping[str, FieldModel]) -> Iterator[Problem]:
    """Options that a rule leaves must be some of the field's."""
    field = fields.get(key)
    at = (*path, "options", key)
    if field is None:
        yield no_field(at, key, fields)
    elif not isinstance(field, ChoiceField):
        message = sentence("只有选择字段可以限定选项。", "Only a field with options can be narrowed.")
        yield _problem(at, "options", message)
    else:
        for value in values:
            if value not in field.by_value:
                told = sentence(f"没有选项“{value}”。", f"There is no option “{value}”.")
                yield _problem(at, "unknown_option", told)


def _unique(form: Form) -> Iterator[Problem]:
    for index, unique in enumerate(form.unique):
        for number, key in enumerate(unique.fields):
            field = form.field(key)
            path = ("unique", index, "fields", number)
            if field is None:
                yield no_field(path, key, form.by_key)
            elif not _can_be_unique(field) or field.type == "encrypted":  # compared by itself alone
                message = sentence("这种字段不能设为唯一。", "Such a field can't be unique.")
                yield _problem(path, "unique", message)


def _views(form: Form, forms: Mapping[str, Form]) -> Iterator[Problem]:
    for index, view in enumerate(form.views):
        for place, name in view.named():
            if not listable(name, form, forms):
                yield no_field(("views", index, *place), name, form.by_key)


def listable(name: str, form: Form, forms: Mapping[str, Form]) -> bool:
    """Whether a list may name it: an own field, a system column, a column of a subform, a field one link away."""
    head, _, rest = name.partition(".")
    if not rest:
        return head in form.by_key or head in _LISTABLE
    field = form.field(head)
    if isinstance(field, RowsField):
        column = field.field(rest)
        return column is not None and not isinstance(column, RowsField)
    target = forms.get(field.form) if isinstance(field, LinkField) else None
    return target is not None and (rest in target.by_key or rest in _LISTABLE)
