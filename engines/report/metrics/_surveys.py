"""What surveys share: which answer of a customer counts, and which scores are valid."""

from __future__ import annotations

import polars as pl

from engines.report.metrics._frames import MetricInputError
from engines.report.metrics._result import Text


def newest_answers(answers: pl.DataFrame) -> pl.DataFrame:
    """The newest answer per customer and wave; of equally old ones the lowest score, so that row order never matters.
    Anonymous answers all count; rows without a score are no answers."""
    answered = answers.drop_nulls("score")
    named = answered.filter(pl.col("customer").is_not_null())
    newest = named.sort(["answered", "score"], descending=[True, False], nulls_last=True, maintain_order=True).unique(
        ["customer", "wave"], keep="first", maintain_order=True
    )
    return pl.concat([newest, answered.filter(pl.col("customer").is_null())])


def whole_numbers(answers: pl.DataFrame, low: int, high: int) -> pl.DataFrame:
    """The answers whose score is a whole number from `low` to `high`."""
    score = pl.col("score")
    return answers.filter((score == score.floor()) & score.is_between(low, high))


def only_scale(answers: pl.DataFrame, scale: str) -> None:
    """Refuses answers of another version of the question: two scales in one average are no number at all."""
    others = answers.filter(pl.col("scale").is_not_null() & (pl.col("scale") != scale))
    if len(others):
        found = "、".join(sorted(others["scale"].unique().to_list()))
        raise MetricInputError(
            "answers", "scale",
            Text(f"不同版本的问卷不能混算（{found}）", f"answers of another scale can't be mixed in: {found}"),
        )  # fmt: skip
