"""Webhooks: every change of every door arrives, signed, once; what fails is tried again, given up, sent again."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import orjson
import pytest
from sqlalchemy import select, update

from dougong.cli.sealing import HOLDERS
from dougong.cli.start import seal_secrets
from dougong.kit.db import Database
from dougong.kit.jobs import AT_ONCE
from dougong.kit.outbound import Outbound
from dougong.kit.sealing import examine
from dougong.kit.vault import SHORTEST, Vault
from dougong.messaging.signing import is_genuine
from dougong.records.webhooks import collecting, sealing, sending, tasks
from dougong.records.webhooks.models import record_webhook, webhook_delivery
from tests.dougong.records.conftest import Shop
from tests.dougong.records.public import LINKS, made
from tests.dougong.settled import settle

HOOKS = "/api/v1/apps/shop/webhooks"
HERE = Outbound(("127.0.0.1",))


class Receiver:
    """Another system: keeps what it is called with and answers as told."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_args: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/in"
        Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def events(self) -> list[tuple[str, str]]:
        """(op, name or id) of everything that came, in order."""
        documents = [orjson.loads(body)["data"]["events"] for _, body in self.calls]
        return [(each["op"], each.get("record", {}).get("name", each["id"])) for part in documents for each in part]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def _run(database: Database) -> None:
    """What the job does, with this machine allowed."""
    settle(database)
    collecting.collect(database)
    while sending.send_due(database, HERE):
        pass


def _make(shop: Shop, url: str, **more: Any) -> dict[str, Any]:
    answer = shop.builder.browser.post(HOOKS, json={"form": "customer", "label": "ERP", "url": url, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_R142_webhooks_tell_changes_of_every_door_signed_and_under_the_rights_of_their_owner(
    shop: Shop, receiver: Receiver, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = shop.builder.browser
    shop.add("customer", {"name": "早"})
    settle(database)
    hook = _make(shop, receiver.url)
    few = _make(shop, receiver.url + "/few", ops=["create"], filter="level = 'a'", fields=["name"], batch=100)
    one = shop.add("customer", {"name": "甲", "level": "a"})
    bulk = [{"op": "create", "values": {"name": f"批{n}", "level": "a"}} for n in range(3)]
    assert root.post(shop.records("customer") + ":bulk", json={"operations": bulk}).status_code == 200
    root.patch(f"{shop.records('customer')}/{one['id']}", json={"level": "b", "version": 1})
    root.delete(f"{shop.records('customer')}/{one['id']}")
    with database.snapshot() as tx:
        assert tasks.is_due(tx)
    settle(database)
    collecting.collect(database)
    monkeypatch.setattr(sending, "_LINE", 1)
    assert sending.send_due(database, HERE) == 2, "nobody waits for one who has more to hear"
    _run(database)
    with database.snapshot() as tx:
        assert not tasks.is_due(tx)

    whole = [each for each in receiver.calls if b'"mobile"' in each[1] or b'"gone"' in each[1] or b"delete" in each[1]]
    told = [event for _, body in whole for event in orjson.loads(body)["data"]["events"]]
    assert [(e["op"], e.get("record", {}).get("name")) for e in told] == [
        ("create", "批0"),
        ("create", "批1"),
        ("create", "批2"),
        ("delete", None),
    ], "the first customer is gone already: only that is told"
    assert told[0]["door"] == "bulk" and told[0]["by"] == shop.builder.id
    [together] = [orjson.loads(body)["data"]["events"] for _, body in receiver.calls if body.count(b'"op"') == 3]
    assert [set(e["record"]) & {"name", "level", "mobile"} for e in together] == [{"name"}] * 3
    headers, body = receiver.calls[0]
    with database.snapshot() as tx:
        assert any(is_genuine(secret, headers, tx.now, body) for secret in (hook["secret"], few["secret"]))
    _run(database)
    assert len(receiver.calls) == 5, "nothing is told twice"

    log = root.get(f"{HOOKS}/{hook['id']}/deliveries").json()["items"]
    assert [(each["state"], each["status"], each["attempts"]) for each in log] == [("sent", 200, 1)] * 4
    shown = root.get(HOOKS).json()["items"][0]
    assert shown["deliveries"] == {"pending": 0, "sent": 4, "failed": 0} and "secret" not in shown


def test_what_a_receiver_refuses_is_tried_again_given_up_and_sent_again_by_hand(
    shop: Shop, receiver: Receiver, database: Database, tmp_path: Path
) -> None:
    root, d = shop.builder.browser, webhook_delivery.c
    hook = _make(shop, receiver.url)
    receiver.status = 503
    shop.add("customer", {"name": "甲"})
    _run(database)
    [waiting] = root.get(f"{HOOKS}/{hook['id']}/deliveries").json()["items"]
    english = root.get(f"{HOOKS}/{hook['id']}/deliveries", headers={"accept-language": "en"}).json()["items"][0]
    assert waiting["error"] and english["error"].isascii() and not waiting["error"].isascii(), (waiting, english)
    assert (waiting["state"], waiting["status"], waiting["attempts"]) == ("pending", 503, 1) and waiting["next_at"]
    with database.transaction() as tx:
        tx.execute(update(webhook_delivery).values(attempts=sending.TRIES - 1, next_at=AT_ONCE))
    _run(database)
    assert [each["state"] for each in root.get(f"{HOOKS}/{hook['id']}/deliveries").json()["items"]] == ["failed"]

    receiver.status = 200
    rotated = root.post(f"{HOOKS}/{hook['id']}:rotate").json()
    assert root.post(f"{HOOKS}/{hook['id']}:redeliver").json() == {"deliveries": 1}
    _run(database)
    (first, _), (last, body) = receiver.calls[0], receiver.calls[-1]
    assert first["webhook-id"] == last["webhook-id"], "a receiver that had it knows it again"
    with database.snapshot() as tx:
        for secret in (hook["secret"], rotated["secret"]):
            assert is_genuine(secret, last, tx.now, body), "both secrets count for a day"
        row = tx.execute(select(record_webhook)).one()
        assert hook["secret"] not in row.secret and len(sealing.open_all(tx, row)) == 2
    link = made(shop)
    with database.snapshot() as tx:
        assert examine(tx, HOLDERS) == (3, 0, 0)
    old = (tmp_path / "secret.key").read_text().strip()
    database.vault = Vault(f"{'n' * SHORTEST},{old}", tmp_path)
    assert seal_secrets(database) == 2, "the webhook with both its secrets, and the public link"
    database.vault = Vault("n" * SHORTEST, tmp_path)
    assert root.get(LINKS).json()["items"][0]["url"] == link["url"], "addresses that people have stay good"
    with database.transaction() as tx:
        tx.execute(update(record_webhook).values(old_until=tx.now - timedelta(seconds=1)))
        assert len(sealing.open_all(tx, tx.execute(select(record_webhook)).one())) == 1
    root.post(f"{HOOKS}/{hook['id']}/deliveries/{waiting['id']}:redeliver")
    receiver.status = 410
    _run(database)
    [paused] = root.get(HOOKS).json()["items"]
    assert (paused["active"], paused["paused_for"]) == (False, "gone")
    change = {key: paused[key] for key in ("form", "label", "url", "version")}
    assert root.patch(f"{HOOKS}/{hook['id']}", json=change).json()["active"]
    assert root.delete(f"{HOOKS}/{hook['id']}").status_code == 204
    with database.snapshot() as tx:
        assert tx.execute(select(d.id)).all() == []


def test_webhooks_have_no_door_to_what_their_owner_may_not_see_or_to_the_inside(
    shop: Shop, receiver: Receiver, database: Database
) -> None:
    root = shop.builder.browser
    reads_a = {"id": "a", "to": ["role:sales"], "form": "customer", "ops": ["read"], "rows": "formula"}
    reads_a |= {"formula": "level = 'a'", "read": ["name", "level"]}
    rep = shop.seller("rep", [reads_a])
    body = {"form": "customer", "label": "x", "url": receiver.url}
    assert rep.browser.post(HOOKS, json=body).status_code == 403, "only who designs the app"
    builders = root.get("/api/v1/apps/shop/builders").json()
    builders["items"].append({"person_id": rep.id, "level": "designer"})
    answer = root.put("/api/v1/apps/shop/builders", json={"items": [_plain(each) for each in builders["items"]]})
    assert answer.status_code == 200, answer.text
    for wrong in ({"filter": "secret = 'x'"}, {"fields": ["secret"]}, {"url": "ftp://x/y"}, {"form": "nosuch"}):
        assert rep.browser.post(HOOKS, json={**body, **wrong}).status_code in (404, 422), wrong
    assert rep.browser.post(HOOKS, json={**body, "form": "order"}).status_code == 403
    blind = shop.company.with_token(rep, "design")
    assert blind.post(HOOKS, json=body).status_code == 403, "a token that may not read has nothing sent either"

    hook = rep.browser.post(HOOKS, json=body).json()
    hidden = shop.add("customer", {"name": "乙", "level": "b", "secret": "TOP"})
    seen = shop.add("customer", {"name": "甲", "level": "a", "secret": "TOP"})
    root.patch(f"{shop.records('customer')}/{seen['id']}", json={"secret": "TOP2", "version": 1})
    _run(database)
    assert receiver.events() == [("create", "甲")] and b"TOP" not in receiver.calls[0][1]
    assert hidden["id"].encode() not in b"".join(body for _, body in receiver.calls)
    root.patch(f"{shop.records('customer')}/{seen['id']}", json={"level": "b", "version": 2})
    _run(database)
    assert receiver.events()[1:] == [("gone", seen["id"])]

    [delivery, *_] = root.get(f"{HOOKS}/{hook['id']}/deliveries").json()["items"]
    one = f"{HOOKS}/{hook['id']}/deliveries/{delivery['id']}"
    assert root.get(one).status_code == 403 and "gone" in rep.browser.get(one).json()["body"]
    inside = _make(shop, "http://169.254.169.254/latest")
    tested = root.post(f"{HOOKS}/{inside['id']}:test").json()
    assert not tested["ok"] and "169.254" in tested["message"]
    taken = root.patch(f"{HOOKS}/{hook['id']}", json={**body, "version": 1}).json()
    assert taken["owner"]["id"] == shop.builder.id, "whoever sets the address sends what they may see"
    for stranger in (shop.company.hire("other").browser, shop.company.browser()):
        for url in (HOOKS, f"{HOOKS}/{hook['id']}/deliveries"):
            assert stranger.get(url).status_code in (401, 403, 404)


def _plain(builder: dict[str, Any]) -> dict[str, Any]:
    return {"person_id": builder.get("person_id") or builder["id"], "level": builder["level"]}
