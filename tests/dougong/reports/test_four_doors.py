"""People with different rights see different numbers, each correct: on the screen, in workbooks, in PDF and in mail.

What is correct is counted here in plain Python over all records, without any engine."""

import io
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import openpyxl
import pypdf

from dougong.messaging.channels.base import Outgoing
from tests.dougong.people import Someone
from tests.dougong.reports.posting import API, DUE, Post, post
from tests.templates.conftest import app, crm, database, settings

__all__ = ["app", "crm", "database", "post", "settings"]

DEALS = f"{API}/forms/opportunity/records"
BOARD = f"{API}/dashboards/post"
REGIONS = {"east": "华东", "south": "华南", "north": "华北", "southwest": "西南", "central": "华中"}
ROWS: list[dict[str, Any]] = [{"key": "region", "field": "region"}]
N = {"key": "n", "label": "数量", "fn": "count"}
FIRST = {"key": "first", "fn": "count", "where": "stage = 'new'"}
SHARE = {"key": "share", "label": "占比", "formula": "first / n", "format": "percent", "decimals": 1}
AMOUNT = {"key": "amount", "label": "金额", "fn": "sum", "field": "amount"}
QUERY: dict[str, Any] = {"from": "opportunity", "rows": ROWS, "totals": ["all"]}
TILES: list[dict[str, Any]] = [
    {"key": "money", "label": "金额表", "chart": {"type": "table"},
     "query": {**QUERY, "measures": [N, AMOUNT, FIRST, SHARE]}},
    {"key": "counts", "label": "数量表", "chart": {"type": "table"}, "query": {**QUERY, "measures": [N]}},
]  # fmt: skip
GRID = [{"tile": "money", "x": 0, "y": 0, "w": 6, "h": 6}, {"tile": "counts", "x": 6, "y": 0, "w": 6, "h": 6}]
AUDITOR = {"id": "audit", "to": ["role:deal_auditor"], "form": "opportunity", "ops": ["read"], "rows": "all",
           "read": ["region", "stage"], "write": [], "aggregate": True}  # fmt: skip
Lines = dict[str, tuple[str, ...]]
"""Region, or 合计 → the numbers beside it, as written."""


def department(post: Post, name: str) -> str:
    answer = post.crm.owner.post("/api/v1/departments", json={"name": name})
    assert answer.status_code == 201, answer.text
    identity: str = answer.json()["id"]
    return identity


def auditor(post: Post) -> Someone:
    """Somebody who may see all deals, but not what they are worth."""
    person = post.crm.company.hire("审计")
    now = post.crm.owner.get(f"{API}/roles").json()
    members = [{"kind": "person", "id": person.id, "name": "审计"}]
    role = {"key": "deal_auditor", "label": "审计", "members": members}
    body = {"roles": [*now["roles"], role], "grants": [*now["grants"], AUDITOR], "revision": now["revision"]}
    assert post.crm.owner.put(f"{API}/roles", json=body).status_code == 200
    return person


def all_deals(post: Post) -> list[dict[str, Any]]:
    """Every deal there is, read by the owner of the app."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = post.crm.owner.get(DEALS, params={"limit": "500", **cursor}).json()
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


def expected(deals: list[dict[str, Any]]) -> tuple[Lines, Lines]:
    """The two tables over these deals, without any engine."""
    money: Lines = {}
    groups = {label: [deal for deal in deals if deal["region"] == region] for region, label in REGIONS.items()}
    for label, mine in {**groups, "合计": deals}.items():
        if not mine:
            continue
        amount = sum((Decimal(repr(deal["amount"])) for deal in mine if deal["amount"] is not None), Decimal(0))
        first = sum(deal["stage"] == "new" for deal in mine)
        money[label] = (
            number(len(mine)),
            number(amount),
            number(first),
            f"{Decimal(100 * first) / len(mine):.1f}%",
        )
    return money, {label: numbers[:1] for label, numbers in money.items()}


def number(value: Any) -> str:
    """A number as all doors are compared: no thousands marks, no zeros at the end."""
    return format(Decimal(repr(value) if isinstance(value, float) else value).normalize(), "f")


def on_screen(who: Any) -> dict[str, Lines | str]:
    answer = who.post(f"{BOARD}/data", json={})
    assert answer.status_code == 200, answer.text
    found: dict[str, Lines | str] = {}
    for key, tile in answer.json()["tiles"].items():
        if tile["state"] != "ok":
            found[key] = str(tile["state"])
            continue
        table = tile["figure"]["table"]
        lines = {row[0]: tuple(map(plain, row[1:])) for row in table["rows"]}
        (total,) = table["totals"]
        lines["合计"] = tuple(plain(text) for text in total["rows"][0][1:])
        found[key] = lines
    return found


def plain(text: str) -> str:
    bare = text.replace(",", "")
    return bare if bare.endswith("%") else number(bare)


def in_workbook(content: bytes) -> dict[str, Lines | str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    found: dict[str, Lines | str] = {}
    for key, title in (("money", "金额表"), ("counts", "数量表")):
        lines = {row[0].value: [cell.value for cell in row[1:]] for row in book[title].iter_rows()}
        known = {label: values for label, values in lines.items() if label in (*REGIONS.values(), "合计")}
        if not known:
            found[key] = "refused"
            continue
        width = 4 if key == "money" else 1
        found[key] = {
            str(label): tuple(
                f"{value:.1%}" if place == 3 else number(value) for place, value in enumerate(values[:width])
            )
            for label, values in known.items()
        }
    return found


def in_pdf(content: bytes) -> dict[str, Lines | str]:
    """Tables are told apart by their titles; each line is a label and the words behind it."""
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split()
    found: dict[str, Lines | str] = {}
    for key, title, width in (("money", "金额表", 4), ("counts", "数量表", 1)):
        others = [place for place, word in enumerate(words) if word in ("金额表", "数量表")]
        start = words.index(title)
        end = min((place for place in others if place > start), default=len(words))
        lines: Lines = {}
        for place in range(start, end):
            if words[place] in (*REGIONS.values(), "合计"):
                lines[words[place]] = tuple(map(plain, words[place + 1 : place + 1 + width]))
        found[key] = lines or "refused"
    return found


def exported(who: Any, format_: str) -> bytes:
    answer = who.post(f"{BOARD}:export", json={"format": format_})
    assert answer.status_code == 200, answer.text
    content: bytes = answer.content
    return content


def attached(mail: Outgoing, suffix: str) -> bytes:
    return next(each.content for each in mail.attachments if each.name.endswith(suffix))


def test_R106_R109_each_viewer_sees_their_own_right_numbers_through_every_door(post: Post) -> None:
    east, south = department(post, "东区"), department(post, "南区")
    li = post.hire("小李", "sales", department_id=east)
    zhao = post.hire("小赵", "sales", department_id=south)
    boss = post.hire("区经理", "sales_manager", department_id=east)
    audit = auditor(post)
    made = [(li, 1200.55, "east"), (li, 300, "east"), (li, 0.1, "north"), (zhao, 77, "east"), (boss, 5000, "south")]
    for who, amount, region in made:
        post.deal(who.browser, amount, region)
    won = post.deal(li.browser, 999.99, "east")
    body = {"stage": "contact", "version": won["version"]}
    assert li.browser.patch(f"{DEALS}/{won['id']}", json=body).status_code == 200
    everybody = [f"person:{each.id}" for each in (li, zhao, boss, audit)]
    manager = post.hire("总经理", "manager")
    daily = {
        "key": "daily",
        "cron": "0 8 * * *",
        "formats": ["pdf", "xlsx"],
        "to": [*everybody, f"person:{manager.id}"],
    }
    post.publish(tiles=TILES, grid=GRID, deliveries=[daily])

    sees: Mapping[str, Callable[[str], bool]] = {
        li.email: lambda owner: owner == li.id,
        zhao.email: lambda owner: owner == zhao.id,
        boss.email: lambda owner: owner in (boss.id, li.id),
        audit.email: lambda owner: True,
        manager.email: lambda owner: True,
    }
    deals = all_deals(post)
    assert len(deals) > 500
    post.at(DUE)
    post.work_off()
    mails = {mail.to[0]: mail for mail in post.mails}
    assert mails.keys() == sees.keys()
    shown = []
    for who in (li, zhao, boss, audit, manager):
        may = sees[who.email]
        money, counts = expected([deal for deal in deals if may(owner_of(deal))])
        right: dict[str, Lines | str] = {"money": "refused" if who is audit else money, "counts": counts}
        assert on_screen(who.browser) == right, who.email
        assert in_workbook(exported(who.browser, "xlsx")) == right, who.email
        assert in_pdf(exported(who.browser, "pdf")) == right, who.email
        assert in_workbook(attached(mails[who.email], ".xlsx")) == right, who.email
        assert in_pdf(attached(mails[who.email], ".pdf")) == right, who.email
        shown.append(right)
    assert all(one != other for place, one in enumerate(shown) for other in shown[:place]), "all of them different"


def owner_of(deal: dict[str, Any]) -> str:
    owner = deal["owner"]
    return str(owner["id"] if isinstance(owner, dict) else owner)
