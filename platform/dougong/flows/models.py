"""Tables of the flows room.

*Definitions*: `flow`, `flow_draft`, `flow_version`. *Running*: `flow_instance` (current tokens only, one row to lock),
`flow_fact` (history, never read to make a step), `flow_task`, `flow_timer`, `flow_outbox`, `flow_command` (dedupe of
commands), `flow_start` (dedupe of triggers). *Around them*: `flow_cursor` (whose turn it is), `flow_substitute`,
`flow_change` (changes held by a gate), `flow_stay` (how long a field has had its value), `flow_schedule` (how far the
clock's triggers have been looked at).

Apps are named by their key, which is unique for ever (as in `change_log`).
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from dougong.apps.drawn_tables import Document, drawn_tables
from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime

flow, flow_draft, flow_version = drawn_tables(
    "flow",
    Column("app", String(48), nullable=False),
    Column("enabled", Boolean, nullable=False),  # the operator's switch; the definition's own `enabled` must hold too
    # of the published version, so that a change of records finds its triggers with one indexed query
    Column("form", String(48), nullable=True),
    Column("trigger", String(16), nullable=True),
    Index("ix_flow_trigger", "app", "form", "trigger"),
)

flow_instance = Table(
    "flow_instance",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("flow_id", Id, ForeignKey("flow.id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("form", String(48), nullable=True),
    Column("record_id", Id, nullable=True),
    Column("title", Document, nullable=True),  # the flow's `title`, filled in when it started: a label
    Column("status", String(12), nullable=False),  # running | ended
    Column("result", String(16), nullable=True),  # approved | rejected | done | withdrawn | cancelled
    Column("failed", Integer, nullable=False),  # how many of its tokens stand at a failed step
    Column("state", Document, nullable=False),
    Column("seq", Integer, nullable=False),  # of its last fact
    Column("trigger", String(16), nullable=False),
    Column("before", Document, nullable=True),  # `old.…`: what its formulas read of the record before the change
    Column("gate", Boolean, nullable=False),  # it holds a change (`flow_change`) until it ends
    Column("watches", Boolean, nullable=False),  # it waits for a condition of its record
    Column("initiator", Id, nullable=True),
    Column("parent_id", Id, nullable=True),
    Column("parent_token", String(64), nullable=True),
    Column("parent_key", String(200), nullable=True),
    # the loop guard: which instance began the chain of causes, and how many starts ago
    Column("root_id", Id, nullable=False),
    Column("depth", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Index("ix_flow_instance_record", "record_id", "started_at"),
    Index("ix_flow_instance_flow", "flow_id", "status", "version"),
    Index("ix_flow_instance_app", "app", "status", "started_at"),
    Index("ix_flow_instance_initiator", "initiator", "started_at"),
    Index("ix_flow_instance_parent", "parent_id"),
    Index("ix_flow_instance_root", "root_id"),
)

Index(
    "ix_flow_instance_ended",
    flow_instance.c.ended_at,
    postgresql_where=flow_instance.c.ended_at.is_not(None),
    sqlite_where=flow_instance.c.ended_at.is_not(None),
)

flow_fact = Table(
    "flow_fact",
    metadata,
    Column("instance_id", Id, ForeignKey("flow_instance.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("node", String(48), nullable=True),
    Column("person", Id, nullable=True),
    Column("at", UtcDateTime, nullable=False),
    Column("data", Document, nullable=False),
)

flow_task = Table(
    "flow_task",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", Id, ForeignKey("flow_instance.id", ondelete="CASCADE"), nullable=False),
    Column("task", String(64), nullable=False),  # its id inside the instance
    Column("token", String(64), nullable=False),
    Column("node", String(48), nullable=False),
    Column("label", Document, nullable=True),  # of the node
    Column("person", Id, nullable=False),
    Column("kind", String(12), nullable=False),  # approval | fill | cc | todo | resubmit
    Column("status", String(12), nullable=False),  # open, else how it was closed
    Column("waiting", Boolean, nullable=False),  # not its turn yet
    Column("standing_in", Id, nullable=True),
    Column("of", String(64), nullable=True),
    Column("item", Document, nullable=True),
    Column("app", String(48), nullable=False),
    Column("flow_id", Id, nullable=False),
    Column("form", String(48), nullable=True),
    Column("record_id", Id, nullable=True),
    Column("title", Document, nullable=True),
    Column("due_at", UtcDateTime, nullable=True),
    Column("paused", Boolean, nullable=False),  # `due_at` doesn't count at the moment
    Column("opened_at", UtcDateTime, nullable=False),
    Column("urged_at", UtcDateTime, nullable=True),
    Column("closed_at", UtcDateTime, nullable=True),
    Column("closed_by", Id, nullable=True),
    Column("comment", Text, nullable=True),
    UniqueConstraint("instance_id", "task"),
    Index("ix_flow_task_box", "person", "status", "kind", "opened_at"),
    Index("ix_flow_task_done", "person", "closed_at"),
    Index("ix_flow_task_record", "record_id", "status"),
)

flow_timer = Table(
    "flow_timer",
    metadata,
    Column("instance_id", Id, ForeignKey("flow_instance.id", ondelete="CASCADE"), primary_key=True),
    Column("timer", String(64), primary_key=True),
    Column("token", String(64), nullable=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("deadline", Boolean, nullable=False),
    Index("ix_flow_timer_due", "due_at"),
)

flow_outbox = Table(
    "flow_outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", Id, ForeignKey("flow_instance.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(200), nullable=False),  # with the instance: the idempotency key of every try
    Column("kind", String(16), nullable=False),  # http | script | child | cancel_child | message | send | child_done
    Column("token", String(64), nullable=True),
    Column("node", String(48), nullable=True),
    Column("body", Document, nullable=False),
    Column("state", String(12), nullable=False),  # pending | sent | unknown | failed | cancelled
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),  # not before; while it is being sent, until when it is claimed
    Column("last_error", Text, nullable=True),
    Column("answer", Document, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime, nullable=True),
    Column("trace", String(55), nullable=True),  # `traceparent` of the step, where traces are collected
    UniqueConstraint("instance_id", "key"),
    Index("ix_flow_outbox_next", "state", "next_at"),
)

flow_command = Table(
    "flow_command",
    metadata,
    Column("instance_id", Id, ForeignKey("flow_instance.id", ondelete="CASCADE"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_flow_command_at", "at"),
)

flow_start = Table(
    "flow_start",
    metadata,
    # one row per thing that asked for an instance; the key says what it was: `update:<flow>:<record>:<version>`
    Column("key", String(300), primary_key=True),
    Column("instance_id", Id, nullable=True),  # NULL: refused by the loop guard
    Column("at", UtcDateTime, nullable=False),
    Index("ix_flow_start_at", "at"),
)

flow_cursor = Table(
    "flow_cursor",
    metadata,
    Column("app", String(48), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("last_person", Id, nullable=True),
    Column("turns", Integer, nullable=False),
)

flow_substitute = Table(
    "flow_substitute",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", Id, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("substitute", Id, ForeignKey("person.id", ondelete="CASCADE"), nullable=True),  # NULL: away, nobody acts
    Column("from_at", UtcDateTime, nullable=False),
    Column("until_at", UtcDateTime, nullable=True),
    Column("note", String(500), nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Id, nullable=True),
    Index("ix_flow_substitute_person", "person", "until_at"),
)

flow_change = Table(
    "flow_change",
    metadata,
    # a change that a gate holds; the record keeps its old values until the instance ends
    Column("id", Id, primary_key=True),
    Column("instance_id", Id, ForeignKey("flow_instance.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("app", String(48), nullable=False),
    Column("form", String(48), nullable=False),
    Column("record_id", Id, nullable=False),
    Column("op", String(12), nullable=False),  # create | update | delete
    Column("version", Integer, nullable=True),  # of the record when the change was held
    Column("before", Document, nullable=True),
    Column("values", Document, nullable=True),
    Column("state", String(12), nullable=False),  # held | released | dropped | conflict
    Column("by", Id, nullable=True),
    Column("door", String(16), nullable=True),
    Column("note", Document, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Index("ix_flow_change_record", "record_id", "state"),
)
# one change of a record at a time is held by gates
Index(
    "uq_flow_change_held",
    flow_change.c.record_id,
    unique=True,
    postgresql_where=flow_change.c.state == "held",
    sqlite_where=flow_change.c.state == "held",
)

flow_stay = Table(
    "flow_stay",
    metadata,
    # how long `field` has had its value, for `unchanged` triggers: one row per flow and record
    Column("flow_id", Id, ForeignKey("flow.id", ondelete="CASCADE"), primary_key=True),
    Column("record_id", Id, primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("value", JsonDoc, nullable=True),
    Column("due_at", UtcDateTime, nullable=True),  # NULL: has fired for this stay
    Index("ix_flow_stay_due", "due_at"),
)

flow_schedule = Table(
    "flow_schedule",
    metadata,
    # the clock's triggers (`schedule`, `date`): up to which instant they have been looked at, and when next
    Column("flow_id", Id, ForeignKey("flow.id", ondelete="CASCADE"), primary_key=True),
    Column("checked_until", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=True),
    Column("checkpoint", Document, nullable=True),
    Index("ix_flow_schedule_next", "next_at"),
)
