"""Unique values, checked for a whole batch before it is written; the partial unique indexes stand behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, select

from dougong.access.normal import as_compared, normal
from dougong.kit.among import among
from dougong.kit.errors import FieldError, Text, say
from dougong.kit.fixed import Fixed, Kept
from dougong.kit.types import CodePointText
from dougong.records import guard
from dougong.records.problems import invalid_record
from dougong.records.repository import chunks
from dougong.records.statements import PerForm
from dougong.records.work import Item, Work
from engines.form.definition import Form
from engines.form.fields import type_of
from engines.form.fields.encrypted import EncryptedField
from engines.form.labels import label_text
from engines.form.problems import ValueProblem

Values = tuple[Any, ...]
_HOLDERS: Kept[Fixed] = Kept(512)


@dataclass(frozen=True)
class UniqueSet:
    """Fields whose values together must differ from every other live record's."""

    fields: tuple[str, ...]
    normalise: bool
    message: Text = field(hash=False, compare=False)


def unique_sets(form: Form) -> Iterator[UniqueSet]:
    """A form's unique fields and unique sets, in the order they are reported."""
    for own in form.fields:
        if own.unique and not isinstance(own, EncryptedField):  # `dougong.records.encrypted` compares secrets
            names = own.names
            message = say(f"{names['zh-CN']}：此值已存在，不能重复。", f"{names['en']}: this value exists already.")
            yield UniqueSet((own.key,), False, message)
    for rule in form.unique:
        fields = [form.by_key[key] for key in rule.fields if key in form.by_key]
        zh = "、".join(field.name("zh-CN") for field in fields)
        en = ", ".join(field.name("en") for field in fields)
        message = say(f"{zh}：相同内容已存在，不能重复。", f"{en}: the same values exist already.")
        if rule.message is not None:
            message = say(label_text(rule.message, "zh-CN"), label_text(rule.message, "en"))
        yield UniqueSet(tuple(rule.fields), rule.normalise, message)


SETS = PerForm(lambda catalog, form_key: tuple(unique_sets(catalog.form(form_key))))

Memory = dict[UniqueSet, dict[Values, Item]]


def check(work: Work, form_key: str, items: Sequence[Item], memory: Memory | None = None) -> None:
    """Gives a problem to each item whose unique values another live record, or an earlier item, has.

    `memory` keeps the values of earlier batches that are not written (a rehearsal).
    """
    errors: dict[int, list[FieldError]] = defaultdict(list)
    for unique in SETS.of(work.app.tables, form_key):
        asked = [(item, values) for item in items if item.alive and (values := _asked(item, unique))]
        taken = _holding(work, form_key, unique, {values for _, values in asked})
        first: dict[Values, Item] = {} if memory is None else memory.setdefault(unique, {})
        for item, values in asked:
            holder = taken.get(values)
            earlier = first.setdefault(values, item)
            if (holder is not None and holder != item.record_id) or earlier is not item:
                errors[item.index].append(FieldError(unique.fields[0], "not_unique", unique.message))
    for item in items:
        if item.index in errors:
            item.problem = invalid_record(errors[item.index])


def taken(work: Work, form_key: str, values: Mapping[str, Any], own: str | None) -> list[FieldError]:
    """What saving these values would be refused for, while somebody is still typing them; a set of which a value is
    missing or not yet right says nothing, and neither do those of the record `own` that is being changed. Whoever may
    write the fields learns no more than by saving, and not from which record."""
    form = work.app.tables.form(form_key)
    writable = work.access.writable_fields(
        form_key, (*work.access.granted(form_key, "create"), *work.access.granted(form_key, "update"))
    )
    errors = []
    for unique in SETS.of(work.app.tables, form_key):
        if not set(unique.fields) <= writable & set(values):
            continue
        try:
            wanted = [type_of(form.by_key[key]).from_json(form.by_key[key], values[key]) for key in unique.fields]
        except ValueProblem:
            continue
        if all(value is not None for value in wanted):
            asked = tuple(_compared(value, unique) for value in wanted)
            holders = set(_holding(work, form_key, unique, [asked]).values())
            if holders and not (holders == {own} and guard.covers(work, form_key, "update", own or "")):
                errors.append(FieldError(unique.fields[0], "not_unique", unique.message))
    return errors


def _asked(item: Item, unique: UniqueSet) -> Values | None:
    """The values this item wants to hold; None when one is empty or nothing of them changes."""
    if item.op == "restore" and item.old:
        values = item.old.values
    elif item.outcome is not None:
        values = item.outcome.values
        if item.op == "update" and not (set(unique.fields) & set(item.outcome.changed)):
            return None
    else:
        return None
    wanted = tuple(values.get(key) for key in unique.fields)
    if any(value is None for value in wanted):
        return None
    return tuple(_compared(value, unique) for value in wanted)


def _compared(value: Any, unique: UniqueSet) -> Any:
    return normal(value) if unique.normalise and isinstance(value, str) else value


def _holding(work: Work, form_key: str, unique: UniqueSet, asked: Collection[Values]) -> dict[Values, str]:
    """Who holds these values now: values → record id."""
    wanted = sorted(asked, key=repr)
    if len(wanted) == 1:
        found = _HOLDERS.get(
            (work.app.tables.serial, form_key, unique.fields, unique.normalise),
            lambda: Fixed(_holders(work, form_key, unique, None)),
        ).rows(work.tx, {f"value{index}": value for index, value in enumerate(wanted[0])})
        return {tuple(row[1:]): row[0] for row in found}
    held: dict[Values, str] = {}
    for chunk in chunks(wanted):
        for row in work.tx.execute(_holders(work, form_key, unique, chunk)):
            held[tuple(row[1:])] = row[0]
    return held


def _holders(work: Work, form_key: str, unique: UniqueSet, wanted: Sequence[Values] | None) -> Select[Any]:
    """Live records with one of the values `wanted`; None: with the parameters `value0 …`."""
    table = work.app.tables.table(form_key)
    columns: list[ColumnElement[Any]] = [_expression(table.c[key], unique) for key in unique.fields]
    if wanted is None:
        kinds = [table.c[key].type for key in unique.fields]
        match = and_(*(c == bindparam(f"value{n}", type_=kinds[n]) for n, c in enumerate(columns)))
    else:
        match = among(work.tx, columns, wanted)
    return select(table.c.id, *columns).where(match, table.c.deleted_at.is_(None))


def _expression(column: ColumnElement[Any], unique: UniqueSet) -> ColumnElement[Any]:
    return as_compared(column) if unique.normalise and isinstance(column.type, CodePointText) else column
