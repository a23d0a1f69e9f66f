"""A draft becomes the form, in one transaction.

The version row, the tables and the app's stamp change together or not at all. Publishes of one app queue on the app's
row; writers of records are waited for and kept out while tables change (`lock_schema`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from dougong.access.tables import build_tables
from dougong.apps import repository
from dougong.apps.catalog import lock_schema
from dougong.apps.conversion import Counts
from dougong.apps.dependencies import Use
from dougong.apps.drafts import draft_document, find_form
from dougong.apps.hooks import Published, hooks
from dougong.apps.losses import count_losses
from dougong.apps.online.indexes import wanted
from dougong.apps.online.prepared import NOTHING, Prepared
from dougong.apps.plan import Plan, plan, reading_of, uses_of_changes
from dougong.apps.problems import losses_not_accepted, somebody_was_faster, still_used, tests_failing
from dougong.apps.repository import AppRow, FormRow
from dougong.apps.retired import Path, field_document
from dougong.apps.schema_change import Migration
from dougong.apps.trials import run_tests
from dougong.apps.values import stored_fields
from dougong.audit.service import record
from dougong.kit.db import Transaction
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from engines.form.definition import Form
from engines.form.fields.base import Reading

BIG = 50_000
"""Rows from which a publish that converts values runs as a job."""


def begin(tx: Transaction, app: AppRow) -> None:
    """Queues behind other publishes of the app, then waits for writers of its records.

    Before anything of the form's tables is read: a reader that later wants more is how deadlocks are made.
    """
    repository.touch(tx, app.id)
    lock_schema(tx, app.key)


def is_big(tx: Transaction, plans: Sequence[Plan]) -> bool:
    """True when values of very many rows have to be converted, or indexes over them to be built. Never asked in the
    transaction that publishes: reading first and wanting more later is how deadlocks are made."""
    return any(
        planned.old is not None and (planned.converts or any(wanted(tx, [planned]))) and _has_many_rows(tx, planned)
        for planned in plans
    )


def _has_many_rows(tx: Transaction, planned: Plan) -> bool:
    table = build_tables(planned.app.key, planned.forms).table(planned.form.key)
    return tx.execute(select(table.c.id).offset(BIG).limit(1)).first() is not None


def publish(
    tx: Transaction,
    actor: Actor,
    app: AppRow,
    form_key: str,
    revision: int,
    *,
    accept_losses: bool,
    note: str | None,
    language: str,
    accept_failing: Sequence[str] = (),
    prepared: Prepared = NOTHING,
) -> int:
    """Makes the draft the form. → the new version. Refused: another revision, errors, losses, what others use, test
    cases that fail and aren't named in `accept_failing`."""
    begin(tx, app)
    form = find_form(tx, app, form_key)
    if form.revision != revision:
        raise somebody_was_faster(draft_document(tx, app, form, language))
    planned = plan(tx, app, form, language)
    accepted = Accepted(losses=accept_losses, failing=accept_failing)
    return carry_out(tx, actor, app, [planned], accepted, note, language, prepared)[form_key]


@dataclass(frozen=True)
class Accepted:
    """What whoever publishes has been told and accepts: that values get lost, and names of test cases that fail.
    `replaced`: flows that get a new version in the same transaction, so what breaks their old one matters only where
    it still runs."""

    losses: bool = False
    failing: Sequence[str] = ()
    replaced: Collection[str] = ()


def carry_out(
    tx: Transaction,
    actor: Actor,
    app: AppRow,
    plans: Sequence[Plan],
    accepted: Accepted,
    note: str | None,
    language: str,
    prepared: Prepared = NOTHING,
) -> dict[str, int]:
    """Makes drafts the forms, all at once, after `begin`. → the new versions by key"""
    if not plans:
        return {}
    uses = uses_of_changes(tx, plans, language)
    for planned in plans:
        _refuse_unaccepted(planned, uses[planned.form.key], accepted)
    catalog = build_tables(app.key, plans[0].forms)
    reading = reading_of(tx, catalog, actor)
    lost = prepared.finish(tx)
    if not accepted.losses:
        for planned in plans:
            _refuse_losses(count_losses(tx, planned, catalog, reading, language, prepared.columns.keys()))
        if lost:
            raise losses_not_accepted([], lost)
    migration = Migration(tx, app.id, app.key, plans[0].forms, plans[0].new_forms, reading, prepared)
    migration.apply([each.form.key for each in plans])
    versions = {each.form.key: _write_version(tx, actor, each.form, each.old, each.new, note) for each in plans}
    repository.touch(tx, app.id)  # from here on this transaction reads the new catalog
    for planned in plans:
        key = planned.form.key
        steps = [f"{change.op} {'.'.join(change.path)}" for change in planned.changes]
        record(tx, actor, "form.publish", f"{app.key}/{key}", {"version": versions[key], "steps": steps}, app=app.key)
        _tell(tx, actor, app.id, app.key, planned.old, planned.new, versions[key])
    return versions


def _refuse_unaccepted(planned: Plan, uses: Sequence[Use], accepted: Accepted) -> None:
    """Refuses what others use and would break, and test cases that fail without being named."""
    broken = [use for use in but_of_replaced(uses, accepted.replaced) if use["breaking"]]
    if broken:
        raise still_used(broken)
    failing = [case for case in run_tests(planned.new, planned.new_forms) if not case["ok"]]
    if any(case["name"] not in accepted.failing for case in failing):
        raise tests_failing(failing)


def but_of_replaced(uses: Iterable[Use], flows: Collection[str]) -> list[Use]:
    """Without what breaks in versions of these flows that start nothing any more, once there is a new one."""
    return [use for use in uses if use["kind"] != "flow" or use["key"] not in flows or use.get("running")]


def publish_all(tx: Transaction, actor: Actor, app_id: str, app_key: str, forms: Mapping[str, Form]) -> None:
    """Publishes the drafts of a new app at once: forms may link to each other in circles."""
    reading = Reading(tz=ZoneInfo(actor.timezone))
    Migration(tx, app_id, app_key, {}, forms, reading).apply(list(forms))
    rows = repository.forms.all_of(tx, app_id)
    versions = {row.key: _write_version(tx, actor, row, None, forms[row.key], None) for row in rows}
    repository.touch(tx, app_id)
    for key, n in versions.items():  # only now: listeners see the whole app
        _tell(tx, actor, app_id, app_key, None, forms[key], n)


def _refuse_losses(counts: Mapping[Path, Counts]) -> None:
    lost = sum(each.lost for each in counts.values())
    if lost:
        steps = [
            {"field": ".".join(path), "values": each.document() | {"samples": []}} for path, each in counts.items()
        ]
        raise losses_not_accepted(steps, lost)


def _write_version(tx: Transaction, actor: Actor, form: FormRow, old: Form | None, new: Form, note: str | None) -> int:
    stones = _tombstones(form.tombstones, old, new, iso_instant(tx.now))
    return repository.forms.add_version(tx, form, actor.person_id, note, tombstones=stones)


def _tombstones(stones: Sequence[Mapping[str, Any]], old: Form | None, new: Form, now: str) -> list[dict[str, Any]]:
    """Keys that were published and no longer are: never given to another field."""
    present = {".".join(path) for path in stored_fields(new)}
    kept = [dict(stone) for stone in stones if stone["key"] not in present]
    known = {stone["key"] for stone in kept}
    for path, field in stored_fields(old).items():
        key = ".".join(path)
        if key not in present and key not in known:
            kept.append(
                {
                    "key": key,
                    "label": field.label,
                    "type": field.type,
                    "deleted_at": now,
                    "field": field_document(field),
                }
            )
    return kept


def _tell(tx: Transaction, actor: Actor, app_id: str, app_key: str, old: Form | None, new: Form, n: int) -> None:
    before, after = stored_fields(old), stored_fields(new)
    changed = tuple(".".join(path) for path, field in after.items() if before.get(path) != field)
    for listener in hooks.published:
        listener(tx, actor, Published(app_id, app_key, new.key, n, old, new, changed))
