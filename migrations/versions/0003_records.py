"""The change log, serial numbers, idempotency keys, saved views; formula functions of PostgreSQL."""

import sqlalchemy as sa
from alembic import op

from dougong.access.sql.pg_functions import DROP_PG_FUNCTIONS, PG_FUNCTIONS
from dougong.kit.types import Id, JsonDoc, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change_log",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("xid", sa.BigInteger(), nullable=True),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("record_id", Id(), nullable=False),
        sa.Column("op", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", Id(), nullable=True),
        sa.Column("door", sa.String(16), nullable=False),
        sa.Column("changes", JsonDoc(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_change_log"),
    )
    op.create_index("ix_change_log_record", "change_log", ["record_id", "seq"])
    op.create_index("ix_change_log_form", "change_log", ["app", "form", "seq"])
    op.create_table(
        "series_counter",
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("field", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(255), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("app", "form", "field", "scope", name="pk_series_counter"),
    )
    op.create_table(
        "idempotency",
        sa.Column("actor_id", Id(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", JsonDoc(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", "key", name="pk_idempotency"),
    )
    op.create_index("ix_idempotency_created_at", "idempotency", ["created_at"])
    op.create_table(
        "saved_view",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("owner_id", Id(), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("filter", sa.Text(), nullable=True),
        sa.Column("body", JsonDoc(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name="fk_saved_view_owner_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
    )
    op.create_index("ix_saved_view_form", "saved_view", ["app", "form"])
    op.create_table(
        "data_import",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("owner_id", Id(), nullable=False),
        sa.Column("file_id", Id(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("found", JsonDoc(), nullable=False),
        sa.Column("plan", JsonDoc(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_data_import"),
    )
    op.create_index("ix_data_import_owner", "data_import", ["owner_id", "created_at"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in PG_FUNCTIONS:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in DROP_PG_FUNCTIONS:
            op.execute(statement)
    for table in ("data_import", "saved_view", "idempotency", "series_counter", "change_log"):
        op.drop_table(table)
