"""Record templates: who sees, makes, changes, orders and deletes which. Personal ones are their owner's; shared ones
are everybody's to use and the designers' to change, as with views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update

from dougong.apps.rights import can_design, open_app
from dougong.audit.service import record as record_audit
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, NotAllowed, NotFound, Text, say
from dougong.kit.ids import is_id, new_id
from dougong.records.copying import carried
from dougong.records.presets import fitting
from dougong.records.presets.models import record_template
from dougong.records.presets.schemas import TemplateBody, TemplateChange
from dougong.records.problems import operation_not_granted, record_not_found
from dougong.records.work import Work
from dougong.records.writing import seen

MOST_PERSONAL = 50
MOST_SHARED = 100
Left = Mapping[str, Text]
Document = dict[str, Any]
_c = record_template.c


def listing(work: Work, form_key: str) -> list[Document]:
    """One's own templates and the shared ones in their order, without their values."""
    rows = work.tx.execute(select(record_template).where(*_mine(work, form_key)).order_by(_c.position, _c.id))
    return [_short(work, row) for row in rows]


def one(work: Work, form_key: str, template_id: str) -> Document:
    """A template with its values, as far as the fields are there for this person."""
    row = find(work, form_key, template_id)
    return _short(work, row) | {"values": _visible(work, form_key, row.values)}


def find(work: Work, form_key: str, template_id: str) -> Row[Any]:
    """The row; 404 for what is not there or another's own."""
    found = select(record_template).where(_c.id == template_id, *_mine(work, form_key))
    row = work.tx.execute(found).first() if is_id(template_id) else None
    if row is None:
        raise NotFound(say("模板不存在。", "There is no such template."), "template_not_found")
    return row


def create(work: Work, form_key: str, body: TemplateBody) -> tuple[Document, Left]:
    """A new template at the end of the list; sharing it needs the right to design. → it, and what was left out"""
    if not work.access.may(form_key, "create"):
        raise operation_not_granted("create")
    if body.shared:
        _may_share(work)
    tx, app_key = work.tx, work.app.key
    _room_for_one_more(work, form_key, shared=body.shared)
    values, left = _values(work, form_key, body)
    last = select(func.max(_c.position)).where(_c.app == app_key, _c.form == form_key)
    template_id = new_id()
    tx.execute(
        insert(record_template).values(
            id=template_id,
            app=app_key,
            form=form_key,
            owner_id=work.actor.person_id,
            label=body.label,
            shared=body.shared,
            position=(tx.execute(last).scalar() or 0) + 1,
            values=values,
            version=1,
            created_at=tx.now,
            updated_at=tx.now,
        )
    )
    _note(work, form_key, "create", template_id)
    return one(work, form_key, template_id), left


def change(work: Work, form_key: str, template_id: str, body: TemplateChange) -> tuple[Document, Left]:
    """Replaces a template; values of fields that this person can't see stay. 409 when somebody changed it since."""
    row = find(work, form_key, template_id)
    _may_change(work, row)
    if body.shared != row.shared:
        if body.shared:
            _may_share(work)
        _room_for_one_more(work, form_key, shared=body.shared)
    values, left = _values(work, form_key, body)
    hidden = {key: value for key, value in row.values.items() if key not in _visible(work, form_key, row.values)}
    changed = work.tx.execute(
        update(record_template)
        .where(_c.id == template_id, _c.version == body.version)
        .values(
            label=body.label,
            shared=body.shared,
            values=hidden | values,
            version=body.version + 1,
            updated_at=work.tx.now,
        )
    )
    if changed.rowcount == 0:
        raise Conflict(
            say("此模板已被修改，请刷新后重试。", "Somebody changed this template; reload and try again."),
            "version_conflict",
            extra={"current": one(work, form_key, template_id)},
        )
    _note(work, form_key, "update", template_id)
    return one(work, form_key, template_id), left


def remove(work: Work, form_key: str, template_id: str) -> None:
    """Records made from it are not touched."""
    _may_change(work, find(work, form_key, template_id))
    work.tx.execute(delete(record_template).where(_c.id == template_id))
    _note(work, form_key, "delete", template_id)


def order(work: Work, form_key: str, ids: Sequence[str]) -> list[Document]:
    """Puts these first, in this order; others follow as they stood. Shared ones are moved by designers only: for others
    they keep their place. → the list"""
    rows = {row.id: row for row in work.tx.execute(select(record_template).where(*_mine(work, form_key)))}
    wanted = [each for each in dict.fromkeys(ids) if each in rows]
    rest = sorted((each for each in rows if each not in wanted), key=lambda each: (rows[each].position, each))
    designs = _designs(work)
    for place, each in enumerate([*wanted, *rest], start=1):
        if rows[each].position != place and (designs or not rows[each].shared):
            work.tx.execute(update(record_template).where(_c.id == each).values(position=place))
    return listing(work, form_key)


def _mine(work: Work, form_key: str) -> tuple[Any, ...]:
    return (_c.app == work.app.key, _c.form == form_key, or_(_c.owner_id == work.actor.person_id, _c.shared))


def _values(work: Work, form_key: str, body: TemplateBody) -> tuple[Document, Left]:
    """What the template will hold, and what it can't."""
    form = work.app.forms[form_key]
    if body.record is not None:
        source = seen(work, form_key, body.record)
        if source is None:
            raise record_not_found()
        values, left = carried(work, form_key, source)
        return fitting.kept(form, work.app.forms, values)[0], left
    hidden = {place for place, right in work.access.field_rights(form_key).items() if right == "none"}
    return fitting.kept(form, work.app.forms, body.values or {}, hidden)


def _visible(work: Work, form_key: str, values: Document) -> Document:
    """Values of fields, and cells of columns, that are there for this person."""
    return _seen(work.access.field_rights(form_key), values, "")


def _seen(rights: Mapping[str, str], values: Document, prefix: str) -> Document:
    found: Document = {}
    for key, value in values.items():
        place = f"{prefix}{key}"
        if rights.get(place, "none") == "none":
            continue
        rows = isinstance(value, list) and all(isinstance(row, dict) for row in value)
        found[key] = [_seen(rights, row, f"{place}.") for row in value] if rows else value
    return found


def _short(work: Work, row: Row[Any]) -> Document:
    return {
        "id": row.id,
        "label": row.label,
        "shared": row.shared,
        "mine": row.owner_id == work.actor.person_id,
        "fields": len(_visible(work, row.form, row.values)),
        "version": row.version,
    }


def _designs(work: Work) -> bool:
    return can_design(work.tx, work.actor, open_app(work.tx, work.actor, work.app.key))


def _may_share(work: Work) -> None:
    if not _designs(work):
        raise NotAllowed(
            say(
                "只有应用搭建者可以共享模板或修改共享模板。",
                "Only builders of the app share templates or change shared ones.",
            ),
            "design_required",
        )


def _may_change(work: Work, row: Row[Any]) -> None:
    if row.shared:
        _may_share(work)


def _room_for_one_more(work: Work, form_key: str, *, shared: bool) -> None:
    most = MOST_SHARED if shared else MOST_PERSONAL
    those = (_c.app == work.app.key, _c.form == form_key, _c.shared.is_(shared))
    counted = select(func.count()).where(*those, *(() if shared else (_c.owner_id == work.actor.person_id,)))
    if int(work.tx.execute(counted).scalar_one()) >= most:
        raise Conflict(
            say(f"每个表单最多 {most} 个模板。", f"At most {most} templates per form."), "too_many_templates"
        )


def _note(work: Work, form_key: str, what: str, template_id: str) -> None:
    target = f"{work.app.key}/{form_key}/record-template/{template_id}"
    record_audit(work.tx, work.actor, f"record_template.{what}", target, app=work.app.key)


def shared_of(tx: Transaction, app_key: str) -> list[Row[Any]]:
    """All shared templates of an app, form by form in their order: for its package."""
    wanted = select(record_template).where(_c.app == app_key, _c.shared)
    return list(tx.execute(wanted.order_by(_c.form, _c.position, _c.id)))
