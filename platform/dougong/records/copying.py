"""A new record with the values of another one, as far as its author may see them there and write them here.

Left out, because a second record can't have them: what the system makes, unique values, secrets, and files (they belong
to the record that holds them). Line items come along as new ones. Everything else goes through the write pipeline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.kit.errors import Invalid, Text, say
from dougong.records import service
from dougong.records.duplicates.merging import lines_of
from dougong.records.problems import record_not_found
from dougong.records.work import Item, Work
from dougong.records.writing import seen
from engines.form.definition import Form
from engines.form.fields import FieldModel, type_of
from engines.form.fields._files import FileField
from engines.form.fields._rows import RowsField

UNIQUE = say("不允许重复，请填写新的值。", "It has to be unique: give it a value of its own.")
FILES = say("附件属于原数据，没有复制。", "Files belong to the record they are in and were not copied.")
SECRET = say("加密字段不能复制。", "An encrypted value can't be copied.")
FIXED = say("只读，没有复制。", "It is read-only and was not copied.")
NOT_WRITABLE = say("你没有填写它的权限。", "You may not fill it in.")
SUFFIX = say("（副本）", " (copy)")
NUMBERED = say("（副本 {n}）", " (copy {n})")
MOST_COPIES = 20
"""Names that are tried one after the other where they have to be unique; then a person has to give one."""


def copy(work: Work, form_key: str, record_id: str, changed: Mapping[str, Any]) -> tuple[Item, dict[str, Text]]:
    """Adds the copy; `changed`: values that it has instead. → the new record, and what was left out with the reason"""
    source = seen(work, form_key, record_id)
    if source is None:
        raise record_not_found()
    values, left = carried(work, form_key, source, retitled=True)
    for name in _names(work, work.app.forms[form_key], values, changed):
        try:
            item, fixed = filled_in(work, form_key, values | name, changed)
        except Invalid as refused:
            if not name or {(each.field, each.code) for each in refused.errors} != {(*name, "not_unique")}:
                raise
            last = refused
        else:
            return item, {key: reason for key, reason in (left | fixed).items() if key not in changed}
    raise last


def filled_in(
    work: Work, form_key: str, given: Mapping[str, Any], changed: Mapping[str, Any]
) -> tuple[Item, dict[str, Text]]:
    """Adds a record of `given`, `changed` instead of some. → it, and what rules keep from being filled in: it is known
    when they have looked at it"""
    values, left = {**given, **changed}, dict[str, Text]()
    while True:
        try:
            return service.create(work, form_key, values), left
        except Invalid as refused:
            fixed = {each.field for each in refused.errors if each.code == "readonly"} & values.keys() - changed.keys()
            if not fixed:
                raise
            values = {key: value for key, value in values.items() if key not in fixed}
            left |= dict.fromkeys(fixed, FIXED)


def carried(
    work: Work, form_key: str, source: Mapping[str, Any], *, retitled: bool = False
) -> tuple[dict[str, Any], dict[str, Text]]:
    """What a new record can take over from `source` (a record as its reader sees it), and what it can't. `retitled`:
    its title becomes another one."""
    form = work.app.forms[form_key]
    writable = work.access.writable_fields(form_key, work.access.granted(form_key, "create"))
    single = {each.fields[0] for each in form.unique if len(each.fields) == 1}
    titled = _titled(form) if retitled else None
    values: dict[str, Any] = {}
    left: dict[str, Text] = {}
    for own in form.fields:
        value = source.get(own.key)
        if value is None or type_of(own).computed:
            continue
        unique = (own.unique or own.key in single) and own is not titled
        reason = obstacle(own, unique, writable=own.key in writable)
        if reason is not None:
            left[own.key] = reason
        elif isinstance(own, RowsField):
            values[own.key] = _lines(own, own.key, lines_of(own, value), writable)
        else:
            values[own.key] = value
    return values, left


def obstacle(own: FieldModel, unique: bool, *, writable: bool) -> Text | None:
    """Why a second record can't have the value that a first one has."""
    if own.type == "encrypted":
        return SECRET
    if own.readonly:
        return FIXED
    if isinstance(own, FileField):
        return FILES
    if unique:
        return UNIQUE
    return None if writable else NOT_WRITABLE


def _lines(own: RowsField, path: str, rows: list[dict[str, Any]], writable: frozenset[str]) -> list[dict[str, Any]]:
    """New rows with what may be written of them."""
    kept: dict[str, FieldModel] = {
        column.key: column
        for column in own.fields
        if f"{path}.{column.key}" in writable and not isinstance(column, FileField) and not column.readonly
    }
    found = []
    for row in rows:
        values = {key: value for key, value in row.items() if key in kept}
        for key, value in values.items():
            column = kept[key]
            if isinstance(column, RowsField) and value:
                values[key] = _lines(column, f"{path}.{key}", value, writable)
        found.append(values)
    return found


def _titled(form: Form) -> FieldModel | None:
    title = form.title_field()
    return title if title is not None and title.type == "text" else None


def _names(work: Work, form: Form, values: Mapping[str, Any], changed: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """The copy says that it is one, and which where there are several: `{title: name}` one after the other, or once
    nothing where its name isn't ours to make."""
    title = _titled(form)
    name = values.get(title.key) if title is not None and title.key not in changed else None
    if title is None or not isinstance(name, str):
        yield {}
        return
    locale = work.access.principal.locale
    for number in range(1, MOST_COPIES + 1):
        suffix = SUFFIX[locale] if number == 1 else NUMBERED[locale].format(n=number)
        room = (getattr(title, "max_length", None) or 200) - len(suffix)
        yield {title.key: f"{name[:room]}{suffix}" if room > 0 else name}
