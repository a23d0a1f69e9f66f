"""What another version of a flow means for its running instances: seen before it happens, done one by one.

Each instance moves as a whole, under its own lock, or stays where it is; the reason why not is told. Moving back is the
same thing in the other direction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import Row, select, update

from dougong.apps.catalog import AppCatalog
from dougong.flows.definitions import FlowRow
from dougong.flows.inbox import Shown
from dougong.flows.models import flow_instance, flow_task
from dougong.flows.programs import load
from dougong.flows.store import migrate
from dougong.kit.db import Transaction
from dougong.kit.errors import Problem, in_language
from dougong.kit.types import iso_instant
from engines.flow.events import Migrate, Refused
from engines.flow.migrate import MigrationReport, migration_report
from engines.flow.problems import FlowProblems
from engines.flow.program import Program
from engines.flow.state import State
from engines.form.labels import label_text

SHOWN = 500
"""Instances listed by name in a preview; all are counted."""
_ALIKE = 0.6
_i = flow_instance.c


@dataclass(frozen=True)
class Preview:
    """What would become of one instance."""

    row: Row[Any]
    report: MigrationReport | None
    """None: its own version no longer fits the app's forms."""

    @property
    def status(self) -> str:
        return "cannot" if self.report is None else self.report.status


def running(
    tx: Transaction, flow_id: str, ids: Sequence[str] | None = None, *, but: int | None = None
) -> list[Row[Any]]:
    """Running instances of the flow, oldest first; those of version `but` are left out."""
    where = [_i.flow_id == flow_id, _i.status == "running"]
    if ids is not None:
        where.append(_i.id.in_(ids))
    if but is not None:
        where.append(_i.version != but)
    return list(tx.execute(select(flow_instance).where(*where).order_by(_i.id)))


def previews(
    tx: Transaction, app: AppCatalog, flow_id: str, new: Program, mapping: Mapping[str, str], rows: Sequence[Row[Any]]
) -> list[Preview]:
    found = []
    for row in rows:
        try:
            old = load(tx, app, flow_id, row.version).program
        except FlowProblems:
            found.append(Preview(row, None))
            continue
        found.append(Preview(row, migration_report(old, new, State.from_json(row.state), mapping)))
    return found


def document(previewed: Sequence[Preview], new: Program, old: Mapping[str, Any], shown: Shown) -> dict[str, Any]:
    """The part of `Impact` about instances. `old`: labels of the nodes there were. `shown` calls instances what its
    reader may know them by."""
    language = shown.language
    shown.load_titles([(each.row.app, each.row.form, each.row.record_id) for each in previewed[:SHOWN]])
    counts = Counter(each.status for each in previewed)
    homeless: Counter[str] = Counter()
    for each in previewed:
        homeless.update(set(_homeless(each)))
    targets = [
        {"id": node.id, "label": _text(node.model.label, node.id, language), "type": node.model.type}
        for node in new.nodes.values()
        if node.model.type not in ("start", "end", "boundary")
    ]
    return {
        "nodes": {
            "gone": [
                {"id": node, "label": _text(old.get(node), node, language), "instances": count}
                for node, count in sorted(homeless.items())
            ],
            "targets": targets,
        },
        "counts": {name: counts.get(name, 0) for name in ("as_is", "mapping", "cannot")},
        "instances": [_instance(each, old, shown) for each in previewed[:SHOWN]],
        "left_out": max(0, len(previewed) - SHOWN),
    }


def _instance(each: Preview, old: Mapping[str, Any], shown: Shown) -> dict[str, Any]:
    row, language = each.row, shown.language
    moves = each.report.moves if each.report else ()
    reasons = [
        f"{_text(old.get(move.node), move.node, language)}: {in_language(move.reason, language)}"
        for move in moves
        if move.reason is not None
    ]
    return {
        "id": row.id,
        "title": shown.called(row),
        "version": row.version,
        "form": row.form,
        "record_id": row.record_id,
        "started_at": iso_instant(row.started_at),
        "tokens": [move.node for move in moves],
        "status": each.status,
        "reason": " ".join(reasons) or None,
        "nodes": _homeless(each),
    }


def _homeless(each: Preview) -> list[str]:
    return [move.node for move in each.report.moves if move.verdict == "impossible"] if each.report else []


def proposed_mapping(old_nodes: Mapping[str, Any], new: Program, used: Sequence[str]) -> dict[str, str]:
    """For nodes in use that are gone: the node that has come and is called most alike."""
    fresh = {node.id: node for node in new.nodes.values() if node.id not in old_nodes}
    found: dict[str, str] = {}
    for gone in used:
        if gone in new.nodes or gone not in old_nodes:
            continue
        label = _text(old_nodes[gone], gone, "zh-CN")
        scored = [
            (SequenceMatcher(None, label, _text(node.model.label, key, "zh-CN")).ratio(), key)
            for key, node in fresh.items()
        ]
        best = max(scored, default=(0.0, ""))
        if best[0] >= _ALIKE:
            found[gone] = best[1]
    return found


def move(
    tx: Transaction,
    flow: FlowRow,
    to: int,
    mapping: Mapping[str, str],
    ids: Sequence[str],
    by: str | None,
    shown: Shown,
) -> dict[str, Any]:
    """Moves instances to version `to`. → `{migrated, kept, refused: [{id, title, reason}]}`"""
    language = shown.language
    moved, refused = 0, []
    for instance_id in ids:
        try:
            with tx.connection.begin_nested():
                migrate(tx, instance_id, Migrate(dict(mapping), to, by), to)
                _rename_tasks(tx, instance_id, mapping)
            moved += 1
        except Refused as refusal:
            refused.append({"id": instance_id, "reason": in_language(refusal.detail, language)})
        except Problem as problem:
            refused.append({"id": instance_id, "reason": in_language(problem.detail, language)})
    titles = _titles(tx, [each["id"] for each in refused], shown)
    told = [{**each, "title": titles.get(each["id"])} for each in refused]
    return {"migrated": moved, "kept": len(running(tx, flow.id, but=to)), "refused": told}


def _rename_tasks(tx: Transaction, instance_id: str, mapping: Mapping[str, str]) -> None:
    """Open to-dos stand at the nodes as they are called now."""
    t = flow_task.c
    for old, new in mapping.items():
        open_here = (t.instance_id == instance_id, t.node == old, t.status == "open")
        tx.execute(update(flow_task).where(*open_here).values(node=new))


def _titles(tx: Transaction, ids: Sequence[str], shown: Shown) -> dict[str, str | None]:
    columns = (_i.id, _i.app, _i.form, _i.record_id, _i.title)
    rows = tx.execute(select(*columns).where(_i.id.in_(ids))).all() if ids else []
    shown.load_titles([(row.app, row.form, row.record_id) for row in rows])
    return {row.id: shown.called(row) for row in rows}


def _text(label: Any, fallback: str, language: str) -> str:
    if isinstance(label, dict):
        label = {str(lang): text for lang, text in label.items()}
    return label_text(label, language) or fallback
