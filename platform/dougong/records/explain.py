"""Why a field of a record is hidden, required, read-only or holds its value: for those who build the form.

The form's own engine answers (`engines.form.why`). Building an app gives no right to its data: the record must be
one the builder may read, and values that this builder may not read are withheld, those of linked records unless every
record of the other form is theirs to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from dougong.apps.problems import draft_has_errors, problem_document
from dougong.records.evaluation import begin_run
from dougong.records.linked import Linked
from dougong.records.problems import record_not_found
from dougong.records.schemas import Explain
from dougong.records.work import Item, Work
from dougong.records.writing import seen
from engines.form.compile import CompiledForm, compile_form
from engines.form.definition import DefinitionErrors, load_form
from engines.form.pipeline import finish
from engines.form.scope import SYSTEM, Trace, relation_of
from engines.form.why import Answer, Because, Read, explain


def why(work: Work, form_key: str, body: Explain, language: str) -> dict[str, Any]:
    """The answer for one place. 404 for a record that the builder may not read, and for a place that isn't there."""
    compiled = _compiled(work, form_key, body.definition, language)
    item = Item(0, "create", body.values)
    visible: Mapping[str, Any] | None = None
    if body.id is not None:
        visible = seen(work, form_key, body.id)
        stored = work.repository(form_key).get(body.id)
        if visible is None or stored is None:
            raise record_not_found()
        item = Item(0, "update", body.values, body.id, None, stored)
    linked = Linked(work)
    linked.load_for(compiled, [item], recompute=True)
    run = begin_run(work, compiled, item, linked, recompute=True)
    outcome = finish(run)
    answer = explain(run, outcome, body.path)
    if answer is None:
        raise record_not_found()
    return _Telling(work, compiled, form_key, visible, set(body.values), language).document(answer)


def _compiled(work: Work, form_key: str, definition: Mapping[str, Any] | None, language: str) -> CompiledForm:
    if definition is None:
        return work.app.compiled[form_key]
    try:
        form = load_form({**definition, "key": form_key})
    except DefinitionErrors as errors:
        raise draft_has_errors([problem_document(problem, language) for problem in errors.problems]) from errors
    return compile_form(form, {**work.app.forms, form_key: form})


class _Telling:
    """What this builder may be told."""

    def __init__(
        self,
        work: Work,
        compiled: CompiledForm,
        form_key: str,
        visible: Mapping[str, Any] | None,
        sent: set[str],
        language: str,
    ) -> None:
        self.work = work
        self.compiled = compiled
        self.form_key = form_key
        self.visible = visible
        self.sent = sent
        self.language = language

    def document(self, answer: Answer) -> dict[str, Any]:
        told = asdict(answer)
        key = answer.node.partition(".")[0]
        if not self._own(key):
            told |= {"value": None, "withheld": True}
        told["label"] = self._label(answer.node)
        told["behind"] = self._because(answer.behind) if answer.behind else None
        told["because"] = [self._because(each) for each in answer.because]
        told["checks"] = [self._because(each) for each in answer.checks]
        return told

    def _because(self, because: Because) -> dict[str, Any]:
        return {**asdict(because), "reads": [self._read(each) for each in because.reads]}

    def _read(self, read: Read) -> dict[str, Any]:
        document = {
            "path": ".".join(part for part in read.path if relation_of(part) is None),
            "label": read.label.get(self.language, ""),
            "node": read.node,
        }
        if self._may(read.path):
            return {**document, "value": read.value}
        return {**document, "value": None, "withheld": True}

    def _may(self, path: tuple[str, ...]) -> bool:
        if path[0] == "user":
            return True
        for scope in (None, *self.compiled.row_steps):
            trace = self.compiled.scope("form" if scope is None else f"row:{scope}").trace(path)
            if trace is not None and not self._trace(trace):
                return False
        return True

    def _trace(self, trace: Trace) -> bool:
        key = (trace.subform or trace.key).partition(".")[0]
        if trace.base != "user" and not (key in SYSTEM or self._own(key)):
            return False
        names = (*(hop.via for hop in trace.hops[1:]), trace.last or "id")
        return all(self._elsewhere(hop.form, name) for hop, name in zip(trace.hops, names, strict=False))

    def _own(self, key: str) -> bool:
        """A field of the record at hand: what the builder's own reading of it shows."""
        if self.visible is not None:
            return key in self.visible or key in self.sent
        return key in self.sent or self._elsewhere(self.form_key, key)

    def _elsewhere(self, form_key: str, field: str) -> bool:
        if relation_of(form_key) is not None:
            return True
        grants = [grant for grant in self.work.access.granted(form_key, "read") if grant.rows == "all"]
        return any(field in SYSTEM or grant.reads(field) for grant in grants)

    def _label(self, node: str) -> str:
        step = next(step for step in self.compiled.steps if step.node == node)
        return step.field.name(self.language)
