"""How far the rows of a package are loaded: an app can be worked with before all of them are there."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demo_load",
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("job_id", Id(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("loaded", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_demo_load_app_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("app_id", name="pk_demo_load"),
    )


def downgrade() -> None:
    op.drop_table("demo_load")
