"""A record is saved: one pipeline, whatever the door."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from dougong.kit.db import Database
from dougong.kit.ids import new_id
from dougong.records.series import take_numbers
from tests.dougong.records.conftest import CUSTOMER, Shop


def _errors(answer: Any) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


def test_R043_a_saved_record_has_its_number_its_sums_and_what_the_customer_gives(shop: Shop) -> None:
    customer = shop.add("customer", {"name": "北京云帆科技", "mobile": "13800138000", "discount": 0.1})
    lines = [{"product": "传感器", "quantity": 3, "price": 19.99}, {"product": "支架", "quantity": 1, "price": 5}]
    order = shop.add("order", {"customer": customer["id"], "lines": lines})
    assert order["no"] == "SO00001"
    assert [line["amount"] for line in order["lines"]] == [59.97, 5]
    assert (order["total"], order["payable"]) == (64.97, 58.47)
    assert shop.get("order", order["id"])["lines"] == order["lines"]


def test_R031_a_wrong_mobile_number_is_refused_with_a_sentence_that_names_the_field(shop: Shop) -> None:
    answer = shop.builder.browser.post(shop.records("customer"), json={"name": "甲", "mobile": "12345"})
    assert answer.status_code == 422
    assert _errors(answer) == [("mobile", "phone_invalid")]
    assert "手机" in answer.json()["errors"][0]["message"]


def test_R043_the_same_bad_record_is_refused_alike_through_single_and_bulk(shop: Shop) -> None:
    bad = {"name": "", "mobile": "021-5555", "colour": "red"}
    one = shop.builder.browser.post(shop.records("customer"), json=bad)
    operations = [{"op": "create", "values": bad}]
    many = shop.builder.browser.post(
        shop.records("customer") + ":bulk", json={"operations": operations, "atomic": False}
    )
    assert one.status_code == 422
    assert many.json()["results"][0]["problem"]["errors"] == one.json()["errors"]


def test_R043_two_people_saving_the_same_record_both_see_the_conflict(shop: Shop) -> None:
    customer = shop.add("customer", {"name": "甲"})
    url = f"{shop.records('customer')}/{customer['id']}"
    first = shop.builder.browser.patch(url, json={"level": "a", "version": 1})
    second = shop.builder.browser.patch(url, json={"level": "b", "version": 1})
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["current"]["level"] == "a"
    assert second.json()["current"]["version"] == 2


def test_a_field_hidden_by_a_rule_is_neither_required_nor_trusted(shop: Shop) -> None:
    customer = shop.add("customer", {"name": "甲"})
    order = shop.add("order", {"customer": customer["id"], "status": "open", "reason": "forged"})
    assert order["reason"] is None
    url = f"{shop.records('order')}/{order['id']}"
    refused = shop.builder.browser.patch(url, json={"status": "lost", "version": 1})
    assert _errors(refused) == [("reason", "required")]
    accepted = shop.builder.browser.patch(url, json={"status": "lost", "reason": "价格", "version": 1})
    assert accepted.json()["reason"] == "价格"


def test_a_change_of_the_customer_is_followed_by_the_orders_that_read_it(shop: Shop) -> None:
    customer = shop.add("customer", {"name": "甲", "discount": 0})
    order = shop.add("order", {"customer": customer["id"], "lines": [{"product": "x", "quantity": 2, "price": 50}]})
    assert order["payable"] == 100
    operation = {"op": "update", "id": customer["id"], "version": 1, "values": {"discount": 0.25}}
    done = shop.builder.browser.post(shop.records("customer") + ":bulk", json={"operations": [operation]})
    assert done.status_code == 200, done.text
    now = shop.get("order", order["id"])
    assert now["payable"] == 75
    assert now["version"] == order["version"], "a computed value is nobody's edit"


def test_R042_a_value_that_must_be_unique_is_refused_the_second_time(shop: Shop) -> None:
    own = shop.add("customer", {"name": "上海恒通"})
    again = shop.builder.browser.post(shop.records("customer"), json={"name": "上海恒通"})
    assert (again.status_code, _errors(again)) == (422, [("name", "not_unique")])
    asking = shop.records("customer") + ":taken"
    typed = shop.builder.browser.post(asking, json={"values": {"name": "上海恒通"}})
    assert typed.json()["taken"] == again.json()["errors"]
    changing = {"values": {"name": "上海恒通"}, "id": own["id"]}
    assert shop.builder.browser.post(asking, json=changing).json() == {"taken": []}, (
        "a record takes nothing from itself"
    )
    assert shop.builder.browser.post(asking, json={**changing, "id": new_id()}).json() == typed.json()
    for values in ({"name": "谁也不叫这个"}, {"name": ""}, {"name": 1}, {"mobile": "123"}):
        assert shop.builder.browser.post(asking, json={"values": values}).json() == {"taken": []}
    twice = [{"op": "create", "values": {"name": "乙"}}, {"op": "create", "values": {"name": "乙"}}]
    batch = shop.builder.browser.post(shop.records("customer") + ":bulk", json={"operations": twice})
    assert batch.status_code == 422
    assert batch.json()["index"] == 1
    names = [item["name"] for item in shop.builder.browser.get(shop.records("customer")).json()["items"]]
    assert names == ["上海恒通"], "an all-or-nothing batch leaves nothing behind"


def test_the_same_request_sent_again_is_done_once(shop: Shop) -> None:
    headers = {"Idempotency-Key": "order-1"}
    first = shop.builder.browser.post(shop.records("customer"), json={"name": "丙"}, headers=headers)
    second = shop.builder.browser.post(shop.records("customer"), json={"name": "丙"}, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    other = shop.builder.browser.post(shop.records("customer"), json={"name": "丁"}, headers=headers)
    assert other.status_code == 409


def test_a_deleted_record_can_come_back_and_its_history_tells_it(shop: Shop) -> None:
    customer = shop.add("customer", {"name": "甲", "level": "a"})
    url = f"{shop.records('customer')}/{customer['id']}"
    shop.builder.browser.patch(url, json={"level": "b", "version": 1})
    assert shop.builder.browser.delete(url).status_code == 204
    assert shop.builder.browser.get(url).status_code == 404
    binned = shop.builder.browser.get(shop.records("customer"), params={"deleted": "true"}).json()["items"]
    assert [item["id"] for item in binned] == [customer["id"]]
    assert shop.builder.browser.post(url + ":restore").status_code == 200
    history = shop.builder.browser.get(url + "/history").json()["items"]
    assert [entry["op"] for entry in history] == ["restore", "delete", "update", "create"]
    assert history[2]["changes"] == [{"field": "level", "label": "级别", "before": "a", "after": "b"}]
    assert history[2]["by"]["name"] == "管理员"


def test_a_customer_with_orders_cannot_be_deleted_and_the_sentence_says_why(shop: Shop) -> None:
    customer = shop.add("customer", {"name": "甲"})
    shop.add("order", {"customer": customer["id"]})
    answer = shop.builder.browser.delete(f"{shop.records('customer')}/{customer['id']}")
    assert answer.status_code == 409
    assert "订单" in answer.json()["detail"]


def test_rows_of_a_subform_keep_their_ids_and_lines_left_out_are_removed(shop: Shop) -> None:
    customer = shop.add("customer", {"name": "甲"})
    lines = [{"product": name, "quantity": 1, "price": 1} for name in ("a", "b", "c")]
    order = shop.add("order", {"customer": customer["id"], "lines": lines})
    first, second, third = order["lines"]
    changed = [{"id": third["id"], "quantity": 9}, {"id": first["id"]}, {"product": "d", "quantity": 2, "price": 3}]
    url = f"{shop.records('order')}/{order['id']}"
    now = shop.builder.browser.patch(url, json={"lines": changed, "version": 1}).json()["lines"]
    assert [(line["product"], line["amount"]) for line in now] == [("c", 9), ("a", 1), ("d", 6)]
    assert [line["id"] for line in now[:2]] == [third["id"], first["id"]]
    assert second["id"] not in {line["id"] for line in now}


def test_two_hundred_parallel_creates_give_distinct_numbers_and_no_duplicate(shop: Shop) -> None:
    customer = shop.add("customer", {"name": "甲"})
    browsers = [shop.company.with_token(shop.builder, "read", "create", "update") for _ in range(8)]

    def create(number: int) -> tuple[int, int]:
        browser = browsers[number % 8]
        order = browser.post(shop.records("order"), json={"customer": customer["id"]})
        unique = browser.post(shop.records("customer"), json={"name": f"客户 {number % 50}"})
        return order.status_code, unique.status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(create, range(200)))
    assert {order for order, _ in answers} == {201}
    assert sorted({unique for _, unique in answers}) == [201, 422]
    assert sum(unique == 201 for _, unique in answers) == 50
    orders = shop.builder.browser.get(shop.records("order"), params={"limit": 1000, "fields": "no"}).json()["items"]
    assert sorted(item["no"] for item in orders) == [f"SO{number:05}" for number in range(1, 201)]


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_many_who_wait_for_the_same_number_leave_connections_for_the_others(shop: Shop, database: Database) -> None:
    """Thirty new orders waited for the counter of their numbers, each with a connection: nobody else got one."""
    customer = shop.add("customer", {"name": "甲"})
    browser, url = shop.builder.browser, shop.records("order")

    def create(_number: int) -> int:
        return browser.post(url, json={"customer": customer["id"]}).status_code

    with ThreadPoolExecutor(30) as pool:
        with database.transaction() as tx:
            take_numbers(tx, shop.key, "order", "no", "")
            tx.execute(select(1))
            answers = [pool.submit(create, number) for number in range(30)]
            time.sleep(1)
            began = time.monotonic()
            assert browser.get("/api/v1/tasks/counts").status_code == 200
            assert time.monotonic() - began < 5
        assert {each.result() for each in answers} == {201}


def test_a_new_formula_is_computed_for_the_records_that_are_there(shop: Shop) -> None:
    customer = shop.add("customer", {"name": "甲", "level": "a"})
    fields = [
        *CUSTOMER["fields"],
        {"key": "tag", "type": "formula", "label": "标签", "formula": "name & '-' & level", "as": "text"},
    ]
    shop.publish("customer", {**CUSTOMER, "fields": fields})
    assert shop.get("customer", customer["id"])["tag"] == "甲-a"


def test_coming_back_from_the_bin_needs_a_free_name_and_brings_sums_up_to_date(shop: Shop) -> None:
    customer = shop.add("customer", {"name": "甲", "discount": 0})
    order = shop.add("order", {"customer": customer["id"], "lines": [{"product": "x", "quantity": 1, "price": 100}]})
    order_url = f"{shop.records('order')}/{order['id']}"
    customer_url = f"{shop.records('customer')}/{customer['id']}"
    browser = shop.builder.browser
    assert browser.delete(order_url).status_code == 204
    assert browser.patch(customer_url, json={"discount": 0.5, "version": 1}).status_code == 200
    assert browser.post(order_url + ":restore").json()["payable"] == 50
    assert browser.delete(order_url).status_code == 204
    assert browser.delete(customer_url).status_code == 204
    shop.add("customer", {"name": "甲"})
    taken = browser.post(customer_url + ":restore")
    assert (taken.status_code, _errors(taken)) == (422, [("name", "not_unique")])


def test_a_record_is_copied_with_its_lines_as_far_as_a_second_one_can_have_them(shop: Shop) -> None:
    customer = shop.add("customer", {"name": "华兴", "level": "a", "secret": "x"})
    line = {"product": "A", "quantity": 2, "price": 10}
    order = shop.add("order", {"customer": customer["id"], "status": "open", "lines": [line]})
    root = shop.builder.browser
    made = root.post(f"{shop.records('order')}/{order['id']}:copy", json={"values": {"due": "2026-03-05"}})
    assert made.status_code == 201, made.text
    copy = made.json()["record"]
    assert (copy["no"], copy["total"], copy["due"]) == ("SO00002", 20, "2026-03-05") and made.json()["left"] == []
    assert copy["lines"][0]["product"] == "A" and copy["lines"][0]["id"] != order["lines"][0]["id"]
    # a unique name says that it is a copy, and which; a value of one's own is taken as it is
    url = f"{shop.records('customer')}/{customer['id']}:copy"
    assert root.post(url, json={}).json()["record"]["name"] == "华兴（副本）"
    assert [root.post(url, json={}).json()["record"]["name"] for _ in range(2)] == ["华兴（副本 2）", "华兴（副本 3）"]
    assert _errors(root.post(url, json={"values": {"name": "华兴"}})) == [("name", "not_unique")]
    assert root.post(url, json={"values": {"name": "新"}}).json()["record"]["secret"] == "x"
    # what the author may not see is not copied either
    grant = {"id": "c", "to": ["role:sales"], "form": "customer", "ops": ["read", "create"], "rows": "all"}
    clerk = shop.seller("文员", [{**grant, "read": ["name", "level"], "write": ["name"]}])
    theirs = clerk.browser.post(url, json={"values": {"name": "甲"}}).json()
    assert [each["field"] for each in theirs["left"]] == ["level"] and theirs["left"][0]["reason"].startswith("你没有")
    assert shop.get("customer", theirs["record"]["id"])["secret"] is None


def test_what_nobody_may_fill_in_does_not_keep_a_record_from_being_copied(shop: Shop) -> None:
    fields = [
        {"key": "code", "type": "text", "label": "编号", "max_length": 4},
        {"key": "done", "type": "boolean", "label": "完成"},
        {"key": "result", "type": "text", "label": "结果"},
        {"key": "checked", "type": "text", "label": "核对", "readonly": True},
        {
            "key": "lines",
            "type": "subform",
            "label": "明细",
            "fields": [
                {"key": "a", "type": "text", "label": "甲"},
                {"key": "b", "type": "text", "label": "乙", "readonly": True},
            ],
        },
    ]
    rules = [{"when": "done", "readonly": ["result"], "set": {"checked": "result"}}]
    made = shop.builder.browser.post("/api/v1/apps/shop/forms", json={"label": "检查", "key": "check"})
    assert made.status_code == 201, made.text
    shop.publish("check", {"label": "检查", "title": "code", "fields": fields, "rules": rules})
    record = shop.add("check", {"code": "A", "result": "好", "lines": [{"a": "1"}]})
    url = f"{shop.records('check')}/{record['id']}"
    shop.builder.browser.patch(url, json={"version": 1, "done": True}).raise_for_status()
    copied = shop.builder.browser.post(f"{url}:copy", json={})
    assert copied.status_code == 201, copied.text
    copy = copied.json()["record"]
    assert (copy["code"], copy["done"], copy["result"], copy["lines"][0]["a"]) == ("A", True, None, "1")
    assert [each["field"] for each in copied.json()["left"]] == ["checked", "result"]
