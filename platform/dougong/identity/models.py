"""Tables of people: who they are, where they belong, and the ways they sign in."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
)

from dougong.kit.db import metadata
from dougong.kit.types import CodePointText, Id, JsonDoc, UtcDateTime

person = Table(
    "person",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("email", String(254), nullable=False, unique=True),  # always lower case
    Column("name", String(100), nullable=False),
    Column("name_key", CodePointText(), nullable=False),  # pinyin: sorts Chinese as people expect, on both databases
    Column("phone", String(32)),
    Column("locale", String(8), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("department_id", Id(), ForeignKey("department.id", ondelete="RESTRICT"), index=True),
    Column("supervisor_id", Id(), ForeignKey("person.id", ondelete="RESTRICT")),
    Column("is_admin", Boolean(), nullable=False),
    Column("active", Boolean(), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("must_change_password", Boolean(), nullable=False),
    Column("outside", Boolean(), nullable=False, server_default=false()),  # a customer or a partner
    Column("created_at", UtcDateTime(), nullable=False),
    Column("updated_at", UtcDateTime(), nullable=False),
    Column("version", Integer(), nullable=False),
    Column("erased_at", UtcDateTime()),  # their data was erased: they are nobody for ever
    Column("demo_of", String(48)),  # came with demo data, under this key (`dougong.identity.brought`)
    Index("ix_person_name_key", "name_key", "id"),
)

department = Table(
    "department",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("parent_id", Id(), ForeignKey("department.id", ondelete="RESTRICT"), index=True),
    # use_alter: person and department name each other, so one of the two keys is added after both tables stand
    Column("head_id", Id(), ForeignKey("person.id", ondelete="RESTRICT", use_alter=True)),
    Column("position", Integer(), nullable=False),
    Column("demo_of", String(48)),
    Column("gone_at", UtcDateTime()),  # taken away with the demo data that brought it; records may still name it
)

person_group = Table(
    "person_group",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
)

person_group_member = Table(
    "person_group_member",
    metadata,
    Column("group_id", Id(), ForeignKey("person_group.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", Id(), ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True),
)

role = Table(
    "role",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("app", String(48), nullable=False),
    Column("key", String(48), nullable=False),
    Column("label", JsonDoc(), nullable=False),
    Column("builtin", Boolean(), nullable=False),
    Column("position", Integer(), nullable=False),
    UniqueConstraint("app", "key"),
)

role_member = Table(
    "role_member",
    metadata,
    Column("role_id", Id(), ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("member_id", Id(), primary_key=True, index=True),
    CheckConstraint("kind in ('person', 'department', 'group')", name="kind"),
)

session = Table(
    "session",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("person_id", Id(), ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("last_seen_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime(), nullable=False, index=True),
    Column("ip", String(64), nullable=False),
    Column("user_agent", String(300), nullable=False),
    Column("method", String(12), nullable=False, server_default="password"),  # password, link or oidc
    Column("proved", Boolean(), nullable=False, server_default=false()),  # by a second factor, ours or the provider's
    Column("must_enrol", Boolean(), nullable=False, server_default=false()),  # needs a second factor and has none yet
    Column("confirmed_at", UtcDateTime()),  # when they last showed who they are; empty: when they signed in
)

api_token = Table(
    "api_token",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("prefix", String(12), nullable=False),
    Column("person_id", Id(), ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("apps", JsonDoc()),
    Column("ops", JsonDoc(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime()),
    Column("last_used_at", UtcDateTime()),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("person_id", Id(), ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_by", Id()),  # empty: they asked themselves
    Column("created_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime(), nullable=False),
    Column("purpose", String(10), nullable=False, server_default="welcome"),  # welcome or reset
)

second_factor = Table(
    "second_factor",
    metadata,
    Column("person_id", Id(), ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("secret", String(300), nullable=False),  # sealed in the vault
    Column("confirmed_at", UtcDateTime()),  # empty: the app on the phone has not shown a code yet
    Column("last_step", BigInteger(), nullable=False),  # the newest code used: none is good twice
    Column("created_at", UtcDateTime(), nullable=False),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("person_id", Id(), ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("code_hash", String(64), nullable=False),
)

sign_in_ticket = Table(
    "sign_in_ticket",
    metadata,
    # half a sign-in: the password was right and the code is awaited, or somebody was sent to a provider
    Column("id", Id(), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("person_id", Id(), ForeignKey("person.id", ondelete="CASCADE"), index=True),
    Column("document", JsonDoc(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime(), nullable=False, index=True),
)

sign_in_policy = Table(
    "sign_in_policy",
    metadata,
    # one row at most: who must have a second factor
    Column("id", String(8), primary_key=True),
    Column("everyone", Boolean(), nullable=False),
    Column("admins", Boolean(), nullable=False),
    Column("roles", JsonDoc(), nullable=False),  # ["crm:manager"]
    Column("updated_at", UtcDateTime(), nullable=False),
)
