"""templates/crm: the door by which strangers become leads."""

from types import SimpleNamespace
from typing import Any, cast

from tests.dougong.flows.crm import API
from tests.dougong.records.public import Stranger
from tests.templates.sales_office import Office, database_kind, office, settings

__all__ = ["database_kind", "office", "settings"]


def test_R037_R039_a_stranger_fills_in_the_web_form_and_somebody_of_group_a_has_the_lead(office: Office) -> None:
    found = office.api.get(f"{API}/forms/lead/links")
    assert found.status_code == 200, found.text
    links = found.json()["items"]
    assert {each["label"] for each in links} == {"官网与扫码留资", "产品试用申请"}
    link = next(each for each in links if each["label"] == "官网与扫码留资")
    on_sale: dict[str, Any] = {"code": "GW-1", "category": "gateway", "price": 1200}
    product = office.add("product", name="边缘网关", **on_sale)
    office.add("product", name="老网关", **{**on_sale, "code": "GW-0"}, status="retired")
    guest = Stranger(cast(Any, SimpleNamespace(company=office.company)), link)
    assert guest.open()["state"] == "open"
    offered = guest.get("/choices/interest").json()["items"]
    assert offered == [{"id": product, "title": "边缘网关"}]
    values = {"name": "陈先生", "company": "嘉兴五金厂", "mobile": "13800138009", "interest": product, "region": "east"}
    sent = guest.send(values, channel={"from": "qr", "channel": "qr", "utm": "utm_campaign=spring"})
    assert sent.status_code == 201, sent.text
    (lead,) = office.records("lead")
    assert lead["no"] in sent.json()["thanks"]["text"]
    assert (lead["source"], lead["channel"], lead["utm"]) == ("qr", "qr", "utm_campaign=spring")
    assert lead["owner"] in {office.who(name).id for name in ("li", "zhang", "liu")}
    assert lead["status"] == "assigned"
