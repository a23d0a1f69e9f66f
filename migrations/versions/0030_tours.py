"""Guided tours and how far people are with them; comments on drafts, and who was asked to look at one."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("app", sa.Column("tours", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "tour_progress",
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("tour", sa.String(48), nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_tour_progress_person_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_tour_progress_app_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "app_id", "tour", name="pk_tour_progress"),
    )
    op.create_table(
        "tour_sight",
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("key", sa.String(48), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_tour_sight_person_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_tour_sight_app_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "app_id", "kind", "key", name="pk_tour_sight"),
    )
    op.create_table(
        "draft_comment",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("thing_id", Id(), nullable=False),
        sa.Column("anchor", sa.String(64), nullable=True),
        sa.Column("reply_to", Id(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", Id(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("edited_at", UtcDateTime(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_by", Id(), nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_draft_comment_app_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["reply_to"], ["draft_comment.id"], name="fk_draft_comment_reply_to", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_draft_comment"),
    )
    op.create_index("ix_draft_comment_thing", "draft_comment", ["thing_id", "id"])
    op.create_table(
        "draft_guest",
        sa.Column("thing_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("by", Id(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_draft_guest_person_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_draft_guest_app_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("thing_id", "person_id", name="pk_draft_guest"),
    )


def downgrade() -> None:
    op.drop_table("draft_guest")
    op.drop_table("draft_comment")
    op.drop_table("tour_sight")
    op.drop_table("tour_progress")
    op.drop_column("app", "tours")
