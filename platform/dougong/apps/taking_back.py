"""A change of type is taken back within 30 days: the draft gets the field as it was, publishing brings its values.

Values nobody touched since come back byte for byte; what was entered since is converted, and told by the preview.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from dougong.apps import retired
from dougong.apps.drafts import save_draft
from dougong.apps.problems import field_not_found
from dougong.apps.repository import AppRow, FormRow
from dougong.apps.retired import Path, Retired, field_document
from dougong.apps.values import storage
from dougong.kit.db import Transaction
from dougong.kit.web import Actor
from engines.form.definition import Document, Form
from engines.form.fields import FieldModel


def changes_of_type(tx: Transaction, app: AppRow, form: Form) -> Iterator[tuple[Retired, FieldModel]]:
    """The latest change of each field that can be taken back, and the field as it is now; newest first."""
    seen: set[Path] = set()
    for each in retired.of_form(tx, app.id, form.key):
        now = _at(form, each.path)
        if each.kind != "converted" or each.path in seen or now is None:
            continue
        seen.add(each.path)
        if (now.type, storage(now)) != (each.field.type, storage(each.field)):
            yield each, now


def take_back(
    tx: Transaction, actor: Actor, app: AppRow, form: FormRow, field: str, since: datetime | None, language: str
) -> dict[str, Any]:
    """Puts the field as it was before its last change of type into the draft; its label stays the present one."""
    path = tuple(field.split("."))
    kept = (each for each in retired.of_form(tx, app.id, form.key) if each.kind == "converted" and each.path == path)
    found = next((each for each in kept if since is None or each.since == since), None)
    if found is None or not _in_draft(form.draft, path):
        raise field_not_found(field)
    definition = {**form.draft, "fields": _put(form.draft.get("fields", []), path, field_document(found.field))}
    return save_draft(tx, actor, app, form, form.revision, definition, language)


def _at(form: Form, path: Path) -> FieldModel | None:
    if len(path) == 1:
        return form.field(path[0])
    subform = form.subform(".".join(path[:-1]))
    return subform.field(path[-1]) if subform else None


def _in_draft(draft: Document, path: Path) -> bool:
    fields: Any = draft.get("fields")
    for key in path:
        own = next((each for each in fields or () if isinstance(each, dict) and each.get("key") == key), None)
        if own is None:
            return False
        fields = own.get("fields")
    return True


def _put(fields: list[Document], path: Path, old: Document) -> list[Document]:
    key, *rest = path
    changed = []
    for each in fields:
        if each.get("key") != key:
            changed.append(each)
        elif rest:
            changed.append({**each, "fields": _put(each.get("fields", []), tuple(rest), old)})
        else:
            changed.append({**old, "label": each.get("label", old.get("label", ""))})
    return changed
