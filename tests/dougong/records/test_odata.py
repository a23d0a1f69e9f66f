"""The OData feed: read by a real client, under the rights of whoever asks, in pages that lose and double nothing."""

import base64
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import XMLPullParser

import pytest
import requests
from fastapi.testclient import TestClient
from httpx import Response
from odata import ODataService
from requests.adapters import BaseAdapter
from requests.auth import HTTPBasicAuth

from dougong.kit.config import Settings
from dougong.records.odata import feed
from tests.dougong.records.conftest import Shop
from tests.dougong.records.rest import rep_of, rest, rest_url

__all__ = ["rest", "rest_url"]

ODATA = "/api/v1/apps/rest/odata"
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


@pytest.fixture
def settings(rest_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=rest_url, data=tmp_path)


class Through(BaseAdapter):
    """`requests` over a test client."""

    def __init__(self, client: TestClient) -> None:
        super().__init__()
        self.client = client

    def send(self, request: requests.PreparedRequest, *_args: Any, **_more: Any) -> requests.Response:
        answer = self.client.request(request.method or "GET", request.url or "", headers=dict(request.headers))
        made = requests.Response()
        made.status_code, made._content, made.request = answer.status_code, answer.content, request
        made.headers.update(dict(answer.headers))
        made.url = request.url or ""
        return made

    def close(self) -> None: ...


def _ask(by: TestClient, path: str, status: int = 200, **params: Any) -> Any:
    answer: Response = by.get(f"{ODATA}/{path}", params={f"${name}": value for name, value in params.items()})
    assert answer.status_code == status, answer.text
    assert answer.headers["odata-version"] == "4.0"
    return answer.json()


def _names(by: TestClient, path: str, **params: Any) -> list[str]:
    return [each["name"] for each in _ask(by, path, **params)["value"]]


def test_a_client_library_finds_the_sets_by_the_metadata_and_reads_them_with_a_token_as_password(rest: Shop) -> None:
    token = rest.company.with_token(rest.builder, "read").headers["authorization"].removeprefix("Bearer ")
    session = requests.Session()
    session.mount("http://", Through(rest.company.browser()))
    service = ODataService(
        f"http://testserver{ODATA}/", session=session, auth=HTTPBasicAuth("any", token), reflect_entities=True,
        quiet_progress=True,
    )  # fmt: skip
    assert set(service.entities) == {"firm", "deal", "deal__lines"}
    firm, deal = service.entities["firm"], service.entities["deal"]
    found = service.query(firm).filter(firm.level == "a").order_by(firm.name.desc()).all()
    assert [(each.name, each.level__label) for each in found] == [("集团", "重点"), ("南方", "重点")]
    rich = service.query(deal).filter(deal.amount > 1000).filter(deal.name.contains("大")).first()
    assert rich is not None and (rich.firm__label, float(rich.amount)) == ("南方", 1200.5)

    for header in ({}, {"authorization": "Basic !"}, _basic("any", "dg_wrong")):
        refused = rest.company.browser().get(ODATA, headers=header)
        assert refused.status_code in (400, 401), refused.text
    assert refused.headers["www-authenticate"].startswith("Basic"), "so that Excel asks"
    assert rest.company.browser().get("/api/v1/apps", headers=_basic("x", token)).status_code == 401, "here alone"


def test_the_metadata_follows_the_rules_of_csdl_and_tells_only_what_its_reader_may_know(rest: Shop) -> None:
    whole = rest.builder.browser.get(f"{ODATA}/$metadata", headers={"accept-language": "en"})
    assert whole.headers["content-type"].startswith("application/xml")
    parser = XMLPullParser(["end"])
    parser.feed(whole.content)
    [schema] = [made for _, made in parser.read_events() if made.tag == f"{EDM}Schema"]
    types = {each.attrib["Name"]: each for each in schema.findall(f"{EDM}EntityType")}
    sets = {each.attrib["Name"]: each for each in schema.iter(f"{EDM}EntitySet")}
    assert set(types) == set(sets) == {"firm", "deal", "deal__lines"}
    for name, made in types.items():
        own = {each.attrib["Name"]: each.attrib for each in made.findall(f"{EDM}Property")}
        ways = {each.attrib["Name"]: each for each in made.findall(f"{EDM}NavigationProperty")}
        assert [key.attrib for key in made.iterfind(f"{EDM}Key/{EDM}PropertyRef")] == [{"Name": "id"}]
        assert own["id"]["Nullable"] == "false" and not set(own) & set(ways)
        for way in ways.values():
            target = way.attrib["Type"].removeprefix("Collection(").removesuffix(")").removeprefix("dougong.")
            assert target in types
            assert all(each.attrib["Property"] in own for each in way.findall(f"{EDM}ReferentialConstraint"))
        bound = {
            each.attrib["Path"]: each.attrib["Target"] for each in sets[name].iter(f"{EDM}NavigationPropertyBinding")
        }
        assert set(bound) == set(ways) and set(bound.values()) <= set(sets)
    kinds = {each.attrib["Name"]: each.attrib["Type"] for each in types["deal"].findall(f"{EDM}Property")}
    assert (kinds["amount"], kinds["met"], kinds["hot"]) == ("Edm.Decimal", "Edm.DateTimeOffset", "Edm.Boolean")
    assert (kinds["firm__id"], kinds["partners__id"]) == ("Edm.Guid", "Collection(Edm.Guid)")
    assert b'String="Firm"' in whole.content, "described in the reader's language"
    assert {each["name"] for each in _ask(rest.builder.browser, "")["value"]} == set(sets)

    told = rep_of(rest).browser.get(f"{ODATA}/$metadata").content
    assert b"secret" in whole.content and b"secret" not in told


def test_filters_orders_and_pages_answer_as_the_api_does(rest: Shop) -> None:
    root = rest.builder.browser
    [group, north, south] = (each["id"] for each in _ask(root, "firm", orderby="created_at")["value"])
    for text, names in {
        "level eq 'a'": {"集团", "南方"},
        "level ne 'a'": {"北方"},
        "level eq null or name eq 'O''Neil'": set(),
        "not (level eq 'a') and startswith(name, '北')": {"北方"},
        "upper__id eq null": {"集团"},
        f"upper__id eq {group}": {"北方"},
        f"id in ({group}, {south})": {"集团", "南方"},
        "upper/level eq 'a'": {"北方"},
        "upper/upper/name eq '集团'": {"南方"},
        "topics/any(t:t eq 'y')": {"集团"},
        "founded lt 2000-01-01 and year(founded) eq 1999": {"集团"},
        "length(name) add 1 gt 2": {"集团", "北方", "南方"},
    }.items():
        assert set(_names(root, "firm", filter=text)) == names, text
    met = "met gt 2026-03-15T09:30:00.1+08:00"
    assert _names(root, "deal", filter=met) == ["小单"], "instants to the millisecond"
    assert _names(root, "deal", filter="met eq 2026-03-15T01:30:00Z") == ["大单"]
    assert _names(root, "deal", filter="hot and amount mul 2 ge 2401") == ["大单"]
    assert _names(root, "deal", orderby="amount desc,name") == ["大单", "小单", "空单"]
    assert _names(root, "firm", orderby="name", skip=1, top=1) == sorted(["北方", "南方", "集团"])[1:2]
    assert _names(root, "firm", search="北方") == ["北方"]
    assert root.get(f"{ODATA}/firm/$count", params={"$filter": "level eq 'a'"}).text == "2"

    seen: list[str] = []
    page = root.get(f"{ODATA}/deal?$count=true&$top=2&$orderby=name", headers={"prefer": "odata.maxpagesize=1"}).json()
    assert page["@odata.count"] == 3
    while True:
        seen += [each["name"] for each in page["value"]]
        if "@odata.nextLink" not in page:
            break
        page = root.get(page["@odata.nextLink"], headers={"prefer": "odata.maxpagesize=1"}).json()
    assert len(seen) == len(set(seen)) == 2, "as many as were asked for, in pages of one"

    one = _ask(root, f"firm({north})", select="name,topics,level__label")
    assert {key: one[key] for key in one if key[0] != "@"} == {"name": "北方", "topics": ["x"], "level__label": "普通"}
    for path, status in {
        "firm?$filter=nosuch eq 1": 400,
        "firm?$filter=name eq": 400,
        "firm?$filter=name gt 5": 400,
        "firm?$filter=tolower(name) eq 'x'": 501,
        "firm?$filter=level__label eq 'x'": 501,
        "firm?$apply=aggregate(id)": 501,
        "firm?$select=nosuch": 400,
        "firm?$expand=nosuch": 400,
        "firm?$top=-1": 400,
        "firm?$skiptoken=zzz": 400,
        "firm?nosuch=1": 400,
        "firm?$filter=" + "(" * 60 + "1 eq 1" + ")" * 60: 400,
        "deal?$filter=" + "-" * 3_000 + "amount eq 1": 400,
        "firm?$orderby=,name": 400,
        "firm?$top=" + "9" * 5_000: 400,
        "firm?" + "&".join(f"$a{n}=1" for n in range(40)): 400,
        "nosuch": 400,
        "firm(0199aaaa-0000-7000-8000-000000000000)": 404,
        "deal__lines?$filter=price gt 5": 501,
        "deal__lines?$orderby=price": 501,
        "deal?$expand=firm($expand=upper($expand=upper($expand=upper)))": 400,
    }.items():
        answer = root.get(f"{ODATA}/{path}")
        assert answer.status_code == status and answer.json()["error"]["message"], (path, answer.text)


def test_links_lines_and_words_come_along_under_the_rights_on_each(rest: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    root, rep = rest.builder.browser, rep_of(rest).browser
    wanted = "firm($select=name,secret;$expand=upper($expand=upper)),partners($select=name),lines($expand=maker)"
    [big] = _ask(root, "deal", filter="name eq '大单'", expand=wanted)["value"]
    assert (big["firm"]["name"], big["firm"]["upper"]["name"]) == ("南方", "北方")
    assert big["firm"]["upper"]["upper"]["level__label"] == "重点" and big["owner__label"] == "管理员"
    assert {each["name"] for each in big["partners"]} == {"集团", "北方"} and "北方" in big["partners__label"]
    assert [(each["product"], each["price"], each["maker"]["name"]) for each in big["lines"]] == [
        ("O'Neil's", 10.5, "南方"),
        ("乙", 2, "北方"),
    ]
    assert big["place"] == "31.23,121.47" and big["files"] is None

    [seen] = _ask(rep, "deal", filter="name eq '大单'", expand="firm($expand=upper),partners,lines($expand=maker)")[
        "value"
    ]
    assert seen["firm"]["name"] == "南方" and seen["firm"]["upper"] is None and seen["firm"]["upper__label"] is None
    assert [each["name"] for each in seen["partners"]] == ["集团"]
    assert [each["maker"] and each["maker"]["name"] for each in seen["lines"]] == ["南方", None]
    assert "TOP" not in str(seen) and "北方" not in str(seen)
    assert _ask(rep, "firm", 400, filter="secret eq 'TOP'") and _ask(rep, "deal", 400, expand="firm($select=secret)")

    lines = _ask(rep, "deal__lines", expand="record($select=name),maker($select=name)", count="true")
    assert lines["@odata.count"] == 3
    told = [(each["product"], each["record"]["name"], each["maker"]) for each in lines["value"]]
    assert told == [("O'Neil's", "大单", {"name": "南方"}), ("乙", "大单", None), ("丙", "空单", None)]
    assert _ask(root, "deal__lines", filter="record/amount gt 100", skip=1)["value"][0]["product"] == "乙"
    assert _ask(root, "deal__lines", filter="record/firm/name eq '北方'")["value"] == []
    few = _ask(root, "deal__lines", search="空单", count="true")
    assert (few["@odata.count"], [each["product"] for each in few["value"]]) == (1, ["丙"])
    # one answer reads so many records and no more: the next goes on where it ended
    monkeypatch.setattr(feed, "_PARENTS", 1)
    monkeypatch.setattr(feed, "_TURNS", 2)
    products: list[str] = []
    page = _ask(root, "deal__lines", top=3)
    while "@odata.nextLink" in page:
        products += [each["product"] for each in page["value"]]
        page = root.get(page["@odata.nextLink"]).json()
    assert len(page["value"]) < 3 and [*products, *(each["product"] for each in page["value"])] == [
        "O'Neil's",
        "乙",
        "丙",
    ]

    # the same along the API's own `expand`
    url, params = (
        rest.records("deal"),
        {"filter": "name = '大单'", "expand": "firm.name,firm.upper.upper.name,lines.maker.*"},
    )
    [own] = root.get(url, params=params).json()["items"]
    assert own["firm"]["upper"]["upper"] == {"id": big["partners__id"][0], "title": "集团", "name": "集团"}
    assert own["lines"][1]["maker"]["secret"] == "TOP" and own["firm"]["name"] == "南方"
    [less] = rep.get(url, params={**params, "expand": "firm.upper.name,lines.maker.*"}).json()["items"]
    assert set(less["firm"]["upper"]) == {"id", "title"} and less["firm"]["upper"]["title"] is None
    assert set(less["lines"][1]["maker"]) == {"id", "title"} and "secret" not in less["lines"][0]["maker"]
    for wrong in ("firm.secret", "firm.nosuch", "name.x", "lines.product.x", "firm.upper.upper.upper.name"):
        assert rep.get(url, params={"expand": wrong}).status_code == 422, wrong


def _basic(name: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}
