"""1,100 orders (R104, R110, R127): one per contract, the others spare parts, sensors and services that customers order
by themselves. Each buyer has a rhythm; some stopped long ago, so all five value tiers occur."""

from __future__ import annotations

import random

from scripts.crm_data.catalogue import PRODUCTS, Product
from scripts.crm_data.money import Contract
from scripts.crm_data.words import Row, at, person, ref
from scripts.crm_data.world import Customer, Order, World, office_minute, picker

ORDERS = 1100
_CHANNELS = ("ecommerce", "website", "phone", "miniapp", "wecom", "email", "partner", "api")
_CHANNEL_WEIGHTS = (26, 18, 20, 12, 10, 6, 5, 3)
_RHYTHMS = ((7, 19), (15, 34), (32, 70), (90, 190))
"""Days between two orders, by how eager a customer is."""
_STOPPED, _TRIED = 0.22, 0.16
"""How many stopped buying at some time, and after their first or second order."""
_SPARES = tuple(product for product in PRODUCTS if not product.dear)


def add_orders(world: World, contracts: list[Contract]) -> None:
    """Orders of contracts first, then the others in the order of their days."""
    pick = picker("orders")
    for contract in contracts:
        _of_contract(world, pick, contract)
    days = sorted(
        ((customer, when) for customer in world.buyers for when in _days(pick, customer)), key=lambda entry: entry[1]
    )
    wanted = ORDERS - len(contracts)
    assert len(days) >= wanted, len(days)
    kept = sorted(pick.sample(range(len(days)), wanted))
    for place in kept:
        customer, when = days[place]
        _add(world, pick, customer, when, _lines(pick, customer), pick.choices(_CHANNELS, _CHANNEL_WEIGHTS)[0])


def _days(pick: random.Random, customer: Customer) -> list[int]:
    """The days of a customer's own orders."""
    shortest, longest = pick.choices(_RHYTHMS, (26, 36, 26, 12))[0]
    until = -pick.randint(110, 330) if pick.random() < _STOPPED else -1
    when = (customer.first_won if customer.first_won is not None else customer.created) + pick.randint(12, 60)
    found = []
    while when <= until:
        found.append(when)
        when += pick.randint(shortest, longest)
    return found[: pick.randint(1, 2)] if pick.random() < _TRIED else found


def _of_contract(world: World, pick: random.Random, contract: Contract) -> None:
    deal = contract.deal
    lines = [
        {
            "product": line["product_ref"],
            "category": PRODUCTS[int(line["product_ref"]["$ref"].partition(":")[2]) - 1].category,
            "quantity": line["quantity"],
            "price": round(line["price"] * (1 - line["discount"]), 2),
        }
        for line in deal.lines
    ]
    first = contract.plan[0].paid_on
    _add(world, pick, deal.customer, first, lines, "partner" if deal.partner else "phone", contract)


def _lines(pick: random.Random, customer: Customer) -> list[Row]:
    """Spare parts and small services."""
    many = {"s": 1, "m": 2, "l": 3, "xl": 6}[customer.row.get("size", "m")]
    chosen: list[Product] = pick.sample(_SPARES, pick.choice((1, 1, 2, 3)))
    return [
        {
            "product": ref("product", product.number),
            "category": product.category,
            "quantity": pick.randint(1, 4) * many if product.price < 1500 else pick.randint(1, many),
            "price": product.price,
        }
        for product in chosen
    ]


def _add(
    world: World,
    pick: random.Random,
    customer: Customer,
    paid: int | None,
    lines: list[Row],
    channel: str,
    contract: Contract | None = None,
) -> None:
    amount = round(sum(round(line["quantity"] * line["price"], 2) for line in lines), 2)
    refunded = round(amount * pick.choice((0.2, 0.5)), 2) if contract is None and pick.random() < 0.03 else 0.0
    cancelled = contract is None and pick.random() < 0.015
    status = _status(paid, cancelled, contract)
    minute = office_minute(pick)
    made = paid if paid is not None else contract.signed if contract else -1
    row: Row = {
        "customer": ref("customer", customer.number),
        "contract": ref("contract", contract.number) if contract else None,
        "channel": channel,
        "lines": lines,
        "amount": amount,
        "refunded": refunded or None,
        "paid_at": at(paid, minute) if paid is not None and status != "cancelled" else None,
        "status": status,
        "owner": person(customer.owner),
        "created_at": at(contract.signed if contract else made, minute if contract is None else 560),
    }
    number = world.add("order", row)
    if status in ("paid", "shipped", "done"):
        assert paid is not None
        categories = tuple(sorted({line["category"] for line in lines}))
        world.orders.append(Order(number, customer, paid, round(amount - refunded, 2), categories))


def _status(paid: int | None, cancelled: bool, contract: Contract | None) -> str:
    if paid is None:
        return "open"
    if cancelled:
        return "cancelled"
    if paid > -4:
        return "paid"
    return "shipped" if paid > -12 and contract is None else "done"
