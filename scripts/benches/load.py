"""A small HTTP load with kept-alive connections, and the CPU a server process spends on it."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

Request = bytes
_TICK = os.sysconf("SC_CLK_TCK")


def request(method: str, path: str, token: str, body: bytes = b"") -> Request:
    """One HTTP/1.1 request as bytes."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far (all its threads)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def cpu_per_request(
    pid: int, port: int, make: Callable[[int], Request], *, count: int, expect: Sequence[int], rounds: int = 3
) -> float:
    """Microseconds of server CPU per request, the least of several rounds. Fails when an answer is not as expected."""
    send(port, make, range(0, count // 5), expect)
    best = float("inf")
    for number in range(rounds):
        start = (number + 1) * count
        before = cpu_seconds(pid)
        send(port, make, range(start, start + count), expect)
        best = min(best, (cpu_seconds(pid) - before) / count * 1e6)
    return best


def send(port: int, make: Callable[[int], Request], numbers: range, expect: Sequence[int], clients: int = 4) -> None:
    """Sends the requests over `clients` connections and checks every status."""
    wrong: list[str] = []

    def client(part: range) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            stream = connection.makefile("rb")
            for number in part:
                connection.sendall(make(number))
                status, body = _answer(stream)
                if status not in expect and len(wrong) < 3:
                    wrong.append(f"{status}: {body[:300]!r}")

    threads = [threading.Thread(target=client, args=(numbers[index::clients],)) for index in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise SystemExit(f"unexpected answers: {wrong}")


def _answer(stream: BinaryIO) -> tuple[int, bytes]:
    readline, read = stream.readline, stream.read
    status = int(readline().split()[1])
    length = 0
    while (line := readline()) not in (b"\r\n", b""):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return status, read(length)
