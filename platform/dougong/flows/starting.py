"""Flows that people start: a button on a record or in a list, a form link; and flows that messages start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from dougong.access.compiler import Access
from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.apps.rights import access_of
from dougong.flows import held, people
from dougong.flows.assignees import Asked, answer
from dougong.flows.hooks import Message
from dougong.flows.live import Live, env_of, live_flows
from dougong.flows.models import flow_instance
from dougong.flows.pressing import may_press, might_press, must_press, place_of
from dougong.flows.refusals import already_running, condition_not_met, not_startable
from dougong.flows.store import Begin, start
from dougong.flows.webhooks import variables_in
from dougong.identity.directory import names_of_people
from dougong.kit.db import Transaction
from dougong.kit.errors import NotAllowed, NotFound, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.web import Actor
from dougong.records import service, writing
from dougong.records.problems import operation_not_granted, record_not_found
from dougong.records.repository import Repository
from dougong.records.system import system_work
from dougong.records.work import Work
from engines.flow.assignees import Assignee, Chosen
from engines.flow.definition import Flow
from engines.flow.effects import Resolve
from engines.flow.triggers import OnButton, OnFormLink, OnMessage
from engines.form.labels import label_text

Picked = Mapping[str, Sequence[str]]


# -- what there is to start ---------------------------------------------------------------------------------------
def starts(tx: Transaction, actor: Actor, app: AppCatalog, form: str | None, language: str) -> dict[str, Any]:
    """`GET …/flow-starts`: the buttons and form links of the caller. Nobody from outside starts flows:
    their buttons are fields of a form, which grants give."""
    if actor.outside:
        return {"buttons": [], "links": []}
    live, access = live_flows(tx, app), access_of(tx, actor, app)
    buttons = [
        _button(tx, app, each, language)
        for each in live.any_of("button")
        if each.flow.form is not None and form in (None, each.flow.form) and might_press(access, each.flow.form, each)
    ]
    links = [
        {
            "flow": each.key,
            "label": _label(each.flow, language),
            "form": each.flow.form,
            "chooses": _choices(tx, app, each.flow, language),
        }
        for each in live.any_of("form_link")
        if each.flow.form is not None
        and form in (None, each.flow.form)
        and access.may(each.flow.form, "create")
        and _may_open(tx, actor, app, each)
    ]
    return {"buttons": buttons, "links": links}


def actions(
    tx: Transaction, actor: Actor, app: AppCatalog, access: Access, form: str, record_id: str, language: str
) -> dict[str, Any]:
    """`GET …/flow-actions` of a record the caller reads: buttons that may be pressed now, and what waits."""
    work = Work(tx, app, actor, access, "ui")
    record = Repository(tx, app.tables, form).get(record_id)
    if record is None or record.deleted:
        raise record_not_found()
    if actor.outside:
        return {"buttons": [], "pending": []}
    values = {**record.values, **record.system}
    buttons = [
        _button(tx, app, each, language)
        for each in live_flows(tx, app).of(form, "button")
        if place_of(each) in ("record", "both")
        and each.is_met(env_of(work, each.flow, form, values, values))
        and may_press(work, form, record_id, each)
    ]
    return {"buttons": buttons, "pending": held.shown_of_record(tx, app, form, record_id, access, language)}


def _button(tx: Transaction, app: AppCatalog, live: Live, language: str) -> dict[str, Any]:
    trigger = live.flow.trigger
    assert isinstance(trigger, OnButton)
    return {
        "flow": live.key,
        "form": live.flow.form,
        "label": label_text(_plain(trigger.label), language) or _label(live.flow, language),
        "place": trigger.place,
        "confirm": label_text(_plain(trigger.confirm), language) if trigger.confirm else None,
        "chooses": _choices(tx, app, live.flow, language),
    }


def _label(flow: Flow, language: str) -> str:
    return label_text(_plain(flow.label), language) or flow.key


def _plain(label: Any) -> str | Mapping[str, str]:
    return label if isinstance(label, str) else {str(lang): text for lang, text in (label or {}).items()}


def _choices(tx: Transaction, app: AppCatalog, flow: Flow, language: str) -> list[dict[str, Any]]:
    """The steps whose people the initiator picks."""
    found = []
    for node in flow.nodes:
        for chosen in _chosen(getattr(node, "assignees", ())):
            among = _known_people(tx, app, chosen.among)
            shown = [{"id": person, "name": name} for person, name in names_of_people(tx, among).items()]
            label = label_text(_plain(node.label), language) or node.id
            found.append({"node": node.id, "label": label, "among": shown if chosen.among else None})
    return found


def _chosen(assignees: Sequence[Assignee]) -> Iterator[Chosen]:
    return (each for each in assignees if isinstance(each, Chosen) and each.chosen_by == "initiator")


def _known_people(tx: Transaction, app: AppCatalog, assignees: Sequence[Assignee]) -> list[str]:
    """Who is meant before there is an instance: whatever depends on a record means nobody."""
    if not assignees:
        return []
    asked = Resolve("", "", tuple(assignees))
    return list(answer(Asked(tx, app.key, "", asked, lambda _path: None, lambda _text: False, True)).people)


def _may_open(tx: Transaction, actor: Actor, app: AppCatalog, live: Live) -> bool:
    trigger = live.flow.trigger
    if not isinstance(trigger, OnFormLink):
        return False
    return not trigger.who or actor.person_id in _known_people(tx, app, trigger.who)


# -- pressing -----------------------------------------------------------------------------------------------------
def press(work: Work, form: str, record_id: str, flow_key: str, chosen: Picked) -> str:
    """A person presses the flow's own button. → the instance"""
    return _pressed(work, form, record_id, flow_key, chosen, own=True)


def press_by_field(work: Work, form: str, record_id: str, flow_key: str, chosen: Picked) -> str:
    """A person has pressed a button field, with the right to it, that starts the flow. → the instance"""
    return _pressed(work, form, record_id, flow_key, chosen, own=False)


def _pressed(work: Work, form: str, record_id: str, flow_key: str, chosen: Picked, *, own: bool) -> str:
    if not work.actor.token_allows("update", work.app.key):
        raise operation_not_granted("update")
    live = live_flows(work.tx, work.app).by_key.get(flow_key)
    if live is None or not isinstance(live.flow.trigger, OnButton) or live.flow.form != form:
        raise not_startable()
    if own and place_of(live) == "field":  # it has no button but the field, and the field's rights
        raise not_startable()
    if not is_id(record_id) or writing.seen(work, form, record_id) is None:
        raise record_not_found()
    if own:
        must_press(work, form, record_id, live)
    record = work.repository(form).get(record_id, lock=True)
    if record is None or record.deleted:
        raise record_not_found()
    values = {**record.values, **record.system}
    if not live.is_met(env_of(work, live.flow, form, values, values)):
        raise condition_not_met()
    if _runs(work.tx, live.id, record_id):
        raise already_running()
    instance = start(work.tx, _begin(work, live, record_id, f"button:{live.id}:{new_id()}", chosen))
    if instance is None:
        raise not_startable()
    return instance


def start_form(work: Work, flow_key: str, values: Mapping[str, Any], chosen: Picked) -> tuple[dict[str, Any], str]:
    """A form link: the record is made under the person's own grants, and the flow begins on it."""
    live = live_flows(work.tx, work.app).by_key.get(flow_key)
    if live is None or not isinstance(live.flow.trigger, OnFormLink) or live.flow.form is None:
        raise not_startable()
    if not _may_open(work.tx, work.actor, work.app, live):
        raise NotAllowed(say("你不能发起此流程。", "You can't start this flow."), "not_invited")
    item = service.create(work, live.flow.form, values)
    writing.note(work, live.flow.form, [item])
    assert item.record_id is not None
    instance = start(work.tx, _begin(work, live, item.record_id, f"form_link:{live.id}:{item.record_id}", chosen))
    if instance is None:
        raise not_startable()
    return writing.answer(work, live.flow.form, item), instance


def form_of(tx: Transaction, app_key: str, flow_key: str) -> str:
    """The form a form link opens."""
    live = live_flows(tx, app_catalog(tx, app_key)).by_key.get(flow_key)
    if live is None or live.flow.form is None:
        raise not_startable()
    return live.flow.form


def _begin(work: Work, live: Live, record_id: str, key: str, chosen: Picked) -> Begin:
    known = {node.id for node in live.flow.nodes}
    picked = {node: tuple(people.active(work.tx, ids)) for node, ids in chosen.items() if node in known}
    return Begin(
        app=work.app.key,
        flow_id=live.id,
        version=live.version,
        trigger=live.on,
        dedupe_key=key,
        form=live.flow.form,
        record_id=record_id,
        initiator=work.actor.person_id,
        chosen=picked,
        whole=isinstance(live.flow.trigger, OnButton) and live.flow.trigger.whole,
    )


def _runs(tx: Transaction, flow_id: str, record_id: str) -> bool:
    i = flow_instance.c
    mine = (i.flow_id == flow_id, i.record_id == record_id, i.status == "running")
    return tx.execute(select(i.id).where(*mine).limit(1)).first() is not None


# -- messages -----------------------------------------------------------------------------------------------------
def on_message(tx: Transaction, message: Message) -> None:
    """Hook of running flows: starts the flows of the app whose trigger waits for this message."""
    try:
        app = app_catalog(tx, message.app, hold=True)
    except NotFound:  # the app lies in the bin
        return
    sender = tx.execute(select(flow_instance).where(flow_instance.c.id == message.sender)).first()
    for live in live_flows(tx, app).any_of("message"):
        trigger = live.flow.trigger
        if not isinstance(trigger, OnMessage) or trigger.message != message.message:
            continue
        of_form = sender is not None and sender.form == live.flow.form
        record_id = message.record_id if live.flow.form is not None and of_form else None
        initiator = sender.initiator if sender is not None else None
        if live.holds is not None and not _holds(tx, app, live, record_id):
            continue
        start(
            tx,
            Begin(
                app=app.key,
                flow_id=live.id,
                version=live.version,
                trigger="message",
                dedupe_key=f"message:{live.id}:{message.sender}:{message.key}",
                form=live.flow.form if record_id else None,
                record_id=record_id,
                initiator=initiator,
                variables=variables_in(live.flow, message.payload),
            ),
        )


def _holds(tx: Transaction, app: AppCatalog, live: Live, record_id: str | None) -> bool:
    if live.flow.form is None or record_id is None:
        return False
    record = Repository(tx, app.tables, live.flow.form).get(record_id)
    if record is None or record.deleted:
        return False
    values = {**record.values, **record.system}
    return live.is_met(env_of(system_work(tx, app.key), live.flow, live.flow.form, values, values))
