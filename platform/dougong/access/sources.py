"""Sources of the system: what happens around an app's records, as forms that reports may count (and nothing else).

A source is named `$key` and read like a form whose records nobody writes: sign-ins, changes, to-dos, automatic steps,
events of the audit log. It needs a grant that names it; `form: "*"` never means it. Its `owner` is the person it is
about, so grants for `own` rows and rows of a department mean here what they mean everywhere.

What the rows are, each room says for itself (`dougong.reports.hooks`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Subquery, Table, cast, literal, null, select, type_coerce

from dougong.access.tables import Catalog, column_type, storage_of
from dougong.kit.types import CodePointText, Id, JsonDoc, UtcDateTime
from engines.form.definition import Form, load_form
from engines.form.storage import Column as StoredColumn

MARK = "$"
Labels = Mapping[str, Any]
"""Value → label, of a field with options that depend on the app."""


def is_source(form: str) -> bool:
    """Whether a name means a source of the system rather than a form."""
    return form.startswith(MARK)


@dataclass(frozen=True)
class Measured:
    """The rows of one source in one app: a statement with `id`, `owner`, `created_at` and a column per field; and the
    options of those fields that name forms or flows of the app."""

    rows: Select[Any]
    options: Mapping[str, Labels] = field(default_factory=dict)


def _options(**labels: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"value": value, "label": {"zh-CN": zh, "en": en}} for value, (zh, en) in labels.items()]


def _field(key: str, type_: str, zh: str, en: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": type_, "label": {"zh-CN": zh, "en": en}, **more}


_PERSON = (_field("person", "member", "成员", "Person"), _field("department", "department", "部门", "Department"))
_FORM = _field("form", "select", "表单", "Form")
_FLOW = _field("flow", "select", "流程", "Flow")
_OPS = _options(
    create=("新建", "Created"), update=("修改", "Changed"), delete=("删除", "Deleted"), restore=("恢复", "Restored")
)
_DOORS = _options(
    ui=("页面", "Page"), api=("接口", "API"), bulk=("批量", "Bulk edit"), **{"import": ("导入", "Import")},
    flow=("流程", "Flow"), public=("公开表单", "Public form"), merge=("合并", "Merge"), undo=("撤销", "Undo"),
    revert=("还原", "Revert"), system=("系统", "System"),
)  # fmt: skip
_KINDS = _options(
    approval=("审批", "Approval"), fill=("填写", "Fill in"), todo=("待办", "To-do"), resubmit=("重新提交", "Resubmit")
)
_STEPS = _options(
    create=("新建数据", "Create records"), update=("修改数据", "Change records"), find=("查找数据", "Find records"),
    assign=("分配负责人", "Assign"), notify=("通知", "Notify"), send=("发出消息", "Send a message"),
    http=("调用接口", "Call a service"), script=("脚本", "Script"), analyse=("分析", "Analyse"),
    address=("生成填写链接", "Make an address"),
)  # fmt: skip
_STATUS = _options(open=("进行中", "Open"), done=("已完成", "Done"), cancelled=("已取消", "Cancelled"))

_AREAS = _options(
    app=("应用", "App"), form=("表单", "Form"), flow=("流程", "Flow"), dashboard=("看板", "Dashboard"),
    page=("页面", "Page"), record=("数据", "Records"), export=("导出", "Export"), view=("视图", "View"),
    form_link=("公开表单", "Public form"), view_link=("共享视图", "Shared view"), comment=("评论", "Comment"),
    webhook=("Webhook", "Webhook"), connection=("连接", "Connection"), bin=("回收站", "Bin"),
    demo=("演示数据", "Demo data"), **{"import": ("导入", "Import")},
)  # fmt: skip

AREAS: tuple[str, ...] = tuple(option["value"] for option in _AREAS)
"""What the action of an audit event begins with."""

_WRITTEN: Mapping[str, tuple[tuple[str, str], list[dict[str, Any]]]] = {
    "sign_ins": (("登录记录", "Sign-ins"), [*_PERSON]),
    "changes": (
        ("数据变更", "Changes of records"),
        [*_PERSON, _FORM, _field("op", "select", "操作", "Operation", options=_OPS),
         _field("door", "select", "入口", "Door", options=_DOORS), _field("record", "text", "数据", "Record")],
    ),
    "todos": (
        ("待办", "To-dos"),
        [*_PERSON, _FORM, _FLOW, _field("kind", "select", "类型", "Kind", options=_KINDS),
         _field("status", "select", "状态", "Status", options=_STATUS),
         _field("due_at", "datetime", "截止时间", "Due at"), _field("closed_at", "datetime", "完成时间", "Closed at"),
         _field("in_time", "boolean", "按时完成", "In time")],
    ),
    "steps": (
        ("自动步骤", "Automatic steps"),
        [*_PERSON, _FORM, _FLOW, _field("kind", "select", "步骤", "Step", options=_STEPS),
         _field("minutes", "number", "节省分钟", "Minutes saved", decimals=2)],
    ),
    "audit": (
        ("审计事件", "Audit events"),
        [*_PERSON, _field("area", "select", "范围", "Area", options=_AREAS),
         _field("action", "text", "操作", "Action"), _field("target", "text", "对象", "Target")],
    ),
}  # fmt: skip


def _form(key: str, options: Mapping[str, Labels]) -> Form:
    (zh, en), fields = _WRITTEN[key]
    filled = [
        {
            **each,
            "options": [{"value": value, "label": label or value} for value, label in options[each["key"]].items()],
        }
        if each["key"] in options
        else each
        for each in fields
    ]
    document = {"key": key, "label": {"zh-CN": zh, "en": en}, "fields": filled}
    return load_form(document).model_copy(update={"key": f"{MARK}{key}"})


SOURCES: Mapping[str, Form] = {f"{MARK}{key}": _form(key, {}) for key in _WRITTEN}
"""Each source as the form it is read like."""

STEP_KINDS: tuple[str, ...] = tuple(option["value"] for option in _STEPS)
"""Types of steps that do by themselves what somebody would otherwise do by hand."""


class SourceCatalog(Catalog):
    """The sources of one app, read like forms whose tables are statements. Without `measured` it has names only: for
    looking at what speaks of them."""

    def __init__(self, app_key: str, measured: Mapping[str, Measured]) -> None:
        self._measured = measured
        forms = {
            key: _form(key.removeprefix(MARK), measured[key].options) if key in measured else form
            for key, form in SOURCES.items()
        }
        super().__init__(app_key, forms)

    def _build_form(self, form: Form) -> None:
        if form.key not in self._measured:
            super()._build_form(form)
            return
        # reading a form's table asks for no more than columns, which a statement has as well
        table: Any = _as_table(form, self._measured[form.key].rows)
        self._tables[(form.key,)] = table

    def _reference_targets(self, form: Form) -> None:
        if isinstance(self._tables[(form.key,)], Table):
            super()._reference_targets(form)


def _as_table(form: Form, rows: Select[Any]) -> Subquery:
    """The rows with the columns that every form's table has."""
    inner = rows.subquery("measured").c
    columns: list[ColumnElement[Any]] = [
        type_coerce(inner["id"], CodePointText()).label("id"), type_coerce(inner["owner"], Id()).label("owner"),
        type_coerce(inner["created_at"], UtcDateTime()).label("created_at"),
        type_coerce(inner["owner"], Id()).label("created_by"),
        type_coerce(inner["created_at"], UtcDateTime()).label("updated_at"),
        type_coerce(inner["owner"], Id()).label("updated_by"), literal(1, Integer()).label("version"),
        cast(null(), UtcDateTime()).label("deleted_at"), cast(null(), JsonDoc()).label("errors"),
    ]  # fmt: skip
    for each in form.fields:
        stored = storage_of(each)
        assert isinstance(stored, StoredColumn)
        columns.append(type_coerce(inner[each.key], column_type(stored.kind)).label(each.key))
    return select(*columns).subquery(form.key.replace(MARK, "source_"))
