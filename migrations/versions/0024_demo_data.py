"""What came with an app's demo data is known, and so is what was taken away of it; apps have modules."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("app", sa.Column("modules", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("person", sa.Column("demo_of", sa.String(48), nullable=True))
    op.add_column("department", sa.Column("demo_of", sa.String(48), nullable=True))
    op.add_column("department", sa.Column("gone_at", UtcDateTime(), nullable=True))
    op.create_table(
        "demo_part",
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("form", sa.String(48), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_demo_part_app_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("app_id", "kind", "form", "id", name="pk_demo_part"),
    )
    op.create_table(
        "demo_removal",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", Id(), nullable=True),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_demo_removal_app_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_demo_removal"),
    )
    op.create_index("ix_demo_removal_app", "demo_removal", ["app_id", "at"])


def downgrade() -> None:
    op.drop_table("demo_removal")
    op.drop_table("demo_part")
    op.drop_column("app", "modules")
    op.drop_column("department", "gone_at")
    op.drop_column("department", "demo_of")
    op.drop_column("person", "demo_of")
