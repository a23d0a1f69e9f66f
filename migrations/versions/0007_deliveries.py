"""Dashboards that are sent and watched: when to look next, what was sent to whom, alerts that rang."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "dashboard_clock",
        sa.Column("dashboard_id", Id(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("key", sa.String(48), nullable=False),
        sa.Column("line", sa.String(200), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("checkpoint", DOCUMENT, nullable=True),
        _dashboard("fk_dashboard_clock_dashboard_id"),
        sa.PrimaryKeyConstraint("dashboard_id", "kind", "key", name="pk_dashboard_clock"),
    )
    op.create_index("ix_dashboard_clock_kind_next_at", "dashboard_clock", ["kind", "next_at"])
    op.create_table(
        "dashboard_rendering",
        sa.Column("id", Id(), nullable=False),
        sa.Column("dashboard_id", Id(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _dashboard("fk_dashboard_rendering_dashboard_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dashboard_rendering"),
    )
    op.create_index("ix_dashboard_rendering_created_at", "dashboard_rendering", ["created_at"])
    op.create_table(
        "dashboard_file",
        sa.Column("rendering_id", Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rendering_id"], ["dashboard_rendering.id"], name="fk_dashboard_file_rendering_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("rendering_id", "position", name="pk_dashboard_file"),
    )
    _sendings()
    _firings()


def _sendings() -> None:
    op.create_table(
        "dashboard_sending",
        sa.Column("id", Id(), nullable=False),
        sa.Column("dashboard_id", Id(), nullable=False),
        sa.Column("delivery", sa.String(50), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("rendering_id", Id(), nullable=True),
        sa.Column("rights", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", DOCUMENT, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        _dashboard("fk_dashboard_sending_dashboard_id"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_dashboard_sending_person_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rendering_id"], ["dashboard_rendering.id"], name="fk_dashboard_sending_rendering_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dashboard_sending"),
        sa.UniqueConstraint("dashboard_id", "delivery", "due_at", "person_id", name="uq_dashboard_sending_once"),
    )
    op.create_index("ix_dashboard_sending_created_at", "dashboard_sending", ["created_at"])
    op.create_index("ix_dashboard_sending_rendering_id", "dashboard_sending", ["rendering_id"])


def _firings() -> None:
    op.create_table(
        "dashboard_firing",
        sa.Column("id", Id(), nullable=False),
        sa.Column("dashboard_id", Id(), nullable=False),
        sa.Column("alert", sa.String(48), nullable=False),
        sa.Column("member", sa.String(64), nullable=False),
        sa.Column("text", DOCUMENT, nullable=False),
        sa.Column("measured", DOCUMENT, nullable=False),
        sa.Column("fired_at", UtcDateTime(), nullable=False),
        sa.Column("calmed_at", UtcDateTime(), nullable=True),
        _dashboard("fk_dashboard_firing_dashboard_id"),
        sa.PrimaryKeyConstraint("id", name="pk_dashboard_firing"),
    )
    ringing = sa.column("calmed_at").is_(None)
    op.create_index(
        "uq_dashboard_firing_ringing", "dashboard_firing", ["dashboard_id", "alert", "member"], unique=True,
        sqlite_where=ringing, postgresql_where=ringing,
    )  # fmt: skip
    op.create_index("ix_dashboard_firing_fired_at", "dashboard_firing", ["fired_at"])


def _dashboard(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["dashboard_id"], ["dashboard.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    for table in (
        "dashboard_firing", "dashboard_sending", "dashboard_file", "dashboard_rendering", "dashboard_clock",
    ):  # fmt: skip
        op.drop_table(table)
