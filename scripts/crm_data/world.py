"""What is being made: rows by form, and what the domains know of each other's rows."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field

from scripts.crm_data.words import Row, filled

SEED = 20261122


@dataclass
class Contact:
    """A person at a customer."""

    number: int
    name: str
    mobile: str
    email: str | None


@dataclass
class Customer:
    """A customer as the other domains need to know it. Days count from the install."""

    number: int
    name: str
    short: str
    region: str
    city: str
    industry: str
    source: str
    owner: str
    created: int
    buys: bool
    """Orders something sooner or later."""
    row: Row
    contacts: list[Contact] = field(default_factory=list)
    first_won: int | None = None


@dataclass
class Opportunity:
    """A deal: `entered` are the days on which each stage was entered, in order."""

    number: int
    customer: Customer
    owner: str
    stage: str
    entered: list[tuple[str, int]]
    lines: list[Row]
    amount: float
    row: Row
    campaign: int | None = None
    partner: int | None = None

    @property
    def created(self) -> int:
        return self.entered[0][1]

    @property
    def since(self) -> int:
        return self.entered[-1][1]


@dataclass
class Order:
    """A paid order, as RFM reads it: net of what was refunded."""

    number: int
    customer: Customer
    day: int
    net: float
    categories: tuple[str, ...]
    contact: int | None = None


@dataclass
class World:
    """Rows by form, in the order in which they were added, and facts about them."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    customers: list[Customer] = field(default_factory=list)
    opportunities: list[Opportunity] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    assets: dict[int, list[int]] = field(default_factory=dict)
    """Rows of asset by customer."""

    def add(self, form: str, row: Row) -> int:
        """Adds a row. → its number, from 1"""
        self.rows[form].append(filled(row))
        return len(self.rows[form])

    def put(self, form: str, number: int, **values: object) -> None:
        """Gives a row more values."""
        self.rows[form][number - 1].update(filled(values))

    @property
    def buyers(self) -> list[Customer]:
        """Customers that buy."""
        return [customer for customer in self.customers if customer.buys]


def picker(domain: str) -> random.Random:
    """Chance of one domain: what changes in another domain changes nothing here."""
    return random.Random(f"{SEED}:{domain}")


def office_minute(pick: random.Random) -> int:
    """A minute of the working day: 9–12 or 13–18 o'clock."""
    return pick.choice((pick.randint(540, 715), pick.randint(780, 1075)))
