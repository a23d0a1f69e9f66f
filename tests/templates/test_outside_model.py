"""R84: programs outside read what the CRM recorded and say what they expect, under the rules of the form."""

import json
from typing import Any

from tests.dougong.flows.crm import straight
from tests.dougong.flows.test_run_outbox import other_system
from tests.templates.office import Office, office, settings
from tests.templates.test_service import ticket

__all__ = ["office", "settings"]


def reading(url: str) -> dict[str, Any]:
    """A flow drawn by an administrator: the model reads a mail's words, its guess goes into the ticket."""
    ask = {
        "id": "ask", "type": "http", "url": f"{url}/classify", "body": '{"text": "{subject}"}', "timeout": 2,
        "retries": 0, "save": {"kind": "kind", "reason": "reason"},
    }  # fmt: skip
    sets = [{"field": "kind", "value": "flow.kind"}, {"field": "call_back_note", "value": "flow.reason"}]
    variables = [{"key": "kind", "type": "text"}, {"key": "reason", "type": "text"}]
    drawn = straight(ask, {"id": "write", "type": "update", "set": sets})
    return {"form": "ticket", "trigger": {"on": "create", "when": "channel = 'email'"}, "variables": variables, **drawn}


def guess(kind: str) -> tuple[int, bytes]:
    return 200, json.dumps({"kind": kind, "reason": "与 12 个历史工单相似"}, ensure_ascii=False).encode()


def test_R084_a_model_outside_reads_a_ticket_and_its_guess_is_written_under_the_rules_of_the_form(
    office: Office,
) -> None:
    office.settings = office.settings.model_copy(update={"outbound_allow": "127.0.0.1"})
    with other_system(guess("billing"), guess("no such kind")) as (url, asked):
        office.publish("mail_reading", reading(url))
        read = ticket(office, channel="email", kind="consult", subject='发票抬头"写错"了')
        other = ticket(office, channel="phone", kind="consult")
        office.work_off()
        assert [json.loads(call["body"]) for call in asked] == [{"text": '发票抬头"写错"了'}], "calls are not mails"
        found = office.get("ticket", read)
        assert (found["kind"], found["call_back_note"]) == ("billing", "与 12 个历史工单相似")
        assert office.get("ticket", other)["kind"] == "consult"

        refused = ticket(office, channel="email", kind="consult", subject="别的")
        office.work_off()
        assert office.get("ticket", refused)["kind"] == "consult", "a guess outside the options changes nothing"
        (instance,) = office.instances(refused, "mail_reading")
        (failure,) = office.api.get(f"/api/v1/instances/{instance.id}").json()["failures"]
        assert "问题类型" in json.dumps(failure, ensure_ascii=False), "whoever mends it reads which field it was"
