"""Trained models, version by version."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, JsonDoc, UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "analysis_model",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("key", sa.String(48), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(48), nullable=False),
        sa.Column("label", JsonDoc(), nullable=True),
        sa.Column("settings", JsonDoc(), nullable=False),
        sa.Column("write", JsonDoc(), nullable=False),
        sa.Column("fitted", JsonDoc(), nullable=False),
        sa.Column("tested", JsonDoc(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("trained_from", sa.Date(), nullable=False),
        sa.Column("trained_to", sa.Date(), nullable=False),
        sa.Column("trained_at", UtcDateTime(), nullable=False),
        sa.Column("trained_by", Id(), nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_analysis_model_app_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_model"),
        sa.UniqueConstraint("app_id", "key", "version", name="uq_analysis_model_version"),
    )
    op.create_index("ix_analysis_model_newest", "analysis_model", ["app_id", "key", "trained_at"])


def downgrade() -> None:
    op.drop_table("analysis_model")
