"""Named values that a new record begins with, less what no longer fits or is not one's to write."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dougong.apps.package_reader import read_files
from dougong.apps.packages import export_files, install
from dougong.apps.repository import find_app
from dougong.apps.tasks import job_actor
from dougong.kit.errors import Invalid
from dougong.records.presets import fitting
from engines.form.definition import load_form
from tests.dougong.records.conftest import ORDER, Shop

ALL = "/api/v1/apps/shop/forms/order/record-templates"
LINES = [{"product": "螺丝", "quantity": 2, "price": 1.5}, {"product": "螺母", "quantity": 4}]
CLERK = {"id": "c", "to": ["role:sales"], "form": "order", "ops": ["create", "read"], "rows": "all", "read": ["*"],
         "write": ["customer", "due", "lines.product", "lines.quantity"]}  # fmt: skip
FIRM = {"id": "f", "to": ["role:sales"], "form": "customer", "ops": ["read"], "rows": "all", "read": ["name"],
        "write": []}  # fmt: skip


def _left(answer: dict[str, Any]) -> dict[str, str]:
    return {each["field"]: each["reason"] for each in answer["left"]}


def test_a_template_fills_a_new_record_with_what_its_author_may_write_today(shop: Shop) -> None:
    browser = shop.builder.browser
    firm, other = shop.add("customer", {"name": "甲公司"}), shop.add("customer", {"name": "乙公司"})
    values = {"customer": firm["id"], "status": "open", "due": {"formula": "TODAY() + 7"}, "lines": LINES}
    for wrong, place in (({"wheels": 4}, "wheels"), ({"due": "soon"}, "due"), ({"lines": [{"x": 1}]}, "lines.x"),
                         ({"due": {"formula": "due + 1"}}, "due"), ({"due": {"formula": "1 +"}}, "due")):  # fmt: skip
        refused = browser.post(ALL, json={"label": "x", "values": wrong})
        assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == place, refused.text
    assert browser.post(ALL, json={"label": "x", "values": {}, "colour": "red"}).status_code == 422
    assert browser.post(ALL, json={"label": "x"}).status_code == 422
    made = browser.post(ALL, json={"label": "常规", "shared": True, "values": values | {"total": 5}}).json()
    assert _left(made) == {"total": "由系统计算。"} and made["template"]["fields"] == 4
    template = made["template"]

    clerk = shop.seller("小李", [CLERK, FIRM])
    mine = clerk.browser
    begun = mine.get(f"{ALL}/{template['id']}/values").json()
    today = shop.company.database.clock().astimezone(ZoneInfo("Asia/Shanghai")).date()
    assert begun["values"]["due"] == (today + timedelta(days=7)).isoformat()
    assert begun["values"]["lines"] == [{"product": "螺丝", "quantity": 2}, {"product": "螺母", "quantity": 4}]
    assert set(_left(begun)) == {"status", "lines.price"}
    assert begun["values"]["customer"] == firm["id"]
    instead = {"due": "2027-01-02", "customer": other["id"]}
    record = mine.post(f"{ALL}/{template['id']}:create", json={"values": instead}).json()["record"]
    assert (record["due"], record["lines"][1]["quantity"], record["customer"]) == ("2027-01-02", 4, other["id"])
    assert mine.post(ALL, json={"label": "x", "shared": True, "values": {}}).json()["code"] == "design_required"
    assert mine.patch(f"{ALL}/{template['id']}", json={"label": "y", "values": {}, "version": 1}).status_code == 403
    own = mine.post(ALL, json={"label": "我的", "record": record["id"]}).json()["template"]
    assert mine.get(f"{ALL}/{own['id']}").json()["values"]["lines"] == begun["values"]["lines"]
    assert browser.get(f"{ALL}/{own['id']}").status_code == 404, "one's own"
    ordered = mine.put(f"{ALL}:order", json={"ids": [own["id"]]}).json()["items"]
    assert [each["label"] for each in ordered] in (["我的", "常规"], ["常规", "我的"])

    assert browser.delete(f"{shop.records('customer')}/{firm['id']}").is_success
    fields = [each for each in ORDER["fields"] if each["key"] != "due"]
    shop.publish("order", {**ORDER, "fields": fields})
    gone = browser.get(f"{ALL}/{template['id']}/values").json()
    assert set(gone["values"]) == {"status", "lines"}
    assert _left(gone) == {"customer": "所选内容已不存在，或你无权选择它。", "due": "字段已不存在。"}
    changed = {"label": "改名", "shared": True, "values": {"status": "open"}, "version": template["version"]}
    assert browser.patch(f"{ALL}/{template['id']}", json=changed).json()["template"]["version"] == 2
    assert browser.patch(f"{ALL}/{template['id']}", json=changed).json()["code"] == "version_conflict"
    assert mine.delete(f"{ALL}/{own['id']}").status_code == 204


def test_shared_templates_travel_in_packages_without_ids_of_this_place(shop: Shop) -> None:
    firm = shop.add("customer", {"name": "甲公司"})
    values = {"customer": firm["id"], "due": {"formula": "TODAY()"}, "lines": LINES}
    shop.builder.browser.post(ALL, json={"label": "常规", "shared": True, "values": values})
    shop.builder.browser.post(ALL, json={"label": "私人", "values": values})
    with shop.company.database.transaction() as tx:
        app = find_app(tx, "shop")
        assert app is not None
        files = export_files(tx, app)
        package = read_files((name, text.encode()) for name, text in files.items())
        expected = {"label": "常规", "values": {"due": {"formula": "TODAY()"}, "lines": LINES}}
        assert package["record_templates"]["order"]["templates"] == [expected]
        actor = job_actor(tx, shop.builder.id)
        key = install(tx, actor, package, key="copy", template=None, language="zh-CN")
    [there] = shop.builder.browser.get(f"/api/v1/apps/{key}/forms/order/record-templates").json()["items"]
    assert (there["label"], there["shared"], there["fields"]) == ("常规", True, 2)


def test_rows_inside_rows_are_kept_and_named_by_their_place() -> None:
    day = {"key": "day", "type": "date", "label": "日期"}
    form = load_form(
        {
            "schema_version": 1,
            "key": "plan",
            "label": "计划",
            "fields": [
                {
                    "key": "lines",
                    "type": "subform",
                    "label": "明细",
                    "fields": [
                        {"key": "name", "type": "text"},
                        {
                            "key": "parts",
                            "type": "subform",
                            "label": "部件",
                            "fields": [day, {"key": "n", "type": "number"}],
                        },
                    ],
                }
            ],
        }
    )
    values = {"lines": [{"name": "a", "parts": [{"day": {"formula": "TODAY()"}, "n": 2}]}]}
    assert fitting.kept(form, {}, values) == (values, {})
    with pytest.raises(Invalid) as refused:
        fitting.kept(form, {}, {"lines": [{"parts": [{"day": "soon"}]}]})
    assert [each.field for each in refused.value.errors] == ["lines.parts.day"]
    assert fitting.names_of_places(form, ["lines.parts.day"], "zh-CN") == {"lines.parts.day": "明细 · 部件 · 日期"}
