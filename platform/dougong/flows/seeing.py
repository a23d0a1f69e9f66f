"""Records through one person's eyes: what trying a flow out, and asking why it did not run, may tell its designer.

Designing gives no right to data, so what is hidden from the designer is not there for them: fields of the record
itself, and of every record that a formula or a text reaches over a link.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.kit.ids import is_id
from dougong.records import writing
from dougong.records.work import Work

Values = Mapping[str, Any]


def seen(work: Work, form: str, record_id: str) -> dict[str, Any] | None:
    """The canonical values that the person behind `work` may read, with the system columns; None when they may not see
    the record, or it is gone."""
    visible = writing.seen(work, form, record_id) if is_id(record_id) and form in work.app.forms else None
    stored = work.repository(form).get(record_id) if visible is not None else None
    if visible is None or stored is None or stored.deleted:
        return None
    fields = work.app.forms[form].by_key
    values = {**stored.values, **stored.system, "id": stored.id}
    return {key: value for key, value in values.items() if key in visible or key not in fields}


class SeenRecords:
    """Linked records as `engines.form` asks for them; each is looked at once."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._known: dict[tuple[str, str], Values | None] = {}

    def __call__(self, form: str, record_id: str) -> Values | None:
        key = (form, record_id)
        if key not in self._known:
            self._known[key] = seen(self._work, form, record_id)
        return self._known[key]

    def title(self, form: str, record_id: str) -> str | None:
        """What names the record, as far as the person may see it."""
        access = self._work.access
        if form not in self._work.app.forms or not access.may(form, "read"):
            return None
        rows = self._work.tx.execute(access.titles(form, [record_id])).all()
        return rows[0].title if rows else None
