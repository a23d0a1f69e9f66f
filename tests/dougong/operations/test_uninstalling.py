"""An app that is deleted for good leaves a full archive, and comes back from it as it was."""

import io
import signal
import tracemalloc
import zipfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import orjson
import pytest
from sqlalchemy import func, insert, inspect, select

from dougong.cli import archives
from dougong.cli.console import Stop
from dougong.files.models import file
from dougong.files.service import ORPHANS_LIVE, sweep
from dougong.files.store import FileStore
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.errors import Invalid
from dougong.kit.ids import new_id
from dougong.operations import rows
from dougong.operations.archive import MANIFEST, reading
from dougong.operations.restore import restore
from dougong.operations.rows import digest_of, shapes
from dougong.operations.uninstalling.belongings import Owner, belongs, platform_tables
from dougong.operations.uninstalling.returning import bring_back, laid_down
from dougong.records.around.models import record_comment
from tests.databases import KINDS, Kind
from tests.dougong.jobs import carried_out
from tests.dougong.operations.conftest import Installed, at_work, names, opener
from tests.dougong.operations.doomed_return import bring_back_and_die
from tests.dougong.operations.test_backup import structure
from tests.dougong.records.conftest import Shop
from tests.processes import exit_code, start

API = "/api/v1"
MANY, LONG = 200, "x" * 100_000
NEWS = {"audit_log", "job", "app_archive", "file", "app", "session", "history_mark", "followed_until", "live_stamp"}
"""Tables in which a way out and back leaves traces; those of the app among them are compared in words."""


def _done(shop: Shop, settings: Settings, answer: Any) -> dict[str, Any]:
    return carried_out(shop.company.database, settings, shop.builder.browser, answer)


def _content(database: Database) -> dict[str, tuple[int, str]]:
    with database.snapshot() as tx:
        found = {name: digest_of(tx, shape) for name, shape in shapes(tx).items() if name not in NEWS}
    return {name: (digest.rows, digest.text) for name, digest in found.items()}


def _uninstalled(shop: Shop, settings: Settings) -> dict[str, Any]:
    browser = shop.builder.browser
    assert browser.delete(f"{API}/apps/rest").status_code == 204
    assert browser.post(f"{API}/apps/rest:purge", json={"confirm": "Rest"}).json()["code"] == "not_confirmed"
    return _done(shop, settings, browser.post(f"{API}/apps/rest:purge", json={"confirm": "rest"}))


def _talk(shop: Shop) -> None:
    """A comment, the answer to it, a saved view."""
    [deal] = [each for each in shop.builder.browser.get(shop.records("deal")).json()["items"] if each["files"]]
    comments = f"{shop.records('deal')}/{deal['id']}/comments"
    first = shop.builder.browser.post(comments, json={"text": "谁签的？"})
    assert first.status_code == 201, first.text
    answer = shop.builder.browser.post(comments, json={"text": "我", "reply_to": first.json()["id"]})
    assert answer.status_code == 201, answer.text


def _talk_much(database: Database, shop: Shop) -> None:
    """More comments than should be in memory together; what they answer to stands behind them."""
    [deal] = [each for each in shop.builder.browser.get(shop.records("deal")).json()["items"] if each["files"]]
    one = {
        "app": "rest",
        "form": "deal",
        "record_id": deal["id"],
        "text": LONG,
        "files": [],
        "by": new_id(),
        "stamp": 1,
    }
    ids = sorted(new_id() for _ in range(MANY))
    with database.transaction() as tx:
        tx.defer_references()
        answered = [{**one, "id": each, "reply_to": ids[-1], "created_at": tx.now} for each in ids[:-1]]
        tx.execute(insert(record_comment), [*answered, {**one, "id": ids[-1], "reply_to": None, "created_at": tx.now}])


@pytest.mark.parametrize("kind", KINDS)
def test_R140_an_app_that_is_deleted_for_good_comes_back_as_it_was(kind: Kind, installed: Installed) -> None:
    settings = installed(kind)
    with at_work(settings) as shop:
        database, browser = shop.company.database, shop.builder.browser
        _talk(shop)
        before, tables, deals = _content(database), structure(database), names(shop, "deal")
        job = _uninstalled(shop, settings)
        assert job["state"] == "done", job
        with database.snapshot() as tx:
            assert not [name for name in inspect(tx.connection).get_table_names() if name.startswith("rest__")]
            owner = Owner(new_id(), "rest")
            left = [
                t.name
                for t in platform_tables()
                if t is not file and tx.execute(select(t).where(belongs(t, owner))).first()
            ]
            assert left == [], "nothing is left for whoever uses the key next"
            held = [row.path for row in tx.execute(select(file).where(file.c.claimed_at.is_(None)))]
        # the bytes of before are swept a day later
        FileStore(settings).delete(held)
        [archive] = browser.get(f"{API}/app-archives").json()["items"]
        told = {key: archive[key] for key in ("app", "forms", "records", "files", "taken", "made_by")}
        assert told == {"app": "rest", "forms": 3, "records": 8, "files": 1, "taken": False, "made_by": "管理员"}, told
        url = f"{API}/app-archives/{archive['id']}"
        assert browser.get(f"{url}/file").status_code in (404, 405), "records are read by grants, by nobody in a bundle"
        # somebody else has the key: told, nothing happens
        assert browser.post(f"{API}/apps", json={"label": "新的", "key": "rest"}).status_code == 201
        assert browser.get(f"{API}/app-archives").json()["items"][0]["taken"]
        refused = _done(shop, settings, browser.post(f"{url}:bring-back"))
        assert (refused["state"], "rest" in refused["message"]) == ("failed", True)
        assert browser.delete(f"{API}/apps/rest").status_code == 204
        assert (
            _done(shop, settings, browser.post(f"{API}/apps/rest:purge", json={"confirm": "rest"}))["state"] == "done"
        )

        assert _done(shop, settings, browser.post(f"{url}:bring-back"))["result"] == {"app": "rest"}
        after = _content(database)
        assert {name for name in before if before[name] != after.get(name)} == set()
        assert structure(database) == tables
        assert names(shop, "deal") == deals
        sweep(database, FileStore(settings))
        [deal] = [each for each in browser.get(shop.records("deal")).json()["items"] if each["files"]]
        assert browser.get(f"{API}/files/{deal['files'][0]['id']}").content == b"signed"
        history = browser.get(f"{shop.records('deal')}/{deal['id']}/history").json()["items"]
        assert [each["op"] for each in history] == ["create"]
        acts = [each["action"] for each in browser.get(f"{API}/audit").json()["items"]]
        assert [acts.count(act) for act in ("app.purge", "app.bring_back")] == [2, 1]
        # only administrators; what is removed is gone
        other = shop.company.hire("路人").browser
        for answer in (other.get(f"{API}/app-archives"), other.delete(url), other.post(f"{url}:bring-back")):
            assert answer.status_code == 403
        assert browser.delete(url).status_code == 204
        assert browser.post(f"{url}:bring-back").status_code == 404


def test_an_archive_that_can_not_be_written_refuses_and_one_from_before_an_upgrade_comes_back(
    installed: Installed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, taken = installed("sqlite"), tmp_path / "taken.backup"

    def full(*_given: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    with at_work(settings) as shop:
        database, deals = shop.company.database, names(shop, "deal")
        _talk_much(database, shop)
        with monkeypatch.context() as broken:
            broken.setattr(FileStore, "put", full)
            job = _uninstalled(shop, settings)
        assert job["state"] == "failed" and "没有被删除" in job["message"], job
        assert [each["key"] for each in shop.builder.browser.get(f"{API}/apps?deleted=true").json()["items"]] == [
            "rest"
        ]
        job = _done(shop, settings, shop.builder.browser.post(f"{API}/apps/rest:purge", json={"confirm": "rest"}))
        # an operator sees it, takes the file, which nobody else may read, and brings the app back
        [archive] = shop.builder.browser.get(f"{API}/app-archives").json()["items"]
        archives.listed(settings)
        archives.take(settings, archive["id"], taken)
        assert taken.stat().st_size == archive["size"] and taken.stat().st_mode & 0o077 == 0
        with pytest.raises(Stop, match="exists already"):
            archives.take(settings, archive["id"], taken)
        archives.bring_back(settings, archive["id"], email=None)
        assert archive["id"] in capsys.readouterr().out
        assert names(shop, "deal") == deals
        assert _uninstalled(shop, settings)["state"] == "done"
        # the one of an older version
        store = FileStore(settings)
        older = _of_version("0034", taken.read_bytes(), tmp_path / "older.backup")
        with reading(older) as reader, pytest.raises(Invalid, match="one app"):
            restore(reader, Settings(data=tmp_path / "elsewhere"), opener(settings))
        _die_half_way(database, settings, older)
        with reading(older) as reader:
            monkeypatch.setattr(rows, "_BATCH", 10)
            tracemalloc.start()
            with laid_down(database, store, reader) as paths, database.transaction() as tx:
                assert bring_back(tx, reader, paths) == "rest"
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert names(shop, "deal") == deals
        with database.snapshot() as tx:
            assert tx.execute(select(func.count()).where(record_comment.c.text == LONG)).scalar_one() == MANY
        assert peak < MANY * len(LONG) * 0.75, "not all of a table is in memory"


def _die_half_way(database: Database, settings: Settings, archive: Path) -> None:
    """Nothing stays of an app that was about to come back when its process was killed, nor of its files."""
    store = FileStore(settings)
    before = set(store.paths())
    assert exit_code(start(bring_back_and_die, settings, archive)) == -signal.SIGKILL
    assert len(set(store.paths()) - before) == 1
    clock = database.clock
    database.clock = lambda: clock() + ORPHANS_LIVE + timedelta(minutes=1)
    sweep(database, store)
    database.clock = clock
    assert set(store.paths()) <= before


def _of_version(version: str, content: bytes, target: Path) -> Path:
    """The archive as a program of that version would have written it: nobody's trace was kept then (0036)."""
    with closing(zipfile.ZipFile(io.BytesIO(content))) as source, zipfile.ZipFile(target, "w") as made:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == MANIFEST:
                told = orjson.loads(data) | {"schema_version": version}
                for facts in told["tables"].values():
                    facts["columns"] = [each for each in facts["columns"] if each[0] != "trace"]
                data = orjson.dumps(told)
            made.writestr(info, data)
    return target
