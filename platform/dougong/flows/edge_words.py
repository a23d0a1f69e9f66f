"""Conditions on the ways of a flow as people read them: fields, options and steps by their names.

A condition tells something about the record when its way is drawn as taken, so it is shown to those only who may read
every field in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dougong.access.compiler import Access
from dougong.apps.catalog import AppCatalog
from dougong.flows.condition_words import comparison_words
from dougong.flows.lending import fields_behind
from engines.flow.definition import Flow
from engines.form.fields._choices import Choices
from engines.form.fields.base import FieldModel
from engines.form.labels import label_text
from engines.form.scope import FormScope, Trace, scope_for
from engines.formula import Formula
from engines.formula import ast as trees
from engines.formula.render import render
from engines.formula.types import TEXT

_RESULTS = {
    "approved": {"zh-CN": "通过", "en": "Approved"},
    "rejected": {"zh-CN": "拒绝", "en": "Rejected"},
    "submitted": {"zh-CN": "已提交", "en": "Submitted"},
    "done": {"zh-CN": "已完成", "en": "Done"},
    "found": {"zh-CN": "找到", "en": "Found"},
    "none": {"zh-CN": "没有找到", "en": "None found"},
    "ok": {"zh-CN": "成功", "en": "Succeeded"},
    "failed": {"zh-CN": "失败", "en": "Failed"},
}
_OWN = {
    "outcome": {"zh-CN": "结果", "en": "Outcome"},
    "flow.initiator": {"zh-CN": "发起人", "en": "Initiator"},
    "flow.started_at": {"zh-CN": "发起时间", "en": "Started at"},
    "each.item": {"zh-CN": "当前项", "en": "This item"},
    "each.index": {"zh-CN": "序号", "en": "Number"},
}
_PARTS = {
    "outcome": {"zh-CN": "{}的结果", "en": "outcome of {}"},
    "count": {"zh-CN": "{}的条数", "en": "number of {}"},
    "by": {"zh-CN": "{}的办理人", "en": "who did {}"},
}
_JOINS = {"and": {"zh-CN": " 且 ", "en": " and "}, "or": {"zh-CN": " 或 ", "en": " or "}}
_HIDDEN = {"zh-CN": "按条件（含你无权查看的字段）", "en": "a condition on fields that you may not see"}
_COMPARING = frozenset({"eq", "ne", "in"})


class EdgeWords:
    """For one reader: `access` their own eyes, `lent` fields of the flow's form that a to-do of theirs shows."""

    def __init__(self, app: AppCatalog, flow: Flow, access: Access, lent: Collection[str], language: str) -> None:
        form = app.forms.get(flow.form or "")
        self._app = app
        self._flow = flow
        self._access = access
        self._lent = lent
        self._language = language
        self._scope: FormScope | None = scope_for(form, app.forms) if form is not None else None

    def of(self, formula: Formula) -> str:
        """The condition in words, or that there is one."""
        if not all(self._may_read(tuple(ref.split("."))) for ref in formula.refs):
            return _HIDDEN[self._language]
        root = trees.root_of(formula.ast)
        labels = {ref: self._name(tuple(ref.split("."))) for ref in formula.refs}
        return self._said(self._with_labels(root), labels, outside=True)

    # what may be told --------------------------------------------------------------------------------------

    def _trace(self, path: tuple[str, ...]) -> Trace | None:
        own = path[:2] == ("flow", "record")
        if self._scope is None or (path[0] in ("outcome", "steps", "flow", "each") and not own):
            return None
        return self._scope.trace(path[2:] if own else path)

    def _may_read(self, path: tuple[str, ...]) -> bool:
        trace = self._trace(path)
        if trace is None:
            return True
        return all(self._reads(form, key) for form, key in fields_behind(self._flow.form or "", trace))

    def _reads(self, form: str, key: str) -> bool:
        if form == self._flow.form and key in self._lent:
            return True
        known = self._app.forms.get(form)
        if known is not None and known.field(key) is None:
            return True  # a system column: told to whoever sees the instance
        return self._access.may(form, "read") and key in self._access.readable_fields(form)

    # words ---------------------------------------------------------------------------------------------------

    def _name(self, path: tuple[str, ...]) -> str:
        dotted = ".".join(path)
        if dotted in _OWN:
            return _OWN[dotted][self._language]
        if path[0] == "steps" and len(path) == 3:
            node = self._flow.by_id.get(path[1])
            name = label_text(node.label, self._language) if node is not None else ""
            return _PARTS.get(path[2], {}).get(self._language, "{} " + path[2]).format(f"“{name or path[1]}”")
        if path[0] == "flow" and len(path) == 2:
            found = next((each for each in self._flow.variables if each.key == path[1]), None)
            return label_text(found.label, self._language) or path[1] if found is not None else path[1]
        trace = self._trace(path)
        return label_text(trace.ref.label, self._language) or dotted if trace is not None else dotted

    def _said(self, node: trees.Node, labels: Mapping[str, str], *, outside: bool = False) -> str:
        if node["k"] == "call" and node["f"] in _JOINS:
            join = _JOINS[node["f"]][self._language]
            parts = [self._said(child, labels, outside=_same(node, child)) for child in node["a"]]
            text = join.join(parts)
            return text if outside else f"({text})"
        if node["k"] == "call" and node["f"] == "eq" and node["a"][0].get("path") == ["outcome"]:
            return str(node["a"][1].get("v") or render(node, labels))  # «Approved» says it
        return comparison_words(node, labels, self._language)

    def _with_labels(self, node: trees.Node) -> trees.Node:
        if "a" not in node:
            return node
        names: Mapping[str, str] = {}
        if node.get("f") in _COMPARING:
            refs = (child for child in node["a"] if child["k"] == "ref")
            names = next((self._values(tuple(ref["path"])) for ref in refs), {})
        return {**node, "a": [_named(self._with_labels(child), names) for child in node["a"]]}

    def _values(self, path: tuple[str, ...]) -> Mapping[str, str]:
        """Stored value → what people call it, for results of steps and fields with options."""
        if path == ("outcome",) or (path[0] == "steps" and path[-1] == "outcome"):
            return {value: words[self._language] for value, words in _RESULTS.items()}
        trace = self._trace(path)
        field = self._field(trace) if trace is not None else None
        if not isinstance(field, Choices):
            return {}
        return {value: option.name(self._language) for value, option in field.by_value.items()}

    def _field(self, trace: Trace) -> FieldModel | None:
        form = self._app.forms[trace.hops[-1].form] if trace.hops else self._scope.form if self._scope else None
        if form is None:
            return None
        if trace.subform and not trace.hops:
            lines = form.subform(trace.subform)
            return lines.field(trace.key) if lines is not None else None
        return form.field((trace.last if trace.hops else trace.key) or "")


def _same(node: trees.Node, child: trees.Node) -> bool:
    return bool(child["k"] == "call" and child["f"] == node["f"])


def _named(node: trees.Node, names: Mapping[str, str]) -> trees.Node:
    if node["k"] == "list":
        return {**node, "a": [_named(child, names) for child in node["a"]]}
    if node["k"] != "lit" or not isinstance(node["v"], str) or node["v"] not in names:
        return node
    return trees.literal(names[node["v"]], TEXT)
