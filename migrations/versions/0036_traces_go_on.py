"""Jobs, the outbox of flows and deliveries of webhooks remember the trace that has asked for them."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

TABLES = ("job", "flow_outbox", "webhook_delivery")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("trace", sa.String(55), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "trace")
