"""What of flows grows old: runs that ended, what they sent, keys that keep a thing from being done twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from dougong.apps.models import app
from dougong.flows import definitions
from dougong.flows.models import flow_command, flow_instance, flow_outbox, flow_start
from dougong.kit.db import Transaction
from dougong.kit.errors import say
from dougong.kit.retention import Forgotten, drop_some, kept

_i, _o = flow_instance.c, flow_outbox.c
_SETTLED = ("sent", "cancelled")


@kept(
    "flow_runs",
    days=None,
    least=90,
    label=say("流程运行记录", "Runs of flows"),
    text=say(
        "已结束的流程及其步骤、意见和任务。仍在运行的、还有未处理发送的一直保留。",
        "Flows that ended, with their steps, words and tasks. What still runs, or has something unsettled, stays.",
    ),
    batch=200,
)
def forget_runs(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """Runs that ended, with everything that hangs on them, unless another run of the same chain goes on: a parent may
    still ask for its child."""
    other = flow_instance.alias().c
    chain = exists().where(other.root_id == _i.root_id, other.status == "running")
    open_post = exists().where(_o.instance_id == _i.id, _o.state.not_in(_SETTLED))
    return drop_some(tx, flow_instance, most, _i.status == "ended", _i.ended_at < before, ~chain, ~open_post)


@kept(
    "flow_messages",
    days=180,
    least=7,
    label=say("流程发出的内容", "What flows sent"),
    text=say(
        "已结束的流程对外发出的请求、消息和答复；未处理的一直保留。",
        "Calls, messages and answers of flows that ended; what nobody settled stays.",
    ),
    setting=lambda settings: settings.keep_outbox_days,
)
def forget_sent(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """Texts and answers with data of people in them."""
    over = exists().where(_i.id == _o.instance_id, _i.status == "ended", _i.ended_at < before)
    return drop_some(tx, flow_outbox, most, _o.state.in_(_SETTLED), over)


@kept(
    "flow_commands",
    days=30,
    least=30,
    most=30,
    label=say("流程操作的去重键", "Keys of acts on flows"),
    text=say("同一操作重发时不会做两次。", "The same act sent again is done once."),
)
def forget_commands(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """Keys that nobody can send again."""
    return drop_some(tx, flow_command, most, flow_command.c.at < before)


@kept(
    "flow_starts",
    days=400,
    least=400,
    most=400,
    label=say("流程启动的去重键", "Keys of starts of flows"),
    text=say("长于一年：同一个生日不会触发两次。", "Longer than a year: the same birthday starts nothing twice."),
)
def forget_starts(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """Keys of starts."""
    return drop_some(tx, flow_start, most, flow_start.c.at < before)


def rule_forms(tx: Transaction) -> set[tuple[str, str]]:
    """(app, form) whose records carry rules that analyses count by. Who wrote such a rule decides what it may read, and
    only the history of the record knows."""
    found: set[tuple[str, str]] = set()
    for row in tx.execute(select(app.c.id, app.c.key)):
        for flow in definitions.flows.all_of(tx, row.id):
            for document in (flow.published, flow.draft):
                found |= {(row.key, form) for form in _rule_forms(document)}
    return found


def _rule_forms(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        if document.get("kind") == "segments" and isinstance(document.get("form"), str):
            yield document["form"]
        for each in document.values():
            yield from _rule_forms(each)
    elif isinstance(document, list):
        for each in document:
            yield from _rule_forms(each)
