"""Boards of management, adoption and audit: goals and forecasts kept by flows, what-if, models, freshness."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dougong import paths
from tests.dougong.flows.crm import API
from tests.templates.office import Office, office, settings
from tests.templates.test_boards import tiles

__all__ = ["office", "settings"]

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A Monday morning in Shanghai."""
WORKING_MINUTES = 600
"""From Friday ten o'clock to Monday's noon: seven hours and three, nine to six on working days with an hour's rest."""


@pytest.fixture
def company(office: Office) -> Office:
    office.at(NOW)
    return office


def figure(office: Office, board: str, tile: str, **body: Any) -> dict[str, Any]:
    found = tiles(office, board, tiles=[tile], **body)[tile]
    assert found["state"] == "ok", found
    drawn: dict[str, Any] = found["figure"]
    return drawn


def rows(office: Office, board: str, tile: str) -> list[list[str]]:
    found: list[list[str]] = figure(office, board, tile)["table"]["rows"]
    return found


def goal(office: Office, metric: str, unit: str, target: float, **more: Any) -> str:
    return office.add("goal", name=metric, metric=metric, unit=unit, period="quarter", from_on="2026-10-01",
                      to_on="2026-12-31", target=target, **more)  # fmt: skip


def pass_by(office: Office, days: float) -> None:
    """Time passes; what is due runs."""
    office.work_off()
    with office.later(days=days):
        office.work_off()


def test_R025_R026_R024_goals_know_their_figures_by_themselves_and_the_cockpit_shows_them_with_units(
    company: Office,
) -> None:
    office = company
    cycle = goal(office, "ticket_cycle", "minutes", 600, baseline=750, better="down")
    response = goal(office, "first_response", "minutes", 30, baseline=120, better="down")
    east = goal(office, "won_amount", "amount", 1_000_000, region="east")
    everywhere = goal(office, "won_amount", "amount", 1_000_000)
    share = goal(office, "conversion", "percent", 0.3)
    by_hand = goal(office, "churn", "percent", 0.01, actual=0.02)
    sales = office.person("sales").id
    for region, amount, closed in (
        ("east", 300_000, "2026-11-02"),
        ("south", 90_000.5, "2026-11-20"),
        ("east", 7, "2026-08-01"),
    ):
        customer = office.customer(region=region)
        deal = office.add("opportunity", name="成交", customer=customer, region=region, amount=amount, owner=sales)
        changed = office.patch("opportunity", deal, stage="won", closed_on=closed)
        assert changed.status_code == 200, changed.text
    for number in range(4):
        office.add(
            "lead",
            name=f"线索{number}",
            mobile=f"1380000000{number}",
            source="website",
            status="converted" if number == 0 else "following",
        )
    for minutes in (500, 724):
        office.add("ticket", subject="网关离线", kind="consult", channel="phone", status="solved",
                   solved_at="2026-11-10T02:00:00.000Z", resolution="已更换", resolution_minutes=minutes,
                   first_response_minutes=minutes / 10)  # fmt: skip
    with office.later(days=-3):
        lived = office.add("ticket", subject="停线", kind="consult", channel="phone")
    with office.later(days=-3, hours=74):
        assert office.patch("ticket", lived, status="solved", resolution="已重启").status_code == 200
    pass_by(office, 1)
    took = sorted(row["resolution_minutes"] for row in office.list("ticket"))
    assert took == [500, WORKING_MINUTES, 724], "tickets of the past keep their figure"
    mean = sum(took) / len(took)
    wanted = {cycle: mean, east: 300_000, everywhere: 390_000.5, share: 0.25, by_hand: 0.02, response: 61.2}
    for record, actual in wanted.items():
        found = office.get("goal", record)
        assert found["actual"] == pytest.approx(actual, abs=1e-4), (found["name"], found["region"], took)
    page = figure(office, "cockpit", "goal_cycle")["gauge"]
    assert (page["text"], page["target_text"]) == (f"{mean:,.0f} 分钟", "600 分钟")
    assert page["reached"] == pytest.approx(min(1, 600 / mean))
    # from two hours towards half an hour: how far one is, and what the cockpit says
    assert office.get("goal", response)["progress"] == pytest.approx((120 - 61.2) / (120 - 30), abs=1e-3)
    page = figure(office, "cockpit", "goal_response")["gauge"]
    assert (page["text"], page["target_text"]) == ("61 分钟", "30 分钟")


def test_R092_each_monday_the_forecast_is_frozen_and_measured_when_the_month_is_over(company: Office) -> None:
    office = company
    sales = office.person("sales").id
    for amount, forecast, expected in (
        (100_000, "commit", "2026-11-28"),
        (50_000, "best", "2026-11-30"),
        (9, "best", "2026-12-01"),
    ):
        more = {"stage": "quote", "forecast": forecast, "expected_close": expected, "owner": sales}
        office.add("opportunity", name="进行中", customer=office.customer(), region="east", amount=amount, **more)
    office.work_off()
    with office.later(days=7):
        office.work_off()
    assert [each.failed for each in office.instances(key="forecast_weekly")] == [0], office.instances()[-1].state
    kept = {row["region"]: row for row in office.list("forecast_snapshot")}
    assert set(kept) == {"east", "south", "north", "southwest", "central"}
    east = kept["east"]
    assert (east["taken_on"], east["month"], east["committed"], east["best"], east["pipeline"], east["won"]) == (
        "2026-11-30", "2026-11-01", 100_000, 50_000, 150_000, 0,
    )  # fmt: skip
    assert kept["south"]["pipeline"] == 0 and east["weighted"] > 0 and east["actual"] is None
    deal = office.list("opportunity", "forecast = 'commit'")[0]["id"]
    with office.later(days=7):
        assert office.patch("opportunity", deal, stage="won", closed_on="2026-11-29").status_code == 200
    with office.later(days=9):
        office.work_off()
    east = next(row for row in office.list("forecast_snapshot", "region = 'east'") if row["month"] == "2026-11-01")
    assert east["actual"] == 100_000
    assert east["accuracy"] == pytest.approx(1 - abs(east["weighted"] - 100_000) / 100_000, abs=1e-4)
    assert rows(office, "cockpit", "accuracy")


def test_R176_better_retention_is_worth_what_the_reader_moves(company: Office) -> None:
    office = company
    for number in range(10):
        office.customer(signed_on="2024-05-01", last_order_on="2026-06-01" if number < 8 else "2025-01-01")
    office.customer(signed_on="2026-09-01")

    def lift(**filters: Any) -> float:
        return float(figure(office, "cockpit", "what_if", filters=filters)["kpi"]["value"])

    def worth(rate: float) -> float:
        return rate / (1 + 0.1 - rate)

    assert lift() == pytest.approx(worth(0.85) / worth(0.8) - 1, abs=1e-6)
    assert 0.25 <= lift() <= 0.95, "five points of retention: 25 to 95 % more profit"
    assert lift(retention=0) == 0
    assert lift(retention=10) == pytest.approx(worth(0.9) / worth(0.8) - 1, abs=1e-6)
    wrong = office.api.post(f"{API}/dashboards/cockpit/data", json={"filters": {"retention": 50}})
    assert wrong.status_code == 422
    (control,) = [
        item for item in office.api.get(f"{API}/dashboards/cockpit").json()["filters"] if item["type"] == "input"
    ]
    assert (control["min"], control["max"], control["default"]) == (0, 20, 5)


def test_R177_leads_that_nobody_touched_for_three_days_are_counted(company: Office) -> None:
    office = company
    with office.later(days=-5):
        for number in range(3):
            lead = office.add(
                "lead",
                name=f"线索{number}",
                mobile=f"1380000000{number}",
                source="website",
                owner=office.person("sales").id,
            )
        assert office.patch("lead", lead, last_contact_at="2026-11-19T02:00:00.000Z").status_code == 200
    office.add("lead", name="刚来", mobile="13800000009", source="website", owner=office.person("sales").id)
    page = figure(office, "cockpit", "untouched")
    assert (page["kpi"]["text"], page["table"]["rows"][0][1:]) == ("50.0%", ["2", "4"])


def test_R178_how_complete_the_data_is_stands_there_by_form_and_by_owner(company: Office) -> None:
    office = company
    mine, other = office.person("sales").id, office.person("sales_manager").id
    full = {"phone": "13800000000", "industry": "software", "size": "m", "source": "website", "csm": mine}
    for record in office.list("customer"):
        assert office.api.delete(f"{API}/forms/customer/records/{record['id']}").status_code in (200, 204)
    whole = office.customer(owner=mine, **{key: value for key, value in full.items() if key != "size"})
    office.customer(owner=other)
    fields = office.get("customer", whole)
    wanted = ["phone", "industry", "region", "size", "source", "address", "preferred_channel", "csm"]
    filled = sum(fields[key] not in (None, "", []) for key in wanted)
    scores = {row[0]: row[-1] for row in rows(office, "adoption", "complete_owner")}
    assert scores["sales"] == f"{filled / 8 * 100:.1f}%" and filled >= 5
    assert float(scores["sales_manager"][:-1]) < float(scores["sales"][:-1])
    assert list(scores) == ["sales_manager", "sales"], "who needs help stands first"
    for form in ("customer", "contact", "lead", "opportunity"):
        assert figure(office, "adoption", f"complete_{form}") is not None


def test_R019_R020_R181_the_board_shows_who_keeps_up_and_what_flows_save_to_those_who_lead(company: Office) -> None:
    office = company
    sales = office.person("sales")
    office.add("customer", sales, name="云帆科技", region="east")
    lead = office.add("lead", name="王先生", source="website", mobile="13800000001")
    assert lead
    office.work_off()
    for reader in ("executive", "sales_manager"):
        person = office.person(reader)
        found = tiles(office, "adoption", person)
        states = {key: tile["state"] for key, tile in found.items()}
        own = {key for key, state in states.items() if state != "ok"}
        assert own <= ({"audit_day", "audit_kinds"} if reader == "sales_manager" else set()), states
        names = [row[0] for row in found["models"]["figure"]["table"]["rows"]]
        assert "sales" in names
    steps = figure(office, "adoption", "steps")["kpi"]["value"]
    hours = figure(office, "adoption", "hours")["kpi"]["value"]
    assert steps > 0 and hours > 0
    refused = tiles(office, "adoption", sales, tiles=["signed", "hours", "audit_day"])
    assert {tile["state"] for tile in refused.values()} == {"no_access"}


def test_R094_the_health_of_the_business_is_what_it_is_at_this_moment(company: Office) -> None:
    office = company
    before = tiles(office, "cockpit", office.person("executive"), tiles=["open_tickets", "health_now"])
    office.add("ticket", subject="停线", kind="consult", channel="phone")
    office.customer(health=35)
    after = tiles(office, "cockpit", office.person("executive"), tiles=["open_tickets", "health_now", "at_risk"])

    def value(found: dict[str, Any]) -> float:
        return float(found["figure"].get("kpi", {}).get("value") or 0)

    assert value(after["open_tickets"]) == value(before["open_tickets"]) + 1
    assert value(after["at_risk"]) == 1
    answer = office.api.post(f"{API}/dashboards/cockpit/data", json={}).json()
    assert datetime.fromisoformat(answer["as_of"]) - NOW < timedelta(minutes=1)
    again = office.api.post(f"{API}/dashboards/cockpit/data", json={"revision": answer["revision"]}).json()
    assert again["unchanged"], "asked every few seconds, it costs one number while nothing has changed"


def test_R107_R028_the_cockpit_is_one_file_with_one_press_and_comes_by_mail_each_month(company: Office) -> None:
    office = company
    file = office.person("executive").browser.post(f"{API}/dashboards/cockpit:export", json={"format": "pdf"})
    assert (file.status_code, file.headers["content-type"]) == (200, "application/pdf")
    assert file.content.startswith(b"%PDF") and len(file.content) > 20_000
    board = json.loads((paths.templates() / "crm/dashboards/cockpit.json").read_text())
    (monthly,) = [item for item in board["deliveries"] if item["key"] == "monthly"]
    assert (monthly["cron"], monthly["formats"]) == ("0 8 1 * *", ["pdf"])
    planned = office.api.get(f"{API}/dashboards/cockpit/deliveries").json()["items"]
    (found,) = [item for item in planned if item["key"] == "monthly"]
    assert found["next_at"] == "2026-12-01T00:00:00.000Z", "eight in the morning of the first, in Shanghai"
    with office.later(days=8, hours=-1):
        office.work_off()
    assert any("月度经营回顾" in title for title in office.told(office.person("executive")))


def test_R141_what_one_salesperson_does_the_others_see_at_once_as_far_as_they_may(company: Office) -> None:
    office = company
    customer = office.customer(stage="contact")
    changed = office.patch("customer", customer, office.person("sales"), stage="quote")
    assert changed.status_code == 200, changed.text
    for role in ("sales_manager", "regional_director", "executive"):
        assert office.get("customer", customer, office.person(role))["stage"] == "quote"
    reader, url = office.person("sales_manager").browser, f"{API}/forms/customer/records:changes"
    behind = reader.get(url).json()["next"]
    assert office.patch("customer", customer, office.person("sales"), stage="negotiation").status_code == 200
    (told,) = reader.get(url, params={"since": behind}).json()["items"]
    assert (told["op"], told["id"], told["record"]["stage"]) == ("update", customer, "negotiation")
    stranger = office.person("portal_customer").browser.get(url, params={"since": behind})
    assert customer not in stranger.text, "whoever may not see the customer is not told"


def test_R174_every_department_has_its_role_its_start_and_its_board(company: Office) -> None:
    office = company
    starts = {}
    for role, board in {
        "marketing": "marketing", "sales": "sales", "service_agent": "service", "delivery_engineer": "assets",
        "presales": "sales", "finance": "money", "csm": "customer_value", "executive": "cockpit",
    }.items():  # fmt: skip
        person = office.person(role) if role != "marketing" else office.hire("市场", "marketing")
        view = person.browser.get(f"{API}/dashboards/{board}")
        assert view.status_code == 200, (role, board)
        app = person.browser.get(API).json()
        starts[role] = json.dumps(app.get("home") or app.get("start") or app["navigation"], ensure_ascii=False)
        answered = tiles(office, board, person)
        assert any(tile["state"] == "ok" for tile in answered.values()), (role, board)
    assert len(set(starts.values())) > 3, "people of different departments begin at different places"
