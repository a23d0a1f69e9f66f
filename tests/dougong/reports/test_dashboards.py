"""Dashboards through the real doors: the sales board of the CRM, with its demo data, on both databases."""

import json
from typing import Any

from fastapi.testclient import TestClient

from dougong import paths
from tests.templates.conftest import Crm, app, crm, database, settings

__all__ = ["app", "crm", "database", "settings"]

API = "/api/v1/apps/crm"
SALES = f"{API}/dashboards/sales"
BOARD: dict[str, Any] = json.loads((paths.templates() / "crm/dashboards/sales.json").read_text())
CUSTOMER = {"name": "我的客户", "type": "enterprise", "region": "east", "source": "website", "industry": "software"}
MINIMAL: dict[str, Any] = {
    "schema_version": 1, "key": "mini", "label": "小",
    "tiles": [
        {"key": "n", "chart": {"type": "kpi", "value": "n"},
         "query": {"from": "opportunity", "measures": [{"key": "n", "fn": "count"}]}},
    ],
    "grid": [{"tile": "n", "x": 0, "y": 0, "w": 3, "h": 3}],
}  # fmt: skip


def data(browser: TestClient, **body: Any) -> dict[str, Any]:
    answer = browser.post(f"{SALES}/data", json=body)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def tile(browser: TestClient, key: str, **body: Any) -> dict[str, Any]:
    found: dict[str, Any] = data(browser, tiles=[key], **body)["tiles"][key]
    return found


def table(answer: dict[str, Any]) -> list[list[str]]:
    assert answer["state"] == "ok", answer
    rows: list[list[str]] = answer["figure"]["table"]["rows"]
    return rows


def counted(browser: TestClient, form: str, filter_text: str) -> int:
    answer = browser.get(f"{API}/forms/{form}/records", params={"count": "true", "limit": "1", "filter": filter_text})
    count: int = answer.json()["count"]
    return count


def test_R087_the_template_brings_a_board_whose_every_tile_has_numbers(crm: Crm) -> None:
    cards = crm.owner.get(f"{API}/dashboards").json()["items"]
    assert len(cards) == 10 and {(card["version"], card["errors"], card["dirty"]) for card in cards} == {(1, 0, False)}
    view = crm.owner.get(SALES).json()
    assert view["definition"] == {key: value for key, value in BOARD.items() if key != "deliveries"}
    assert [item["type"] for item in view["filters"]] == ["date_range", "select", "person"]
    assert view["filters"][1]["options"][0] == {"value": "east", "label": "华东", "color": "blue"}
    answer = data(crm.owner)
    assert list(answer["tiles"]) == [each["key"] for each in BOARD["tiles"]]
    for key, each in answer["tiles"].items():
        assert each["state"] == "ok", (key, each)
        assert not each["figure"]["empty"], key


def test_R090_R091_numbers_of_the_board_are_those_of_the_lists(crm: Crm) -> None:
    rows = table(tile(crm.owner, "source_rates"))
    labels = {"官网": "website", "展会": "exhibition", "老客户介绍": "referral"}
    for label, value in labels.items():
        row = next(row for row in rows if row[0] == label)
        every = counted(crm.owner, "opportunity", f"source = '{value}'")
        won = counted(crm.owner, "opportunity", f"source = '{value}' and stage = 'won'")
        assert row[1:] == [str(every), str(won), f"{round(won / every * 100, 1):.1f}%"]
    ranking = tile(crm.owner, "ranking")["figure"]
    assert ranking["kind"] == "plotly"
    assert ranking["figure"]["data"][0]["orientation"] == "h"
    assert {"who"} == set(ranking["figure"]["data"][0]["customdata"][0])


def test_R088_the_funnel_counts_what_ever_reached_a_stage(crm: Crm) -> None:
    figure = tile(crm.owner, "funnel")["figure"]
    assert figure["kind"] == "metric"
    assert figure["metric"]["n"] == counted(crm.owner, "opportunity", "id <> NULL"), "lost ones where they once were"
    stages = figure["metric"]["result"]["stages"]
    assert [stage["stage"] for stage in stages] == ["new", "contact", "quote", "negotiation", "won"]
    assert stages[-1]["n"] == counted(crm.owner, "opportunity", "stage = 'won'")
    assert figure["table"]["rows"][0][0] == "新线索"


def test_a_record_saved_before_the_request_is_in_the_answer(crm: Crm) -> None:
    before = data(crm.owner, tiles=["pipeline", "stages"])
    again = data(crm.owner, tiles=["pipeline", "stages"], revision=before["revision"])
    assert (again["unchanged"], again["tiles"], again["revision"]) == (True, {}, before["revision"])
    assert again["as_of"] > before["as_of"]
    record = crm.owner.get(f"{API}/forms/opportunity/records?filter=stage = 'new' and amount > 0&limit=1").json()
    changed = record["items"][0]
    body = {"amount": changed["amount"] + 1000, "version": changed["version"]}
    assert crm.owner.patch(f"{API}/forms/opportunity/records/{changed['id']}", json=body).status_code == 200
    after = data(crm.owner, tiles=["pipeline", "stages"], revision=before["revision"])
    assert not after["unchanged"]
    values = [answer["tiles"]["pipeline"]["figure"]["kpi"]["value"] for answer in (before, after)]
    assert round(values[1] - values[0], 2) == 1000


def test_a_colleague_who_moves_into_the_department_is_in_the_next_answer(crm: Crm) -> None:
    """No record changed, but whose records one may see did."""
    department = crm.owner.post("/api/v1/departments", json={"name": "东区"}).json()["id"]
    boss = crm.company.hire("区经理", department_id=department)
    seller = crm.company.hire("小李")
    roles = crm.owner.get(f"{API}/roles").json()
    for role in roles["roles"]:
        for someone, key in ((boss, "sales_manager"), (seller, "sales")):
            if role["key"] == key:
                role["members"] = [*role["members"], {"kind": "person", "id": someone.id, "name": "x"}]
    body = {"roles": roles["roles"], "grants": roles["grants"], "revision": roles["revision"]}
    assert crm.owner.put(f"{API}/roles", json=body).status_code == 200
    customer = seller.browser.post(f"{API}/forms/customer/records", json=CUSTOMER).json()
    deal = {"name": "我的", "customer": customer["id"], "stage": "new", "amount": 300}
    assert seller.browser.post(f"{API}/forms/opportunity/records", json=deal).status_code == 201
    before = data(boss.browser, tiles=["pipeline"])
    assert data(boss.browser, tiles=["pipeline"], revision=before["revision"])["unchanged"]
    found = crm.owner.get(f"/api/v1/people/{seller.id}").json()
    moved = {"department_id": department, "version": found["version"]}
    answer = crm.owner.patch(f"/api/v1/people/{seller.id}", json=moved)
    assert answer.status_code == 200, answer.text
    after = data(boss.browser, tiles=["pipeline"], revision=before["revision"])
    assert not after["unchanged"]
    assert after["tiles"]["pipeline"]["figure"]["kpi"]["value"] == 300


def test_R098_a_list_behind_a_number_is_sorted_as_a_whole(crm: Crm) -> None:
    ask = {"tile": "sources", "cell": {"source": "website"}, "to": "records", "sort": "-amount", "fields": ["amount"]}
    pages = [crm.owner.post(f"{SALES}:drill", json={**ask, "limit": 7, "offset": at}).json() for at in (0, 7)]
    amounts = [item["amount"] or 0 for page in pages for item in page["page"]["items"]]
    assert len(amounts) == 14 and amounts == sorted(amounts, reverse=True)
    listed = crm.owner.get(f"{API}/forms/opportunity/records?filter=source = 'website'&sort=-amount&limit=14").json()
    assert amounts == [item["amount"] or 0 for item in listed["items"]]


def test_R087_filters_and_clicks_narrow_the_other_tiles(crm: Crm) -> None:
    east = counted(crm.owner, "opportunity", "region = 'east'")
    rows = table(tile(crm.owner, "sources", filters={"region": ["east"]}))
    assert sum(int(row[1]) for row in rows) == east
    click = {"tile": "sources", "cell": {"source": "website"}}
    stages = table(tile(crm.owner, "stages", filters={"region": ["east"]}, clicks=[click]))
    wanted = "region = 'east' and source = 'website' and stage <> 'lost'"
    assert sum(int(row[1].replace(",", "")) for row in stages) == counted(crm.owner, "opportunity", wanted)
    itself = table(tile(crm.owner, "sources", filters={"region": ["east"]}, clicks=[click]))
    assert itself == rows, "a tile does not filter itself"
    for wrong in (
        {"filters": {"nope": 1}},
        {"filters": {"region": {"a": 1}}},
        {"filters": {"created": {"start": "2026-99-01"}}},
    ):
        assert crm.owner.post(f"{SALES}/data", json=wrong).status_code == 422, wrong


def test_R098_a_click_goes_down_to_the_records_with_all_filters_kept(crm: Crm) -> None:
    ask = {"tile": "sources", "cell": {"source": "website"}, "filters": {"region": ["east"]}}
    groups = crm.owner.post(f"{SALES}:drill", json=ask).json()
    assert (groups["kind"], groups["dimension"]) == ("groups", "stage")
    assert groups["steps"] == [{"label": "来源", "text": "官网"}]
    won = crm.owner.post(f"{SALES}:drill", json={**ask, "path": [{"by": "stage", "cell": {"stage": "won"}}]}).json()
    assert (won["kind"], won["dimension"]) == ("groups", "owner")
    path = {"path": [{"by": "stage", "cell": {"stage": "won"}}], "to": "records", "limit": 3}
    found = crm.owner.post(f"{SALES}:drill", json={**ask, **path}).json()
    text = "region = 'east' and source = 'website' and stage = 'won'"
    assert found["count"] == won["count"] == counted(crm.owner, "opportunity", text)
    assert counted(crm.owner, "opportunity", found["filter"]) == found["count"]
    items = found["page"]["items"]
    assert len(items) == min(3, found["count"])
    assert all((item["region"], item["source"], item["stage"]) == ("east", "website", "won") for item in items)
    assert items[0]["customer"]["title"]
    assert found["page"]["next"] == (3 if found["count"] > 3 else None)


def test_R099_a_cloud_counts_the_words_of_a_text_and_a_click_opens_their_records(crm: Crm) -> None:
    cloud = {"key": "cloud", "chart": {"type": "cloud", "word": "t", "value": "n", "cut": True},
             "query": {"from": "opportunity", "rows": [{"key": "t", "field": "name"}],
                       "measures": [{"key": "n", "fn": "count"}]}}  # fmt: skip
    definition = {**BOARD, "tiles": [*BOARD["tiles"], cloud],
                  "grid": [*BOARD["grid"], {"tile": "cloud", "x": 0, "y": 90, "w": 6, "h": 5}]}  # fmt: skip
    revision = crm.owner.get(f"{SALES}/draft").json()["revision"]
    saved = crm.owner.put(f"{SALES}/draft", json={"definition": definition, "revision": revision}).json()
    published = crm.owner.post(f"{SALES}/draft:publish", json={"revision": saved["revision"]})
    assert published.status_code == 200, published.text
    word = tile(crm.owner, "cloud")["figure"]["cloud"]["words"][0]
    assert word["value"] > 1
    asked = {"tile": "cloud", "cell": word["cell"], "to": "records", "limit": 3}
    found = crm.owner.post(f"{SALES}:drill", json=asked).json()
    assert found["count"] == word["value"] == counted(crm.owner, "opportunity", f"CONTAINS(name, '{word['word']}')")
    assert found["steps"][0]["text"] == word["word"]
    clicks = [{"tile": "cloud", "cell": word["cell"]}]
    assert sum(int(row[-1]) for row in table(tile(crm.owner, "sources", clicks=clicks))) == word["value"]
    wrong: dict[str, Any]
    file = crm.owner.post(f"{SALES}:export", json={"format": "csv", "tile": "cloud"}).content.decode("utf-8-sig")
    assert file.splitlines()[1] == f"{word['word']},{word['value']}", "words, as on the page"
    assert crm.owner.post(f"{SALES}:export", json={"format": "xlsx", "tile": "cloud"}).status_code == 200
    for wrong in ({"contains": []}, {"contains": ["a"] * 5}, {"contains": [""]}, {"contains": "a"}, {"contains": [1]}):
        refused = crm.owner.post(f"{SALES}:drill", json={**asked, "cell": {"t": wrong}})
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_cell"), wrong


def test_drafts_say_what_is_wrong_where_and_are_not_published_with_errors(crm: Crm) -> None:
    made = crm.owner.post(f"{API}/dashboards", json={"label": "小看板", "key": "mini", "definition": MINIMAL})
    assert made.status_code == 201, made.text
    draft = made.json()
    assert draft["problems"] == []
    broken = json.loads(json.dumps(draft["definition"]))
    broken["tiles"][0]["query"]["measures"][0] = {"key": "n", "fn": "sum", "field": "nothing"}
    broken["tiles"].append({"key": "pie", "chart": {"type": "pie", "slice": "stage", "value": "n"},
                            "query": {"from": "opportunity", "measures": [{"key": "n", "fn": "count"}]}})  # fmt: skip
    saved = crm.owner.put(f"{API}/dashboards/mini/draft", json={"definition": broken, "revision": draft["revision"]})
    problems = saved.json()["problems"]
    assert [(each["tile"], each["code"], each["place"]) for each in problems if each["level"] == "error"] == [
        ("n", "query", "measures.n.field"), ("pie", "chart", "chart"),
    ]  # fmt: skip
    assert problems[0]["path"] == ["tiles", 0, "query", "measures", "n", "field"]
    revision = saved.json()["revision"]
    refused = crm.owner.post(f"{API}/dashboards/mini/draft:publish", json={"revision": revision})
    assert (refused.status_code, refused.json()["code"]) == (422, "draft_has_errors")
    stale = crm.owner.put(f"{API}/dashboards/mini/draft", json={"definition": MINIMAL, "revision": 1})
    assert (stale.status_code, stale.json()["current"]["revision"]) == (409, revision)
    mended = crm.owner.put(f"{API}/dashboards/mini/draft", json={"definition": MINIMAL, "revision": revision}).json()
    body = {"revision": mended["revision"], "note": "第一版"}
    assert crm.owner.post(f"{API}/dashboards/mini/draft:publish", json=body).json() == {"version": 1}
    versions = crm.owner.get(f"{API}/dashboards/mini/versions").json()["items"]
    assert [(each["n"], each["note"], each["current"]) for each in versions] == [(1, "第一版", True)]
    shapeless = crm.owner.post(f"{API}/dashboards/mini/draft:check", json={"definition": {"tiles": [{"key": "a"}]}})
    assert shapeless.json()["problems"][0]["code"] == "shape"
    assert crm.owner.delete(f"{API}/dashboards/mini").status_code == 204
    assert crm.owner.get(f"{API}/dashboards/mini").status_code == 404
    assert crm.owner.post(f"{API}/dashboards/mini:restore").json()["version"] == 1


def test_a_tile_is_previewed_before_it_is_saved(crm: Crm) -> None:
    shown = crm.owner.post(f"{API}/dashboards:preview", json={"tile": MINIMAL["tiles"][0]}).json()
    assert shown["figure"]["kpi"]["value"] == counted(crm.owner, "opportunity", "id <> NULL")
    wrong = {"key": "n", "chart": {"type": "kpi", "value": "other"}, "query": MINIMAL["tiles"][0]["query"]}
    refused = crm.owner.post(f"{API}/dashboards:preview", json={"tile": wrong}, headers={"accept-language": "en"})
    assert refused.json()["problems"] == [{"place": "chart", "message": "The query has no measure “other”"}]
    assert crm.owner.post(f"{API}/dashboards:preview", json={"tile": {"key": "x"}}).status_code == 422


def test_the_designer_is_told_what_there_is(crm: Crm) -> None:
    catalogue = crm.owner.get("/api/v1/reports/catalogue").json()
    for chart in catalogue["charts"]:
        assert {"zh-CN", "en"} == set(chart["label"]) == set(chart["needs"])
        assert {part["key"] for part in chart["parts"]} <= set(chart["schema"]["properties"]), chart["type"]
    assert {"nps", "rfm", "funnel"} <= {metric["key"] for metric in catalogue["metrics"]}
    fields = crm.owner.get(f"{API}/report-fields?form=opportunity").json()
    known = {field["path"]: field for field in fields["fields"]}
    assert {"amount", "customer.industry", "products.product", "created_at", "owner"} <= known.keys()
    assert (known["amount"]["sum"], known["stage"]["group"], known["products.product"]["many"]) == (True, True, True)
    assert "stage" in fields["history"]
    assert crm.owner.get("/api/v1/reports/schema").json()["$id"] == "https://dougong.dev/schemas/dashboard.json"


def test_each_viewer_sees_the_sums_of_their_own_rights(crm: Crm) -> None:
    stranger = crm.company.hire("路人").browser
    assert stranger.get(f"{API}/dashboards").status_code == 404
    roles = crm.owner.get(f"{API}/roles").json()
    person = crm.company.hire("小王")
    for role in roles["roles"]:
        if role["key"] == "sales":
            role["members"] = [*role["members"], {"kind": "person", "id": person.id, "name": "小王"}]
    body = {"roles": roles["roles"], "grants": roles["grants"], "revision": roles["revision"]}
    assert crm.owner.put(f"{API}/roles", json=body).status_code == 200
    tiles = data(person.browser)["tiles"]
    assert tiles["sources"]["figure"]["empty"], "nothing is theirs yet"
    customer = person.browser.post(f"{API}/forms/customer/records", json=CUSTOMER)
    assert customer.status_code == 201, customer.text
    for amount in (1200.5, 300):
        deal = {"name": "我的", "customer": customer.json()["id"], "stage": "new", "amount": amount}
        made = person.browser.post(f"{API}/forms/opportunity/records", json=deal)
        assert made.status_code == 201, made.text
    assert tile(person.browser, "pipeline")["figure"]["kpi"]["value"] == 1500.5
    everything = crm.owner.get(f"{API}/forms/opportunity/records?filter=stage = 'new'&limit=1&count=true").json()
    assert everything["count"] > 2
    assert int(table(tile(person.browser, "stages"))[0][1]) == 2
    assert person.browser.get(f"{SALES}/draft").status_code == 403
    assert person.browser.post(f"{SALES}/data", json={"draft": True}).status_code == 403


def test_whoever_changes_a_form_is_told_which_tiles_stand_on_it(crm: Crm) -> None:
    form = f"{API}/forms/opportunity"
    draft = crm.owner.get(f"{form}/draft").json()
    definition = draft["definition"]
    definition["fields"] = [field for field in definition["fields"] if field["key"] != "source"]
    definition["layout"][2]["tabs"][2]["items"].remove("source")
    next(field for field in definition["fields"] if field["key"] == "customer")["fill"].pop("source")
    for view in definition.get("views", []):
        for part in ("columns", "rows", "cols"):
            view[part] = [each for each in view.get(part, []) if each["field"] != "source"]
    saved = crm.owner.put(f"{form}/draft", json={"definition": definition, "revision": draft["revision"]})
    impact = crm.owner.post(f"{form}/draft:impact")
    assert impact.status_code == 200, (impact.text, saved.json()["problems"])
    used = impact.json()["used_by"]
    boards = [use for use in used if use["kind"] == "dashboard"]
    assert {use["where"].split(" › ")[1].split(":")[0] for use in boards} == {
        "sources",
        "source_rates",
        "complete_opportunity",
    }
    assert not any(use["breaking"] for use in boards)
