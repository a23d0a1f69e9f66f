"""What an analysis has to go by: one principal's eyes on the rows of an app, as of one instant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from dougong.access.compiler import Access
from dougong.apps.catalog import AppCatalog
from dougong.kit.db import Transaction
from dougong.kit.errors import Invalid, Text, say
from dougong.records.reading.filters import not_in_filters
from engines.calendar import WorkCalendar
from engines.flow.analyses import Source
from engines.form.labels import label_text
from engines.formula import FormulaErrors, Unsupported
from engines.report.metrics import Scene

CHUNK = 5_000
_MONEY = pl.Decimal(38, 10)


@dataclass(frozen=True)
class Back:
    """A record of another form that changes with the result: `record_id`, or a new one; `values` as they are to be."""

    form: str
    record_id: str | None
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Counted:
    """What came of it: per subject its results (by name). `why`: nothing is to be written, and the reason."""

    results: Mapping[str, Mapping[str, Any]]
    why: Text | None = None
    backs: tuple[Back, ...] = ()
    version: int | None = None


@dataclass(frozen=True)
class Asking:
    """`subject` is the form that is analysed, `subjects` its records (sorted ids), `language` that of reasons."""

    tx: Transaction
    app: AppCatalog
    access: Access
    subject: str
    subjects: tuple[str, ...]
    scene: Scene
    language: str
    label: str = ""

    @property
    def as_of(self) -> date:
        """Today, where the app is."""
        return self.scene.as_of

    def rows(self, form: str, fields: Sequence[str], where: str | None) -> Iterator[Any]:
        """Rows of a form that one may read, with `id`, `created_at` and the fields asked for, by id."""
        wanted = [key for key in dict.fromkeys(fields) if key not in ("id", "created_at", "owner")]
        tree = condition(self.access, form, where) if where else None
        try:
            statement = self.access.select(form, fields=wanted, filter_ast=tree, sort="id")
        except Unsupported as wrong:
            raise not_in_filters(wrong) from wrong
        yield from self.tx.execute(statement.execution_options(yield_per=CHUNK))

    def of_subjects(self, source: Source) -> pl.DataFrame:
        """Rows of a source that belong to subjects: subject, at (Datetime UTC), day (Date, local), value (Decimal)."""
        known = frozenset(self.subjects)
        zone = self.scene.zone
        rows: list[tuple[str, datetime, date, Decimal | None]] = []
        fields = [source.subject, source.date, *([source.value] if source.value else [])]
        for row in self.rows(source.form, fields, source.where):
            subject, at = getattr(row, source.subject), getattr(row, source.date)
            if subject not in known or at is None:
                continue
            day = at.astimezone(zone).date() if isinstance(at, datetime) else at
            instant = at if isinstance(at, datetime) else datetime(at.year, at.month, at.day, tzinfo=zone)
            value = getattr(row, source.value) if source.value else None
            rows.append((subject, instant.astimezone(ZoneInfo("UTC")), day, value))
        schema: dict[str, Any] = {"subject": pl.String, "at": pl.Datetime("ms", "UTC"), "day": pl.Date, "value": _MONEY}
        return pl.DataFrame(rows, schema, orient="row")

    def orders(self, source: Source) -> pl.DataFrame:
        """Rows of a source as the metrics want orders: customer, day, amount."""
        found = self.of_subjects(source).drop_nulls("value")
        return found.select(pl.col("subject").alias("customer"), "day", pl.col("value").alias("amount"))

    def titles(self, form: str, ids: Iterable[str]) -> dict[str, str]:
        """What records are called, as far as one may read them."""
        wanted = sorted(set(ids))
        if not wanted or not self.access.may(form, "read"):
            return {}
        return {row.id: str(row.title or "") for row in self.tx.execute(self.access.titles(form, wanted))}

    def name(self, form: str, field: str | None = None) -> str:
        """The label of a form, or of one of its fields, in the language of reasons."""
        known = self.app.forms.get(form)
        if known is None:
            return field or form
        if field is None:
            return label_text(known.label, self.language) or form
        own = known.field(field)
        return (label_text(own.label, self.language) if own is not None else "") or field

    def say(self, zh: str, en: str) -> str:
        """A text in the language of reasons."""
        return zh if self.language.startswith("zh") else en


def condition(access: Access, form: str, text: str) -> Mapping[str, Any]:
    """The tree of a condition, over what one may read. Raises Invalid."""
    try:
        return access.filter(form, text)
    except FormulaErrors as wrong:
        first = wrong.problems[0].message
        detail = say(f"分析的条件有误：{first['zh-CN']}", f"A condition of the analysis is wrong: {first['en']}")
        raise Invalid(detail, "bad_filter") from wrong


def scene_of(now: datetime, zone: str, calendar: WorkCalendar) -> Scene:
    """When and where it is counted."""
    return Scene(now=now, tz=zone, calendar=calendar)
