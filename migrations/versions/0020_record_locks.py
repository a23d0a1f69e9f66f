"""Locked records: who has locked or unlocked which, and why."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_lock",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("record_id", Id(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("by", Id(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_record_lock"),
    )
    op.create_index("ix_record_lock_record", "record_lock", ["record_id", "id"])


def downgrade() -> None:
    op.drop_table("record_lock")
