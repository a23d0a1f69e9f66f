"""Encrypted fields: their keys, their sealed values."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "field_key",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("purpose", sa.String(8), nullable=False),
        sa.Column("secret", sa.String(255), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_field_key"),
    )
    op.create_index("ix_field_key_app", "field_key", ["app", "purpose", "id"])
    op.create_table(
        "sealed_value",
        sa.Column("record_id", Id(), nullable=False),
        sa.Column("field", sa.String(48), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("blind", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "field", name="pk_sealed_value"),
    )
    op.create_index("ix_sealed_value_blind", "sealed_value", ["app", "form", "field", "blind"])


def downgrade() -> None:
    op.drop_table("sealed_value")
    op.drop_table("field_key")
