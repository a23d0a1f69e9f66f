"""What flows tell people: the product's own sentences (`Notice`), and the messages of notify steps (`Send`).

A sentence names the task by the flow's title and the step; the values in it were chosen by the flow's designer. The
list and mails are written inside the step's transaction; robots and webhooks leave through the outbox.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dougong.apps import repository as apps
from dougong.flows import connections, mailing, titles
from dougong.flows.hooks import Delivery
from dougong.flows.running import Running
from dougong.flows.texts import Filler
from dougong.identity.directory import names_of_people
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import LANGUAGES, Text, say
from dougong.kit.outbound import CallFailed
from dougong.messaging import service
from dougong.messaging.channels import Channels
from dougong.messaging.channels.base import Outgoing
from dougong.messaging.service import Addressee, Message
from dougong.messaging.tasks import address_of
from dougong.records.people import addressees
from engines.flow.effects import Notice, Send
from engines.flow.nodes.notify import NotifyNode
from engines.form.labels import label_text

CHANGE_NOT_MADE = say("审批已通过，但变更未能执行", "Approved, but the change could not be made")
_ROBOTS = ("dingtalk", "wecom", "feishu", "webhook")
_TITLES: Mapping[str, Text] = {
    "task": say("待办：{title}", "To do: {title}"),
    "reminder": say("提醒：{title}", "Reminder: {title}"),
    "escalated": say("超时升级：{title}", "Escalated: {title}"),
    "urged": say("催办：{title}", "Urged: {title}"),
    "returned": say("被退回：{title}", "Sent back: {title}"),
    "approved": say("已通过：{title}", "Approved: {title}"),
    "rejected": say("未通过：{title}", "Rejected: {title}"),
    "withdrawn": say("已撤回：{title}", "Withdrawn: {title}"),
    "cc": say("抄送：{title}", "Copy: {title}"),
    "comment": say("新评论：{title}", "Comment: {title}"),
    "failed": say("流程出错：{title}", "A flow has failed: {title}"),
}


def tell(
    tx: Transaction,
    people: Collection[str],
    key: str,
    kind: str,
    title: Text,
    text: Text,
    link: Mapping[str, Any] | None = None,
    by: str | None = None,
) -> None:
    """Tells active people, each once per key."""
    service.notify(tx, addressees(tx, people, kind), Message(key, kind, title, text, link, by))


def notice(run: Running, effect: Notice) -> None:
    """Hook of running flows: a sentence of the product."""
    step = _step(run, effect)
    said = effect.text
    names = names_of_people(run.tx, [effect.by]) if effect.by else {}
    lines: dict[str, list[str]] = {}
    for language in LANGUAGES:
        by = names.get(effect.by or "", "")
        comment = f"{by}：{effect.comment}" if by and effect.comment else effect.comment or by
        extra = label_text(said, language) if said else ""
        lines[language] = [part for part in (step[language], extra, comment) if part]
    texts = say("；".join(lines["zh-CN"]), "; ".join(lines["en"]))
    key, link = f"{run.id}:{effect.key}", _link(run, effect.task)
    for title, people in titles.said_to(run, effect.people):
        tell(run.tx, people, key, effect.what, title_of(run, effect.what, title), texts, link, effect.by)


def title_of(run: Running, what: str, title: Mapping[str, str] | None) -> Text:
    """The product's words for what has happened, with what the instance is called."""
    called, shape = _called(run, title), _TITLES.get(what, say("{title}", "{title}"))
    return say(*(shape[language].format(title=called[language]) for language in LANGUAGES))


def _called(run: Running, title: Mapping[str, str] | None) -> Text:
    flow = run.loaded.flow
    label = flow.label or flow.key
    name = say(label_text(_plain(label), "zh-CN"), label_text(_plain(label), "en"))
    if not title:
        return name
    return say(*(f"{name[language]} · {label_text(title, language)}" for language in ("zh-CN", "en")))


def _step(run: Running, effect: Notice) -> Text:
    token = run.state.tokens.get(effect.token) if effect.token else None
    task = run.opened.get(effect.task) if effect.task else None
    node_id = task["node"] if task else token.node if token else None
    node = run.node(node_id) if node_id else None
    if node is None or not node.label:
        return say("", "")
    label = _plain(node.label)
    return say(label_text(label, "zh-CN"), label_text(label, "en"))


def _plain(label: Any) -> str | Mapping[str, str]:
    return label if isinstance(label, str) else {str(lang): text for lang, text in label.items()}


def _link(run: Running, task: str | None) -> dict[str, Any]:
    row = run.row
    link: dict[str, Any] = {"app": run.app, "form": row["form"], "record": row["record_id"], "instance": run.id}
    opened = run.opened.get(task) if task else None
    if opened is not None:
        link["task"] = opened["id"]
    return {name: value for name, value in link.items() if value is not None}


# -- notify steps -------------------------------------------------------------------------------------------------
def send(run: Running, effect: Send) -> None:
    """Hook of running flows: the message of a notify step, filled in now, sent by its channels."""
    node = run.node(effect.node)
    assert isinstance(node, NotifyNode)
    filler = Filler(run.tx, run.loaded.app, run.row["form"], run.env(effect.token))
    message = Message(
        f"{run.id}:{effect.key}",
        "message",
        filler.label(_plain(node.title)),
        filler.label(_plain(node.text)),
        _link(run, None),
        None,
    )
    people = addressees(run.tx, effect.people, message.kind)
    by_mail = "mail" in node.channels
    if "inbox" in node.channels:
        service.notify(run.tx, people, message, mail=not by_mail)
    if by_mail:
        mailed = [*people, *_extra(filler, node, people)]
        if node.attach and run.row["record_id"]:
            mailing.post(run, effect, node, mailed, message)
        else:
            service.send_mails(run.tx, mailed, message)
    for channel in _ROBOTS:
        if channel in node.channels and node.connection is not None:
            body = {
                "channel": channel,
                "connection": node.connection,
                "app": run.app,
                "title": dict(message.title),
                "text": dict(message.text),
                "link": dict(message.link or {}),
                "data": {"flow": run.loaded.flow.key, "instance": run.id, "step": node.id},
            }
            run.post("send", f"{effect.key}:{channel}", body, token=effect.token, node=effect.node)


def _extra(filler: Filler, node: NotifyNode, people: Sequence[Addressee]) -> list[Addressee]:
    """Addresses in an e-mail field, those of nobody here."""
    found = filler.value(tuple(node.address.split("."))) if node.address else None
    wanted = found if isinstance(found, list) else [found]
    known = {each.email.lower() for each in people}
    addresses = [each for each in wanted if isinstance(each, str) and "@" in each and each.lower() not in known]
    return [Addressee("", address, "zh-CN", "Asia/Shanghai") for address in dict.fromkeys(addresses)]


def deliver(delivery: Delivery) -> dict[str, Any]:
    """Deliverer of the outbox's `send` rows: to the robot or webhook of a connection, or a mail with papers."""
    body = delivery.body
    if body["channel"] == "mail":
        return mailing.deliver(delivery)
    with delivery.database.snapshot() as tx:
        app = apps.find_app(tx, body["app"])
        found = connections.find(tx, app.id, body["connection"]) if app is not None else None
    if found is None or found.kind != body["channel"]:
        name = body["connection"]
        raise CallFailed(say(f"连接 {name} 不存在。", f"There is no connection {name}."), again=False)
    settings: Settings = delivery.resources[Settings]
    message = Outgoing(
        key=delivery.key,
        title=label_text(body["title"], settings.language),
        text=label_text(body["text"], settings.language),
        link=address_of(settings.public_url, body["link"]),
        data=body["data"],
    )
    channels: Channels = delivery.resources[Channels]
    channels.of(found.kind).send(message, found.settings, found.secrets, delivery.now)
    return {"channel": found.kind}
