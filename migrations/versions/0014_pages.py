"""Pages of an app: blocks on a grid, with drafts and versions like forms and dashboards."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page",
        sa.Column("id", Id(), primary_key=True),
        sa.Column("app_id", Id(), sa.ForeignKey("app.id", ondelete="CASCADE"), nullable=False),
        sa.Column("key", sa.String(48), nullable=False),
        sa.Column("published_version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.Column("deleted_by", Id(), nullable=True),
        sa.UniqueConstraint("app_id", "key"),
    )
    op.create_table(
        "page_draft",
        sa.Column("page_id", Id(), sa.ForeignKey("page.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("definition", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", Id(), nullable=True),
    )
    op.create_table(
        "page_version",
        sa.Column("page_id", Id(), sa.ForeignKey("page.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True),
        sa.Column("definition", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", Id(), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("page_version")
    op.drop_table("page_draft")
    op.drop_table("page")
