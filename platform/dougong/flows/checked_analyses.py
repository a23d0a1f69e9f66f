"""What an analyse step names must be there, be of a fitting type, and be something that may be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dougong.apps.catalog import AppCatalog
from dougong.flows.analysed import fits
from dougong.flows.checked_people import problem
from dougong.flows.programs import base_scope
from engines.flow.analyses import (
    CHOICES,
    Cluster,
    Interests,
    Recommend,
    RuleRecords,
    Score,
    Segments,
    Source,
    Tree,
    factors_of,
    formulas_of,
    results_of,
    sources_of,
)
from engines.flow.definition import Flow
from engines.flow.nodes.analyse import AnalyseNode
from engines.flow.problems import Problem
from engines.form.definition import Form
from engines.form.fields import FIELD_TYPES, type_of
from engines.form.fields.base import FieldModel
from engines.form.fields.link import LinkField
from engines.form.fields.select import SelectField
from engines.formula import FormulaErrors, check

_TIMES = frozenset({"date", "datetime"})
_WORDS = frozenset({"text", "long_text"})


def analysis_problems(app: AppCatalog, flow: Flow, node: AnalyseNode) -> Iterator[Problem]:
    """Everything that is wrong between the step and its app."""
    subject = app.forms.get(node.subject)
    if subject is None:
        yield _no_form(node, node.subject, "subject")
        return
    checked = _Checked(app, node, subject)
    if node.where is not None:
        yield from checked.formula(node.where, node.subject, "where")
    for place, source in sources_of(node.analysis):
        yield from checked.source(source, f"analysis.{place}")
    for place, text, form in formulas_of(node.analysis):
        yield from checked.formula(text, form or node.subject, f"analysis.{place}")
    yield from checked.kind()
    yield from checked.written()
    yield from checked.snapshot()
    declared = {variable.key for variable in flow.variables}
    for variable in node.save:
        if variable not in declared:
            yield problem(
                node.id, "unknown_variable", f"没有变量“{variable}”。", f"There is no variable “{variable}”.", "save"
            )


class _Checked:
    def __init__(self, app: AppCatalog, node: AnalyseNode, subject: Form) -> None:
        self.app, self.node, self.subject = app, node, subject
        self.results = results_of(node.analysis)

    def formula(self, text: str, form: str, place: str) -> Iterator[Problem]:
        if form not in self.app.forms:
            return
        try:
            check(text, base_scope(self.app, form), expect="boolean")
        except FormulaErrors as errors:
            for error in errors.problems:
                yield Problem(self.node.id, error.code, dict(error.message), "error", place, error.pos, error.length)

    def source(self, source: Source, place: str) -> Iterator[Problem]:
        form = self.app.forms.get(source.form)
        if form is None:
            yield _no_form(self.node, source.form, f"{place}.form")
            return
        link = form.field(source.subject)
        if not isinstance(link, LinkField) or link.many or link.form != self.node.subject:
            name = source.subject
            yield problem(
                self.node.id, "not_a_link", f"“{name}”不是指向分析对象的关联字段。",
                f"“{name}” is no link to what is analysed.", f"{place}.subject",
            )  # fmt: skip
        yield from self._typed(form, source.date, f"{place}.date", _TIMES, "日期", "a date")
        if source.value is not None:
            yield from self._number(form, source.value, f"{place}.value")

    def kind(self) -> Iterator[Problem]:
        analysis = self.node.analysis
        for key in factors_of(analysis):
            if isinstance(analysis, Cluster):
                yield from self._number(self.subject, key, "analysis.factors")
            elif self.subject.field(key) is None:
                yield _no_field(self.node, key, "analysis.factors")
        match analysis:
            case Segments():
                yield from self._segments(analysis)
            case Cluster(rules=RuleRecords() as rules) | Tree(rules=RuleRecords() as rules):
                yield from self._rules(rules)
            case Recommend():
                yield from self._item(analysis)
            case Interests():
                form = self.app.forms.get(analysis.events.form)
                if form is not None and form.field(analysis.tag) is None:
                    yield _no_field(self.node, analysis.tag, "analysis.tag")
            case Score():
                for number, rule in enumerate(analysis.points):
                    if rule.field not in analysis.factors:
                        yield _no_field(self.node, rule.field, f"analysis.points.{number}.field")
            case _:
                return

    def _segments(self, analysis: Segments) -> Iterator[Problem]:
        form = self.app.forms.get(analysis.form)
        if form is None:
            yield _no_form(self.node, analysis.form, "analysis.form")
            return
        yield from self._typed(form, analysis.rule, "analysis.rule", _WORDS, "文字", "a text")
        for key, place in ((analysis.size, "size"), (analysis.at, "at")):
            if key is not None:
                yield from self._writable(form, key, f"analysis.{place}")
        for key, name in self.node.write.items():
            own = self.subject.field(key)
            if name == "segments" and not (isinstance(own, LinkField) and own.many and own.form == analysis.form):
                yield problem(
                    self.node.id, "type_mismatch", f"“{key}”应为指向客群的多选关联。",
                    f"“{key}” must be a link to several records of the form of segments.", f"write.{key}",
                )  # fmt: skip

    def _rules(self, rules: RuleRecords) -> Iterator[Problem]:
        form = self.app.forms.get(rules.form)
        if form is None:
            yield _no_form(self.node, rules.form, "analysis.rules.form")
            return
        for key in (rules.name, rules.rule, *([rules.size] if rules.size else []), *rules.set):
            yield from self._writable(form, key, "analysis.rules")

    def _item(self, analysis: Recommend) -> Iterator[Problem]:
        form = self.app.forms.get(analysis.orders.form)
        path = analysis.item.split(".")
        own: object = form.field(path[0]) if form is not None else None
        if len(path) == 2:
            own = next((inner for inner in getattr(own, "fields", ()) if inner.key == path[1]), None)
        if form is not None and not isinstance(own, LinkField):
            yield problem(
                self.node.id, "not_a_link", f"“{analysis.item}”不是关联字段。", f"“{analysis.item}” is no link.",
                "analysis.item",
            )  # fmt: skip

    def written(self) -> Iterator[Problem]:
        for key, name in self.node.write.items():
            place = f"write.{key}"
            yield from self._writable(self.subject, key, place)
            yield from self._result(name, place)
            yield from self._holds(self.subject.field(key), name, place)
        for name in self.node.translate:
            yield from self._result(name, "translate")

    def snapshot(self) -> Iterator[Problem]:
        snapshot = self.node.snapshot
        if snapshot is None:
            return
        form = self.app.forms.get(snapshot.form)
        if form is None:
            yield _no_form(self.node, snapshot.form, "snapshot.form")
            return
        link = form.field(snapshot.subject)
        if not isinstance(link, LinkField) or link.many or link.form != self.node.subject:
            name = snapshot.subject
            yield problem(
                self.node.id, "not_a_link", f"“{name}”不是指向分析对象的关联字段。",
                f"“{name}” is no link to what is analysed.", "snapshot.subject",
            )  # fmt: skip
        for key, name in snapshot.set.items():
            place = f"snapshot.set.{key}"
            yield from self._writable(form, key, place)
            before = name.removeprefix("before.")
            if before != name:
                if self.subject.field(before) is None:
                    yield _no_field(self.node, before, place)
                continue
            yield from self._result(name, place)
            yield from self._holds(form.field(key), name, place)

    # parts -----------------------------------------------------------------------------------------------

    def _result(self, name: str, place: str) -> Iterator[Problem]:
        if name not in self.results:
            known = "、".join(self.results)
            yield problem(
                self.node.id, "unknown_result", f"此分析没有结果“{name}”，可用：{known}。",
                f"This analysis has no result “{name}”; it gives {', '.join(self.results)}.", place,
            )  # fmt: skip

    def _holds(self, own: FieldModel | None, name: str, place: str) -> Iterator[Problem]:
        """The field takes what the result is, every choice of it included."""
        kind = self.results.get(name)
        if own is None or kind is None:
            return
        if not fits(own, kind):
            yield problem(
                self.node.id, "type_mismatch", f"“{own.name('zh-CN')}”存不了结果“{name}”。",
                f"“{own.name('en')}” can't hold the result “{name}”.", place,
            )  # fmt: skip
            return
        words: Mapping[str, str] = self.node.translate.get(name, {})
        if isinstance(own, SelectField):
            for choice in CHOICES.get((self.node.analysis.kind, name), ()):
                if words.get(choice, choice) not in own.by_value:
                    yield problem(
                        self.node.id, "no_such_option", f"“{own.name('zh-CN')}”没有选项“{words.get(choice, choice)}”。",
                        f"“{own.name('en')}” has no option “{words.get(choice, choice)}”.", place,
                    )  # fmt: skip

    def _writable(self, form: Form, key: str, place: str) -> Iterator[Problem]:
        own = form.field(key)
        if own is None:
            yield _no_field(self.node, key, place)
        elif FIELD_TYPES[own.type].computed:
            yield problem(
                self.node.id, "computed_field", f"字段“{key}”由系统计算。", f"The field “{key}” is computed.", place
            )
        elif own.readonly:
            yield problem(
                self.node.id, "readonly_field", f"字段“{key}”是只读的，流程也不能写入。",
                f"The field “{key}” is read-only: flows can't write it either.", place,
            )  # fmt: skip

    def _number(self, form: Form, key: str, place: str) -> Iterator[Problem]:
        own = form.field(key)
        if own is None:
            yield _no_field(self.node, key, place)
        elif type_of(own).formula_type(own).kind != "number":
            yield problem(self.node.id, "not_a_number", f"“{key}”不是数字。", f"“{key}” is no number.", place)

    def _typed(self, form: Form, key: str, place: str, wanted: frozenset[str], zh: str, en: str) -> Iterator[Problem]:
        if key == "created_at" and "datetime" in wanted:
            return
        own = form.field(key)
        if own is None:
            yield _no_field(self.node, key, place)
        elif own.type not in wanted and type_of(own).formula_type(own).kind not in wanted:
            yield problem(self.node.id, "type_mismatch", f"“{key}”不是{zh}。", f"“{key}” is not {en}.", place)


def _no_form(node: AnalyseNode, key: str, place: str) -> Problem:
    return problem(node.id, "unknown_form", f"没有表单“{key}”。", f"There is no form “{key}”.", place)


def _no_field(node: AnalyseNode, key: str, place: str) -> Problem:
    return problem(node.id, "unknown_field", f"没有字段“{key}”。", f"There is no field “{key}”.", place)
