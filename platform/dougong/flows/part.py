"""Flows as parts of an app that is published as a whole."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import exists

from dougong.apps.catalog import AppCatalog
from dougong.apps.release.parts import Known, Part
from dougong.apps.release.telling import Shape
from dougong.apps.repository import AppRow
from dougong.apps.versioned import Document
from dougong.flows import definitions, drafts, publishing
from dougong.flows.definitions import FlowRow
from dougong.flows.models import flow, flow_instance
from dougong.flows.reading import read
from dougong.kit.db import Transaction
from dougong.kit.errors import say
from dougong.kit.web import Actor


def _problems(
    tx: Transaction, app: AppRow, catalog: AppCatalog, known: Known, row: FlowRow, language: str
) -> list[Document]:
    found = read(tx, catalog, row.key, row.draft, known["flow"].keys())
    return [fault.document(language) for fault in found.faults]


def _publish(
    tx: Transaction, actor: Actor, app: AppRow, row: FlowRow, note: str | None, known: Collection[str], language: str
) -> int:
    """Running instances stay with the version they began with."""
    return publishing.publish_draft(tx, actor, app, row, note, language, known=known)


def _to_bin(tx: Transaction, actor: Actor, app: AppRow, row: FlowRow) -> None:
    drafts.bin_flow(tx, actor, app, row)
    publishing.renew(tx, row)


def _out_of_bin(tx: Transaction, actor: Actor, app: AppRow, row: FlowRow) -> None:
    publishing.renew(tx, drafts.restore_flow(tx, actor, app, row))


_HAS_HISTORY = exists().where(flow_instance.c.flow_id == flow.c.id).correlate(flow)
"""What people decided in its instances is kept with them."""

PART = Part(
    definitions.flows,
    Shape(
        {"nodes": say("节点", "step"), "edges": say("连线", "way"), "variables": say("变量", "variable")},
        frozenset({"schema_version", "key", "layout"}),
    ),
    _problems,
    _publish,
    _to_bin,
    _out_of_bin,
    kept=_HAS_HISTORY,
    blank=drafts.blank,
)
