"""The help page of an app, written by what its builders wrote: what it is for, what the reader may do, what the fields
mean. Nothing on it says more than the reader's grants do."""

from __future__ import annotations

from typing import Any

from dougong.access.compiler import Access
from dougong.apps.catalog import app_catalog
from dougong.apps.repository import AppRow
from dougong.apps.rights import access_of, principal_of
from dougong.identity.service import roles
from dougong.kit.db import Transaction
from dougong.kit.web import Actor
from engines.form.definition import Form
from engines.form.fields import FIELD_TYPES

Document = dict[str, Any]
_WIDTH = ("own", "task", "formula", "department", "department_tree", "all")
"""From the fewest rows to all of them."""


def of_person(tx: Transaction, actor: Actor, app: AppRow) -> Document:
    """`{label, description, roles: [label], forms: [Form]}`: what may be opened, and what may be done there."""
    catalog = app_catalog(tx, app.key)
    access = access_of(tx, actor, catalog)
    mine = principal_of(tx, actor, app.key).roles
    return {
        "label": app.label,
        "description": app.description,
        "roles": [role.label for role in roles(tx, app.key) if role.key in mine],
        "forms": [_brief(access, form) for key, form in catalog.forms.items() if access.ops(key)],
    }


def of_form(tx: Transaction, actor: Actor, app: AppRow, key: str) -> Document | None:
    """One form with its fields; None when there is nothing in it for this person."""
    catalog = app_catalog(tx, app.key)
    access = access_of(tx, actor, catalog)
    if key not in catalog.forms or not access.ops(key):
        return None
    form, rights = catalog.forms[key], access.field_rights(key)
    fields = [_field(field, rights[field.key]) for field in form.fields if rights.get(field.key, "none") != "none"]
    return _brief(access, form) | {"fields": fields}


def _brief(access: Access, form: Form) -> Document:
    document: Document = form.model_dump(mode="json", include={"key", "label", "icon", "description"})
    may = {op: _widest(access, form.key, op) for op in access.ops(form.key)}
    return document | {"may": may}


def _widest(access: Access, form: str, op: Any) -> str:
    """The widest scope of rows in which it may be done."""
    return max(
        (grant.rows for grant in access.granted(form, op)),
        key=lambda rows: _WIDTH.index(rows) if rows in _WIDTH else -1,
    )


def _field(field: Any, right: str) -> Document:
    return {
        "key": field.key,
        "type": field.type,
        "label": field.label,
        "help": getattr(field, "help", None) or None,
        "required": bool(getattr(field, "required", False)),
        "computed": not FIELD_TYPES[field.type].holds or getattr(field, "formula", None) is not None,
        "right": right,
    }
