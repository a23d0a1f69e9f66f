"""What an exported workbook tells of its columns, so that importing it elsewhere brings the fields back.

It stands in a hidden sheet as JSON: `{"version": 1, "form": key, "columns": [{"header", "field": {key, type, label,
required, options …}}]}`. What belongs to its own app only (formulas, fills, filters) stays there; a computed one
comes back as a plain field of its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dougong.kit.types import dump_json
from dougong.records.exporting.table import Column
from engines.form.fields import FieldModel, type_of
from engines.form.fields.encrypted import EncryptedField

SHEET = "_dougong"
_PIECE = 30_000
"""Characters of one cell: Excel takes 32,767."""
_OWN_APP = ("fill", "stamp", "filter", "on_delete", "formula", "width", "placeholder", "index")
_PLAIN = frozenset({"number", "money", "percent", "text", "date", "datetime", "boolean", "duration", "time"})


def pieces(form_key: str, columns: Sequence[Column]) -> list[str]:
    """The document, cut to the size of cells."""
    told = [
        {"header": column.label, "field": described}
        for column in columns
        if column.field is not None and (described := _described(column.field)) is not None
    ]
    text = dump_json({"version": 1, "form": form_key, "columns": told})
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]


def _described(field: FieldModel) -> dict[str, Any] | None:
    if isinstance(field, EncryptedField):
        return None  # what stands in its cells is a masked text
    document = field.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if type_of(field).computed:
        kind = "text" if field.type == "series" else str(getattr(field, "as_", ""))
        return {"key": field.key, "type": kind, "label": document.get("label", "")} if kind in _PLAIN else None
    if field.default_formula is not None:
        document.pop("default", None)
    return {key: value for key, value in document.items() if key not in _OWN_APP}
