"""One figure over many records: those that link here, those this record links to, or the rows of a subform.

It is compiled into a formula over the list (`engines/form/rollup.py`): `sum` of `amount` where `stage = 'won'` is
`SUM(IF(stage = 'won', amount))`. So it follows the language's rules for blanks and errors, and every back end
that answers it answers alike.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engines.form.fields.formula import ResultField, ResultType
from engines.form.labels import Sentence, sentence
from engines.form.rules import FormulaText, Key

RollupFunction = Literal["count", "sum", "avg", "min", "max", "first", "last", "concat", "distinct"]
RollupPath = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47})?$")]
SortPath = Annotated[str, StringConstraints(pattern=r"^-?[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47})?$")]
_RESULTS: dict[str, frozenset[str]] = {
    "count": frozenset({"number"}),
    "distinct": frozenset({"number"}),
    "concat": frozenset({"text"}),
    "sum": frozenset({"number", "money", "percent"}),
    "avg": frozenset({"number", "money", "percent"}),
}


class RollupField(ResultField):
    """汇总 / Rollup. With `form`: over its records whose field `link` links here; without: over the own
    subform, or link to several records, `link`. `field` (not for `count`): what is taken of each, own or one
    link further; `where`: only those for which it is true (their names; `parent.x` for this record's);
    `order`: for first, last and concat."""

    type: Literal["rollup"]
    form: Key | None = None
    link: Key
    field: RollupPath | None = None
    fn: RollupFunction = "count"
    where: FormulaText | None = None
    order: SortPath | None = None
    separator: Annotated[str, Field(min_length=1, max_length=10)] = "、"

    @property
    def source(self) -> tuple[object, ...]:
        own = (self.form, self.link, self.field, self.fn, self.where, self.order, self.separator)
        return (*super().source, *own)


class RollupType(ResultType[RollupField]):
    """Behaviour of `rollup`: that of its result's type."""

    key = "rollup"
    model = RollupField
    label = sentence("汇总", "Rollup")
    icon = "sigma"
    group = "relation"
    widget = "formula"

    def problems(self, field: RollupField) -> list[tuple[str, Sentence]]:
        found: list[tuple[str, Sentence]] = []
        if field.fn != "count" and field.field is None:
            found.append(("field", sentence("请选择要汇总的字段。", "Choose the field to sum up.")))
        if field.order is not None and field.fn not in ("first", "last", "concat"):
            found.append(
                ("order", sentence("只有首条、末条和拼接需要排序。", "Only first, last and concat have an order."))
            )
        if field.as_ not in _RESULTS.get(field.fn, {field.as_}):
            found.append(("as", sentence("结果类型与汇总方式不符。", "The function doesn't give this type.")))
        return found
