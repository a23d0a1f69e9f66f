"""Tables of the apps room: apps, their forms (draft, published versions), grants, and what publishing has put aside.

Documents that people wrote (definitions, labels, navigation) are stored as JSON *text* (`Document`), not JSONB: JSONB
forgets the order of keys, and an exported package must give back the same files.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from dougong.apps.drawn_tables import Document, drawn_tables
from dougong.kit.db import metadata
from dougong.kit.types import Id, UtcDateTime

app = Table(
    "app",
    metadata,
    Column("id", Id, primary_key=True),
    # unique for ever, the bin included: the tables of a deleted app still carry its key in their names
    Column("key", String(48), nullable=False, unique=True),
    Column("label", Document, nullable=False),
    Column("icon", String(64), nullable=True),
    Column("color", String(32), nullable=True),
    Column("description", Document, nullable=True),
    Column("navigation", Document, nullable=False),
    Column("modules", Document, nullable=True),  # dougong.apps.modules
    Column("tours", Document, nullable=True),  # {key: dougong.apps.tours.definition.Tour}
    Column("version", Integer, nullable=False),
    Column("stamp", BigInteger, nullable=False),  # raised by every publish and change of grants: caches compare it
    Column("grants_revision", Integer, nullable=False),
    Column("template", String(48), nullable=True),
    Column("package_version", String(32), nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Id, nullable=True),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", Id, nullable=True),
    Column("deleted_at", UtcDateTime, nullable=True),
    Column("deleted_by", Id, nullable=True),
)

app_version = Table(
    "app_version",
    metadata,
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("content", Document, nullable=False),  # dougong.apps.release.content: which version of what, roles, grants
    Column("published_at", UtcDateTime, nullable=False),
    Column("published_by", Id, nullable=True),
    Column("note", String(500), nullable=True),
)

app_package = Table(
    "app_package",
    metadata,
    # the package as it was installed: the common ancestor of a later three-way upgrade, and its demo data for export
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), primary_key=True),
    Column("content", Document, nullable=False),
    Column("installed_at", UtcDateTime, nullable=False),
)

demo_part = Table(
    "demo_part",
    metadata,
    # what came with an app's demo data: the way to take exactly that away again
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(10), primary_key=True),  # record, person, department
    Column("form", String(48), primary_key=True),  # "" unless it is a record
    Column("id", Id, primary_key=True),
)

demo_load = Table(
    "demo_load",
    metadata,
    # rows of a package that are not all there yet (dougong.apps.loading)
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), primary_key=True),
    Column("job_id", Id, nullable=False),
    Column("since", UtcDateTime, nullable=False),  # from when its days count
    Column("content", Document, nullable=False),  # {demo, language, timezone, people, departments}
    Column("loaded", Document, nullable=False),  # form → rows that are in
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
)

demo_removal = Table(
    "demo_removal",
    metadata,
    # one taking away of demo data: what came back with it when it is undone
    Column("id", Id, primary_key=True),
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", Id, nullable=True),
    Column("content", Document, nullable=False),  # {people, departments, roles, forms}
    Column("undone_at", UtcDateTime, nullable=True),
    Index("ix_demo_removal_app", "app_id", "at"),
)

form, form_draft, form_version = drawn_tables(
    "form",
    Column("tombstones", Document, nullable=False),  # [{key, label, type, deleted_at, field}]
)

app_builder = Table(
    "app_builder",
    metadata,
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("level", String(16), nullable=False),  # owner | designer
    Index("ix_app_builder_person", "person_id"),
)

app_grant = Table(
    "app_grant",
    metadata,
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("body", Document, nullable=False),
)

retired_column = Table(
    "retired_column",
    metadata,
    # what a publish took out of use: dropped 30 days later, brought back by restore or by undoing a type change
    Column("id", Id, primary_key=True),
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), nullable=False),
    Column("form", String(48), nullable=False),
    Column("path", String(100), nullable=False),  # "amount", or "lines.amount" for a column of a subform
    Column("kind", String(16), nullable=False),  # hidden | converted
    Column("field", Document, nullable=False),  # the definition the values were written under
    Column("table_name", String(63), nullable=False),  # where the values stand now
    Column("column_name", String(63), nullable=True),  # NULL: the whole table (subform, link to many) was put aside
    Column("since", UtcDateTime, nullable=False),
    Index("ix_retired_column_form", "app_id", "form"),
    Index("ix_retired_column_since", "since"),
)

field_key = Table(
    "field_key",
    metadata,
    # keys of encrypted fields, each sealed in the vault; the newest `data` key seals, all open
    Column("id", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("purpose", String(8), nullable=False),  # data, index
    Column("secret", String(255), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_field_key_app", "app", "purpose", "id"),
)

sealed_value = Table(
    "sealed_value",
    metadata,
    # the whole values of encrypted fields; the record's own column holds what people see
    Column("record_id", Id, primary_key=True),
    Column("field", String(48), primary_key=True),
    Column("app", String(48), nullable=False),
    Column("form", String(64), nullable=False),
    Column("secret", Text, nullable=False),
    Column("blind", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_sealed_value_blind", "app", "form", "field", "blind"),
)

page, page_draft, page_version = drawn_tables("page")
