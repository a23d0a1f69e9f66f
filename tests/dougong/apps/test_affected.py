"""Before a field goes or changes, everything that uses it is told; a new label breaks none of it."""

from typing import Any

from tests.dougong.apps.conftest import API, Designer

NAME = {"key": "name", "type": "text", "label": "名称"}
STAGE = {
    "key": "stage",
    "type": "select",
    "label": "阶段",
    "options": [{"value": "new", "label": "新建"}, {"value": "won", "label": "赢单"}],
}
AMOUNT = {"key": "amount", "type": "number", "label": "金额"}
LINES = {
    "key": "lines",
    "type": "subform",
    "label": "明细",
    "fields": [
        {"key": "price", "type": "number", "label": "单价"},
        {"key": "note", "type": "text", "label": "备注"},
    ],
    "checks": [{"assert": "price <= parent.amount", "message": "单价太高"}],
}
DEAL: list[dict[str, Any]] = [
    NAME,
    STAGE,
    AMOUNT,
    {"key": "tax", "type": "formula", "label": "税额", "formula": "amount * 0.06"},
    {"key": "bonus", "type": "formula", "label": "奖金", "formula": "IF(stage = 'won', amount * 0.1, 0)"},
    {"key": "plan", "type": "number", "label": "计划", "default": {"formula": "amount"}},
    LINES,
]
MORE: dict[str, Any] = {
    "rules": [
        {"when": "amount > 10000", "require": ["name"]},
        {"when": "stage = 'won'", "require": ["amount"]},
    ],
    "checks": [{"assert": "amount >= 0", "message": "金额不能为负"}],
    "views": [
        {"key": "big", "label": "大单", "type": "grid", "columns": [{"field": "name"}], "filter": "amount > 10000"},
        {"key": "board", "label": "看板", "type": "kanban", "group_by": "stage",
         "totals": [{"fn": "sum", "field": "amount"}]},
    ],
    "tests": [{"name": "大单要名称", "given": {"amount": 20000}, "expect": {"required": {"name": True}}}],
}  # fmt: skip
PAYMENT: list[dict[str, Any]] = [
    NAME,
    {"key": "deal", "type": "link", "label": "商机", "form": "deal", "fill": {"paid": "amount"}},
    {"key": "paid", "type": "number", "label": "回款"},
    {"key": "rest", "type": "formula", "label": "余额", "formula": "deal.amount - paid"},
]


def _made(designer: Designer) -> None:
    designer.form("deal", *DEAL, **MORE)
    designer.form("payment", *PAYMENT)
    roles = designer.browser.get(f"{API}/apps/crm/roles").json()
    grants = [
        {"id": "big", "to": ["everyone"], "form": "deal", "ops": ["read"], "rows": "formula", "formula": "amount > 5"},
        {"id": "named", "to": ["everyone"], "form": "deal", "ops": ["read"], "rows": "own", "read": ["amount"]},
    ]
    body = {"roles": roles["roles"], "grants": [*roles["grants"], *grants], "revision": roles["revision"]}
    assert designer.browser.put(f"{API}/apps/crm/roles", json=body).status_code == 200
    for view in (
        {"label": "大额", "type": "grid", "shared": True, "filter": "amount > 1"},
        {"label": "我的", "type": "grid", "columns": [{"field": "amount"}]},
    ):
        made = designer.browser.post(f"{API}/apps/crm/forms/deal/views", json=view)
        assert made.status_code == 201, made.text


def _affected(designer: Designer, form: str, **asked: str) -> Any:
    answer = designer.browser.get(designer.url(form, "draft:affected"), params=asked)
    return answer.json()["items"] if answer.status_code == 200 else answer


def test_R048_a_field_a_rename_of_which_breaks_nothing_tells_all_that_would_miss_it(designer: Designer) -> None:
    _made(designer)
    uses = _affected(designer, "deal", field="amount")
    assert {(use["kind"], use["key"], use["where"]) for use in uses} >= {
        ("field", "deal", "deal › 税额"),
        ("field", "deal", "deal › 奖金"),
        ("field", "deal", "deal › 计划"),
        ("rule", "deal", "deal › 规则 1"),
        ("rule", "deal", "deal › 规则 2"),
        ("check", "deal", "deal › 提交校验 1「金额不能为负」"),
        ("check", "deal", "deal › 明细 › 提交校验 1「单价太高」"),
        ("view", "deal", "deal › 视图「大单」"),
        ("view", "deal", "deal › 视图「看板」"),
        ("test", "deal", "deal › 测试用例「大单要名称」"),
        ("field", "payment", "payment › 余额"),
        ("field", "payment", "payment › 商机"),
        ("saved_view", "deal", "deal › 共享视图「大额」"),
        ("saved_view", "deal", "deal › 1 个个人视图"),
    }
    assert {use["key"] for use in uses if use["kind"] == "grant"} == {"big", "named"}
    assert "我的" not in str(uses), "personal views have no names for others"
    assert len({(use["kind"], use["key"], use["where"]) for use in uses}) == len(uses), "each place once"
    # one option, a column, the whole form
    won = {use["where"] for use in _affected(designer, "deal", field="stage", option="won")}
    assert won == {"deal › 奖金", "deal › 规则 2"}
    assert [use["kind"] for use in _affected(designer, "deal", field="lines.price")] == ["check"]
    whole = {use["where"] for use in _affected(designer, "deal") if use["breaking"]}
    assert whole == {"payment › 商机", "payment › 余额"}
    assert _affected(designer, "deal", field="nothing").status_code == 404
    assert _affected(designer, "deal", field="stage", option="gone").status_code == 404

    # a new label: nothing breaks, nothing is converted, every formula still means what it meant
    before = designer.catalog().compiled["deal"]
    relabelled = [{**field, "label": "合同金额"} if field["key"] == "amount" else field for field in DEAL]
    designer.draft("deal", *relabelled, **MORE)
    impact = designer.impact("deal")
    assert [step["op"] for step in impact["steps"]] == ["relabel"]
    assert impact["used_by"] == [] and not impact["breaking"]
    assert designer.publish("deal").status_code == 200
    after = designer.catalog().compiled["deal"]
    assert after.problems == before.problems
    assert [rule.when.ast for rule in after.rules] == [rule.when.ast for rule in before.rules]
    assert designer.catalog().compiled["payment"].ok

    # without the field nothing is published until its users are mended
    designer.draft("deal", *(field for field in DEAL if field["key"] != "amount"), **MORE)
    assert designer.publish("deal").json()["code"] == "draft_has_errors"
