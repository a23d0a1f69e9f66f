"""What a caller asks of a list of records: the query string of `GET …/records`, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_LIMIT = 1000


class ListQuery(BaseModel):
    """See docs/api.md. Unknown parameters are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    filter: Annotated[str, Field(max_length=4000)] | None = None
    sort: Annotated[str, Field(max_length=500)] | None = None
    fields: Annotated[str, Field(max_length=8000)] | None = None
    expand: Annotated[str, Field(max_length=4000)] | None = None
    search: Annotated[str, Field(max_length=200)] | None = None
    view: Annotated[str, Field(max_length=64)] | None = None
    cursor: Annotated[str, Field(max_length=4000)] | None = None
    offset: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    count: bool = False
    deleted: bool = False

    @property
    def wanted_fields(self) -> tuple[str, ...] | None:
        return _names(self.fields)

    @property
    def expanded(self) -> tuple[str, ...]:
        return _names(self.expand) or ()


class OneQuery(BaseModel):
    """The query string of `GET …/records/{id}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: Annotated[str, Field(max_length=8000)] | None = None
    expand: Annotated[str, Field(max_length=4000)] | None = None
    can: bool = True

    @property
    def wanted_fields(self) -> tuple[str, ...] | None:
        return _names(self.fields)

    @property
    def expanded(self) -> tuple[str, ...]:
        return _names(self.expand) or ()


class PlaceQuery(ListQuery):
    """The query string of `GET …/records:place`: a record, and the list it is looked for in."""

    id: Annotated[str, Field(max_length=36)]


class MarksQuery(BaseModel):
    """The query string of `GET …/records:marks`: a list, and how many rows lie between two marks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    filter: Annotated[str, Field(max_length=4000)] | None = None
    sort: Annotated[str, Field(max_length=500)] | None = None
    search: Annotated[str, Field(max_length=200)] | None = None
    every: Annotated[int, Field(ge=10, le=100_000)]


class ExampleQuery(BaseModel):
    """The query string of `GET …/forms/{form}/example`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Literal["python", "typescript"] = "python"


@dataclass(frozen=True)
class ViewQuery:
    """What a view adds to a question: its filter, and its sort where the caller gives none."""

    filter: str | None
    sort: str | None


def _names(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
