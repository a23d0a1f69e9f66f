"""Which columns of a subform a public link asks for: those of its rows, and of the rows inside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engines.form.definition import Form
from engines.form.fields import FieldModel


def columns_asked(form: Form, key: str, chosen: Collection[str] | None) -> Iterator[tuple[str, FieldModel]]:
    """Each with its path, `lines.product`, `lines.packages.carrier`. `chosen`: the link's `columns` (None: all); rows
    inside rows are asked for with all that is in them."""
    for path, subform in form.subforms.items():
        head, _, inner = path.partition(".")
        if head != key or (inner and chosen is not None and inner not in chosen):
            continue
        for column in subform.fields:
            if inner or chosen is None or column.key in chosen:
                yield f"{path}.{column.key}", column
