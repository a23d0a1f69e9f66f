"""A form's test case as it is written in a definition; `cases` runs it."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from engines.form.rules import Key

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
PlacePath = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}(\.\d{1,4}\.[a-z][a-z0-9_]{0,47}){0,2}$")]
Values = Annotated[dict[Key, JsonValue], Field(max_length=600)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CaseUser(_Part):
    """Who fills the form in; `id` may be what `user` is compared with."""

    id: Annotated[str, Field(max_length=64)] = "user"
    name: Annotated[str, Field(max_length=200)] = ""
    department: Annotated[str, Field(max_length=64)] | None = None
    roles: Annotated[tuple[Annotated[str, Field(max_length=64)], ...], Field(max_length=50)] = ()


class Expected(_Part):
    """Only what is named is looked at. `problems`: «field:code» or «code» of each refusal, () for none."""

    values: dict[PlacePath, JsonValue] = Field(default_factory=dict, max_length=600)
    visible: dict[PlacePath, bool] = Field(default_factory=dict, max_length=600)
    required: dict[PlacePath, bool] = Field(default_factory=dict, max_length=600)
    readonly: dict[PlacePath, bool] = Field(default_factory=dict, max_length=600)
    problems: Annotated[tuple[Annotated[str, Field(max_length=200)], ...], Field(max_length=100)] | None = None


class Case(_Part):
    """`given`: what is sent; `record`: what was stored before (none: a new record); `linked`: records of other
    forms by form and id; `day`: what TODAY() says."""

    name: Name
    given: Values = Field(default_factory=dict)
    record: Values | None = None
    linked: dict[Key, Annotated[dict[Annotated[str, Field(max_length=64)], Values], Field(max_length=100)]] = Field(
        default_factory=dict, max_length=50
    )
    user: CaseUser = CaseUser()
    day: dt.date = dt.date(2026, 1, 5)
    expect: Expected = Expected()
