"""Uploads are what their bytes are, lie where the server says, and are only ever saved by a browser."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select

from dougong.files import content, service
from dougong.files.store import FileStore
from dougong.files.thumbnails import path_of
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.errors import Conflict, NotFound
from dougong.kit.ids import new_id
from dougong.kit.jobs_model import job
from dougong.kit.runner import Runner
from tests.dougong.people import Company, Someone

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def picture(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


def upload(browser: TestClient, data: bytes, name: str = "报价 单.txt", kind: str = "text/plain") -> Any:
    return browser.post("/api/v1/files", files={"file": (name, data, kind)}, data={"app": "crm", "form": "quote"})


def uploaded(someone: Someone, data: bytes, name: str = "报价 单.txt") -> str:
    answer = upload(someone.browser, data, name)
    assert answer.status_code == 201, answer.text
    identifier: str = answer.json()["id"]
    return identifier


def test_a_file_comes_back_byte_for_byte_as_an_attachment(company: Company) -> None:
    data = bytes(range(256)) * 20_000
    answer = upload(company.admin.browser, data)
    assert answer.status_code == 201
    assert answer.json() | {"id": ""} == {
        "id": "",
        "name": "报价 单.txt",
        "size": len(data),
        "type": "application/octet-stream",
    }
    back = company.admin.browser.get(f"/api/v1/files/{answer.json()['id']}")
    assert back.content == data
    assert back.headers["content-disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%E6%8A%A5" in back.headers["content-disposition"]
    assert back.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in back.headers["content-security-policy"]
    assert "no-store" in back.headers["cache-control"]


@pytest.mark.parametrize(
    ("data", "name", "claimed", "true"),
    [
        (SVG, "logo.png", "image/png", "image/svg+xml"),
        (b"<html><script>alert(1)</script>", "a.jpg", "image/jpeg", "text/html"),
        (picture(2, 2), "a.html", "text/html;image/png", "image/png"),
        (b"%PDF-1.4\n", "a.txt", "text/plain", "application/pdf"),
        (b"PK\x03\x04....", "表.xlsx", "text/html", XLSX),
        (b"PK\x03\x04....", "a.html", "text/html", "application/zip"),
        (b"\x00\x01\x02", "a.html", "text/html", "application/octet-stream"),
        ("姓名,电话\n".encode("gbk"), "a.csv", "application/x-msdownload", "text/csv"),
    ],
)
def test_the_type_is_what_the_bytes_show(company: Company, data: bytes, name: str, claimed: str, true: str) -> None:
    assert upload(company.admin.browser, data, name, claimed).json()["type"] == true


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\a.exe", "a.exe"),
        ("gnp.\u202etxt", "gnp.txt"),
        ("..", "file"),
        ("名" * 300 + ".pdf", "名" * 196 + ".pdf"),
    ],
)
def test_names_are_made_harmless_and_never_part_of_a_path(
    company: Company, settings: Settings, name: str, kept: str
) -> None:
    answer = upload(company.admin.browser, b"x", name)
    assert answer.json()["name"] == kept
    identifier = answer.json()["id"]
    (stored,) = [path for path in (settings.data / "files").rglob("*") if path.is_file()]
    assert stored.name == identifier
    download = company.admin.browser.get(f"/api/v1/files/{identifier}")
    assert download.status_code == 200
    assert "set-cookie" not in download.headers


def test_a_name_can_not_end_the_header() -> None:
    assert content.harmless_name("a\r\nSet-Cookie: x=1.txt") == "aSet-Cookie: x=1.txt"
    assert content.harmless_name("a\0b.txt") == "ab.txt"


def test_too_large_and_empty_files_are_refused(company: Company, database: Database, settings: Settings) -> None:
    store = FileStore(settings)
    with pytest.raises(Exception, match="over 1 MB"):
        service.upload(database, store, io.BytesIO(b"x" * (1024**2 + 1)), "a", limit=1024**2, created_by=None)
    assert upload(company.admin.browser, b"").status_code == 422
    assert [path for path in (settings.data / "files").rglob("*") if path.is_file()] == []


def test_a_request_over_the_limit_is_refused_before_it_is_read(company: Company, settings: Settings) -> None:
    too_much = str((settings.upload_mb + 2) * 1024**2)
    answer = company.admin.browser.post(
        "/api/v1/files", content=b"x", headers={"content-length": too_much, "content-type": "multipart/form-data"}
    )
    assert answer.status_code == 413


def test_strangers_and_others_do_not_get_an_upload(company: Company) -> None:
    identifier = uploaded(company.admin, b"secret")
    other = company.hire("张三")
    assert other.browser.get(f"/api/v1/files/{identifier}").status_code == 404
    assert company.browser().get(f"/api/v1/files/{identifier}").status_code == 401
    assert other.browser.get(f"/api/v1/files/{new_id()}").status_code == 404
    assert other.browser.get("/api/v1/files/..%2f..%2fetc%2fpasswd").status_code == 404


def test_who_may_read_the_record_may_read_its_file(company: Company, database: Database) -> None:
    identifier, record_id = uploaded(company.admin, b"quote"), new_id()
    asked: list[service.FileFacts] = []
    other = company.hire("张三")

    def readers(_tx: Any, actor: Any, facts: service.FileFacts) -> bool:
        asked.append(facts)
        return bool(actor.person_id == other.id)

    company.app.state.may_read_file = readers
    assert other.browser.get(f"/api/v1/files/{identifier}").status_code == 404
    assert asked == [], "no record holds it yet"
    with database.transaction() as tx:
        service.claim(tx, [identifier], "crm", "quote", record_id, "files")
    assert other.browser.get(f"/api/v1/files/{identifier}").status_code == 200
    assert (asked[-1].app, asked[-1].form, asked[-1].record_id, asked[-1].field) == ("crm", "quote", record_id, "files")
    assert company.hire("李四").browser.get(f"/api/v1/files/{identifier}").status_code == 404


def test_a_file_belongs_to_one_record(company: Company, database: Database) -> None:
    identifier, record_id = uploaded(company.admin, b"x"), new_id()
    with database.transaction() as tx:
        assert service.unclaimed_or_of(tx, [identifier, "nonsense"], company.admin.id) == {identifier}
        assert service.unclaimed_or_of(tx, [identifier], new_id()) == set()
        service.claim(tx, [identifier], "crm", "quote", record_id)
        service.claim(tx, [identifier], "crm", "quote", record_id)
        assert service.unclaimed_or_of(tx, [identifier], company.admin.id) == set()
    with pytest.raises(Conflict), database.transaction() as tx:
        service.claim(tx, [identifier], "crm", "quote", new_id())


def test_what_nobody_holds_is_gone_after_a_day(company: Company, database: Database, settings: Settings) -> None:
    store = FileStore(settings)
    orphan, held = uploaded(company.admin, b"orphan"), uploaded(company.admin, b"held")
    record_id = new_id()
    with database.transaction() as tx:
        service.claim(tx, [held], "crm", "quote", record_id)
    assert service.sweep(database, store) == 0
    clock = database.clock
    database.clock = lambda: clock() + service.ORPHANS_LIVE + timedelta(minutes=1)
    assert service.sweep(database, store) == 1
    names = {path.name for path in (settings.data / "files").rglob("*") if path.is_file()}
    assert names == {held}
    with database.snapshot() as tx, pytest.raises(NotFound):
        service.get(tx, orphan)
    with database.transaction() as tx:
        service.release(tx, "crm", "quote", [record_id])
    database.clock = lambda: clock() + service.ORPHANS_LIVE * 3
    assert service.sweep(database, store) == 1


def test_a_preview_is_a_small_webp(company: Company) -> None:
    identifier = uploaded(company.admin, picture(2000, 1000), "photo.png")
    answer = company.admin.browser.get(f"/api/v1/files/{identifier}?preview=1")
    assert answer.headers["content-type"] == "image/webp"
    with Image.open(io.BytesIO(answer.content)) as small:
        assert small.size == (480, 240)


def test_a_small_picture_is_drawn_before_anybody_looks(
    company: Company, database: Database, settings: Settings
) -> None:
    names = [("photo.png", picture(2000, 1000)), ("broken.png", picture(4, 4)[:40]), ("a.txt", b"text")]
    ids = [uploaded(company.admin, data, name) for name, data in names]
    with database.snapshot() as tx:
        wanted = [job.c.kind == service.DRAW, job.c.state == "queued"]
        jobs = tx.execute(select(job.c.id).where(*wanted).order_by(job.c.id)).scalars().all()
        path = service.get(tx, ids[0]).path
    store = FileStore(settings)
    runner = Runner(database, {FileStore: store})
    for each in jobs:
        runner.run(each)
    runner.close()
    with database.snapshot() as tx:
        ended = tx.execute(select(job.c.state, job.c.result).where(job.c.id.in_(jobs)).order_by(job.c.id)).all()
    assert [(row.state, row.result["drawn"]) for row in ended][:1] == [("done", True)]
    assert all(row.state == "done" for row in ended) and len(ended) <= 2, "a text has nothing to draw"
    with Image.open(io.BytesIO(b"".join(store.read(path_of(path))))) as small:
        assert small.size == (480, 240)


@pytest.mark.parametrize("data", [SVG, b"plain text", picture(4, 4)[:40]])
def test_what_is_no_picture_has_no_preview(company: Company, data: bytes) -> None:
    identifier = uploaded(company.admin, data, "a.png")
    answer = company.admin.browser.get(f"/api/v1/files/{identifier}?preview=1")
    assert answer.status_code == 404
    assert answer.json()["code"] == "no_preview"


def test_a_picture_bomb_is_not_decoded() -> None:
    with pytest.raises(NotFound):
        content.preview(picture(8000, 8000))


def test_a_token_without_write_rights_uploads_nothing(company: Company) -> None:
    program = company.with_token(company.admin, "read")
    assert upload(program, b"x").status_code == 403
    assert upload(company.with_token(company.admin, "create", apps=["crm"]), b"x").status_code == 201
    assert upload(company.with_token(company.admin, "create", apps=["other"]), b"x").status_code == 403


def test_the_data_folder_is_the_only_place(tmp_path: Path) -> None:
    FileStore(Settings(data=tmp_path / "new" / "folder"))
    assert (tmp_path / "new" / "folder" / "files").is_dir()
