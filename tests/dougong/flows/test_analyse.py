"""The analyse step writes what it counted into fields: under the flow's grants, only what differs, nothing twice."""

from collections import Counter
from typing import Any

import pytest

from dougong.flows import analysing
from tests.dougong.flows.crm import API, Crm
from tests.dougong.flows.shop_analysed import (
    ORDERS,
    N,
    analyse,
    customers,
    nightly,
    run_night,
    settings,
    shop,
    today,
    work,
)

__all__ = ["settings", "shop"]
RFM = analyse(
    "rfm",
    {"kind": "rfm", "orders": ORDERS, "minimum": 20},
    {"r": "r", "f": "f", "m": "m", "tier": "tier", "on": "as_of"},
    translate={"tier": {"potential": "promising"}},
    snapshot={"form": "snapshot", "subject": "customer",
              "set": {"on": "as_of", "tier": "tier", "before": "before.tier"}},
)  # fmt: skip
ABC = analyse("abc", {"kind": "abc", "orders": ORDERS}, {"abc": "class"})
CLV = analyse("clv", {"kind": "clv", "orders": ORDERS, "minimum": 20}, {"clv": "clv"})
PARTS = {
    "orders": {"weight": 60, "measure": "count", "days": 60, "worst": 0, "best": 3, "source": ORDERS, "label": "下单"},
    "fresh": {"weight": 40, "measure": "age", "worst": 300, "best": 0, "source": ORDERS, "label": "最近"},
    "unknown": {"weight": 50, "measure": "count", "label": "工单",
                "source": {"form": "snapshot", "subject": "customer", "date": "created_at", "where": "tier = 'x'"}},
}  # fmt: skip
HEALTH = analyse("health", {"kind": "health", "parts": PARTS}, {"health": "score", "why": "reasons"})


def problems(shop: Crm, *nodes: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    found = shop.draft("nightly", nightly(*nodes, **more))["problems"]
    return [(each["code"], "/".join(map(str, each.get("path", ())))) for each in found if each["level"] == "error"]


def history(shop: Crm, instance: Any) -> list[str]:
    answer = shop.api.get(f"/api/v1/instances/{instance.id}")
    assert answer.status_code == 200, answer.text
    return [line["text"] for line in answer.json()["timeline"]]


def test_R110_R111_R113_R120_the_night_writes_tiers_classes_and_value(shop: Crm) -> None:
    shop.publish("nightly", nightly(RFM, ABC, CLV, HEALTH))
    with shop.later(minutes=2):
        instance = run_night(shop)
    assert instance.status == "ended", history(shop, instance)
    found = customers(shop)
    bought, never = found[:N], found[N]
    assert [never[key] for key in ("tier", "r", "abc", "clv", "health")] == [None] * 5  # its only order isn't paid
    tiers = Counter(each["tier"] for each in bought)
    assert set(tiers) >= {"high", "lost"} and None not in tiers
    gone = [each for n, each in enumerate(bought) if n % 3 == 0 and 40 + n * 9 > 400]
    assert {(each["r"], each["tier"]) for each in gone} == {(1, "lost")}
    assert {each["abc"] for each in bought} == {"a", "b", "c"}
    assert all(each["clv"] >= 0 for each in bought)
    assert bought[47]["clv"] > bought[45]["clv"]  # who still orders is worth more than who is long gone
    assert {each["on"] for each in bought} == {today().isoformat()}
    assert bought[1]["health"] > bought[45]["health"]
    assert bought[45]["why"].startswith("下单 0 分（−60）；最近 0 分（−40）；没有数据：工单")
    snapshots = shop.api.get(f"{API}/forms/snapshot/records", params={"limit": 200}).json()["items"]
    assert len(snapshots) == N
    assert Counter(each["tier"] for each in snapshots) == tiers
    assert {each["before"] for each in snapshots} == {None}
    lines = history(shop, instance)
    assert any("共 49，写入 48，未通过 0" in line for line in lines), lines


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_only_values_that_differ_are_written_and_snapshots_taken(shop: Crm) -> None:
    shop.publish("nightly", nightly(RFM, ABC))
    with shop.later(minutes=2):
        run_night(shop)
    before = {each["id"]: each["version"] for each in customers(shop)}
    one = customers(shop)[1]
    assert shop.patch("customer", one["id"], tier="lost").status_code == 200
    with shop.later(minutes=4):
        run_night(shop)
    after = {each["id"]: each["version"] for each in customers(shop)}
    assert {each for each in before if after[each] != before[each]} == {one["id"]}
    again = shop.get("customer", one["id"])
    assert again["tier"] == one["tier"]
    snapshots = shop.api.get(f"{API}/forms/snapshot/records", params={"limit": 200, "sort": "-created_at"}).json()
    assert len(snapshots["items"]) == N + 1
    assert [each["before"] for each in snapshots["items"] if each["before"]] == ["lost"]


def test_a_run_that_was_killed_goes_on_behind_its_last_batch(shop: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysing, "BATCH", 25)
    shop.publish("nightly", nightly(RFM))
    batches: list[int] = []
    real = analysing._Analysis._batch

    def dying(self: Any, tx: Any, node: Any, ids: Any, results: Any) -> None:
        real(self, tx, node, ids, results)
        batches.append(len(ids))
        if len(batches) == 2:
            raise RuntimeError("killed")

    monkeypatch.setattr(analysing._Analysis, "_batch", dying)
    with shop.later(minutes=2):
        shop.work_off()
        work(shop, 1)
        assert sum(each["tier"] is not None for each in customers(shop)) < N  # the second batch was rolled back
        with shop.later(minutes=10):
            work(shop)
            instance = shop.instances(key="nightly")[0]
    assert batches == [25, 24, 24]
    assert instance.status == "ended"
    snapshots = shop.api.get(f"{API}/forms/snapshot/records", params={"limit": 200}).json()["items"]
    assert len({each["customer"] for each in snapshots}) == len(snapshots) == N


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_record_that_a_rule_refuses_is_left_out_and_the_others_go_on(shop: Crm) -> None:
    node = analyse("abc", {"kind": "abc", "orders": ORDERS}, {"health": "money"})  # money is beyond the field's max
    shop.publish("nightly", nightly(node))
    with shop.later(minutes=2):
        instance = run_night(shop)
    held = [each for each in customers(shop) if each["health"] is not None]
    assert 0 < len(held) < N and all(each["health"] <= 100 for each in held)
    assert any(f"写入 {len(held)}，未通过 {N - len(held)}" in line for line in history(shop, instance))


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_too_little_data_writes_nothing_and_says_so(shop: Crm) -> None:
    node = {**RFM, "analysis": {**RFM["analysis"], "minimum": 1000}}
    ask = {"id": "again", "type": "branch"}
    shop.publish("nightly", nightly(node, ask))
    with shop.later(minutes=2):
        instance = run_night(shop)
    assert instance.status == "ended"
    assert {each["tier"] for each in customers(shop)} == {None}
    assert any("数据太少" in line and "至少需要 1000 个" in line for line in history(shop, instance))


def test_R114_R115_R116_segments_by_formula_groups_and_trees_as_rules(shop: Crm) -> None:
    shop.add("segment", name="华东大客户", rule="region = 'east' and abc = 'a'")
    shop.add("segment", name="坏规则", rule="region ==")
    hidden = shop.add("segment", name="空", rule="r > 5")
    rules = {"form": "segment", "name": "name", "rule": "rule", "size": "size", "set": {"scheme": "found"}}
    cluster = analyse(
        "group", {"kind": "cluster", "factors": ["r", "f", "m"], "rules": rules}, {"group": "cluster"}, label="分群"
    )
    wanted = {"kind": "tree", "target": "tier = 'lost'", "factors": ["r", "region"], "rules": rules}
    tree = analyse("tree", wanted, {"why": "rule"}, label="流失规则")
    segments = analyse(
        "segments", {"kind": "segments", "form": "segment", "rule": "rule", "size": "size", "at": "at"},
        {"segments": "segments"},
    )  # fmt: skip
    shop.publish("nightly", nightly(RFM, ABC, cluster, tree, segments))
    with shop.later(minutes=2):
        instance = run_night(shop)
    assert instance.status == "ended", history(shop, instance)
    made = {
        each["name"]: each
        for each in shop.api.get(f"{API}/forms/segment/records", params={"limit": 100}).json()["items"]
    }
    found = customers(shop)
    members = {name: {c["name"] for c in found if each["id"] in (c["segments"] or [])}
               for name, each in made.items()}  # fmt: skip
    assert members["华东大客户"] == {c["name"] for c in found if c["region"] == "east" and c["abc"] == "a"} != set()
    assert made["华东大客户"]["size"] == len(members["华东大客户"])
    assert made["坏规则"]["size"] is None and not members["坏规则"]
    assert shop.get("segment", hidden)["size"] == 0
    groups = Counter(c["group"] for c in found[:N])
    assert len(groups) >= 2 and found[N]["group"] is None
    trees = [each for name, each in made.items() if name.startswith("流失规则")]
    assert {each["scheme"] for each in trees} == {"found"}
    assert any("r <= " in each["rule"] for each in trees)
    for name, each in made.items():  # a rule that was found is a rule that segments can use
        if name.startswith("流失规则"):
            assert len(members[name]) == each["size"]
    with shop.later(minutes=4):
        run_night(shop)
    assert len(shop.api.get(f"{API}/forms/segment/records", params={"limit": 100}).json()["items"]) == len(made)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_R114_nobody_learns_by_a_segment_what_they_may_not_filter_by(shop: Crm) -> None:
    shop.grant(
        {"id": "segments", "to": ["role:analyst", "role:sales"], "form": "segment", "ops": ["create", "read", "update"],
         "rows": "all", "read": ["*"], "write": ["*"]},
    )  # fmt: skip
    analyst, seller = shop.hire("分析师", "analyst"), shop.hire("销售", "sales")
    honest = shop.add("segment", by=analyst, name="甲", rule="region = 'east'")
    nosy = shop.add("segment", by=seller, name="乙", rule="region = 'east'")  # sellers read names only
    taken = shop.add("segment", by=analyst, name="丙", rule="region = 'east'")
    changed = shop.patch("segment", taken, by=seller, rule="region = 'south'")
    assert changed.status_code == 200, changed.text
    node = analyse(
        "s", {"kind": "segments", "form": "segment", "rule": "rule", "size": "size"}, {"segments": "segments"}
    )
    shop.publish("nightly", nightly(node))
    for minutes in (2, 4):  # the second night, too: by then the flow has written sizes
        with shop.later(minutes=minutes):
            run_night(shop)
        sizes = [shop.get("segment", each)["size"] for each in (honest, nosy, taken)]
        assert sizes == [(N + 2) // 2, None, None]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_R128_R129_R131_recommendation_interests_and_score(shop: Crm) -> None:
    offers = analyse(
        "offers", {"kind": "recommend", "orders": {**ORDERS, "value": None}, "item": "lines.product", "top": 2},
        {"offers": "items", "why": "reasons"},
    )  # fmt: skip
    likes = analyse(
        "likes", {"kind": "interests", "events": {**ORDERS, "value": None}, "tag": "status", "floor": 0.5},
        {"likes": "tags"},
    )  # fmt: skip
    score = analyse(
        "score",
        {"kind": "score", "won": "abc = 'a'", "lost": "abc <> 'a'", "factors": ["region", "tier"], "minimum": 20},
        {"health": "score", "grade": "grade"},
    )
    shop.publish("nightly", nightly(RFM, ABC, offers, likes, score))
    with shop.later(minutes=2):
        instance = run_night(shop)
    assert instance.status == "ended", history(shop, instance)
    found = customers(shop)
    names = {each["id"]: each["name"] for each in shop.api.get(f"{API}/forms/product/records").json()["items"]}
    assert [names[each] for each in found[1]["offers"]] == ["控制器"]  # he has the other two
    assert "控制器（常与" in found[1]["why"]
    assert not found[0]["offers"]  # he has all three
    assert found[1]["likes"] == ["paid"]
    assert not found[45]["likes"]  # faded away
    scores = {each["tier"]: each["health"] for each in found[:N]}
    assert scores["high"] > scores["lost"]
    assert {each["grade"] for each in found[:N]} <= {"hot", "warm", "cold"}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_flow_counts_and_writes_only_what_it_may(shop: Crm) -> None:
    now = shop.api.get(f"{API}/roles").json()
    grants = [
        {**grant, "rows": "formula", "formula": "region = 'east'"} if grant["id"] == "flow_customer" else grant
        for grant in now["grants"]
    ]
    shop._put_roles({**now, "grants": grants})
    shop.publish("nightly", nightly({**RFM, "analysis": {**RFM["analysis"], "minimum": 5}}))
    with shop.later(minutes=2):
        run_night(shop)
    assert {each["region"] for each in customers(shop) if each["tier"]} == {"east"}
    blind = [{**grant, "read": ["customer", "day", "status"]} if grant["id"] == "flow_order" else grant
             for grant in grants]  # fmt: skip
    shop._put_roles({**shop.api.get(f"{API}/roles").json(), "grants": blind})
    with shop.later(minutes=4):
        instance = run_night(shop)
    assert instance.failed == 1


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_a_step_names_is_checked_before_it_is_published(shop: Crm) -> None:
    assert problems(shop, RFM, ABC, CLV, HEALTH) == []
    wrong = {
        "no_such_option": {**RFM, "translate": {}},
        "unknown_result": {**RFM, "write": {"r": "rr"}},
        "unknown_field": {**RFM, "write": {"nobody": "r"}},
        "type_mismatch": {**RFM, "write": {"on": "tier"}},
        "not_a_link": {**RFM, "analysis": {"kind": "rfm", "orders": {**ORDERS, "subject": "status"}}},
        "not_a_number": {**RFM, "analysis": {"kind": "rfm", "orders": {**ORDERS, "value": "status"}}},
        "unknown_form": {**RFM, "analysis": {"kind": "rfm", "orders": {**ORDERS, "form": "nothing"}}},
        "readonly_field": {**RFM, "write": {"secret": "tier"}, "snapshot": None},
        "unknown_variable": {**RFM, "save": {"n": "written"}},
    }
    for code, node in wrong.items():
        assert code in [found for found, _ in problems(shop, node)], code
    assert problems(shop, {**RFM, "where": "nobody = 1"}) != []
    assert "nobody_to_act_as" in [code for code, _ in problems(shop, RFM, acts_as="initiator")]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_designer_gives_away_nothing_they_do_not_hold(shop: Crm) -> None:
    """Counting tells, writing changes: both are gifts."""
    designer = shop.hire("设计师", "analyst")
    builders = [{"person_id": shop.admin.id, "level": "owner"}, {"person_id": designer.id, "level": "designer"}]
    assert shop.api.put(f"{API}/builders", json={"items": builders}).status_code == 200
    saved = shop.draft("nightly", nightly(RFM, acts_as="initiator", trigger={"on": "call"}))
    url, body = f"{API}/flows/nightly/draft:publish", {"revision": saved["revision"]}
    refused = designer.browser.post(url, json=body)
    assert refused.status_code == 403, refused.text
    shop.grant(
        {"id": "more", "to": ["role:analyst"], "form": "order", "ops": ["read"], "rows": "all", "read": ["*"]},
        {"id": "even_more", "to": ["role:analyst"], "form": "snapshot", "ops": ["create", "read", "update"],
         "rows": "all", "read": ["*"], "write": ["*"]},
    )  # fmt: skip
    assert designer.browser.post(url, json=body).status_code == 403  # customers may not be changed yet
    shop.grant(
        {"id": "all", "to": ["role:analyst"], "form": "customer", "ops": ["read", "update"], "rows": "all",
         "read": ["*"], "write": ["*"]},
    )  # fmt: skip
    assert designer.browser.post(url, json=body).status_code == 200


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_dry_run_counts_and_writes_nothing(shop: Crm) -> None:
    shop.publish("nightly", nightly(RFM, ABC))
    before, versions = shop.rows(), [each["version"] for each in customers(shop)]
    answer = shop.api.post(f"{API}/flows/nightly:simulate", json={})
    assert answer.status_code == 200, answer.text
    told = [step for step in answer.json()["steps"] if step["event"] == "analysis"]
    assert [step["text"] for step in told] == ["48 / 49", "48 / 49"]
    assert len(told[0]["changes"]) == 10
    assert told[0]["changes"][0]["values"] == told[0]["write"]["values"]
    assert answer.json()["ended"] is True
    assert [each["version"] for each in customers(shop)] == versions
    after = shop.rows()
    assert {name: n for name, n in after.items() if n != before[name]} == {}
