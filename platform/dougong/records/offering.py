"""Which records a link offers where its condition reads the record that is being filled in (`parent.customer`).

The page sends what stands in the fields that the condition reads; what isn't sent is as it is stored. The condition
becomes one over the linked form, with these values as constants. The write pipeline asks the same condition again
(`engines.form.judge`): what is offered here only helps to choose.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from dougong.kit.errors import Invalid, say
from dougong.kit.ids import is_id
from dougong.records.hooks import hooks
from dougong.records.linked import Linked
from dougong.records.reading.filters import not_in_filters
from dougong.records.work import Work
from engines.form.choosing import PARENT, Choosing
from engines.form.compiled import CompiledForm, Step
from engines.form.environment import RecordEnv
from engines.form.fields._ids import ids as ids_of
from engines.form.fields.base import ValueProblem
from engines.form.fields.link import LinkField
from engines.formula import Unsupported
from engines.formula.constants import filled

MAX_GIVEN = 8_000  # characters
Given = Mapping[str, Any]
"""Values by node (`customer`, `lines.product`; of the rows that the link stands in), as the API has them."""
Nameable = Callable[[str, LinkField, Collection[str]], Collection[str]]
"""(node, field, ids) → those of the ids that whoever asks may name there."""


def given_in(text: str | None) -> Given | None:
    """The parameter `given`; None when it isn't there."""
    if text is None:
        return None
    try:
        found = orjson.loads(text) if len(text) <= MAX_GIVEN else None
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise Invalid(say("参数“given”无效。", "The parameter “given” is not valid."), "bad_query")
    return found


def offered(
    work: Work,
    form_key: str,
    path: str,
    given: Given,
    record_id: str | None,
    search: str | None,
    ids: Sequence[str] | None,
    limit: int,
) -> list[dict[str, Any]]:
    """`{"id", "title"}` in the order of titles. `ids`: those of them that may be chosen here."""
    compiled = work.app.compiled[form_key]
    target = getattr(_step(compiled, path).field, "form", "")
    if not work.access.may(target, "read"):
        return []
    known = {node for node, right in work.access.field_rights(form_key).items() if right != "none"}
    unknown = sorted(given.keys() - known)
    if unknown:
        raise Invalid(say(f"“{unknown[0][:60]}”无效。", f"“{unknown[0][:60]}” is not read here."), "bad_query")
    old = _stored(work, form_key, record_id, known)
    tree = condition(work, compiled, path, given, old, partial(_visible, work))
    try:
        statement = work.access.choices(target, search_text=search, filter_ast=tree, ids=ids, limit=limit)
        rows = work.tx.execute(statement).all()
    except Unsupported as wrong:
        raise not_in_filters(wrong) from wrong
    return [{"id": row.id, "title": row.title} for row in rows]


def _stored(work: Work, form_key: str, record_id: str | None, known: Collection[str]) -> Mapping[str, Any]:
    """The record as it is, as far as the caller knows its fields; nothing of one that they may not see."""
    if not is_id(record_id or "") or not work.access.may(form_key, "read"):
        return {}
    if not work.access.visible_ids(work.tx, form_key, [str(record_id)]):
        return {}
    found = work.repository(form_key).get(str(record_id))
    return (
        {} if found is None else {key: each for key, each in found.values.items() if key in known} | dict(found.system)
    )


def condition(
    work: Work, compiled: CompiledForm, path: str, given: Given, old: Mapping[str, Any], nameable: Nameable
) -> Mapping[str, Any]:
    """The link's condition, with the values that it reads here as constants. A value that can't be read, and a record
    that may not be named, is a blank."""
    choosing = compiled.choosing[path]
    env = _place(work, compiled, path, choosing, given, old, nameable)
    root = filled(choosing.program.ast["root"], lambda name: name[0] == PARENT, lambda name: env.get(name[1:]))
    return {**choosing.program.ast, "root": root}


def _place(
    work: Work,
    compiled: CompiledForm,
    path: str,
    choosing: Choosing,
    given: Given,
    old: Mapping[str, Any],
    nameable: Nameable,
) -> RecordEnv:
    """The place that the link stands in, as far as its condition reads it."""
    around = path.rpartition(".")[0]
    outer = around.rpartition(".")[0]
    values = dict(old)
    row: dict[str, Any] = {}
    holder: dict[str, Any] = {}
    sides = {"": values, around: row, outer: holder} if outer else {"": values, around: row}
    if not around:
        sides = {"": values}
    for node in choosing.nodes & given.keys():
        side, _, key = node.rpartition(".")
        if side in sides:
            sides[side][key] = _read(compiled, node, given[node], values.get(key) if not side else None, nameable)
    readers = compiled.row_readers[around] if around else compiled.readers
    env = RecordEnv(
        readers,
        values,
        {},
        work.user,
        Linked(work),
        work.tx.now,
        ZoneInfo(work.access.principal.tz),
        partial(hooks.calendar, work.tx) if hooks.calendar is not None else None,
    )
    env.row, env.outer = row, holder
    return env


def _read(compiled: CompiledForm, node: str, raw: Any, there: Any, nameable: Nameable) -> Any:
    step = _step(compiled, node)
    try:
        value = None if raw is None else step.kind.from_json(step.field, raw)
    except ValueProblem:
        return None
    if not isinstance(step.field, LinkField) or value is None:
        return value
    known = {*nameable(node, step.field, ids_of(value)), *ids_of(there)}
    if isinstance(value, list):
        return [each for each in value if each in known] or None
    return value if value in known else None


def _visible(work: Work, _node: str, field: LinkField, ids: Collection[str]) -> Collection[str]:
    wanted = [each for each in ids if is_id(each)]
    if not wanted or not work.access.may(field.form, "read"):
        return ()
    return work.access.visible_ids(work.tx, field.form, wanted)


def _step(compiled: CompiledForm, node: str) -> Step:
    around, _, key = node.rpartition(".")
    return compiled.row_steps[around][key] if around else compiled.form_steps[key]
