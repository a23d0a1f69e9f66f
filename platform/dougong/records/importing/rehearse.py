"""Checks rows for a form that does not exist yet: by the definition alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from dougong.records.importing.items import Matching, items_of
from dougong.records.importing.rows import SheetRow, names_for, parse_rows
from dougong.records.linked import Linked
from dougong.records.problems import invalid_record
from dougong.records.work import Item, Work
from engines.form.compile import compile_form
from engines.form.definition import load_form
from engines.form.pipeline import evaluate


def rehearse_new_form(work: Work, definition: dict[str, Any], rows: Sequence[SheetRow], *, json: bool) -> list[Item]:
    """What each row would say if the form were there."""
    form = load_form(definition)
    compiled = compile_form(form, work.app.forms)
    principal = work.access.principal
    parse_rows(form, rows, names_for(work, form, rows), principal.tz, principal.locale, json=json)
    items = items_of(work, form.key, rows, Matching())
    linked = Linked(work)
    for item in items:
        if item.problem is not None:
            continue
        outcome = evaluate(
            compiled,
            old=None,
            changes=item.values,
            linked=linked,
            user=work.user,
            now=work.tx.now,
            tz=ZoneInfo(principal.tz),
            source="parsed",
        )
        blocking = [problem for problem in outcome.problems if problem.level == "block"]
        if blocking:
            item.problem = invalid_record(blocking)
    return items
