"""Working calendars and connections: edited by who may, kept consistent, secrets never told."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from dougong.apps.models import app
from dougong.cli.doctor import examine
from dougong.cli.sealing import HOLDERS
from dougong.cli.start import seal_secrets
from dougong.flows import calendars, connections, sealing
from dougong.flows.calendars import calendar_of
from dougong.flows.design_models import connection, flow_webhook
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.sealing import examine as examine_secrets
from dougong.kit.sealing import reseal
from dougong.kit.vault import SHORTEST, Unreadable, Vault, is_sealed
from engines.flow.durations import after
from engines.flow.env import World
from tests.dougong.flows.crm import API, Crm, crm, settings, straight

__all__ = ["crm", "settings"]

OFFICE: dict[str, Any] = {
    "label": "办公日历",
    "key": "office",
    "timezone": "Asia/Shanghai",
    "weekly": {"0": [["09:00", "12:00"], ["13:30", "18:00"]], "5": []} | {d: [["09:00", "18:00"]] for d in "1234"},
    "holidays": [{"date": "2026-10-01", "name": "国庆节"}],
    "workdays": [{"date": "2026-10-10", "name": "调休上班"}],
}


def test_there_is_a_calendar_before_anybody_made_one_and_it_can_be_changed(crm: Crm) -> None:
    first = crm.api.get("/api/v1/calendars").json()["items"]
    assert [(each["key"], each["is_default"], each["version"]) for each in first] == [("default", True, 0)]
    changed = crm.api.put("/api/v1/calendars/default", json={**first[0], "timezone": "Europe/Berlin"})
    assert changed.status_code == 200, changed.text
    with crm.database.snapshot() as tx:
        assert calendar_of(tx, None)[1] == ZoneInfo("Europe/Berlin")
    stale = crm.api.put("/api/v1/calendars/default", json={**first[0], "version": 7})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")


def test_several_slots_holidays_and_make_up_days_count(crm: Crm) -> None:
    assert crm.api.post("/api/v1/calendars", json=OFFICE).status_code == 201
    with crm.database.snapshot() as tx:
        calendar, zone = calendar_of(tx, "office")
    world = World(calendar=calendar, tz=zone)
    friday = datetime(2026, 10, 9, 9, 0, tzinfo=UTC)  # 17:00 in Shanghai
    assert after(friday, "2 business hours", world).astimezone(zone).isoformat() == "2026-10-10T10:00:00+08:00"
    monday = datetime(2026, 10, 12, 3, 30, tzinfo=UTC)  # 11:30
    assert after(monday, "1 business hour", world).astimezone(zone).isoformat() == "2026-10-12T14:00:00+08:00"


def test_a_calendar_that_means_nothing_is_refused(crm: Crm) -> None:
    for change in (
        {"timezone": "Mars/Olympus"},
        {"weekly": {"0": [["12:00", "09:00"]]}},
        {"weekly": {"0": [["09:00", "12:00"], ["11:00", "18:00"]]}},
        {"weekly": {"7": [["09:00", "12:00"]]}},
        {"weekly": {"0": []}},
        {"holidays": [{"date": "2026-02-30"}]},
    ):
        answer = crm.api.post("/api/v1/calendars", json={**OFFICE, **change})
        assert answer.status_code == 422, change


def test_a_calendar_that_a_flow_uses_stays(crm: Crm) -> None:
    crm.api.post("/api/v1/calendars", json={**OFFICE, "key": "first"})
    crm.api.post("/api/v1/calendars", json=OFFICE)
    crm.publish("slow", {"form": "lead", "trigger": {"on": "create"}, "calendar": "office", **straight()})
    used = crm.api.delete("/api/v1/calendars/office")
    assert (used.status_code, used.json()["used_by"]) == (409, ["crm/slow"])
    assert crm.api.delete("/api/v1/calendars/first").status_code == 409, "the default stays"


def test_only_administrators_edit_calendars_and_everybody_may_read_them(crm: Crm) -> None:
    somebody = crm.hire("张三")
    assert somebody.browser.get("/api/v1/calendars").status_code == 200
    assert somebody.browser.post("/api/v1/calendars", json=OFFICE).status_code == 403
    assert somebody.browser.get("/api/v1/calendars/holidays?year=2025").status_code == 403


def test_chinas_holidays_are_proposed_with_their_make_up_days() -> None:
    found = calendars.proposal(2025)
    assert {"date": "2025-10-01", "name": "国庆节"} in found["holidays"]
    assert "2025-10-11" in {day["date"] for day in found["workdays"]}


ROBOT: dict[str, Any] = {
    "label": "群机器人",
    "key": "group",
    "kind": "dingtalk",
    "settings": {"url": "https://oapi.dingtalk.com/robot/send?access_token=TOPSECRET"},
    "secrets": {"secret": "SECtop"},
}


def test_secrets_go_in_and_never_come_out(crm: Crm) -> None:
    made = crm.api.post(f"{API}/connections", json=ROBOT).json()
    assert made["secrets"] == {"secret": True}
    assert made["settings"] == {"url": "https://oapi.dingtalk.com/…"}
    for text in (crm.api.get(f"{API}/connections").text, crm.api.get("/api/v1/audit").text):
        assert "TOPSECRET" not in text
        assert "SECtop" not in text
    body = {"version": made["version"], "label": "新名字", "settings": made["settings"]}
    changed = crm.api.patch(f"{API}/connections/group", json=body)
    assert changed.status_code == 200, changed.text
    with crm.database.snapshot() as tx:
        app_id = tx.execute(select(app.c.id)).scalar_one()
        found = connections.find(tx, app_id, "group")
    assert found is not None
    assert found.settings["url"].endswith("TOPSECRET")
    assert found.secrets == {"secret": "SECtop"}
    assert crm.api.patch(f"{API}/connections/group", json=body).status_code == 409


def stored(crm: Crm) -> list[str]:
    """The secrets of connections and webhooks as they lie in the database."""
    with crm.database.snapshot() as tx:
        rows = tx.execute(select(connection.c.secrets)).scalars().all()
        return [*(text for row in rows for text in row.values()), *tx.execute(select(flow_webhook.c.secret)).scalars()]


def opened(crm: Crm) -> list[str]:
    with crm.database.snapshot() as tx:
        app_id = tx.execute(select(app.c.id)).scalar_one()
        found = connections.find(tx, app_id, "group")
        hook = tx.execute(select(flow_webhook)).one()
        assert found is not None
        return [found.secrets["secret"], found.settings["url"], sealing.open_webhook(tx, hook.flow_id, hook.secret)]


def test_secrets_lie_sealed_and_are_sealed_anew_when_the_key_is_replaced(crm: Crm, tmp_path: Path) -> None:
    crm.api.post(f"{API}/connections", json=ROBOT)
    crm.publish("hook", {"form": "lead", "trigger": {"on": "webhook"}, **straight()})
    plain = opened(crm)
    assert all(is_sealed(text) for text in stored(crm))
    assert not any(secret in text for secret in ("TOPSECRET", "SECtop", plain[2]) for text in stored(crm))
    with crm.database.transaction() as tx:
        assert reseal(tx, HOLDERS) == 0, "nothing to do"
        assert examine_secrets(tx, HOLDERS) == (3, 0, 0)

    old = (tmp_path / "secret.key").read_text().strip()
    new = "n" * SHORTEST
    crm.database.vault = Vault(f"{new},{old}", tmp_path)
    assert opened(crm) == plain, "older keys still open"
    with crm.database.transaction() as tx:
        assert examine_secrets(tx, HOLDERS) == (3, 0, 3)
        assert reseal(tx, HOLDERS) == 2
    crm.database.vault = Vault(new, tmp_path)
    assert opened(crm) == plain
    crm.database.vault = Vault("another key that opens none", tmp_path)
    with pytest.raises(Unreadable), crm.database.snapshot() as tx:
        sealing.open_connection(tx, *_first(tx))
    with crm.database.snapshot() as tx:
        assert examine_secrets(tx, HOLDERS) == (3, 3, 3)


def _first(tx: Transaction) -> tuple[str, str, dict[str, str]]:
    row = tx.execute(select(connection)).one()
    return row.app_id, row.key, row.secrets


def test_what_an_older_version_left_open_is_read_and_then_sealed(crm: Crm) -> None:
    crm.api.post(f"{API}/connections", json=ROBOT)
    crm.publish("hook", {"form": "lead", "trigger": {"on": "webhook"}, **straight()})
    plain = opened(crm)
    with crm.database.transaction() as tx:
        tx.execute(update(connection).values(secrets={"secret": plain[0], "url": plain[1]}))
        tx.execute(update(flow_webhook).values(secret=plain[2]))
    assert opened(crm) == plain
    assert seal_secrets(crm.database) == 2
    assert opened(crm) == plain
    assert all(is_sealed(text) for text in stored(crm))
    assert seal_secrets(crm.database) == 0


def test_the_doctor_says_when_the_key_is_missing_or_another(crm: Crm, tmp_path: Path) -> None:
    def finding() -> tuple[bool, str]:
        (found,) = [each for each in examine(settings_of(crm, tmp_path)) if "secrets" in each.what]
        return found.ok, found.detail

    assert finding()[0], "none stored"
    crm.api.post(f"{API}/connections", json=ROBOT)
    assert finding() == (True, f"2, {tmp_path / 'secret.key'}")
    key = tmp_path / "secret.key"
    kept = key.read_text()
    key.unlink()
    ok, detail = finding()
    assert not ok
    assert "DOUGONG_SECRET_KEY" in detail
    key.write_text("x" * SHORTEST)
    ok, detail = finding()
    assert not ok
    assert "2/2" in detail
    key.write_text(f"{'y' * SHORTEST}\n{kept}")
    ok, detail = finding()
    assert not ok
    assert "dougong db upgrade" in detail


def settings_of(crm: Crm, folder: Path) -> Settings:
    return Settings(database_url=crm.database.engine.url.render_as_string(hide_password=False), data=folder)


def test_a_webhook_gets_a_secret_that_is_shown_once(crm: Crm) -> None:
    hook = {"label": "外部系统", "key": "out", "kind": "webhook", "settings": {"url": "https://example.com/in"}}
    made = crm.api.post(f"{API}/connections", json=hook).json()
    assert made["revealed"].startswith("whsec_")
    assert "revealed" not in crm.api.get(f"{API}/connections").json()["items"][0]


def test_connections_are_checked_and_kept_while_used(crm: Crm) -> None:
    for change in (
        {"settings": {"url": "ftp://example.com"}},
        {"settings": {}},
        {"settings": {**ROBOT["settings"], "username": "x"}},
        {"secrets": {"token": "x"}},
        {"kind": "telegram"},
    ):
        assert crm.api.post(f"{API}/connections", json={**ROBOT, **change}).status_code == 422, change
    crm.api.post(f"{API}/connections", json=ROBOT)
    tell = {"id": "tell", "type": "notify", "title": "!", "channels": ["dingtalk"], "connection": "group"}
    crm.publish("tell", {"form": "lead", "trigger": {"on": "create"}, **straight(tell)})
    assert crm.api.get(f"{API}/connections").json()["items"][0]["used_by"] == ["tell"]
    assert crm.api.delete(f"{API}/connections/group").status_code == 409
    wrong = {"id": "tell", "type": "notify", "title": "!", "channels": ["feishu"], "connection": "group"}
    saved = crm.draft("wrong", {"form": "lead", "trigger": {"on": "create"}, **straight(wrong)})
    assert "wrong_connection" in {problem["code"] for problem in saved["problems"]}
