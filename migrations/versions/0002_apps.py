"""Apps, forms, drafts and published versions, builders, grants, retired columns."""

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import Id, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "app",
        sa.Column("id", Id(), nullable=False),
        sa.Column("key", sa.String(48), nullable=False),
        sa.Column("label", DOCUMENT, nullable=False),
        sa.Column("icon", sa.String(64), nullable=True),
        sa.Column("color", sa.String(32), nullable=True),
        sa.Column("description", DOCUMENT, nullable=True),
        sa.Column("navigation", DOCUMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("grants_revision", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(48), nullable=True),
        sa.Column("package_version", sa.String(32), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", Id(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_app"),
        sa.UniqueConstraint("key", name="uq_app_key"),
    )
    op.create_table(
        "app_package",
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.Column("installed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("app_id", name="pk_app_package"),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_app_package_app_id", ondelete="CASCADE"),
    )
    _create_forms()
    _create_rights()
    op.create_table(
        "retired_column",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("form", sa.String(48), nullable=False),
        sa.Column("path", sa.String(100), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("field", DOCUMENT, nullable=False),
        sa.Column("table_name", sa.String(63), nullable=False),
        sa.Column("column_name", sa.String(63), nullable=True),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_retired_column"),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_retired_column_app_id", ondelete="CASCADE"),
    )
    op.create_index("ix_retired_column_form", "retired_column", ["app_id", "form"])
    op.create_index("ix_retired_column_since", "retired_column", ["since"])


def _create_forms() -> None:
    op.create_table(
        "form",
        sa.Column("id", Id(), nullable=False),
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("key", sa.String(48), nullable=False),
        sa.Column("published_version", sa.Integer(), nullable=False),
        sa.Column("tombstones", DOCUMENT, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_form"),
        sa.UniqueConstraint("app_id", "key", name="uq_form_app_id_key"),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_form_app_id", ondelete="CASCADE"),
    )
    op.create_table(
        "form_draft",
        sa.Column("form_id", Id(), nullable=False),
        sa.Column("definition", DOCUMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", Id(), nullable=True),
        sa.PrimaryKeyConstraint("form_id", name="pk_form_draft"),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name="fk_form_draft_form_id", ondelete="CASCADE"),
    )
    op.create_table(
        "form_version",
        sa.Column("form_id", Id(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("definition", DOCUMENT, nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", Id(), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("form_id", "n", name="pk_form_version"),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name="fk_form_version_form_id", ondelete="CASCADE"),
    )


def _create_rights() -> None:
    op.create_table(
        "app_builder",
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("app_id", "person_id", name="pk_app_builder"),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_app_builder_app_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_app_builder_person_id", ondelete="CASCADE"),
    )
    op.create_index("ix_app_builder_person", "app_builder", ["person_id"])
    op.create_table(
        "app_grant",
        sa.Column("app_id", Id(), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("app_id", "id", name="pk_app_grant"),
        sa.ForeignKeyConstraint(["app_id"], ["app.id"], name="fk_app_grant_app_id", ondelete="CASCADE"),
    )


def downgrade() -> None:
    for table in (
        "retired_column",
        "app_grant",
        "app_builder",
        "form_version",
        "form_draft",
        "form",
        "app_package",
        "app",
    ):
        op.drop_table(table)
