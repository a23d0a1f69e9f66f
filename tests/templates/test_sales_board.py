"""templates/crm, the sales board: what it computes of deals that one can count by hand."""

from typing import Any

import pytest

from tests.dougong.flows.crm import API
from tests.dougong.people import Someone
from tests.templates.sales_office import Office, database_kind, office, settings

__all__ = ["database_kind", "office", "settings"]
DEALS = [
    # stages gone through, region, industry, source, amount
    (("contact", "quote", "negotiation", "won"), "east", "medical", "website", 100),
    (("contact", "quote", "won"), "east", "medical", "website", 300),
    (("contact", "quote", "lost"), "south", "retail", "referral", 50),
    (("contact", "quote", "lost"), "south", "medical", "referral", 60),
    (("contact",), "east", "retail", "exhibition", 1000),
]
SALES_BOARD = f"{API}/dashboards/sales"


@pytest.fixture
def deals(office: Office) -> list[str]:
    """Five deals of two people, two won, two lost after the proposal, one open."""
    made = []
    for number, (stages, region, industry, source, amount) in enumerate(DEALS):
        owner = office.who("li" if number % 2 == 0 else "zhang")
        customer = office.add("customer", owner, name=f"客户 {number}", region=region, industry=industry, source=source)
        given: dict[str, Any] = {"name": f"商机 {number}", "customer": customer, "stage": "new", "amount": amount}
        record = office.add("opportunity", owner, **given, expected_close="2031-01-31")
        for stage in stages:
            more = {"won": {"closed_on": office.database.clock().date().isoformat()}, "lost": {"lost_reason": "price"}}
            change = {"stage": stage, **more.get(stage, {})}
            if stage == "negotiation":
                office.add("follow_up", owner, customer=customer, opportunity=record, subject="拜访", content="谈付款")
            assert office.patch("opportunity", record, owner, **change).status_code in (200, 202)
            if stage == "quote":
                office.decide(office.who("wang"), "approve")
        made.append(record)
    return made


def data(office: Office, *tiles: str, by: Someone | None = None, **body: Any) -> dict[str, Any]:
    asked = {**body, **({"tiles": list(tiles)} if tiles else {})}
    answer = (by or office.boss).browser.post(f"{SALES_BOARD}/data", json=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["tiles"]
    return found


def rows(tile: dict[str, Any]) -> list[list[Any]]:
    """What the tile says, as its table has it."""
    table: list[list[Any]] = tile["figure"]["table"]["rows"]
    return table


def reached(result: dict[str, Any]) -> list[int]:
    """How many deals ever reached each stage."""
    return [stage["n"] for stage in result["stages"]]


def test_R088_R089_R173_the_funnel_counts_what_ever_reached_a_stage_in_each_region(
    office: Office, deals: list[str]
) -> None:
    found = data(office, "funnel", "funnel_by_region")
    metric = found["funnel"]["figure"]["metric"]
    assert reached(metric["result"]) == [5, 5, 4, 2, 2], "who went past negotiation has been there"
    assert metric["value"] == 0.4
    regions = {group["member"]: group for group in found["funnel_by_region"]["figure"]["metric"]["groups"]}
    assert reached(regions["east"]["result"]) == [3, 3, 2, 2, 2]
    assert reached(regions["south"]["result"]) == [2, 2, 2, 0, 0]
    assert (regions["east"]["text"], regions["south"]["value"]) == ("66.7%", 0)


def test_R090_R091_R103_ranking_sources_and_win_rates(office: Office, deals: list[str]) -> None:
    found = data(office)
    assert {key: tile.get("problems") for key, tile in found.items() if tile.get("figure") is None} == {}
    assert [row[:2] for row in rows(found["ranking"])] == [["张伟", "300.00"], ["李娜", "100.00"]]
    assert rows(found["sources"]) == [["官网", "2"], ["老客户介绍", "2"], ["展会", "1"]]
    assert next((row[0], row[-1]) for row in rows(found["source_rates"])) == ("官网", "100.0%")
    assert [(row[0], row[-1]) for row in rows(found["by_industry"])] == [("医疗健康", "66.7%"), ("零售", "0.0%")]
    assert [(row[0], row[-1]) for row in rows(found["by_region"])] == [("华东", "100.0%"), ("华南", "0.0%")]


def test_R102_R105_where_deals_are_lost_and_what_salespeople_do(office: Office, deals: list[str]) -> None:
    found = data(office, "leak", "leak_by_region", "lost_reasons", "activity", "seller_rates")
    assert rows(found["leak"])[0][:2] == ["方案报价", "2"]
    assert rows(found["leak_by_region"]) == [["华南", "方案报价", "2"]]
    assert rows(found["lost_reasons"])[0][:2] == ["价格过高", "2"]
    assert rows(found["activity"]) == [["李娜", "1", "1", "1.0", "0", "1"]]
    assert [(row[0], row[-1]) for row in rows(found["seller_rates"])] == [("李娜", "33.3%"), ("张伟", "50.0%")]


def test_R138_salespeople_see_their_own_figures_on_the_same_board(office: Office, deals: list[str]) -> None:
    mine = data(office, "ranking", "funnel", by=office.who("li"))
    assert [row[:2] for row in rows(mine["ranking"])] == [["李娜", "100.00"]]
    assert reached(mine["funnel"]["figure"]["metric"]["result"])[0] == 3
    other = data(office, "ranking", by=office.who("zhou"))
    assert rows(other["ranking"]) == []


def test_R108_a_click_goes_down_to_the_records_with_all_filters_kept(office: Office, deals: list[str]) -> None:
    body = {"tile": "leak", "cell": {"stage": "quote"}, "to": "records", "fields": ["opportunity"]}
    body |= {"filters": {"region": ["south"]}}
    answer = office.api.post(f"{SALES_BOARD}:drill", json=body)
    assert answer.status_code == 200, answer.text
    assert "商机 2" in answer.text and "商机 3" in answer.text and "商机 0" not in answer.text
