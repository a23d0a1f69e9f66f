"""Robots, webhooks and mail: what they send, how it is signed, what a refusal means."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dougong.kit.config import Settings
from dougong.kit.outbound import CallFailed, Outbound, outbound
from dougong.messaging.channels import KINDS, channels, null_channels
from dougong.messaging.channels.base import Attachment, Outgoing
from dougong.messaging.channels.dingtalk import DingTalk
from dougong.messaging.channels.feishu import Feishu
from dougong.messaging.channels.mail import Mail
from dougong.messaging.channels.webhook import Webhook
from dougong.messaging.channels.wecom import WeCom
from dougong.messaging.signing import is_genuine, is_secret, new_secret, signed_headers
from dougong.messaging.tasks import address_of

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
MESSAGE = Outgoing("flow/1/notify", "工单超时", "客户 A 的工单即将超时", "https://crm.example.com/x")


class Robot:
    """A server on this machine that keeps what it is sent and answers what it is told to."""

    def __init__(self) -> None:
        self.answer: tuple[int, Any] = (200, {"errcode": 0, "code": 0})
        self.calls: list[tuple[str, dict[str, str], bytes]] = []
        robot = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                robot.calls.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                status, document = robot.answer
                content = json.dumps(document).encode()
                self.send_response(status)
                if status == 302:
                    self.send_header("location", "http://169.254.169.254/")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_args: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/robot?access_token=abc"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def robot() -> Iterator[Robot]:
    made = Robot()
    yield made
    made.server.shutdown()
    made.server.server_close()


LOCAL = Outbound(("127.0.0.1",))


def test_R061_R146_dingtalk_is_signed_as_its_page_says(robot: Robot) -> None:
    DingTalk(LOCAL).send(MESSAGE, {"url": robot.url}, {"secret": "SECabc"}, NOW)
    path, _headers, body = robot.calls[0]
    query = parse_qs(urlsplit(path).query)
    stamp = str(int(NOW.timestamp() * 1000))
    digest = hmac.new(b"SECabc", f"{stamp}\nSECabc".encode(), hashlib.sha256).digest()
    assert query["timestamp"] == [stamp]
    assert query["sign"] == [base64.b64encode(digest).decode()]
    document = json.loads(body)
    assert document["msgtype"] == "markdown"
    assert "客户 A 的工单即将超时" in document["markdown"]["text"]


def test_R061_R146_the_signature_of_dingtalk_is_that_of_its_documentation(robot: Robot) -> None:
    """The example of the page «Security settings of custom robots»: a known moment and secret, a known signature."""
    moment = datetime.fromtimestamp(1_577_262_236, UTC) + timedelta(milliseconds=757)
    DingTalk(LOCAL).send(MESSAGE, {"url": robot.url}, {"secret": "this is secret"}, moment)
    path = robot.calls[0][0]
    assert "timestamp=1577262236757" in path
    assert "sign=hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D" in path


def test_R061_R146_wecom_and_feishu_get_their_own_shapes(robot: Robot) -> None:
    WeCom(LOCAL).send(MESSAGE, {"url": robot.url}, {}, NOW)
    Feishu(LOCAL).send(MESSAGE, {"url": robot.url}, {"secret": "s"}, NOW)
    wecom, feishu = (json.loads(call[2]) for call in robot.calls)
    assert wecom["msgtype"] == "markdown"
    stamp = str(int(NOW.timestamp()))
    assert feishu["timestamp"] == stamp
    assert feishu["sign"] == base64.b64encode(hmac.new(f"{stamp}\ns".encode(), b"", hashlib.sha256).digest()).decode()


def test_long_messages_are_cut_between_characters(robot: Robot) -> None:
    WeCom(LOCAL).send(Outgoing("k", "长", "文" * 5_000, "https://e.example/x"), {"url": robot.url}, {}, NOW)
    content = json.loads(robot.calls[0][2])["markdown"]["content"]
    assert len(content.encode()) <= 4_096
    assert content.endswith("(https://e.example/x)")


@pytest.mark.parametrize(
    ("answer", "again"),
    [((200, {"errcode": 130101, "errmsg": "too fast"}), True), ((200, {"errcode": 310000}), False), ((500, {}), True),
     ((404, {}), False), ((302, {}), False)],
)  # fmt: skip
def test_a_refusal_says_whether_trying_again_helps(robot: Robot, answer: tuple[int, Any], again: bool) -> None:
    robot.answer = answer
    with pytest.raises(CallFailed) as failed:
        DingTalk(LOCAL).send(MESSAGE, {"url": robot.url}, {}, NOW)
    assert failed.value.again is again
    assert len(robot.calls) == 1, "redirects are not followed"


def test_webhooks_carry_the_standard_signature(robot: Robot) -> None:
    secret = new_secret()
    Webhook(LOCAL).send(MESSAGE, {"url": robot.url}, {"secret": secret}, NOW)
    _path, headers, body = robot.calls[0]
    assert headers["webhook-id"] == MESSAGE.key
    assert is_genuine(secret, headers, NOW, body)
    assert not is_genuine(secret, headers, NOW, body + b" ")
    assert not is_genuine(new_secret(), headers, NOW, body)
    assert not is_genuine(secret, headers, NOW.replace(hour=2), body), "five minutes, not an hour"


def test_the_signature_is_that_of_the_standards_example() -> None:
    # the vector of the reference implementations (github.com/standard-webhooks)
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    now = datetime.fromtimestamp(1614265330, UTC)
    headers = signed_headers(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", now, body)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert is_secret(secret)
    assert not is_secret("whsec_short")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://[::1]/", "http://10.0.0.1/", "http://169.254.169.254/",
                                 "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "ftp://example.com/", "http://u:p@e.com/",
                                 "http://localhost/", "http://2130706433/"])  # fmt: skip
def test_internal_addresses_are_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(CallFailed) as failed:
        Outbound().call("GET", url, timeout=2)
    assert not failed.value.again or "host" in str(failed.value)


def test_in_private_mode_a_name_that_is_not_listed_is_not_even_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def resolve(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    closed = outbound(Settings(private=True, outbound_allow="erp.example.com, *.inside.example, 10.0.0.0/8"))
    for url in ("https://example.com/", "http://10.inside.example.com/", "http://11.0.0.1/", "http://[2001:db8::1]/"):
        with pytest.raises(CallFailed) as failed:
            closed.call("GET", url)
        assert not failed.value.again and "private mode" in str(failed.value)
    assert asked == []
    for url in ("https://ERP.example.com/", "http://a.inside.example/", "http://10.1.2.3/"):
        with pytest.raises(CallFailed):
            closed.call("GET", url)
    assert asked == ["erp.example.com", "a.inside.example", "10.1.2.3"]


def test_a_name_is_resolved_once_and_the_address_that_was_checked_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int, **_kwargs: Any) -> list[Any]:
        asked.append(host)
        address = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    connected: list[Any] = []

    def connect(_self: socket.socket, address: Any) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(CallFailed):
        Outbound().call("GET", "http://rebind.example/", timeout=2)
    assert asked == ["rebind.example"]
    assert connected == [("93.184.216.34", 80)]


def test_an_answer_that_never_ends_is_left(robot: Robot) -> None:
    robot.answer = (200, {"errcode": 0, "junk": "x" * (2 * 1024 * 1024)})
    with pytest.raises(CallFailed) as failed:
        WeCom(LOCAL).send(MESSAGE, {"url": robot.url}, {}, NOW)
    assert failed.value.unknown


class PostOffice(threading.Thread):
    """The smallest SMTP server that takes one mail."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.mail = b""

    def run(self) -> None:
        stream, _address = self.listener.accept()
        with stream, stream.makefile("rb") as lines:
            stream.sendall(b"220 hello\r\n")
            for line in lines:
                word = line[:4].upper()
                if word == b"DATA":
                    stream.sendall(b"354 go on\r\n")
                    while (part := lines.readline()) != b".\r\n":
                        self.mail += part
                    stream.sendall(b"250 taken\r\n")
                elif word == b"QUIT":
                    return
                else:
                    stream.sendall(b"250 ok\r\n")


def test_mails_have_the_same_id_at_every_try() -> None:
    office = PostOffice()
    office.start()
    sender = "斗拱 <dougong@example.com>"
    Mail(f"smtp://127.0.0.1:{office.port}", sender).send(
        Outgoing("key/1", "工单", "内容", None, ("a@example.com",)), {}, {}, NOW
    )
    office.join(5)
    office.listener.close()
    identifier = hashlib.sha256(b"key/1").hexdigest()[:32].encode()
    assert b"Message-ID: <" + identifier + b"@example.com>" in office.mail


def test_R109_files_are_attached_under_their_own_names() -> None:
    office = PostOffice()
    office.start()
    files = (
        Attachment("晨报.pdf", "application/pdf", b"%PDF-1"),
        Attachment("t.csv", "text/csv; charset=utf-8", b"1\n"),
    )
    message = Outgoing("key/1", "晨报", "内容", None, ("a@example.com",), attachments=files)
    Mail(f"smtp://127.0.0.1:{office.port}", "dougong@example.com").send(message, {}, {}, NOW)
    office.join(5)
    office.listener.close()
    got = list(message_from_bytes(office.mail, policy=default).iter_attachments())
    assert [(part.get_filename(), part.get_content_type()) for part in got] == [
        ("晨报.pdf", "application/pdf"), ("t.csv", "text/csv"),
    ]  # fmt: skip
    assert [part.get_payload(decode=True) for part in got] == [b"%PDF-1", b"1\n"]


def test_every_channel_has_a_twin_that_sends_nothing() -> None:
    twins = null_channels()
    for kind in KINDS:
        twins.of(kind).send(MESSAGE, {}, {}, NOW)
    real = channels(Settings())
    real.of("mail").send(MESSAGE, {}, {}, NOW)  # no SMTP server is set: the twin
    assert set(real.by_kind) == set(KINDS)


def test_messages_lead_to_the_page_where_something_can_be_done() -> None:
    base = "https://crm.example.com/"
    record = {"app": "crm", "form": "lead", "record": "r1", "instance": "i1"}
    assert address_of(base, {**record, "task": "t1"}) == "https://crm.example.com/tasks/t1"
    assert address_of(base, record) == "https://crm.example.com/apps/crm/forms/lead/records/r1"
    assert address_of(base, {"app": "crm", "instance": "i1"}) == "https://crm.example.com/flow-instances/i1"
    assert address_of(base, {"app": "crm", "dashboard": "d1"}) == "https://crm.example.com/apps/crm/dashboards/d1"
    assert address_of("", record) is None
