"""An aim is reached, in one transaction or not at all, and written down as the next version of the app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dougong.apps import repository
from dougong.apps.hooks import hooks
from dougong.apps.online.prepared import NOTHING, Prepared
from dougong.apps.plan import Plan
from dougong.apps.problems import draft_has_errors, somebody_was_faster
from dougong.apps.publish import Accepted, begin, carry_out
from dougong.apps.release import content
from dougong.apps.release.aim import Aim, Step, at_drafts, at_version, fingerprint
from dougong.apps.release.preview import plans, preview, settings_of
from dougong.apps.repository import AppRow
from dougong.apps.roles import write_roles
from dougong.apps.schemas import RoleBody, RolesBody
from dougong.audit.service import record
from dougong.identity.service import roles
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, say
from dougong.kit.web import Actor


@dataclass(frozen=True)
class Order:
    """What is asked for. `state`: the fingerprint of the app as it was looked at; `version`: which to put back, None:
    publish the drafts but those left out."""

    state: str
    version: int | None = None
    leave_out: Sequence[str] = ()
    accept_losses: bool = False
    accept_failing: Sequence[str] = ()
    note: str | None = None


def aim_of(tx: Transaction, app: AppRow, order: Order) -> Aim:
    """What the order wants the app to become."""
    if order.version is None:
        return at_drafts(tx, app, order.leave_out)
    return at_version(tx, app, content.of_version(tx, app, order.version))


def forms_of(tx: Transaction, app: AppRow, order: Order, language: str) -> list[Plan]:
    """The forms that the order publishes, as they are now."""
    planned = plans(tx, app, aim_of(tx, app, order), language)
    return [each for each in planned.by_key.values() if each.form.dirty]


def publish_app(
    tx: Transaction, actor: Actor, app: AppRow, order: Order, language: str, prepared: Prepared = NOTHING
) -> int:
    """Does all of it. → the new version of the app"""
    begin(tx, app)
    app = _fresh(tx, app)
    aim = aim_of(tx, app, order)
    if fingerprint(tx, app) != order.state:
        raise somebody_was_faster(preview(tx, actor, app, aim, language))
    if not aim.steps and aim.settings is None and not _changed(tx, app, language):
        raise Conflict(say("没有未发布的修改。", "There is nothing to publish."), "nothing_to_publish")
    return reach(tx, actor, app, aim, order, language, prepared)


def reach(
    tx: Transaction, actor: Actor, app: AppRow, aim: Aim, order: Order, language: str, prepared: Prepared = NOTHING
) -> int:
    """Makes the app what the aim says, under the locks of `begin`. → the new version of the app"""
    steps = _prepared(tx, actor, app, aim)
    reached = Aim(steps, aim.settings, aim.missing)
    _publish_forms(tx, actor, app, reached, order, language, prepared)
    _publish_parts(tx, actor, app, reached, order.note, language)
    if aim.settings is not None:
        _put_settings_back(tx, actor, app, aim)
    _remove(tx, actor, app, reached)
    app = _fresh(tx, app)
    n = content.add(tx, app, actor.person_id, order.note)
    detail = {"version": n, "of": order.version, "parts": [f"{step.op} {step.name}" for step in steps]}
    record(
        tx, actor, "app.rollback" if order.version is not None else "app.publish", f"app:{app.key}", detail, app=app.key
    )
    return n


def _changed(tx: Transaction, app: AppRow, language: str) -> bool:
    """True when something took effect since the last version without being published with the app."""
    n = content.latest(tx, app)
    return not n or bool(content.compare(tx, content.of_version(tx, app, n), content.present(tx, app), language))


def _prepared(tx: Transaction, actor: Actor, app: AppRow, aim: Aim) -> list[Step]:
    """Out of the bin, and with the draft that is to be published; what goes is as it was."""
    stores = content.stores()
    found = []
    for step in aim.steps:
        store, row = stores[step.kind], step.row
        if step.op == "restore":
            store.out_of_bin(tx, row.id)
        if not step.stored and step.op != "remove":
            if not store.save_draft(tx, row.id, row.revision, row.draft, actor.person_id):
                raise somebody_was_faster(None)
            row = store.of_id(tx, row.id)
        found.append(Step(step.kind, step.op, row))
    repository.touch(tx, app.id)
    return found


def _publish_forms(
    tx: Transaction, actor: Actor, app: AppRow, aim: Aim, order: Order, language: str, prepared: Prepared
) -> None:
    planned = plans(tx, app, aim, language)
    if planned.wrong:
        raise draft_has_errors([each for problems in planned.wrong.values() for each in problems])
    flows = {step.row.key for step in aim.of("flow")}
    accepted = Accepted(order.accept_losses, order.accept_failing, flows)
    changed = [each for each in planned.by_key.values() if each.form.dirty]
    carry_out(tx, actor, app, changed, accepted, order.note, language, prepared)


def _publish_parts(tx: Transaction, actor: Actor, app: AppRow, aim: Aim, note: str | None, language: str) -> None:
    for part in hooks.parts:
        gone = {step.row.key for step in aim.of(part.kind, "remove")}
        steps = aim.of(part.kind, "add", "change", "restore")
        keys = {row.key for row in part.store.all_of(tx, app.id) if row.published and row.deleted_at is None}
        known = (keys | {step.row.key for step in steps}) - gone
        for step in steps:
            if step.op == "restore" and not step.row.dirty:
                part.out_of_bin(tx, actor, app, step.row)  # it comes back as it was
            else:
                part.publish(tx, actor, app, step.row, note, known, language)


def _remove(tx: Transaction, actor: Actor, app: AppRow, aim: Aim) -> None:
    """Into the bin goes what the version didn't have yet; pages before what they show, forms last."""
    for part in reversed(hooks.parts):
        for step in aim.of(part.kind, "remove"):
            part.to_bin(tx, actor, app, step.row)
    for step in aim.of("form", "remove"):
        repository.forms.to_bin(tx, step.row.id, actor.person_id)
        record(tx, actor, "form.delete", f"{app.key}/{step.row.key}", app=app.key)
    repository.touch(tx, app.id)


def _put_settings_back(tx: Transaction, actor: Actor, app: AppRow, aim: Aim) -> None:
    """Settings, navigation, roles and grants of the version. Who bears a role stays; a role that comes back is borne by
    nobody."""
    app = _fresh(tx, app)
    wanted = settings_of(content.present(tx, app), aim)
    repository.update_app(tx, app.id, wanted["app"], actor.person_id)
    now: dict[str, Any] = {role.key: role for role in roles(tx, app.key)}
    body = RolesBody(
        roles=[
            RoleBody(
                key=role["key"],
                label=role["label"],
                members=[{"kind": m.kind, "id": m.id} for m in now[role["key"]].members] if role["key"] in now else [],
            )
            for role in wanted["roles"]
        ],
        grants=wanted["grants"],
        revision=app.grants_revision,
    )
    write_roles(tx, actor, app, body)


def _fresh(tx: Transaction, app: AppRow) -> AppRow:
    found = repository.find_app(tx, app.key)
    return app if found is None else found
