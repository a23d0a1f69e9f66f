"""The real product on data of its own: `with product(folder) as started:`; shared by pictures and browser trips.

`DOUGONG_TEST_COMMAND` names another `dougong` than the checkout's (an installed wheel, say).
"""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from scripts.provision.places import BIN
from scripts.provision.processes import die_with_parent

ADMIN = "admin@example.com"
PASSWORD = "dougong demo 2026"  # noqa: S105 - of products that live for minutes
START_SECONDS = 600.0
JOB_SECONDS = 300.0
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


class ProductFailed(Exception):
    """The product did not start, or a request that must succeed was refused."""


@dataclass
class Client:
    """A person's HTTP calls, as the page makes them: cookie session, own origin."""

    http: httpx.Client
    me: dict[str, Any] = field(default_factory=dict)

    def call(self, method: str, path: str, **more: Any) -> Any:
        """The JSON of an answer that must be a good one."""
        answer = self.http.request(method, f"/api/v1{path}", **more)
        if answer.is_error:
            raise ProductFailed(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer.json() if answer.content else None

    def get(self, path: str, **more: Any) -> Any:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("POST", path, json=body, **more) if body is not None else self.call("POST", path, **more)

    def job(self, started: dict[str, Any]) -> dict[str, Any]:
        """Waits for a background job. → its result"""
        deadline = time.monotonic() + JOB_SECONDS
        while time.monotonic() < deadline:
            now: dict[str, Any] = self.get(f"/jobs/{started['id']}")
            if now["state"] == "done":
                result: dict[str, Any] = now["result"] or {}
                return result
            if now["state"] in ("failed", "cancelled"):
                raise ProductFailed(f"job {now['kind']}: {now['state']} {now['message']}")
            time.sleep(0.2)
        raise ProductFailed(f"job {started['id']} has not ended within {JOB_SECONDS:.0f} s")

    def cookies(self) -> list[Any]:
        """The session, as a browser context takes it."""
        return [{"name": one.name, "value": one.value, "url": str(self.http.base_url)} for one in self.http.cookies.jar]

    def close(self) -> None:
        self.http.close()


@dataclass
class Product:
    """A running product."""

    url: str
    seconds: float
    log: Path
    clients: list[Client] = field(default_factory=list)

    def anonymous(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"origin": self.url}, timeout=60)

    def client(self, email: str = ADMIN, password: str = PASSWORD) -> Client:
        """Signs in through the real door."""
        made = Client(self.anonymous())
        self.clients.append(made)
        made.me = made.post("/session", {"email": email, "password": password})["person"]
        return made


@contextmanager
def product(
    folder: Path, *, demo: bool, settings: dict[str, str] | None = None, program: Sequence[str] = ()
) -> Iterator[Product]:
    """Starts `dougong up` on `folder` and a free port; ends it, whatever happens. `program` stands in for `dougong`.
    Raises ProductFailed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "product.log"
    command = [*(program or [os.environ.get("DOUGONG_TEST_COMMAND") or str(BIN / "dougong")]), "up", "--port", "0"]
    command += ["--data", str(folder / "data"), *([] if demo else ["--no-demo"])]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DOUGONG_")}
    environment |= {"DOUGONG_ADMIN_EMAIL": ADMIN, "DOUGONG_ADMIN_PASSWORD": PASSWORD, "COLUMNS": "200"}
    began = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment | (settings or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=die_with_parent,
        )
    running = Product("", 0.0, log)
    try:
        running.url = _wait(process, log)
        running.seconds = time.monotonic() - began
        yield running
    finally:
        for client in running.clients:
            client.close()
        _end(process)


def _wait(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        said = log.read_text(errors="replace")
        found = _ADDRESS.search(said)
        if found and _answers(found[0]):
            return found[0]
        if process.poll() is not None:
            raise ProductFailed(f"the product ended with {process.returncode}:\n{said[-2000:]}")
        time.sleep(0.1)
    raise ProductFailed(f"the product has not started within {START_SECONDS:.0f} s:\n{log.read_text()[-2000:]}")


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/v1/session", timeout=5).status_code == 401
    except httpx.TransportError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    for number, patience in ((signal.SIGINT, 15.0), (signal.SIGKILL, 5.0)):
        if process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
