"""What took long, over all processes."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import UtcDateTime

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slow_work",
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(160), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("worst", sa.Float(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "mark", name="pk_slow_work"),
    )
    op.create_index("ix_slow_work_last_at", "slow_work", ["last_at"])


def downgrade() -> None:
    op.drop_table("slow_work")
