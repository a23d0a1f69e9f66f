"""Linked records that a sheet names and that are not there yet: made on request, through the pipeline like any others.

Whoever imports needs the right to add them. A rehearsal makes nothing: it checks them and promises their ids.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from dougong.kit.errors import Text, say
from dougong.records import pipeline
from dougong.records.importing.rows import Names, SheetRow
from dougong.records.work import Item, Work
from engines.form.definition import Form
from engines.form.fields import FieldModel, type_of
from engines.form.fields.link import LinkField
from engines.form.problems import ValueProblem

_LATER = say("要等流程放行后才能关联。", "It waits for a flow; link to it afterwards.")


@dataclass
class Promises:
    """What a rehearsal would have made so far: names per kind of field, and their ids."""

    made: dict[tuple[str, str], str] = field(default_factory=dict)


def make_missing(
    work: Work,
    form: Form,
    rows: Sequence[SheetRow],
    names: Names,
    wanted: Collection[str],
    promises: Promises | None = None,
) -> int:
    """Makes the records that the fields `wanted` name in vain, and lets `names` know them. → how many.

    `promises`: only rehearse; what earlier batches promised counts as being there.
    """
    made = 0
    for own in form.fields:
        if own.key in wanted and isinstance(own, LinkField):
            if promises is not None:
                kind = names.kind(own)
                known = {name: made_id for (of, name), made_id in promises.made.items() if of == kind}
                names.found[kind] = known | names.found[kind]
            made += _make(work, own, names.missing(own, rows), names, promises)
    if promises is not None:
        work.promised = frozenset(promises.made.values())
    return made


def naming_field(target: Form, by: str | None) -> FieldModel | None:
    """The field of the linked form that a text of the sheet becomes the value of; None: a text can't name it."""
    own = target.title_field() if by is None else target.field(by)
    return None if own is None or type_of(own).computed else own


def _make(work: Work, own: LinkField, texts: Sequence[str], names: Names, promises: Promises | None) -> int:
    target = work.app.forms[own.form]
    naming = naming_field(target, names.by.get(own.key))
    kind = names.kind(own)
    items: list[tuple[str, Item]] = []
    for text in texts:
        try:
            value = type_of(naming).parse(naming, text) if naming is not None else None
        except ValueProblem as wrong:
            names.refused[kind][text] = say(wrong.message["zh-CN"], wrong.message["en"])
            continue
        items.append((text, Item(len(items), "create", {} if naming is None else {naming.key: value})))
    if not items:
        return 0
    own_work = replace(work, promised=frozenset())
    if promises is None:
        pipeline.run(own_work, own.form, [item for _, item in items], atomic=False)
    else:
        pipeline.rehearse(own_work, own.form, [item for _, item in items], {})
    made = 0
    for text, item in items:
        refused = _refusal(item, target)
        if refused is not None or item.record_id is None:
            names.refused[kind][text] = refused or _LATER
            continue
        names.found[kind][text] = item.record_id
        made += 1
        if promises is not None:
            promises.made[kind, text] = item.record_id
    return made


def _refusal(item: Item, target: Form) -> Text | None:
    if item.held is not None:
        return _LATER
    if item.problem is None:
        return None
    first = item.problem.errors[0].message if item.problem.errors else item.problem.detail
    return say(
        f"无法在“{target.name('zh-CN')}”中新建：{first['zh-CN']}",
        f"It can't be added to “{target.name('en')}”: {first.get('en', first['zh-CN'])}",
    )
