"""What the nightly analytics makes of customers, computed here by the same definitions of `engines.report.metrics`:
RFM and tiers, lifetime values, A/B/C, and their snapshots (R110–R120).

Planted: 12 customers of the highest tier whom nobody has seen logging in for 7 days or more; all five tiers and A, B, C.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

from engines.report.metrics import clv_model, rfm
from engines.report.metrics.base import Scene
from scripts.crm_data.words import Row, at, day, ref
from scripts.crm_data.world import Customer, World, picker

SILENT = 12
_TODAY = date(2026, 1, 1)
"""Any day: only distances count."""
_TIER = {"high": "high", "growing": "growing", "potential": "promising", "dormant": "dormant", "lost": "lost"}
_MARGIN = 1.0
_SNAPSHOTS = (-150, -120, -90, -60, -30, -1)


def add_values(world: World) -> None:
    """Fills the customers' figures and adds snapshots of the last half year."""
    pick = picker("values")
    _rfm_snapshots(world)
    _lifetime(world)
    _classes(world)
    logins(world, pick)
    for customer in world.customers:
        _lifecycle(customer)


def _frame(world: World, as_of: int) -> pl.DataFrame:
    rows = [(order.customer.number, _date(order.day), order.net) for order in world.orders if order.day <= as_of]
    return pl.DataFrame(rows, schema={"customer": pl.Int64, "day": pl.Date, "amount": pl.Float64}, orient="row")


def _date(shift: int) -> date:
    return _TODAY + timedelta(days=shift)


def scores(world: World, as_of: int) -> dict[int, dict[str, Any]]:
    """RFM of every customer with orders in the year before, by customer."""
    orders = _frame(world, as_of).filter(pl.col("day") > _date(as_of - 365))
    found = rfm.score(orders, _date(as_of), rfm.RfmOptions())
    return {row["customer"]: row for row in found.iter_rows(named=True)}


def _rfm_snapshots(world: World) -> None:
    before: dict[int, str] = {}
    for as_of in _SNAPSHOTS:
        for number, row in scores(world, as_of).items():
            tier = _TIER[row["tier"]]
            world.add(
                "rfm_snapshot",
                {
                    "customer": ref("customer", number),
                    "as_of": day(as_of),
                    "recency_days": row["days"],
                    "frequency": row["frequency"],
                    "monetary": round(row["money"], 2),
                    "r": row["r"],
                    "f": row["f"],
                    "m": row["m"],
                    "tier": tier,
                    "tier_before": before.get(number),
                    "created_at": at(as_of, 150),
                },
            )
            before[number] = tier
    now = scores(world, 0)
    for number, row in now.items():
        world.customers[number - 1].row.update(
            {
                "rfm_r": row["r"],
                "rfm_f": row["f"],
                "rfm_m": row["m"],
                "rfm_on": day(0),
                "value_tier": _TIER[row["tier"]],
            }
        )
    newest: dict[int, int] = {}
    for order in world.orders:
        newest[order.customer.number] = max(order.day, newest.get(order.customer.number, order.day))
    for number, when in newest.items():
        world.customers[number - 1].row["last_order_on"] = day(when)
    for customer in world.customers:
        if "last_order_on" in customer.row and "value_tier" not in customer.row:
            customer.row |= {"value_tier": "lost", "rfm_r": 1, "rfm_f": 1, "rfm_m": 1, "rfm_on": day(0)}


def _lifetime(world: World) -> None:
    """What was paid so far; and BG/NBD with Gamma-Gamma for the next year."""
    scene = Scene(now=datetime.combine(_TODAY, datetime.min.time(), UTC))
    for as_of in (-90, -30, 0):
        frame = _frame(world, as_of)
        options = clv_model.ClvModelOptions(as_of=_date(as_of), margin=_MARGIN)
        model = clv_model.compute({"orders": frame}, options, scene)
        sums = dict(frame.group_by("customer").agg(pl.sum("amount")).iter_rows())
        for row in model.customers.iter_rows(named=True):
            values = {
                "historic": round(sums[row["customer"]] * _MARGIN, 2),
                "predicted": round(row["clv"] or 0.0, 2),
                "expected_purchases": round(row["expected_purchases"], 2),
            }
            _keep_lifetime(world, row["customer"], as_of, values)


def _keep_lifetime(world: World, number: int, as_of: int, values: dict[str, float]) -> None:
    if as_of:
        row: Row = {"customer": ref("customer", number), "as_of": day(as_of), **values}
        world.add("clv_snapshot", {**row, "model": "BG/NBD + Gamma-Gamma", "created_at": at(as_of, 160)})
        return
    world.customers[number - 1].row.update(
        {
            "clv": values["historic"],
            "clv_predicted": values["predicted"],
            "expected_purchases": values["expected_purchases"],
        }
    )


def _classes(world: World) -> None:
    """A: who brings the first 80 % of the money of all customers, B up to 95 %, C the others."""
    worth: dict[int, float] = {}
    for order in world.orders:
        if order.day > -365:
            worth[order.customer.number] = worth.get(order.customer.number, 0.0) + order.net
    total, so_far = sum(worth.values()), 0.0
    for customer in world.customers:
        customer.row["abc_class"] = "c"
    for number in sorted(worth, key=lambda one: -worth[one]):
        customer = world.customers[number - 1]
        customer.row["abc_class"] = "a" if so_far < 0.8 * total else "b" if so_far < 0.95 * total else "c"
        so_far += worth[number]


def logins(world: World, pick: random.Random) -> None:
    """When somebody of a customer last logged in: 12 of the highest tier 7 to 20 days ago, its others these days."""
    high = [customer for customer in world.buyers if customer.row.get("value_tier") == "high"]
    silent = {customer.number for customer in pick.sample(high, SILENT)}
    for customer in world.buyers:
        tier = customer.row.get("value_tier")
        if customer.number in silent:
            when = -pick.randint(8, 20)
        elif tier == "high":
            when = -pick.randint(1, 5)
        else:
            when = -pick.randint(
                *{"growing": (1, 9), "promising": (1, 15), "dormant": (8, 50)}.get(str(tier), (20, 120))
            )
        customer.row["last_login_at"] = at(max(when, min(-1, customer.created)), pick.randint(520, 1120))


def _lifecycle(customer: Customer) -> None:
    tier = customer.row.get("value_tier")
    if tier == "lost" or (customer.row["stage"] == "lost" and tier is None):
        state, journey = "lost", "retain"
    elif tier is None:
        state, journey = "potential", "acquire" if customer.row["stage"] in ("new", "contact") else "convert"
    else:
        old = customer.first_won is not None and customer.first_won < -180
        state, journey = ("loyal" if old else "new"), ("retain" if tier == "dormant" else "maintain")
    customer.row |= {"lifecycle": state, "journey": journey}
