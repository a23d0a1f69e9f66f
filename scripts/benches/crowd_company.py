"""The company of `scripts/bench crowd`: its processes, its people with their sessions, what they work with."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from dougong.identity import passwords, people
from dougong.identity.authentication import cookie_name
from dougong.identity.signin import Caller, open_session
from scripts.benches.imports import COLUMNS, DEAL, REGION, row_cells, workbook
from scripts.benches.records import open_bench
from scripts.shooting.product import Client

EMAIL, PASSWORD = "founder@example.com", "crowd crowd crowd 1"
BIN = Path(sys.executable).parent
BOARDS = {"sales": ("sales", "cockpit"), "service_agent": ("service", "experience")}
REQUEST: dict[str, Any] = {
    "schema_version": 1, "key": "request", "label": "申请", "title": "title",
    "fields": [
        {"key": "title", "type": "text", "label": "事由", "required": True},
        {"key": "amount", "type": "money", "label": "金额"},
        {"key": "boss", "type": "member", "label": "审批人", "required": True},
    ],
}  # fmt: skip
FLOW: dict[str, Any] = {
    "schema_version": 1, "key": "ask", "label": "审批", "form": "request", "trigger": {"on": "create"},
    "nodes": [
        {"id": "start", "type": "start"},
        {"id": "boss", "type": "approval", "label": "审批", "assignees": [{"field": "boss"}]},
        {"id": "end", "type": "end"},
    ],
    "edges": [{"from": "start", "to": "boss"}, {"from": "boss", "to": "end"}],
}  # fmt: skip
ALL = {"ops": ["create", "read", "update", "import"], "rows": "all", "read": ["*"], "write": ["*"]}


@dataclass
class Person:
    """Somebody with an open page: `form` is what they work with, `note` the text they change."""

    id: str
    cookie: str
    form: str
    note: str
    filter: str
    boards: tuple[str, ...]
    approves: bool = False
    seen: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)

    def new(self, pick: random.Random) -> dict[str, Any]:
        """A lead or a ticket."""
        number = pick.randint(10**7, 10**8 - 1)
        if self.form == "lead":
            return {"name": f"客户{number}", "company": f"公司{number}", "mobile": f"139{number}", "source": "website"}
        return {"subject": f"设备{number}报错", "kind": "fault", "priority": "p3", "channel": "phone"}


@dataclass
class Company:
    """`addresses`: of the web processes."""

    addresses: list[str]
    people: list[Person]
    bosses: list[str]
    processes: list[subprocess.Popen[bytes]]
    founder: Client

    def megabytes(self) -> float:
        """What all processes of the product hold."""
        return sum(_resident(process.pid) for process in self.processes)

    def bring_in(self, content: bytes) -> None:
        """A workbook of deals, to its last row."""
        found = self.founder.post("/apps/desk/imports", files={"file": ("deals.xlsx", content)})
        sheet = found["sheets"][0]
        plan = {
            "sheet": sheet["name"], "header_row": sheet["header_row"], "target": {"form": "deal"}, "on_error": "skip",
            "columns": [{"index": index, "field": key} for index, (key, _label) in enumerate(COLUMNS)],
        }  # fmt: skip
        self.founder.post(f"/apps/desk/imports/{found['id']}:plan", plan)
        self.founder.job(self.founder.post(f"/apps/desk/imports/{found['id']}:run"))


def rows_of(round_: int, count: int) -> bytes:
    """A workbook whose rows no other round has."""
    return workbook(row_cells(round_ * 1_000_000 + number) for number in range(count))


@contextmanager
def company(url: str, broker: str, folder: Path, count: int) -> Iterator[Company]:
    """Two web processes and a worker; SQLite's file has one process for all."""
    env = {
        "PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ""), "DOUGONG_DATABASE_URL": url,
        "DOUGONG_DATA": str(folder), "DOUGONG_ADMIN_EMAIL": EMAIL, "DOUGONG_ADMIN_PASSWORD": PASSWORD,
        **({"DOUGONG_REDIS_URL": broker} if broker else {}),
    }  # fmt: skip
    for command in (("db", "upgrade"), ("app", "install", "crm", "--demo")):
        subprocess.run([BIN / "dougong", *command], env=env, check=True, stdout=subprocess.DEVNULL)
    with ExitStack() as held:
        commands = [["serve"], ["serve"]] if broker else [["up", "--no-demo"]]
        processes, addresses = [], []
        for command in commands:
            process = held.enter_context(_process([*command, "--port", "0"], env))
            processes.append(process)
            assert process.stdout is not None
            said = next(line for line in process.stdout if b"http://" in line).decode()
            addresses.append("http://" + said.partition("http://")[2].split()[0].strip("[]/"))
        if broker:
            processes.append(held.enter_context(_process(["worker"], env)))
        base = addresses[0]
        with httpx.Client(base_url=base, headers={"origin": base}, timeout=300) as http:
            founder = Client(http)
            founder.post("/session", {"email": EMAIL, "password": PASSWORD})
            _desk(founder)
            hired = _hire(url, folder, count)
            _roles(founder, hired)
            bosses = [each.id for each in hired if each.approves]
            yield Company(addresses, hired, bosses, processes, founder)


@contextmanager
def _process(arguments: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([BIN / "dougong", *arguments], env=env, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.terminate()


def _desk(founder: Client) -> None:
    """A second app: requests with an approval, and what is imported."""
    founder.post("/apps", {"label": "行政", "key": "desk"})
    for definition in (REGION, DEAL, REQUEST):
        key = definition["key"]
        draft = founder.post("/apps/desk/forms", {"label": definition["label"], "key": key})
        saved = founder.call(
            "PUT", f"/apps/desk/forms/{key}/draft", json={"definition": definition, "revision": draft["revision"]}
        )
        founder.post(f"/apps/desk/forms/{key}/draft:publish", {"revision": saved["revision"]})
    flow = founder.post("/apps/desk/flows", {"label": "审批", "key": "ask", "definition": FLOW})
    founder.post("/apps/desk/flows/ask/draft:publish", {"revision": flow["revision"]})
    for number in range(200):
        founder.post("/apps/desk/forms/region/records", {"name": f"Region {number}"})


def _hire(url: str, folder: Path, count: int) -> list[Person]:
    """Two thirds sell, a third serves, every tenth approves. They are signed in: that is another bench."""
    settings, database = open_bench(url, folder)
    stored, hired = passwords.hash_password(PASSWORD), []
    for number in range(count):
        with database.transaction() as tx:
            new = people.NewPerson(
                email=f"crowd{number}@example.com", name=f"同事{number}", password_hash=stored, locale="zh-CN",
                timezone="Asia/Shanghai", must_change_password=False, is_admin=False,
            )  # fmt: skip
            person_id = people.create_person(tx, None, new)["id"]
            secret = open_session(tx, settings, person_id, stored, Caller("127.0.0.1", "crowd"))
        sells = number % 3 != 2
        hired.append(
            Person(
                person_id,
                f"{cookie_name(settings)}={secret}",
                "lead" if sells else "ticket",
                "need" if sells else "description",
                "status <> 'invalid'" if sells else "status <> 'closed'",
                BOARDS["sales" if sells else "service_agent"],
                approves=number % 10 == 0,
            )
        )
    database.close()
    return hired


def _roles(founder: Client, hired: list[Person]) -> None:
    crm = founder.get("/apps/crm/roles")
    for role in crm["roles"]:
        form = {"sales": "lead", "service_agent": "ticket"}.get(role["key"])
        role["members"] += [{"kind": "person", "id": each.id} for each in hired if each.form == form]
    founder.call("PUT", "/apps/crm/roles", json=crm)
    desk = founder.get("/apps/desk/roles")
    desk["grants"].append({"id": "all", "to": ["everyone"], "form": "*", **ALL})
    founder.call("PUT", "/apps/desk/roles", json=desk)


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
