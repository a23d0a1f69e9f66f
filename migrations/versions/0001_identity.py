"""People, ways to sign in, the audit log, jobs and files."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import CodePointText, Id, JsonDoc, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _roles()
    _doors()
    _audit()
    _jobs_and_files()
    _append_only()


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _head_key() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["head_id"], ["person.id"], name="fk_department_head_id", ondelete="RESTRICT")


def _head_key_inline() -> list[sa.ForeignKeyConstraint]:
    """department and person name each other: SQLite takes a key to a table that comes later, PostgreSQL doesn't."""
    return [] if _is_postgresql() else [_head_key()]


def _people() -> None:
    op.create_table(
        "department",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("parent_id", Id(), nullable=True),
        sa.Column("head_id", Id(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        *_head_key_inline(),
        sa.ForeignKeyConstraint(["parent_id"], ["department.id"], name="fk_department_parent_id", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_department"),
    )
    op.create_index("ix_department_parent_id", "department", ["parent_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", Id(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", CodePointText(), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("department_id", Id(), nullable=True),
        sa.Column("supervisor_id", Id(), nullable=True),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_person_department_id", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name="fk_person_supervisor_id", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("email", name="uq_person_email"),
    )
    op.create_index("ix_person_department_id", "person", ["department_id"], unique=False)
    op.create_index("ix_person_name_key", "person", ["name_key", "id"], unique=False)
    op.create_table(
        "person_group",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person_group"),
        sa.UniqueConstraint("name", name="uq_person_group_name"),
    )
    op.create_table(
        "person_group_member",
        sa.Column("group_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["person_group.id"], name="fk_person_group_member_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_person_group_member_person_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "person_id", name="pk_person_group_member"),
    )
    op.create_index("ix_person_group_member_person_id", "person_group_member", ["person_id"], unique=False)
    if _is_postgresql():
        op.create_foreign_key("fk_department_head_id", "department", "person", ["head_id"], ["id"], ondelete="RESTRICT")


def _roles() -> None:
    op.create_table(
        "role",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app", sa.String(length=48), nullable=False),
        sa.Column("key", sa.String(length=48), nullable=False),
        sa.Column("label", JsonDoc(), nullable=False),
        sa.Column("builtin", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_role"),
        sa.UniqueConstraint("app", "key", name="uq_role_app_key"),
    )
    op.create_table(
        "role_member",
        sa.Column("role_id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("member_id", Id(), nullable=False),
        sa.CheckConstraint("kind in ('person', 'department', 'group')", name="ck_role_member_kind"),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name="fk_role_member_role_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("role_id", "kind", "member_id", name="pk_role_member"),
    )
    op.create_index("ix_role_member_member_id", "role_member", ["member_id"], unique=False)


def _doors() -> None:
    op.create_table(
        "session",
        sa.Column("id", Id(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_session_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("token_hash", name="uq_session_token_hash"),
    )
    op.create_index("ix_session_expires_at", "session", ["expires_at"], unique=False)
    op.create_index("ix_session_person_id", "session", ["person_id"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("id", Id(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("apps", JsonDoc(), nullable=True),
        sa.Column("ops", JsonDoc(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_api_token_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("token_hash", name="uq_api_token_token_hash"),
    )
    op.create_index("ix_api_token_person_id", "api_token", ["person_id"], unique=False)


def _audit() -> None:
    op.create_table(
        "audit_log",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", Id(), nullable=True),
        sa.Column("actor_name", sa.String(length=100), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("app", sa.String(length=48), nullable=True),
        sa.Column("ip", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_action", "audit_log", ["action", "seq"], unique=False)
    op.create_index("ix_audit_log_actor_id", "audit_log", ["actor_id"], unique=False)
    op.create_index("ix_audit_log_at", "audit_log", ["at"], unique=False)
    op.create_index("ix_audit_log_target", "audit_log", ["target", "seq"], unique=False)


def _jobs_and_files() -> None:
    op.create_table(
        "job",
        sa.Column("id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("args", JsonDoc(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("message", JsonDoc(), nullable=True),
        sa.Column("result", JsonDoc(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("checkpoint", JsonDoc(), nullable=True),
        sa.Column("owner_id", Id(), nullable=True),
        sa.Column("once_key", sa.String(length=120), nullable=True),
        sa.Column("claim", sa.String(length=36), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("heartbeat", UtcDateTime(), nullable=True),
        sa.Column("run_after", UtcDateTime(), nullable=False),
        sa.Column("woken_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("once_key", name="uq_job_once_key"),
    )
    op.create_index("ix_job_owner_id", "job", ["owner_id"], unique=False)
    op.create_index("ix_job_state_run_after", "job", ["state", "run_after"], unique=False)
    op.create_table(
        "file",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("path", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(length=127), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("app", sa.String(length=48), nullable=True),
        sa.Column("form", sa.String(length=64), nullable=True),
        sa.Column("field", sa.String(length=100), nullable=True),
        sa.Column("record_id", Id(), nullable=True),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_file"),
        sa.UniqueConstraint("path", name="uq_file_path"),
    )
    op.create_index("ix_file_claimed_at", "file", ["claimed_at", "created_at"], unique=False)
    op.create_index("ix_file_record_id", "file", ["record_id"], unique=False)


def _append_only() -> None:
    """The database itself refuses to change or delete audit rows, whoever asks (a superuser could drop the triggers;
    the hash chain shows that)."""
    if _is_postgresql():
        op.execute(
            "CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'audit_log is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_log_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_log_no_{verb.lower()} BEFORE {verb} ON audit_log "
            "BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END"
        )
