"""What `evaluate` answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engines.form.fields import FieldModel
from engines.form.labels import Sentence
from engines.form.problems import FieldProblem, Path, ValueProblem

Value = Any


@dataclass(frozen=True, slots=True)
class State:
    """What a field is, in this record and now."""

    visible: bool = True
    required: bool = False
    readonly: bool = False


STATES = {
    (visible, required, readonly): State(visible, required, readonly)
    for visible in (True, False)
    for required in (True, False)
    for readonly in (True, False)
}


@dataclass(frozen=True, slots=True)
class RowsDiff:
    """How a subform's rows change. `created` rows have id None: the caller gives them one. `order` lists
    all rows as they stand afterwards (None: the next created row). `changes`: changed columns by row id."""

    created: list[dict[str, Value]] = field(default_factory=list)
    updated: list[dict[str, Value]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    order: list[str | None] = field(default_factory=list)
    changes: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`values`: all own fields, canonical (a computed field with an error holds None, its code stands in
    `errors`; rows: `lines.<index>.<column>`). `changed`: fields whose value differs from `old` ("owner" too).
    `states`: by path, rows as `lines.<index>.<column>`. `subforms`: only those that change."""

    values: dict[str, Value]
    owner: str | None
    changed: set[str]
    states: dict[str, State]
    problems: list[FieldProblem]
    errors: dict[str, str]
    subforms: dict[str, RowsDiff]

    @property
    def ok(self) -> bool:
        """Whether it may be saved (warnings don't hinder)."""
        return not any(problem.level == "block" for problem in self.problems)


def field_problem(
    own: FieldModel, path: Path, problem: ValueProblem, within: Sequence[FieldModel] = ()
) -> FieldProblem:
    """A value's problem as one of the record: «联系方式：请输入有效的手机号码». `within`: the subforms that `path`
    goes through, from outside."""
    names = own.names
    zh, en = names["zh-CN"], names["en"]
    if within:
        rows = [(subform, int(path[2 * depth + 1]) + 1) for depth, subform in enumerate(within)]
        zh = "，".join(f"{subform.name('zh-CN')} 第 {row} 行" for subform, row in rows) + f"“{zh}”"
        en = ", ".join([*(f"{subform.name('en')}, row {row}" for subform, row in rows), en])
    message: Sentence = {
        "zh-CN": f"{zh}：{problem.message['zh-CN']}",
        "en": f"{en}: {problem.message['en']}",
    }
    first = within[0].key if within else own.key
    return FieldProblem(first, path, problem.code, message, "block", problem.params)
