"""Figures of a find step: over everything that is found, under the flow's rights, kept in variables."""

from typing import Any

from tests.dougong.flows.crm import API, Crm, crm, settings, straight
from tests.dougong.flows.test_design_simulate import simulate

__all__ = ["crm", "settings"]

MEASURES = [
    {"key": "n", "fn": "count"},
    {"key": "sum", "fn": "sum", "field": "amount"},
    {"key": "won", "fn": "sum", "field": "amount", "where": "stage = 'won'"},
    {"key": "large", "fn": "count", "where": "amount > 200 and flow.record.name = '启动'"},
    {"key": "avg", "fn": "avg", "field": "amount"},
    {"key": "last", "fn": "max", "field": "signed"},
    {"key": "kinds", "fn": "distinct", "field": "stage"},
    {"key": "lost", "fn": "sum", "field": "amount", "where": "stage = 'lost'"},
    {"key": "least", "fn": "min", "field": "amount", "where": "stage = 'lost'"},
]
NAMES = [each["key"] for each in MEASURES]
VARIABLES = [{"key": key, "type": "date" if key == "last" else "number"} for key in NAMES]
LOOK: dict[str, Any] = {
    "id": "look",
    "type": "find",
    "form": "opportunity",
    "where": "name <> 'out'",
    "measures": MEASURES,
    "save": {key: key for key in NAMES},
}
TEXT = " & '|' & ".join(f"IF(ISBLANK(flow.{key}), '-', flow.{key} & '')" for key in NAMES if key != "last")
NOTE: dict[str, Any] = {
    "id": "note",
    "type": "create",
    "form": "contract",
    "set": [{"field": "no", "value": TEXT}, {"field": "amount", "value": "flow.sum"}],
}
FLOW = {"trigger": {"on": "button", "label": "统计"}, "form": "lead", "acts_as": "app", "variables": VARIABLES}
ALL = {"to": ["flow:sums"], "rows": "all", "read": ["*"]}


def granted(crm: Crm, **more: Any) -> None:
    crm.grant(
        {"id": "sums", "form": "opportunity", "ops": ["read"], "aggregate": True, **ALL, **more},
        {"id": "write", "form": "contract", "ops": ["create"], **ALL, "rows": "none", "write": ["*"]},
    )


def test_a_find_step_sums_everything_it_finds_and_the_dry_run_tells_it_without_a_trace(crm: Crm) -> None:
    for name, amount, stage, signed in (
        ("a", 100, "won", "2026-01-31"), ("b", 250.5, "won", None), ("c", 300, "quote", "2026-03-02"),
        ("out", 9_000, "won", "2027-01-01"), ("d", None, None, None),
    ):  # fmt: skip
        crm.add("opportunity", name=name, amount=amount, stage=stage, signed=signed)
    lead = crm.add("lead", name="启动")
    edges = straight(LOOK, NOTE)
    crm.publish("sums", {**FLOW, **edges})
    granted(crm, rows="formula", formula="stage <> 'quote' or ISBLANK(stage)")

    told = simulate(crm, "sums", record_id=lead)
    found = next(step for step in told["steps"] if step["event"] == "found")
    assert found["figures"]["last"] == "2026-03-02", "a dry run looks with the eyes of whoever tries it"
    assert (found["text"], found["figures"]["n"]) == ("1", 4), "the limit bounds what is acted on, not the figures"
    assert not crm.rows().get("crm__contract")

    answer = crm.api.post(f"{API}/forms/lead/records/{lead}:run-button", json={"flow": "sums"})
    assert answer.status_code == 201, answer.text
    (row,) = crm.api.get(f"{API}/forms/contract/records").json()["items"]
    # of a, b and d: the third deal is not within the flow's rights
    assert (row["no"], row["amount"]) == ("3|350.5|350.5|1|175.25|1|0|-", 350.5)


def test_figures_need_the_right_to_sum_and_fields_the_flow_may_read(crm: Crm) -> None:
    crm.add("opportunity", name="a", amount=1)
    lead = crm.add("lead", name="启动")
    crm.publish("sums", {**FLOW, **straight(LOOK, NOTE)})
    granted(crm, aggregate=False)
    crm.api.post(f"{API}/forms/lead/records/{lead}:run-button", json={"flow": "sums"})
    (instance,) = crm.instances(key="sums")
    assert instance.failed == 1
    now = crm.api.get(f"{API}/roles").json()
    for grant in now["grants"]:
        if grant["id"] == "sums":
            grant |= {"aggregate": True, "read": ["name", "stage", "signed"]}
    crm._put_roles(now)
    again = crm.add("lead", name="再来")
    crm.api.post(f"{API}/forms/lead/records/{again}:run-button", json={"flow": "sums"})
    assert {each.failed for each in crm.instances(key="sums")} == {1}
    assert not crm.api.get(f"{API}/forms/contract/records").json()["items"]


def test_what_cant_be_summed_and_variables_that_cant_hold_it_are_told_while_designing(crm: Crm) -> None:
    wrong = [
        {"key": "a", "fn": "sum", "field": "name"}, {"key": "b", "fn": "count", "field": "nothing"},
        {"key": "c", "fn": "max", "field": "signed"}, {"key": "d", "fn": "count", "where": "nothing > 1"},
    ]  # fmt: skip
    save = {"n": "c", "nobody": "a", "kinds": "nobody"}
    told = crm.draft("sums", {**FLOW, **straight({**LOOK, "measures": wrong, "save": save}, NOTE)})
    problems = [(each["code"], ".".join(map(str, each["path"][2:]))) for each in told["problems"]]
    assert set(problems) >= {
        ("bad_measure", "measures.0.field"), ("unknown_field", "measures.1.field"), ("type_mismatch", "save"),
        ("unknown_variable", "save"), ("unknown_measure", "save"), ("formula", "measures.3.where"),
    }, problems  # fmt: skip
    shapeless = crm.draft("sums", {**FLOW, **straight({**LOOK, "measures": [{"key": "a", "fn": "sum"}]}, NOTE)})
    assert shapeless["problems"]
