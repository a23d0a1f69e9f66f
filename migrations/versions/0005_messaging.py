"""Messages to people, live stamps, preferences; working calendars, connections, webhooks of flows."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "notification",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", DOCUMENT, nullable=False),
        sa.Column("text", DOCUMENT, nullable=False),
        sa.Column("link", DOCUMENT, nullable=True),
        sa.Column("by", Id(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        _person("fk_notification_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notification"),
        sa.UniqueConstraint("person_id", "key", name="uq_notification_person_id_key"),
    )
    op.create_index("ix_notification_box", "notification", ["person_id", "id"])
    op.create_index("ix_notification_unread", "notification", ["person_id", "read_at"])
    op.create_index("ix_notification_created", "notification", ["created_at"])
    op.create_table(
        "live_stamp",
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("topic", sa.String(24), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        _person("fk_live_stamp_person_id"),
        sa.PrimaryKeyConstraint("person_id", "topic", name="pk_live_stamp"),
    )
    op.create_table(
        "notification_preference",
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("inbox", sa.Boolean(), nullable=False),
        sa.Column("mail", sa.Boolean(), nullable=False),
        _person("fk_notification_preference_person_id"),
        sa.PrimaryKeyConstraint("person_id", "kind", name="pk_notification_preference"),
    )
    op.create_table(
        "notification_quiet",
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("from_time", sa.String(5), nullable=False),
        sa.Column("to_time", sa.String(5), nullable=False),
        _person("fk_notification_quiet_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_notification_quiet"),
    )
    _of_flows()


def _person(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=name, ondelete="CASCADE")


def _of_flows() -> None:
    op.create_table(
        "work_calendar",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("label", DOCUMENT, nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("weekly", DOCUMENT, nullable=False),
        sa.Column("holidays", DOCUMENT, nullable=False),
        sa.Column("workdays", DOCUMENT, nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        *_changed(),
        sa.PrimaryKeyConstraint("key", name="pk_work_calendar"),
    )
    op.create_table(
        "connection",
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("key", sa.String(48), nullable=False),
        sa.Column("label", DOCUMENT, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("settings", DOCUMENT, nullable=False),
        sa.Column("secrets", DOCUMENT, nullable=False),
        *_changed(),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_connection_app_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("app_id", "key", name="pk_connection"),
    )
    op.create_table(
        "flow_webhook",
        sa.Column("flow_id", Id(), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("secret", sa.String(128), nullable=False),
        *_changed(),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name="fk_flow_webhook_flow_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("flow_id", name="pk_flow_webhook"),
        sa.UniqueConstraint("token", name="uq_flow_webhook_token"),
    )


def _changed() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", Id(), nullable=True),
    )


def downgrade() -> None:
    for table in (
        "flow_webhook",
        "connection",
        "work_calendar",
        "notification_quiet",
        "notification_preference",
        "live_stamp",
        "notification",
    ):
        op.drop_table(table)
