"""A draft becomes the flow: linted, looked at against what runs, published with or without taking instances along."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from dougong.apps import repository as apps
from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.apps.problems import somebody_was_faster
from dougong.apps.repository import AppRow
from dougong.apps.roles import first_not_held
from dougong.audit.service import record
from dougong.flows import clock, definitions, drafts, migration, stays, webhooks
from dougong.flows.definitions import FlowRow
from dougong.flows.diff import diff
from dougong.flows.inbox import Shown
from dougong.flows.lending import as_grant, given_away
from dougong.flows.live import find_live, live_flows
from dougong.flows.reading import Fault, Read, read, shape
from dougong.flows.refusals import draft_has_errors, not_yours_to_give, not_yours_to_lend
from dougong.kit import jobs
from dougong.kit.db import Transaction
from dougong.kit.errors import NotAllowed, say
from dougong.kit.web import Actor
from engines.flow.definition import Flow
from engines.flow.lint import circles
from engines.flow.nodes.script import ScriptNode
from engines.flow.problems import Problem
from engines.flow.triggers import OnUnchanged

SEED = "flows.seed_stays"
Which = Literal["none", "all"] | Sequence[str]


def impact(
    tx: Transaction, actor: Actor, app: AppRow, row: FlowRow, mapping: Mapping[str, str] | None, language: str
) -> dict[str, Any]:
    """`Impact` of docs/flows-api.md; changes nothing."""
    catalog = app_catalog(tx, app.key)
    found = _read(tx, catalog, row)
    answer: dict[str, Any] = {
        "problems": [fault.document(language) for fault in found.faults],
        "from": row.published_version,
        "to": definitions.flows.last_version(tx, row.id) + 1,
        "diff": diff(row.published or {}, row.draft),
    }
    if found.program is None:
        empty = {"nodes": {"gone": [], "targets": []}, "counts": {"as_is": 0, "mapping": 0, "cannot": 0}}
        return {**answer, **empty, "instances": [], "left_out": 0, "mapping": {}}
    instances = migration.running(tx, row.id)
    old = {node["id"]: node.get("label") for node in (row.published or {}).get("nodes", ())}
    if mapping is None:
        bare = migration.previews(tx, catalog, row.id, found.program, {}, instances)
        used = [move.node for each in bare if each.report for move in each.report.moves]
        mapping = migration.proposed_mapping(old, found.program, sorted(set(used)))
    previewed = migration.previews(tx, catalog, row.id, found.program, mapping, instances)
    shown = Shown(tx, actor, language)
    return {**answer, **migration.document(previewed, found.program, old, shown), "mapping": dict(mapping)}


def publish(
    tx: Transaction,
    actor: Actor,
    app: AppRow,
    key: str,
    revision: int,
    *,
    note: str | None,
    migrate: Which,
    mapping: Mapping[str, str],
    language: str,
) -> dict[str, Any]:
    """Makes the draft the flow. Refused: another revision, errors, grants of its own that the designer doesn't hold."""
    apps.touch(tx, app.id)  # publishes of one app queue on the app's row
    row = drafts.find_flow(tx, app, key)
    if row.revision != revision:
        raise somebody_was_faster(drafts.draft_document(tx, app, row, language))
    version = publish_draft(tx, actor, app, row, note, language)
    ids = [each.id for each in migration.running(tx, row.id, but=version)]
    if migrate == "none":
        return {"version": version, "migrated": 0, "kept": len(ids), "refused": []}
    shown = Shown(tx, actor, language)
    chosen = ids if migrate == "all" else [each for each in ids if each in set(migrate)]
    return {"version": version, **migration.move(tx, row, version, mapping, chosen, actor.person_id, shown)}


def publish_new(tx: Transaction, actor: Actor, app: AppRow, rows: Sequence[FlowRow], language: str) -> None:
    """The drafts of a new app as its first flows, all at once: they may call each other, and are looked at together
    for circles."""
    catalog = app_catalog(tx, app.key)
    known = frozenset(row.key for row in rows)
    flows = [_sound(read(tx, catalog, row.key, row.draft, known), language) for row in rows]
    endless = [each for each in map(_as_fault, circles(flows)) if each.level == "error"]
    if endless:
        raise draft_has_errors([fault.document(language) for fault in endless])
    for row, flow in zip(rows, flows, strict=True):
        _refuse_escalation(tx, actor, app, catalog, row, flow)
    for row, flow in zip(rows, flows, strict=True):
        version = _write_version(tx, actor, row, flow, None)
        record(tx, actor, "flow.publish", f"{app.key}/{row.key}", {"version": version, "note": None}, app=app.key)
    apps.touch(tx, app.id)
    for row in rows:
        renew(tx, row)


def publish_draft(
    tx: Transaction,
    actor: Actor,
    app: AppRow,
    row: FlowRow,
    note: str | None,
    language: str,
    *,
    known: Collection[str] | None = None,
) -> int:
    """The draft as the next version. → its number (the present one when nothing has changed). `known`: flows that it
    may call (None: those that are published)."""
    catalog = app_catalog(tx, app.key)
    flow = _sound(_read(tx, catalog, row, known), language)
    _refuse_escalation(tx, actor, app, catalog, row, flow)
    if not row.dirty:
        return row.published_version
    version = put_version(tx, actor, row, flow, note)
    detail = {"version": version, "note": note}
    record(tx, actor, "flow.publish", f"{app.key}/{row.key}", detail, app=app.key)
    return version


def put_version(tx: Transaction, actor: Actor, row: FlowRow, flow: Flow, note: str | None) -> int:
    """The draft as the version that starts. The app's stamp rises with it: triggers are looked up anew."""
    n = _write_version(tx, actor, row, flow, note)
    apps.touch(tx, row.app_id)
    renew(tx, row)
    return n


def _write_version(tx: Transaction, actor: Actor, row: FlowRow, flow: Flow, note: str | None) -> int:
    trigger = flow.trigger.on
    n = definitions.flows.add_version(tx, row, actor.person_id, note, form=flow.form, trigger=trigger)
    if trigger == "webhook":
        webhooks.ensure(tx, row.id, actor.person_id)
    return n


def renew(tx: Transaction, row: FlowRow) -> None:
    """What the clock knows of the flow, after it was published, switched, binned or taken out of the bin. `row` is the
    flow as it was before."""
    found = find_live(tx, row.id)
    live = found[1] if found else None
    clock.reset(tx, live, row.id)
    before = row.published or {}
    was = {"form": before.get("form"), "calendar": before.get("calendar"), **before.get("trigger", {})}
    trigger = live.flow.trigger if live else None
    if live is None or not isinstance(trigger, OnUnchanged):
        if was.get("on") == "unchanged":
            stays.clear(tx, row.id)
        return
    same = (was.get("on"), was["form"], was["calendar"], was.get("field"), was.get("for"))
    if same != ("unchanged", live.flow.form, live.flow.calendar, trigger.field, trigger.duration):
        stays.clear(tx, row.id)
    jobs.enqueue(tx, SEED, {"flow": row.id})


def modules_switched(tx: Transaction, app_key: str) -> None:
    """Hook of apps: flows of modules may start now that couldn't, or the other way round. Running ones go on."""
    app = apps.find_app(tx, app_key)
    modules = (app.modules if app is not None else None) or ()
    keys = {key for module in modules for key in module.get("flows", ())}
    forms = {key for module in modules for key in module.get("forms", ())}
    for row in definitions.flows.all_of(tx, app.id) if app is not None else ():
        own = row.published is not None and row.deleted_at is None
        if own and (row.key in keys or (row.published or {}).get("form") in forms):
            renew(tx, row)


def migrate_running(
    tx: Transaction,
    actor: Actor,
    app: AppRow,
    row: FlowRow,
    to: int,
    mapping: Mapping[str, str],
    instances: Sequence[str] | None,
    language: str,
) -> dict[str, Any]:
    """Moves running instances to another version, forwards or back."""
    definitions.flows.version(tx, row, to)  # NotFound without it
    ids = [each.id for each in migration.running(tx, row.id, instances, but=to)]
    done = migration.move(tx, row, to, mapping, ids, actor.person_id, Shown(tx, actor, language))
    detail = {"to": to, "migrated": done["migrated"], "mapping": dict(mapping)}
    record(tx, actor, "flow.migrate", f"{app.key}/{row.key}", detail, app=app.key)
    return {"version": to, **done}


def _sound(found: Read, language: str) -> Flow:
    """The flow that was read; refuses one with errors."""
    if found.errors or found.flow is None:
        raise draft_has_errors([fault.document(language) for fault in found.faults])
    return found.flow


def _as_fault(problem: Problem) -> Fault:
    return Fault((), problem.code, say(problem.message["zh-CN"], problem.message["en"]), problem.level)


def _read(tx: Transaction, app: AppCatalog, row: FlowRow, known_flows: Collection[str] | None = None) -> Read:
    """The draft, and the circles it would close with the app's other flows."""
    found = read(tx, app, row.key, row.draft, known_flows)
    if found.flow is None:
        return found
    others = [live.flow for live in live_flows(tx, app).by_id.values() if live.key != row.key]
    known = {problem.message["en"] for problem in circles(others)}
    after = circles([*others, found.flow])
    faults = [_as_fault(problem) for problem in after if problem.message["en"] not in known]
    return Read(found.flow, found.program, [*found.faults, *faults])


def _refuse_escalation(
    tx: Transaction, actor: Actor, app: AppRow, catalog: AppCatalog, row: FlowRow, flow: Flow
) -> None:
    """A flow gives nobody what its designer doesn't hold: fields, grants of its own, a script on the server."""
    before = {node["id"]: node.get("code") for node in (row.published or {}).get("nodes", ()) if "code" in node}
    scripts = [node for node in flow.nodes if isinstance(node, ScriptNode) and before.get(node.id) != node.code]
    if scripts and not actor.is_admin:
        raise NotAllowed(
            say("只有平台管理员可以发布脚本步骤。", "Only platform administrators may publish script steps."),
            "script_needs_admin",
        )
    published, _faults = shape(row.published) if row.published is not None else (None, ())
    old = given_away(catalog, published) if published is not None else frozenset()
    fresh = sorted(given_away(catalog, flow) - old)
    lacking = first_not_held(tx, actor, app, [as_grant(each) for each in fresh])
    if lacking is not None:
        raise not_yours_to_lend(catalog, *next(each for each in fresh if as_grant(each) == lacking))
    if flow.acts_as == "app":
        given = [grant for grant in catalog.grants.grants if f"flow:{flow.key}" in grant.to]
        missing = first_not_held(tx, actor, app, given)
        if missing is not None:
            raise not_yours_to_give(missing.id)
