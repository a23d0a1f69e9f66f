"""Changes made in one go carry the id of that go, so that all of them can be undone together."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("change_log", sa.Column("batch", Id(), nullable=True))
    op.create_index(
        "ix_change_log_batch",
        "change_log",
        ["batch", "seq"],
        postgresql_where=sa.column("batch").is_not(None),
        sqlite_where=sa.column("batch").is_not(None),
    )


def downgrade() -> None:
    op.drop_index("ix_change_log_batch", "change_log")
    op.drop_column("change_log", "batch")
