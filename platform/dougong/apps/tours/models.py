"""How far people are with the tours of an app, and what of it they have seen."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table

from dougong.kit.db import metadata
from dougong.kit.types import Id, UtcDateTime

tour_progress = Table(
    "tour_progress",
    metadata,
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), primary_key=True),
    Column("tour", String(48), primary_key=True),
    Column("status", String(8), nullable=False),  # open | skipped | done
    Column("step", Integer, nullable=False),  # where it goes on
    Column("closed", Boolean, nullable=False),  # the checklist was put away
    Column("done_at", UtcDateTime, nullable=True),  # walked to its end once, whatever became of it since
    Column("at", UtcDateTime, nullable=False),
)

tour_sight = Table(
    "tour_sight",
    metadata,
    # what somebody opened, of what a checklist asks for
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(12), primary_key=True),  # form | dashboard | page
    Column("key", String(48), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
