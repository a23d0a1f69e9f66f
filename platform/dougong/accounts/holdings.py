"""Where the platform's tables name people, and what becomes of each place when somebody's data is erased.

`ERASED`: rows that are about this person alone; they go. `KEPT`: what others did with them, and what the law wants
kept: the rows stay, and the id in them leads to nobody any more. A test fails on a column that names people and stands
in neither list, so that a new table is thought about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Table, select

from dougong.kit.db import metadata
from dougong.kit.errors import Text, say

SECRETS = frozenset(
    {
        "token_hash",
        "code_hash",
        "link_hash",
        "link",
        "secret",
        "old_secret",
        "password_hash",
        "document",
        "body",
        "claim",
    }
)
"""Never exported: what opens something, and answers to requests."""


@dataclass(frozen=True)
class Holding:
    """A column that names people. `only`: another column and the value it must have. `told`: the columns an export
    gives of what is kept (of what is erased it gives all); empty: it gives only how many there are."""

    table: str
    column: str
    label: Text
    only: tuple[str, str | bool] | None = None
    told: tuple[str, ...] = ()

    @property
    def source(self) -> Table:
        return metadata.tables[self.table]

    def of(self, person_id: str) -> ColumnElement[bool]:
        """The condition of the person's rows."""
        c = self.source.c
        mine = c[self.column] == person_id
        return mine if self.only is None else mine & (c[self.only[0]] == self.only[1])

    def rows(self, person_id: str) -> Select[tuple[object, ...]]:
        """What an export gives of them, in the order they were made."""
        c = self.source.c
        names = self.told or tuple(name for name in (column.name for column in c) if name not in SECRETS)
        order = [c[name] for name in ("created_at", "at", "seq", "id") if name in c]
        return select(*(c[name] for name in names)).where(self.of(person_id)).order_by(*order)


_SIGN_IN = say("登录与安全", "Signing in")
_MESSAGES = say("消息与提醒设置", "Messages and their settings")
_OWN = say("个人视图与订阅", "Own views and subscriptions")
_PLACES = say("所属用户组与角色", "Groups and roles")
_WORK = say("后台任务", "Background jobs")

ERASED = (
    Holding("session", "person_id", _SIGN_IN),
    Holding("api_token", "person_id", _SIGN_IN),
    Holding("invitation", "person_id", _SIGN_IN),
    Holding("second_factor", "person_id", _SIGN_IN),
    Holding("recovery_code", "person_id", _SIGN_IN),
    Holding("sign_in_ticket", "person_id", _SIGN_IN),
    Holding("identity_link", "person_id", _SIGN_IN),
    Holding("letter", "person_id", _SIGN_IN),
    Holding("notification", "person_id", _MESSAGES),
    Holding("notification_preference", "person_id", _MESSAGES),
    Holding("notification_quiet", "person_id", _MESSAGES),
    Holding("live_stamp", "person_id", _MESSAGES),
    Holding("record_follower", "person_id", _MESSAGES),
    Holding("flow_substitute", "person", _MESSAGES),
    Holding("saved_view", "owner_id", _OWN, only=("shared", False)),
    Holding("record_template", "owner_id", _OWN, only=("shared", False)),
    Holding("scheduled_export", "owner_id", _OWN),
    Holding("dashboard_sending", "person_id", _OWN),
    Holding("dashboard_layout", "person_id", _OWN),
    Holding("tour_progress", "person_id", _OWN),
    Holding("tour_sight", "person_id", _OWN),
    Holding("draft_guest", "person_id", _OWN),
    Holding("person_group_member", "person_id", _PLACES),
    Holding("role_member", "member_id", _PLACES, only=("kind", "person")),
    Holding("job", "owner_id", _WORK),
    Holding("idempotency", "actor_id", _WORK),
)

_HISTORY = say("业务数据与修改历史", "Records and their history")
_FLOWS = say("流程与审批", "Flows and decisions")
_TALK = say("评论与提醒", "Comments and reminders")
_LOG = say("审计日志", "Audit log")
_DESIGN = say("应用设计", "Design of apps")
_SHARED = say("共享给他人的内容", "What is shared with others")
_FILES = say("上传的文件", "Uploaded files")

_RECORD = ("app", "form", "record_id")
_AUTHORS = (
    ("analysis_model", "trained_by"), ("app", "created_by"), ("app", "updated_by"), ("app", "deleted_by"),
    ("app_archive", "made_by"), ("app_builder", "person_id"), ("app_version", "published_by"),
    ("connection", "updated_by"), ("dashboard", "created_by"), ("dashboard", "deleted_by"),
    ("dashboard_draft", "updated_by"), ("dashboard_version", "published_by"),
    ("demo_removal", "by"), ("flow", "created_by"), ("flow", "deleted_by"),
    ("flow_draft", "updated_by"), ("flow_version", "published_by"), ("flow_webhook", "updated_by"),
    ("form", "created_by"), ("form", "deleted_by"), ("form_draft", "updated_by"), ("form_link", "created_by"),
    ("form_version", "published_by"), ("page", "created_by"), ("page", "deleted_by"), ("page_draft", "updated_by"),
    ("page_version", "published_by"), ("work_calendar", "updated_by"), ("department", "head_id"), ("draft_guest", "by"),
)  # fmt: skip

KEPT = (
    Holding("audit_log", "actor_id", _LOG, told=("at", "action", "target", "app", "ip", "user_agent")),
    Holding("change_log", "by", _HISTORY, told=(*_RECORD, "op", "version", "at", "door")),
    Holding("record_lock", "by", _HISTORY, told=(*_RECORD, "locked", "note", "at")),
    Holding("record_merge", "by", _HISTORY),
    Holding("record_merge", "undone_by", _HISTORY),
    Holding("not_duplicate", "by", _HISTORY),
    Holding("data_import", "owner_id", _HISTORY, told=("app", "name", "created_at", "ran_at")),
    Holding("record_comment", "by", _TALK, told=(*_RECORD, "text", "created_at", "edited_at", "deleted_at")),
    Holding("record_comment", "resolved_by", _TALK),
    Holding("draft_comment", "by", _TALK, told=("kind", "thing_id", "text", "created_at", "edited_at", "deleted_at")),
    Holding("draft_comment", "resolved_by", _TALK),
    Holding("record_reminder", "by", _TALK, told=(*_RECORD, "note", "at", "created_at")),
    Holding("notification", "by", _TALK),
    Holding("flow_fact", "person", _FLOWS, told=("instance_id", "kind", "node", "at")),
    Holding("flow_task", "person", _FLOWS, told=("app", "form", "record_id", "status", "opened_at", "closed_at")),
    Holding("flow_task", "closed_by", _FLOWS, told=("app", "form", "record_id", "comment", "closed_at")),
    Holding("flow_task", "standing_in", _FLOWS),
    Holding(
        "flow_instance", "initiator", _FLOWS, told=("app", "form", "record_id", "status", "started_at", "ended_at")
    ),
    Holding("flow_change", "by", _FLOWS),
    Holding("flow_cursor", "last_person", _FLOWS),
    Holding("flow_substitute", "substitute", _FLOWS),
    Holding("flow_substitute", "created_by", _FLOWS),
    Holding("saved_view", "owner_id", _SHARED, only=("shared", True), told=("app", "form", "label", "created_at")),
    Holding("record_template", "owner_id", _SHARED, only=("shared", True), told=("app", "form", "label", "created_at")),
    Holding("record_webhook", "owner_id", _SHARED),
    Holding("view_link", "created_by", _SHARED),
    Holding("dashboard_link", "created_by", _SHARED),
    Holding("invitation", "created_by", _LOG),
    Holding("letter", "by", _LOG),
    Holding("file", "created_by", _FILES, told=("name", "type", "size", *_RECORD, "created_at")),
    *(Holding(table, column, _DESIGN) for table, column in _AUTHORS),
)

WHY_KEPT: Mapping[str, Text] = {
    _LOG["en"]: say(
        "法律要求日志至少保存六个月，且日志不可篡改。",
        "The law wants logs kept for at least six months, and the log can't be altered.",
    ),
    _FILES["en"]: say("附在业务数据上，随数据保留。", "They hang on records and stay with them."),
}
WHY_ELSE = say(
    "属于单位的业务资料，姓名将替换为“已注销用户”。",
    "It belongs to the organisation's work; the name becomes “erased person”.",
)
