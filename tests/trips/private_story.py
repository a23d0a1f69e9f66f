"""`python -m tests.trips.private_story FOLDER`: the product in private mode on a network of its own; tells what was
done and what would have left as one line of JSON. Where no such network is permitted it listens to Python alone."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

from scripts.shooting.product import ADMIN, Client, product
from tests.trips.apart import Wire
from tests.trips.mailbox import mailbox
from tests.trips.test_flows_at_work import make_form

HEARER = """
import os, sys
def heard(event, arguments, out=os.open({file!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(arguments[1], tuple):
        where = str(arguments[1][0])
    elif event == "socket.getaddrinfo":
        where = str(arguments[0])
    else:
        return
    at_home = where in ("localhost", "::1", "None") or where.startswith("127.")
    os.write(out, (("at home" if at_home else event + " " + where) + "\\n").encode())
sys.addaudithook(heard)
"""
"""`sitecustomize` of every Python process of the product: whom it connects to, and what names it looks up."""
FOREIGN = ("203.0.113.7", "hooks.dougong.example", "93.184.216.34")
FIELDS = [
    {"key": "name", "type": "text", "label": "名称", "required": True},
    {"key": "place", "type": "location", "label": "位置"},
    {"key": "offer", "type": "attachment", "label": "报价单"},
]


def main(folder: Path) -> None:
    """Prints the findings."""
    wire = Wire.of_a_network_of_its_own()
    heard = Heard(folder)
    found: dict[str, Any] = {"apart": wire is not None}
    left: Callable[[], dict[str, int]] = wire.left if wire is not None else dict
    subprocess.run([sys.executable, "-c", _BREAK_OUT], env=os.environ | heard.environment, check=True)
    found["canary"], found["canary_heard"] = left(), heard.foreign()
    with inside() as (system, asked), mailbox() as mails:
        settings = {"DOUGONG_PRIVATE": "1", "DOUGONG_OUTBOUND_ALLOW": "127.0.0.1", "DOUGONG_SMTP_URL": mails.url}
        with product(folder, demo=False, settings=settings | heard.environment) as started:
            admin = started.client()
            app = make_form(admin, "customer", "客户", FIELDS, "员工", [])
            _flow(admin, app, system)
            admin.post(f"/apps/{app}/forms/customer/records", {"name": "云帆科技"})
            found["mail"] = "云帆科技" in mails.wait_for(ADMIN)
            found["refused"] = [each["detail"] for each in _failures(admin, app)]
            found["asked_inside"] = len(asked)
            found["webhook"] = _webhook(admin, app)
    found["left"], found["left_heard"], found["at_home"] = left(), heard.foreign(), heard.at_home()
    print(json.dumps(found, ensure_ascii=False))


class Heard:
    """What the Python processes told of themselves."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "heard"
        self._file.touch()
        (folder / "sitecustomize.py").write_text(HEARER.format(file=str(self._file)))
        self._read = 0
        paths = os.pathsep.join(each for each in (str(folder), os.environ.get("PYTHONPATH", "")) if each)
        self.environment = {"PYTHONPATH": paths}

    def foreign(self) -> list[str]:
        """Since the last question."""
        lines = self._file.read_text().splitlines()
        mine, self._read = lines[self._read :], len(lines)
        return sorted({line for line in mine if line != "at home"})

    def at_home(self) -> int:
        return self._file.read_text().splitlines().count("at home")


_BREAK_OUT = f"""
import socket
from contextlib import suppress
for family, address in ((socket.AF_INET, {FOREIGN[0]!r}), (socket.AF_INET6, "2001:db8::7")):
    with suppress(OSError), socket.socket(family) as out:
        out.settimeout(0.2)
        out.connect((address, 443))
with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
    out.sendto(b"?", ({FOREIGN[0]!r}, 53))
"""
"""What must be seen, or nothing that isn't seen means anything."""


@contextmanager
def inside() -> Iterator[tuple[str, list[str]]]:
    """A system of the same house, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def _flow(admin: Client, app: str, system: str) -> None:
    """A new customer is told to a robot, by mail, to a system inside and to one outside."""
    robot = {"kind": "dingtalk", "settings": {"url": f"https://{FOREIGN[1]}/robot?access_token=x"}}
    admin.post(f"/apps/{app}/connections", {"label": "群", "key": "group", **robot})
    told = {"type": "notify", "title": "新客户", "text": "新客户 {name}"}
    steps: list[dict[str, Any]] = [
        {"id": "robot", "channels": ["dingtalk"], "connection": "group", **told},
        {"id": "mail", "channels": ["mail"], "to": [{"field": "initiator"}], **told},
        {"id": "inside", "type": "http", "url": f"{system}/customers", "body": '{"name": "{name}"}'},
        {"id": "outside", "type": "http", "url": f"https://{FOREIGN[1]}/customers", "body": '{"name": "{name}"}'},
    ]
    nodes = [{"id": "start", "type": "start"}, *steps, {"id": "end", "type": "end"}]
    edges = [{"from": a["id"], "to": b["id"]} for a, b in pairwise(nodes)]
    document = {"schema_version": 1, "key": "tell", "label": "告知", "form": "customer", "nodes": nodes, "edges": edges}
    document["trigger"] = {"on": "create"}
    admin.post(f"/apps/{app}/flows", {"label": "告知", "key": "tell", "definition": document})
    draft = admin.get(f"/apps/{app}/flows/tell/draft")
    admin.post(f"/apps/{app}/flows/tell/draft:publish", {"revision": draft["revision"]})


def _failures(admin: Client, app: str) -> list[dict[str, Any]]:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if items := admin.get(f"/apps/{app}/flow-failures")["items"]:
            found: list[dict[str, Any]] = items
            return found
        time.sleep(0.3)
    return []


def _webhook(admin: Client, app: str) -> dict[str, Any]:
    """Told of every change by address; tried at once."""
    body = {"form": "customer", "label": "外部", "url": f"https://{FOREIGN[2]}/changes"}
    made = admin.post(f"/apps/{app}/webhooks", body)
    answer: dict[str, Any] = admin.post(f"/apps/{app}/webhooks/{made['id']}:test")
    return answer


if __name__ == "__main__":
    main(Path(sys.argv[1]))
