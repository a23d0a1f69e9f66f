"""From the hand-over to the repaired asset: checklist, acceptance, warranty, maintenance, work orders, the portal."""

from datetime import timedelta
from typing import Any

from tests.dougong.flows.crm import API
from tests.templates.office import Office, office, settings
from tests.templates.test_money import product

__all__ = ["office", "settings"]


def contract(office: Office, customer: str) -> str:
    return office.add("contract", name="设备合同", customer=customer, amount=100, owner=office.person("sales").id)


def accepted(office: Office, customer: str, serial: str = "GW-001") -> str:
    """An asset that was delivered today."""
    items = [{"product": product(office), "serial": serial, "quantity": 1}]
    engineer = office.person("delivery_engineer")
    made = office.add("delivery", engineer, contract=contract(office, customer), items=items, status="accepting")
    assert office.press("delivery", made, "accept", engineer).status_code == 200
    (asset,) = office.list("asset", f"serial = '{serial}'")
    return str(asset["id"])


def test_R086_sales_hands_over_once_and_delivery_asks_nobody_again(office: Office) -> None:
    seller, engineer = office.person("sales"), office.person("delivery_engineer")
    made = office.add("delivery", contract=contract(office, office.customer()))
    handed = office.get("delivery", made)
    assert len(handed["checklist"]) == 5 and handed["owner"] == engineer.id
    early = office.patch("delivery", made, engineer, status="shipping")
    assert early.status_code == 422, "nothing is shipped before the hand-over"
    done = [{**row, "done": True, "note": "已确认"} for row in handed["checklist"]]
    (task,) = [each for each in office.tasks(person=seller.id) if each.kind == "fill"]
    answer = seller.browser.post(
        f"/api/v1/tasks/{task.id}:decide", json={"verb": "submit", "record": {"checklist": done}}
    )
    assert answer.status_code == 200, answer.text
    assert office.get("delivery", made)["status"] == "shipping"
    assert any("交接完成" in title for title in office.told(engineer))


def test_R086_acceptance_makes_the_asset_its_warranty_and_its_maintenance_plan(office: Office) -> None:
    customer = office.customer()
    asset = office.get("asset", accepted(office, customer))
    today = office.database.clock().date()
    assert (asset["customer"], asset["in_warranty"], asset["region"]) == (customer, True, "east")
    assert asset["warranty_end"][:4] == str(today.year + 1)
    (plan,) = office.list("maint_plan", f"asset = '{asset['id']}'")
    assert (plan["every_months"], plan["active"]) == (6, True)


def test_R159_an_equipment_maker_from_lead_to_maintenance(office: Office) -> None:
    """Market, sales, contract, delivery, service: one record leads to the next."""
    seller = office.person("sales")
    customer = office.customer()
    asset = accepted(office, customer)
    (plan,) = office.list("maint_plan", f"asset = '{asset}'")
    due = (office.database.clock() + timedelta(days=8)).date().isoformat()
    assert office.patch("maint_plan", plan["id"], next_due=due).status_code == 200
    with office.later(days=1, hours=12):  # a week before
        office.work_off()
        (order,) = office.list("work_order", f"plan = '{plan['id']}'")
        assert (order["kind"], order["charge"], order["status"]) == ("maintain", "warranty", "dispatched")
        engineer = office.person("field_engineer")
        assert order["engineer"] == engineer.id
        for button in ("go", "arrive"):
            assert office.press("work_order", order["id"], button, engineer).status_code == 200
        unfinished = office.press("work_order", order["id"], "finish", engineer)
        assert unfinished.status_code == 422, "what was done has to be said"
        assert office.patch("work_order", order["id"], engineer, result="正常", first_time_fix=True).status_code == 200
        assert office.press("work_order", order["id"], "finish", engineer).status_code == 200
        next_due = office.get("maint_plan", plan["id"])["next_due"]
        assert next_due > due
    with office.later(days=5):
        office.work_off()
    assert office.get("work_order", order["id"])["status"] == "closed"
    assert seller.id == office.get("customer", customer)["owner"]


def test_a_scanned_asset_becomes_a_ticket_a_visit_and_is_solved_by_it(office: Office) -> None:
    customer = office.customer()
    asset = accepted(office, customer)
    agent, engineer = office.person("service_agent"), office.person("field_engineer")
    pressed = office.press("asset", asset, "repair", agent)
    assert pressed.status_code == 200 and pressed.json()["form"] == "ticket"
    made = office.add("ticket", agent, subject="扫码报修", asset=asset, kind="fault", channel="qr")
    assert office.get("ticket", made)["customer"] == customer
    assert office.press("ticket", made, "visit", agent).status_code == 200
    (order,) = office.list("work_order", f"asset = '{asset}'", engineer)
    assert (order["kind"], order["charge"], order["region"]) == ("repair", "warranty", "east")
    body = {"status": "done", "result": "更换电源", "first_time_fix": True}
    answer = office.patch("work_order", order["id"], engineer, **body)
    assert answer.status_code == 200, answer.text
    found = office.get("ticket", made)
    assert (found["status"], found["resolution"]) == ("solved", "更换电源")
    repaired = office.get("asset", asset)
    assert (repaired["visits"], repaired["failures"]) == (1, 1)


def test_a_field_engineer_sees_own_work_orders_only(office: Office) -> None:
    customer = office.customer()
    mine = office.add("work_order", customer=customer, kind="repair", engineer=office.person("field_engineer").id)
    other = office.add("work_order", customer=customer, kind="repair", engineer=office.person("second_line").id)
    seen = {row["id"] for row in office.list("work_order", by=office.person("field_engineer"))}
    assert seen == {mine} and other not in seen


def portal(office: Office) -> tuple[Any, str, str]:
    """Somebody of a customer, who is signed in. → person, own customer, another customer"""
    guest = office.person("portal_customer")
    return guest, office.customer(portal_users=[guest.id]), office.customer(name="别家公司")


def test_R163_R065_a_customer_sees_and_asks_about_own_matters_in_the_portal(office: Office) -> None:
    guest, own, other = portal(office)
    theirs = office.add("ticket", subject="别家的事", customer=other, kind="consult")
    asset = accepted(office, own)
    made = office.add("ticket", guest, subject="网关离线", customer=own, asset=asset, kind="fault", description="离线")
    assert {row["id"] for row in office.list("ticket", by=guest)} == {made}
    assert {row["id"] for row in office.list("asset", by=guest)} == {asset}
    found = office.get("ticket", made, guest)
    assert found["status"] == "dispatched" and found["resolution_due"] is not None
    assert "assignee" not in found or found["assignee"] is None
    url = f"{API}/forms/ticket/records"
    assert guest.browser.get(f"{url}/{theirs}").status_code == 404
    elsewhere = guest.browser.post(url, json={"subject": "x", "customer": other, "kind": "consult"})
    assert elsewhere.status_code in (403, 404, 422)
    # the page asks neither who they are nor for what only the desk fills in: the server knows the customer and contact
    me = office.add("contact", name="本人", customer=own, mobile="13900001111", portal_user=guest.id)
    form = guest.browser.get(f"{API}/forms/ticket").json()
    assert form["given"] == {"customer": own, "contact": me}, form["given"]
    alone = office.get("ticket", office.add("ticket", guest, subject="没写客户", kind="consult"))
    assert (alone["customer"], alone["contact"], alone["channel"]) == (own, me, "website")
    written = {"ticket": made, "text": "还没好吗？"}
    office.add("ticket_log", guest, **written)
    office.add("ticket_log", office.person("service_agent"), ticket=made, text="内部讨论", visibility="internal")
    texts = {row["text"] for row in office.list("ticket_log", f"ticket = '{made}'", guest)}
    assert "还没好吗？" in texts and "内部讨论" not in texts
    assert office.get("ticket", made)["contact_count"] == 2
    for hidden in ("contract", "payment", "quote"):
        assert guest.browser.get(f"{API}/forms/{hidden}/records").status_code == 403, hidden


def test_R162_R163_the_portal_offers_published_articles_for_customers_only(office: Office) -> None:
    guest, *_ = portal(office)
    shown = office.add(
        "kb_article", title="如何开票", body="<p>…</p>", category="billing", visibility="portal", status="published"
    )
    office.add(
        "kb_article", title="内部价格", body="<p>…</p>", category="policy", visibility="internal", status="published"
    )
    office.add("kb_article", title="草稿", body="<p>…</p>", category="policy", visibility="portal")
    page = guest.browser.get(f"{API}/pages/customer_portal").json()
    views = {block["form"]: block["view"] for block in page["blocks"] if block["type"] == "list"}
    assert set(views) == {"ticket", "kb_article", "asset", "invoice"}
    for form, view in views.items():  # what the page asks for is what a customer may ask for
        drawn = guest.browser.get(f"{API}/forms/{form}/records", params={"view": view})
        assert drawn.status_code == 200, drawn.text
    assert {row["id"] for row in office.list("kb_article", by=guest)} == {shown}
    assert office.press("kb_article", shown, "vote_up", guest).status_code == 200
    assert office.get("kb_article", shown)["helpful"] == 1


def test_R027_customers_bring_ideas_and_vote_once_each_in_the_portal(office: Office) -> None:
    guest, own, _ = portal(office)
    idea = office.add("idea", guest, title="手机上看产线", body="希望小程序能看实时产量")
    assert office.get("idea", idea)["customer"] == own, "whose idea it is, the server knows"
    assert office.press("idea", idea, "vote", guest).status_code == 200
    assert office.press("idea", idea, "vote", guest).status_code == 409
    changed = office.patch("idea", idea, office.person("csm"), status="planned", reply="排进明年一季度")
    assert changed.status_code == 200, changed.text
    seen = office.get("idea", idea, guest)
    assert (seen["support"], seen["status"], seen["reply"]) == (1, "planned", "排进明年一季度")
    assert office.patch("idea", idea, guest, title="改写").status_code in (403, 422), "voting is all they may change"
    assert "customer" not in seen, "whose the ideas of others are, stays with us"
    assert guest.browser.get(f"{API}/forms/idea_vote/records").status_code == 403, "nor who voted"


def test_R064_the_customer_rates_a_solved_ticket_in_the_portal(office: Office) -> None:
    guest, own, _ = portal(office)
    made = office.add("ticket", guest, subject="网关离线", customer=own, kind="consult")
    early = office.patch("ticket", made, guest, score=5)
    assert early.status_code in (403, 404, 422)
    assert office.patch("ticket", made, status="solved", resolution="已处理").status_code == 200
    rated = office.patch("ticket", made, guest, score=5)
    assert rated.status_code == 200, rated.text
    office.work_off()
    assert office.get("ticket", made)["status"] == "closed"
