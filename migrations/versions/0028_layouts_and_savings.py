"""How a person has arranged a dashboard, and what an automatic step is worth in an app."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, Number, UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "flow_saving",
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("minutes", Number(7, 2), nullable=False),
        sa.PrimaryKeyConstraint("app", "kind"),
    )
    op.create_table(
        "dashboard_layout",
        sa.Column("dashboard_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("layout", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["dashboard_id"], ["dashboard.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("dashboard_id", "person_id"),
    )


def downgrade() -> None:
    op.drop_table("dashboard_layout")
    op.drop_table("flow_saving")
