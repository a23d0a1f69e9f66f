"""Imports: which file, what was found in it, how it is mapped, what came of it, which rows are still to be mended."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime

data_import = Table(
    "data_import",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("owner_id", Id, nullable=False),
    Column("file_id", Id, nullable=False),
    Column("name", String(255), nullable=False),
    Column("found", JsonDoc, nullable=False),
    Column("plan", JsonDoc, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    # The import that this one belongs to: itself, or the one whose refused rows it brings again, mended.
    Column("act", Id, nullable=True),
    Column("file_hash", String(64), nullable=True),
    Column("result", JsonDoc, nullable=True),
    Column("ran_at", UtcDateTime, nullable=True),
    Column("undone_at", UtcDateTime, nullable=True),
    Index("ix_data_import_owner", "owner_id", "created_at"),
)

import_problem = Table(
    "import_problem",
    metadata,
    # Rows of an import that are not in yet, by their number in its first file. A row leaves when it came in, mended.
    Column("act", Id, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("errors", JsonDoc, nullable=False),
)
