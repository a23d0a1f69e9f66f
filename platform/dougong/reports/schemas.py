"""What the routes of reports take (docs/reports-api.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from dougong.apps.package_files import AppKey
from engines.report.definition import Filter, Tile
from engines.report.parts import Calendar, FieldPath, Key

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
NonEmptyLabel = Name | Annotated[dict[Literal["zh-CN", "en"], Name], Field(min_length=1)]
Definition = dict[str, JsonValue]
Cell = Annotated[dict[Key, JsonValue], Field(max_length=20)]
Values = Annotated[dict[Key, JsonValue], Field(max_length=50)]
Answer = dict[str, Any]
"""Answers are documents: definitions and figures are data with schemas of their own."""
Theme = Literal["default", "ocean", "forest", "sunset", "mono"]


class Body(BaseModel):
    """Base of everything that comes in."""

    model_config = ConfigDict(extra="forbid")


class DashboardCreate(Body):
    label: NonEmptyLabel
    key: AppKey | None = None
    definition: Definition | None = None


class DraftSave(Body):
    definition: Definition
    revision: int


class DraftCheck(Body):
    definition: Definition


class DraftPublish(Body):
    revision: int
    note: Annotated[str, StringConstraints(max_length=500)] | None = None


class Click(Body):
    """A click on a point of a tile: it filters the others."""

    tile: Key
    cell: Cell
    measure: Key | None = None


Clicks = Annotated[list[Click], Field(max_length=20)]


class Asked(Body):
    """The state of the filter bar."""

    filters: Values = Field(default_factory=dict)
    clicks: Clicks = Field(default_factory=list)
    draft: bool = False


class DataBody(Asked):
    tiles: Annotated[list[Key], Field(max_length=60)] | None = None
    revision: int | None = None


class PreviewBody(Body):
    tile: Tile
    calendar: Calendar = Calendar()
    theme: Theme = "default"
    filters: Annotated[list[Filter], Field(max_length=30)] = Field(default_factory=list)
    values: Values = Field(default_factory=dict)


class Step(Body):
    """One click on the way down: the field that was gone down by, and the member chosen."""

    by: FieldPath
    cell: Cell


class DrillBody(Asked):
    tile: Key
    cell: Cell = Field(default_factory=dict)
    measure: Key | None = None
    compare: Key | None = None
    path: Annotated[list[Step], Field(max_length=6)] = Field(default_factory=list)
    to: Literal["next", "records"] = "next"
    by: FieldPath | None = None
    offset: Annotated[int, Field(ge=0, le=5_000)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    sort: Annotated[str, StringConstraints(max_length=200)] | None = None
    fields: Annotated[list[Key], Field(max_length=60)] | None = None


class ExportBody(Asked):
    format: Literal["xlsx", "pdf", "csv", "png", "svg"]
    tile: Key | None = None


class LinkCreate(Body):
    label: Name
    expires_at: datetime
    frames: Annotated[list[Annotated[str, StringConstraints(max_length=200)]], Field(max_length=10)] = Field(
        default_factory=list
    )
    """Origins whose pages may show the dashboard in a frame."""


class PublicBody(Body):
    filters: Values = Field(default_factory=dict)
    revision: int | None = None
