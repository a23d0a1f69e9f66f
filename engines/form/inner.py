"""Rows of a subform, and rows inside those rows, in a record's values."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engines.form.problems import Path


def rows_at(values: Mapping[str, Any], names: Sequence[str]) -> Sequence[Mapping[str, Any]]:
    """The rows of `names[0]`; with a second name those inside them, end to end."""
    rows: Sequence[Mapping[str, Any]] = values.get(names[0]) or ()
    return [inner for row in rows for inner in rows_at(row, names[1:])] if names[1:] else rows


def placed_rows(values: Any, names: Sequence[str], at: Path = ()) -> Iterator[tuple[Path, Any]]:
    """`rows_at` with the path of each row: `("lines", 0)`, `("lines", 0, "packages", 2)`. What is no list of objects
    (values may come from outside) has no rows."""
    rows = values.get(names[0])
    for position, row in enumerate(rows if isinstance(rows, list) else ()):
        path = (*at, names[0], position)
        if not isinstance(row, Mapping):
            continue
        if names[1:]:
            yield from placed_rows(row, names[1:], path)
        else:
            yield path, row
