"""Bodies of the routes of scheduled exports."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dougong.records.exporting.files import Format
from dougong.records.schemas import Id

MOST_RECEIVERS = 20
SETTINGS = ("view", "columns", "format", "files", "how", "to", "keep_days")
"""Members that the row keeps as one document."""


class ScheduleBody(BaseModel):
    """A saved view (None: all records) exported at the times of `cron`.

    `columns`: those of the view, or all that may be exported. `files`: a zip with the attached files. `how`: kept as a
    file, or sent by mail to the owner and `to` as well. `keep_days`: how long the file and its address work."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    view: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    columns: Literal["view", "all"] = "view"
    format: Format = "xlsx"
    files: bool = False
    how: Literal["file", "mail"] = "file"
    to: Annotated[list[Id], Field(max_length=MOST_RECEIVERS)] = []
    keep_days: Annotated[int, Field(ge=1, le=90)] = 7
    cron: Annotated[str, StringConstraints(strip_whitespace=True, min_length=9, max_length=120)]
    active: bool = True


class ScheduleChange(ScheduleBody):
    """A scheduled export as it should become; `version` as it was seen."""

    version: Annotated[int, Field(ge=1)]
