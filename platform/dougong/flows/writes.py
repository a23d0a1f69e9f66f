"""Records that a flow writes and finds: through the same pipeline as everybody, under the grants of whom it acts as.

A refusal (a right, a rule, a value that is taken) undoes what this step has written and becomes the engine's `Failed`:
the step then waits for an operator, and nothing of the transaction before it is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dougong.access.compiler import Access, Measure
from dougong.flows.acting import work_of
from dougong.flows.filling import with_values
from dougong.flows.programs import base_scope
from dougong.flows.row_values import with_rows
from dougong.flows.running import Running
from dougong.kit.errors import Invalid, NotFound, Problem, say
from dougong.records import pipeline, writing
from dougong.records.reading.filters import not_in_filters
from dougong.records.work import Item, Work
from engines.flow import effects
from engines.flow.events import Event, Failed, Found, Listed, Written
from engines.flow.nodes.find import FindNode
from engines.flow.scope import FlowEnv, FlowScope
from engines.formula import (
    BOOLEAN,
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    ErrorValue,
    FormulaErrors,
    Type,
    Unsupported,
    check,
)


def write(run: Running, effect: effects.Write) -> Event:
    """Creates, changes or deletes records; all of them or none."""
    try:
        with run.tx.connection.begin_nested():
            work = _work(run, effect.app)
            form = _form(work, effect.form or run.row["form"])
            items = _items(run, work, form, effect)
            pipeline.run(work, form, items)
            writing.note(work, form, items)
    except Problem as problem:
        run.forget_record()
        return Failed(effect.token, problem.code or problem.default_code, _told(problem))
    run.forget_record()
    return Written(effect.token, tuple(item.record_id for item in items if item.record_id))


def find(run: Running, effect: effects.Find) -> Event:
    """The ids of the records that a find step is after, as far as whom the flow acts as may see them."""
    node = run.node(effect.node)
    assert isinstance(node, FindNode)
    try:
        work = _work(run, node.app)
        form = _form(work, node.form)
        found = _matching(run, work, form, effect.token, node.where, node.limit, node.sort or None)
        figures = _figures(run, work, form, effect.token, node) if node.measures else {}
    except Problem as problem:
        return Failed(effect.token, problem.code or problem.default_code, _told(problem))
    return Found(effect.token, tuple(found), figures)


def list_items(run: Running, effect: effects.ListItems) -> Event:
    """The elements a repeated step runs over."""
    value = run.loaded.program.nodes[effect.node].formulas["each.over"](run.env(effect.token))
    if isinstance(value, ErrorValue):
        detail = say(f"重复的列表出错：{value.code}。", f"The list to repeat over is an error: {value.code}.")
        return Failed(effect.token, "formula", detail)
    if isinstance(value, Decimal):
        return Listed(effect.token, tuple(Decimal(n) for n in range(1, int(value) + 1)))
    return Listed(effect.token, tuple(value or ()))


def form_of_step(run: Running, node_id: str) -> str | None:
    """The form of the records that a fill step is about: that of the create or find step it names."""
    node = run.node(node_id)
    source = getattr(node, "record", None)
    other = run.node(source) if isinstance(source, str) else None
    found = getattr(other, "form", None)
    return found if isinstance(found, str) else None


def _work(run: Running, app: str | None) -> Work:
    work = work_of(run.tx, app or run.app, run.app, run.loaded.flow, run.row["initiator"])
    work.parsed = True
    return work


def _form(work: Work, form: str | None) -> str:
    if form is None or form not in work.app.forms:
        raise NotFound(say("表单不存在。", "There is no such form."), "form_not_found")
    return form


def _items(run: Running, work: Work, form: str, effect: effects.Write) -> list[Item]:
    if effect.records is None:
        return [Item(0, "create", with_rows(run, work, form, effect, effect.values, {}))]
    records: Sequence[str] = effect.records
    if not records and effect.form is None:
        records = [run.row["record_id"]] if run.row["record_id"] else []
    elif not records:
        records = _matching(run, work, form, effect.token, effect.where, effect.limit, None)
    op: Any = "delete" if effect.delete else "update"
    values = {} if effect.delete else dict(effect.values)
    ids = list(dict.fromkeys(records))
    stored = work.repository(form).get_many(ids, lock=True) if effect.rows else {}
    there = {record: stored[record].values if record in stored else {} for record in ids}
    return [
        Item(index, op, with_rows(run, work, form, effect, values, there[record]), record)
        for index, record in enumerate(ids)
    ]


def _told(problem: Problem) -> Mapping[str, str]:
    """The refusal in one sentence, with the first field it is about."""
    if not problem.errors:
        return dict(problem.detail)
    first = problem.errors[0].message
    return {language: f"{problem.detail[language]} {first[language]}" for language in ("zh-CN", "en")}


# conditions on other records ---------------------------------------------------------------------------


def _matching(
    run: Running, work: Work, form: str, token: str, where: str | None, limit: int, sort: str | None
) -> list[str]:
    tree = condition(run, work.access, form, token, where) if where else None
    try:
        statement = work.access.select(form, fields=(), filter_ast=tree, sort=sort, limit=limit)
    except Unsupported as wrong:
        raise not_in_filters(wrong) from wrong
    return [row.id for row in run.tx.execute(statement)]


def _figures(run: Running, work: Work, form: str, token: str, node: FindNode) -> dict[str, Any]:
    """The figures of a find step: all in one statement, through the grants that allow summing."""

    def tree(text: str | None) -> Mapping[str, Any] | None:
        return condition(run, work.access, form, token, text) if text is not None else None

    wanted = [Measure(each.key, each.fn, each.field, tree(each.where)) for each in node.measures]
    try:
        statement = work.access.aggregate(form, (), wanted, filter_ast=tree(node.where))
    except Unsupported as wrong:
        raise not_in_filters(wrong) from wrong
    row = run.tx.execute(statement).mappings().one()
    nothing = {each.key: Decimal(0) for each in node.measures if each.fn in ("count", "distinct", "sum")}
    return {key: nothing.get(key) if value is None else value for key, value in row.items()}


def condition(run: Running, access: Access, form: str, token: str, text: str) -> Mapping[str, Any]:
    """The tree of a condition on `form`, with what the flow itself knows (`flow.…`, `steps.…`, `each.…`) put in as
    values, so that the database only ever compares columns with constants."""
    env = run.env(token)
    item = _type_of(env, ("each", "item"))
    steps = {node.id: node.outcomes for node in run.loaded.program.nodes.values()}
    scope = FlowScope(
        run.loaded.flow,
        access.names(form),
        steps,
        item=item,
        record=base_scope(run.loaded.app, run.row["form"]),
    )
    try:
        tree = check(text, scope, expect="boolean").ast
    except FormulaErrors as wrong:
        first = wrong.problems[0].message
        raise Invalid(
            say(f"查找条件有误：{first['zh-CN']}", f"The condition is wrong: {first['en']}"), "bad_filter"
        ) from wrong
    return {**tree, "root": with_values(tree["root"], env)}


def _type_of(env: FlowEnv, path: tuple[str, ...]) -> Type | None:
    value = env.get(path)
    match value:
        case None:
            return TEXT
        case bool():
            return BOOLEAN
        case Decimal():
            return NUMBER
        case datetime():
            return DATETIME
        case date():
            return DATE
        case _:
            return TEXT
