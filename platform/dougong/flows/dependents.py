"""Flows that a change of forms would break: told before a form is published or deleted, and a reason to refuse it;
and what is broken already, for operators.

Looked at are the published flows that may start, and every version that still has running instances.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from dougong.apps.catalog import AppCatalog, app_catalog, as_if
from dougong.apps.dependencies import Use
from dougong.flows.checks import check_world
from dougong.flows.models import flow, flow_instance, flow_version
from dougong.flows.programs import base_scope, lists_of
from dougong.flows.reading import shape
from dougong.kit.db import Transaction
from dougong.kit.errors import Text, in_language, say
from engines.flow.definition import Flow
from engines.flow.problems import Problem
from engines.flow.program import build
from engines.form.definition import Form
from engines.form.labels import label_text

Identity = tuple[str, str, str, str]


def broken_flows(tx: Transaction, app_key: str, new_forms: Mapping[str, Form], language: str) -> list[Use]:
    """Hook of forms: what would no longer work with these forms, and does now."""
    now = app_catalog(tx, app_key)
    documents = list(_in_use(tx, now.app_id))
    if not documents:
        return []
    then = as_if(now, new_forms)
    return [
        use | {"running": running}
        for key, version, document, running in documents
        for use in _broken(tx, now, then, key, version, document, language)
    ]


@dataclass(frozen=True)
class Unfit:
    """A version of a flow that may start, or still runs, and can't go on as its app is now."""

    key: str
    label: str
    version: int
    node: str | None
    message: Text


def unfit_flows(tx: Transaction, app: AppCatalog, language: str) -> list[Unfit]:
    """What operators have to see to: each version with the first of its errors."""
    found: list[Unfit] = []
    for key, version, document, _running in _in_use(tx, app.app_id):
        flow_, faults = shape(document)
        if flow_ is None:
            found.append(Unfit(key, key, version, None, faults[0].message))
            continue
        label: Any = flow_.label
        errors = _errors(tx, app, flow_)
        if errors:
            first = errors[0]
            message = say(first.message["zh-CN"], first.message["en"])
            found.append(Unfit(key, label_text(label, language) or key, version, first.node or None, message))
    return found


def _in_use(tx: Transaction, app_id: str) -> Iterator[tuple[str, int, Any, bool]]:
    """(key, version, definition, whether it still runs): what may start, and what runs."""
    f, v, i = flow.c, flow_version.c, flow_instance.c
    joined = select(f.key, v.n, v.definition, f.published_version, f.enabled, f.deleted_at).join(
        flow_version, v.flow_id == f.id
    )
    running = select(i.flow_id, i.version).where(i.status == "running").distinct().subquery()
    has_running = (running.c.flow_id == f.id) & (running.c.version == v.n)
    statement = joined.add_columns(running.c.version.label("running")).outerjoin(running, has_running)
    for row in tx.execute(statement.where(f.app_id == app_id).order_by(f.key, v.n)):
        starts = row.n == row.published_version and row.enabled and row.deleted_at is None
        if starts or row.running is not None:
            yield row.key, row.n, row.definition, row.running is not None


def _broken(
    tx: Transaction, now: AppCatalog, then: AppCatalog, key: str, version: int, document: Any, language: str
) -> Iterator[Use]:
    found, _faults = shape(document)
    if found is None:
        return
    errors = _errors(tx, then, found)
    if not errors:  # as of nearly every flow: then nobody has to know how it is now
        return
    before = {_identity(problem) for problem in _errors(tx, now, found)}
    for problem in errors:
        if _identity(problem) not in before:
            label: Any = found.label
            name = label_text(label, language) or key
            where = f"{name} › {problem.node or 'trigger'}: {in_language(problem.message, language)}"
            yield {"kind": "flow", "key": key, "where": where, "breaking": True, "version": version}
            return


def _errors(tx: Transaction, app: AppCatalog, found: Flow) -> list[Problem]:
    program, problems = build(found, base_scope(app, found.form), lists_of(tx, app))
    world = check_world(tx, app, found, program)
    return [problem for problem in (*problems, *world) if problem.level == "error"]


def _identity(problem: Problem) -> Identity:
    return problem.node, problem.code, problem.place, problem.message["en"]
