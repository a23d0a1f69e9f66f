"""Mails of notify steps that carry paper: the record in print templates, set when the mail leaves.

Such a mail is a row of the outbox: at least once, with the same Message-ID at every try. What stands on the paper is
what whom the flow acts as may see of the record then; a record that is gone, or a template, is an operator's matter.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dougong.apps.catalog import AppCatalog
from dougong.files.store import FileStore
from dougong.flows import programs
from dougong.flows.acting import work_of
from dougong.flows.hooks import Delivery
from dougong.flows.running import Running
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, NotFound, in_language, say
from dougong.messaging import service
from dougong.messaging.channels import Channels
from dougong.messaging.channels.base import Attachment, Outgoing
from dougong.messaging.service import Addressee, Message
from dougong.messaging.tasks import address_of
from dougong.records.printing.filling import Filled, Filling
from dougong.records.printing.press import TYPES, prepared, press
from engines.flow.effects import Send
from engines.flow.nodes.notify import NotifyNode
from engines.form.definition import Form
from engines.form.prints import standard
from engines.form.prints.definition import Print

MOST_BYTES = 10 * 1024 * 1024
"""Of all papers of a mail together; mail servers refuse much more."""
WALL_S = 40
"""Setting one paper; the claim on the row lasts as long as all of them may take."""


def post(run: Running, effect: Send, node: NotifyNode, people: Sequence[Addressee], message: Message) -> None:
    """A row for each mail. Quiet times hold it back, as every mail."""
    for number, (person, at) in enumerate(service.mailable(run.tx, people)):
        body = {
            "channel": "mail",
            "to": person.email,
            "language": person.locale,
            "app": run.app,
            "flow": run.row["flow_id"],
            "version": run.loaded.version,
            "initiator": run.row["initiator"],
            "form": run.row["form"],
            "record": run.row["record_id"],
            "prints": list(node.attach),
            "title": dict(message.title),
            "text": dict(message.text),
            "link": dict(message.link or {}),
            "timeout": WALL_S * len(node.attach) + 30,
        }
        key = f"{effect.key}:mail:{number}"
        run.post("send", key, body, token=effect.token, node=effect.node, wait=at - run.tx.now)


def deliver(delivery: Delivery) -> dict[str, Any]:
    """Sets the papers and sends the mail."""
    body, settings = delivery.body, delivery.resources[Settings]
    language = body["language"]
    with tempfile.TemporaryDirectory(prefix="dougong-mail-") as name:
        attached = tuple(_papers(delivery, Path(name)))
    if sum(len(each.content) for each in attached) > MOST_BYTES:
        raise Conflict(say("附件超过 10 MB，未发送。", "The papers are larger than 10 MB: not sent."), "too_large")
    message = Outgoing(
        key=delivery.key,
        title=in_language(body["title"], language),
        text=in_language(body["text"], language),
        link=address_of(settings.public_url, body["link"]),
        to=(body["to"],),
        attachments=attached,
    )
    delivery.resources[Channels].of("mail").send(message, {}, {}, delivery.now)
    return {"channel": "mail", "attached": [each.name for each in attached]}


def _papers(delivery: Delivery, folder: Path) -> Iterator[Attachment]:
    body = delivery.body
    for number, key in enumerate(body["prints"]):
        place = folder / str(number)
        place.mkdir()
        with delivery.database.snapshot() as tx:
            template, docs = _filled(tx, delivery, key, place)
        made = press(place, template, body["language"], docs, start=0, wall_s=WALL_S)
        kind = TYPES[made.path.suffix.removeprefix(".")]
        yield Attachment(made.name, kind, made.path.read_bytes())


def _filled(tx: Transaction, delivery: Delivery, key: str, folder: Path) -> tuple[Print, list[Filled]]:
    body, settings = delivery.body, delivery.resources[Settings]
    flow = programs.definition(tx, body["flow"], body["version"])
    work = work_of(tx, body["app"], body["app"], flow, body["initiator"])
    template = print_of(work.app, body["form"], key)
    store = delivery.resources[FileStore]
    root = (settings.public_url or "").rstrip("/")
    filling = Filling(work, store, body["form"], template, folder, body["language"], root)
    return template, prepared(filling, [body["record"]])


def print_of(app: AppCatalog, form_key: str, key: str) -> Print:
    """The template of this key; 404 when the form has none."""
    form = app.forms.get(form_key)
    found = next((each for each in templates(form) if each.key == key), None) if form is not None else None
    if found is None:
        raise NotFound(say(f"没有打印模板“{key}”。", f"There is no print template “{key}”."), "print_not_found")
    return found


def templates(form: Form) -> list[Print]:
    """What a flow may attach: the form's papers and filled files, and the standard one. Labels are for sheets."""
    return [*(each for each in form.prints if each.kind != "labels"), standard.standard(form)]
