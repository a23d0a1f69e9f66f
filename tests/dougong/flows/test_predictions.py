"""Models: trained, tested, kept, and refused when they say no more than the base rate does."""

from typing import Any

import pytest

from dougong.analytics import store
from dougong.apps import repository
from tests.dougong.flows.crm import API, APP, Crm
from tests.dougong.flows.shop_analysed import ORDERS, N, analyse, customers, nightly, run_night, settings, shop
from tests.dougong.flows.test_analyse import history

__all__ = ["settings", "shop"]
OUTCOME = {"source": ORDERS, "happens": False, "horizon_days": 45}
CHURN = {
    "kind": "predict", "model": "churn", "outcome": OUTCOME, "windows": [30, 90, 365], "minimum": 50,
    "sources": [ORDERS, {"form": "snapshot", "subject": "customer", "date": "created_at"}],
}  # fmt: skip
RISK = analyse("churn", CHURN, {"risk": "probability", "why": "reasons"}, label="流失风险")
BLIND = {**CHURN, "model": "blind", "sources": [{"form": "snapshot", "subject": "customer", "date": "on"}]}


def versions(shop: Crm, key: str) -> list[Any]:
    with shop.database.snapshot() as tx:
        found = repository.find_app(tx, APP)
        assert found is not None
        return store.versions(tx, found.id, key)


def test_R117_R118_R131_a_model_is_trained_tested_kept_and_its_scores_are_written_with_reasons(shop: Crm) -> None:
    shop.publish("nightly", nightly(RISK))
    with shop.later(minutes=2):
        instance = run_night(shop)
        assert instance.status == "ended", history(shop, instance)
        found = customers(shop)[:N]
        scored = [each for each in found if each["risk"] is not None]
        assert 40 < len(scored) < N  # who has not ordered for a year is no case
        leaving = [each["risk"] for n, each in enumerate(found) if n % 3 == 0 and each["risk"] is not None]
        staying = [each["risk"] for n, each in enumerate(found) if n % 3]
        assert min(leaving) > max(staying)
        assert "订单" in next(each["why"] for each in found if each["risk"] and each["risk"] > 0.5)
        (first,) = versions(shop, "churn")
        assert first.used and first.tested["beats_null"] and first.tested["auc"] > 0.9
        assert len(first.fitted["factors"]) == 2 * 4 * 3
        run_night(shop)
    with shop.later(days=2):
        run_night(shop)
        assert [row.version for row in versions(shop, "churn")] == [1]  # young enough
    with shop.later(days=9):
        run_night(shop)
        assert [row.version for row in versions(shop, "churn")] == [2, 1]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_R118_a_model_that_does_not_beat_its_null_writes_nothing_and_starts_nothing(shop: Crm) -> None:
    node = {**RISK, "analysis": BLIND}
    shop.publish("nightly", nightly(node))
    with shop.later(minutes=2):
        instance = run_night(shop)
    assert instance.status == "ended"
    assert {each["risk"] for each in customers(shop)} == {None}
    assert any("没有写入：模型不比一律猜“不会”更好" in line for line in history(shop, instance)), history(
        shop, instance
    )
    (kept,) = versions(shop, "blind")
    assert kept.used is False
    shown = shop.api.get(f"{API}/models/blind").json()
    assert shown["used"] is False and "不比一律猜" in shown["sentence"]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_R118_the_page_of_a_model_tells_all_to_those_who_may_add_up_the_form(shop: Crm) -> None:
    analyst, seller = shop.hire("分析师", "analyst"), shop.hire("销售", "sales")
    shop.publish("nightly", nightly(RISK))
    with shop.later(minutes=2):
        run_night(shop)
    (model,) = shop.api.get(f"{API}/models").json()["items"]
    assert (model["key"], model["label"], model["version"], model["form"]) == ("churn", "流失风险", 1, "customer")
    assert model["fields"] == {"probability": "risk", "reasons": "why"}
    tested = model["tested"]
    assert {"base_rate", "accuracy", "null_accuracy", "precision", "recall", "auc", "lift", "brier"} <= tested.keys()
    assert tested["hits"] + tested["misses"] == round(tested["base_rate"] * tested["n"])
    whole = shop.api.get(f"{API}/models/churn").json()
    assert sum(each["n"] for each in whole["calibration"]) == tested["n"]
    assert whole["strongest"][0]["text"] and whole["rules"][0]["rule"]
    assert [each["version"] for each in whole["versions"]] == [1]
    mine = analyst.browser.get(f"{API}/models/churn").json()
    assert mine["tested"] == tested
    assert mine["strongest"] == [] and mine["rules"] == []  # made of orders, which an analyst may not add up
    assert seller.browser.get(f"{API}/models").json()["items"] == []  # may add up their own customers only
    assert seller.browser.get(f"{API}/models/churn").status_code == 404
    assert shop.api.get(f"{API}/models/nothing").status_code == 404
    assert shop.api.get(f"{API}/models/churn", params={"version": 7}).status_code == 404
