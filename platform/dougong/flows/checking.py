"""`POST …/flows:check-formula`: what the formula editor of the flow designer asks, place by place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.apps.formulas import MAX_NAMES
from dougong.apps.package_files import schema_export
from dougong.apps.problems import form_not_found
from dougong.apps.rights import open_app
from dougong.flows.design_schemas import FormulaCheck
from dougong.flows.programs import base_scope
from dougong.flows.reading import shape
from dougong.flows.refusals import draft_has_errors
from dougong.flows.row_values import Source, row_scope, source_of
from dougong.kit.db import Transaction
from dougong.kit.errors import in_language
from dougong.kit.web import Actor
from engines.flow.definition import Flow
from engines.flow.nodes import BEHAVIOURS
from engines.flow.scope import FlowScope
from engines.form.fields.subform import SubformField
from engines.form.labels import label_text
from engines.formula import NUMBER, FormulaErrors, Scope, Type, check


def check_formula(tx: Transaction, actor: Actor, app: AppCatalog, body: FormulaCheck, language: str) -> dict[str, Any]:
    """Like `POST /formula:check`: `{ok, type, ast, refs, problems, names}`."""
    flow, faults = shape(body.definition)
    if flow is None:
        raise draft_has_errors([fault.document(language) for fault in faults])
    scope = _scope(tx, actor, app, flow, body)
    names = []
    for name in list(scope.names())[:MAX_NAMES]:
        ref = scope.resolve(tuple(name.split(".")))
        if ref is not None:
            label: Any = ref.label
            names.append({"name": name, "label": label_text(label, language), "type": ref.type.to_json()})
    try:
        expect: Any = body.expect
        formula = check(body.text, scope, expect=expect)
    except FormulaErrors as errors:
        problems = [
            {
                "path": [],
                "code": error.code,
                "message": in_language(error.message, language),
                "level": "error",
                "pos": error.pos,
                "length": error.length,
            }
            for error in errors.problems
        ]
        return {"ok": False, "type": None, "ast": None, "refs": [], "problems": problems, "names": names}
    return {
        "ok": True,
        "type": formula.type.to_json(),
        "ast": formula.to_json(),
        "refs": list(formula.refs),
        "problems": [],
        "names": names,
    }


def _scope(tx: Transaction, actor: Actor, app: AppCatalog, flow: Flow, body: FormulaCheck) -> Scope:
    base = base_scope(app, flow.form)
    if body.place == "trigger":
        return base
    steps = {node.id: BEHAVIOURS[node.type].outcomes(node) for node in flow.nodes}
    outcomes = steps.get(body.node or "") or None
    item = _item(flow, body.node, outer=body.place == "each")
    if body.place == "rows":
        return _of_rows(tx, actor, app, flow, body)
    if body.place == "target":
        target = _target(tx, actor, app, body)
        return FlowScope(flow, base_scope(target, body.form), steps, item=item, record=base)
    return FlowScope(flow, base, steps, outcomes=outcomes if body.place == "edge" else None, item=item)


def _of_rows(tx: Transaction, actor: Actor, app: AppCatalog, flow: Flow, body: FormulaCheck) -> Scope:
    if body.rows is not None:
        target = _target(tx, actor, app, body)
        if not isinstance(target.forms[str(body.form)].field(body.rows), SubformField):
            raise form_not_found(f"{body.form}/{body.rows}")
        return row_scope(target, flow, Source(str(body.form), body.rows))
    source = source_of(app, flow, body.over) if body.over else None
    if body.over and source is None:
        raise form_not_found(body.over)
    return row_scope(app, flow, source)


def _target(tx: Transaction, actor: Actor, app: AppCatalog, body: FormulaCheck) -> AppCatalog:
    target = app
    if body.app not in (None, app.key):
        open_app(tx, actor, str(body.app))
        target = app_catalog(tx, str(body.app))
    if body.form not in target.forms:
        raise form_not_found(str(body.form))
    return target


def _item(flow: Flow, node_id: str | None, *, outer: bool) -> Type | None:
    """The type of `each.item` where the formula stands; numbers and texts alike are offered as numbers."""
    for node in _upwards(flow, node_id):
        repeated = getattr(node, "each", None) is not None
        if repeated and not (outer and node.id == node_id):
            return NUMBER
    return None


def _upwards(flow: Flow, node_id: str | None) -> Iterable[Any]:
    seen: set[str] = set()
    while node_id is not None and node_id in flow.by_id and node_id not in seen:
        seen.add(node_id)
        node = flow.by_id[node_id]
        yield node
        node_id = node.parent


def flow_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a flow's document."""
    return schema_export("flow")
