"""What an import has done so far: counts, and the first refusals cell by cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dougong.kit.errors import FieldError
from dougong.records.importing.rows import SheetRow
from dougong.records.work import Item

SHOWN = 500


@dataclass
class Tally:
    """What happened so far; also the checkpoint of a run."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    held: int = 0
    """Changes that wait for a flow to let them through: neither created nor updated yet."""
    skipped: int = 0
    """Rows left out: in already by an earlier run of the import, or there before and not to be changed."""
    linked: int = 0
    """Linked records that were made because the sheet named them."""
    bad: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        items: Sequence[Item],
        rows: Sequence[SheetRow],
        linked: int,
        language: str,
        secret: Collection[str] = (),
    ) -> dict[int, list[dict[str, Any]]]:
        """Counts a batch and keeps the first errors. → all of its errors, by the row's number in the first file

        `secret`: fields whose cells are told to nobody and kept nowhere."""
        self.rows += len(rows)
        self.skipped += sum(row.done is not None for row in rows)
        self.linked += linked
        refused: dict[int, list[dict[str, Any]]] = {}
        by_number = {row.number: row for row in rows}
        for item in items:
            if item.problem is None:
                waits = item.held is not None and item.held["state"] != "released"
                self.held += waits
                self.created += item.op == "create" and not waits
                self.updated += item.op == "update" and not waits
                continue
            self.bad += 1
            row = by_number[item.index]
            errors = item.problem.errors or [FieldError("", item.problem.code, item.problem.detail)]
            told = list(_told(row, errors, language, secret))
            self.errors += told[: max(SHOWN - len(self.errors), 0)]
            if row.origin is not None:
                refused[row.origin] = told
        return refused


def _told(
    row: SheetRow, errors: Iterable[FieldError], language: str, secret: Collection[str]
) -> Iterable[dict[str, Any]]:
    for error in errors:
        cell = None if error.field in secret else row.cells.get(error.field)
        yield {
            "row": row.number,
            "field": error.field,
            "value": None if cell is None else str(cell)[:200],
            "code": error.code,
            "message": error.message.get(language) or error.message["zh-CN"],
        }
