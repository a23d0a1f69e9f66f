"""The profile of a record: what other forms tell of it, on one page and one timeline, under the reader's rights."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient

from dougong.kit.config import Settings
from tests.conftest import FreshDatabase
from tests.databases import Kind
from tests.dougong.records import desk as sample
from tests.dougong.records.conftest import Shop, prepare


def prepare_desk(url: str) -> None:
    prepare(url, sample.build)


@pytest.fixture
def settings(database_kind: Kind, fresh_database: FreshDatabase, tmp_path: Any) -> Settings:
    return Settings(database_url=fresh_database(database_kind, prepare_desk), data=tmp_path)


@pytest.fixture
def desk(company: Any) -> Shop:
    return Shop(company, company.admin, "desk")


def customers(desk: Shop) -> list[str]:
    found = desk.builder.browser.get(desk.records("customer"), params={"sort": "name"}).json()["items"]
    return [each["id"] for each in found]


def ask(desk: Shop, by: TestClient, customer: str, what: str, **params: Any) -> dict[str, Any]:
    answer = by.get(f"{desk.records('customer')}/{customer}/{what}", params=params)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def whole(desk: Shop, by: TestClient, customer: str, limit: int = 100, **params: Any) -> list[dict[str, Any]]:
    """Every line of the timeline, page by page."""
    lines: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = ask(desk, by, customer, "timeline", limit=limit, **params, **cursor)
        lines += page["items"]
        if page["next"] is None:
            return lines
        cursor = {"cursor": page["next"]}


class Eyes:
    """The oracle: a reader's timeline worked out by hand from the lists of records that this reader is given."""

    def __init__(self, desk: Shop, by: TestClient) -> None:
        self.known: dict[str, dict[str, dict[str, Any]]] = {}
        for form in sample.FORMS:
            answer = by.get(desk.records(form), params={"limit": 1000})
            self.known[form] = (
                {each["id"]: each for each in answer.json()["items"]} if answer.status_code == 200 else {}
            )

    def leads(self, form: str, record: dict[str, Any], path: str, to: str) -> bool:
        key, _, rest = path.partition(".")
        if form == "meeting" and key == "seats":
            column, _, rest = rest.partition(".")
            links, target = [row.get(column) for row in record.get("seats") or ()], "contact"
        else:
            value = record.get(key)
            links = value if isinstance(value, list) else [value]
            target = "contact" if key == "contact" else "customer"
        if not rest:
            return to in links
        behind = (self.known[target].get(link) for link in links if link)
        return any(each is not None and self.leads(target, each, rest, to) for each in behind)

    def source(self, source: dict[str, Any], to: str) -> list[dict[str, Any]]:
        rows = self.known.get(source["form"], {}).values()
        return [each for each in rows if any(self.leads(source["form"], each, path, to) for path in source["paths"])]

    def timeline(self, to: str) -> list[tuple[str, str]]:
        found = []
        for place, source in enumerate(sample.PROFILE["timeline"]):
            for each in self.source(source, to):
                if each.get(source["date"]):
                    found.append((_instant(each[source["date"]]), each["id"], -place, source["key"]))
        return [(key, ident) for _at, ident, _place, key in sorted(found, reverse=True)]


def _instant(value: str) -> datetime:
    if len(value) == 10:
        return datetime.fromisoformat(value).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    return datetime.fromisoformat(value)


def told(lines: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(line["kind"], line["id"]) for line in lines]


def test_R161_one_page_gathers_what_leads_to_a_record_over_several_links(desk: Shop) -> None:
    by, eyes = desk.builder.browser, Eyes(desk, desk.builder.browser)
    runtime = by.get("/api/v1/apps/desk/forms/customer").json()
    assert runtime["profile"] is True and "profile" not in runtime["definition"]
    seen_anything = 0
    for customer in customers(desk):
        page = ask(desk, by, customer, "profile")
        tickets = eyes.source(sample.TICKETS, customer)
        unsolved = [each for each in tickets if each["status"] == "open"]
        assert [each["field"] for each in page["header"]] == ["level", "owner"]
        figures = {each["key"]: each["value"] for each in page["figures"]}
        costs = [each["cost"] for each in tickets if each["cost"] is not None]
        assert figures == {"open": len(unsolved), "cost": sum(costs) if costs else None}
        lists = {each["key"]: each for tab in page["tabs"] for each in tab["lists"]}
        for key, related in lists.items():
            source = next(each for tab in sample.PROFILE["tabs"] for each in tab["lists"] if each["key"] == key)
            expected = {each["id"] for each in eyes.source(source, customer)}
            rows = ask(desk, by, customer, f"profile/{key}", limit=100, expand="*")["items"]
            assert {row["id"] for row in rows} == expected and related["count"] == len(expected)
            same = by.get(desk.records(related["form"]), params={"filter": related["filter"], "limit": 100}).json()
            assert {row["id"] for row in same["items"]} == expected, related["filter"]
        rows = ask(desk, by, customer, "profile/tickets", limit=100, fields="at")["items"]
        at = [row["at"] for row in rows if row["at"]]
        assert at == sorted(at, reverse=True)
        kinds = page["timeline"]["kinds"]
        assert [each["key"] for each in kinds] == ["ticket", "below", "meeting", "contact"]  # `asset` isn't installed
        for limit in (3, 7, 100):
            assert told(whole(desk, by, customer, limit)) == eyes.timeline(customer)
        counts = {kind: sum(each == kind for each, _ in eyes.timeline(customer)) for kind in {k["key"] for k in kinds}}
        assert {each["key"]: each["count"] for each in kinds} == counts
        seen_anything += sum(counts.values())
    assert seen_anything > 25
    assert lists["contacts"]["add"] == "customer" and lists["tickets"]["add"] == "customer"
    assert lists["meetings"]["add"] is None


def test_R139_the_timeline_tells_words_people_and_days_and_is_narrowed_by_kind_and_words(desk: Shop) -> None:
    by = desk.builder.browser
    customer = max(customers(desk), key=lambda each: len(whole(desk, by, each, kinds="ticket")))
    lines = whole(desk, by, customer)
    ticket = next(line for line in lines if line["kind"] == "ticket")
    assert ticket["text"].startswith("第 ") and "<" not in ticket["text"]  # the words of formatted text
    assert ticket["title"].startswith("工单") and ticket["who"] == {"id": desk.builder.id, "title": "管理员"}
    assert ticket["day"] is None and ticket["values"].keys() == {"status", "contact", "cost"}
    meetings = [line for line in lines if line["kind"] == "meeting"]
    assert all(line["day"] and line["at"] == f"{_before(line['day'])}T16:00:00.000Z" for line in meetings)
    contacts = [line["values"]["contact"] for line in lines if line["kind"] == "ticket" and line["values"]["contact"]]
    assert contacts and all(each["title"].startswith("联系人") for each in contacts)

    only = whole(desk, by, customer, limit=2, kinds="ticket,meeting")
    assert told(only) == [each for each in told(lines) if each[0] in ("ticket", "meeting")]
    words = whole(desk, by, customer, limit=2, search="发票")
    assert told(words) == [
        (line["kind"], line["id"])
        for line in lines
        if line["kind"] in ("ticket", "below") and _says(desk, line, "发票")
    ]
    assert ask(desk, by, customer, "timeline", kinds="gone")["items"] == []
    path = f"{desk.records('customer')}/{customer}"
    for params in ({"cursor": "x"}, {"cursor": "WzEsMiwzXQ"}, {"limit": 0}, {"limit": 101}, {"what": "x"}):
        assert by.get(f"{path}/timeline", params=params).status_code == 422, params
    assert by.get(f"{path}/profile/gone").status_code == 404
    assert by.get(f"{desk.records('ticket')}/{ticket['id']}/profile").status_code == 404


def _says(desk: Shop, line: dict[str, Any], word: str) -> bool:
    return word in desk.get("ticket", line["id"])["told"]


def _before(day: str) -> str:
    return datetime.fromordinal(datetime.fromisoformat(day).toordinal() - 1).date().isoformat()


READ: dict[str, Any] = {"ops": ["read"], "rows": "all", "read": ["*"]}
EVERY = [{"id": form, "form": form, **READ} for form in sample.FORMS]


def but(form: str, **change: Any) -> list[dict[str, Any]]:
    """Every right to read, other on one form."""
    return [{**each, **change} if each["form"] == form else each for each in EVERY]


POLICIES: dict[str, list[dict[str, Any]]] = {
    "everything": EVERY,
    "no tickets at all": [each for each in EVERY if each["form"] != "ticket"],
    "no contacts at all": [each for each in EVERY if each["form"] != "contact"],
    "some contacts": but("contact", rows="formula", formula="level = 'a'"),
    "own tickets": but("ticket", rows="own"),
    "open tickets": but("ticket", rows="formula", formula=sample.OPEN),
    "tickets without their contact": but("ticket", read=["subject", "customer", "at", "told", "status"]),
    "tickets without their day": but("ticket", read=["subject", "customer", "contact", "told"]),
    "contacts without their customer": but("contact", read=["name", "level"]),
    "meetings without guests": but("meeting", read=["name", "day", "seats"]),
    "meetings without seats": but("meeting", read=["name", "day", "guests"]),
    "the contact of open tickets only": [
        *but("ticket", read=["subject", "at", "customer"]),
        {"id": "open", "form": "ticket", **READ, "rows": "formula", "formula": sample.OPEN, "read": ["contact", "at"]},
    ],
    "customers of level a": but("customer", rows="formula", formula="level = 'a'"),
}


def test_R139_nothing_hidden_comes_through_the_timeline_its_filters_counts_or_cursors(desk: Shop) -> None:
    all_customers = customers(desk)
    cursors = [ask(desk, desk.builder.browser, each, "timeline", limit=2)["next"] for each in all_customers]
    reader = desk.seller("reader", []).browser
    for name, policy in POLICIES.items():
        _grant(desk, policy)
        eyes = Eyes(desk, reader)
        for customer, foreign in zip(all_customers, cursors, strict=True):
            if customer in eyes.known["customer"]:
                _shows_what_may_be_seen(desk, reader, eyes, customer, foreign, policy)
                continue
            for what in ("profile", "timeline", "profile/tickets"):
                hidden = reader.get(f"{desk.records('customer')}/{customer}/{what}")
                assert (hidden.status_code, hidden.json()["code"]) == (404, "record_not_found"), name


def _grant(desk: Shop, policy: list[dict[str, Any]]) -> None:
    """The role of the reader has these grants and no others."""
    url = "/api/v1/apps/desk/roles"
    now = desk.builder.browser.get(url).json()
    kept = [grant for grant in now["grants"] if "role:sales" not in grant["to"]]
    given = kept + [{**grant, "to": ["role:sales"]} for grant in policy]
    body = {"roles": now["roles"], "grants": given, "revision": now["revision"]}
    answer = desk.builder.browser.put(url, json=body)
    assert answer.status_code == 200, answer.text


def _shows_what_may_be_seen(
    desk: Shop, reader: TestClient, eyes: Eyes, customer: str, foreign: str | None, policy: list[dict[str, Any]]
) -> None:
    titles = {row["id"]: row for rows in eyes.known.values() for row in rows.values()}
    page, expected = ask(desk, reader, customer, "profile"), eyes.timeline(customer)
    kinds = {each["key"]: each["count"] for each in (page["timeline"] or {"kinds": []})["kinds"]}
    assert {kind: n for kind, n in kinds.items() if n} == _counted(expected)
    assert told(whole(desk, reader, customer, 7)) == expected
    if foreign:  # a cursor of somebody who sees more gives no more
        behind = ask(desk, reader, customer, "timeline", cursor=foreign, limit=100)["items"]
        assert set(told(behind)) <= set(expected)
    for line in whole(desk, reader, customer):
        record = titles[line["id"]]
        assert line["title"] == record.get("_title") and line["values"].keys() <= record.keys()
        assert all(_same(value, record[key]) for key, value in line["values"].items())
    for word in ("发票", "第 "):
        found = told(whole(desk, reader, customer, 50, search=word))
        assert found == [each for each in expected if word in str(titles[each[1]].get("told") or "")]
    for related in (each for tab in page["tabs"] for each in tab["lists"]):
        rows = ask(desk, reader, customer, f"profile/{related['key']}", limit=100)["items"]
        assert {row["id"] for row in rows} == {each["id"] for each in eyes.source(_list(related["key"]), customer)}
        assert related["count"] == len(rows)
    figures = {each["key"]: (each["value"], each["denied"]) for each in page["figures"]}
    if any(each["form"] == "ticket" and {"*", "status"} & set(each["read"]) for each in policy):
        tickets = eyes.source(sample.TICKETS, customer)
        assert figures["open"] == (sum(each["status"] == "open" for each in tickets), False)
    else:
        assert "open" not in figures  # the condition names what the reader doesn't know
    assert figures.get("cost", (None, True)) == (None, True)  # reading is no right to sum up


def _counted(lines: list[tuple[str, str]]) -> dict[str, int]:
    return {kind: sum(each == kind for each, _ in lines) for kind in {each for each, _ in lines}}


def _same(told_value: Any, value: Any) -> bool:
    return bool((told_value["id"] if isinstance(told_value, dict) else told_value) == value)


def _list(key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for tab in sample.PROFILE["tabs"] for each in tab["lists"] if each["key"] == key)
    return found


def test_R161_a_profile_costs_a_few_statements_however_much_there_is(
    desk: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = desk.builder.browser
    kind = type(desk.company.app.state.executor)
    run, asked = kind.fetch, list[Any]()

    async def counted(self: Any, key: Any, *rest: Any, **more: Any) -> Any:
        asked.append(key)
        return await run(self, key, *rest, **more)

    monkeypatch.setattr(kind, "fetch", counted)
    for customer in customers(desk):
        # the app's stamp, the record, the numbers; the moments, one per kind, and one per kind of name
        for what, most in (("profile", 3), ("timeline?limit=50", 9), ("profile/tickets?expand=*", 6)):
            asked.clear()
            assert by.get(f"{desk.records('customer')}/{customer}/{what}").status_code == 200
            assert len(asked) <= most, (what, asked)


def test_R161_publishing_refuses_a_profile_that_leads_nowhere_and_tells_who_uses_a_field(desk: Shop) -> None:
    browser, base = desk.builder.browser, "/api/v1/apps/desk/forms/customer"
    draft = browser.get(f"{base}/draft").json()
    line = {"key": "x", "form": "ticket", "paths": ["contact"], "date": "subject"}
    wrong = {**draft["definition"], "profile": {"timeline": [line]}}
    saved = browser.put(f"{base}/draft", json={"definition": wrong, "revision": draft["revision"]}).json()
    codes = {problem["code"] for problem in saved["problems"] if problem["level"] == "error"}
    assert codes == {"leads_elsewhere", "not_a_date"}
    refused = browser.post(f"{base}/draft:publish", json={"revision": saved["revision"], "accept_losses": False})
    assert refused.status_code == 422
    back = browser.put(f"{base}/draft", json={"definition": draft["definition"], "revision": saved["revision"]})
    assert back.status_code == 200

    used = browser.get("/api/v1/apps/desk/forms/ticket/draft:affected", params={"field": "customer"}).json()["items"]
    assert {(use["kind"], use["breaking"]) for use in used if use["key"] == "customer"} == {("profile", True)}
    assert any("档案页" in use["where"] for use in used)
