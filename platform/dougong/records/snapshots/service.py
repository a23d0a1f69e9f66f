"""A link with a `stamp` keeps what its record said at the moment of linking. Here it is compared with what the record
says now, under the reader's rights on both sides, and taken again by who may change the link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dougong.access.errors import unknown_field
from dougong.kit.errors import Invalid, say
from dougong.records import pipeline, writing
from dougong.records.editing.recipe import Seen
from dougong.records.problems import record_not_found
from dougong.records.reading.query import MAX_LIMIT
from dougong.records.work import Item, Work
from engines.form.compiled import Step
from engines.form.fields import FieldModel, type_of
from engines.form.fields.link import LinkField
from engines.form.problems import ValueProblem

JSON = dict[str, Any]
Values = Mapping[str, Any]
Held = tuple[Step, str | None, Values]
"""A link, the id of the row it stands in (None: the record), and the values beside it."""


def compared(work: Work, form_key: str, record_id: str, language: str) -> list[JSON]:
    """`[{link, label, row, source: {id, title} | null, at, differs, fields: [{field, label, value, now, differs}]}]` of
    the snapshots of a record; what its reader may not see, here or there, is left out."""
    if writing.seen(work, form_key, record_id) is None:
        raise record_not_found()
    seen = Seen(work)
    seen.load(form_key, [record_id], None)
    held = list(_held(work, form_key, seen(form_key, record_id) or {}))
    wanted: dict[str, set[str]] = defaultdict(set)
    for step, _row, values in held:
        assert isinstance(step.field, LinkField)
        wanted[step.field.form].add(values[step.key])
    for target, ids in wanted.items():
        ordered = sorted(ids)
        for start in range(0, len(ordered), MAX_LIMIT):
            seen.load(target, ordered[start : start + MAX_LIMIT], None)
    return [_told(work, form_key, each, seen, language) for each in held]


def refill(work: Work, form_key: str, record_id: str, links: Sequence[str] | None) -> Item:
    """Takes the snapshots of these links (None: of all that the caller may change) again, through the pipeline."""
    known = work.app.compiled[form_key].snapshots
    rights = work.access.field_rights(form_key)
    for node in links or ():
        if node not in known or rights.get(node, "none") == "none":
            raise unknown_field(node)
    nodes = frozenset(links if links is not None else (node for node in known if rights.get(node) == "write"))
    if not nodes:
        raise Invalid(say("没有可以重新取值的快照。", "There is no snapshot to take again."), "no_snapshot")
    item = Item(0, "update", {}, record_id, refill=nodes)
    pipeline.run(work, form_key, [item])
    writing.note(work, form_key, [item])
    return item


def _held(work: Work, form_key: str, values: Values) -> Iterator[Held]:
    for step in work.app.compiled[form_key].snapshots.values():
        for row, beside in _places(values, step.subform.split(".") if step.subform else []):
            if isinstance(beside.get(step.key), str):
                yield step, row, beside


def _places(values: Values, names: Sequence[str], row: str | None = None) -> Iterator[tuple[str | None, Values]]:
    if not names:
        yield row, values
        return
    for inner in values.get(names[0]) or ():
        yield from _places(inner, names[1:], inner.get("id"))


def _told(work: Work, form_key: str, held: Held, seen: Seen, language: str) -> JSON:
    step, row, values = held
    assert isinstance(step.field, LinkField)
    target = work.app.forms[step.field.form]
    source = seen(target.key, values[step.key])
    title = target.title_field()
    fields = [] if source is None else list(_fields(work, form_key, held, source, language))
    at = values.get(step.stamp or "")
    named = source.get(title.key) if source is not None and title is not None else None
    return {
        "link": step.node,
        "label": step.field.name(language),
        "row": row,
        "source": None
        if source is None
        else {"id": values[step.key], "title": type_of(title).format(title, named, language) if title else None},
        "at": None if at is None else _json(_beside(work, form_key, step)[step.stamp or ""], at),
        "differs": any(each["differs"] for each in fields),
        "fields": fields,
    }


def _fields(work: Work, form_key: str, held: Held, source: Values, language: str) -> Iterator[JSON]:
    step, _row, values = held
    assert isinstance(step.field, LinkField)
    beside, rights = _beside(work, form_key, step), work.access.field_rights(form_key)
    there = set(work.access.readable_fields(step.field.form)) if work.access.may(step.field.form, "read") else set()
    for key, theirs in step.fills:
        own = beside.get(key)
        path = f"{step.subform}.{key}" if step.subform else key
        if own is None or rights.get(path, "none") == "none" or theirs not in there:
            continue
        try:
            now = None if source.get(theirs) is None else type_of(own).coerce(own, source[theirs])
        except ValueProblem:  # the source holds what the field can't: refreshing would say so
            now = None
        yield {
            "field": key,
            "label": own.name(language),
            "value": _json(own, values.get(key)),
            "now": _json(own, now),
            "differs": not type_of(own).equal(now, values.get(key)),
        }


def _beside(work: Work, form_key: str, step: Step) -> Mapping[str, FieldModel]:
    form = work.app.forms[form_key]
    return form.by_key if step.subform is None else form.subforms[step.subform].by_key


def _json(own: FieldModel, value: Any) -> Any:
    return None if value is None else type_of(own).to_json(own, value)
