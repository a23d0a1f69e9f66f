"""What order histories share: order days per customer, and the window that is looked at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import polars as pl
from pydantic import Field

from engines.report.metrics._frames import Column, Table, column, table
from engines.report.metrics.base import Options

MAX_WINDOW = 36_600  # days

CUSTOMER = column("customer", "id", "客户", "customer")
DAY = column("day", "date", "日期", "day")
AMOUNT = column("amount", "money", "金额（已扣退款）", "amount, net of refunds")


def orders_table(*more: Column) -> Table:
    """Paid orders: customer, day, and what a metric needs besides."""
    return table("orders", "已付订单", "paid orders", CUSTOMER, DAY, *more)


class WindowOptions(Options):
    """`window_days` up to and including `as_of`; without it everything until `as_of`."""

    as_of: date | None = None
    window_days: Annotated[int, Field(ge=1, le=MAX_WINDOW)] | None = None


def in_window(orders: pl.DataFrame, as_of: date, window_days: int | None) -> pl.DataFrame:
    """Orders of known customers on days of the window."""
    known = orders.drop_nulls(["customer", "day"]).filter(pl.col("day") <= as_of)
    if window_days is None:
        return known
    return known.filter(pl.col("day") > as_of - timedelta(days=window_days))


def order_days(orders: pl.DataFrame) -> pl.DataFrame:
    """One row per customer and day, in order."""
    return orders.select("customer", "day").unique().sort("customer", "day")
