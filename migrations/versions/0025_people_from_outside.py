"""People from outside, and links by which somebody chooses their first password."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("outside", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "invitation",
        sa.Column("id", Id(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("created_by", Id(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_invitation_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
    )
    op.create_index("ix_invitation_person_id", "invitation", ["person_id"])


def downgrade() -> None:
    op.drop_table("invitation")
    with op.batch_alter_table("person") as batch:
        batch.drop_column("outside")
