"""What the routes of people take and give. Unknown keys are refused; every text and list is bounded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from dougong.identity.tokens import TokenOp

_ZONES = available_timezones()


def _known_zone(name: str) -> str:
    if name not in _ZONES:
        raise ValueError("unknown time zone")
    return name


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Email = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^@\s]{1,64}@[^@\s]+$")
]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=32, pattern=r"^[+0-9() -]*$")]
Locale = Literal["zh-CN", "en"]
Timezone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]
IdText = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Password = Annotated[str, StringConstraints(max_length=1000)]
AppKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]


class Body(BaseModel):
    """What a request carries."""

    model_config = ConfigDict(extra="forbid")

    def given(self, *, nullable: Collection[str] = ()) -> dict[str, Any]:
        """What the caller sent; null counts only where a value may be emptied."""
        sent = self.model_dump(exclude_unset=True)
        return {key: value for key, value in sent.items() if value is not None or key in nullable}


class SignIn(Body):
    email: Annotated[str, StringConstraints(max_length=254)]
    password: Password


class Named(BaseModel):
    id: str
    name: str


class MePerson(BaseModel):
    id: str
    name: str
    email: str
    phone: str | None
    locale: str
    timezone: str
    department: Named | None
    is_admin: bool
    outside: bool
    must_change_password: bool
    must_enrol: bool = False
    """A second factor must be set up before anything else."""
    confirms_by: Literal["code", "password", "nothing"]
    """How they show again who they are; nothing: by signing in again at their provider."""


class Me(BaseModel):
    person: MePerson
    version: str
    """The version of Dougong."""


class MeChange(Body):
    name: Name | None = None
    phone: Phone | None = None
    locale: Locale | None = None
    timezone: Timezone | None = None


class PasswordChange(Body):
    old: Password
    new: Password


class SessionItem(BaseModel):
    id: str
    created_at: datetime
    last_seen_at: datetime
    ip: str
    user_agent: str
    method: Literal["password", "link", "oidc"]
    proved: bool
    """By a second factor."""
    current: bool


class SessionList(BaseModel):
    items: list[SessionItem]


class TokenCreate(Body):
    name: Name
    apps: Annotated[list[AppKey], Field(max_length=200)] | None = None
    ops: Annotated[list[TokenOp], Field(min_length=1, max_length=20)]
    expires_at: AwareDatetime | None = None


class TokenItem(BaseModel):
    id: str
    prefix: str
    name: str
    apps: list[str] | None
    ops: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class TokenCreated(TokenItem):
    token: str


class TokenList(BaseModel):
    items: list[TokenItem]


class PersonCreate(Body):
    email: Email
    name: Name
    phone: Phone | None = None
    department_id: IdText | None = None
    supervisor_id: IdText | None = None
    is_admin: bool = False
    outside: bool = False
    password: Password | None = None
    locale: Locale | None = None
    timezone: Timezone | None = None


class PersonChange(Body):
    email: Email | None = None
    name: Name | None = None
    phone: Phone | None = None
    department_id: IdText | None = None
    supervisor_id: IdText | None = None
    is_admin: bool | None = None
    outside: bool | None = None
    active: bool | None = None
    locale: Locale | None = None
    timezone: Timezone | None = None
    version: int | None = None


class Person(BaseModel):
    id: str
    email: str
    name: str
    phone: str | None
    locale: str
    timezone: str
    department_id: str | None
    department: Named | None
    supervisor_id: str | None
    supervisor: Named | None
    is_admin: bool
    outside: bool
    active: bool
    must_change_password: bool
    demo: bool
    """Came with the demo data of an app."""
    erased: bool
    """Their data was erased, for good."""
    can_sign_in: bool
    """False: has no password until an administrator resets it."""
    created_at: datetime
    updated_at: datetime
    version: int


class PersonPage(BaseModel):
    items: list[Person]
    next: str | None


class PersonCreated(BaseModel):
    person: Person
    password: str | None = None
    """The generated password, shown this once; absent when one was given."""


class InvitationMade(BaseModel):
    url: str
    """Shown this once. Whoever opens it first chooses the person's password and is signed in."""
    expires_at: datetime


class Invited(BaseModel):
    name: str
    email: str
    expires_at: datetime
    purpose: Literal["welcome", "reset"]


class InvitationTaken(Body):
    password: Password


class PasswordReset(Body):
    password: Password | None = None


class PasswordShown(BaseModel):
    password: str | None = None


class DepartmentCreate(Body):
    name: Name
    parent_id: IdText | None = None
    head_id: IdText | None = None


class DepartmentChange(Body):
    name: Name | None = None
    parent_id: IdText | None = None
    head_id: IdText | None = None
    position: Annotated[int, Field(ge=0, le=100_000)] | None = None


class Department(BaseModel):
    id: str
    name: str
    parent_id: str | None
    head_id: str | None
    position: int
    members: int


class DepartmentList(BaseModel):
    items: list[Department]


class GroupCreate(Body):
    name: Name
    members: Annotated[list[IdText], Field(max_length=5000)] = Field(default_factory=list)


class GroupChange(Body):
    name: Name | None = None
    members: Annotated[list[IdText], Field(max_length=5000)] | None = None


class Group(BaseModel):
    id: str
    name: str
    members: list[Named]


class GroupList(BaseModel):
    items: list[Group]


class DirectoryPerson(BaseModel):
    id: str
    name: str
    department: str | None
    outside: bool


class DirectoryDepartment(BaseModel):
    id: str
    name: str
    parent_id: str | None


class Directory(BaseModel):
    people: list[DirectoryPerson]
    departments: list[DirectoryDepartment]
    groups: list[Named]
