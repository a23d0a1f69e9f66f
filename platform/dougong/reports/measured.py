"""Sources of the system as reports read them: what the rooms below say of sign-ins, changes and the audit log, and what
other rooms bring (`hooks.sources`).

Sign-ins are those of people who bear a role of the app: whoever decides on the app's grants learns nothing of anybody
else. Neither addresses nor devices nor the details of an event are among the columns.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, String, Text, case, cast, false, null, or_, select

from dougong.access.compiler import Access
from dougong.access.grants import Grant
from dougong.access.sources import AREAS, SOURCES, Measured, SourceCatalog, is_source
from dougong.apps.catalog import AppCatalog
from dougong.audit.models import audit_log
from dougong.identity.models import department, person, person_group_member, role, role_member
from dougong.kit.db import Transaction
from dougong.records.models import change_log
from dougong.reports.hooks import hooks

SIGNED_IN = "session.create"
_MOST = 64
_lock = threading.Lock()
_known: OrderedDict[tuple[str, int], SourceCatalog] = OrderedDict()


def sources_seen(tx: Transaction, app: AppCatalog, whole: Access) -> Access:
    """The eyes of the same principal on the app's sources, through those grants that name one."""
    grants = [grant for grant in whole.grants if is_source(grant.form)]
    return Access(_catalog(tx, app), grants, whole.principal, whole.context.now)


def sources_named(app: AppCatalog, whole: Access, everything: Grant) -> Access:
    """Eyes that see every name of the sources, and never a row: for looking at a dashboard's draft."""
    grants = [everything.model_copy(update={"id": key, "form": key}) for key in SOURCES]
    return Access(SourceCatalog(app.key, {}), grants, whole.principal, whole.context.now)


def _catalog(tx: Transaction, app: AppCatalog) -> SourceCatalog:
    """Kept per stamp of the app: forms, flows and their names change with it."""
    key = (app.app_id, app.stamp)
    with _lock:
        found = _known.get(key)
    if found is None:
        found = SourceCatalog(app.key, _measured(tx, app))
        with _lock:
            _known[key] = found
            while len(_known) > _MOST:
                _known.popitem(last=False)
    return found


def _measured(tx: Transaction, app: AppCatalog) -> dict[str, Measured]:
    forms = {key: form.label for key, form in app.forms.items()}
    own = {
        "$sign_ins": Measured(_sign_ins(app.key)),
        "$changes": Measured(_changes(app.key), {"form": forms}),
        "$audit": Measured(_events(app.key)),
    }
    for key, rows_of in hooks.sources.items():
        found = rows_of(tx, app.key)
        own[key] = Measured(found.rows, {"form": forms, **found.options})
    return own


def _sign_ins(app: str) -> Select[Any]:
    log = audit_log.c
    return _of_people(
        [cast(log.seq, Text()).label("id"), log.at.label("created_at")],
        log.actor_id,
        audit_log,
        [log.action == SIGNED_IN, log.actor_id.in_(_bearers(app))],
    )


def _changes(app: str) -> Select[Any]:
    """What computes itself anew is nobody's change."""
    log = change_log.c
    columns: list[ColumnElement[Any]] = [
        cast(log.seq, Text()).label("id"), log.at.label("created_at"), log.form.label("form"), log.op.label("op"),
        log.door.label("door"), cast(log.record_id, String(36)).label("record"),
    ]  # fmt: skip
    return _of_people(columns, log.by, change_log, [log.app == app, log.op != "recompute"])


def _events(app: str) -> Select[Any]:
    log = audit_log.c
    area = case(*[(log.action.startswith(f"{name}.", autoescape=True), name) for name in AREAS], else_=null())
    columns: list[ColumnElement[Any]] = [
        cast(log.seq, Text()).label("id"), log.at.label("created_at"), log.action.label("action"), area.label("area"),
        log.target.label("target"),
    ]  # fmt: skip
    return _of_people(columns, log.actor_id, audit_log, [log.app == app])


def _of_people(
    columns: Iterable[ColumnElement[Any]],
    who: ColumnElement[str],
    table: FromClause,
    where: Iterable[ColumnElement[bool]],
) -> Select[Any]:
    """Rows with the person they are about, and where that person works now."""
    joined = table.join(person, person.c.id == who, isouter=True)
    named = [person.c.id.label("owner"), person.c.id.label("person"), person.c.department_id.label("department")]
    return select(*columns, *named).select_from(joined).where(*where)


def _bearers(app: str) -> Select[Any]:
    """People who bear a role of the app: themselves, by a group, by their department or one above it."""
    m, g, d = role_member.c, person_group_member.c, department.c
    roles = select(role.c.id).where(role.c.app == app)
    given = select(m.member_id).where(m.role_id.in_(roles), m.kind == "department")
    below = select(d.id).where(d.id.in_(given)).cte("below", recursive=True)
    below = below.union(select(d.id).join(below, d.parent_id == below.c.id))
    named = select(m.member_id).where(m.role_id.in_(roles), m.kind == "person")
    groups = select(m.member_id).where(m.role_id.in_(roles), m.kind == "group")
    return select(person.c.id).where(
        or_(
            false(),
            person.c.id.in_(named),
            person.c.id.in_(select(g.person_id).where(g.group_id.in_(groups))),
            person.c.department_id.in_(select(below.c.id)),
        )
    )
