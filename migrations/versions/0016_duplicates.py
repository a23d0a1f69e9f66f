"""Duplicates: pairs that are known to be different, and merges that can be undone."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, JsonDoc, UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "not_duplicate",
        sa.Column("one", Id(), nullable=False),
        sa.Column("other", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("by", Id(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name="pk_not_duplicate"),
    )
    op.create_index("ix_not_duplicate_form", "not_duplicate", ["app", "form"])
    op.create_table(
        "record_merge",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("winner_id", Id(), nullable=False),
        sa.Column("losers", JsonDoc(), nullable=False),
        sa.Column("moved", JsonDoc(), nullable=False),
        sa.Column("by", Id(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by", Id(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_record_merge"),
    )
    op.create_index("ix_record_merge_form", "record_merge", ["app", "form", "at"])
    op.create_index("ix_record_merge_winner", "record_merge", ["winner_id"])


def downgrade() -> None:
    op.drop_table("record_merge")
    op.drop_table("not_duplicate")
