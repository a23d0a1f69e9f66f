"""Line items that a step writes: rows made of the rows of another record, or of the records that a step found.

A formula sees the element it makes a row of (`product`, `quantity`; `parent.…` what that row stands in) and beside it
what every formula of a flow sees; the triggering record is `flow.record.…`. Rows of the triggering record, and of what
it links to, are read as its other values are; records of steps only as far as whom the flow acts as may see them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.apps.catalog import AppCatalog
from dougong.flows.programs import base_scope
from dougong.flows.running import Running
from dougong.flows.seeing import SeenRecords
from dougong.kit.errors import Conflict, Invalid, say
from dougong.records.work import Work
from engines.flow import effects
from engines.flow.definition import Flow
from engines.flow.nodes import BEHAVIOURS
from engines.flow.parts import RowsSetting
from engines.flow.scope import OWN_NAMES, FlowEnv, FlowScope
from engines.form.compile import CompiledForm
from engines.form.environment import Linked, RecordEnv
from engines.form.fields.link import LinkField
from engines.form.fields.subform import SubformField
from engines.form.scope import scope_for
from engines.formula import ErrorValue, FormulaErrors, check, compile_closure
from engines.formula.types import ANY, Type

MOST = 1_000
"""Elements of one source, and rows of one subform."""
Values = Mapping[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """Where elements come from: links from the triggering record, or the records of a step (`step`); then the rows
    of `subform`. `form` is the form that holds them."""

    form: str
    subform: str | None
    links: tuple[str, ...] = ()
    step: str | None = None


def source_of(app: AppCatalog, flow: Flow, over: str) -> Source | None:
    """What `lines`, `quote.lines`, `steps.find` and `steps.find.lines` mean; None when it means nothing."""
    parts = over.split(".")
    if parts[0] == "steps":
        node = flow.by_id.get(parts[1]) if len(parts) in (2, 3) else None
        form = getattr(node, "form", None) if node is not None and getattr(node, "app", None) is None else None
        if form not in app.forms:
            return None
        rest = parts[2] if len(parts) == 3 else None
        return Source(str(form), rest, step=parts[1]) if rest is None or _has_rows(app, str(form), rest) else None
    form = flow.form or ""
    for link in parts[:-1]:
        field = app.forms[form].field(link) if form in app.forms else None
        form = field.form if isinstance(field, LinkField) and not field.many else ""
    if form not in app.forms or len(parts) > 3 or not _has_rows(app, form, parts[-1]):
        return None
    return Source(form, parts[-1], tuple(parts[:-1]))


def _has_rows(app: AppCatalog, form: str, key: str) -> bool:
    return isinstance(app.forms[form].field(key), SubformField)


def row_scope(app: AppCatalog, flow: Flow, source: Source | None) -> FlowScope:
    """The names of formulas over the elements of a source; without one those of every formula of the flow."""
    steps = {each.id: BEHAVIOURS[each.type].outcomes(each) for each in flow.nodes}
    record = base_scope(app, flow.form)
    base = record
    if source is not None:
        kind = f"row:{source.subform}" if source.subform else "filter"
        base = scope_for(app.forms[source.form], app.forms, kind)
    return FlowScope(flow, base, steps, item=ANY, record=record)


def write_source(app: AppCatalog, flow: Flow, form: str, setting: RowsSetting) -> Source | None:
    """The elements of a setting: those of its source, or the rows themselves that are changed or taken away."""
    if setting.do in ("update", "remove"):
        return Source(form, setting.field)
    return source_of(app, flow, setting.over) if setting.over else None


def with_rows(run: Running, work: Work, form: str, effect: effects.Write, values: Values, there: Values) -> Row:
    """`values` of one record, and the rows that the step writes into it. `there`: the record as it is ({}: new).
    A row that stays is named by its id alone, with the columns that the step changes: the others need no right."""
    found = dict(values)
    for setting in effect.rows:
        held = {row["id"]: row for row in there.get(setting.field) or ()}
        if setting.field not in found:
            found[setting.field] = [{"id": row_id} for row_id in held]
        before = [(row, {**held.get(row.get("id", ""), {}), **row}) for row in found[setting.field]]
        found[setting.field] = list(_rows(run, work, form, effect, setting, before, there))
        if len(found[setting.field]) > MOST:
            raise Conflict(say(f"明细超过 {MOST} 行。", f"There are more than {MOST} line items."), "too_many_rows")
    return found


def _rows(
    run: Running,
    work: Work,
    form: str,
    effect: effects.Write,
    setting: RowsSetting,
    before: Sequence[tuple[Row, Row]],
    there: Values,
) -> Iterator[Row]:
    """`before`: what would be sent of each row so far, and the row as it would be."""
    flow, app = run.loaded.flow, run.loaded.app
    own = setting.do in ("update", "remove")
    source = write_source(work.app if own else app, flow, form, setting)
    if source is None and setting.over:
        raise Invalid(say(f"没有明细“{setting.over}”。", f"There are no rows “{setting.over}”."), "unknown_rows")
    program = _Program(run, work, work.app if own else app, effect, setting, source)
    if own:
        whole = [row for _sent, row in before]
        for (sent, _row), env in zip(before, program.elements({**there, setting.field: whole}, whole), strict=True):
            holds = program.holds(env)
            if setting.do == "update":
                yield {**sent, **(program.values(env) if holds else {})}
            elif not holds:
                yield sent
        return
    if setting.do == "add":
        yield from (sent for sent, _row in before)
    if source is None:
        env = program.alone()
        if program.holds(env):
            yield program.values(env)
        return
    for holder in _holders(run, work, effect.token, source):
        elements = [dict(holder)] if source.subform is None else holder.get(source.subform) or ()
        for env in program.elements(holder, elements):
            if program.holds(env):
                yield program.values(env)


def _holders(run: Running, work: Work, token: str, source: Source) -> Iterator[Values]:
    """The records that hold the elements."""
    if source.step is not None:
        done = run.state.done(source.step, run.state.token(token).scope)
        seen = SeenRecords(work)
        for record_id in (done.records if done is not None else ())[:MOST]:
            found = seen(source.form, record_id)
            if found is not None:
                yield found
        return
    holder: Values | None = run.record.values
    linked, form = run.record.linked_records(), run.row["form"]
    for link in source.links:
        form = getattr(run.loaded.app.forms[form].field(link), "form", "")
        named: Any = holder.get(link) if holder is not None else None
        holder = linked(form, named) if isinstance(named, str) else None
    if holder is not None:
        yield holder


class _Program:
    """The formulas of one setting, and the environments of its elements."""

    def __init__(
        self,
        run: Running,
        work: Work,
        app: AppCatalog,
        effect: effects.Write,
        setting: RowsSetting,
        source: Source | None,
    ) -> None:
        self.run, self.work, self.source = run, work, source
        self.each = {"item": effect.item, "index": effect.index + 1}
        self.token = effect.token
        self.compiled: CompiledForm | None = app.compiled[source.form] if source is not None else None
        scope = row_scope(app, run.loaded.flow, source)
        try:
            self.set = {one.field: compile_closure(check(one.value, scope)) for one in setting.set}
            self.where = compile_closure(check(setting.where, scope, expect="boolean")) if setting.where else None
        except FormulaErrors as wrong:
            first = wrong.problems[0].message
            raise Invalid(
                say(f"明细的公式有误：{first['zh-CN']}", f"A formula of the rows is wrong: {first['en']}"), "formula"
            ) from wrong

    def elements(self, holder: Values, elements: Sequence[Row]) -> Iterator[_ElementEnv]:
        """The environment of each row of a record, or of the record itself."""
        assert self.compiled is not None and self.source is not None
        around = self.run.record
        # what a step found is read as whom the flow acts as may see it, also behind its links
        linked: Linked = SeenRecords(self.work) if self.source.step else around.linked_records()
        readers = self.compiled.readers
        record = RecordEnv(readers, holder, holder, {}, linked, around.now, around.tz, lambda: around.calendar)
        for row in elements:
            inner = record
            if self.source.subform is not None:
                inner = record.in_row(self.compiled.row_readers[self.source.subform], row, row)
            yield self._env(inner)

    def alone(self) -> _ElementEnv:
        return self._env(None)

    def _env(self, element: RecordEnv | None) -> _ElementEnv:
        run = self.run
        return _ElementEnv(
            FlowEnv(run.loaded.program, run.state, self.token, run.tx.now, run.world, self.each), element
        )

    def holds(self, env: _ElementEnv) -> bool:
        return self.where is None or self.where(env) is True

    def values(self, env: _ElementEnv) -> Row:
        """A column's error is a failed step: half a row helps nobody."""
        found = {key: closure(env) for key, closure in self.set.items()}
        for key, value in found.items():
            if isinstance(value, ErrorValue):
                raise Invalid(
                    say(f"“{key}”的公式出错：{value.code}。", f"“{key}” is an error: {value.code}."), "formula"
                )
        return found


class _ElementEnv:
    """The element's names, over them what the flow itself knows."""

    def __init__(self, flow: FlowEnv, element: RecordEnv | None) -> None:
        self._flow = flow
        self._element = element
        self.now, self.today, self.tz = flow.now, flow.today, flow.tz

    @property
    def calendar(self) -> Any:
        return self._flow.calendar

    def get(self, path: tuple[str, ...]) -> Any:
        if self._element is None or path[0] in OWN_NAMES or path[0] == "user":
            return self._flow.get(path)
        return self._element.get(path)


def formula_type(text: str, scope: FlowScope) -> Type | None:
    """What a formula gives; None when it has mistakes."""
    try:
        return check(text, scope).type
    except FormulaErrors:
        return None
