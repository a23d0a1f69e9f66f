"""The nightly analysis over the real forms of the template: tiers, classes, value, health, churn, segments."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import orjson

from tests.dougong.flows.crm import API
from tests.dougong.flows.shop_analysed import orders_of, today, work
from tests.templates.office import Office, office, settings

__all__ = ["office", "settings"]
KEY = "nightly_analysis"
N = 60
PAGE = Path(__file__).parents[2] / "docs" / "analytics.md"


def flow_of_the_page() -> dict[str, Any]:
    """The flow that docs/analytics.md tells people to use."""
    found = re.search(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    flow: dict[str, Any] = orjson.loads(found[1])
    return flow


def fill(office: Office, form: str, rows: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for start in range(0, len(rows), 500):
        body = {"operations": [{"op": "create", "values": row} for row in rows[start : start + 500]]}
        answer = office.api.post(f"{API}/forms/{form}/records:bulk", json=body)
        assert answer.status_code == 200, answer.text
        found += [each["record"]["id"] for each in answer.json()["results"]]
    return found


def company_of_customers(office: Office) -> list[str]:
    """Sixty customers, every third of whom has stopped ordering at some time, and one who never began."""
    names = [{"name": f"客户{n:02}有限公司", "region": ("east", "south")[n % 2]} for n in range(N + 1)]
    customers = fill(office, "customer", names)
    orders = [
        {"customer": customer, "paid_at": f"{day.isoformat()}T04:00:00.000Z", "amount": amount, "status": "paid"}
        for n, customer in enumerate(customers[:N])
        for at, (day, amount) in enumerate(orders_of(n, today()))
        if (today() - day).days < 420 or not at
    ]
    fill(office, "order", orders)
    return customers


def test_R110_R111_R113_R114_R117_R118_R119_R120_the_night_of_the_template(office: Office) -> None:
    customers = company_of_customers(office)
    big = office.add("segment", name="华东 A 类", scheme="custom", kind="dynamic", active=True,
                     rule="region = 'east' and abc_class = 'a'")  # fmt: skip
    flow = flow_of_the_page()
    sources = ("order", "payment", "instalment", "ticket", "survey_response", "event", "touch", "follow_up",
               "opportunity")  # fmt: skip
    written = ("rfm_snapshot", "clv_snapshot", "health_snapshot")
    every = {"rows": "all", "read": ["*"], "write": ["*"], "to": [f"flow:{KEY}"]}
    known = {grant["id"] for grant in office.api.get(f"{API}/roles").json()["grants"]}
    grants = [
        {**every, "id": f"night_{form}"[:60], "form": form, "ops": ops}
        for ops, forms in (
            (["read"], sources), (["create", "read"], written), (["read", "update"], ("customer", "segment")),
        )
        for form in forms
        if f"night_{form}" not in known
    ]  # fmt: skip
    office.grant(*grants)
    definition = {key: value for key, value in flow.items() if key not in ("key", "schema_version", "label")}
    draft = office.draft(KEY, definition)
    assert [each["message"] for each in draft["problems"] if each["level"] == "error"] == []
    office.publish(KEY, definition)
    with office.later(days=1):
        office.work_off()
        work(office)
    (night,) = office.instances(key=KEY)[-1:]
    assert night.status == "ended"
    found = {each["id"]: each for each in office.list("customer")}
    bought, never = [found[each] for each in customers[:N]], found[customers[N]]
    tiers = Counter(each["value_tier"] for each in bought)
    assert set(tiers) <= {"high", "growing", "promising", "dormant", "lost"} and len(tiers) >= 3
    assert Counter(each["abc_class"] for each in bought).keys() == {"a", "b", "c"}
    assert all(each["clv"] > 0 and each["clv_predicted"] >= 0 for each in bought)
    assert [never[key] for key in ("value_tier", "abc_class", "clv", "churn_risk")] == [None] * 4
    leaving = [each["churn_risk"] for n, each in enumerate(bought) if n % 3 == 0 and each["churn_risk"] is not None]
    staying = [each["churn_risk"] for n, each in enumerate(bought) if n % 3 == 1]
    assert sum(leaving) / len(leaving) > 0.5 > sum(staying) / len(staying)
    assert {each["factors"] for each in bought if each["churn_risk"] is not None} == {216}  # two hundred and more
    model = office.api.get(f"{API}/models/churn").json()
    assert model["used"] is True and model["factors"] == 216 and model["horizon_days"] == 45
    assert len(office.list("rfm_snapshot")) == len(office.list("clv_snapshot")) == N
    members = {each["id"] for each in found.values() if big in (each["segments"] or [])}
    assert members == {each["id"] for each in bought if each["region"] == "east" and each["abc_class"] == "a"} != set()
    assert office.get("segment", big)["size"] == len(members)
