"""Flows travel in packages: the same bytes out as in, without ids and secrets, checked like everything else."""

import io
import json
import zipfile
from typing import Any

from dougong.apps.documents import file_text
from dougong.kit.runner import Runner
from dougong.worker import resources
from tests.dougong.apps.test_packages import zip_of
from tests.dougong.flows.crm import API, Crm, crm, settings, straight

__all__ = ["crm", "settings"]

Files = dict[str, bytes]
MANAGER: dict[str, Any] = {"id": "manager", "type": "approval", "label": {"zh-CN": "经理", "en": "Manager"}}


def exported(crm: Crm, app: str = "crm") -> Files:
    content = crm.api.get(f"/api/v1/apps/{app}/package").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def install(crm: Crm, files: Files, key: str) -> dict[str, Any]:
    answer = crm.api.post("/api/v1/apps:upload", files={"file": ("app.zip", zip_of(files))}, data={"key": key})
    if answer.status_code != 202:
        return {"state": "refused", **answer.json()}
    runner = Runner(crm.database, resources(crm.settings))
    runner.run(answer.json()["id"])
    runner.close()
    found: dict[str, Any] = crm.api.get(f"/api/v1/jobs/{answer.json()['id']}").json()
    return found


def publish_some(crm: Crm) -> None:
    person = crm.hire("王芳")
    group = crm.group("销售A组", person)
    assignees = [{"person": person.id}, {"round_robin": [{"group": group}]}, {"role": "boss"}]
    trigger = {"on": "update", "when": "stage = 'quote'", "mode": "gate"}
    ask = straight({**MANAGER, "assignees": assignees, "sla": [{"after": "8 business hours", "do": "remind"}]})
    crm.publish("ask", {"form": "opportunity", "trigger": trigger, **ask, "layout": {"start": {"x": 1.5, "y": 2}}})
    crm.publish("part", {"form": "opportunity", "trigger": {"on": "call"}, **straight()})
    call = straight({"id": "call", "type": "call", "flow": "part"})
    crm.publish("whole", {"form": "opportunity", "trigger": {"on": "button", "label": "整体"}, **call})


def test_flows_are_exported_and_installed_byte_for_byte(crm: Crm) -> None:
    publish_some(crm)
    files = exported(crm)
    assert [name for name in files if name.startswith("flows/")] == [
        "flows/ask.json",
        "flows/part.json",
        "flows/whole.json",
    ]
    ask = json.loads(files["flows/ask.json"])
    node = next(node for node in ask["nodes"] if node["id"] == "manager")
    assert node["assignees"] == [{"email": "p1@example.com"}, {"round_robin": [{"group": "销售A组"}]}, {"role": "boss"}]
    ended = install(crm, files, "copy")
    assert ended["state"] == "done", ended
    again = exported(crm, "copy")
    assert {name: text for name, text in again.items() if name != "app.json"} == {
        name: text for name, text in files.items() if name != "app.json"
    }
    cards = crm.api.get("/api/v1/apps/copy/flows").json()["items"]
    assert [(card["key"], card["version"], card["dirty"]) for card in cards] == [
        ("ask", 1, False), ("part", 1, False), ("whole", 1, False),
    ]  # fmt: skip


def test_secrets_of_connections_stay_at_home(crm: Crm) -> None:
    robot = {
        "label": "群机器人",
        "key": "group",
        "kind": "dingtalk",
        "settings": {"url": "https://oapi.dingtalk.com/robot/send?access_token=TOPSECRET"},
        "secrets": {"secret": "SECtop"},
    }
    assert crm.api.post(f"{API}/connections", json=robot).status_code == 201
    tell = {"id": "tell", "type": "notify", "title": "!", "channels": ["dingtalk"], "connection": "group"}
    crm.publish("tell", {"form": "lead", "trigger": {"on": "create"}, **straight(tell)})
    everything = b"".join(exported(crm).values())
    assert b"TOPSECRET" not in everything
    assert b"SECtop" not in everything
    assert install(crm, exported(crm), "copy")["state"] == "done", "a missing connection is a warning"


def test_a_package_with_a_broken_flow_is_refused_as_a_whole(crm: Crm) -> None:
    publish_some(crm)
    files = exported(crm)
    wrong_shape = {**files, "flows/ask.json": b'{"schema_version": 1, "key": "ask", "nodes": []}'}
    assert install(crm, wrong_shape, "one")["state"] in ("refused", "failed")
    other_name = {**files, "flows/other.json": files["flows/ask.json"]}
    assert install(crm, other_name, "two")["state"] in ("refused", "failed")
    dead_end = {
        "schema_version": 1,
        "key": "dead",
        "trigger": {"on": "call"},
        "nodes": [{"id": "start", "type": "start"}],
    }
    broken = {**files, "flows/dead.json": file_text(dead_end).encode()}
    ended = install(crm, broken, "three")
    assert ended["state"] == "failed"
    keys = {app["key"] for app in crm.api.get("/api/v1/apps").json()["items"]}
    assert keys == {"crm"}


def test_the_flow_schema_is_what_packages_are_checked_by(crm: Crm) -> None:
    assert crm.api.get("/api/v1/flows/schema").json()["$id"] == "https://dougong.dev/schemas/flow.json"
