"""Pasted cells: the values of a batch read as an import reads a sheet (`1,234.5`, `2026年3月5日`, labels, titles)."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from dougong.records.importing.rows import SheetRow, names_for, read_cell
from dougong.records.problems import invalid_record
from dougong.records.work import Item, Work
from engines.form.fields import type_of
from engines.form.fields.base import Reading


def read_cells(work: Work, form_key: str, items: Sequence[Item]) -> None:
    """Turns the cells of `items` into canonical values; an item with a cell that can't be read gets a problem.

    Computed fields and unknown keys stay as they came: the pipeline refuses them like any other door.
    """
    form = work.app.forms[form_key]
    principal = work.access.principal
    written = [item for item in items if item.alive and item.op in ("create", "update")]
    rows = [SheetRow(item.index, dict(item.values)) for item in written]
    names = names_for(work, form, rows)
    reading = Reading(tz=ZoneInfo(principal.tz), find=names.find)
    readable = {key for key, right in work.access.field_rights(form_key).items() if right != "none"}
    work.parsed = True
    for item, row in zip(written, rows, strict=True):
        for key in row.cells:
            own = form.field(key)
            # A field that the caller may not see answers like one that isn't there: not by its type.
            if own is None or type_of(own).computed or key not in readable:
                row.values[key] = row.cells[key]
            else:
                read_cell(row, own, principal.locale, reading, names)
        item.values = row.values
        if row.errors:
            item.problem = invalid_record(row.errors)
