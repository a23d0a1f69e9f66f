"""The grid as a sheet, and bulk edits: pasted cells, rehearsals, formulas, taking back; one pipeline behind all."""

from typing import Any

from dougong.kit.db import Database
from dougong.records.around import live
from dougong.worker import Worker
from tests.dougong.jobs import finished
from tests.dougong.people import Someone
from tests.dougong.records.conftest import Shop

ORDER_FIELDS = {"fields": ["customer", "due", "status", "payable"], "expand": ["customer"]}


def _bulk(shop: Shop, form: str, operations: list[dict[str, Any]], **asked: Any) -> list[dict[str, Any]]:
    body = {"operations": operations, "atomic": False, **asked}
    answer = shop.builder.browser.post(f"{shop.records(form)}:bulk", json=body)
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def _count(shop: Shop, form: str) -> int:
    answer = shop.builder.browser.get(shop.records(form), params={"count": "true"})
    found: int = answer.json()["count"]
    return found


def _clerk(shop: Shop) -> Someone:
    """May know and write the names of customers, and nothing else."""
    clerk = shop.company.hire("文员")
    grant = {"id": "names", "to": ["role:clerk"], "form": "customer", "ops": ["create", "read", "update"]}
    members = [{"kind": "person", "id": clerk.id}]
    shop.grant(
        [{"key": "clerk", "label": "文员", "builtin": False, "members": members}],
        [{**grant, "rows": "all", "read": ["name"], "write": ["name"]}],
    )
    return clerk


def test_R043_pasted_cells_are_read_as_people_write_them_and_a_bad_one_leaves_the_others(shop: Shop) -> None:
    customer = shop.add("customer", {"name": "恒通机械", "discount": 0.1})
    order = shop.add("order", {"customer": customer["id"], "lines": [{"product": "轴承", "quantity": 2, "price": 50}]})
    pasted = [
        {"op": "update", "id": order["id"], "version": 1, "values": {"due": "2026年3月5日", "status": "OPEN"}},
        {"op": "create", "values": {"customer": "恒通机械", "due": "2026/4/1"}},
        {"op": "create", "values": {"customer": "没有这家", "due": "明天吧"}},
    ]
    rehearsed = _bulk(shop, "order", pasted, parse=True, rehearse=True)
    assert [each["ok"] for each in rehearsed] == [True, True, False]
    assert _count(shop, "order") == 1 and shop.get("order", order["id"])["due"] is None
    first, second, third = _bulk(shop, "order", pasted, parse=True, answer=ORDER_FIELDS)
    assert first["record"]["due"] == "2026-03-05" and first["record"]["status"] == "open"
    assert first["record"]["payable"] == 90 and first["record"]["version"] == 2
    assert second["record"]["customer"] == {"id": customer["id"], "title": "恒通机械"}
    assert {error["field"] for error in third["problem"]["errors"]} == {"customer", "due"}
    assert _count(shop, "order") == 2
    # Without `parse` the API stays strict.
    [strict] = _bulk(shop, "order", [{"op": "update", "id": order["id"], "values": {"due": "2026年3月6日"}}])
    assert strict["problem"]["errors"][0]["field"] == "due"
    # Somebody saved in between: the answer tells the record as it is now, the cell shows both values.
    [stale] = _bulk(
        shop,
        "order",
        [{"op": "update", "id": order["id"], "version": 1, "values": {"status": "lost", "reason": "价高"}}],
        answer=ORDER_FIELDS,
    )
    assert stale["problem"]["code"] == "version_conflict" and stale["problem"]["current"]["status"] == "open"
    # Undo in the page: the same route brings back what was deleted.
    [gone] = _bulk(shop, "order", [{"op": "delete", "id": order["id"]}])
    assert gone["ok"] and _count(shop, "order") == 1
    [back] = _bulk(shop, "order", [{"op": "restore", "id": order["id"]}], answer=ORDER_FIELDS)
    assert back["record"]["due"] == "2026-03-05" and _count(shop, "order") == 2


def test_R043_a_pasted_cell_of_a_hidden_field_answers_like_an_unknown_field(shop: Shop) -> None:
    clerk = _clerk(shop)
    body = {"operations": [{"op": "create", "values": {"name": "甲", "secret": "x"}}], "atomic": False, "parse": True}
    [refused] = clerk.browser.post(f"{shop.records('customer')}:bulk", json=body).json()["results"]
    assert [each["code"] for each in refused["problem"]["errors"]] == ["unknown_field"]


def _setting(field: str, **becomes: object) -> dict[str, object]:
    return {"changes": [{"field": field, **becomes}]}


def test_R043_a_bulk_edit_by_formula_is_previewed_told_row_by_row_and_undone_as_a_whole(
    shop: Shop, worker: Worker
) -> None:
    values = [{"op": "create", "values": {"name": f"客户{n}", "discount": n / 100, "level": "a"}} for n in range(1, 6)]
    ids = [each["record"]["id"] for each in _bulk(shop, "customer", values)]
    browser, base = shop.builder.browser, shop.records("customer")
    doubled = {"field": "discount", "formula": "IF(name = '客户5', 1 / 0, discount * 2)"}
    edit = {"filter": "level = 'a'", "changes": [doubled, {"field": "level", "value": "b"}]}
    seen = browser.post(f"{base}:edit-preview", json=edit)
    assert seen.status_code == 200, seen.text
    preview = seen.json()
    assert preview["count"] == 5
    by_title = {row["title"]: row for row in preview["sample"]}
    assert by_title["客户2"]["before"] == {"discount": 0.02, "level": "a"}
    assert by_title["客户2"]["after"] == {"discount": 0.04, "level": "b"}
    assert "#DIV/0!" in by_title["客户5"]["problem"]
    assert shop.get("customer", ids[1])["discount"] == 0.02

    result = finished(browser, browser.post(f"{base}:edit", json=edit).json()["id"])
    assert (result["records"], result["changed"], result["refused"]) == (5, 4, 1)
    assert [each["title"] for each in result["problems"]] == ["客户5"]
    assert shop.get("customer", ids[3])["discount"] == 0.08
    past = browser.get(f"{base}/{ids[3]}/history").json()["items"]
    assert past[0]["door"] == "bulk" and {each["after"] for each in past[0]["changes"]} == {0.08, "b"}

    # One record moves on before the batch is taken back: it stays, and the answer says so.
    changed = browser.patch(f"{base}/{ids[0]}", json={"version": 2, "discount": 0.5})
    assert changed.status_code == 200, changed.text
    undone = finished(browser, browser.post(f"{base}:undo", json={"batch": result["batch"]}).json()["id"])
    assert (undone["changed"], undone["refused"]) == (3, 1)
    assert undone["problems"][0]["title"] == "客户1"
    [told] = browser.get(f"{base}:edits").json()["items"]
    assert told["result"]["changed"] == 4 and told["undo"]["state"] == "done" and len(told["fields"]) == 2
    assert [shop.get("customer", each)["discount"] for each in ids] == [0.5, 0.02, 0.03, 0.04, 0.05]

    # Emptying a field that rules require is refused record by record, a field that is computed at once.
    emptied = {"ids": ids[:2], "changes": [{"field": "name", "value": None}]}
    result = finished(browser, browser.post(f"{base}:edit", json=emptied).json()["id"])
    assert (result["changed"], result["refused"]) == (0, 2)
    assert browser.post(f"{shop.records('order')}:edit", json=_setting("total", value=1)).status_code == 422
    wrong = browser.post(f"{base}:edit", json=_setting("discount", formula="discount +"))
    assert wrong.status_code == 422 and wrong.json()["errors"][0]["field"] == "changes.0.formula"


def test_R043_a_bulk_edit_never_computes_with_what_its_author_may_not_see(shop: Shop, worker: Worker) -> None:
    [record] = _bulk(shop, "customer", [{"op": "create", "values": {"name": "甲", "secret": "暗号"}}])
    clerk = _clerk(shop)
    base = shop.records("customer")
    peek = clerk.browser.post(f"{base}:edit", json=_setting("name", formula="secret"))
    assert peek.status_code == 422 and peek.json()["code"] == "bad_formula"
    hidden = clerk.browser.post(f"{base}:edit", json=_setting("secret", value="x"))
    assert hidden.status_code == 422 and hidden.json()["code"] == "unknown_field"
    fine = clerk.browser.post(f"{base}:edit", json=_setting("name", formula="CONCAT(name, '公司')"))
    assert finished(clerk.browser, fine.json()["id"])["changed"] == 1
    assert shop.get("customer", record["record"]["id"])["name"] == "甲公司"
    stranger = shop.builder.browser.post(f"{base}:undo", json={"batch": fine.json()["id"]})
    assert stranger.status_code == 404


def test_R044_an_open_list_learns_of_every_change_and_only_who_may_read_the_form(
    shop: Shop, database: Database
) -> None:
    key = live.list_key(shop.key, "customer")

    def stamp() -> int:
        with database.snapshot() as tx:
            return live.list_stamps(tx, [key])[key][live.LIST]

    stamps = [stamp()]
    record = shop.add("customer", {"name": "甲"})
    stamps.append(stamp())
    shop.builder.browser.patch(f"{shop.records('customer')}/{record['id']}", json={"version": 1, "name": "乙"})
    stamps.append(stamp())
    assert stamps[0] < stamps[1] < stamps[2]
    shop.add("order", {"customer": record["id"]})
    assert stamp() == stamps[2], "another form is another list"

    clerk, stranger = _clerk(shop), shop.company.hire("外人")
    assert clerk.browser.get(f"{shop.records('order')}:stream").status_code == 403
    assert stranger.browser.get(f"{shop.records('customer')}:stream").status_code in (403, 404)
