"""The demo's money agrees to the cent; campaigns, surveys, renewals and partners tell what they are meant to tell."""

import json
from collections import Counter, defaultdict
from datetime import date

import pytest

from dougong import paths
from tests.templates.demo import Demo, mean, moment, today

CENT = 0.005


def test_R074_quotes_and_contracts_have_the_sum_of_their_deal(demo: Demo) -> None:
    deals = demo.by_id("opportunity")
    assert all(abs(deal["products_total"] - deal["amount"]) < CENT for deal in deals.values())
    accepted = {row["opportunity"]: row["total"] for row in demo.rows("quote", "status = 'accepted'")}
    won = {key: deal["amount"] for key, deal in deals.items() if deal["stage"] == "won"}
    assert accepted.keys() == won.keys()
    assert all(abs(accepted[key] - amount) < CENT for key, amount in won.items())
    for contract in demo.rows("contract"):
        assert abs(contract["amount"] - won[contract["opportunity"]]) < CENT
        assert abs(contract["planned_total"] - contract["amount"]) < CENT


def test_R092_R165_instalments_payments_and_invoices_reconcile(demo: Demo) -> None:
    planned = demo.sums("instalment", "contract", "amount")
    for contract in demo.rows("contract"):
        assert abs(planned[contract["id"]] - contract["amount"]) < CENT
        assert abs(contract["paid_total"] - sum(row["paid"] for row in contract["payment_plan"])) < CENT
    paid = {row["id"]: row["paid"] for row in demo.rows("instalment") if row["paid"]}
    received = demo.sums("payment", "instalment", "amount")
    assert received.keys() == paid.keys()
    assert all(abs(received[key] - amount) < CENT for key, amount in paid.items())
    payments = demo.by_id("payment")
    for invoice in demo.rows("invoice", "status <> 'red'"):
        assert abs(invoice["amount"] - payments[invoice["payment"]]["amount"]) < CENT
    invoices = demo.by_id("invoice")
    red = [row for row in invoices.values() if row["status"] == "red"]
    assert len(red) >= 5
    assert all(invoices[row["red_of"]]["amount"] == -row["amount"] for row in red)


def test_twenty_instalments_are_overdue(demo: Demo) -> None:
    late = demo.rows("instalment", "due < TODAY() and open > 0")
    assert len(late) == 20
    assert Counter(row["status"] for row in late)["paid"] == 0
    assert sum(row["paid"] > 0 for row in late) == 6


def test_R104_R127_customers_come_back_after_weeks(demo: Demo) -> None:
    days: dict[str, set[date]] = defaultdict(set)
    categories: dict[str, set[str]] = defaultdict(set)
    for row in demo.rows("order", "status in ('paid', 'shipped', 'done')"):
        days[row["customer"]].add(moment(row["paid_at"]).date())
        categories[row["customer"]] |= {line["category"] for line in row["lines"]}
        assert abs(sum(line["subtotal"] for line in row["lines"]) - row["amount"]) < CENT
    again = [sorted(each) for each in days.values() if len(each) > 1]
    assert 0.6 < len(again) / len(days) < 0.97
    assert 15 < mean([(each[1] - each[0]).days for each in again]) < 90
    assert sum(len(each) >= 3 for each in categories.values()) > 40


def test_R122_one_campaign_lost_money_and_the_others_earned_it(demo: Demo) -> None:
    won = demo.sums("opportunity", "campaign", "amount", "stage = 'won' and not ISBLANK(campaign)")
    returns = {}
    for row in demo.rows("campaign", "actual_cost > 0"):
        returns[row["name"]] = (won.get(row["id"], 0) * row["margin"] - row["actual_cost"]) / row["actual_cost"]
    assert len(returns) == 11
    assert [name for name, share in returns.items() if share < 0] == ["工业互联网博览会展台"]


def test_R150_a_deal_is_touched_eight_or_nine_times_before_it_is_won(demo: Demo) -> None:
    touches = demo.counts("touch", "opportunity", "not ISBLANK(opportunity)")
    assert len(touches) >= 50
    assert 8.3 <= mean([float(number) for number in touches.values()]) <= 8.9
    won = demo.by_id("opportunity")
    for row in demo.rows("touch", "not ISBLANK(opportunity)"):
        deal = won[row["opportunity"]]
        assert deal["stage"] == "won" and moment(row["at"]).date() <= date.fromisoformat(deal["closed_on"])


def test_R180_mailings_keep_a_holdout(demo: Demo) -> None:
    variants = demo.grouped(
        "touch", ["campaign", "variant"], "kind in ('planned', 'sent') and not ISBLANK(variant)", n={"fn": "count"}
    )
    by_campaign: dict[str, dict[str, int]] = defaultdict(dict)
    for row in variants:
        by_campaign[row["campaign"]][row["variant"]] = row["n"]
    assert len(by_campaign) == 2
    for shares in by_campaign.values():
        assert shares["holdout"] == pytest.approx(0.1 * sum(shares.values()), abs=1)
        assert demo.count("touch", "variant = 'holdout' and kind <> 'planned'") == 0, "they got nothing"


def test_R123_net_promoters_rise_from_wave_to_wave(demo: Demo) -> None:
    scores = {}
    for wave in ("前一轮", "本轮"):
        answers = demo.rows("survey_response", f"kind = 'nps' and wave = '{wave}'")
        assert len(answers) == len({row["customer"] for row in answers}) >= 60
        promoters = sum(row["score"] >= 9 for row in answers)
        scores[wave] = 100 * (promoters - sum(row["score"] <= 6 for row in answers)) / len(answers)
    assert 0 < scores["前一轮"] < scores["本轮"] < 60


def test_R124_both_questions_of_effort_are_asked_and_kept_apart(demo: Demo) -> None:
    asked = {row["kind"]: row for row in demo.rows("survey")}
    assert asked["ces1"]["question"] == "您为解决此次问题付出了多少精力？"
    assert (asked["ces1"]["orientation"], asked["ces2"]["orientation"]) == ("down", "up")
    assert demo.counts("survey_response", "kind") == {"csat": 420, "nps": 200, "ces1": 40, "ces2": 40}
    rated = {row["id"]: row["score"] for row in demo.rows("ticket", "not ISBLANK(score)")}
    for row in demo.rows("survey_response", "kind = 'csat'"):
        assert row["score"] == rated[row["ticket"]]


def test_R179_in_the_month_before_less_than_one_in_a_hundred_was_lost(demo: Demo) -> None:
    first = today().replace(day=1)
    lost: Counter[int] = Counter()
    for row in demo.rows("renewal", "status = 'lost'"):
        due = date.fromisoformat(row["due"])
        lost[(first.year - due.year) * 12 + first.month - due.month] += 1
    assert [lost[months] for months in (6, 5, 4, 3, 2, 1)] == [3, 2, 4, 2, 3, 1]
    begins = first.replace(year=first.year - (first.month == 1), month=first.month - 1 or 12)
    running = [
        row for row in demo.rows("contract") if row["start_on"] < begins.isoformat() <= row["end_on"] or row["renewed"]
    ]
    assert lost[1] / len(running) < 0.01 < lost[2] / len(running)


def test_R164_one_registration_conflicts_with_that_of_another_partner(demo: Demo) -> None:
    conflicts = demo.rows("deal_reg", "status = 'conflict'")
    assert len(conflicts) == 1
    known = demo.by_id("deal_reg")[conflicts[0]["conflict_with"]]
    assert known["partner"] != conflicts[0]["partner"] and known["mobile"] == conflicts[0]["mobile"]
    assert date.fromisoformat(known["valid_to"]) > today()


def test_R070_R130_some_look_again_and_again_and_order_nothing(demo: Demo) -> None:
    seen = demo.grouped(
        "event",
        ["customer", "product"],
        "name = 'product_view' and at > NOW() - 7 and not ISBLANK(customer)",
        n={"fn": "count"},
    )
    assert sum(row["n"] >= 3 for row in seen) >= 8


def test_every_row_of_every_file_was_accepted(demo: Demo) -> None:
    files = sorted((paths.templates() / "crm" / "data").iterdir())
    assert len(files) >= 55
    wanted = {file.stem: len(json.loads(file.read_text(encoding="utf-8"))) for file in files}
    assert {form: demo.count(form) for form in wanted} == wanted
    assert min(wanted.values()) > 0
