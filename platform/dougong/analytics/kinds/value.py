"""Worth and health: rfm, clv, abc, health."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import polars as pl

from dougong.analytics.asking import Asking, Counted
from dougong.kit.errors import Text, say
from engines.flow.analyses import Abc, Clv, Health, HealthPart, Rfm
from engines.report.learning.likings import classes
from engines.report.metrics import METRICS
from engines.report.metrics.clv_model import ClvModelOptions
from engines.report.metrics.health_score import HealthOptions
from engines.report.metrics.rfm import RfmOptions

Results = dict[str, dict[str, Any]]


def too_few(n: int, wanted: int) -> Text:
    """Nothing is written because there is too little to go by."""
    return say(
        f"数据太少：{n} 个，至少需要 {wanted} 个，未写入。", f"Too few: {n} of at least {wanted}; nothing was written."
    )


def rfm(asking: Asking, wanted: Rfm) -> Counted:
    """Scores and tiers of those who ordered in the window; who ordered before it only is lost."""
    orders = asking.orders(wanted.orders)
    options = RfmOptions(
        window_days=wanted.window_days, recency_days=wanted.recency_days, frequency=wanted.frequency,
        money=wanted.money, minimum=wanted.minimum,
    )  # fmt: skip
    found = METRICS["rfm"].compute({"orders": orders}, options, scene=asking.scene)
    if found.n < wanted.minimum:
        return Counted({}, too_few(found.n, wanted.minimum))
    results: Results = {}
    past = orders.filter(pl.col("day") <= pl.lit(asking.as_of)).group_by("customer").agg(pl.col("day").max())
    for customer, last in past.iter_rows():
        days = (asking.as_of - last).days
        results[customer] = {"r": 1, "f": 1, "m": 1, "v": 1, "tier": "lost", "days": days, "frequency": 0, "money": 0}
    for row in found.customers.iter_rows(named=True):
        names = ("r", "f", "m", "v", "tier", "days", "frequency", "money")
        results[row["customer"]] = {name: row[name] for name in names}
    return Counted(results)


def clv(asking: Asking, wanted: Clv) -> Counted:
    """Value so far, and predicted where the model could be fitted."""
    orders = asking.orders(wanted.orders)
    options = ClvModelOptions(
        model=wanted.model, months=wanted.months, monthly_discount=wanted.monthly_discount, margin=wanted.margin,
        minimum=wanted.minimum,
    )  # fmt: skip
    found = METRICS["clv_model"].compute({"orders": orders}, options, scene=asking.scene)
    if found.purchases is None or found.repeaters < wanted.minimum:
        return Counted({}, too_few(found.repeaters, max(1, wanted.minimum)))
    past = orders.filter(pl.col("day") <= pl.lit(asking.as_of)).group_by("customer").agg(pl.col("amount").sum())
    sums = {customer: float(amount) * wanted.margin for customer, amount in past.iter_rows()}
    return Counted(
        {
            row["customer"]: {
                "historic": sums.get(row["customer"], 0.0),
                "clv": row["clv"],
                "expected_purchases": row["expected_purchases"],
                "expected_value": row["expected_value"],
            }
            for row in found.customers.iter_rows(named=True)
        }
    )


def abc(asking: Asking, wanted: Abc) -> Counted:
    """Pareto classes of what was worth something in the window; everybody else who ever ordered is c."""
    orders = asking.orders(wanted.orders).filter(pl.col("day") <= pl.lit(asking.as_of))
    start = asking.as_of - timedelta(days=wanted.window_days)
    recent = pl.when(pl.col("day") > pl.lit(start)).then(pl.col("amount").cast(pl.Float64)).otherwise(0.0)
    sums = orders.group_by("customer").agg(recent.sum().alias("money"))
    worth = {customer: round(money, 6) for customer, money in sums.iter_rows()}
    return Counted(
        {
            customer: {"class": named, "money": worth[customer], "share": share, "cumulative": before + share}
            for customer, (named, share, before) in classes(worth, wanted.shares).items()
        }
    )


def health(asking: Asking, wanted: Health) -> Counted:
    """Weighted parts, with what each costs and what is missing."""
    signals = pl.concat([_signals(asking, name, part) for name, part in wanted.parts.items()])
    options = HealthOptions(
        weights={name: part.weight for name, part in wanted.parts.items()},
        half_life_days=wanted.half_life_days,
        bands=wanted.bands,
    )
    found = METRICS["health_score"].compute({"signals": signals}, options, scene=asking.scene)
    results: Results = {}
    for row in found.customers.iter_rows(named=True):
        missing = [part_name(asking, name, wanted.parts) for name in row["missing"]]
        results[row["customer"]] = {
            "score": row["score"], "band": row["band"], "reasons": "", "missing": "、".join(missing) or None,
            **dict.fromkeys((f"part_{name}" for name in wanted.parts), None),
        }  # fmt: skip
    lines: dict[str, list[str]] = {}
    for row in found.reasons.iter_rows(named=True):
        results[row["customer"]][f"part_{row['part']}"] = row["score"]
        if row["lost"] >= 0.5:
            name = part_name(asking, row["part"], wanted.parts)
            line = asking.say(
                f"{name} {row['score']:.0f} 分（−{row['lost']:.0f}）", f"{name} {row['score']:.0f} (−{row['lost']:.0f})"
            )
            lines.setdefault(row["customer"], []).append(line)
    for customer, result in results.items():
        told = lines.get(customer, [])
        if result["missing"]:
            told = [*told, asking.say(f"没有数据：{result['missing']}", f"No data: {result['missing']}")]
        result["reasons"] = asking.say("；", "; ").join(told) or None
    return Counted(results)


def part_name(asking: Asking, name: str, parts: Mapping[str, HealthPart]) -> str:
    """A part as people know it: its label, else the form it comes from."""
    label = parts[name].label
    if isinstance(label, str):
        return label
    if label is not None:
        plain = {str(language): text for language, text in label.items()}
        return plain.get(asking.language) or next(iter(plain.values()))
    return asking.name(parts[name].source.form)


def _signals(asking: Asking, name: str, part: HealthPart) -> pl.DataFrame:
    """Scores 0–100 of one part: per row, or one per subject as of now."""
    rows = asking.of_subjects(part.source).filter(pl.col("at") <= pl.lit(asking.scene.now))
    raw = pl.col("raw").cast(pl.Float64)
    score = ((raw - part.worst) / (part.best - part.worst) * 100).clip(0, 100)
    age = (pl.lit(asking.as_of) - pl.col("day")).dt.total_days()
    if part.measure == "value":
        found = rows.select("subject", pl.col("value").alias("raw"), "at")
    elif part.measure == "count":
        found = rows.group_by("subject").agg((age < part.days).sum().alias("raw"))
    else:
        found = rows.group_by("subject").agg(age.min().alias("raw"))
    if part.measure != "value":
        found = found.with_columns(pl.lit(asking.scene.now).cast(pl.Datetime("ms", "UTC")).alias("at"))
    return found.drop_nulls("raw").select(
        pl.col("subject").alias("customer"), pl.lit(name).alias("part"), score.alias("score"), "at"
    )
