"""R96: a dashboard that speaks up by itself: once per crossing, to those who may know, and to flows."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from dougong.flows.models import flow_instance
from dougong.identity.models import person
from dougong.kit.config import Settings
from dougong.messaging.models import notification
from dougong.messaging.service import MAIL
from dougong.reports import alerts
from dougong.reports.models import dashboard_firing
from engines.report.alarm import judge
from tests.dougong.reports.posting import API, BOARD, Post
from tests.templates.conftest import OWNER, Crm, app, crm, database, settings

__all__ = ["app", "crm", "database", "settings"]

START = datetime.fromisoformat("2026-11-23T09:00:00+08:00")
TOTAL: dict[str, Any] = {
    **BOARD["tiles"][0], "key": "mine",
    "query": {"from": "opportunity", "where": "name = '商机'", "rows": [{"key": "region", "field": "region"}],
              "measures": [{"key": "n", "label": {"zh-CN": "数量", "en": "Number"}, "fn": "count"},
                           {"key": "amount", "label": "金额", "fn": "sum", "field": "amount"}]},
}  # fmt: skip
ALERT: dict[str, Any] = {
    "key": "much",
    "label": {"zh-CN": "金额过高", "en": "Too much"},
    "tile": "mine",
    "when": "amount > 100",
}


class Watch(Post):
    """Looks again and again, a minute apart."""

    now = START

    def look(self, **span: float) -> int:
        self.now += timedelta(**(span or {"minutes": 2}))
        self.at(self.now.isoformat())
        return alerts.watch(self.crm.company.database)

    def alert(self, *found: dict[str, Any], tile: dict[str, Any] = TOTAL) -> None:
        grid = [{"tile": tile["key"], "x": 0, "y": 0, "w": 6, "h": 6}]
        self.publish(tiles=[tile], grid=grid, alerts=list(found))

    def set(self, record: dict[str, Any], amount: float) -> None:
        found = self.crm.owner.get(f"{API}/forms/opportunity/records/{record['id']}").json()
        body = {"amount": amount, "version": found["version"]}
        answer = self.crm.owner.patch(f"{API}/forms/opportunity/records/{record['id']}", json=body)
        assert answer.status_code == 200, answer.text

    def told(self, someone: str) -> list[tuple[str, str]]:
        with self.crm.company.database.snapshot() as tx:
            c = notification.c
            rows = tx.execute(select(c.title, c.text).where(c.person_id == someone, c.kind == "alert").order_by(c.id))
            return [(row.title["zh-CN"], row.text["zh-CN"]) for row in rows]

    def firings(self) -> list[Any]:
        with self.crm.company.database.snapshot() as tx:
            return list(tx.execute(select(dashboard_firing).order_by(dashboard_firing.c.id)))


@pytest.fixture
def watch(crm: Crm, settings: Settings) -> Iterator[Watch]:
    made = Watch(crm, settings)
    made.at(START.isoformat())
    yield made
    MAIL.on = False


def test_R096_it_rings_when_the_bound_is_crossed_and_again_only_after_the_reset_bound(watch: Watch) -> None:
    li = watch.hire("小李", "sales")
    watch.alert({**ALERT, "calm": "amount < 50", "to": ["role:sales"]})
    deal = watch.deal(watch.crm.owner, 90)
    story = [(90, 0), (150, 1), (160, 0), (80, 0), (150, 0), (40, 0), (101, 1)]
    for place, (amount, rings) in enumerate(story):
        watch.set(deal, amount + 0.5 if place == 0 else amount)
        assert watch.look() == rings, (place, amount)
    assert watch.told(li.id) == [
        ("指标提醒：金额过高", "华东 · 数量 1，金额 150"), ("指标提醒：金额过高", "华东 · 数量 1，金额 101"),
    ]  # fmt: skip
    assert [row.calmed_at is None for row in watch.firings()] == [False, True]


def test_each_group_rings_for_itself_and_a_small_base_does_not(watch: Watch) -> None:
    watch.alert({**ALERT, "minimum": "n >= 2", "to": []})
    for amount, region in ((500, "east"), (60, "north"), (70, "north")):
        watch.deal(watch.crm.owner, amount, region)
    assert watch.look() == 1
    assert [row.text["zh-CN"][:2] for row in watch.firings()] == ["华北"]
    watch.deal(watch.crm.owner, 1, "east")
    assert watch.look() == 1
    assert watch.firings()[1].measured == {"region": "east", "n": 2, "amount": 501}


def test_a_change_against_the_period_before_is_a_condition_too(watch: Watch) -> None:
    query = {
        "from": "opportunity", "where": "name = '商机'", "period": {"field": "created_at", "last": 1, "unit": "day"},
        "measures": [{"key": "n", "fn": "count"}], "compare": [{"key": "before", "shift": "previous"}],
    }  # fmt: skip
    tile = {"key": "mine", "chart": {"type": "kpi", "value": "n"}, "query": query}
    watch.alert({**ALERT, "when": "n / n__before - 1 > 0.3", "minimum": "n__before >= 2"}, tile=tile)
    for amount in (1, 2):
        watch.deal(watch.crm.owner, amount)
    assert watch.look(days=1) == 0
    for amount in (3, 4):
        watch.deal(watch.crm.owner, amount)
    assert watch.look() == 0, "as many as the day before"
    watch.deal(watch.crm.owner, 5)
    assert watch.look() == 1


def test_nothing_is_computed_while_nothing_changes_and_time_alone_is_enough_after_a_while(watch: Watch) -> None:
    watch.alert({**ALERT, "when": "amount > 100 and HOUR(NOW()) >= 12"})
    watch.deal(watch.crm.owner, 500)
    assert watch.look() == 0
    asked = watch.crm.owner.get(f"{API}/dashboards/post/alerts").json()["items"][0]["checked_at"]
    assert watch.look() == 0
    assert watch.crm.owner.get(f"{API}/dashboards/post/alerts").json()["items"][0]["checked_at"] == asked
    assert watch.look(hours=4) == 1


def test_two_who_look_at_once_write_one_firing(watch: Watch) -> None:
    li = watch.hire("小李", "sales")
    watch.alert({**ALERT, "to": ["role:sales"]})
    watch.deal(watch.crm.owner, 500)
    watch.at((START + timedelta(minutes=5)).isoformat())
    rang: list[int] = []
    lookers = [threading.Thread(target=lambda: rang.append(alerts.watch(watch.crm.company.database))) for _ in range(4)]
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join()
    assert sum(rang) == 1
    assert len(watch.firings()) == len(watch.told(li.id)) == 1


def test_it_says_what_its_publisher_may_see_to_those_who_may_open_the_app(watch: Watch) -> None:
    sales, left = watch.hire("小李", "sales"), watch.hire("离职", "sales")
    outside = watch.crm.company.hire("外人")
    watch.deal(sales.browser, 500)
    watch.alert({**ALERT, "to": ["role:sales", f"person:{outside.id}"]})
    with watch.crm.company.database.transaction() as tx:
        tx.execute(update(person).where(person.c.id == left.id).values(active=False))
    assert watch.look() == 1
    assert [len(watch.told(one.id)) for one in (sales, left, outside)] == [1, 0, 0]
    (rings,) = sales.browser.get(f"{API}/dashboards/post").json()["ringing"]
    assert (rings["alert"], rings["tile"], rings["label"]["en"]) == ("much", "mine", "Too much")
    assert rings["text"]["zh-CN"] == watch.told(sales.id)[0][1]
    assert watch.crm.owner.get(f"{API}/dashboards/post").json()["ringing"] == [], "who isn't told of it reads no more"
    watch.deal(sales.browser, 900, "north")
    with watch.crm.company.database.transaction() as tx:
        tx.execute(update(person).where(person.c.email == OWNER).values(active=False))
    assert watch.look() == 0, "who published it has left: nobody's rights are left to ask with"


def test_an_alert_starts_the_flows_that_wait_for_its_message(watch: Watch) -> None:
    definition = {
        "schema_version": 1, "key": "improve", "label": "改进", "trigger": {"on": "message", "message": "too_much"},
        "variables": [{"key": "amount", "type": "number"}, {"key": "region", "type": "text"}],
        "nodes": [{"id": "start", "type": "start"}, {"id": "end", "type": "end"}],
        "edges": [{"from": "start", "to": "end"}],
    }  # fmt: skip
    made = watch.crm.owner.post(f"{API}/flows", json={"key": "improve", "label": "改进"})
    assert made.status_code == 201, made.text
    draft = watch.crm.owner.get(f"{API}/flows/improve/draft").json()
    body = {"definition": definition, "revision": draft["revision"]}
    saved = watch.crm.owner.put(f"{API}/flows/improve/draft", json=body).json()
    done = watch.crm.owner.post(f"{API}/flows/improve/draft:publish", json={"revision": saved["revision"]})
    assert done.status_code == 200, (done.text, saved["problems"])
    watch.alert({**ALERT, "flow": "too_much"})
    watch.deal(watch.crm.owner, 500)
    watch.deal(watch.crm.owner, 300, "north")
    assert watch.look() == 2
    assert watch.look(hours=1) == 0
    with watch.crm.company.database.snapshot() as tx:
        started = tx.execute(select(flow_instance).where(flow_instance.c.trigger == "message")).all()
    assert len(started) == 2


def test_the_designer_sees_what_rings_and_what_rang(watch: Watch) -> None:
    watch.alert({**ALERT, "calm": "amount < 50"})
    deal = watch.deal(watch.crm.owner, 500)
    watch.look()
    english = {"accept-language": "en"}
    (seen,) = watch.crm.owner.get(f"{API}/dashboards/post/alerts", headers=english).json()["items"]
    assert (seen["key"], seen["problem"], [each["text"] for each in seen["ringing"]]) == (
        "much", None, ["East China · Number 1, 金额 500"],
    )  # fmt: skip
    watch.set(deal, 10)
    watch.look()
    assert watch.crm.owner.get(f"{API}/dashboards/post/alerts").json()["items"][0]["ringing"] == []
    (fired,) = watch.crm.owner.get(f"{API}/dashboards/post/alerts/much/firings").json()["items"]
    assert fired["values"] == {"region": "east", "n": 1, "amount": 500}
    assert fired["calmed_at"] > fired["fired_at"]
    assert watch.crm.owner.get(f"{API}/dashboards/post/alerts/nothing/firings").status_code == 404


def test_an_alert_that_is_taken_away_and_made_again_begins_anew(watch: Watch) -> None:
    watch.alert(ALERT)
    watch.deal(watch.crm.owner, 500)
    assert watch.look() == 1
    watch.alert()
    assert watch.look() == 0
    assert [row.calmed_at is None for row in watch.firings()] == [False]
    watch.alert(ALERT)
    assert watch.look() == 1


def test_one_alert_that_breaks_keeps_no_other_from_ringing(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    watch.alert({**ALERT, "key": "a_broken"}, ALERT)
    watch.deal(watch.crm.owner, 500)

    def breaking(alert: Any, *rest: Any) -> Any:
        if alert.key == "a_broken":
            raise RuntimeError("broken")
        return judge(alert, *rest)

    monkeypatch.setattr("dougong.reports.alerts.judge", breaking)
    assert watch.look() == 1

    def problems() -> dict[str, str | None]:
        items = watch.crm.owner.get(f"{API}/dashboards/post/alerts").json()["items"]
        return {each["key"]: each["problem"] for each in items}

    assert problems() == {"a_broken": "检查此提醒时出错，稍后重试。", ALERT["key"]: None}
    monkeypatch.undo()
    assert watch.look() == 1, "it is tried again"
    assert set(problems().values()) == {None}
