"""What a channel is given and what it must do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import orjson

from dougong.kit.errors import say
from dougong.kit.outbound import Answer, CallFailed, Outbound


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class Outgoing:
    """One message, ready to be sent. `key` is the same at every try. `to`: mail addresses (mail only).
    `link`: an absolute address. `data`: what a webhook carries besides. `attachments`: mail only."""

    key: str
    title: str
    text: str
    link: str | None = None
    to: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


class Channel(Protocol):
    """Sends, or raises CallFailed, which says whether to try again and whether it may have arrived."""

    def send(self, message: Outgoing, settings: Mapping[str, str], secrets: Mapping[str, str], now: datetime) -> None:
        """`settings` and `secrets` are those of the connection (empty for mail)."""
        ...


def post_json(out: Outbound, url: str, document: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """A POST that must be answered with 2xx."""
    body = orjson.dumps(document)
    return accepted(out.call("POST", url, headers={"Content-Type": "application/json", **(headers or {})}, body=body))


def accepted(answer: Answer) -> Answer:
    """The answer, unless its status refuses."""
    if not answer.ok:
        text = f"{answer.status} {answer.body[:200].decode('utf-8', 'replace')}"
        raise CallFailed(say(f"对方拒绝：{text}", f"Refused: {text}"), again=answer.again)
    return answer


def robot_verdict(answer: Answer, code_name: str, busy: frozenset[int]) -> None:
    """Robots answer 200 and say in a code whether they mean it."""
    try:
        document = orjson.loads(answer.body)
        code = document[code_name]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise CallFailed(say("机器人的应答无法识别。", "The robot's answer is unreadable."), again=False) from None
    if code != 0:
        said = str(document.get("errmsg") or document.get("msg") or "")[:200]
        raise CallFailed(say(f"机器人拒绝（{code}）：{said}", f"Refused by the robot ({code}): {said}"), code in busy)


def as_markdown(message: Outgoing, most_bytes: int) -> str:
    """Title, text and link as the robots' markdown, cut to what they take."""
    link = f"\n\n[查看 / Open]({message.link})" if message.link else ""
    body = f"**{message.title}**\n\n{message.text}"
    room = most_bytes - len(link.encode())
    return body.encode()[:room].decode("utf-8", "ignore") + link
