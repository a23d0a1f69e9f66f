"""Health of customers by the definition of the nightly flow (R118, R119): use, tickets, answers, payments, contact.

The figures are counted from the rows made before, with `engines.report.metrics.health_score`. Rows that name a weekday
are placed as if the install were on a Thursday.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import polars as pl

from engines.report.metrics import health_score
from engines.report.metrics.base import Scene
from scripts.crm_data.words import Row, at, day, ref
from scripts.crm_data.world import World

WEIGHTS = {"usage": 30.0, "support": 20.0, "sentiment": 20.0, "payment": 15.0, "engagement": 15.0}
_NAMES = {"usage": "产品使用", "support": "服务工单", "sentiment": "满意度", "payment": "付款", "engagement": "联系"}
_AS_OF = (-60, -30, 0)
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_THURSDAY = 4
_Signal = tuple[str, str, float, int]
"""Customer, part, score 0–100, day."""


def add_health(world: World) -> None:
    """Snapshots of the last months, and the figures of the day of the install on the customers that buy."""
    buyers = {f"customer:{one.number}": one for one in world.buyers if "value_tier" in one.row}
    for as_of in _AS_OF:
        frame = _frame([signal for signal in _signals(world, as_of) if signal[0] in buyers])
        scene = Scene(now=_NOW + timedelta(days=as_of))
        options = health_score.HealthOptions(weights=WEIGHTS)
        found = health_score.compute({"signals": frame}, options, scene)
        parts: dict[str, dict[str, float]] = {}
        lost: dict[str, list[str]] = {}
        for row in found.reasons.iter_rows(named=True):
            parts.setdefault(row["customer"], {})[row["part"]] = row["score"]
            if row["lost"] >= 0.5:
                text = f"{_NAMES[row['part']]} {row['score']:.0f} 分（−{row['lost']:.0f}）"
                lost.setdefault(row["customer"], []).append(text)
        for row in found.customers.iter_rows(named=True):
            name = row["customer"]
            figures = {"health": round(row["score"]), "reasons": "；".join(lost.get(name, [])) or None}
            figures["churn_risk"] = round(max(0.03, min(0.96, 1.12 - row["score"] / 80)), 2)
            _keep(
                world,
                int(name.partition(":")[2]),
                as_of,
                figures,
                {key: round(part) for key, part in parts[name].items()},
            )


def _keep(world: World, number: int, as_of: int, figures: Row, parts: Row) -> None:
    shown = as_of or -1
    row: Row = {"customer": ref("customer", number), "as_of": day(shown), **figures, **parts}
    world.add("health_snapshot", {**row, "created_at": at(shown, 170)})
    if as_of == 0:
        customer = world.customers[number - 1].row
        customer |= {"health": figures["health"], "churn_risk": figures["churn_risk"], "factors": 216}
        if figures["reasons"]:
            customer["health_reasons"] = figures["reasons"]
        if figures["churn_risk"] >= 0.5:
            customer["churn_reasons"] = figures["reasons"]


def _frame(signals: list[_Signal]) -> pl.DataFrame:
    rows = [(customer, part, score, _NOW + timedelta(days=when)) for customer, part, score, when in signals]
    schema = {"customer": pl.String, "part": pl.String, "score": pl.Float64, "at": pl.Datetime("ms", "UTC")}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _signals(world: World, as_of: int) -> Iterator[_Signal]:
    for form, part, days, worst, best in (("event", "usage", 30, 0, 20), ("ticket", "support", 60, 5, 0)):
        known = [(name, when) for name, when in _dated(world, form, "created_at") if when <= as_of]
        recent = Counter(name for name, when in known if as_of - when < days)
        for name in {name: None for name, _ in known}:
            yield name, part, _scaled(recent[name], worst, best), as_of
    newest: dict[str, int] = {}
    for name, when in _dated(world, "follow_up", "created_at"):
        if when <= as_of:
            newest[name] = max(when, newest.get(name, when))
    for name, when in newest.items():
        yield name, "engagement", _scaled(as_of - when, 90, 7), as_of
    for form, part, field, moment, worst, best in (
        ("survey_response", "sentiment", "score", "at", 1, 5),
        ("instalment", "payment", "days_late", "due", 60, 0),
    ):
        for row in world.rows[form]:
            when = _day(row[moment])
            if when <= as_of and row.get("kind", "csat") == "csat":
                yield row["customer"]["$ref"], part, _scaled(row[field], worst, best), when


def _dated(world: World, form: str, field: str) -> Iterator[tuple[str, int]]:
    for row in world.rows[form]:
        if "customer" in row and "$minutes" not in row[field]:
            yield row["customer"]["$ref"], _day(row[field])


def _day(moment: Row) -> int:
    """Days from the install."""
    if "$week" in moment:
        return int(7 * moment["$week"] + moment["weekday"] - _THURSDAY)
    return int(moment["$days"])


def _scaled(value: float, worst: float, best: float) -> float:
    return max(0.0, min(100.0, (value - worst) / (best - worst) * 100))
