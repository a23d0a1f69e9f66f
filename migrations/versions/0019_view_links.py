"""Links by which strangers look at one view of a form."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, JsonDoc, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "view_link",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("settings", JsonDoc(), nullable=False),
        sa.Column("fields", JsonDoc(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", Id(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name="fk_view_link_created_by_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_view_link"),
        sa.UniqueConstraint("token_hash", name="uq_view_link_token_hash"),
    )
    op.create_index("ix_view_link_form", "view_link", ["app", "form"])


def downgrade() -> None:
    op.drop_table("view_link")
