"""Nothing is lost: what a backup has comes back, on either database, or a sentence says why not (R140)."""

import json
import stat
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, inspect, select, update

from dougong.apps.models import retired_column
from dougong.audit.service import verify
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.errors import Conflict, Invalid, Problem
from dougong.kit.schema import SchemaError
from dougong.operations.archive import new_identity, reading
from dougong.operations.backup import make
from dougong.operations.moving import move
from dougong.operations.restore import restore
from dougong.records.models import change_log
from dougong.records.webhooks.collecting import collect
from dougong.records.webhooks.models import record_webhook, webhook_delivery
from tests.databases import KINDS, Kind
from tests.dougong.operations.conftest import Installed, at_work, names, opened, opener
from tests.dougong.records.rest import DEAL
from tests.dougong.settled import settle


def backed_up(settings: Settings, target: Path, *recipients: str) -> Path:
    with opened(settings) as database:
        make(settings, database, target, recipients)
    return target


def brought_back(source: Path, settings: Settings, identity: Path | None = None) -> None:
    with reading(source, identity) as reader:
        assert restore(reader, settings, opener(settings)).ok


def structure(database: Database) -> dict[str, Any]:
    """Everything the database knows of its tables but the order of columns."""
    with database.snapshot() as tx:
        seen = inspect(tx.connection)
        tables = seen.get_table_names()
        return {
            "columns": {name: sorted((c["name"], str(c["type"])) for c in seen.get_columns(name)) for name in tables},
            "keys": {name: seen.get_pk_constraint(name)["constrained_columns"] for name in tables},
            "references": {
                name: sorted((k["constrained_columns"], k["referred_table"], str(k.get("options"))) for k in found)
                for name in tables
                if (found := seen.get_foreign_keys(name))
            },
            "indexes": {
                name: sorted((str(i["name"]), bool(i["unique"])) for i in seen.get_indexes(name))
                for name in tables
                if not name.startswith("_gone_")
            },
        }


@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("source", KINDS)
def test_R140_everything_comes_back_on_either_database(
    source: Kind, target: Kind, installed: Installed, empty: Installed, tmp_path: Path
) -> None:
    before, after = installed(source), empty(target)
    _follow(before)
    backup = backed_up(before, tmp_path / "one.backup")
    brought_back(backup, after)
    if source == target:
        with opened(before) as old, opened(after) as new:
            assert structure(old) == structure(new)
    with at_work(after) as shop:
        shop.add("deal", {"name": "此后"})
        settle(shop.company.database)
        assert _news(shop) == ["create 没说过的", "create 此后"], "followers lose nothing on a server that counts anew"
        for one in ("没说过的", "此后"):
            _drop(shop, one)
        assert names(shop, "deal") == ["大单", "小单", "空单", "有附件"]
        [deal] = [each for each in _items(shop, "deal") if each["name"] == "有附件"]
        url = f"/api/v1/files/{deal['files'][0]['id']}"
        assert shop.builder.browser.get(url).content == b"signed"
        shop.publish("deal", DEAL)  # what was put aside is still there to come back
        big = shop.get("deal", _items(shop, "deal")[0]["id"])
        assert [line["product"] for line in big["lines"]] == ["O'Neil's", "乙"]
        assert len(big["partners"]) == 2 and big["place"] == "31.23,121.47"
        new = shop.add("deal", {"name": "新单", "lines": [{"product": "丁"}]})
        assert shop.get("deal", new["id"])["lines"][0]["product"] == "丁"
        assert shop.builder.browser.post("/api/v1/apps/rest/forms/old:restore").status_code in (200, 204)
        assert names(shop, "old") == ["还在回收站里"]


def _follow(settings: Settings) -> None:
    """A webhook that was told all but the last change, on a server that has counted far."""
    with at_work(settings) as shop:
        settle(shop.company.database)  # a webhook is told what is committed from here on
        body = {"form": "deal", "label": "ERP", "url": "https://erp.example.com/in", "ops": ["create"]}
        made = shop.builder.browser.post("/api/v1/apps/rest/webhooks", json=body)
        assert made.status_code == 201, made.text
        database = shop.company.database
        settle(database)
        collect(database)
        shop.add("deal", {"name": "没说过的"})
        settle(database)
        with database.transaction() as tx:
            if tx.dialect == "postgresql":
                far = 10**9
                tx.execute(update(change_log).values(xid=change_log.c.xid + far))
                tx.execute(update(record_webhook).values(xid=record_webhook.c.xid + far))


def _news(shop: Any) -> list[str]:
    """What the webhook is told now."""
    collect(shop.company.database)
    with shop.company.database.snapshot() as tx:
        bodies = tx.execute(select(webhook_delivery.c.body).order_by(webhook_delivery.c.id)).scalars().all()
    events = [event for body in bodies for event in json.loads(body)["data"]["events"]]
    return [f"{event['op']} {event['record']['name']}" for event in events]


def _drop(shop: Any, name: str) -> None:
    [found] = [each for each in _items(shop, "deal") if each["name"] == name]
    assert shop.builder.browser.delete(f"{shop.records('deal')}/{found['id']}").status_code == 204


def _items(shop: Any, form: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = shop.builder.browser.get(shop.records(form), params={"sort": "created_at"}).json()[
        "items"
    ]
    return items


@pytest.mark.parametrize("kind", KINDS)
def test_R140_a_backup_made_while_people_write_is_one_moment(
    kind: Kind, installed: Installed, empty: Installed, tmp_path: Path
) -> None:
    before, after = installed(kind), empty("sqlite")
    target, written = tmp_path / "busy.backup", threading.Event()
    with at_work(before) as shop:

        def told(_what: str, done: int, _total: int) -> None:
            if done in (0, 40, 70):  # between the tables: with every one of them another state could have been read
                shop.add("deal", {"name": f"同时写入 {done}"})
                written.set()

        make(before, shop.company.database, target, (), told)
        assert len(names(shop, "deal")) == 7
    assert written.is_set()
    brought_back(target, after)
    with opened(after) as database, database.snapshot() as tx:
        made = tx.execute(select(func.count()).where(change_log.c.form == "deal", change_log.c.op == "create")).scalar()
        assert verify(tx).ok
    with at_work(after) as shop:
        assert len(names(shop, "deal")) == made < 7


def test_an_encrypted_backup_opens_with_its_key_only_and_brings_the_key_of_secrets(
    installed: Installed, empty: Installed, tmp_path: Path
) -> None:
    secret, public = new_identity()
    right, wrong = tmp_path / "right.key", tmp_path / "wrong.key"
    right.write_text(f"# {public}\n{secret}\n")
    wrong.write_text(new_identity()[0])
    backup = backed_up(installed("sqlite"), tmp_path / "sealed.backup", public)
    assert b"PK\x03\x04" not in backup.read_bytes()[:200] and b"operations-operations" not in backup.read_bytes()
    for identity, code in ((None, "identity_needed"), (wrong, "wrong_identity")):
        with pytest.raises(Invalid) as refused, reading(backup, identity):
            pass
        assert refused.value.code == code
    after = empty("sqlite").model_copy(update={"secret_key": None})
    brought_back(backup, after, right)
    key = after.data / "secret.key"
    assert key.read_text() == "operations-operations-operations"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def _rewritten(source: Path, target: Path, change: Any) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            for told, content in change(name, old.read(name)):
                new.writestr(told, content)
    return target


def test_what_is_damaged_or_not_ours_is_refused_before_anything_is_written(
    installed: Installed, empty: Installed, tmp_path: Path
) -> None:
    good = backed_up(installed("sqlite"), tmp_path / "good.backup")
    content = good.read_bytes()
    flipped = bytearray(content)
    flipped[content.index(b"tables/person.jsonl") + 200] ^= 1
    (tmp_path / "flipped").write_bytes(flipped)
    (tmp_path / "short").write_bytes(content[: len(content) // 2])
    (tmp_path / "text").write_text("not a backup")

    def manifest(**changes: Any) -> Any:
        def change(name: str, old: bytes) -> Any:
            yield name, json.dumps(json.loads(old) | changes) if name == "manifest.json" else old

        return change

    def without(name: str, old: bytes) -> Any:
        if name != "tables/audit_log.jsonl":
            yield name, old

    def outside(name: str, old: bytes) -> Any:
        yield name, old
        if name == "manifest.json":
            yield "files/../../evil", b"x"

    def swapped(name: str, old: bytes) -> Any:
        yield name, old.replace("大单".encode(), "小大".encode()) if name.startswith("tables/rest__deal.") else old

    _rewritten(good, tmp_path / "newer", manifest(format=99))
    _rewritten(good, tmp_path / "unknown", manifest(schema_version="9999"))
    _rewritten(good, tmp_path / "less", without)
    _rewritten(good, tmp_path / "outside", outside)
    _rewritten(good, tmp_path / "swapped", swapped)
    for name in ("flipped", "short", "text", "newer", "unknown", "less", "outside", "swapped", "none"):
        after = empty("sqlite")
        with pytest.raises((Problem, SchemaError)):
            brought_back(tmp_path / name, after)
        assert not Path(after.database_url.removeprefix("sqlite:///")).exists(), name
    assert not (tmp_path / "evil").exists() and not (tmp_path.parent / "evil").exists()


def test_nothing_is_restored_over_what_is_there(installed: Installed, tmp_path: Path) -> None:
    there = installed("sqlite")
    backup = backed_up(there, tmp_path / "one.backup")
    with pytest.raises(Conflict):
        brought_back(backup, there)
    with at_work(there) as shop:
        assert len(names(shop, "deal")) == 4


def test_moving_to_postgresql_compares_and_notices_who_writes_meanwhile(
    installed: Installed, empty: Installed, tmp_path: Path
) -> None:
    before, after = installed("sqlite"), empty("postgresql")
    with opened(before) as source, opened(after) as target:
        manifest, verdict = move(source, target, tmp_path)
        assert verdict.ok and manifest.tables["rest__deal"].rows == 4
        with target.snapshot() as tx:
            assert tx.execute(select(func.count()).select_from(retired_column)).scalar_one() >= 4
    again = empty("postgresql")
    with at_work(before) as shop, opened(again) as target:

        def told(_what: str, done: int, _total: int) -> None:
            if done == 60:
                shop.add("deal", {"name": "搬迁时写入"})

        with pytest.raises(Conflict) as refused:
            move(shop.company.database, target, tmp_path, told)
        assert refused.value.code == "changed_meanwhile"
    assert not list(tmp_path.glob(".moving-*"))
