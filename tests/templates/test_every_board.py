"""The ten boards of requirements §3.4, line by line: which tile shows it, and that it has something to show.

Each board is read through the API by one of the invented people who works with it, under their own rights.
"""

import json
from typing import Any

import pytest

from dougong import paths
from tests.templates.demo import API, Demo

Lines = dict[str, tuple[str, ...]]
BOARDS: dict[str, tuple[str, Lines]] = {
    "cockpit": ("陈建国", {
        "goals vs actual (R24–R26)": ("goal_repurchase", "goal_response", "goal_cycle", "goals"),
        "health": ("health_now",),
        "weighted forecast": ("forecast", "accuracy"),
        "month → committed, best, weighted, actual": ("forecast_month",),
        "cash plan": ("cash_plan", "cash_forecast", "cash_month"),
        "alerts": ("at_risk", "untouched", "open_tickets"),
    }),
    "sales": ("赵敏", {
        "funnel: count, amount, step %, overall %, median days": ("funnel", "stages", "stage_days"),
        "region × funnel": ("funnel_by_region", "regions"),
        "ranking": ("ranking",),
        "sources: share and conversion": ("sources", "source_rates", "lead_sources", "lead_source_rates"),
        "win rate by industry and region": ("by_industry", "by_region", "win_rate"),
        "lost reasons": ("lost_reasons",),
        "ageing": ("ageing",),
        "activity per person": ("activity", "rhythm", "seller_rates"),
        "stage leak": ("leak", "leak_by_region"),
    }),
    "money": ("邓琳", {
        "plan vs received, by due month": ("plan",),
        "overdue ageing": ("ageing", "overdue", "late_list"),
        "invoice status": ("invoices",),
        "payment forecast": ("forecast",),
        "by customer": ("debtors",),
        "by owner": ("owners",),
    }),
    "service": ("何颖", {
        "open": ("open", "at_risk", "breached"),
        "first response: mean, median, p90; working and calendar time": ("first_response",),
        "resolution: mean, median, p90; working and calendar time": ("resolution",),
        "FCR": ("fcr",),
        "SLA met %": ("sla", "promises"),
        "reopened": ("reopened",),
        "backlog age": ("backlog",),
        "heat map weekday × hour": ("heat",),
        "trend → type → person": ("trend", "kinds", "people"),
        "word cloud": ("words",),
        "team and person": ("people",),
        "KB deflection": ("deflection", "articles"),
        "before and after (R101)": ("before_after",),
    }),
    "experience": ("何颖", {
        "NPS with interval and n": ("nps",),
        "CES": ("ces1", "ces2"),
        "CSAT": ("csat", "agents"),
        "trend by tier": ("trend", "trend_tier", "nps_tier"),
        "detractors": ("detractors", "words"),
    }),
    "customer_value": ("曹梅", {
        "tier migration": ("migration", "tiers"),
        "RFM 5 × 5": ("rfm_grid",),
        "CLV distribution": ("clv",),
        "churn list with reasons": ("churn", "save_plans"),
        "cohort retention": ("cohort", "retention"),
        "repurchase interval": ("repeat",),
        "tier strategy": ("strategies",),
    }),
    "marketing": ("林雪", {
        "cost": ("cost", "campaigns"),
        "leads": ("leads", "sources"),
        "won": ("won",),
        "ROI": ("roi",),
        "attribution: first, last, linear, position": ("first", "last", "linear", "position"),
        "touches before a deal": ("touches",),
        "nurture funnel": ("funnel", "ab"),
    }),
    "partners": ("陈建国", {
        "ranking": ("ranking",),
        "registrations": ("regs", "status", "monthly"),
        "conflict": ("conflicts", "list"),
        "rebate": ("rebate", "rebates"),
    }),
    "assets": ("何颖", {
        "map of installed assets": ("map", "base"),
        "warranty end": ("ending", "warranty"),
        "MTBF": ("mtbf",),
        "visits": ("visits", "engineers", "due"),
        "first-time fix": ("fix",),
    }),
    "adoption": ("陈建国", {
        "logins": ("signed", "signed_week"),
        "records": ("changes_week", "quality"),
        "overdue to-dos": ("overdue",),
        "saved minutes": ("steps", "hours"),
        "data completeness": ("complete_customer", "complete_contact", "complete_lead", "complete_opportunity"),
        "audit events": ("audit_day", "audit_kinds"),
    }),
}  # fmt: skip
NOBODY_YET = {"todo_rate", "models", "todo_people", "saved_kind"}
"""Tiles about what people and flows do: demo data are rows, nobody has done anything with them after an install."""


def seen(demo: Demo, board: str) -> dict[str, Any]:
    """The board's tiles as one of those who work with it gets them."""
    answer = demo.signed_in(BOARDS[board][0]).post(f"{API}/dashboards/{board}/data", json={})
    assert answer.status_code == 200, answer.text
    tiles: dict[str, Any] = answer.json()["tiles"]
    return tiles


def test_every_board_of_the_template_is_read_here() -> None:
    assert {file.stem for file in (paths.templates() / "crm" / "dashboards").iterdir()} == BOARDS.keys()


@pytest.mark.parametrize("board", BOARDS)
def test_R087_each_line_of_the_requirements_is_a_tile_with_data(demo: Demo, board: str) -> None:
    tiles = seen(demo, board)
    assert demo.browser.get(f"{API}/dashboards/{board}/draft").json()["problems"] == []
    assert {key: tile.get("problems") for key, tile in tiles.items() if tile.get("figure") is None} == {}
    named = {tile for line in BOARDS[board][1].values() for tile in line}
    assert named <= tiles.keys(), "what the requirements name stands on the board"
    assert {key for key in named if tiles[key]["figure"]["empty"]} == set()
    empty = {key for key, tile in tiles.items() if tile["figure"]["empty"]}
    assert empty <= NOBODY_YET
    assert all("演示数据" in tiles[key]["figure"]["text"] or "流程" in tiles[key]["figure"]["text"] for key in empty)
    drawn = json.loads((paths.templates() / "crm" / "dashboards" / f"{board}.json").read_text(encoding="utf-8"))
    assert {tile["key"] for tile in drawn["tiles"]} == tiles.keys() == {place["tile"] for place in drawn["grid"]}


def test_R089_R095_R123_figures_tell_what_the_requirements_ask_of_them(demo: Demo) -> None:
    service, sales = seen(demo, "service"), seen(demo, "sales")
    for key in ("first_response", "resolution"):
        table = service[key]["figure"]["metric"]["parts"]
        assert [column["label"] for column in table["columns"]] == ["时长", "数量", "平均", "中位数", "P90"]
        assert {"全部，工作时间", "全部，自然时间"} <= {row[0] for row in table["rows"]}
    assert service["first_response"]["figure"]["metric"]["n"] == 1600
    assert [column["label"] for column in sales["funnel"]["figure"]["table"]["columns"]] == [
        "阶段", "数量", "金额", "环比转化", "总转化", "中位天数",
    ]  # fmt: skip
    regions = sales["funnel_by_region"]["figure"]["table"]
    assert [column["label"] for column in regions["columns"]][:4] == ["区域", "销售漏斗", "样本", "新线索"]
    rates = [column["label"] for column in regions["columns"]].index("方案报价 → 商务谈判")
    shares = {row[0]: float(row[rates].rstrip("%")) for row in regions["rows"]}
    assert len(shares) == 5 and min(shares, key=lambda one: shares[one]) == "华南"
    nps = seen(demo, "experience")["nps"]["figure"]["metric"]
    assert nps["interval"]["level"] == 0.95 and nps["interval"]["low"] < nps["value"] < nps["interval"]["high"]
    assert nps["n"] == 200
