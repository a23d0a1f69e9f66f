"""Imports: undone as a whole, refused rows kept until they are mended."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, JsonDoc, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("data_import", sa.Column("act", Id(), nullable=True))
    op.add_column("data_import", sa.Column("file_hash", sa.String(64), nullable=True))
    op.add_column("data_import", sa.Column("result", JsonDoc(), nullable=True))
    op.add_column("data_import", sa.Column("ran_at", UtcDateTime(), nullable=True))
    op.add_column("data_import", sa.Column("undone_at", UtcDateTime(), nullable=True))
    op.create_table(
        "import_problem",
        sa.Column("act", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("errors", JsonDoc(), nullable=False),
        sa.PrimaryKeyConstraint("act", "number", name="pk_import_problem"),
    )


def downgrade() -> None:
    op.drop_table("import_problem")
    for column in ("undone_at", "ran_at", "result", "file_hash", "act"):
        op.drop_column("data_import", column)
