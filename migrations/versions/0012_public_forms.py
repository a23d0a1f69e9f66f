"""Public forms: links, recipients, answers, drafts, proofs of work, counts by day."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, JsonDoc, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _of_link(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("link_id", Id(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["form_link.id"], name=f"fk_{table}_link_id", ondelete="CASCADE"),
    ]


def upgrade() -> None:
    op.create_table(
        "form_link",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("settings", JsonDoc(), nullable=False),
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_form_link"),
        sa.UniqueConstraint("address_hash", name="uq_form_link_address_hash"),
    )
    op.create_index("ix_form_link_form", "form_link", ["app", "form"])
    op.create_table(
        "form_link_recipient",
        sa.Column("id", Id(), nullable=False),
        *_of_link("form_link_recipient"),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_form_link_recipient"),
    )
    op.create_index("ix_form_link_recipient_link_id", "form_link_recipient", ["link_id"])
    op.create_table(
        "form_link_answer",
        sa.Column("id", Id(), nullable=False),
        *_of_link("form_link_answer"),
        sa.Column("record_id", Id(), nullable=True),
        sa.Column("answerer", sa.String(80), nullable=False),
        sa.Column("once_key", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("reply", JsonDoc(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_form_link_answer"),
        sa.UniqueConstraint("link_id", "once_key", name="uq_form_link_answer_once"),
    )
    op.create_index("ix_form_link_answer_answerer", "form_link_answer", ["link_id", "answerer"])
    op.create_index("ix_form_link_answer_record", "form_link_answer", ["record_id"])
    op.create_table(
        "form_link_draft",
        sa.Column("id", Id(), nullable=False),
        *_of_link("form_link_draft"),
        sa.Column("values", JsonDoc(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_form_link_draft"),
    )
    op.create_index("ix_form_link_draft_link_id", "form_link_draft", ["link_id"])
    op.create_index("ix_form_link_draft_expires_at", "form_link_draft", ["expires_at"])
    op.create_table(
        "form_link_proof",
        sa.Column("challenge", Id(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("challenge", name="pk_form_link_proof"),
    )
    op.create_index("ix_form_link_proof_expires_at", "form_link_proof", ["expires_at"])
    op.create_table(
        "form_link_day",
        *_of_link("form_link_day"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("link_id", "day", name="pk_form_link_day"),
    )


def downgrade() -> None:
    for table in ("day", "proof", "draft", "answer", "recipient"):
        op.drop_table(f"form_link_{table}")
    op.drop_table("form_link")
