"""Flows: definitions, instances, tasks, timers, outbox, and what stands around them."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, JsonDoc, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "flow",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("key", sa.String(48), nullable=False),
        sa.Column("published_version", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("form", sa.String(48), nullable=True),
        sa.Column("trigger", sa.String(16), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_flow_app_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_flow"),
        sa.UniqueConstraint("app_id", "key", name="uq_flow_app_id_key"),
    )
    op.create_index("ix_flow_trigger", "flow", ["app", "form", "trigger"])
    op.create_table(
        "flow_draft",
        sa.Column("flow_id", Id(), nullable=False),
        sa.Column("definition", DOCUMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", Id(), nullable=True),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name="fk_flow_draft_flow_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("flow_id", name="pk_flow_draft"),
    )
    op.create_table(
        "flow_version",
        sa.Column("flow_id", Id(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("definition", DOCUMENT, nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", Id(), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name="fk_flow_version_flow_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("flow_id", "n", name="pk_flow_version"),
    )
    op.create_table(
        "flow_instance",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("flow_id", Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(48), nullable=True),
        sa.Column("record_id", Id(), nullable=True),
        sa.Column("title", DOCUMENT, nullable=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("result", sa.String(16), nullable=True),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("state", DOCUMENT, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.String(16), nullable=False),
        sa.Column("before", DOCUMENT, nullable=True),
        sa.Column("gate", sa.Boolean(), nullable=False),
        sa.Column("watches", sa.Boolean(), nullable=False),
        sa.Column("initiator", Id(), nullable=True),
        sa.Column("parent_id", Id(), nullable=True),
        sa.Column("parent_token", sa.String(64), nullable=True),
        sa.Column("parent_key", sa.String(200), nullable=True),
        sa.Column("root_id", Id(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name="fk_flow_instance_flow_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_flow_instance"),
    )
    op.create_index("ix_flow_instance_app", "flow_instance", ["app", "status", "started_at"])
    op.create_index("ix_flow_instance_flow", "flow_instance", ["flow_id", "status", "version"])
    op.create_index("ix_flow_instance_initiator", "flow_instance", ["initiator", "started_at"])
    op.create_index("ix_flow_instance_parent", "flow_instance", ["parent_id"])
    op.create_index("ix_flow_instance_record", "flow_instance", ["record_id", "started_at"])
    op.create_index("ix_flow_instance_root", "flow_instance", ["root_id"])
    op.create_table(
        "flow_fact",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("node", sa.String(48), nullable=True),
        sa.Column("person", Id(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("data", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["flow_instance.id"], name="fk_flow_fact_instance_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("instance_id", "seq", name="pk_flow_fact"),
    )
    op.create_table(
        "flow_task",
        sa.Column("id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("task", sa.String(64), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("node", sa.String(48), nullable=False),
        sa.Column("label", DOCUMENT, nullable=True),
        sa.Column("person", Id(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("standing_in", Id(), nullable=True),
        sa.Column("of", sa.String(64), nullable=True),
        sa.Column("item", DOCUMENT, nullable=True),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("flow_id", Id(), nullable=False),
        sa.Column("form", sa.String(48), nullable=True),
        sa.Column("record_id", Id(), nullable=True),
        sa.Column("title", DOCUMENT, nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("urged_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", Id(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["flow_instance.id"], name="fk_flow_task_instance_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_flow_task"),
        sa.UniqueConstraint("instance_id", "task", name="uq_flow_task_instance_id_task"),
    )
    op.create_index("ix_flow_task_box", "flow_task", ["person", "status", "kind", "opened_at"])
    op.create_index("ix_flow_task_done", "flow_task", ["person", "closed_at"])
    op.create_index("ix_flow_task_record", "flow_task", ["record_id", "status"])
    op.create_table(
        "flow_timer",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("timer", sa.String(64), nullable=False),
        sa.Column("token", sa.String(64), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("deadline", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["flow_instance.id"], name="fk_flow_timer_instance_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("instance_id", "timer", name="pk_flow_timer"),
    )
    op.create_index("ix_flow_timer_due", "flow_timer", ["due_at"])
    op.create_table(
        "flow_outbox",
        sa.Column("id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("token", sa.String(64), nullable=True),
        sa.Column("node", sa.String(48), nullable=True),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("answer", DOCUMENT, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["flow_instance.id"], name="fk_flow_outbox_instance_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_flow_outbox"),
        sa.UniqueConstraint("instance_id", "key", name="uq_flow_outbox_instance_id_key"),
    )
    op.create_index("ix_flow_outbox_next", "flow_outbox", ["state", "next_at"])
    op.create_table(
        "flow_command",
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["flow_instance.id"], name="fk_flow_command_instance_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("instance_id", "key", name="pk_flow_command"),
    )
    op.create_index("ix_flow_command_at", "flow_command", ["at"])
    op.create_table(
        "flow_start",
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("instance_id", Id(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_flow_start"),
    )
    op.create_index("ix_flow_start_at", "flow_start", ["at"])
    op.create_table(
        "flow_cursor",
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("last_person", Id(), nullable=True),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("app", "key", name="pk_flow_cursor"),
    )
    op.create_table(
        "flow_substitute",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person", Id(), nullable=False),
        sa.Column("substitute", Id(), nullable=True),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["substitute"], ["person.id"], name="fk_flow_substitute_substitute", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_flow_substitute_person", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_flow_substitute"),
    )
    op.create_index("ix_flow_substitute_person", "flow_substitute", ["person", "until_at"])
    op.create_table(
        "flow_change",
        sa.Column("id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("form", sa.String(48), nullable=False),
        sa.Column("record_id", Id(), nullable=False),
        sa.Column("op", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("before", DOCUMENT, nullable=True),
        sa.Column("values", DOCUMENT, nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("by", Id(), nullable=True),
        sa.Column("door", sa.String(16), nullable=True),
        sa.Column("note", DOCUMENT, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["flow_instance.id"], name="fk_flow_change_instance_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_flow_change"),
        sa.UniqueConstraint("instance_id", name="uq_flow_change_instance_id"),
    )
    op.create_index("ix_flow_change_record", "flow_change", ["record_id", "state"])
    held = sa.column("state") == "held"
    op.create_index(
        "uq_flow_change_held", "flow_change", ["record_id"], unique=True, postgresql_where=held, sqlite_where=held
    )
    op.create_table(
        "flow_stay",
        sa.Column("flow_id", Id(), nullable=False),
        sa.Column("record_id", Id(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("value", JsonDoc(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name="fk_flow_stay_flow_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("flow_id", "record_id", name="pk_flow_stay"),
    )
    op.create_index("ix_flow_stay_due", "flow_stay", ["due_at"])
    op.create_table(
        "flow_schedule",
        sa.Column("flow_id", Id(), nullable=False),
        sa.Column("checked_until", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("checkpoint", DOCUMENT, nullable=True),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name="fk_flow_schedule_flow_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("flow_id", name="pk_flow_schedule"),
    )
    op.create_index("ix_flow_schedule_next", "flow_schedule", ["next_at"])


def downgrade() -> None:
    for table in (
        "flow_schedule",
        "flow_stay",
        "flow_change",
        "flow_substitute",
        "flow_cursor",
        "flow_start",
        "flow_command",
        "flow_outbox",
        "flow_timer",
        "flow_task",
        "flow_fact",
        "flow_instance",
        "flow_version",
        "flow_draft",
        "flow",
    ):
        op.drop_table(table)
