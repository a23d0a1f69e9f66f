"""Around records: comments, followers, reminders."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, JsonDoc, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _place() -> list[sa.Column[object]]:
    return [
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("record_id", Id(), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "record_comment",
        sa.Column("id", Id(), nullable=False),
        *_place(),
        sa.Column("reply_to", Id(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", JsonDoc(), nullable=False),
        sa.Column("by", Id(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("edited_at", UtcDateTime(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_by", Id(), nullable=True),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reply_to"], ["record_comment.id"], name="fk_record_comment_reply_to", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_record_comment"),
    )
    op.create_index("ix_record_comment_record", "record_comment", ["record_id", "id"])
    op.create_table(
        "record_follower",
        sa.Column("record_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("following", sa.Boolean(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_record_follower_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("record_id", "person_id", name="pk_record_follower"),
    )
    op.create_table(
        "followed_until",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("xid", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_followed_until"),
    )
    op.create_table(
        "record_reminder",
        sa.Column("id", Id(), nullable=False),
        *_place(),
        sa.Column("by", Id(), nullable=False),
        sa.Column("people", JsonDoc(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=True),
        sa.Column("field", sa.String(64), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("time", sa.String(5), nullable=True),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_record_reminder"),
    )
    op.create_index("ix_record_reminder_next", "record_reminder", ["next_at"])
    op.create_index("ix_record_reminder_record", "record_reminder", ["record_id"])


def downgrade() -> None:
    for table in ("record_reminder", "followed_until", "record_follower", "record_comment"):
        op.drop_table(table)
