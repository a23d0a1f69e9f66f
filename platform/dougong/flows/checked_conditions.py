"""Conditions on other records that no database can work out exactly: told when a flow is drawn, not when it runs."""

from __future__ import annotations

from collections.abc import Iterator

from dougong.access.compiler import Access
from dougong.access.errors import UnknownField
from dougong.access.grants import Principal
from dougong.access.paths import try_condition
from dougong.apps.catalog import AppCatalog
from dougong.flows.checked_people import problem
from dougong.flows.filling import with_samples
from dougong.kit.db import Transaction
from engines.flow.problems import Problem
from engines.flow.program import CompiledNode
from engines.form.labels import label_text
from engines.formula import Unsupported


def condition_problems(tx: Transaction, app: AppCatalog, form: str, node: CompiledNode) -> Iterator[Problem]:
    """One problem per condition of the step (on `form` of `app`) that can't become SQL: which step, which function."""
    access = Access(app.tables, (), Principal(person_id=None), tx.now)
    for place, formula in node.targets.items():
        try:
            try_condition(access, form, {**formula.ast, "root": with_samples(formula.ast["root"])})
        except Unsupported as wrong:
            yield _told(node, place, wrong.function)
        except UnknownField:
            continue  # told by whoever checks the names


def _told(node: CompiledNode, place: str, what: str) -> Problem:
    label = node.model.label or node.id
    zh, en = (label_text(label, language) if not isinstance(label, str) else label for language in ("zh-CN", "en"))
    name = what.split(" ")[0]
    if not name.isupper():
        name = ""
    return problem(
        node.id,
        "not_in_conditions",
        f"步骤“{zh}”的条件中不能对其他记录的字段这样使用{f' {name} ' if name else '列表'}，数据库无法精确计算。",
        f"In the condition of the step “{en}”, {name or 'a list'} can't be used like this on fields of the records "
        "looked for: databases can't work it out exactly.",
        place,
    )
