"""«Why did it not run»: the trigger is asked about one record and answers reason by reason."""

from typing import Any

from tests.dougong.flows.crm import API, Crm, crm, settings, straight

__all__ = ["crm", "settings"]


def test_why_a_flow_did_not_run_is_told_reason_by_reason(crm: Crm) -> None:
    trigger = {"on": "update", "fields": ["amount"], "when": "amount > 1000 and stage = 'contact'"}
    crm.publish("big", {"form": "opportunity", "trigger": trigger, **straight()})
    record = crm.add("opportunity", name="一号", amount=10, stage="contact")

    def ask(**values: Any) -> dict[str, Any]:
        body: dict[str, Any] = {"record_id": record}
        if values:
            body["values"] = values
        found: dict[str, Any] = crm.api.post(f"{API}/flows/big:explain", json=body).json()
        return found

    now = ask()
    assert not now["runs"]
    assert "金额 = ¥10.00" in next(reason["text"] for reason in now["reasons"] if reason["code"] == "condition")
    assert not ask(note="x", stage="contact")["runs"]
    assert ask(amount=2000)["runs"]
    assert crm.instances(record) == []
    crm.patch("opportunity", record, amount=2000)
    assert ask()["last"]["result"] == "done"
