"""A PostgreSQL and a Redis of one's own to break: durable, killed, stopped and started again on the same port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import redis

from scripts.provision import postgres as provided
from scripts.provision import redis as provided_redis
from scripts.provision.servers import answers, run_unprivileged, unprivileged

LOCAL = "127.0.0.1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One process on a fixed port."""

    def __init__(self, command: list[str], port: int, user: int | None = None) -> None:
        self.port = port
        self._command, self._user = command, user
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
        self.process = subprocess.Popen(self._command, cwd="/", user=self._user, **quiet)  # type: ignore[call-overload]  # the same three for each
        deadline = time.monotonic() + 60
        while not self.is_ready():
            assert time.monotonic() < deadline and self.process.poll() is None, f"{self._command[0]} does not start"
            time.sleep(0.05)

    def is_ready(self) -> bool:
        return answers(self.port)

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def end(self, number: int = signal.SIGKILL) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)
            self.process.wait()
            self.process = None

    def stop_for(self, seconds: float) -> None:
        """It hangs, and goes on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self.process.send_signal(signal.SIGCONT)


class Postgres(Server):
    """With fsync and everything that a crash needs."""

    def __init__(self, folder: Path, address: str) -> None:
        """`address`: where other hosts reach it; they are trusted, too."""
        binaries = provided.machine_binaries()
        assert binaries is not None, "PostgreSQL is not installed"
        self.binaries, self.data, port = binaries, folder / "postgres", free_port()
        user = unprivileged()
        self.data.mkdir(mode=0o700)
        if user is not None:
            os.chown(self.data, user.pw_uid, user.pw_gid)
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        made = ["-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"]
        run_unprivileged([str(binaries / "initdb"), "-D", str(self.data), *made], environment)
        if address != LOCAL:
            with (self.data / "pg_hba.conf").open("a") as trusted:
                trusted.write(f"host all all {address}/24 trust\n")
        given = {
            "port": str(port),
            "listen_addresses": f"{LOCAL},{address}",
            "unix_socket_directories": "",
            "timezone": "UTC",
        }
        settings = [f"--{key}={value}" for key, value in given.items()]
        command = [str(binaries / "postgres"), "-D", str(self.data), *settings]
        super().__init__(command, port, user.pw_uid if user else None)
        self.url = f"postgresql://postgres@{address}:{port}/postgres"

    def is_ready(self) -> bool:
        """The eighth line of postmaster.pid is the server's own word."""
        state = self.data / "postmaster.pid"
        lines = state.read_text().splitlines() if state.exists() else []
        return len(lines) >= 8 and lines[7].strip() == "ready"

    def crash(self) -> None:
        """As `pg_ctl stop -m immediate`: nothing is written, the next start recovers."""
        self.end(signal.SIGQUIT)

    def kill_backend(self) -> None:
        """SIGKILL to one of its processes that serve somebody: PostgreSQL then starts all of them anew."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        if children:
            with suppress(ProcessLookupError):
                os.kill(int(children[-1]), signal.SIGKILL)

    def examine(self, name: str) -> None:
        """`pg_amcheck` of one database: heaps against toast, indexes against heaps."""
        checked = [str(self.binaries / "pg_amcheck"), "--install-missing", "--heapallindexed", "-h", "127.0.0.1"]
        run_unprivileged([*checked, "-p", str(self.port), "-U", "postgres", "-d", name], {"PATH": os.environ["PATH"]})


class Redis(Server):
    """Without any file: what it loses is lost."""

    def __init__(self, folder: Path, address: str) -> None:
        port = free_port()
        binary = provided_redis.machine_binary()
        assert binary is not None, "Redis is not installed"
        command = [
            binary,
            "--port",
            str(port),
            "--bind",
            *dict.fromkeys((LOCAL, address)),
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        super().__init__(
            [*command, "--maxmemory-policy", "noeviction", "--protected-mode", "no", "--dir", str(folder)], port
        )
        self.url = f"redis://{address}:{port}/0"

    def flush(self) -> None:
        client = redis.Redis.from_url(self.url, socket_timeout=2)
        with suppress(redis.RedisError):
            client.flushall()
        client.close()
