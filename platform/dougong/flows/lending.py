"""What a flow gives away: fields that its steps show and let be changed, and fields that it says, sends or copies.

Steps lend them to whoever is asked, texts tell them to whoever is told, so publishing a flow is giving: a designer who
doesn't own the app gives only what they hold themselves. (Conditions are not among it: they decide, they don't tell.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from dougong.access.grants import Grant
from dougong.apps.catalog import AppCatalog
from dougong.flows.checked_rows import paths_read
from dougong.flows.mailing import templates
from dougong.flows.programs import base_scope
from dougong.flows.step_rights import fields_of, lends, readable, writable
from engines.flow.analyses import factors_of, sources_of
from engines.flow.definition import Flow
from engines.flow.nodes import BEHAVIOURS, AnyNode
from engines.flow.nodes.analyse import AnalyseNode
from engines.flow.nodes.end import EndNode
from engines.flow.nodes.http import HttpNode
from engines.flow.nodes.notify import NotifyNode
from engines.flow.nodes.script import ScriptNode
from engines.flow.scope import FlowScope
from engines.form.definition import Form
from engines.form.prints.compile import compile_print
from engines.form.scope import FormScope, Trace, scope_for
from engines.formula import FormulaErrors, check
from engines.formula.types import ANY

_PATH = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,4})\}")
Given = tuple[Literal["read", "update"], str, str]
"""(operation, form, field)."""


def given_away(app: AppCatalog, flow: Flow) -> frozenset[Given]:
    """Everything of it, in the flow's own app."""
    return frozenset(_given(app, flow))


def as_grant(given: Given) -> Grant:
    """What a designer must hold to give it."""
    op, form, field = given
    names = frozenset({field})
    read, write = (names, frozenset[str]()) if op == "read" else (frozenset[str](), names)
    return Grant(id=f"{form}.{field}"[:64], form=form, ops=frozenset({op}), rows="all", read=read, write=write)


def fields_behind(form: str, trace: Trace) -> Iterator[tuple[str, str]]:
    """(form, field) of every field that a path of `form` reads on its way."""
    if trace.base == "user":
        return
    here = form
    yield here, (trace.subform or trace.key).partition(".")[0]
    for number, hop in enumerate(trace.hops):
        if number:
            yield here, hop.via.partition(".")[0]
        here = hop.form
    if trace.hops and trace.last:
        yield here, trace.last


def _given(app: AppCatalog, flow: Flow) -> Iterator[Given]:
    for node in flow.nodes:
        yield from _shown(app, flow, node)
        if isinstance(node, AnalyseNode):
            yield from _analysed(app, node)
    yield from _rows_copied(app, flow)
    form = app.forms.get(flow.form or "")
    if form is None:
        return
    for node in flow.nodes:
        for key in _printed(app, form, node) if isinstance(node, NotifyNode) else ():
            yield "read", form.key, key
    scope = scope_for(form, app.forms)
    for path in _paths_told(app, flow):
        trace = _trace(scope, path)
        for key, field in fields_behind(form.key, trace) if trace is not None else ():
            if app.forms[key].field(field) is not None:  # else a system column, which goes with the record
                yield "read", key, field


def _rows_copied(app: AppCatalog, flow: Flow) -> Iterator[Given]:
    """What the line items that steps write are made of."""
    for key, subform, path in paths_read(app, flow):
        if key in app.forms:
            here = scope_for(app.forms[key], app.forms, f"row:{subform}" if subform else "form")
            trace = here.trace(path)
            for form_key, field in fields_behind(key, trace) if trace is not None else ():
                if app.forms[form_key].field(field) is not None:
                    yield "read", form_key, field


def _printed(app: AppCatalog, form: Form, node: NotifyNode) -> Iterator[str]:
    """What stands on the papers of its mails."""
    for template in templates(form):
        if template.key in node.attach:
            reads = compile_print(template, form, app.forms).reads
            yield from (key for key in sorted(reads) if form.field(key) is not None)


def _shown(app: AppCatalog, flow: Flow, node: AnyNode) -> Iterator[Given]:
    """What the to-dos of a step lend."""
    source = flow.by_id.get(getattr(node, "record", None) or "")
    form = app.forms.get(str(getattr(source, "form", "")) if source is not None else flow.form or "")
    if form is None or not lends("", "open", node) or getattr(source, "app", None) not in (None, app.key):
        return
    fields = fields_of(node)
    yield from (("read", form.key, key) for key in readable(form, fields))
    yield from (("update", form.key, key) for key in writable(form, fields))


def _analysed(app: AppCatalog, node: AnalyseNode) -> Iterator[Given]:
    """What an analyse step counts is told by its results, and what it writes is changed for everybody."""
    reads = [(node.subject, key) for key in factors_of(node.analysis)]
    for _, source in sources_of(node.analysis):
        reads += [(source.form, key) for key in (source.subject, source.date, source.value) if key is not None]
    writes = [(node.subject, key) for key in node.write]
    if node.snapshot is not None:
        writes += [(node.snapshot.form, key) for key in (node.snapshot.subject, *node.snapshot.set)]
        kept = [name.removeprefix("before.") for name in node.snapshot.set.values() if name.startswith("before.")]
        reads += [(node.subject, key) for key in kept]
    for op, pairs in (("read", reads), ("update", writes)):
        for form, key in pairs:
            if form in app.forms and app.forms[form].field(key) is not None:
                yield ("read", form, key) if op == "read" else ("update", form, key)


def _paths_told(app: AppCatalog, flow: Flow) -> Iterator[tuple[str, ...]]:
    texts: list[Any] = [flow.title]
    for node in flow.nodes:
        match node:
            case NotifyNode():
                texts += [node.title, node.text, f"{{{node.address}}}" if node.address else ""]
            case EndNode():
                texts += [node.reason]
            case HttpNode():
                texts += [node.url, node.body, dict(node.headers)]
            case ScriptNode():
                texts += [f"{{{path}}}" for path in node.inputs.values()]
            case _:
                pass
    for text in _strings(texts):
        yield from (tuple(found[1].split(".")) for found in _PATH.finditer(text))
    yield from _paths_copied(app, flow)


def _paths_copied(app: AppCatalog, flow: Flow) -> Iterator[tuple[str, ...]]:
    """What the values that steps write are made of."""
    steps = {node.id: BEHAVIOURS[node.type].outcomes(node) for node in flow.nodes}
    scope = FlowScope(flow, base_scope(app, flow.form), steps, item=ANY)
    for node in flow.nodes:
        for setting in getattr(node, "set", ()):
            try:
                refs = check(setting.value, scope).refs
            except FormulaErrors:  # told by the lint; such a flow is not published
                continue
            yield from (tuple(ref.split(".")) for ref in refs)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, Mapping):
        yield from _strings(list(value.values()))


def _trace(scope: FormScope, path: tuple[str, ...]) -> Trace | None:
    own = path[:2] == ("flow", "record")
    if path[0] in ("outcome", "steps", "flow", "each", "user") and not own:
        return None
    return scope.trace(path[2:] if own else path)
