"""People, departments, linked records and files that a record names must exist and be the caller's to name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dougong.files.service import facts_of, unclaimed_or_of
from dougong.identity.directory import existing_departments, existing_people
from dougong.kit.errors import FieldError, say
from dougong.kit.fixed import Fixed, Kept
from dougong.kit.ids import is_id
from dougong.records.guard import OWNER
from dougong.records.problems import invalid_record
from dougong.records.repository import chunks
from dougong.records.statements import PerForm
from dougong.records.work import Item, Work
from engines.form.fields._files import FileField
from engines.form.fields._ids import IdField
from engines.form.fields._rows import RowsField
from engines.form.fields.base import FieldModel
from engines.form.fields.link import LinkField
from engines.form.fields.member import MemberField
from engines.form.problems import Path

_VISIBLE: Kept[Fixed] = Kept(512)
_FILE = "file"
_NAMING = PerForm(
    lambda catalog, form_key: tuple(
        field for field in catalog.form(form_key).fields if isinstance(field, IdField | FileField | RowsField)
    )
)
OWNER_FIELD = MemberField(key=OWNER, type="member", label={"zh-CN": "负责人", "en": "Owner"})

Use = tuple[Item, FieldModel, tuple[str | int, ...], str]
"""Item, field, path of the value inside the record, the id it names."""


def check(work: Work, form_key: str, items: Sequence[Item]) -> None:
    """Refuses ids that name nothing the caller may name. Values that were there before stay allowed."""
    uses: dict[str, list[Use]] = defaultdict(list)
    for item in items:
        for use in _new_uses(work, form_key, item):
            field = use[1]
            uses[_kind(field)].append(use)
    wrong: dict[int, list[FieldError]] = defaultdict(list)
    by_index = {item.index: item for item in items}
    for kind, named in uses.items():
        known = _known(work, kind, named) | work.promised
        for item, field, path, reference in named:
            if reference not in known:
                wrong[item.index].append(_unknown(field, path))
    for index, errors in wrong.items():
        by_index[index].problem = invalid_record(errors)


def _kind(field: FieldModel) -> str:
    """Where ids of the field are looked up."""
    if isinstance(field, LinkField):
        return f"form:{field.form}"
    return _FILE if isinstance(field, FileField) else field.type


def nameable(work: Work, field: IdField, ids: Iterable[str]) -> set[str]:
    """Those of `ids` that this caller may put into the field now."""
    return _there(work, _kind(field), sorted(each for each in ids if is_id(each)))


def _known(work: Work, kind: str, uses: Sequence[Use]) -> set[str]:
    ids = sorted({reference for *_, reference in uses if is_id(reference)})
    if kind == _FILE:
        records = {item.record_id for item, *_ in uses if item.record_id}
        uploader = work.uploader or work.actor.person_id
        return unclaimed_or_of(work.tx, ids, uploader, records) | _once_here(work, uses)
    return _there(work, kind, ids)


def _there(work: Work, kind: str, ids: Sequence[str]) -> set[str]:
    """People, departments or visible records of these ids."""
    if kind == "member":
        return existing_people(work.tx, ids)
    if kind == "department":
        return existing_departments(work.tx, ids)
    target = kind.removeprefix("form:")
    visible = _VISIBLE.get((work.access.shape, target), lambda: Fixed(work.access.titles(target, ids)))
    params = work.access.params
    return {row[0] for chunk in chunks(ids) for row in visible.rows(work.tx, {**params, "ids": chunk})}


def _once_here(work: Work, uses: Sequence[Use]) -> set[str]:
    """Files that stood in the very same field of the same record before: a restored value may name them again, whoever
    has uploaded them. Who may write the field could have kept them there."""
    held = facts_of(work.tx, [reference for *_, reference in uses])
    found = set()
    for item, _field, path, reference in uses:
        facts = held.get(reference)
        place = ".".join(part for part in path if isinstance(part, str))
        if facts is not None and facts.record_id == item.record_id and facts.field == place:
            found.add(reference)
    return found


def _new_uses(work: Work, form_key: str, item: Item) -> Iterator[Use]:
    assert item.outcome is not None
    if OWNER in item.sent and OWNER in item.outcome.changed and item.outcome.owner:
        yield item, OWNER_FIELD, (OWNER,), item.outcome.owner
    old = item.old.values if item.old else {}
    for field in _NAMING.of(work.app.tables, form_key):
        if field.key not in item.outcome.changed:
            continue
        value = item.outcome.values.get(field.key)
        for column, path, reference in _fresh_below(field, (field.key,), value, old.get(field.key)):
            yield item, column, path, reference


def _fresh_below(field: FieldModel, path: Path, value: Any, before: Any) -> Iterator[tuple[FieldModel, Path, str]]:
    """Ids that stand in the field, or in its rows, and did not before; an inner row is known by its own id."""
    if not isinstance(field, RowsField):
        yield from ((field, path, reference) for reference in _fresh(field, value, before))
        return
    held = {row["id"]: row for row in before or ()}
    for position, row in enumerate(value or ()):
        was = held.get(row["id"], {})
        for column in field.fields:
            yield from _fresh_below(column, (*path, position, column.key), row.get(column.key), was.get(column.key))


def _fresh(field: FieldModel, value: Any, before: Any) -> Iterable[str]:
    if not isinstance(field, IdField | FileField):
        return ()
    return sorted(_ids(value) - _ids(before))


def _ids(value: Any) -> set[str]:
    if value is None:
        return set()
    if isinstance(value, str):
        return {value}
    return {entry["id"] if isinstance(entry, dict) else entry for entry in value}


def _unknown(field: FieldModel, path: tuple[str | int, ...]) -> FieldError:
    names = field.names
    return FieldError(
        str(path[0]),
        f"{field.type}_unknown",
        say(
            f"{names['zh-CN']}：所选内容不存在，或你无权选择它。",
            f"{names['en']}: what you chose does not exist, or you may not choose it.",
        ),
        path,
    )
