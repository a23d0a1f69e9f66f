"""How long things are kept: what was chosen, up to where the history has gone, and anchors of the audit log."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import UtcDateTime

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_LAST = "COALESCE((SELECT max(seq) FROM audit_anchor), 0)"
_REFUSED = "audit_log is append-only"


def upgrade() -> None:
    op.create_table(
        "retention",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("removed", sa.BigInteger(), nullable=False),
        sa.Column("ran_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_retention"),
    )
    op.create_table(
        "history_mark",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("xid", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_history_mark"),
    )
    op.create_table(
        "audit_anchor",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_anchor"),
    )
    op.create_index(
        "ix_flow_instance_ended",
        "flow_instance",
        ["ended_at"],
        postgresql_where=sa.text("ended_at IS NOT NULL"),
        sqlite_where=sa.text("ended_at IS NOT NULL"),
    )
    _let_go_of_what_an_anchor_stands_for()


def _let_go_of_what_an_anchor_stands_for() -> None:
    """Entries may be deleted up to the newest anchor and no further; anchors themselves can't be changed."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_log_no_change ON audit_log")
        op.execute(
            "CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR TRUNCATE ON audit_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()"
        )
        op.execute(
            "CREATE FUNCTION audit_log_is_anchored() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF OLD.seq > {_LAST} THEN RAISE EXCEPTION '{_REFUSED}'; END IF; RETURN OLD; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log "
            "FOR EACH ROW EXECUTE FUNCTION audit_log_is_anchored()"
        )
        op.execute(
            "CREATE TRIGGER audit_anchor_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_anchor "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()"
        )
        return
    op.execute("DROP TRIGGER audit_log_no_delete")
    op.execute(
        f"CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log WHEN OLD.seq > {_LAST} "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_anchor_no_{verb.lower()} BEFORE {verb} ON audit_anchor "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_log_no_delete ON audit_log")
        op.execute("DROP FUNCTION audit_log_is_anchored()")
        op.execute("DROP TRIGGER audit_log_no_change ON audit_log")
        op.execute(
            "CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()"
        )
    else:
        op.execute("DROP TRIGGER audit_log_no_delete")
        op.execute(
            "CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )
    op.drop_index("ix_flow_instance_ended", table_name="flow_instance")
    op.drop_table("audit_anchor")
    op.drop_table("history_mark")
    op.drop_table("retention")
