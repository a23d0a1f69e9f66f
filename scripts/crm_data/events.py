"""6,000 events of the last 90 days (R67, R70, R130, R153, R154, R170): use of the product by customers, visits of the site.

The newest login of a customer is the `last_login_at` of the customer. Planted: 8 contacts looked at one product three
times or more within a week and ordered nothing since."""

from __future__ import annotations

import random

from scripts.crm_data.catalogue import PRODUCTS
from scripts.crm_data.words import Row, at, ref
from scripts.crm_data.world import Customer, World, picker

EVENTS, LOOKED = 6000, 8
_PAGES = {
    "page_view": ("/", "/cases", "/pricing", "/solutions/energy", "/solutions/maintenance", "/about", "/blog/oee"),
    "download": ("/files/whitepaper-pdm.pdf", "/files/dg500-datasheet.pdf", "/files/case-diecasting.pdf"),
    "feature_use": ("看板", "告警", "报表导出", "能耗分析", "点表", "移动端", "接口"),
    "mail_open": ("/mail",),
    "mail_click": ("/mail",),
    "trial_start": ("/trial",),
    "checkout": ("/shop/checkout",),
}
_EAGER = {"high": 46, "growing": 34, "promising": 22, "dormant": 7, "lost": 2}


def add_events(world: World) -> None:
    """Logins and use first, then plain visits of the site."""
    pick = picker("events")
    for customer in world.buyers:
        _use(world, pick, customer)
    for customer in pick.sample(world.buyers, LOOKED):
        _looks(world, pick, customer)
    assert len(world.rows["event"]) < EVENTS, len(world.rows["event"])
    while len(world.rows["event"]) < EVENTS:
        _visit(world, pick)


def _use(world: World, pick: random.Random, customer: Customer) -> None:
    """Sessions up to the last login: a login and a few features."""
    last = customer.row["last_login_at"]["$days"]
    minute = int(customer.row["last_login_at"]["time"][:2]) * 60 + int(customer.row["last_login_at"]["time"][3:])
    sessions = max(1, _EAGER.get(str(customer.row.get("value_tier")), 3) // 5)
    days = [last, *sorted((pick.randint(min(-90, last), last) for _ in range(sessions - 1)), reverse=True)]
    for place, when in enumerate(days):
        start = minute if place == 0 else pick.randint(480, minute) if when == last else pick.randint(480, 1150)
        session = f"s{customer.number:03}{place:02}{-when:03}"
        contact = pick.choice(customer.contacts).number
        _add(world, customer, contact, "product", "login", when, start, session)
        for step in range(1, pick.randint(2, 6)):
            page = pick.choice(_PAGES["feature_use"])
            seconds = pick.randint(20, 900)
            _add(world, customer, contact, "product", "feature_use", when, start + step, session, page, seconds)


def _looks(world: World, pick: random.Random, customer: Customer) -> None:
    product = pick.choice(PRODUCTS[:14]).number
    for when in sorted(pick.sample(range(-6, 0), 3)):
        contact = customer.contacts[0].number
        session = f"w{customer.number:03}{-when}"
        page = f"/products/{PRODUCTS[product - 1].code.lower()}"
        _add(world, customer, contact, "web", "product_view", when, pick.randint(540, 1200), session, page, 80, product)


def _visit(world: World, pick: random.Random) -> None:
    """A visit of the site, by somebody known or not."""
    customer = pick.choice(world.customers) if pick.random() < 0.62 else None
    contact = customer.contacts[0].number if customer else None
    when, start = -pick.randint(1, 90), pick.randint(440, 1300)
    session = f"v{pick.getrandbits(32):08x}"
    for step in range(min(pick.randint(1, 4), EVENTS - len(world.rows["event"]))):
        name = pick.choices(
            ("page_view", "product_view", "download", "mail_open", "mail_click", "cart", "checkout", "trial_start"),
            (46, 24, 8, 9, 5, 5, 2, 1),
        )[0]
        source = "mail" if name.startswith("mail") else "app" if pick.random() < 0.2 else "web"
        product = pick.choice(PRODUCTS).number if name in ("product_view", "cart") else None
        page = f"/products/{PRODUCTS[product - 1].code.lower()}" if product else pick.choice(_PAGES.get(name, ("/",)))
        seconds = pick.randint(4, 240)
        _add(world, customer, contact, source, name, when, start + step, session, page, seconds, product)


def _add(
    world: World,
    customer: Customer | None,
    contact: int | None,
    source: str,
    name: str,
    when: int,
    minute: int,
    session: str,
    page: str | None = None,
    seconds: int | None = None,
    product: int | None = None,
) -> None:
    row: Row = {
        "customer": ref("customer", customer.number) if customer else None,
        "contact": ref("contact", contact) if contact else None,
        "anon": None if customer else f"a-{session}",
        "source": source,
        "name": name,
        "at": at(when, minute),
        "product": ref("product", product) if product else None,
        "page": page,
        "session": session,
        "seconds": seconds,
        "created_at": at(when, minute),
    }
    world.add("event", row)
