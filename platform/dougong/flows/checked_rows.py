"""Line items that a step writes must be there, their formulas must type, and what they copy is given away."""

from __future__ import annotations

from collections.abc import Iterator

from dougong.apps.catalog import AppCatalog
from dougong.flows.checked_people import problem
from dougong.flows.checked_values import fits
from dougong.flows.row_values import formula_type, row_scope, source_of, write_source
from engines.flow.definition import Flow
from engines.flow.parts import RowsSetting
from engines.flow.problems import Problem
from engines.form.definition import Form
from engines.form.fields import type_of
from engines.form.fields.subform import SubformField
from engines.formula import FormulaErrors, check
from engines.formula.types import type_name

_OWN = ("outcome", "steps", "flow", "each", "user")


def rows_problems(
    app: AppCatalog, flow: Flow, node: str, settings: tuple[RowsSetting, ...], form: Form, there: AppCatalog
) -> Iterator[Problem]:
    """Everything wrong with the rows of a step. `form` of `there`: what is written."""
    for number, setting in enumerate(settings):
        place = f"rows.{number}"
        subform = form.field(setting.field)
        if not isinstance(subform, SubformField):
            key = setting.field
            yield problem(
                node, "unknown_field", f"没有明细“{key}”。", f"There are no line items “{key}”.", f"{place}.field"
            )
            continue
        own = setting.do in ("update", "remove")
        if not own and setting.over and source_of(app, flow, setting.over) is None:
            over = setting.over
            yield problem(node, "unknown_rows", f"没有明细“{over}”。", f"There are no rows “{over}”.", f"{place}.over")
            continue
        if setting.do != "remove" and not setting.set:
            yield problem(node, "nothing_set", "请填写至少一列。", "Set at least one column.", f"{place}.set")
        yield from _formulas(app, flow, node, setting, subform, place, there if own else app, form)


def _formulas(
    app: AppCatalog,
    flow: Flow,
    node: str,
    setting: RowsSetting,
    subform: SubformField,
    place: str,
    names: AppCatalog,
    form: Form,
) -> Iterator[Problem]:
    scope = row_scope(names, flow, write_source(names, flow, form.key, setting))
    texts: list[tuple[str, str, str | None]] = [
        (f"{place}.set.{n}.value", one.value, None) for n, one in enumerate(setting.set)
    ]
    if setting.where is not None:
        texts.append((f"{place}.where", setting.where, "boolean"))
    for at, text, expect in texts:
        try:
            check(text, scope, expect=expect)
        except FormulaErrors as errors:
            for each in errors.problems:
                yield Problem(node, "formula", dict(each.message), "error", at, each.pos, each.length)
    for number, one in enumerate(setting.set):
        at, column = f"{place}.set.{number}", subform.field(one.field)
        if column is None or type_of(column).computed or column.type == "subform":
            key = one.field
            yield problem(
                node,
                "unknown_field",
                f"明细中没有可写的列“{key}”。",
                f"No column “{key}” can be written.",
                f"{at}.field",
            )
            continue
        found, wanted = formula_type(one.value, scope), type_of(column).formula_type(column)
        if found is not None and not fits(found, wanted):
            yield problem(
                node,
                "type_mismatch",
                f"“{column.name('zh-CN')}”应为{type_name(wanted, 'zh-CN')}，公式给出{type_name(found, 'zh-CN')}。",
                f"“{column.name('en')}” holds {type_name(wanted, 'en')}, the formula gives {type_name(found, 'en')}.",
                f"{at}.value",
                "warning",
            )


def paths_read(app: AppCatalog, flow: Flow) -> Iterator[tuple[str, str | None, tuple[str, ...]]]:
    """(form, subform, path) of what the rows that steps write are made of; the triggering record's own as its paths."""
    for node in flow.nodes:
        target = getattr(node, "form", None) or flow.form
        elsewhere = getattr(node, "app", None) not in (None, app.key)
        for setting in getattr(node, "rows", ()):
            if elsewhere and setting.do in ("update", "remove"):
                continue
            source = write_source(app, flow, str(target), setting)
            if source is not None and source.form not in app.forms:
                continue
            scope = row_scope(app, flow, source)
            for text in (one.value for one in setting.set):
                try:
                    refs = [tuple(ref.split(".")) for ref in check(text, scope).refs]
                except FormulaErrors:  # told by the lint; such a flow is not published
                    continue
                for path in refs:
                    if path[:2] == ("flow", "record"):
                        yield str(flow.form), None, path[2:]
                    elif path[0] not in _OWN:
                        yield (source.form, source.subform, path) if source else (str(flow.form), None, path)
