"""Public links show what their maker may see, until they expire, are revoked, or their maker leaves."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from dougong.identity.models import person
from dougong.reports.models import dashboard_link
from tests.dougong.reports.test_dashboards import SALES, data
from tests.templates.conftest import Crm, app, crm, database, settings

__all__ = ["app", "crm", "database", "settings"]


def shared(crm: Crm, days: float = 7, **more: Any) -> Any:
    body = {"label": "给客户", "expires_at": (datetime.now(UTC) + timedelta(days=days)).isoformat(), **more}
    return crm.owner.post(f"{SALES}/links", json=body)


def test_a_link_shows_its_makers_numbers_to_strangers(crm: Crm) -> None:
    made = shared(crm)
    assert made.status_code == 201, made.text
    token = made.json()["url"].rpartition("/")[2]
    assert token not in str(crm.owner.get(f"{SALES}/links").json())
    stranger = crm.company.browser()
    view = stranger.get(f"/api/v1/public/dashboards/{token}").json()
    assert (view["key"], view["can_design"]) == ("sales", False)
    assert "alerts" not in view["definition"]
    east = {"filters": {"region": ["east"]}}
    seen = stranger.post(f"/api/v1/public/dashboards/{token}/data", json=east).json()["tiles"]
    mine = data(crm.owner, **east)["tiles"]
    assert {key: tile["figure"]["table"] for key, tile in seen.items()} == {
        key: tile["figure"]["table"] for key, tile in mine.items()
    }
    assert stranger.post(f"{SALES}:drill", json={"tile": "sources"}).status_code == 401


def test_strangers_learn_no_question_and_renew_cheaply(crm: Crm) -> None:
    token = shared(crm).json()["url"].rpartition("/")[2]
    stranger = crm.company.browser()
    view = stranger.get(f"/api/v1/public/dashboards/{token}").json()
    assert {"query", "metric", "drill"}.isdisjoint({name for tile in view["definition"]["tiles"] for name in tile})
    assert {each["type"] for each in view["filters"]}.isdisjoint({"person", "department", "link"})
    first = stranger.post(f"/api/v1/public/dashboards/{token}/data", json={}).json()
    assert {tile.get("form") for tile in first["tiles"].values()} == {None}
    again = stranger.post(f"/api/v1/public/dashboards/{token}/data", json={"revision": first["revision"]}).json()
    assert (again["unchanged"], again["tiles"]) == (True, {})


def test_only_the_sites_of_a_link_may_frame_its_page_and_no_other_page(crm: Crm) -> None:
    made = shared(crm, frames=["https://Intranet.example.com/"]).json()
    assert made["frames"] == ["https://intranet.example.com"]
    stranger, path = crm.company.browser(), "/public/dashboards/" + made["url"].rpartition("/")[2]

    def policy(address: str) -> str:
        return str(stranger.get(address).headers["content-security-policy"]).rpartition("frame-ancestors ")[2]

    assert policy(path) == "'self' https://intranet.example.com"
    assert policy("/") == policy("/public/dashboards/nothing") == "'none'"
    assert policy("/public/dashboards/" + shared(crm).json()["url"].rpartition("/")[2]) == "'none'"
    crm.owner.delete(f"{SALES}/links/{made['id']}")
    assert policy(path) == "'none'"
    for wrong in ("intranet.example.com", "https://a.example.com/x", "*", "https://a.example.com; script-src *"):
        refused = shared(crm, frames=[wrong])
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "frames"), wrong


def test_a_link_ends(crm: Crm) -> None:
    assert shared(crm, days=-1).status_code == shared(crm, days=400).status_code == 422
    made = shared(crm).json()
    token = made["url"].rpartition("/")[2]
    stranger = crm.company.browser()

    def state() -> int:
        codes = {
            stranger.get(f"/api/v1/public/dashboards/{token}").status_code,
            stranger.post(f"/api/v1/public/dashboards/{token}/data", json={}).status_code,
        }
        assert len(codes) == 1
        return codes.pop()

    assert state() == 200
    for table, gone, back in (
        (
            dashboard_link,
            {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)},
            {"expires_at": datetime(2099, 1, 1, tzinfo=UTC)},
        ),
        (person, {"active": False}, {"active": True}),
    ):
        for values, code in ((gone, 404), (back, 200)):
            with crm.company.database.transaction() as tx:
                tx.execute(update(table).values(**values))
            assert state() == code, values
    assert crm.owner.delete(f"{SALES}/links/{made['id']}").status_code == 204
    assert state() == 404
    assert stranger.get("/api/v1/public/dashboards/nothing").status_code == 404
