"""Versions of whole apps, who deleted what, and how an app looks."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def _tell_who_deleted() -> None:
    """What lies in a bin already: the audit log knows whose it was."""
    app = sa.table("app", *map(sa.column, ("id", "key", "deleted_at", "deleted_by")))
    log = sa.table("audit_log", *map(sa.column, ("seq", "action", "target", "actor_id")))
    for name in ("app", "form", "flow", "dashboard"):
        thing = sa.table(name, *map(sa.column, ("app_id", "key", "deleted_at", "deleted_by")))
        its_app = sa.select(app.c.key).where(app.c.id == thing.c.app_id).correlate(thing).scalar_subquery()
        gone, target = (app, "app:" + app.c.key) if name == "app" else (thing, its_app + "/" + thing.c.key)
        entries = sa.select(log.c.actor_id).where(log.c.action == f"{name}.delete", log.c.target == target)
        last = entries.order_by(log.c.seq.desc()).limit(1).correlate(gone).scalar_subquery()
        op.execute(sa.update(gone).where(gone.c.deleted_at.is_not(None)).values(deleted_by=last))


def upgrade() -> None:
    for name in ("form", "flow", "dashboard"):
        op.add_column(name, sa.Column("deleted_by", Id(), nullable=True))
    op.add_column("app", sa.Column("deleted_by", Id(), nullable=True))
    _tell_who_deleted()
    op.create_table(
        "app_version",
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", Id(), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_app_version_app_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("app_id", "n", name="pk_app_version"),
    )


def downgrade() -> None:
    op.drop_table("app_version")
    op.drop_column("app", "deleted_by")
    for name in ("dashboard", "flow", "form"):
        op.drop_column(name, "deleted_by")
