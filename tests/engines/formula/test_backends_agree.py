"""Random formulas on random records: closures and polars give the same value or the same error."""

from decimal import Decimal
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings

from engines.formula import FUNCTIONS, ErrorValue, Formula, check, compile_closure, to_polars_with_error
from engines.formula.types import TEXT
from tests.engines.formula.trees import NOW, SCOPE, TYPES, Case, cases

SUPPORTED = {name for name, function in FUNCTIONS.items() if "polars" in function.backends}
_DTYPES: dict[str, Any] = {
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "datetime": pl.Datetime("ms", "UTC"),
}


def _frame(values: dict[str, Any]) -> pl.DataFrame:
    columns = []
    for name, ref in TYPES.items():
        value = values[name]
        plain = float(value) if isinstance(value, Decimal) else value
        columns.append(pl.Series(name, [plain], dtype=_DTYPES.get(ref.type.kind, pl.String)))
    return pl.DataFrame(columns)


def _by_polars(formula: Formula, values: dict[str, Any]) -> Any:
    paths = {tuple(name.split(".")): pl.col(name) for name in TYPES}
    value, error = to_polars_with_error(formula, paths, now=NOW)
    code = pl.lit(None, dtype=pl.String) if error is None else error
    got, failed = _frame(values).select(value.first().alias("v"), code.first().alias("e")).row(0)
    if failed is not None:
        return ErrorValue(failed)
    return Decimal(repr(got)) if isinstance(got, float) else got


def same(left: Any, right: Any) -> bool:
    """Equal values; numbers may differ by 1e-13 of their size."""
    if isinstance(left, ErrorValue) or isinstance(right, ErrorValue):
        return isinstance(left, ErrorValue) and isinstance(right, ErrorValue) and left.code == right.code
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return abs(left - right) <= max(abs(left), abs(right)) * Decimal("1e-13")
    return bool(left == right)


@given(cases(SUPPORTED))
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_polars_and_closures_agree_on_random_formulas(case: Case) -> None:
    formula = check(case.text, SCOPE)
    expected = compile_closure(formula)(case.env())
    assert same(expected, _by_polars(formula, case.values)), case.text


@given(cases())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_random_formula_survives_json_and_text(case: Case) -> None:
    formula = check(case.text, SCOPE)
    stored = Formula.from_json(formula.to_json())
    assert check(stored.text(), SCOPE).ast == formula.ast
    assert same(compile_closure(formula)(case.env()), compile_closure(stored)(case.env()))


@given(cases())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_result_has_the_type_that_check_promised(case: Case) -> None:
    formula = check(case.text, SCOPE)
    value = compile_closure(formula)(case.env())
    if value is None or isinstance(value, ErrorValue):
        return
    if formula.type.kind == "number":
        assert isinstance(value, Decimal)
        assert value.is_finite() and len(value.normalize().as_tuple().digits) <= 15
    if formula.type == TEXT:
        assert isinstance(value, str) and value != ""
    if formula.type.kind == "boolean":
        assert isinstance(value, bool)
