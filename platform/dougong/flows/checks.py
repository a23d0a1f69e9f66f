"""What a flow means in its app: the forms, fields, roles, connections and other flows it names must be there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache, cached_property
from zoneinfo import available_timezones

from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.flows import calendars, connections, definitions, mailing
from dougong.flows.checked_analyses import analysis_problems
from dougong.flows.checked_conditions import condition_problems
from dougong.flows.checked_figures import figure_problems
from dougong.flows.checked_people import People, problem
from dougong.flows.checked_rows import rows_problems
from dougong.flows.checked_values import value_problems
from dougong.flows.programs import base_scope
from dougong.kit.cron import is_cron
from dougong.kit.db import Transaction
from dougong.kit.errors import NotFound
from dougong.records.public import addresses
from engines.flow import triggers
from engines.flow.definition import Flow
from engines.flow.nodes import AnyNode
from engines.flow.nodes.address import AddressNode
from engines.flow.nodes.analyse import AnalyseNode
from engines.flow.nodes.assign import AssignNode
from engines.flow.nodes.call import CallNode
from engines.flow.nodes.create import CreateNode
from engines.flow.nodes.find import FindNode
from engines.flow.nodes.http import HttpNode
from engines.flow.nodes.notify import NotifyNode
from engines.flow.nodes.update import UpdateNode
from engines.flow.problems import Problem
from engines.flow.program import Program
from engines.form.definition import Form
from engines.form.fields import FIELD_TYPES
from engines.formula import FormulaErrors, check

OWNER = "owner"
_ROBOTS = frozenset({"dingtalk", "wecom", "feishu", "webhook"})
_OF_A_RECORD = (
    triggers.OnCreate, triggers.OnUpdate, triggers.OnDelete, triggers.OnUnchanged, triggers.OnDate, triggers.OnButton,
    triggers.OnFormLink,
)  # fmt: skip
_BY_THE_CLOCK = (triggers.OnUnchanged, triggers.OnDate, triggers.OnSchedule, triggers.OnWebhook)


@cache
def _zones() -> frozenset[str]:
    """Names of time zones; finding them reads some 600 files."""
    return frozenset(available_timezones())


def check_world(
    tx: Transaction, app: AppCatalog, flow: Flow, program: Program, known_flows: Collection[str] | None = None
) -> list[Problem]:
    """Everything that is wrong between a flow and its app. `known_flows`: those a call may name (None: published)."""
    return list(_Checker(tx, app, flow, program, known_flows).problems())


class _Checker:
    def __init__(
        self, tx: Transaction, app: AppCatalog, flow: Flow, program: Program, known: Collection[str] | None
    ) -> None:
        self.tx, self.app, self.flow, self.program = tx, app, flow, program
        self.people = People(tx, app, flow)
        self._known = known

    @property
    def form(self) -> Form | None:
        """The form of the triggering record."""
        return self.app.forms.get(self.flow.form) if self.flow.form else None

    @cached_property
    def connections(self) -> dict[str, str]:
        return connections.kinds(self.tx, self.app.app_id)

    @cached_property
    def flows(self) -> Collection[str]:
        if self._known is not None:
            return self._known
        return {key for key, _n, _definition in definitions.flows.published(self.tx, self.app.app_id)}

    def problems(self) -> Iterator[Problem]:
        flow = self.flow
        if flow.form is not None and self.form is None:
            yield problem("", "unknown_form", f"没有表单“{flow.form}”。", f"There is no form “{flow.form}”.", "form")
        if flow.calendar is not None and not calendars.exists(self.tx, flow.calendar):
            key = flow.calendar
            yield problem(
                "", "unknown_calendar", f"没有工作日历“{key}”，将使用默认日历。",
                f"There is no calendar “{key}”: the default one is used.", "calendar", "warning",
            )  # fmt: skip
        yield from self._trigger()
        yield from self.people.check("", "administrators", flow.administrators)
        for node in flow.nodes:
            yield from self._node(node)

    # the trigger -----------------------------------------------------------------------------------------

    def _trigger(self) -> Iterator[Problem]:
        trigger = self.flow.trigger
        if isinstance(trigger, _OF_A_RECORD) and self.flow.form is None:
            yield problem("", "form_needed", "此触发方式需要选择表单。", "This trigger needs a form.", "form")
        match trigger:
            case triggers.OnUpdate(fields=fields):
                yield from self._fields("", fields, "trigger.fields", writing=False)
            case triggers.OnUnchanged(field=field):
                yield from self._fields("", (field,), "trigger.field", writing=False)
            case triggers.OnDate(field=path):
                yield from self._date(path)
            case triggers.OnSchedule():
                yield from self._schedule(trigger)
            case triggers.OnWebhook(set=mapped, match=match):
                yield from self._fields("", mapped, "trigger.set")
                if match is not None and match not in mapped:
                    yield problem(
                        "", "match_not_set", "用于查找的字段须在映射中。", "`match` must be mapped.", "trigger.match"
                    )
            case triggers.OnFormLink(who=who):
                yield from self.people.check("", "trigger.who", who)
            case _:
                pass

    def _date(self, path: str) -> Iterator[Problem]:
        if self.form is None:
            return
        ref = base_scope(self.app, self.flow.form).resolve(tuple(path.split(".")))
        if ref is None or ref.type.kind not in ("date", "datetime"):
            yield problem("", "not_a_date", f"“{path}”不是日期。", f"“{path}” is no date.", "trigger.field")

    def _schedule(self, trigger: triggers.OnSchedule) -> Iterator[Problem]:
        if trigger.timezone not in _zones():
            name = trigger.timezone
            yield problem(
                "", "unknown_zone", f"没有时区“{name}”。", f"There is no time zone “{name}”.", "trigger.timezone"
            )
        if not is_cron(trigger.cron):
            yield problem("", "bad_cron", "定时表达式无效。", "This is no cron line of five fields.", "trigger.cron")
        if trigger.each is not None:
            if self.form is None:
                yield problem(
                    "", "form_needed", "逐条执行需要选择表单。", "One per record needs a form.", "trigger.each"
                )
                return
            try:
                check(trigger.each, base_scope(self.app, self.flow.form), expect="boolean")
            except FormulaErrors as errors:
                for error in errors.problems:
                    yield Problem("", error.code, dict(error.message), "error", "trigger.each", error.pos, error.length)

    # nodes -----------------------------------------------------------------------------------------------

    def _node(self, node: AnyNode) -> Iterator[Problem]:
        for place in ("assignees", "fallback", "to"):
            yield from self.people.check(node.id, place, getattr(node, place, ()))
        for number, rung in enumerate(getattr(node, "sla", ())):
            yield from self.people.check(node.id, f"sla.{number}.to", rung.to)
        yield from self._rights(node)
        match node:
            case CreateNode() | FindNode():
                yield from self._of_form(node, node.app, node.form)
            case UpdateNode(form=form) if form is not None:
                yield from self._of_form(node, node.app, form)
            case UpdateNode():
                yield from self._updated(node)
            case AssignNode(field=field):
                yield from self._fields(node.id, (field,), "field")
            case AnalyseNode():
                yield from analysis_problems(self.app, self.flow, node)
            case NotifyNode() | AddressNode():
                yield from self._notify(node) if isinstance(node, NotifyNode) else self._address(node)
            case HttpNode(connection=key) if key is not None:
                yield from self._connection(node.id, key, frozenset({"http"}))
            case CallNode(flow=key, app=None) if key not in self.flows and key != self.flow.key:
                yield problem(
                    node.id, "unknown_flow", f"没有已发布的流程“{key}”。", f"No flow “{key}” is published.", "flow"
                )
            case _:
                pass
        if _writes(node) and self.flow.acts_as == "initiator" and isinstance(self.flow.trigger, _BY_THE_CLOCK):
            yield problem(
                node.id,
                "nobody_to_act_as",
                "此流程没有发起人，请将执行身份设为“应用”并授予权限。",
                "Nobody starts this flow in person: let it act as the app and give it grants.",
            )

    def _rights(self, node: AnyNode) -> Iterator[Problem]:
        rights = getattr(node, "fields", None)
        if isinstance(rights, dict) and getattr(node, "record", None) is None:
            writing = [key for key, right in rights.items() if right in ("write", "require")]
            yield from self._fields(node.id, rights, "fields", writing=False)
            yield from self._fields(node.id, [key for key in writing if self._has(key)], "fields")

    def _of_form(self, node: CreateNode | FindNode | UpdateNode, app: str | None, form: str) -> Iterator[Problem]:
        catalog = self._catalog(app)
        if catalog is None or form not in catalog.forms:
            yield problem(node.id, "unknown_form", f"没有表单“{form}”。", f"There is no form “{form}”.", "form")
            return
        if not isinstance(node, CreateNode) and node.id in self.program.nodes:
            yield from condition_problems(self.tx, catalog, form, self.program.nodes[node.id])
        if isinstance(node, FindNode):
            yield from figure_problems(self.flow, node, base_scope(catalog, form))
            return
        settings = node.set
        known = catalog.forms[form]
        for number, setting in enumerate(settings):
            yield from _unwritable(node.id, known, setting.field, f"set.{number}.field")
        yield from value_problems(self.app, self.flow, node.id, tuple(settings), known)
        if not isinstance(node, FindNode):
            yield from rows_problems(self.app, self.flow, node.id, node.rows, known, catalog)

    def _updated(self, node: UpdateNode) -> Iterator[Problem]:
        """The triggering record, or those that another step found or made."""
        if node.step is None and self.form is not None:
            yield from self._fields(node.id, [setting.field for setting in node.set], "set")
            yield from value_problems(self.app, self.flow, node.id, node.set, self.form)
            yield from rows_problems(self.app, self.flow, node.id, node.rows, self.form, self.app)
        if node.step is None:
            return
        of = self.flow.by_id.get(node.step)
        catalog = self._catalog(getattr(of, "app", None))
        form = catalog.forms.get(getattr(of, "form", None) or self.flow.form or "") if catalog is not None else None
        if node.rows and catalog is not None and form is not None:
            yield from rows_problems(self.app, self.flow, node.id, node.rows, form, catalog)

    def _address(self, node: AddressNode) -> Iterator[Problem]:
        form = self.app.forms.get(node.form)
        row = addresses.by_key(self.tx, self.app.key, node.form, node.link) if form is not None else None
        if form is None:
            yield problem(
                node.id, "unknown_form", f"没有表单“{node.form}”。", f"There is no form “{node.form}”.", "form"
            )
        elif row is None:
            key = node.link
            yield problem(
                node.id, "unknown_link", f"没有公开链接“{key}”。", f"There is no public link “{key}”.", "link"
            )
        else:
            known = addresses.fields_of(row)
            for number, setting in enumerate(node.set):
                if setting.field not in known:
                    name = setting.field
                    yield problem(
                        node.id, "unknown_field", f"链接上没有字段“{name}”。", f"The link has no field “{name}”.",
                        f"set.{number}.field",
                    )  # fmt: skip
            yield from value_problems(self.app, self.flow, node.id, node.set, form)

    def _catalog(self, app: str | None) -> AppCatalog | None:
        if app in (None, self.app.key):
            return self.app
        try:
            return app_catalog(self.tx, str(app))
        except NotFound:
            return None

    def _notify(self, node: NotifyNode) -> Iterator[Problem]:
        outside = _ROBOTS & set(node.channels)
        if outside and node.connection is None:
            yield problem(node.id, "connection_needed", "请选择连接。", "Choose a connection.", "connection")
        elif outside and node.connection is not None:
            yield from self._connection(node.id, node.connection, frozenset(outside))
        if not outside and not node.to and node.address is None:
            yield problem(node.id, "nobody_told", "没有收件人。", "Nobody is told.", "to")
        yield from self._attached(node)
        if node.address is not None:
            ref = base_scope(self.app, self.flow.form).resolve(tuple(node.address.split(".")))
            if ref is None:
                name = node.address
                yield problem(
                    node.id, "unknown_field", f"没有字段“{name}”。", f"There is no field “{name}”.", "address"
                )

    def _attached(self, node: NotifyNode) -> Iterator[Problem]:
        if node.attach and ("mail" not in node.channels or self.form is None):
            yield problem(
                node.id, "attach_without_mail", "附件只能随邮件发送，且流程须有表单。",
                "Only mails of a flow with a form carry papers.", "attach",
            )  # fmt: skip
            return
        known = {each.key for each in mailing.templates(self.form)} if self.form is not None else set()
        for number, key in enumerate(node.attach):
            if key not in known:
                yield problem(
                    node.id, "unknown_print", f"没有打印模板“{key}”。", f"There is no print template “{key}”.",
                    f"attach.{number}",
                )  # fmt: skip

    def _connection(self, node: str, key: str, wanted: frozenset[str]) -> Iterator[Problem]:
        kind = self.connections.get(key)
        if kind is None:
            yield problem(
                node, "unknown_connection", f"没有连接“{key}”。", f"There is no connection “{key}”.", "connection",
                level="warning",
            )  # fmt: skip
        elif {kind} != wanted:
            yield problem(
                node,
                "wrong_connection",
                "连接的类型与渠道不同。",
                "The connection is not of this channel.",
                "connection",
            )

    # fields and people -----------------------------------------------------------------------------------

    def _has(self, key: str) -> bool:
        return self.form is not None and self.form.field(key) is not None

    def _fields(self, node: str, keys: Iterable[str], place: str, *, writing: bool = True) -> Iterator[Problem]:
        if self.form is None:
            return
        for key in keys:
            if writing:
                yield from _unwritable(node, self.form, key, place)
            elif key != OWNER and self.form.field(key) is None:
                yield _unknown_field(node, key, place)


def _writes(node: AnyNode) -> bool:
    return isinstance(node, CreateNode | UpdateNode | FindNode | AssignNode | AnalyseNode)


def _unwritable(node: str, form: Form, key: str, place: str) -> Iterator[Problem]:
    field = form.field(key)
    if key == OWNER:
        return
    if field is None:
        yield _unknown_field(node, key, place)
    elif FIELD_TYPES[field.type].computed:
        yield problem(node, "computed_field", f"字段“{key}”由系统计算。", f"The field “{key}” is computed.", place)


def _unknown_field(node: str, key: str, place: str) -> Problem:
    return problem(node, "unknown_field", f"没有字段“{key}”。", f"There is no field “{key}”.", place)
