"""Bodies of the records API that are the same for every form."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from engines.form.views import ViewSettings

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
FieldKey = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){0,3}$")]
MAX_BULK = 1000


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BulkOperation(_Strict):
    """One change. `values` are field keys; `version` is the one the caller saw."""

    op: Literal["create", "update", "delete", "restore"]
    id: Id | None = None
    version: Annotated[int, Field(ge=1)] | None = None
    values: dict[str, Any] = Field(default_factory=dict, max_length=600)


class BulkAnswer(_Strict):
    """Which fields of the changed records the answer tells, and which links of them by title."""

    fields: Annotated[list[FieldKey], Field(max_length=200)]
    expand: Annotated[list[FieldKey], Field(max_length=200)] = []


class Bulk(_Strict):
    """`atomic`: all or nothing. `parse`: values are cells as people write them, read as an import reads them.
    `rehearse`: everything is checked and nothing written. `answer`: tell the records as they have become."""

    operations: Annotated[list[BulkOperation], Field(min_length=1, max_length=MAX_BULK)]
    atomic: bool = True
    parse: bool = False
    rehearse: bool = False
    answer: BulkAnswer | None = None


class Prepare(_Strict):
    """Values of a form being filled in; `id` when an existing record is edited."""

    values: dict[str, Any] = Field(default_factory=dict, max_length=600)
    id: Id | None = None


class Typed(_Strict):
    """Values that somebody is typing, as they would be sent; `id`: of the record that is being changed."""

    values: Annotated[dict[FieldKey, Any], Field(max_length=100)]
    id: Id | None = None


class Reveal(_Strict):
    """The encrypted field to see whole."""

    field: FieldKey


class Locate(_Strict):
    """The whole value to look for; in a body, because addresses are logged."""

    field: FieldKey
    value: Annotated[str, Field(min_length=1, max_length=1_000)]


class Revert(_Strict):
    """Back to the state after entry `seq` of the history, or (`before`) the one it ended; `fields` None: all of it.
    `version` is the one the caller saw."""

    seq: Annotated[int, Field(ge=1)]
    before: bool = False
    fields: Annotated[list[FieldKey], Field(min_length=1, max_length=600)] | None = None
    version: Annotated[int, Field(ge=1)]


class Copy(_Strict):
    """Values that the copy has instead of those of the record it is made of."""

    values: dict[str, Any] = Field(default_factory=dict, max_length=600)


class Explain(_Strict):
    """Which place of which record: a stored one (`id`), changed by `values`, or a new one. `definition`: the draft
    at hand instead of what is published."""

    path: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}(\.\d{1,4}\.[a-z][a-z0-9_]{0,47}){0,2}$")]
    id: Id | None = None
    values: dict[str, Any] = Field(default_factory=dict, max_length=600)
    definition: dict[str, Any] | None = None


class GroupBy(_Strict):
    field: FieldKey
    grain: Literal["year", "quarter", "month", "week", "day"] | None = None


class MeasureOf(_Strict):
    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
    fn: Literal["count", "sum", "avg", "min", "max", "distinct"]
    field: FieldKey | None = None


class Aggregate(_Strict):
    filter: Annotated[str, Field(max_length=4000)] | None = None
    search: Annotated[str, Field(max_length=200)] | None = None
    groups: Annotated[list[GroupBy], Field(max_length=5)] = []
    measures: Annotated[list[MeasureOf], Field(min_length=1, max_length=20)]
    limit: Annotated[int, Field(ge=1, le=5000)] = 1000


class ViewBody(ViewSettings):
    """A saved view: its name, whether everybody has it, and what it remembers."""

    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    shared: bool = False


class ViewChange(ViewBody):
    """A view as it should become; `version` as it was seen."""

    version: Annotated[int, Field(ge=1)]
