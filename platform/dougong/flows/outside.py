"""What leaves the product: HTTP calls, scripts in their child process, messages to other systems.

`send` does it, without any transaction; `settle` writes the outcome and takes the step it leads to, in one transaction.
A failure that may pass is tried again after a pause that doubles; when the tries are used up, or nobody can know
whether it happened, the step is told and waits in the operators' inbox.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import select, update

from dougong.apps import repository
from dougong.flows import connections, rows, scripts
from dougong.flows.connections import Connection
from dougong.flows.hooks import Delivery, hooks
from dougong.flows.models import flow_instance, flow_outbox
from dougong.flows.store import execute
from dougong.kit.config import Settings
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Problem, say, stored
from dougong.kit.jobs import database_now
from dougong.kit.outbound import Answer, CallFailed, Outbound, outbound
from engines.flow.events import Called, Event, Failed

SEND_TRIES = 8
_SEND_PAUSE = 30.0
_LONGEST_PAUSE = 6 * 3600.0
_c = flow_outbox.c
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """How one try ended. `again`: another may succeed. `unknown`: it may have had its effect."""

    ok: bool
    values: Mapping[str, Any]
    answer: Mapping[str, Any]
    code: str = ""
    detail: Mapping[str, str] | None = None
    again: bool = False
    unknown: bool = False


def send(database: Database, row: Row, resources: Mapping[type, Any]) -> Outcome:
    """One try. Never raises for what the other side does."""
    try:
        match row["kind"]:
            case "http":
                return _http(database, row, resources)
            case "script":
                return _script(row)
            case kind:
                return _deliver(database, kind, row, resources)
    except CallFailed as failed:
        code = "unknown_outcome" if failed.unknown else "not_reached"
        return Outcome(False, {}, {}, code, dict(failed.reason), failed.again, failed.unknown)
    except Problem as problem:
        return Outcome(False, {}, {}, problem.code or problem.default_code, dict(problem.detail))


def _http(database: Database, row: Row, resources: Mapping[type, Any]) -> Outcome:
    body = row["body"]
    url, headers = body["url"], dict(body["headers"])
    if body.get("connection"):
        with database.snapshot() as tx:
            url, headers = _with_connection(tx, row, url, headers)
    headers["Idempotency-Key"] = body["idempotency_key"]
    payload = None if body["body"] is None else body["body"].encode()
    client: Outbound = outbound(resources[Settings])
    answer = client.call(body["method"], url, headers=headers, body=payload, timeout=float(body["timeout"]))
    told = {"status": answer.status, "bytes": len(answer.body)}
    if answer.ok:
        return Outcome(True, _saved(body["save"], answer), told)
    detail = say(f"对方返回状态 {answer.status}。", f"The other system answered with status {answer.status}.")
    # an answer tells what happened: with status 500 nobody promises that nothing did
    return Outcome(False, {}, told, "http_status", detail, answer.again, unknown=answer.status >= 500)


def _with_connection(tx: Transaction, row: Row, url: str, headers: dict[str, str]) -> tuple[str, dict[str, str]]:
    app_key = tx.execute(select(flow_instance.c.app).where(flow_instance.c.id == row["instance_id"])).scalar_one()
    app = repository.find_app(tx, app_key)
    found = connections.find(tx, app.id, row["body"]["connection"]) if app is not None else None
    if found is None:
        name = row["body"]["connection"]
        raise CallFailed(say(f"连接 {name} 不存在。", f"There is no connection {name}."), again=False)
    return _applied(found, url, headers)


def _applied(found: Connection, url: str, headers: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The call with the connection's address and credentials; these go nowhere else than to that address."""
    base = found.settings.get("base_url", "").rstrip("/")
    if base and url.startswith("/"):
        url = base + url
    elif base and url != base and not url.startswith((base + "/", base + "?")):
        raise CallFailed(
            say(f"地址不属于连接 {found.key}。", f"The address does not belong to the connection {found.key}."),
            again=False,
        )
    token, user = found.secrets.get("token"), found.settings.get("username")
    if token:
        headers[found.settings.get("header") or "Authorization"] = token
    elif user:
        pair = f"{user}:{found.secrets.get('password', '')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    return url, headers


def _saved(save: Mapping[str, str], answer: Answer) -> dict[str, Any]:
    """Variables from paths of the JSON answer (`data.items.0.id`); what isn't there is empty."""
    if not save:
        return {}
    try:
        document = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        document = None
    return {key: _at(document, path.split(".")) for key, path in save.items()}


def _at(document: Any, path: list[str]) -> Any:
    for part in path:
        if isinstance(document, Mapping):
            document = document.get(part)
        elif isinstance(document, list) and part.isdigit() and int(part) < len(document):
            document = document[int(part)]
        else:
            return None
    if isinstance(document, str):
        return document.replace("\0", "")  # no column keeps it
    return None if isinstance(document, Mapping) else document


def _script(row: Row) -> Outcome:
    values = scripts.run(row["body"])
    return Outcome(True, values, {"outputs": sorted(values)})


def _deliver(database: Database, kind: str, row: Row, resources: Mapping[type, Any]) -> Outcome:
    deliverer = hooks.deliverers.get(kind)
    if deliverer is None:
        raise CallFailed(say(f"没有可发送“{kind}”的模块。", f"Nothing here sends «{kind}»."), again=True)
    key = f"{row['instance_id']}:{row['key']}"
    told = deliverer(Delivery(row["id"], key, row["instance_id"], row["body"], resources, database.clock(), database))
    return Outcome(True, {}, dict(told or {}))


def settle(tx: Transaction, row: Row, outcome: Outcome) -> None:
    """Writes how the try ended, and carries out what follows for the instance; nothing when the row was taken back."""
    answered = row["kind"] in ("http", "script")
    if answered:
        rows.lock_instance(tx, row["instance_id"])  # before the row, as steps that cancel their rows do
    where = (_c.id == row["id"], _c.state == "pending", _c.attempts == row["attempts"])
    values = _ended(row, outcome)
    if outcome.again and not outcome.ok and "state" not in values:
        values["next_at"] = database_now(tx) + pause(row)
    else:
        values["done_at"] = tx.now
    if not tx.execute(update(flow_outbox).where(*where).values(**values)).rowcount:
        return
    if answered and "state" in values:
        execute(tx, row["instance_id"], _event(row, outcome), f"answer:{row['key']}")


def note(tx: Transaction, row: Row, outcome: Outcome) -> None:
    """The outcome alone: the instance has no use for it any more."""
    where = (_c.id == row["id"], _c.state == "pending")
    state = "sent" if outcome.ok else "unknown" if outcome.unknown else "failed"
    values = {"state": state, "done_at": tx.now, "answer": dict(outcome.answer)}
    tx.execute(update(flow_outbox).where(*where).values(**values))


def _ended(row: Row, outcome: Outcome) -> dict[str, Any]:
    """`state` when it is over, nothing of it while another try is due."""
    if outcome.ok:
        return {"state": "sent", "answer": dict(outcome.answer), "last_error": None}
    detail = outcome.detail or say("失败。", "It failed.")
    values: dict[str, Any] = {"last_error": stored(detail), "answer": dict(outcome.answer)}
    tries = int(row["body"].get("retries", SEND_TRIES - 1)) + 1
    if not outcome.again or row["attempts"] >= tries:
        values["state"] = "unknown" if outcome.unknown else "failed"
    return values


def pause(row: Row) -> timedelta:
    """Before the next try: doubles each time, six hours at most."""
    first = float(row["body"].get("backoff", _SEND_PAUSE))
    return timedelta(seconds=min(_LONGEST_PAUSE, first * 2 ** max(0, row["attempts"] - 1)))


def _event(row: Row, outcome: Outcome) -> Event:
    if outcome.ok:
        return Called(row["token"], dict(outcome.values))
    detail = outcome.detail or say("失败。", "It failed.")
    return Failed(row["token"], outcome.code or "failed", dict(detail), outcome.unknown)
