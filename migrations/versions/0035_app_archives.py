"""Archives of apps that were deleted for good."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, JsonDoc, UtcDateTime

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "app_archive",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app_key", sa.String(48), nullable=False),
        sa.Column("label", JsonDoc(), nullable=False),
        sa.Column("icon", sa.String(64), nullable=True),
        sa.Column("color", sa.String(32), nullable=True),
        sa.Column("file_id", Id(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("forms", sa.Integer(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", Id(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_app_archive"),
    )
    op.create_index("ix_app_archive_made_at", "app_archive", ["made_at"])


def downgrade() -> None:
    op.drop_table("app_archive")
