"""Encrypted fields: what was typed leaves through one door only, and lies nowhere in the open."""

import io
import logging
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import MetaData, select

from dougong.apps import sealed
from dougong.apps.models import sealed_value
from dougong.cli.sealing import HOLDERS
from dougong.cli.start import seal_secrets
from dougong.kit.config import Settings
from dougong.kit.sealing import examine
from dougong.kit.vault import SHORTEST, Unreadable, Vault
from dougong.records.webhooks import collecting
from dougong.worker import Worker, resources
from tests.dougong.jobs import finished
from tests.dougong.records.conftest import Shop, build_app
from tests.dougong.records.public import Stranger
from tests.dougong.records.public import made as public_link
from tests.dougong.settled import settle

FIRST, SECOND, THIRD = "110101199003078888", "110101199003079999", "220202198001011234"
FOURTH = "330102197705054321"
PERSON: dict[str, Any] = {
    "label": "员工",
    "title": "card",
    "fields": [
        {"key": "name", "type": "text", "label": "姓名"},
        {
            "key": "card",
            "type": "encrypted",
            "label": "身份证号",
            "unique": True,
            "show_first": 3,
            "show_last": 4,
            "pattern": "[0-9]{17}[0-9X]",
        },
        {"key": "copy", "type": "formula", "label": "复制", "formula": "card & '!'", "as": "text"},
        {"key": "filled", "type": "text", "label": "规则", "default": {"formula": "card"}},
        {"key": "account", "type": "text", "label": "账号"},
        {"key": "boss", "type": "link", "form": "person", "label": "上级", "fill": {"name": "card"}},
    ],
    "rules": [{"id": "copied", "when": "name = '抄'", "set": {"account": "card"}}],
}


def everything(shop: Shop) -> str:
    """All rows of all tables, as text."""
    with warnings.catch_warnings(action="ignore"), shop.company.database.snapshot() as tx:
        found = MetaData()
        found.reflect(tx.connection)
        return "\n".join(str(row) for table in found.sorted_tables for row in tx.execute(select(table)))


def nobody_reads_it(staff: Shop, one: str, caplog: pytest.LogCaptureFixture) -> None:
    """Every way of reading tells the masked text at most; neither tables nor logs hold more."""
    url, browser = staff.records("person"), staff.builder.browser
    base = f"/api/v1/apps/{staff.key}"
    reads = [
        browser.get(url),
        browser.get(f"{url}/{one}"),
        browser.get(f"{url}/{one}/history"),
        browser.get(url, params={"search": FIRST}),
        browser.get(url, params={"search": FIRST[3:9]}),
        browser.get(url, params={"filter": f"card = '{FIRST}'"}),
        browser.get(url, params={"filter": "LEFT(card, 6) = '110101'"}),
        browser.get(url, params={"sort": "card"}),
        browser.get(f"{url}:export", params={"format": "csv"}),
        browser.get(f"{base}/forms/person/fields/boss/choices"),
        browser.get(f"{base}/forms/person"),
        browser.get(f"{base}/openapi.json"),
        browser.get(f"{base}/odata/person", params={"$expand": "boss"}),
        browser.get(f"{base}/odata/person", params={"$filter": f"card eq '{FIRST}'"}),
        browser.get(f"{base}/package"),
        browser.post(
            f"{url}:aggregate",
            json={"groups": [{"field": "card"}], "measures": [{"key": "m", "fn": "max", "field": "card"}]},
        ),
        browser.post(f"{url}:prepare", json={"id": one, "values": {"card": FIRST}}),
        browser.patch(f"{url}/{one}", json={"name": "x", "version": 1}),  # a conflict tells the record
    ]
    for answer in reads:
        assert answer.status_code < 500, answer.text
        assert not any(part in answer.text for part in (FIRST, SECOND, FIRST[3:14])), answer.url
    assert [reads[index].json()["items"] for index in (3, 4, 5, 6)] == [[], [], [], []]
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{url}:export").content))
    assert FIRST not in str([cell.value for sheet in book for row in sheet for cell in row])
    kept = everything(staff)
    assert "110****8888" in kept and not any(secret in kept for secret in (FIRST, SECOND, THIRD, FOURTH))
    told = [line.getMessage() for line in caplog.records if not line.name.startswith("httpx")]
    assert not any(secret in str(told) for secret in (FIRST, SECOND, THIRD, FOURTH))


def a_stranger_sends_one(staff: Shop) -> None:
    """By a public form, over a draft: neither the draft nor the thank-you page tells it."""
    body = {"fields": [{"field": "name"}, {"field": "card"}], "drafts": True}
    body["thanks"] = {"text": "{name} {card}"}
    guest = Stranger(staff, public_link(staff, body, links=f"/api/v1/apps/{staff.key}/forms/person/links"))
    guest.open()
    draft = {"values": {"name": "外", "card": FOURTH}}
    kept = guest.browser.put(f"{guest.base}/draft", headers=guest.headers, json=draft).json()["draft"]
    assert guest.get(f"/drafts/{kept}").json()["values"] == {"name": "外"}
    sent = guest.send(draft["values"], draft=kept)
    assert sent.status_code == 201 and sent.json()["thanks"]["text"] == "外 330****4321"
    assert FOURTH not in sent.text


def a_grant_reveals_it(staff: Shop, one: str, two: str) -> TestClient:
    """In its own rows, and each look is noted. → the browser of who may look"""
    url, browser, base = staff.records("person"), staff.builder.browser, f"/api/v1/apps/{staff.key}"
    # no role of the app reveals, not even its manager; a grant that says so does, in its own rows only
    asked = {"field": "card"}
    assert browser.post(f"{url}/{one}:reveal", json=asked).status_code == 403
    assert browser.post(f"{url}:locate", json=asked | {"value": FIRST}).status_code == 403
    clerk = staff.seller(
        "专员",
        [
            {"id": "all", "to": ["role:sales"], "form": "person", "ops": ["read"], "rows": "all", "read": ["*"]},
            {
                "id": "some",
                "to": ["role:sales"],
                "form": "person",
                "ops": ["read", "update"],
                "rows": "formula",
                "formula": "name = '甲'",
                "read": ["card", "name"],
                "write": ["card"],
                "reveal": ["card"],
            },
        ],
    ).browser
    assert clerk.get(f"{base}/forms/person").json()["reveal"] == ["card"]
    assert browser.get(f"{base}/forms/person").json()["reveal"] == []
    shown = clerk.post(f"{url}/{one}:reveal", json=asked)
    assert shown.json() == {"value": FIRST} and shown.headers["cache-control"] == "no-store"
    assert clerk.post(f"{url}/{two}:reveal", json=asked).status_code == 404
    assert clerk.post(f"{url}/{one}:reveal", json={"field": "name"}).status_code == 422
    assert clerk.post(f"{url}:locate", json=asked | {"value": f"{FIRST[:6]} {FIRST[6:]}"}).json() == {"ids": [one]}
    assert clerk.post(f"{url}:locate", json=asked | {"value": SECOND}).json() == {"ids": []}
    audit = everything(staff)
    assert "record.reveal" in audit and "record.locate" in audit and FIRST not in audit

    # another secret behind the same mask is another value; an emptied one is gone
    now = clerk.get(f"{url}/{one}").json()
    other = f"110{FIRST[3:13][::-1]}X{FIRST[14:]}"[:18].replace("X", "0")
    clerk.patch(f"{url}/{one}", json={"card": other, "version": now["version"]})
    assert clerk.post(f"{url}/{one}:reveal", json=asked).json() == {"value": other}
    assert browser.post(url, json={"card": FIRST, "name": "甲"}).status_code == 201, "it is free again"
    last = clerk.get(f"{url}/{one}").json()["version"]
    assert clerk.patch(f"{url}/{one}", json={"card": None, "version": last}).status_code == 200
    assert clerk.post(f"{url}/{one}:reveal", json=asked).json() == {"value": None}
    return clerk


def its_keys_are_sealed_anew(staff: Shop, folder: Path, record: str, reveal: Callable[[], Any]) -> None:
    """A new key of the vault seals the data keys; no value is touched, and without keys none opens."""
    database = staff.company.database
    with database.snapshot() as tx:
        before = tx.execute(select(sealed_value.c.secret)).scalars().all()
        stored, _, old = examine(tx, HOLDERS)
    assert stored == 4 and old == 0, "two of the app, one of the webhook, one of the public link"
    written = (folder / "secret.key").read_text().strip()
    database.vault = Vault(f"{'n' * SHORTEST},{written}", folder)
    assert seal_secrets(database) == 4
    database.vault = Vault("n" * SHORTEST, folder)
    assert reveal() == {"value": FIRST}
    with database.snapshot() as tx:
        assert sorted(before) == sorted(tx.execute(select(sealed_value.c.secret)).scalars().all())
        database.vault = Vault("another key that opens none", folder)
    with pytest.raises(Unreadable), database.snapshot() as tx:
        sealed.whole(tx, staff.key, "person", "card", record)


def test_a_secret_leaves_by_the_one_granted_door_only(
    shop: Shop, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    staff = build_app(shop.company, "staff", "人事", {"person": PERSON})
    url, browser = staff.records("person"), staff.builder.browser
    hook = {"form": "person", "label": "ERP", "url": "https://erp.example.com/in"}
    assert browser.post(f"/api/v1/apps/{staff.key}/webhooks", json=hook).status_code == 201
    refused = browser.post(url, json={"card": "12345678"})
    assert refused.json()["errors"][0]["code"] == "pattern" and "12345678" not in refused.text
    made = browser.post(url, json={"name": "抄", "card": FIRST}, headers={"Idempotency-Key": "k1"})
    assert made.status_code == 201 and made.json()["card"] == "110****8888"
    one = made.json()
    assert (one["copy"], one["filled"], one["account"]) == ("110****8888!", "110****8888", "110****8888")
    bulk = {"operations": [{"op": "create", "values": {"name": "乙", "card": SECOND}}]}
    two = browser.post(f"{url}:bulk", json=bulk).json()["results"][0]["record"]["id"]

    # equal secrets are found without opening any: in one batch, against what is there, in any way of writing
    for values in ({"card": FIRST}, {"card": f" {FIRST} "}, {"card": "１１０１０１１９９００３０７８８８８"}):
        again = browser.post(url, json=values)
        assert again.status_code == 422, again.text
    codes = {error["code"] for error in browser.post(url, json={"card": FIRST}).json()["errors"]}
    assert codes == {"not_unique"}
    bulk["operations"] = [{"op": "create", "values": {"card": THIRD}}] * 2
    assert [r["ok"] for r in browser.post(f"{url}:bulk", json=bulk | {"atomic": False}).json()["results"]] == [
        True,
        False,
    ]
    # the masked text that comes back changes nothing; typed anew it is refused
    same = browser.patch(f"{url}/{one['id']}", json={"card": "110****8888", "name": "甲", "version": 1})
    assert same.status_code == 200 and same.json()["card"] == "110****8888"
    assert browser.post(url, json={"card": "110****0000"}).json()["errors"][0]["code"] == "masked"
    a_stranger_sends_one(staff)
    settle(shop.company.database)
    assert collecting.collect(shop.company.database) > 0, "what webhooks send lies in a table, where nobody reads it"
    nobody_reads_it(staff, one["id"], caplog)
    clerk = a_grant_reveals_it(staff, one["id"], two)
    [record] = clerk.post(f"{url}:locate", json={"field": "card", "value": FIRST}).json()["ids"]
    look = f"{url}/{record}:reveal"
    its_keys_are_sealed_anew(staff, settings.data, record, lambda: clerk.post(look, json={"field": "card"}).json())


def test_an_import_seals_and_a_field_with_values_can_be_encrypted(shop: Shop, settings: Settings) -> None:
    plain = {"key": "card", "type": "text", "label": "证件"}
    person = {"label": "员工", "fields": [{"key": "name", "type": "text", "label": "姓名"}, plain]}
    staff = build_app(shop.company, "staff", "人事", {"person": person})
    url, browser = staff.records("person"), staff.builder.browser
    old = staff.add("person", {"name": "旧", "card": FIRST})
    person["fields"] = [person["fields"][0], plain | {"type": "encrypted"}]
    staff.publish("person", person)
    assert staff.get("person", old["id"])["card"] == "****8888"
    history = browser.get(f"{url}/{old['id']}/history")
    assert "****8888" in history.text and FIRST not in history.text
    content = f"姓名,证件\n新,{SECOND}\n坏,****1111\n".encode()
    worker = Worker(settings, shop.company.database, resources(settings))
    worker.start()
    try:
        made = browser.post("/api/v1/apps/staff/imports", files={"file": ("人.csv", content)}).json()
        base = f"/api/v1/apps/staff/imports/{made['id']}"
        columns = [{"index": 0, "field": "name"}, {"index": 1, "field": "card"}]
        plan = {"sheet": made["sheets"][0]["name"], "target": {"form": "person"}, "columns": columns}
        assert browser.post(f"{base}:plan", json=plan | {"match": ["card"], "mode": "upsert"}).status_code == 422
        assert browser.post(f"{base}:plan", json=plan | {"on_error": "skip"}).status_code == 200
        result = finished(browser, browser.post(f"{base}:run").json()["id"])
    finally:
        worker.stop()
    assert (result["created"], result["bad"]) == (1, 1), result
    grant = {"id": "r", "to": ["role:manager"], "form": "person", "ops": ["read"], "rows": "all", "read": ["card"]}
    staff.grant([], [grant | {"reveal": ["card"]}])
    for secret, ids in ((FIRST, [old["id"]]), (SECOND, None)):
        found = browser.post(f"{url}:locate", json={"field": "card", "value": secret}).json()["ids"]
        assert len(found) == 1 and ids in (None, found)
        assert browser.post(f"{url}/{found[0]}:reveal", json={"field": "card"}).json() == {"value": secret}
