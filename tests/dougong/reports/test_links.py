"""Public links show what their maker may see, until they expire, are revoked, or their maker leaves."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from dougong.identity.models import person
from dougong.reports.models import dashboard_link
from tests.dougong.reports.test_dashboards import BOARD, SALES, data
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
    for condition in ("stage <> 'lost'", "stage = 'won'"):
        assert condition in json.dumps(BOARD), "the page's own view has it"
        assert condition not in json.dumps(view), "strangers see numbers, not what was asked of the records"


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


def opened(crm: Crm, token: str) -> tuple[int, dict[str, Any]]:
    """What a stranger gets: the code, and the tiles."""
    stranger = crm.company.browser()
    answer = stranger.post(f"/api/v1/public/dashboards/{token}/data", json={})
    view = stranger.get(f"/api/v1/public/dashboards/{token}")
    assert view.status_code == answer.status_code
    return answer.status_code, answer.json().get("tiles", {})


def roles_without(crm: Crm, *gone: str) -> None:
    """Takes roles from everybody."""
    found = crm.owner.get("/api/v1/apps/crm/roles").json()
    for role in found["roles"]:
        if role["key"] in gone:
            role["members"] = []
    body = {"roles": found["roles"], "grants": found["grants"], "revision": found["revision"]}
    answer = crm.owner.put("/api/v1/apps/crm/roles", json=body)
    assert answer.status_code == 200, answer.text


def test_a_link_shows_no_more_than_its_maker_may_still_see(crm: Crm) -> None:
    token = shared(crm).json()["url"].rpartition("/")[2]
    code, before = opened(crm, token)
    assert (code, {tile["state"] for tile in before.values()}) == (200, {"ok"})
    maker = crm.owner.get("/api/v1/session").json()["person"]["id"]
    found = crm.owner.get("/api/v1/apps/crm/roles").json()
    for role in found["roles"]:
        role["members"] = [each for each in role["members"] if each["id"] != maker]
        if role["key"] == "sales":  # own records only, of which the demo gives everybody's to its owner
            role["members"].append({"kind": "person", "id": maker, "name": "我"})
    body = {"roles": found["roles"], "grants": found["grants"], "revision": found["revision"]}
    assert crm.owner.put("/api/v1/apps/crm/roles", json=body).status_code == 200
    code, tiles = opened(crm, token)
    mine = data(crm.owner)["tiles"]
    assert code == 200
    assert {key: tile["state"] for key, tile in tiles.items()} == {key: tile["state"] for key, tile in mine.items()}
    assert {key: tile.get("figure", {}).get("table") for key, tile in tiles.items()} == {
        key: tile.get("figure", {}).get("table") for key, tile in mine.items()
    }
    roles_without(crm, *[role["key"] for role in found["roles"]])
    code, tiles = opened(crm, token)
    assert (code, {tile["state"] for tile in tiles.values()}) == (200, {"no_access"})
    assert not [tile for tile in tiles.values() if "figure" in tile]


def test_a_link_outlives_the_publisher_but_not_its_maker(crm: Crm) -> None:
    other = crm.company.hire("另一位管理员", is_admin=True)
    draft = crm.owner.get(f"{SALES}/draft").json()
    assert other.browser.post(f"{SALES}/draft:publish", json={"revision": draft["revision"]}).status_code == 200
    token = shared(crm).json()["url"].rpartition("/")[2]
    theirs = other.browser.post(f"{SALES}/links", json={"label": "他的", "expires_at": tomorrow()}).json()
    with crm.company.database.transaction() as tx:
        tx.execute(update(person).where(person.c.id == other.id).values(active=False))
    code, tiles = opened(crm, token)
    assert (code, {tile["state"] for tile in tiles.values()}) == (200, {"ok"})
    assert opened(crm, theirs["url"].rpartition("/")[2])[0] == 404


def test_a_link_to_a_dashboard_or_an_app_in_the_bin_is_gone_until_it_returns(crm: Crm) -> None:
    token = shared(crm).json()["url"].rpartition("/")[2]
    for there, back in ((SALES, f"{SALES}:restore"), ("/api/v1/apps/crm", "/api/v1/apps/crm:restore")):
        assert crm.owner.delete(there).status_code == 204
        assert opened(crm, token)[0] == 404, there
        assert crm.owner.post(back).status_code == 200
        assert opened(crm, token)[0] == 200, there


def tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1)).isoformat()
