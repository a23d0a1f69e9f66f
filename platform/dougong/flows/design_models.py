"""Tables around flows that people set up: working calendars, connections to other systems, addresses of webhooks."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table

from dougong.kit.db import metadata
from dougong.kit.types import Id, Number, UtcDateTime

Document = JSON(none_as_null=True)

work_calendar = Table(
    "work_calendar",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("label", Document, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("weekly", Document, nullable=False),  # {"0": [["09:00", "12:00"], …], …}, 0 = Monday
    Column("holidays", Document, nullable=False),  # [{date, name}]
    Column("workdays", Document, nullable=False),  # [{date, name}]: worked though free by the week (调休)
    Column("is_default", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", Id, nullable=True),
)

connection = Table(
    "connection",
    metadata,
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), primary_key=True),
    Column("key", String(48), primary_key=True),
    Column("label", Document, nullable=False),
    Column("kind", String(16), nullable=False),  # dingtalk | wecom | feishu | webhook | http
    Column("settings", Document, nullable=False),
    Column("secrets", Document, nullable=False),  # never part of an answer, a package or the audit log
    Column("version", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", Id, nullable=True),
)

flow_webhook = Table(
    "flow_webhook",
    metadata,
    Column("flow_id", Id, ForeignKey("flow.id", ondelete="CASCADE"), primary_key=True),
    Column("token", String(64), nullable=False, unique=True),  # the last part of the address
    Column("secret", String(128), nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", Id, nullable=True),
)

flow_saving = Table(
    "flow_saving",
    metadata,
    # the minutes that a type of automatic step is worth, where an app says something else than usual
    Column("app", String(48), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("minutes", Number(7, 2), nullable=False),
)
