"""Dashboards with drafts and versions, their public links; the change log by transaction, for snapshots."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "dashboard",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("app", sa.String(48), nullable=False),
        sa.Column("key", sa.String(48), nullable=False),
        sa.Column("published_version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_dashboard"),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_dashboard_app_id", ondelete="CASCADE"),
        sa.UniqueConstraint("app_id", "key", name="uq_dashboard_app_id_key"),
    )
    op.create_table(
        "dashboard_draft",
        sa.Column("dashboard_id", Id(), nullable=False),
        sa.Column("definition", DOCUMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", Id(), nullable=True),
        _dashboard("fk_dashboard_draft_dashboard_id"),
        sa.PrimaryKeyConstraint("dashboard_id", name="pk_dashboard_draft"),
    )
    op.create_table(
        "dashboard_version",
        sa.Column("dashboard_id", Id(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("definition", DOCUMENT, nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", Id(), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
        _dashboard("fk_dashboard_version_dashboard_id"),
        sa.PrimaryKeyConstraint("dashboard_id", "n", name="pk_dashboard_version"),
    )
    op.create_table(
        "dashboard_link",
        sa.Column("id", Id(), nullable=False),
        sa.Column("dashboard_id", Id(), nullable=False),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_by", Id(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        _dashboard("fk_dashboard_link_dashboard_id"),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name="fk_dashboard_link_created_by", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_dashboard_link"),
        sa.UniqueConstraint("token_hash", name="uq_dashboard_link_token_hash"),
    )
    op.create_index("ix_dashboard_link_dashboard_id", "dashboard_link", ["dashboard_id"])
    op.create_index("ix_change_log_xid", "change_log", ["xid"], sqlite_where=sa.column("xid").is_not(None))


def _dashboard(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["dashboard_id"], ["dashboard.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    op.drop_index("ix_change_log_xid", "change_log")
    for table in ("dashboard_link", "dashboard_version", "dashboard_draft", "dashboard"):
        op.drop_table(table)
