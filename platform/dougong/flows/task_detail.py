"""One to-do as its person sees it: the record under the step's rights, the verbs that work right now, the history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Row

from dougong.flows import inbox
from dougong.flows.assignees import Asked, answer
from dougong.flows.hooks import hooks
from dougong.flows.running import Running
from dougong.flows.step_rights import StepView, lends, own_view
from dougong.flows.store import look_at
from dougong.flows.timeline import Document, Names, comments, node_document, timeline
from dougong.kit.db import Transaction
from dougong.kit.errors import NotFound, say
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from engines.flow import events
from engines.flow.advance import advance
from engines.flow.assignees import Assignee, Chosen
from engines.flow.effects import Resolve
from engines.flow.events import Event, Refused
from engines.flow.returning import preview_return, return_targets

_NOBODY = "00000000-0000-0000-0000-000000000000"
"""Stands for «some other person» when a verb is only tried."""
_ON_REJECT = frozenset({"reject", "return"})


def mine(tx: Transaction, actor: Actor, task_id: str) -> Row[Any]:
    """The caller's own task, open or not; 404 for everything else."""
    row = inbox.one(tx, task_id)
    if row is None or row.person != actor.person_id or not actor.token_allows("read", row.app):
        raise not_found()
    return row


def not_found() -> NotFound:
    return NotFound(say("找不到这个待办。", "There is no such to-do."), "task_not_found")


def document(tx: Transaction, actor: Actor, task_id: str, language: str) -> Document:
    """`Task` of docs/flows-api.md."""
    row = mine(tx, actor, task_id)
    (shown,) = inbox.documents(tx, actor, [row], language)
    run = look_at(tx, row.instance_id)
    flow = run.loaded.flow
    lines = timeline(tx, row.instance_id, flow, language)
    return {
        **shown,
        "verbs": list(verbs(run, row, language)),
        **_record(tx, actor, run, row, language),
        "held": hooks.held(tx, row.instance_id, actor, language),
        "item": row.item,
        "choose": _choice(run, row),
        "timeline": lines,
        "comments": comments(lines),
        "now": now_of(tx, row.instance_id, run, language),
    }


def now_of(tx: Transaction, instance_id: str, run: Running, language: str) -> list[Document]:
    """Who has it now."""
    rows = inbox.open_of(tx, instance_id)
    names = Names(tx, (row.person for row in rows))
    return [
        {
            "task": row.id,
            "person": names.who(row.person),
            "node": node_document(run.loaded.flow, row.node, language),
            "since": iso_instant(row.opened_at),
            "due_at": iso_instant(row.due_at) if row.due_at and not row.paused else None,
            "paused": row.paused,
            "waiting": row.waiting,
        }
        for row in rows
    ]


def _record(tx: Transaction, actor: Actor, run: Running, row: Row[Any], language: str) -> Document:
    node = run.node(row.node)
    empty = {"fields": dict(getattr(node, "fields", {})), "form": None, "record": None}
    app = run.loaded.app
    if row.form is None or row.record_id is None or row.form not in app.forms:
        return empty
    if not lends(row.kind, row.status, node):
        return {**empty, **_with_own_eyes(tx, actor, run, row, language)}
    view = StepView(tx, app, actor, row.form, row.record_id, node)
    values = view.record(expand=("*",))
    if values is None:
        return empty
    writes = view.writes() if row.status == "open" and not row.waiting else []
    form = app.forms[row.form]
    return {
        "fields": dict(view.fields),
        "form": {"key": row.form, "label": form.name(language), "runtime": view.runtime()},
        "record": {
            "id": row.record_id,
            "title": values.get("_title"),
            "version": values["version"],
            "values": values,
            "_can": {"update": bool(writes), "write": writes},
        },
    }


def _with_own_eyes(tx: Transaction, actor: Actor, run: Running, row: Row[Any], language: str) -> Document:
    """The record as the person's own grants show it; what was sent back to them they may change by these."""
    app = run.loaded.app
    found = own_view(tx, app, actor, row.form, row.record_id)
    if found is None:
        return {"form": None, "record": None}
    values, runtime = found
    can = values["_can"] if row.status == "open" and row.kind == "resubmit" else {"update": False, "write": []}
    if not can["write"]:
        runtime = {**runtime, "ops": ["read"], "fields": dict.fromkeys(runtime["fields"], "read")}
    return {
        "form": {"key": row.form, "label": app.forms[row.form].name(language), "runtime": runtime},
        "record": {
            "id": row.record_id,
            "title": values.get("_title"),
            "version": values["version"],
            "values": values,
            "_can": {"update": bool(can["write"]), "write": can["write"]},
        },
    }


def _choice(run: Running, row: Row[Any]) -> Document | None:
    """Whom the next steps let the one who decides pick."""
    token = run.state.tokens.get(row.token)
    if row.status != "open" or token is None:
        return None
    for edge in run.loaded.program.nodes[token.node].out:
        asked = _picks(getattr(run.loaded.node(edge.target), "assignees", ()))
        if asked is None:
            continue
        if not asked.among:
            return {"among": None}
        resolve = Resolve(row.token, edge.target, asked.among, initiator=run.state.initiator)
        found = answer(Asked(run.tx, run.app, run.row["flow_id"], resolve, lambda _: None, lambda _: False, dry=True))
        names = Names(run.tx, found.people)
        return {"among": [names.who(person) for person in found.people]}
    return None


def _picks(assignees: tuple[Assignee, ...]) -> Chosen | None:
    return next((one for one in assignees if isinstance(one, Chosen) and one.chosen_by == "previous"), None)


# verbs -----------------------------------------------------------------------------------------------------


def verbs(run: Running, row: Row[Any], language: str) -> Iterator[Document]:
    """What can be done with the task right now: each verb is tried on a copy of the state."""
    node = run.node(row.node)
    listed = inbox.VERBS[row.kind] if row.kind != "approval" else tuple(getattr(node, "verbs", ()))
    for verb in listed:
        found = _verb(run, row, verb, language)
        if found is not None:
            yield {"verb": verb, "comment": _comment(node, row.kind, verb), **found}


def _comment(node: Any, kind: str, verb: str) -> str:
    policy = getattr(node, "comment", "optional") if kind == "approval" else "optional"
    required = (policy == "always" and verb in ("approve", "reject", "return")) or (
        policy == "on_reject" and verb in _ON_REJECT
    )
    return "required" if required or verb == "comment" else "optional"


def _verb(run: Running, row: Row[Any], verb: str, language: str) -> Document | None:
    """Particulars of a verb that works now; None when it doesn't."""
    if verb == "return":
        return _returns(run, row, language)
    if verb == "remove_signer":
        return _removable(run, row)
    build = _TRIES.get(verb)
    if build is None:  # comment, cc: a word is always free while the instance is there
        return {}
    return {} if possible(run, build(row.task, row.person)) else None


_TRIES: dict[str, Callable[[str, str], Event]] = {
    "approve": lambda task, by: events.Decide(task, by, "approve", "…"),
    "reject": lambda task, by: events.Decide(task, by, "reject", "…"),
    "submit": lambda task, by: events.Decide(task, by, "submit", "…"),
    "done": lambda task, by: events.Decide(task, by, "done", "…"),
    "transfer": lambda task, by: events.Transfer(task, by, _NOBODY, comment="…"),
    "delegate": lambda task, by: events.Transfer(task, by, _NOBODY, delegate=True, comment="…"),
    "add_before": lambda task, by: events.AddSigners(task, by, (_NOBODY,), "before", comment="…"),
    "add_after": lambda task, by: events.AddSigners(task, by, (_NOBODY,), "after", comment="…"),
    "take_back": lambda task, by: events.TakeBack(task, by, "…"),
    "urge": lambda task, by: events.Urge(by, None, "…"),
    "read": lambda task, by: events.Read(task, by),
    "resubmit": lambda task, by: events.Resubmit(task, by, "…"),
    "withdraw": lambda task, by: events.Withdraw(by, "…"),
}


def possible(run: Running, event: Event) -> bool:
    """Whether the engine would take the event now; nothing is changed."""
    try:
        advance(run.loaded.program, run.state, event, now=run.tx.now, world=run.world)
    except Refused:
        return False
    return True


def _returns(run: Running, row: Row[Any], language: str) -> Document | None:
    targets = return_targets(run.loaded.program, run.state, row.task)
    to = [target for target in targets if possible(run, events.Return(row.task, row.person, target, comment="…"))]
    if not to:
        return None
    modes = preview_return(run.loaded.program, run.state, row.task, to[0]).resubmit
    return {"to": [node_document(run.loaded.flow, each, language) for each in to], "resubmit": list(modes)}


def _removable(run: Running, row: Row[Any]) -> Document | None:
    others = [row_ for row_ in inbox.open_of(run.tx, run.id) if row_.task != row.task]
    found = [one for one in others if possible(run, events.RemoveSigner(one.task, row.person, "…"))]
    names = Names(run.tx, (one.person for one in found))
    tasks = [{"id": one.id, "person": names.who(one.person)} for one in found]
    return {"tasks": tasks} if tasks else None


def return_preview(tx: Transaction, actor: Actor, task_id: str, to: str, language: str) -> Document:
    """Whose open tasks a return would withdraw, before anybody confirms it."""
    row = mine(tx, actor, task_id)
    run = look_at(tx, row.instance_id)
    found = preview_return(run.loaded.program, run.state, row.task, to)
    rows = {one.task: one for one in inbox.open_of(tx, row.instance_id)}
    names = Names(tx, (one.person for one in rows.values()))

    def shown(task: str) -> Document:
        one = rows[task]
        node = node_document(run.loaded.flow, one.node, language)
        return {"id": one.id, "person": names.who(one.person), "node": node}

    return {
        "to": node_document(run.loaded.flow, to, language),
        "cancels": [shown(task) for task in found.cancelled if task in rows],
        "keeps": [shown(task) for task in found.kept if task in rows],
        "resubmit": list(found.resubmit),
    }
