"""One table of vectors for every back end; here closures and polars."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from engines.formula import (
    DictEnv,
    DictScope,
    ErrorValue,
    Formula,
    FormulaErrors,
    Unsupported,
    check,
    compile_closure,
    to_polars_with_error,
)
from engines.formula.jsonvalues import from_json, to_json
from engines.formula.types import as_type
from tests.engines.formula.vectors import FILE, build, dump, load

ROWS = load()
VALUED = [row for row in ROWS if "ast" in row]
REFUSED = [row for row in ROWS if "refused" in row]


def _id(row: dict[str, Any]) -> str:
    return str(row["text"])


def _same(got: Any, row: dict[str, Any]) -> bool:
    """Whether a canonical value is what the row expects."""
    if "error" in row:
        return isinstance(got, ErrorValue) and got.code == row["error"]
    wanted = from_json(row["result"], row["type"])
    if row.get("approx") and isinstance(wanted, Decimal) and isinstance(got, Decimal):
        return abs(got - wanted) <= abs(wanted) * Decimal("1e-12")
    return bool(got == wanted)


def env_of(row: dict[str, Any]) -> DictEnv:
    values = {name: from_json(value, row["scope"][name]) for name, value in row["values"].items()}
    return DictEnv(values, now=datetime.fromisoformat(row["now"]).astimezone(UTC))


def test_the_table_is_as_the_rows_say_and_large_enough() -> None:
    assert FILE.read_text(encoding="utf-8") == dump(build()), "run python -m tests.engines.formula.vectors"
    assert len(ROWS) >= 400


@pytest.mark.parametrize("row", VALUED, ids=_id)
def test_closures_answer_as_the_vector_says(row: dict[str, Any]) -> None:
    got = compile_closure(row["ast"])(env_of(row))
    assert _same(got, row), f"{row['text']} gave {got!r}"


def test_text_made_from_the_tree_is_read_back_into_the_same_tree() -> None:
    for row in VALUED:
        formula = Formula.from_json(row["ast"])
        again = check(formula.text(), DictScope(row["scope"]))
        assert json.dumps(again.ast) == json.dumps(formula.ast), row["text"]


@pytest.mark.parametrize("row", REFUSED, ids=_id)
def test_check_refuses_with_the_code_of_the_vector(row: dict[str, Any]) -> None:
    with pytest.raises(FormulaErrors) as caught:
        check(row["text"], DictScope(row["scope"]))
    problem = caught.value.problems[0]
    assert problem.code == row["refused"]
    assert problem.message["zh-CN"] and problem.message["en"]
    assert 0 <= problem.pos <= len(row["text"])


_DTYPES: dict[str, Any] = {
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "datetime": pl.Datetime("ms", "UTC"),
}


def _series(name: str, value: Any, type_json: Any) -> pl.Series:
    type_ = as_type(type_json)
    dtype = _DTYPES.get(type_.element.kind, pl.String)

    def plain(element: Any) -> Any:
        return float(element) if isinstance(element, Decimal) else element

    if type_.is_list:
        cell = None if value is None else [plain(element) for element in value]
        return pl.Series(name, [cell], dtype=pl.List(dtype))
    return pl.Series(name, [plain(value)], dtype=dtype)


def polars_answer(row: dict[str, Any]) -> Any:
    """The canonical value that polars gives. Raises Unsupported."""
    env = env_of(row)
    series = [_series(name, env.get(tuple(name.split("."))), row["scope"][name]) for name in row["values"]]
    frame = pl.DataFrame(series or [pl.Series("nothing", [0])])
    columns = {tuple(name.split(".")): pl.col(name) for name in row["values"]}
    value, error = to_polars_with_error(row["ast"], columns, now=env.now, tz=row["tz"])
    code = pl.lit(None, dtype=pl.String) if error is None else error
    got, failed = frame.select(value.first().alias("v"), code.first().alias("e")).row(0)
    if failed is not None:
        return ErrorValue(failed)
    return Decimal(repr(got)) if isinstance(got, float) else got


@pytest.mark.parametrize("row", VALUED, ids=_id)
def test_polars_answers_as_the_vector_says_or_refuses(row: dict[str, Any]) -> None:
    try:
        got = polars_answer(row)
    except Unsupported as refusal:
        assert refusal.backend == "polars"
        return
    assert _same(got, row), f"{row['text']} gave {got!r}"


def test_polars_takes_at_least_half_of_the_vectors() -> None:
    refused = 0
    for row in VALUED:
        try:
            polars_answer(row)
        except Unsupported:
            refused += 1
    assert refused < len(VALUED) / 2


def test_json_form_of_values_goes_both_ways() -> None:
    for row in VALUED:
        if "result" in row and row["type"] != "any":
            value = from_json(row["result"], row["type"])
            assert from_json(json.loads(json.dumps(to_json(value)), parse_float=Decimal), row["type"]) == value
