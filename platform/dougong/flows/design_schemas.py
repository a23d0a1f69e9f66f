"""What the routes of designing flows take (docs/flows-api.md)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, field_validator, model_validator

from dougong.apps.package_files import AppKey
from engines.flow.parts import FieldPath

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
NonEmptyLabel = Name | Annotated[dict[Literal["zh-CN", "en"], Name], Field(min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Id = Annotated[str, StringConstraints(max_length=36)]
Definition = dict[str, JsonValue]
Mapping = Annotated[dict[Key, Key], Field(max_length=500)]
Chosen = Annotated[dict[Key, Annotated[list[Id], Field(max_length=50)]], Field(max_length=100)]
Answer = dict[str, Any]
"""Answers are documents: definitions and labels are data with schemas of their own."""


class Body(BaseModel):
    """Base of everything that comes in."""

    model_config = ConfigDict(extra="forbid")


class FlowCreate(Body):
    label: NonEmptyLabel
    key: AppKey | None = None
    form: Key | None = None
    definition: Definition | None = None


class DraftSave(Body):
    definition: Definition
    revision: int


class DraftCheck(Body):
    definition: Definition


class DraftImpact(Body):
    mapping: Mapping | None = None


class DraftPublish(Body):
    revision: int
    note: Annotated[str, StringConstraints(max_length=500)] | None = None
    migrate: Literal["none", "all"] | Annotated[list[Id], Field(max_length=10_000)] = "none"
    mapping: Mapping = Field(default_factory=dict)


class MigrateBody(Body):
    to: Annotated[int, Field(ge=1)]
    mapping: Mapping = Field(default_factory=dict)
    instances: Annotated[list[Id], Field(max_length=10_000)] | None = None


class FormulaCheck(Body):
    definition: Definition
    text: Annotated[str, StringConstraints(max_length=4_000)]
    place: Literal["trigger", "edge", "node", "each", "target", "rows"]
    node: Key | None = None
    form: Key | None = None
    app: Key | None = None
    over: FieldPath | None = None
    """`rows`: what rows are made of; or, with `rows`, the rows of `form` that are there."""
    rows: Key | None = None
    expect: JsonValue = None


class SimulationAnswer(Body):
    """What happens next at a node, in a dry run."""

    node: Key
    person: Id | None = None
    do: Literal["approve", "reject", "submit", "done", "return", "time", "message", "called", "failed"]
    to: Key | None = None
    comment: Annotated[str, StringConstraints(max_length=2_000)] = ""
    values: Annotated[dict[Key, JsonValue], Field(max_length=100)] = Field(default_factory=dict)
    message: Key | None = None


class Simulate(Body):
    definition: Definition | None = None
    version: Annotated[int, Field(ge=0)] = 0
    record_id: Id | None = None
    values: Annotated[dict[Key, JsonValue], Field(max_length=600)] = Field(default_factory=dict)
    old: Annotated[dict[Key, JsonValue], Field(max_length=600)] | None = None
    initiator: Id | None = None
    start_at: Annotated[str, StringConstraints(max_length=40)] | None = None
    answers: Annotated[list[SimulationAnswer], Field(max_length=200)] = []
    limit: Annotated[int, Field(ge=1, le=500)] = 200


class Explain(Body):
    record_id: Id
    values: Annotated[dict[Key, JsonValue], Field(max_length=600)] | None = None


class RunButton(Body):
    flow: Key
    chosen: Chosen = Field(default_factory=dict)


class RunButtons(RunButton):
    ids: Annotated[list[Id], Field(min_length=1, max_length=200)]


class StartForm(Body):
    values: Annotated[dict[Key, JsonValue], Field(max_length=600)] = Field(default_factory=dict)
    chosen: Chosen = Field(default_factory=dict)


# -- calendars ----------------------------------------------------------------------------------------------------
Time = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Span = tuple[Time, Time]
Day = Literal["0", "1", "2", "3", "4", "5", "6"]


class DayEntry(Body):
    date: date
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""


class CalendarBody(Body):
    label: NonEmptyLabel
    key: Key | None = None
    timezone: Annotated[str, StringConstraints(max_length=64)] = "Asia/Shanghai"
    weekly: dict[Day, Annotated[list[Span], Field(max_length=12)]]
    holidays: Annotated[list[DayEntry], Field(max_length=2_000)] = []
    workdays: Annotated[list[DayEntry], Field(max_length=2_000)] = []
    is_default: bool = False

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("no such time zone")
        return zone

    @model_validator(mode="after")
    def _slots_in_order(self) -> Self:
        for spans in self.weekly.values():
            ends = "00:00"
            for start, end in spans:
                if start < ends or end <= start:
                    raise ValueError("the slots of a day follow each other and end after they start")
                ends = end
        if not any(self.weekly.values()):
            raise ValueError("a calendar needs working time on some day of the week")
        return self


class CalendarChange(CalendarBody):
    version: Annotated[int, Field(ge=0)]


# -- connections --------------------------------------------------------------------------------------------------
ConnectionKind = Literal["dingtalk", "wecom", "feishu", "webhook", "http"]
SettingText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
SecretText = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
SettingName = Literal["url", "base_url", "header", "username"]
SecretName = Literal["secret", "token", "password"]


class ConnectionCreate(Body):
    label: NonEmptyLabel
    key: Key | None = None
    kind: ConnectionKind
    settings: dict[SettingName, SettingText] = Field(default_factory=dict)
    secrets: dict[SecretName, SecretText] = Field(default_factory=dict)


class ConnectionChange(Body):
    version: int
    label: NonEmptyLabel | None = None
    settings: dict[SettingName, SettingText] | None = None
    secrets: dict[SecretName, SecretText] | None = None
