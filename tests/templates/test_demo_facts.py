"""What the demo data of templates/crm promise (requirements §3.6): every planted fact, so that the demo can't rot."""

import json
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from dougong import paths
from engines.report.metrics import rfm, word_counts
from engines.report.metrics.base import Scene
from scripts.crm_data.__main__ import made, write
from tests.templates.demo import Demo, mean, moment, today

VOLUMES = {
    "partner": 20, "lead": 400, "customer": 260, "contact": 430, "opportunity": 520, "follow_up": 900, "campaign": 12,
    "touch": 3000, "order": 1100, "contract": 180, "payment": 430, "invoice": 390, "asset": 150, "work_order": 320,
    "ticket": 1600, "survey_response": 700, "kb_article": 60, "event": 6000,
}  # fmt: skip
STAGES = ("new", "contact", "quote", "negotiation", "won", "lost")
TIERS = {"high", "growing", "promising", "dormant", "lost"}


def test_the_volumes_are_those_of_the_requirements(demo: Demo) -> None:
    assert {form: demo.count(form) for form in VOLUMES} == VOLUMES
    assert 2350 <= demo.count("stage_change") <= 2450


def test_the_cast_has_24_people_in_their_teams() -> None:
    cast = json.loads((paths.templates() / "crm" / "people.json").read_text(encoding="utf-8"))
    inside = [one for one in cast["people"] if not one.get("outside")]
    assert len(inside) == 24 and len(cast["people"]) == 26, "a customer and a partner beside them"
    assert len({one["department"] for one in inside}) >= 7
    assert {one["key"] for one in cast["departments"]} >= {"sales_east", "sales_south", "sales_north"}


def test_the_files_are_small_enough_to_travel() -> None:
    sizes = [file.stat().st_size for file in (paths.templates() / "crm" / "data").iterdir()]
    assert max(sizes) < 8_000_000 and sum(sizes) < 12_000_000


def test_the_files_are_those_that_the_generator_makes(tmp_path: Path) -> None:
    """Same seed, same bytes: nobody edits the data by hand."""
    write(made(), tmp_path)
    kept = {file.name: file.read_bytes() for file in (paths.templates() / "crm" / "data").iterdir()}
    given = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert kept.keys() == given.keys()
    assert [name for name in kept if kept[name] != given[name]] == []


def test_nothing_has_happened_that_lies_ahead(demo: Demo) -> None:
    past = {
        "customer": "created_at", "lead": "created_at", "follow_up": "at", "order": "paid_at", "payment": "received_on",
        "ticket": "created_at", "ticket_log": "at", "touch": "at", "event": "at", "survey_response": "at",
        "stage_change": "entered_at", "call_log": "at", "work_order": "finished_at",
    }  # fmt: skip
    assert {form: demo.count(form, f"{field} > NOW()") for form, field in past.items()} == dict.fromkeys(past, 0)


def test_R046_every_record_has_an_owner_of_the_team_that_works_there(demo: Demo) -> None:
    owners = {form: len(demo.counts(form, "owner")) for form in ("customer", "lead", "opportunity", "follow_up")}
    assert all(number >= 8 for number in owners.values()), owners
    regions = defaultdict(set)
    for row in demo.rows("customer"):
        regions[row["region"]].add(row["owner"])
    assert len(regions) == 5
    assert not regions["east"] & regions["south"] and not regions["south"] & regions["north"]


def test_R050_website_leads_are_spread_evenly_over_group_a(demo: Demo) -> None:
    shares = demo.counts("lead", "owner", "group = 'a' and status <> 'converted'")
    assert len(shares) == 3 and max(shares.values()) - min(shares.values()) <= 1


def test_R052_six_leads_and_six_deals_are_stuck_for_more_than_five_days(demo: Demo) -> None:
    assert demo.count("lead", "status = 'following' and last_contact_at < NOW() - 5") == 6
    assert demo.count("opportunity", "stage = 'contact' and stage_since < NOW() - 5") == 6


def test_R053_nine_leads_were_not_contacted_for_more_than_three_days(demo: Demo) -> None:
    untouched = "status = 'assigned' and ISBLANK(last_contact_at) and created_at < NOW() - 3"
    assert demo.count("lead", untouched) == 9


def test_R042_fifteen_pairs_were_entered_twice(demo: Demo) -> None:
    customers = Counter(row["phone"] for row in demo.rows("customer"))
    leads = Counter(row["mobile"] for row in demo.rows("lead"))
    assert [number for number in customers.values() if number > 1] == [2] * 9
    assert [number for number in leads.values() if number > 1] == [2] * 6


def test_R068_eight_birthdays_are_near_and_one_is_on_29_february(demo: Demo) -> None:
    near = {((today() + timedelta(days=days)).month, (today() + timedelta(days=days)).day) for days in range(8)}
    born = [date.fromisoformat(row["birthday"]) for row in demo.rows("contact", "not ISBLANK(birthday)")]
    leap = [day for day in born if (day.month, day.day) == (2, 29) and day.year == 1988]
    assert len(leap) == 1
    assert sum((day.month, day.day) in near for day in born if day not in leap) == 8


def test_R033_stages_and_their_history_agree(demo: Demo) -> None:
    history = defaultdict(list)
    for row in demo.rows("stage_change"):
        history[row["opportunity"]].append(row)
    for deal in demo.rows("opportunity"):
        steps = sorted(history[deal["id"]], key=lambda row: (row["entered_at"], row["left_at"] is None))
        assert steps[0]["from_stage"] is None and steps[0]["stage"] == "new"
        assert steps[-1]["stage"] == deal["stage"] and steps[-1]["left_at"] is None
        assert [row["from_stage"] for row in steps[1:]] == [row["stage"] for row in steps[:-1]]
        assert [row["entered_at"] for row in steps[1:]] == [row["left_at"] for row in steps[:-1]]
    assert min(demo.counts("opportunity", "stage").values()) >= 20
    assert set(demo.counts("customer", "stage")) == set(STAGES)


def test_R089_R102_the_south_loses_most_between_quote_and_negotiation(demo: Demo) -> None:
    reached: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in demo.rows("stage_change"):
        reached[row["region"]][row["stage"]].add(row["opportunity"])
    open_ = {row["id"] for row in demo.rows("opportunity", "stage not in ('won', 'lost')")}

    def goes_on(region: str, stage: str, then: str) -> float:
        there = reached[region][stage] - open_
        return len(there & reached[region][then]) / len(there)

    after_quote = {region: goes_on(region, "quote", "negotiation") for region in reached}
    assert len(after_quote) == 5 and min(after_quote, key=lambda one: after_quote[one]) == "south"
    others = mean([share for region, share in after_quote.items() if region != "south"])
    assert after_quote["south"] < 0.8 * others
    steps = {
        step: goes_on("south", *step) for step in (("new", "contact"), ("contact", "quote"), ("quote", "negotiation"))
    }
    assert min(steps, key=lambda one: steps[one]) == ("quote", "negotiation")


def test_R110_R111_tiers_are_those_of_the_definition_and_none_is_empty(demo: Demo) -> None:
    paid = [row for row in demo.rows("order") if row["status"] in ("paid", "shipped", "done")]
    orders = pl.DataFrame(
        [(row["customer"], moment(row["paid_at"]).date(), row["net"]) for row in paid],
        schema={"customer": pl.String, "day": pl.Date, "amount": pl.Float64},
        orient="row",
    )
    asked = max(moment(row["created_at"]).date() for row in demo.rows("event")) + timedelta(days=1)
    within = orders.filter(pl.col("day") > asked - timedelta(days=365))
    scored = rfm.score(within, asked, rfm.RfmOptions()).iter_rows(named=True)
    tiers = {
        row["customer"]: (row["r"], row["f"], row["m"], row["tier"].replace("potential", "promising")) for row in scored
    }
    told = {
        row["id"]: (row["rfm_r"], row["rfm_f"], row["rfm_m"], row["value_tier"])
        for row in demo.rows("customer")
        if row["rfm_r"] is not None
    }
    before = set(orders["customer"]) - tiers.keys()
    assert told == tiers | dict.fromkeys(before, (1, 1, 1, "lost"))
    found = demo.counts("customer", "value_tier", "not ISBLANK(value_tier)")
    assert set(found) == TIERS and min(found.values()) >= 15


def test_R113_classes_a_b_c_follow_the_money(demo: Demo) -> None:
    assert min(demo.counts("customer", "abc_class")[key] for key in "abc") >= 20
    owner = {row["id"]: row["abc_class"] for row in demo.rows("customer")}
    money: Counter[str] = Counter()
    for row in demo.rows("order", "status in ('paid', 'shipped', 'done') and paid_at > NOW() - 365"):
        money[owner[row["customer"]]] += row["net"]
    assert money["a"] / money.total() > 0.75 and money["c"] / money.total() < 0.08


def test_R067_twelve_customers_of_high_value_are_silent(demo: Demo) -> None:
    assert demo.count("customer", "value_tier = 'high' and last_login_at < NOW() - 7") == 12
    assert demo.count("customer", "value_tier = 'high' and last_login_at >= NOW() - 7") >= 12
    newest: dict[str, str] = {}
    for row in demo.rows("event", "name = 'login'"):
        newest[row["customer"]] = max(row["at"], newest.get(row["customer"], row["at"]))
    seen = {row["id"]: row["last_login_at"] for row in demo.rows("customer") if row["last_login_at"]}
    assert newest == seen


def test_R097_answers_take_longest_on_monday_afternoon(demo: Demo) -> None:
    cells = defaultdict(list)
    for row in demo.rows("ticket", "not ISBLANK(first_response_minutes)"):
        created = moment(row["created_at"])
        if 9 <= created.hour < 18 and created.isoweekday() < 6:
            cells[created.isoweekday(), "13–17" if 13 <= created.hour < 17 else "else"].append(
                row["first_response_minutes"]
            )
    means = {cell: mean(minutes) for cell, minutes in cells.items()}
    peak = means.pop((1, "13–17"))
    assert peak > 1.8 * max(means.values())


def test_R098_it_is_invoices_that_wait_for_one_person_of_finance(demo: Demo) -> None:
    filter = "not ISBLANK(first_response_minutes)"
    waits = {"avg": {"fn": "avg", "field": "first_response_minutes"}}
    kinds = {row["kind"]: row["avg"] for row in demo.grouped("ticket", ["kind"], filter, **waits)}
    slowest = max(kinds, key=lambda kind: kinds[kind])
    assert slowest == "billing"
    assert kinds["billing"] > 2.5 * max(wait for kind, wait in kinds.items() if kind != "billing")
    assert len(demo.counts("ticket", "assignee", "kind = 'billing'")) == 1
    people = {row["assignee"]: row["avg"] for row in demo.grouped("ticket", ["assignee"], filter, **waits)}
    finance = next(iter(demo.counts("ticket", "assignee", "kind = 'billing'")))
    assert max(people, key=lambda one: people[one]) == finance


def test_R082_R101_the_curve_rises_under_four_steps_and_falls_with_version_two(demo: Demo) -> None:
    weeks = defaultdict(list)
    steps = defaultdict(set)
    monday = today() - timedelta(days=today().weekday())
    for row in demo.rows("ticket", "kind = 'billing' and not ISBLANK(first_response_minutes)"):
        week = (monday - moment(row["created_at"]).date()).days
        weeks[-(-week // 7)].append(row["first_response_minutes"])
        steps[row["flow_version"]].add(row["approval_steps"])
    assert steps == {1: {4}, 2: {2}}
    before = [
        mean([minutes for week in range(first, first + 5) for minutes in weeks[week]]) for first in (24, 19, 14, 9)
    ]
    assert before == sorted(before) and before[-1] > 2 * before[0]
    after = mean([minutes for week in range(1, 9) for minutes in weeks[week]])
    assert after < 0.25 * before[-1]


def test_R099_invoice_is_the_word_that_stands_in_most_tickets(demo: Demo) -> None:
    texts = [(row["id"], f"{row['subject']}。{row['description']}") for row in demo.rows("ticket")]
    frame = pl.DataFrame(texts, schema={"record": pl.String, "text": pl.String}, orient="row")
    scene = Scene(now=moment("2026-01-01T00:00:00Z"))
    result = word_counts.compute({"texts": frame}, word_counts.WordCountOptions(), scene)
    assert result.words[0].word == "发票"
    assert result.words[0].records > 1.3 * result.words[1].records


def test_R062_five_tickets_are_warned_of_three_too_late_two_pause(demo: Demo) -> None:
    running = "status not in ('solved', 'closed', 'waiting_customer', 'on_hold')"
    assert demo.count("ticket", f"{running} and resolution_warn < NOW() and resolution_due > NOW()") == 5
    assert demo.count("ticket", f"{running} and resolution_due < NOW()") == 3
    assert demo.count("ticket", "status in ('waiting_customer', 'on_hold') and not ISBLANK(paused_at)") == 2


def test_R126_times_of_answers_and_solutions_are_what_the_calendar_says(demo: Demo) -> None:
    done = demo.rows("ticket", "status in ('solved', 'closed')")
    assert len(done) > 1500
    assert all(
        row["first_response_at"] >= row["created_at"] and row["solved_at"] > row["first_response_at"] for row in done
    )
    assert all(row["resolution_minutes"] >= 0 and row["sla_resolution"] in ("met", "breached") for row in done)
    met = sum(row["sla_resolution"] == "met" for row in done) / len(done)
    assert 0.7 < met < 1
