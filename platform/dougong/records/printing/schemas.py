"""What the routes of printing take."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from dougong.records.schemas import Id
from engines.form.prints.definition import Print

MOST = 1_000
"""Records of one file."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PrintOf(_Strict):
    """Which records, with which template (None: the standard one). `start`: labels of the first sheet that are used
    up already; `copies` of each label."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST)]
    template: Annotated[str, Field(max_length=48)] | None = None
    start: Annotated[int, Field(ge=0, le=1_200)] = 0
    copies: Annotated[int, Field(ge=1, le=100)] = 1


class PrintPreview(_Strict):
    """A template as it is being designed, and the record to show it with (None: the newest one)."""

    template: Print
    id: Id | None = None


class TemplateUpload(_Strict):
    """An uploaded file of one's own that becomes a template."""

    file: Id
