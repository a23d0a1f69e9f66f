"""Tables of the reports room: dashboards with draft and versions, public links, deliveries made, alerts that rang."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from dougong.apps.drawn_tables import Document, drawn_tables
from dougong.kit.db import metadata
from dougong.kit.types import Id, UtcDateTime

dashboard, dashboard_draft, dashboard_version = drawn_tables("dashboard", Column("app", String(48), nullable=False))

dashboard_link = Table(
    "dashboard_link",
    metadata,
    Column("id", Id, primary_key=True),
    Column("dashboard_id", Id, ForeignKey("dashboard.id", ondelete="CASCADE"), nullable=False),
    Column("label", String(100), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),  # the token itself is shown once and kept nowhere
    Column("created_by", Id, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked", Boolean, nullable=False),
    Column("frames", Document, nullable=True),  # origins whose pages may show it in a frame; none: nobody's
    Index("ix_dashboard_link_dashboard_id", "dashboard_id"),
)

dashboard_clock = Table(
    "dashboard_clock",
    metadata,
    Column("dashboard_id", Id, ForeignKey("dashboard.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(10), primary_key=True),  # delivery, alert
    Column("key", String(48), primary_key=True),
    Column("line", String(200), nullable=False),  # of a delivery: its cron line and zone
    Column("next_at", UtcDateTime, nullable=True),
    Column("checkpoint", Document, nullable=True),  # of an alert: what it saw last
    Index("ix_dashboard_clock_kind_next_at", "kind", "next_at"),
)

dashboard_rendering = Table(
    "dashboard_rendering",
    metadata,
    Column("id", Id, primary_key=True),
    Column("dashboard_id", Id, ForeignKey("dashboard.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_dashboard_rendering_created_at", "created_at"),
)

dashboard_file = Table(
    "dashboard_file",
    metadata,
    # in the database, not in the file store: it comes and goes with the mails that carry it, in their transactions
    Column("rendering_id", Id, ForeignKey("dashboard_rendering.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("type", String(100), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

dashboard_sending = Table(
    "dashboard_sending",
    metadata,
    Column("id", Id, primary_key=True),
    Column("dashboard_id", Id, ForeignKey("dashboard.id", ondelete="CASCADE"), nullable=False),
    Column("delivery", String(50), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("rendering_id", Id, ForeignKey("dashboard_rendering.id", ondelete="SET NULL"), nullable=True),
    Column("rights", String(64), nullable=False),  # with which it was rendered: other rights, other numbers
    Column("state", String(10), nullable=False),  # waiting, sent, dropped, failed
    Column("reason", Document, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime, nullable=True),
    UniqueConstraint("dashboard_id", "delivery", "due_at", "person_id", name="uq_dashboard_sending_once"),
    Index("ix_dashboard_sending_created_at", "created_at"),
    Index("ix_dashboard_sending_rendering_id", "rendering_id"),
)

dashboard_firing = Table(
    "dashboard_firing",
    metadata,
    Column("id", Id, primary_key=True),
    Column("dashboard_id", Id, ForeignKey("dashboard.id", ondelete="CASCADE"), nullable=False),
    Column("alert", String(48), nullable=False),
    Column("member", String(64), nullable=False),  # which group: a hash of its members
    Column("text", Document, nullable=False),
    Column("measured", Document, nullable=False),
    Column("fired_at", UtcDateTime, nullable=False),
    Column("calmed_at", UtcDateTime, nullable=True),
    Index("ix_dashboard_firing_fired_at", "fired_at"),
)
RINGING = dashboard_firing.c.calmed_at.is_(None)
Index(
    "uq_dashboard_firing_ringing",
    dashboard_firing.c.dashboard_id,
    dashboard_firing.c.alert,
    dashboard_firing.c.member,
    unique=True,
    sqlite_where=RINGING,
    postgresql_where=RINGING,
)
"""One firing rings per alert and group: whoever looks twice writes once."""

dashboard_layout = Table(
    "dashboard_layout",
    metadata,
    # how one person has arranged a dashboard for themselves: places, what is left out, filters to begin with
    Column("dashboard_id", Id, ForeignKey("dashboard.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("layout", Document, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
