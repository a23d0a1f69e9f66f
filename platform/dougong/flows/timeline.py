"""The history of an instance as people read it: one line per thing that happened, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from dougong.flows.models import flow_fact, flow_task
from dougong.identity.directory import names_of_people
from dougong.kit.db import Transaction
from dougong.kit.errors import Text, in_language, say
from dougong.kit.types import iso_instant
from engines.flow.definition import Flow
from engines.form.labels import label_text

MOST = 1_000
Document = dict[str, Any]
Who = dict[str, Any] | None

LINES: Mapping[str, Text] = {
    "started": say("{by}发起了流程", "{by} started the flow"),
    "task_opened": say("待{person}处理", "Waiting for {person}"),
    "decided:approve": say("{by}同意", "{by} approved"),
    "decided:reject": say("{by}拒绝", "{by} rejected"),
    "decided:submit": say("{by}提交", "{by} submitted"),
    "decided:done": say("{by}已完成", "{by} marked it done"),
    "decided": say("{by}已处理", "{by} decided"),
    "returned": say("{by}退回到“{to}”", "{by} sent it back to “{to}”"),
    "resubmitted": say("{by}重新提交", "{by} sent it on again"),
    "transferred": say("{by}转交给{person}", "{by} gave it to {person}"),
    "delegated": say("{by}委派给{person}", "{by} asked {person} to decide for them"),
    "signers_added": say("{by}加签：{people}", "{by} added signers: {people}"),
    "signer_removed": say("{by}减签：{person}", "{by} took {person} off"),
    "taken_back": say("{by}拿回了自己的处理", "{by} took their decision back"),
    "withdrawn": say("{by}撤回了流程", "{by} withdrew it"),
    "urged": say("{by}催办", "{by} urged"),
    "commented": say("{by}评论", "{by} commented"),
    "copied": say("{by}抄送给{people}", "{by} showed it to {people}"),
    "read": say("{by}已阅", "{by} has read it"),
    "handed_over": say("{person}的待办转给{to}", "To-dos of {person} went to {to}"),
    "failed": say("步骤“{node}”出错：{detail}", "The step “{node}” failed: {detail}"),
    "retried": say("{by}重试步骤“{node}”", "{by} tried “{node}” again"),
    "skipped": say("{by}跳过步骤“{node}”", "{by} passed over “{node}”"),
    "jumped": say("{by}跳转到“{to}”", "{by} moved it to “{to}”"),
    "cancelled": say("{by}终止了流程", "{by} cancelled the flow"),
    "received": say("收到消息 {message}", "The message {message} came"),
    "child_ended": say("子流程结束：{result}", "A sub-flow ended: {result}"),
    "analysed": say(
        "分析“{node}”：共 {subjects}，写入 {written}，未通过 {refused}",
        "Analysis “{node}”: {subjects} in all, {written} written, {refused} refused",
    ),
    "analysed:why": say("分析“{node}”没有写入：{detail}", "Analysis “{node}” wrote nothing: {detail}"),
    "sla:remind": say("超时提醒", "Reminder: it is late"),
    "sla:notify": say("超时通知", "Notice: it is late"),
    "sla:escalate": say("超时升级", "Escalated: it is late"),
    "sla:transfer": say("超时转交", "Given to others: it is late"),
    "sla:approve": say("超时自动同意", "Approved by itself: it was late"),
    "sla:reject": say("超时自动拒绝", "Rejected by itself: it was late"),
    "sla:submit": say("超时自动提交", "Submitted by itself: it was late"),
    "sla:pause": say("暂停条件出错，继续计时", "The condition that pauses the clock has an error: it goes on"),
    "sla_paused": say("暂停计时", "The clock was paused"),
    "sla_resumed": say("恢复计时", "The clock goes on"),
    "boundary": say("边界事件“{boundary}”触发", "The boundary “{boundary}” was struck"),
    "migrated": say("迁移到版本 {version}", "Moved to version {version}"),
    "ended": say("流程结束：{result}", "The flow ended: {result}"),
}
"""The sentence of each kind of fact."""
RESULTS: Mapping[str, Text] = {
    "approved": say("已通过", "approved"),
    "rejected": say("已拒绝", "rejected"),
    "done": say("已完成", "done"),
    "withdrawn": say("已撤回", "withdrawn"),
    "cancelled": say("已终止", "cancelled"),
}
_SYSTEM = say("系统", "The system")


class Names:
    """Names of people, looked up together."""

    def __init__(self, tx: Transaction, ids: Iterable[str | None]) -> None:
        self._names = names_of_people(tx, {each for each in ids if each})

    def who(self, person: str | None) -> Who:
        """`{"id", "name"}`, None for the system."""
        return None if person is None else {"id": person, "name": self._names.get(person)}

    def text(self, person: str | None, language: str) -> str:
        """The name alone, for sentences."""
        return in_language(_SYSTEM, language) if person is None else self._names.get(person) or "?"


def node_document(flow: Flow, node_id: str | None, language: str) -> Document | None:
    """`Node` of docs/flows-api.md."""
    if node_id is None:
        return None
    node = flow.by_id.get(node_id)
    if node is None:
        return {"id": node_id, "label": node_id, "type": "unknown"}
    return {"id": node_id, "label": label_text(node.label, language) or node_id, "type": node.type}


def timeline(tx: Transaction, instance_id: str, flow: Flow, language: str) -> list[Document]:
    """`Fact`s, oldest first; the engine's own bookkeeping is left out."""
    c = flow_fact.c
    kinds = {key.partition(":")[0] for key in LINES}
    statement = select(flow_fact).where(c.instance_id == instance_id, c.kind.in_(kinds)).order_by(c.seq).limit(MOST)
    rows = tx.execute(statement).all()
    tasks = _tasks(tx, instance_id)
    people = {person for row in rows for person in _people_in(row.data, tasks)}
    names = Names(tx, people)
    lines = [_line(row, flow, names, tasks, language) for row in rows]
    return [line for line in lines if line is not None]


def comments(lines: Sequence[Document]) -> list[Document]:
    """The words people have left, of any line."""
    return [{"by": line["by"], "at": line["at"], "text": line["comment"]} for line in lines if line["comment"]]


def _tasks(tx: Transaction, instance_id: str) -> dict[str, Any]:
    c = flow_task.c
    found = tx.execute(select(c.task, c.node, c.person, c.id).where(c.instance_id == instance_id))
    return {row.task: row for row in found}


def _people_in(data: Mapping[str, Any], tasks: Mapping[str, Any]) -> Iterable[str]:
    yield from (data[key] for key in ("by", "person", "to") if isinstance(data.get(key), str))
    yield from data.get("people") or ()
    task = tasks.get(str(data.get("task")))
    if task is not None:
        yield task.person


def _line(row: Any, flow: Flow, names: Names, tasks: Mapping[str, Any], language: str) -> Document | None:
    data, kind = row.data, row.kind
    if kind == "task_opened" and data.get("waiting"):
        return None
    task = tasks.get(str(data.get("task")))
    node_id = row.node or (task.node if task is not None else None)
    node = node_document(flow, node_id, language)
    to = data.get("to")
    person = data.get("person") or (to if kind in ("transferred", "delegated", "handed_over") else None)
    detail = kind if kind != "decided" else f"decided:{data.get('verb')}"
    detail = f"sla:{data.get('do')}" if kind == "sla" else detail
    detail = "analysed:why" if kind == "analysed" and data.get("why") else detail
    text = in_language(LINES.get(detail) or LINES.get(kind) or say(kind, kind), language)
    failure = data.get("data") if kind == "failed" else None
    values = {
        "by": names.text(row.person, language),
        "person": names.text(person, language) if person else "",
        "people": "、".join(names.text(each, language) for each in data.get("people") or ()),
        "to": _target(flow, names, kind, to, language),
        "node": node["label"] if node else "",
        "boundary": _label(flow, data.get("boundary"), language),
        "detail": in_language((failure or {}).get("detail") or data.get("why") or "", language),
        **{key: str(data.get(key, 0)) for key in ("subjects", "written", "refused")},
        "message": str(data.get("message", "")),
        "version": str(data.get("version", "")),
        "result": in_language(RESULTS.get(str(data.get("result"))) or str(data.get("result", "")), language),
    }
    return {
        "seq": row.seq,
        "kind": kind,
        "node": node,
        "by": names.who(row.person),
        "person": names.who(person),
        "at": iso_instant(row.at),
        "comment": data.get("comment") or None,
        "text": text.format(**values),
        "data": {
            key: data[key] for key in ("verb", "to", "resubmit", "do", "result", "outcome", "task") if key in data
        },
    }


def _target(flow: Flow, names: Names, kind: str, to: Any, language: str) -> str:
    if not isinstance(to, str):
        return ""
    return names.text(to, language) if kind == "handed_over" else _label(flow, to, language)


def _label(flow: Flow, node_id: Any, language: str) -> str:
    found = node_document(flow, node_id, language) if isinstance(node_id, str) else None
    return found["label"] if found else ""
