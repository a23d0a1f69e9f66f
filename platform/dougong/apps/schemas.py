"""What the routes of this room take and give (docs/api.md, «Apps» and «Designing a form»)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from dougong.access.grants import Grant
from dougong.apps.package_files import AppKey, Navigation
from dougong.apps.words import Color, Icon, RoleKey
from engines.form.labels import Label

Name = Annotated[str, StringConstraints(min_length=1, max_length=36)]
NonEmptyLabel = (
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    | Annotated[
        dict[
            Literal["zh-CN", "en"],
            Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)],
        ],
        Field(min_length=1),
    ]
)
FormKey = AppKey
"""Like an app's key: `__` separates names of tables."""
Definition = dict[str, JsonValue]
MOST_NUMBER = 2**31 - 1
VersionNumber = Annotated[int, Path(ge=1, le=MOST_NUMBER)]
"""Of a version, in an address: what fits the column it is compared with."""


class Body(BaseModel):
    """Base of everything that comes in."""

    model_config = ConfigDict(extra="forbid")


class AppCreate(Body):
    label: NonEmptyLabel
    key: AppKey | None = None
    icon: Icon | None = None
    color: Color | None = None


class AppChange(Body):
    version: int
    label: NonEmptyLabel | None = None
    icon: Icon | None = None
    color: Color | None = None
    description: Label | None = None
    navigation: Navigation | None = None


class AppCopy(Body):
    """`demo`: the package's demo records come along. Records people entered stay with the app."""

    label: NonEmptyLabel | None = None
    demo: bool = False


class Purge(Body):
    """What is to be deleted for good, and its key typed by a person (`deal`, `deal.amount`). `field`: of a form."""

    kind: Literal["form", "dashboard", "flow", "page"] = "form"
    key: FormKey
    field: Annotated[str, StringConstraints(max_length=100)] | None = None
    confirm: Annotated[str, StringConstraints(max_length=200)]


class AppPurge(Body):
    """The key of the app, typed by a person."""

    confirm: Annotated[str, StringConstraints(max_length=200)]


class AppInstall(Body):
    """`modules`: keys of those that are on; None: as the template says. `pack`: the industry pack to apply."""

    template: AppKey
    demo: bool = False
    key: AppKey | None = None
    modules: Annotated[list[RoleKey], Field(max_length=100)] | None = None
    pack: RoleKey | None = None


class Member(Body):
    kind: Literal["person", "department", "group"]
    id: Name
    name: str = Field("", max_length=200)


class RoleBody(Body):
    key: RoleKey
    label: NonEmptyLabel
    builtin: bool = False
    members: Annotated[list[Member], Field(max_length=5000)] = []


class RolesBody(Body):
    roles: Annotated[list[RoleBody], Field(max_length=100)]
    grants: Annotated[list[Grant], Field(max_length=1000)]
    revision: int


class Builder(Body):
    person_id: Name
    level: Literal["owner", "designer"]
    name: str = Field("", max_length=200)


class BuildersBody(Body):
    items: Annotated[list[Builder], Field(max_length=500)]


class FormCreate(Body):
    label: NonEmptyLabel
    key: FormKey | None = None
    fields: Annotated[list[Definition], Field(max_length=500)] = []


class DraftSave(Body):
    definition: Definition
    revision: int


class DraftPublish(Body):
    revision: int
    accept_losses: bool = False
    note: Annotated[str, StringConstraints(max_length=500)] | None = None
    accept_failing: Annotated[list[Annotated[str, StringConstraints(max_length=200)]], Field(max_length=100)] = []
    """Names of test cases that may fail."""


class TakeBack(Body):
    """Which change of type: the field (`amount`, `lines.qty`), and when it was made (none: the last one)."""

    field: Annotated[str, StringConstraints(max_length=100)]
    since: AwareDatetime | None = None


_KEY = "[a-z][a-z0-9_]{0,47}"
SCOPE = rf"^(form|grant|filter|row:{_KEY}(\.{_KEY})?|(elements|choices):{_KEY}(\.{_KEY}){{0,2}})$"
"""`elements:lines` or `elements:opportunity.customer`: the condition of a rollup over these."""


class FormulaCheck(Body):
    app: AppKey
    form: FormKey
    definition: Definition | None = None
    scope: Annotated[str, StringConstraints(pattern=SCOPE)] = "form"
    text: Annotated[str, StringConstraints(max_length=4000)]
    expect: JsonValue = None


Answer = dict[str, Any]
"""Answers are documents: definitions, grants and labels are data with schemas of their own."""
