"""The ways out, one file each, behind one contract (`base.Channel`), each with a twin that sends nothing."""

from __future__ import annotations

from collections.abc import Mapping

from dougong.kit.config import Settings
from dougong.kit.outbound import outbound
from dougong.messaging.channels.base import Channel
from dougong.messaging.channels.dingtalk import DingTalk
from dougong.messaging.channels.feishu import Feishu
from dougong.messaging.channels.mail import Mail
from dougong.messaging.channels.null import NullChannel
from dougong.messaging.channels.webhook import Webhook
from dougong.messaging.channels.wecom import WeCom

KINDS = ("mail", "dingtalk", "wecom", "feishu", "webhook")


class Channels:
    """The channels of a process by kind; a resource of its jobs."""

    def __init__(self, by_kind: Mapping[str, Channel]) -> None:
        self.by_kind = by_kind

    def of(self, kind: str) -> Channel:
        return self.by_kind[kind]


def channels(settings: Settings) -> Channels:
    """The real ones; mail without an SMTP server is the twin that sends nothing."""
    out = outbound(settings)
    mail: Channel = Mail(settings.smtp_url, settings.mail_from) if settings.smtp_url else NullChannel()
    robots: dict[str, Channel] = {
        "dingtalk": DingTalk(out),
        "wecom": WeCom(out),
        "feishu": Feishu(out),
        "webhook": Webhook(out),
    }
    return Channels({"mail": mail, **robots})


def null_channels() -> Channels:
    """Twins of all of them: they keep what they were given."""
    return Channels({kind: NullChannel() for kind in KINDS})
