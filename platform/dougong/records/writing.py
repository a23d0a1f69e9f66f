"""From a request to a `Work`, and from a finished `Item` to the caller's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of
from dougong.audit.service import record as record_audit
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, Problem, Text, in_language
from dougong.kit.web import Actor
from dougong.records.problems import version_conflict
from dougong.records.reading.callers import Callers
from dougong.records.reading.query import MAX_LIMIT, ListQuery
from dougong.records.reading.reader import Reader
from dougong.records.reading.within import Within, at_once
from dougong.records.schemas import BulkAnswer
from dougong.records.service import form_exists
from dougong.records.told import from_memory
from dougong.records.work import Door, Item, Listener, Reverted, Work
from engines.form.fields import FIELD_TYPES
from engines.form.labels import label_text
from engines.form.outcome import Outcome

_NAMED_IN_AUDIT = 20


def begin(
    tx: Transaction,
    actor: Actor,
    app_key: str,
    form_key: str,
    *,
    door: Door | None = None,
    listeners: Sequence[Listener] = (),
    callers: Callers | None = None,
) -> Work:
    """The unit of work of one request; unknown apps and forms are 404. `callers`: whom this process remembers."""
    if callers is None:
        catalog = app_catalog(tx, app_key, hold=True)
        access = access_of(tx, actor, catalog)
    else:
        caller = callers.within(tx, actor, app_key)
        catalog, access = caller.app, caller.access
    work = Work(tx, catalog, actor, access, door or ("api" if actor.door == "api" else "ui"), listeners)
    form_exists(work, form_key)
    return work


def seen(work: Work, form_key: str, record_id: str) -> dict[str, Any] | None:
    """The record as the caller sees it now, uncommitted changes included; None when they may not see it."""
    if not work.access.may(form_key, "read"):
        return None
    reader = Reader(Within(work.tx), work.app, work.access)
    try:
        return at_once(reader.one(form_key, record_id, None, ()))
    except Problem:
        return None


def answer(work: Work, form_key: str, item: Item) -> dict[str, Any]:
    """The saved record for its caller; who may only add, learns id and version."""
    assert item.new is not None
    found = from_memory(work, form_key, item) or seen(work, form_key, item.new.id)
    found = found or {"id": item.new.id, "version": item.new.version}
    if item.held is not None and item.held["state"] != "released":
        return found | {"_pending": dict(item.held)}
    if item.outcome is not None:
        warnings = [problem for problem in item.outcome.problems if problem.level == "warn"]
        if warnings:
            language = work.access.principal.locale
            found["_warnings"] = [
                {
                    "field": problem.field,
                    "path": list(problem.path),
                    "code": problem.code,
                    "message": problem.message[language],
                }
                for problem in warnings
            ]
    return found


def reverted(work: Work, form_key: str, record_id: str, done: Reverted, language: str) -> dict[str, Any]:
    """`{"record", "restored": [{field, label}], "kept": [{field, label, reason}]}`."""
    record = answer(work, form_key, done.item) if done.item is not None else seen(work, form_key, record_id)
    return {
        "record": record,
        "restored": [_labelled(work, form_key, key, language) for key in done.restored],
        "kept": named(work, form_key, done.kept, language),
    }


def named(work: Work, form_key: str, reasons: Mapping[str, Text], language: str) -> list[dict[str, Any]]:
    """`[{field, label, reason}]`."""
    return [
        _labelled(work, form_key, key, language) | {"reason": in_language(why, language)}
        for key, why in reasons.items()
    ]


def _labelled(work: Work, form_key: str, key: str, language: str) -> dict[str, Any]:
    own = work.app.forms[form_key].by_key[key]
    return {"field": key, "label": label_text(own.label, language) or key}


def results(
    work: Work, form_key: str, items: Sequence[Item], language: str, wanted: BulkAnswer | None
) -> list[dict[str, Any]]:
    """One result for each item of a batch. `wanted`: records as they have become, and the present one of a conflict."""
    asked = [item.record_id for item in items if wanted and item.record_id and _told(item)]
    now = _several(work, form_key, asked, wanted) if wanted and asked else {}
    found: list[dict[str, Any]] = []
    for item in items:
        current = now.get(item.record_id or "")
        if item.problem is not None:
            document = item.problem.document(language)
            found.append({"ok": False, "problem": document | {"current": current} if current else document})
            continue
        version = item.new.version if item.new else None
        held = {"held": True} if item.held is not None and item.held["state"] != "released" else {}
        told = {"id": item.record_id, "version": version}
        found.append({"ok": True, **held, "record": current or told})
    return found


def _told(item: Item) -> bool:
    """Whose record a batch's answer shows: what was written and stayed, and what somebody else has changed."""
    if item.problem is not None:
        return item.problem.code == "version_conflict"
    return item.new is not None and item.op != "delete"


def _several(work: Work, form_key: str, ids: Sequence[str], wanted: BulkAnswer) -> Mapping[str, dict[str, Any]]:
    """These records as the caller sees them now, by id."""
    if not work.access.may(form_key, "read"):
        return {}
    fields, expand = ",".join(wanted.fields), ",".join(wanted.expand)
    query = ListQuery(fields=fields, expand=expand or None, limit=MAX_LIMIT)
    page = at_once(Reader(Within(work.tx), work.app, work.access).page(form_key, query, ids=ids))
    return {record["id"]: record for record in page["items"]}


def with_current(work: Work, form_key: str, record_id: str, problem: Conflict) -> Conflict:
    """A version conflict tells the record as it is now."""
    if problem.code != "version_conflict":
        return problem
    return version_conflict(seen(work, form_key, record_id))


def note(work: Work, form_key: str, items: Sequence[Item]) -> None:
    """One line of the audit log for the whole request: which operation, on how many records, which ones."""
    for op in ("create", "update", "delete", "restore"):
        changed = [item for item in items if item.op == op and item.new is not None and item.alive]
        for item in changed:
            if item.held is not None:
                target = f"{work.app.key}/{form_key}/{item.record_id}"
                record_audit(work.tx, work.actor, "record.held", target, {"op": op, **item.held}, app=work.app.key)
        done = [item.new.id for item in changed if item.new is not None and item.held is None]
        if not done:
            continue
        one = len(done) == 1
        target = f"{work.app.key}/{form_key}/{done[0]}" if one else f"{work.app.key}/{form_key}"
        detail = None if one else {"records": len(done), "ids": done[:_NAMED_IN_AUDIT]}
        actor = work.actor if work.actor.person_id else None
        record_audit(work.tx, actor, f"record.{op}", target, detail, app=work.app.key)


def prepared(work: Work, form_key: str, outcome: Outcome, language: str) -> dict[str, Any]:
    """A form being filled in, as the server sees it; fields the caller may not read are left out."""
    form = work.app.forms[form_key]
    rights = work.access.field_rights(form_key)
    shown = [field for field in form.fields if rights.get(field.key, "none") != "none"]
    visible = {field.key for field in shown}
    values = {
        field.key: FIELD_TYPES[field.type].to_json(field, outcome.values[field.key])
        for field in shown
        if outcome.values.get(field.key) is not None
    }
    states = {
        path: {"visible": state.visible, "required": state.required, "readonly": state.readonly}
        for path, state in outcome.states.items()
        if str(path).split(".")[0] in visible
    }
    problems = [
        {
            "field": problem.field,
            "path": list(problem.path),
            "code": problem.code,
            "level": problem.level,
            "message": problem.message[language],
        }
        for problem in outcome.problems
        if problem.field in visible or not problem.field
    ]
    return {"values": values, "states": states, "problems": problems}
