"""What the routes of tasks and instances take."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_000)]
NodeKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
People = Annotated[list[Id], Field(min_length=1, max_length=50)]
Token = Annotated[str, StringConstraints(pattern=r"^t\d{1,12}$")]
Values = Annotated[dict[Annotated[str, StringConstraints(max_length=64)], Any], Field(max_length=500)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Said(_Body):
    comment: Words = ""


class Decision(Said):
    verb: Literal["approve", "reject", "submit", "done"]
    chosen: Annotated[list[Id], Field(max_length=50)] = []
    record: Values | None = None


class ManyDecisions(Said):
    tasks: Annotated[list[Id], Field(min_length=1, max_length=200)]
    verb: Literal["approve", "reject", "done", "read"]


class SendBack(Said):
    to: NodeKey
    resubmit: Literal["step_by_step", "straight"] = "step_by_step"


class Resubmission(Said):
    record: Values | None = None


class Give(Said):
    to: Id


class Signers(Said):
    people: People
    place: Literal["before", "after"]
    mode: Literal["any", "all", "sequential"] = "all"


class Copy(Said):
    people: People


class Remark(_Body):
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000)]


class RetryStep(_Body):
    token: Token


class SkipStep(Said):
    token: Token
    outcome: Annotated[str, StringConstraints(max_length=32)] = "done"


class JumpTo(Said):
    token: Token
    to: NodeKey


class ManyInstances(Said):
    instances: Annotated[list[Id], Field(min_length=1, max_length=500)]
    do: Literal["retry", "skip", "cancel"]


class Settle(_Body):
    sent: bool


class AbsenceBody(_Body):
    substitute: Id | None
    from_at: AwareDatetime
    until_at: AwareDatetime | None = None
    note: Annotated[str, StringConstraints(max_length=500)] | None = None

    @property
    def span(self) -> tuple[datetime, datetime | None]:
        return self.from_at, self.until_at


class Absences(_Body):
    items: Annotated[list[AbsenceBody], Field(max_length=50)]


class HandOverBody(_Body):
    to: Id
    app: NodeKey | None = None
