"""Record templates: named values that a new record begins with."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, JsonDoc, UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_template",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("owner_id", Id(), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("values", JsonDoc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_record_template_owner_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_record_template"),
    )
    op.create_index("ix_record_template_form", "record_template", ["app", "form"])


def downgrade() -> None:
    op.drop_table("record_template")
