"""Pictures on dashboards: whoever may see the dashboard sees them, in files too; nobody else, and no record's file."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import Image
from sqlalchemy import inspect

from dougong.files.service import get
from dougong.kit.config import Settings
from dougong.kit.db import Database
from tests.dougong.jobs import carried_out
from tests.templates.conftest import Crm, app, crm, database, settings

__all__ = ["app", "crm", "database", "settings"]

BOARDS = "/api/v1/apps/crm/dashboards"


def png(size: tuple[int, int] = (40, 20)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#3366cc").save(out, "PNG")
    return out.getvalue()


def uploaded(person: Any, content: bytes, name: str = "logo.png") -> str:
    answer = person.post("/api/v1/files", files={"file": (name, content)}, data={"app": "crm"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def with_picture(crm: Crm, file: str, key: str = "pictured") -> dict[str, Any]:
    """A dashboard whose one tile is the picture. → its draft"""
    tile = {"key": "logo", "label": "标志", "chart": {"type": "image", "file": file, "alt": "公司标志"}}
    definition = {"tiles": [tile], "grid": [{"tile": "logo", "x": 0, "y": 0, "w": 3, "h": 2}]}
    made = crm.owner.post(BOARDS, json={"key": key, "label": "带图片", "definition": definition})
    assert made.status_code == 201, made.text
    draft: dict[str, Any] = made.json()
    return draft


def published(crm: Crm, draft: dict[str, Any]) -> int:
    body = {"revision": draft["revision"]}
    return int(crm.owner.post(f"{BOARDS}/{draft['key']}/draft:publish", json=body).status_code)


def test_colleagues_see_the_picture_once_it_is_published_and_strangers_by_a_link(crm: Crm) -> None:
    file = uploaded(crm.owner, png())
    draft = with_picture(crm, file)
    person = crm.company.hire("小赵")
    roles = crm.owner.get("/api/v1/apps/crm/roles").json()
    for role in roles["roles"]:
        if role["key"] == "sales":
            role["members"] = [*role["members"], {"kind": "person", "id": person.id, "name": "小赵"}]
    body = {"roles": roles["roles"], "grants": roles["grants"], "revision": roles["revision"]}
    assert crm.owner.put("/api/v1/apps/crm/roles", json=body).status_code == 200
    outsider = crm.company.hire("路人")
    assert person.browser.get(f"/api/v1/files/{file}").status_code == 404
    assert published(crm, draft) == 200
    assert person.browser.get(f"/api/v1/files/{file}").content == png()
    assert outsider.browser.get(f"/api/v1/files/{file}").status_code == 404

    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    link = crm.owner.post(f"{BOARDS}/pictured/links", json={"label": "屏幕", "expires_at": until}).json()
    token = link["url"].rpartition("/")[2]
    stranger = crm.company.browser()
    seen = stranger.get(f"/api/v1/public/dashboards/{token}/pictures/{file}")
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/png")
    other = uploaded(crm.owner, png((8, 8)))
    assert stranger.get(f"/api/v1/public/dashboards/{token}/pictures/{other}").status_code == 404
    assert crm.owner.delete(f"{BOARDS}/pictured/links/{link['id']}").status_code == 204
    assert stranger.get(f"/api/v1/public/dashboards/{token}/pictures/{file}").status_code == 404


def test_a_picture_stands_in_every_file_of_its_dashboard(crm: Crm) -> None:
    file = uploaded(crm.owner, png((600, 300)))
    assert published(crm, with_picture(crm, file)) == 200

    def exported(**body: Any) -> bytes:
        answer = crm.owner.post(f"{BOARDS}/pictured:export", json=body)
        assert answer.status_code == 200, answer.text
        return bytes(answer.content)

    with zipfile.ZipFile(io.BytesIO(exported(format="xlsx"))) as book:
        (name,) = (each for each in book.namelist() if each.startswith("xl/media/"))
        with Image.open(io.BytesIO(book.read(name))) as drawn:
            assert drawn.size == (600, 300)
    assert b"/Image" in exported(format="pdf")
    assert "data:image/png;base64," in exported(format="svg", tile="logo").decode()
    with Image.open(io.BytesIO(exported(format="png", tile="logo"))) as drawn:
        colors = drawn.convert("RGB").getcolors(1_000_000) or []
        assert (0x33, 0x66, 0xCC) in [color for _count, color in colors]


def test_a_file_that_is_no_picture_or_belongs_elsewhere_is_refused_by_name(crm: Crm) -> None:
    words = with_picture(crm, uploaded(crm.owner, b"only words", "words.png"), "words")
    assert [(each["path"], each["level"]) for each in words["problems"]] == [(["tiles", 0, "chart", "file"], "error")]
    assert published(crm, words) == 422
    file = uploaded(crm.owner, png())
    assert with_picture(crm, file)["problems"] == []
    assert with_picture(crm, file, "second")["problems"][0]["level"] == "error"
    assert with_picture(crm, "", "third")["problems"][0]["level"] == "warning"


def test_pictures_go_with_their_dashboard_and_with_their_app(crm: Crm, database: Database, settings: Settings) -> None:
    boards = {key: uploaded(crm.owner, png()) for key in ("first", "second")}
    for key, file in boards.items():
        assert with_picture(crm, file, key)["problems"] == []

    def held() -> list[str]:
        with database.snapshot() as tx:
            return [key for key, file in boards.items() if get(tx, file).record_id is not None]

    assert crm.owner.delete(f"{BOARDS}/first").status_code == 204 and held() == ["first", "second"]
    body = {"kind": "dashboard", "key": "first", "confirm": "first"}
    assert crm.owner.post("/api/v1/apps/crm/bin:purge", json=body).status_code == 204
    assert held() == ["second"]
    assert crm.owner.delete("/api/v1/apps/crm").status_code == 204
    purged = crm.owner.post("/api/v1/apps/crm:purge", json={"confirm": "crm"})
    assert carried_out(database, settings, crm.owner, purged)["state"] == "done"
    assert held() == []
    with database.snapshot() as tx:
        assert not any(name.startswith("crm__") for name in inspect(tx.connection).get_table_names())
