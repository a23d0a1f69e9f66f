"""What a company begins with, and how it grows: two pilots, another department, its own terms and stages (R9–R41)."""

from typing import Any

from tests.dougong.flows.crm import API
from tests.templates.sales_office import Office, database_kind, office, settings

__all__ = ["database_kind", "office", "settings"]


def publish(office: Office, form: str, definition: dict[str, Any]) -> None:
    """Saves the draft and publishes it, as its designer does."""
    url = f"{API}/forms/{form}/draft"
    revision = office.api.get(url).json()["revision"]
    saved = office.api.put(url, json={"revision": revision, "definition": definition})
    assert saved.status_code == 200, saved.text
    done = office.api.post(f"{url}:publish", json={"revision": saved.json()["revision"], "accept_losses": False})
    assert done.status_code == 200, done.text


def definition(office: Office, form: str) -> dict[str, Any]:
    found: dict[str, Any] = office.api.get(f"{API}/forms/{form}/draft").json()["definition"]
    return found


def field(document: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in document["fields"] if each["key"] == key)
    return found


def test_R009_both_pilots_work_alone_from_the_first_word_to_the_last(office: Office) -> None:
    switched = office.api.put(f"{API}/modules", json={"on": ["service"]})
    assert switched.status_code == 200, "the rest of the CRM is not needed"
    seller, agent = office.who("li"), office.who("service_agent")

    lead = office.add("lead", office.who("marketing"), name="张三", mobile="13800138000", source="website")
    seen = office.get("lead", lead)
    assert seen["status"] == "assigned" and seen["owner"] is not None
    facts = {
        "company": "甲公司",
        "region": "east",
        "opportunity_name": "一期",
        "expected_amount": 9000,
        "expected_close": "2030-01-01",
    }
    changed = office.api.patch(f"{API}/forms/lead/records/{lead}", json={**facts, "version": seen["version"]})
    assert changed.status_code == 200, changed.text
    assert office.press("lead", lead, "convert").status_code == 200
    office.work_off()
    done = office.get("lead", lead)
    assert done["status"] == "converted" and done["customer"] is not None

    ticket = office.add("ticket", agent, subject="网关离线", kind="fault", channel="phone")
    opened = office.get("ticket", ticket)
    assert (opened["status"], opened["assignee"]) == ("dispatched", agent.id)
    version = opened["version"]
    for change in ({"status": "working"}, {"status": "solved", "resolution": "重启后恢复"}, {"status": "closed"}):
        answer = agent.browser.patch(f"{API}/forms/ticket/records/{ticket}", json={**change, "version": version})
        assert answer.status_code == 200, answer.text
        version = answer.json()["version"]
    assert office.get("ticket", ticket)["status"] == "closed"
    assert seller.browser.get(f"{API}/forms/contract/records").status_code in (403, 404)


def test_R015_another_department_gets_its_form_its_role_and_its_entry(office: Office) -> None:
    made = office.api.post(f"{API}/forms", json={"label": "招聘需求", "key": "vacancy"})
    assert made.status_code == 201, made.text
    fields = [
        {"key": "post", "type": "text", "label": "岗位", "required": True},
        {"key": "unit", "type": "department", "label": "用人部门"},
        {"key": "customer", "type": "link", "label": "驻场客户", "form": "customer"},
    ]
    publish(office, "vacancy", definition(office, "vacancy") | {"title": "post", "fields": fields})
    recruiter = office.company.hire("人事", email="hr@example.com")
    given = office.api.get(f"{API}/roles").json()
    given["roles"].append({"key": "hr", "label": "人事", "members": [{"kind": "person", "id": recruiter.id}]})
    rights = {"ops": ["create", "read", "update"], "rows": "all", "read": ["*"], "write": ["*"]}
    given["grants"].append({"id": "hr_vacancy", "to": ["role:hr"], "form": "vacancy", **rights})
    saved = office.api.put(f"{API}/roles", json=given)
    assert saved.status_code == 200, saved.text
    app = office.api.get(API).json()
    navigation = [*app["navigation"], {"group": {"zh-CN": "人事", "en": "People"}, "items": [{"form": "vacancy"}]}]
    put = office.api.patch(API, json={"navigation": navigation, "version": app["version"]})
    assert put.status_code == 200, put.text

    office.add("vacancy", recruiter, post="交付工程师")
    seen = recruiter.browser.get(API).json()
    assert [form["key"] for form in seen["forms"]] == ["vacancy"]
    assert seen["navigation"] == navigation[-1:], "their part of the app, and nothing of sales"
    assert office.who("li").browser.get(f"{API}/forms/vacancy/records").status_code in (403, 404)
    assert office.add("customer", office.who("li"), name="老部门照常工作")


def test_R034_stages_and_terms_of_contracts_are_the_companys_own(office: Office) -> None:
    deals, contracts = definition(office, "opportunity"), definition(office, "contract")
    stage = {"value": "pilot", "label": {"zh-CN": "小批试用", "en": "Pilot"}}
    options = field(deals, "stage")["options"]
    options.insert(2, stage)
    options[1]["label"] = {"zh-CN": "需求沟通", "en": "Needs"}
    terms = {
        "key": "payment_terms",
        "type": "select",
        "label": "付款条款",
        "options": [{"value": "30"}, {"value": "60"}],
    }
    contracts["fields"].append(terms)
    customer = office.add("customer", name="甲公司")
    deal = office.add(
        "opportunity", name="一期", customer=customer, stage="contact", amount=1, expected_close="2030-01-01"
    )
    publish(office, "opportunity", deals)
    publish(office, "contract", contracts)

    assert office.get("opportunity", deal)["stage"] == "contact", "what was there has the new name of its stage"
    version = office.get("opportunity", deal)["version"]
    moved = office.api.patch(f"{API}/forms/opportunity/records/{deal}", json={"stage": "pilot", "version": version})
    assert moved.status_code == 200, moved.text
    contract = office.add(
        "contract", name="合同", customer=customer, amount=1, terms="<p>验收后 60 天付款</p>", payment_terms="60"
    )
    kept = office.get("contract", contract)
    assert (kept["terms"], kept["payment_terms"]) == ("<p>验收后 60 天付款</p>", "60")


def test_R041_cards_chats_mails_and_contract_files_stay_with_the_customer(office: Office) -> None:
    seller = office.who("li")

    def file(form: str, name: str) -> list[dict[str, str]]:
        sent = {"file": (name, f"内容 {name}".encode(), "text/plain")}
        answer = seller.browser.post("/api/v1/files", files=sent, data={"app": "crm", "form": form})
        assert answer.status_code == 201, answer.text
        return [{"id": answer.json()["id"]}]

    customer = office.add("customer", seller, name="甲公司", files=file("customer", "营业执照.txt"))
    lead = office.add(
        "lead", seller, name="张三", source="website", mobile="13800138000", cards=file("lead", "名片.txt")
    )
    chat = {"subject": "微信沟通", "kind": "wechat", "customer": customer, "content": "客户确认了规格"}
    office.add("follow_up", seller, **chat, files=file("follow_up", "聊天截图.txt"))
    mail = {"subject": "报价邮件", "kind": "email", "customer": customer, "content": "报价见附件"}
    office.add("follow_up", seller, **mail, files=file("follow_up", "报价.txt"))
    signed = {"name": "年度合同", "customer": customer, "amount": 9000}
    office.add("contract", seller, **signed, file=file("contract", "合同.txt"))

    kept = {
        "customer": office.records("customer", seller, filter=f"id = '{customer}'"),
        "follow_up": office.records("follow_up", seller, filter=f"customer = '{customer}'"),
        "contract": office.records("contract", seller, filter=f"customer = '{customer}'"),
        "lead": office.records("lead", seller, filter=f"id = '{lead}'"),
    }
    found = [
        each
        for rows in kept.values()
        for row in rows
        for key in ("files", "file", "cards")
        for each in row.get(key) or ()
    ]
    names = {"营业执照.txt", "聊天截图.txt", "报价.txt", "合同.txt", "名片.txt"}
    assert {each["name"] for each in found} == names
    for each in found:
        opened = seller.browser.get(f"/api/v1/files/{each['id']}")
        assert opened.content.decode() == f"内容 {each['name']}", "whoever may see the record opens its files"
