"""E-mail through the operator's SMTP server (`DOUGONG_SMTP_URL`, `DOUGONG_MAIL_FROM`)."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from dougong.kit.errors import say
from dougong.kit.outbound import CallFailed
from dougong.messaging.channels.base import Outgoing

TIMEOUT = 20


class Mail:
    """One connection per message: mails are few, and a connection kept open is one that breaks unseen."""

    def __init__(self, url: str, sender: str) -> None:
        self._url = urlsplit(url)
        self._sender = sender or f"dougong@{self._url.hostname}"

    def send(self, message: Outgoing, settings: Mapping[str, str], secrets: Mapping[str, str], now: datetime) -> None:
        mail = self._mail(message, now)
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise _failed(error, again=not isinstance(error, smtplib.SMTPAuthenticationError)) from error
        try:
            refused = server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            raise _failed(error, again=any(code < 500 for code, _text in error.recipients.values())) from error
        except smtplib.SMTPResponseException as error:
            raise _failed(error, again=error.smtp_code < 500) from error
        except (OSError, smtplib.SMTPException) as error:
            raise _failed(error, again=True, unknown=True) from error
        finally:
            server.close()
        if refused:
            names = ", ".join(sorted(refused))
            raise CallFailed(say(f"收件人被拒绝：{names}", f"Refused recipients: {names}"), again=False)

    def _mail(self, message: Outgoing, now: datetime) -> EmailMessage:
        mail = EmailMessage()
        domain = parseaddr(self._sender)[1].rpartition("@")[2] or "dougong"
        mail["From"] = self._sender
        mail["To"] = ", ".join(message.to)
        mail["Subject"] = " ".join(message.title.split())[:200]
        mail["Date"] = format_datetime(now)
        # the same at every try, so that a mail server drops the second one
        mail["Message-ID"] = f"<{hashlib.sha256(message.key.encode()).hexdigest()[:32]}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text + (f"\n\n{message.link}" if message.link else "") + "\n")
        for each in message.attachments:
            main, _, sub = each.type.partition(";")[0].partition("/")
            mail.add_attachment(each.content, maintype=main, subtype=sub, filename=each.name)
        return mail

    def _connect(self) -> smtplib.SMTP:
        host, context = self._url.hostname or "", ssl.create_default_context()
        if self._url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, self._url.port or 465, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(host, self._url.port or 587, timeout=TIMEOUT)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
        if self._url.username:
            if self._url.scheme != "smtps" and not isinstance(server.sock, ssl.SSLSocket):
                server.close()
                raise smtplib.SMTPNotSupportedError("the server offers no STARTTLS; a password is not sent in clear")
            server.login(unquote(self._url.username), unquote(self._url.password or ""))
        return server


def _failed(error: Exception, *, again: bool, unknown: bool = False) -> CallFailed:
    return CallFailed(say(f"邮件未发出：{error}", f"The mail was not sent: {error}"), again, unknown)
