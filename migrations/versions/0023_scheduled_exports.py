"""Exports at given times, and what became of each."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, JsonDoc, UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scheduled_export",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("owner_id", Id(), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("cron", sa.String(120), nullable=False),
        sa.Column("settings", JsonDoc(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("stopped", sa.String(16), nullable=True),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_scheduled_export_owner_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_scheduled_export"),
    )
    op.create_index("ix_scheduled_export_form", "scheduled_export", ["app", "form"])
    op.create_index("ix_scheduled_export_next_at", "scheduled_export", ["next_at"])
    op.create_table(
        "scheduled_export_run",
        sa.Column("id", Id(), nullable=False),
        sa.Column("export_id", Id(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("reason", JsonDoc(), nullable=True),
        sa.Column("file_id", Id(), nullable=True),
        sa.Column("name", sa.String(255), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("records", sa.BigInteger(), nullable=True),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(64), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["export_id"], ["scheduled_export.id"], name="fk_scheduled_export_run_export_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_scheduled_export_run"),
        sa.UniqueConstraint("export_id", "due_at", name="uq_scheduled_export_run_once"),
    )
    op.create_index("ix_scheduled_export_run_created_at", "scheduled_export_run", ["created_at"])


def downgrade() -> None:
    op.drop_table("scheduled_export_run")
    op.drop_table("scheduled_export")
