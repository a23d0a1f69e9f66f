"""What leaves an instance: each becomes a row of the outbox, complete enough to be sent later without the instance.

Templates are filled now, from the record as it is in this step; secrets of connections are put in when it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import orjson

from dougong.flows.running import Running
from dougong.flows.texts import Filler
from dougong.kit.jobs import enqueue
from dougong.kit.types import iso_instant
from engines.flow import effects
from engines.flow.durations import after
from engines.flow.effects import Effect
from engines.flow.nodes.call import CallNode
from engines.flow.nodes.http import HttpNode
from engines.flow.nodes.script import ScriptNode
from engines.flow.state import pack
from engines.formula import ErrorValue

SCRIPT_TRIES = 3
ANALYSE = "flows.analyse"
"""The job of an analyse step."""
_JSON = ("application/json", "+json")


def post(run: Running, effect: Effect) -> None:
    """Puts an effect into the outbox; an analysis is a job of its own."""
    match effect:
        case effects.CallHttp():
            run.post("http", effect.key, _http(run, effect), token=effect.token, node=effect.node)
        case effects.RunScript():
            run.post("script", effect.key, _script(run, effect), token=effect.token, node=effect.node)
        case effects.Analyse():
            args = {"instance": run.id, "token": effect.token, "node": effect.node}
            enqueue(run.tx, ANALYSE, args, once_key=f"{run.id}:{effect.key}")
        case effects.StartChild():
            run.post("child", effect.key, _child(run, effect), token=effect.token, node=effect.node)
        case effects.CancelChild():
            run.post("cancel_child", f"cancel:{effect.key}", {"child": effect.key}, token=effect.token)
        case effects.SendMessage():
            body = {"message": effect.message, "record": effect.record or run.row["record_id"]}
            run.post("message", effect.key, body, token=effect.token, node=effect.node)
        case _:
            raise TypeError(f"an effect that nobody performs: {type(effect).__name__}")


def _filler(run: Running, token: str) -> Filler:
    return Filler(run.tx, run.loaded.app, run.row["form"], run.env(token))


def _http(run: Running, effect: effects.CallHttp) -> dict[str, Any]:
    node = run.node(effect.node)
    assert isinstance(node, HttpNode)
    filler = _filler(run, effect.token)
    headers = {name: filler.plain(value, _one_line) for name, value in node.headers.items()}
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "application/json")
    inside = _in_json if any(each in kind for each in _JSON) else str
    pause = after(run.tx.now, node.backoff, run.world) - run.tx.now
    return {
        "method": node.method,
        "url": filler.plain(node.url, lambda value: quote(value, safe="")),
        "headers": {"Content-Type": kind, **headers} if node.body is not None else headers,
        "body": None if node.body is None else filler.plain(node.body, inside),
        "connection": node.connection,
        "save": node.save,
        "timeout": node.timeout,
        "retries": node.retries,
        "backoff": pause.total_seconds(),
        "idempotency_key": f"{run.id}:{effect.same_as or effect.key}",
    }


def _one_line(value: str) -> str:
    """A value inside a header can't end it."""
    return "".join(char for char in value if ord(char) >= 0x20)


def _in_json(value: str) -> str:
    """A value inside a JSON string can't end it."""
    return orjson.dumps(value).decode()[1:-1]


def _script(run: Running, effect: effects.RunScript) -> dict[str, Any]:
    node = run.node(effect.node)
    assert isinstance(node, ScriptNode)
    filler = _filler(run, effect.token)
    inputs = {name: _as_input(filler.value(tuple(path.split(".")))) for name, path in node.inputs.items()}
    return {
        "code": node.code,
        "inputs": inputs,
        "outputs": list(node.outputs),
        "timeout": node.timeout,
        "retries": SCRIPT_TRIES - 1,
        "backoff": 10.0,
    }


def _as_input(value: Any) -> Any:
    """A value as a script sees it, in JSON: lists stay lists, rows and files are left out."""
    if isinstance(value, (list, tuple)):
        return [_as_input(each) for each in value if not isinstance(each, Mapping)]
    return None if isinstance(value, (ErrorValue, Mapping)) else pack(value)


def _child(run: Running, effect: effects.StartChild) -> dict[str, Any]:
    node = run.node(effect.node)
    assert isinstance(node, CallNode)
    return {
        "app": node.app or run.app,
        "flow": node.flow,
        "record": effect.record,
        "item": None if effect.item is None else pack(effect.item),
        "waits": effect.wait,
        "initiator": run.row["initiator"],
        "asked_at": iso_instant(run.tx.now),
    }
