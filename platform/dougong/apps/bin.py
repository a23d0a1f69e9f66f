"""What lies in the bin of an app: deleted forms and fields, who put them there, and until when they can come back.

A form comes back as it was; a field by its form's designer, because it has to be published. Deleting for good
does now what the sweep would do after `KEPT`; it asks for the key in words, and only owners may.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from dougong.apps import repository, retired, sweep
from dougong.apps.drafts import find_form
from dougong.apps.hooks import hooks
from dougong.apps.models import form_version
from dougong.apps.problems import form_not_found, has_history, invalid, not_in_bin
from dougong.apps.release.parts import Part
from dougong.apps.repository import AppRow, FormRow
from dougong.apps.retired import KEPT, Retired
from dougong.apps.schemas import Purge
from dougong.apps.taking_back import changes_of_type
from dougong.audit.service import record
from dougong.identity.directory import names_of_people
from dougong.kit.db import Transaction
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from engines.form.definition import load_form

Entry = dict[str, Any]


def contents(tx: Transaction, app: AppRow) -> dict[str, Any]:
    """`{"items": [{kind, key, form, field, label, form_label, type, deleted_at, until, by}]}`, the newest first.

    `kind`: form, field, type (values as they were before a change of type, from `type` to `to`), dashboard, flow or
    page. `form`: of the form, or the form the field belongs to; `key`: of the thing itself."""
    forms = repository.forms.all_of(tx, app.id)
    entries = [*_forms(forms), *_fields(tx, app, forms), *_types(tx, app, forms), *_parts(tx, app)]
    names = names_of_people(tx, {entry["by"] for entry in entries if entry["by"]})
    for entry in entries:
        by = entry["by"]
        entry["by"] = {"id": by, "name": names.get(by)} if by else None
    return {"items": sorted(entries, key=lambda entry: str(entry["deleted_at"]), reverse=True)}


def purge(tx: Transaction, actor: Actor, app: AppRow, body: Purge) -> None:
    """Drops something that lies in the bin for good; `confirm` is its key in words."""
    form_key, field = body.key, body.field
    wanted = form_key if field is None else f"{form_key}.{field}"
    if body.confirm != wanted:
        raise invalid("confirm", "not_confirmed", f"请输入“{wanted}”以确认。", f"Type “{wanted}” to confirm.")
    repository.touch(tx, app.id)
    part = next((each for each in hooks.parts if each.kind == body.kind), None)
    if part is not None:
        _purge_part(tx, part, app, body.key)
    elif field is None:
        form = find_form(tx, app, form_key, deleted=True)
        sweep.drop_form(tx, app.id, app.key, form.id, form.key)
    else:
        path = tuple(field.split("."))
        aside = [each for each in retired.of_form(tx, app.id, form_key) if _is_hidden(each) and each.path == path]
        if not aside:
            raise form_not_found(wanted)
        # columns put aside inside a subform go before the subform's own table
        for each in aside:
            sweep.drop_retired(tx, app.id, each)
    record(tx, actor, "bin.purge", f"{app.key}/{wanted}", app=app.key)


def _purge_part(tx: Transaction, part: Part, app: AppRow, key: str) -> None:
    row = part.store.find(tx, app.id, key)
    if row is None or row.deleted_at is None:
        raise not_in_bin(key)
    if part.store.holds(tx, row.id, part.kept):
        raise has_history(key)
    sweep.drop_part(tx, part, row)


def _forms(forms: list[FormRow]) -> Iterator[Entry]:
    gone = [(form, form.deleted_at) for form in forms if form.deleted_at is not None]
    for form, when in gone:
        label = form.shown.get("label") or form.key
        yield _entry("form", form.key, None, label, None, None, when, form.deleted_by)


def _fields(tx: Transaction, app: AppRow, forms: list[FormRow]) -> Iterator[Entry]:
    for form in forms:
        if form.deleted_at is not None:
            continue
        label = form.shown.get("label") or form.key
        hidden = [each for each in retired.of_form(tx, app.id, form.key) if _is_hidden(each)]
        by = _who_published(tx, form) if hidden else {}
        for each in hidden:
            own, path = each.field, ".".join(each.path)
            yield _entry("field", form.key, path, own.label or path, label, own.type, each.since, by.get(each.since))


def _types(tx: Transaction, app: AppRow, forms: list[FormRow]) -> Iterator[Entry]:
    for form in forms:
        if form.deleted_at is not None or form.published is None:
            continue
        changes = list(changes_of_type(tx, app, load_form(form.published)))
        by, label = _who_published(tx, form) if changes else {}, form.published.get("label") or form.key
        for each, now in changes:
            own, path = each.field, ".".join(each.path)
            entry = _entry("type", form.key, path, now.label or path, label, own.type, each.since, by.get(each.since))
            yield entry | {"to": now.type}


def _parts(tx: Transaction, app: AppRow) -> Iterator[Entry]:
    for part in hooks.parts:
        for row in part.store.all_of(tx, app.id):
            if row.deleted_at is not None:
                label = row.shown.get("label") or row.key
                entry = _entry(part.kind, row.key, None, label, None, None, row.deleted_at, row.deleted_by)
                yield entry | {"form": None}


def _who_published(tx: Transaction, form: FormRow) -> dict[datetime, str | None]:
    """By the instant of the publish, which is that of what it put aside."""
    v = form_version.c
    published = select(v.published_at, v.published_by).where(v.form_id == form.id)
    return {row.published_at: row.published_by for row in tx.execute(published)}


def _entry(
    kind: str,
    form: str,
    field: str | None,
    label: Any,
    form_label: Any,
    type_: str | None,
    when: datetime,
    by: str | None,
) -> Entry:
    return {
        "kind": kind,
        "key": form if field is None else field,
        "form": form,
        "field": field,
        "label": label,
        "form_label": form_label,
        "type": type_,
        "deleted_at": iso_instant(when),
        "until": iso_instant(when + KEPT),
        "by": by,
    }


def _is_hidden(each: Retired) -> bool:
    return each.kind == "hidden"
