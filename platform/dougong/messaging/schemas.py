"""What the routes of this room take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Kind = Literal[
    "task", "reminder", "escalated", "urged", "returned", "approved", "rejected", "withdrawn", "cc", "mention",
    "comment", "followed", "remind", "failed", "message", "alert",
]  # fmt: skip
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
MAX_PAGE = 200


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class MarkRead(_Body):
    """Either these or all."""

    ids: Annotated[list[Annotated[str, StringConstraints(max_length=36)]], Field(max_length=1_000)] | None = None
    all: bool = False

    @model_validator(mode="after")
    def _one_of_two(self) -> MarkRead:
        if (self.ids is None) != self.all:
            raise ValueError("give `ids` or `all: true`")
        return self


class PreferenceItem(_Body):
    kind: Kind
    inbox: bool
    mail: bool
    label: Annotated[str, StringConstraints(max_length=100)] = ""


class QuietBody(_Body):
    from_: Annotated[Clock, Field(alias="from")]
    to: Clock


class Preferences(_Body):
    items: Annotated[list[PreferenceItem], Field(max_length=30)]
    quiet: QuietBody | None = None
    mail_available: bool = False


class MailTest(_Body):
    to: Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
