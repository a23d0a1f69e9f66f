"""Public links may be shown inside other sites' pages."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dashboard_link", sa.Column("frames", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("dashboard_link", "frames")
