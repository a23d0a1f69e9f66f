"""What the routes around a record take."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from dougong.records.schemas import Id

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Day = Annotated[int, Field(ge=-3_650, le=3_650)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CommentBody(_Strict):
    """`text` names people as `<@id>`; `files` are ids of own uploads (or those it has already)."""

    text: Words
    files: Annotated[list[Id], Field(max_length=20)] = []


class NewComment(CommentBody):
    reply_to: Id | None = None


class Following(_Strict):
    following: bool


class ReminderBody(_Strict):
    """Either an instant, or `days` after (before: negative) a date field, at `time` of that day. `people` empty: me."""

    at: AwareDatetime | None = None
    field: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")] | None = None
    days: Day = 0
    time: Clock | None = None
    people: Annotated[list[Id], Field(max_length=50)] = []
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""

    @model_validator(mode="after")
    def _one_of_two(self) -> ReminderBody:
        if (self.at is None) == (self.field is None):
            raise ValueError("give `at` or `field`")
        if self.at is not None and (self.days or self.time):
            raise ValueError("`days` and `time` go with `field`")
        if self.at is not None and self.at > datetime.max.replace(year=9000, tzinfo=self.at.tzinfo):
            raise ValueError("too far away")
        return self
