"""Mails of notify steps that carry paper: once, under the rights of whom the flow acts as; no paper, no mail."""

import io
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from dougong.flows.models import flow_outbox
from dougong.messaging.channels import null_channels
from dougong.messaging.channels.null import NullChannel
from dougong.messaging.service import MAIL
from tests.dougong.flows.crm import API, OPPORTUNITY, Crm, crm, settings, straight
from tests.dougong.records.conftest import Shop

__all__ = ["crm", "settings"]

SHEET: dict[str, Any] = {
    "key": "offer",
    "label": "报价单",
    "file_name": "报价-{{name}}",
    "blocks": [{"type": "text", "html": "<p>{{name}} 底价 {{secret}} 合计 {{total}}</p>"}],
}
MAIL_STEP: dict[str, Any] = {
    "id": "tell", "type": "notify", "channels": ["mail"], "to": [{"field": "initiator"}],
    "title": "{name} 的报价", "text": "请查收", "attach": ["offer"],
}  # fmt: skip
BUTTON = {"form": "opportunity", "trigger": {"on": "button", "label": "发送"}}


@pytest.fixture
def deals(crm: Crm, monkeypatch: pytest.MonkeyPatch) -> Crm:
    monkeypatch.setattr(MAIL, "on", True)
    Shop(crm.company, crm.admin, "crm").publish("opportunity", {**OPPORTUNITY, "prints": [SHEET]})
    return crm


def outbox(crm: Crm) -> list[Any]:
    with crm.database.snapshot() as tx:
        return list(tx.execute(select(flow_outbox).order_by(flow_outbox.c.id)))


def test_a_mail_carries_the_record_on_paper_as_whom_the_flow_acts_as_may_see_it(
    deals: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    deals.publish("send", {**BUTTON, **straight(MAIL_STEP)})
    seller = deals.hire("小李", "sales", email="li@example.com")
    lines = [{"product": "网关", "quantity": 2, "price": 30}]
    deal = deals.add("opportunity", name="一号", secret="9999", lines=lines)
    url = f"{API}/forms/opportunity/records/{deal}:run-button"
    dry = deals.api.post(f"{API}/flows/send:simulate", json={"record_id": deal}).json()
    assert [step["message"]["attach"] for step in dry["steps"] if step["event"] == "message"] == [["报价单"]]
    sent = null_channels()
    for who in (deals.admin, seller):
        monkeypatch.setattr(MAIL, "on", True)  # every door, and so every look of the relay's, says it anew
        assert who.browser.post(url, json={"flow": "send"}).status_code == 201
        deals.work_off(sent)
        deals.work_off(sent)
    twin = sent.of("mail")
    assert isinstance(twin, NullChannel)
    assert [(mail.to, mail.title) for mail in twin.sent] == [
        ((deals.admin.email,), "一号 的报价"),
        (("li@example.com",), "一号 的报价"),
    ], "each once, however often the relay looks"
    papers = [mail.attachments[0] for mail in twin.sent]
    assert [(each.name, each.type) for each in papers] == [("报价-一号.pdf", "application/pdf")] * 2
    words = [PdfReader(io.BytesIO(each.content)).pages[0].extract_text() for each in papers]
    assert "9999" in words[0] and "60" in words[0]
    assert "一号" in words[1] and "9999" not in words[1], "what the initiator may not see is blank on their paper"


def test_a_paper_that_cannot_be_set_waits_for_an_operator_and_no_mail_goes_without_it(deals: Crm) -> None:
    deals.publish("send", {**BUTTON, **straight(MAIL_STEP)})
    deal = deals.add("opportunity", name="一号")
    url = f"{API}/forms/opportunity/records/{deal}"
    assert deals.api.post(f"{url}:run-button", json={"flow": "send"}).status_code == 201
    version = deals.get("opportunity", deal)["version"]
    assert deals.api.delete(url, params={"version": version}).status_code == 204
    sent = null_channels()
    deals.work_off(sent)
    twin = sent.of("mail")
    assert isinstance(twin, NullChannel) and twin.sent == []
    [row] = outbox(deals)
    assert (row.state, row.attempts) == ("failed", 1)


def test_what_is_attached_is_checked_when_it_is_designed(deals: Crm) -> None:
    def problems(**more: Any) -> list[str]:
        draft = deals.draft("send", {**BUTTON, **straight({**MAIL_STEP, **more})})
        return [each["code"] for each in draft["problems"]]

    assert problems() == problems(attach=["standard"]) == []
    assert problems(attach=["nothing"]) == ["unknown_print"]
    assert problems(channels=["inbox"]) == ["attach_without_mail"]
