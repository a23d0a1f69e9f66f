"""Bodies of the webhook routes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dougong.records.schemas import FieldKey

Op = Literal["create", "update", "delete", "restore", "gone"]
OPS: tuple[Op, ...] = ("create", "update", "delete", "restore", "gone")
MOST_EVENTS = 100


class WebhookBody(BaseModel):
    """Which changes are told, and where. `fields` None: all that its owner may see. `batch`: changes per call."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: Annotated[str, Field(max_length=64)]
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    url: Annotated[str, Field(min_length=8, max_length=2000)]
    ops: Annotated[list[Op], Field(min_length=1, max_length=len(OPS))] = list(OPS)
    filter: Annotated[str, Field(max_length=4000)] | None = None
    fields: Annotated[list[FieldKey], Field(min_length=1, max_length=600)] | None = None
    batch: Annotated[int, Field(ge=1, le=MOST_EVENTS)] = 1
    active: bool = True


class WebhookChange(WebhookBody):
    """A webhook as it should become; `version` as it was seen. Whoever saves it becomes its owner."""

    version: Annotated[int, Field(ge=1)]
