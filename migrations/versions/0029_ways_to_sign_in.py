"""Second factors, providers to sign in through, and letters about accounts."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, JsonDoc, UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("erased_at", UtcDateTime()))
    op.add_column("session", sa.Column("method", sa.String(12), nullable=False, server_default="password"))
    op.add_column("session", sa.Column("proved", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("session", sa.Column("must_enrol", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("session", sa.Column("confirmed_at", UtcDateTime()))
    op.add_column("invitation", sa.Column("purpose", sa.String(10), nullable=False, server_default="welcome"))
    with op.batch_alter_table("invitation") as batch:
        batch.alter_column("created_by", existing_type=Id(), nullable=True)
    _of_people()
    _of_providers()


def _of_people() -> None:
    op.create_table(
        "second_factor",
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("secret", sa.String(300), nullable=False),
        sa.Column("confirmed_at", UtcDateTime()),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_second_factor_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name="pk_second_factor"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_recovery_code_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_person_id", "recovery_code", ["person_id"])
    op.create_table(
        "sign_in_ticket",
        sa.Column("id", Id(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("person_id", Id()),
        sa.Column("document", JsonDoc(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_sign_in_ticket_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_ticket"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_ticket_token_hash"),
    )
    op.create_index("ix_sign_in_ticket_person_id", "sign_in_ticket", ["person_id"])
    op.create_index("ix_sign_in_ticket_expires_at", "sign_in_ticket", ["expires_at"])
    op.create_table(
        "sign_in_policy",
        sa.Column("id", sa.String(8), nullable=False),
        sa.Column("everyone", sa.Boolean(), nullable=False),
        sa.Column("admins", sa.Boolean(), nullable=False),
        sa.Column("roles", JsonDoc(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_policy"),
    )


def _of_providers() -> None:
    op.create_table(
        "letter",
        sa.Column("id", Id(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(600)),
        sa.Column("link_hash", sa.String(64)),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", JsonDoc()),
        sa.Column("by", Id()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime()),
        sa.Column("expires_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_letter_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
    )
    op.create_index("ix_letter_person_id", "letter", ["person_id"])
    op.create_index("ix_letter_created_at", "letter", ["created_at"])
    op.create_table(
        "identity_provider",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("client_id", sa.String(200), nullable=False),
        sa.Column("client_secret", sa.String(1000), nullable=False),
        sa.Column("domains", JsonDoc(), nullable=False),
        sa.Column("creates", sa.Boolean(), nullable=False),
        sa.Column("roles", JsonDoc(), nullable=False),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_identity_provider"),
    )
    op.create_table(
        "identity_link",
        sa.Column("id", Id(), nullable=False),
        sa.Column("provider_id", Id(), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_identity_link_person_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["identity_provider.id"], name="fk_identity_link_provider_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_identity_link"),
        sa.UniqueConstraint("provider_id", "subject", name="uq_identity_link_provider_id_subject"),
    )
    op.create_index("ix_identity_link_person_id", "identity_link", ["person_id"])


def downgrade() -> None:
    for table in ("identity_link", "identity_provider", "letter", "sign_in_policy", "sign_in_ticket"):
        op.drop_table(table)
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
    with op.batch_alter_table("invitation") as batch:
        batch.drop_column("purpose")
    with op.batch_alter_table("person") as batch:
        batch.drop_column("erased_at")
    with op.batch_alter_table("session") as batch:
        for column in ("confirmed_at", "must_enrol", "proved", "method"):
            batch.drop_column(column)
