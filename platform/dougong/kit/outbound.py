"""The one way out: every HTTP call to another system goes through `call`.

* A name is resolved **once**; all its addresses must be public, or the host be on the operator's list
  (`DOUGONG_OUTBOUND_ALLOW`), and the connection is made to the very address that was looked at (no DNS rebinding).
* In private mode (`DOUGONG_PRIVATE`) only what stands on that list is called, and no other name is even resolved.
* Redirects are not followed: where a redirect leads was never looked at.
* Time and size are bounded. A failure says whether the request may have arrived (`unknown`) and whether trying again
  can help (`again`).
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import SplitResult, urlsplit

from dougong.kit.config import Settings
from dougong.kit.errors import Text, say
from dougong.kit.spans import CLIENT, span, traceparent

MAX_ANSWER = 1024 * 1024
MAX_BODY = 5 * 1024 * 1024
_REPEATABLE = frozenset({408, 425, 429})


@dataclass(frozen=True)
class Answer:
    """What the other system said. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def again(self) -> bool:
        """True when the same request may succeed later."""
        return self.status >= 500 or self.status in _REPEATABLE


@dataclass(eq=False)
class CallFailed(Exception):
    """No answer. `unknown`: the request was sent and may have had its effect."""

    reason: Text
    again: bool
    unknown: bool = False

    def __str__(self) -> str:
        return self.reason["en"]


@cache
def _trusted() -> ssl.SSLContext:
    """The system's certificates, read when the first call goes out."""
    return ssl.create_default_context()


@dataclass(frozen=True)
class Outbound:
    """The rules of one process; `allow` are host names, `*.example.com`, addresses or networks that may be private.
    `closed`: nothing but these may be called."""

    allow: tuple[str, ...] = ()
    closed: bool = False

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout: float = 10.0,
    ) -> Answer:
        """One request, one answer; raises CallFailed. Where traces are collected, whom it calls may go on with the
        trace; whom it calls does not stand in it: addresses may hold values."""
        with span(f"call {method}", {"http.request.method": method}, CLIENT) as seen:
            above = traceparent()
            traced = ({"traceparent": above} if above else {}) | dict(headers or {})
            answer = self._call(method, url, traced, body, timeout)
            if seen is not None:
                seen.attributes["http.response.status_code"] = answer.status
                seen.failed = not answer.ok
            return answer

    def _call(self, method: str, url: str, headers: dict[str, str], body: bytes | None, timeout: float) -> Answer:
        parts = split_url(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        deadline = time.monotonic() + timeout
        raw = self._connect(host, port, timeout)
        try:
            stream = _trusted().wrap_socket(raw, server_hostname=host) if parts.scheme == "https" else raw
        except (OSError, ssl.SSLError) as error:
            raw.close()
            raise _failed(f"安全连接失败：{error}", f"No secure connection: {error}", again=True) from error
        connection = http.client.HTTPConnection(host, port, timeout=timeout)
        connection.sock = stream
        try:
            return _exchange(connection, method, parts, headers, body, deadline)
        finally:
            connection.close()

    def _connect(self, host: str, port: int, timeout: float) -> socket.socket:
        if self.closed and not self._is_listed(host):
            raise _failed(
                f"私有模式下不访问 {host}。管理员可在 DOUGONG_OUTBOUND_ALLOW 中放行。",
                f"In private mode {host} is not called. An operator can allow it in DOUGONG_OUTBOUND_ALLOW.",
                again=False,
            )
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise _failed(f"找不到主机 {host}。", f"There is no host {host}.", again=True) from error
        addresses = [info[4] for info in found]
        for address in addresses:
            if not self._may_reach(host, str(address[0])):
                raise _failed(
                    f"不允许访问内部地址（{host}）。管理员可在 DOUGONG_OUTBOUND_ALLOW 中放行。",
                    f"{host} is an internal address. An operator can allow it in DOUGONG_OUTBOUND_ALLOW.",
                    again=False,
                )
        last: OSError | None = None
        for family, kind, proto, _name, address in found:
            stream = socket.socket(family, kind, proto)
            stream.settimeout(timeout)
            try:
                stream.connect(address)
            except OSError as error:
                stream.close()
                last = error
            else:
                return stream
        raise _failed(f"无法连接 {host}：{last}", f"Can't connect to {host}: {last}", again=True)

    def _is_listed(self, host: str) -> bool:
        """By its name, or as an address. A name is not resolved for this: asking is telling somebody already."""
        try:
            ip = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            ip = None
        return any(_named(rule, host, ip) for rule in self.allow)

    def _may_reach(self, host: str, address: str) -> bool:
        ip = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(ip, "ipv4_mapped", None)
        ip = mapped or ip
        return (ip.is_global and not ip.is_multicast) or any(_named(rule, host, ip) for rule in self.allow)


def split_url(url: str) -> SplitResult:
    """The parts of an address that may be called by its shape; raises CallFailed. No name is resolved."""
    try:
        parts = urlsplit(url)
        usable = parts.port is None or parts.port > 0
    except ValueError:
        parts, usable = SplitResult("", "", "", "", ""), False
    usable = usable and all(0x21 <= ord(char) < 0x7F for char in url) and "@" not in parts.netloc
    if parts.scheme not in ("http", "https") or not parts.hostname or not usable:
        raise _failed("地址无效。", "The address is not valid.", again=False)
    return parts


def outbound(settings: Settings) -> Outbound:
    """As the operator set it."""
    rules = (rule.strip().lower() for rule in settings.outbound_allow.split(","))
    return Outbound(tuple(rule for rule in rules if rule), settings.private)


def _named(rule: str, host: str, ip: Any) -> bool:
    if rule.startswith("*."):
        return host.lower().endswith(rule[1:])
    if rule == host.lower():
        return True
    try:
        return ip is not None and bool(ip in ipaddress.ip_network(rule, strict=False))
    except ValueError:
        return False


def _exchange(
    connection: http.client.HTTPConnection,
    method: str,
    parts: SplitResult,
    headers: dict[str, str],
    body: bytes | None,
    deadline: float,
) -> Answer:
    for name, value in headers.items():
        if any(ord(char) < 0x20 for char in f"{name}{value}"):
            raise _failed("请求头无效。", "A header is not valid.", again=False)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"User-Agent": "Dougong", "Accept": "application/json, */*;q=0.5", **headers, "Connection": "close"}
    encoded = {name: value.encode("utf-8").decode("latin-1") for name, value in headers.items()}
    try:
        connection.request(method, target, body=body, headers=encoded)
    except (OSError, http.client.HTTPException) as error:
        # part of it may have left: the other side decides what it makes of it
        raise _failed(f"发送中断：{error}", f"Sending broke off: {error}", again=True, unknown=True) from error
    try:
        with connection.getresponse() as response:
            content = _read(response, deadline)
    except (OSError, http.client.HTTPException, TimeoutError) as error:
        raise _failed(f"没有收到完整应答：{error}", f"No complete answer: {error}", again=True, unknown=True) from error
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, content)


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(65_536):
        parts.append(chunk)
        size += len(chunk)
        if size > MAX_ANSWER:
            raise http.client.HTTPException(f"the answer is longer than {MAX_ANSWER} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError("the answer takes too long")
    return b"".join(parts)


def _failed(zh: str, en: str, *, again: bool, unknown: bool = False) -> CallFailed:
    return CallFailed(say(zh, en), again, unknown)
