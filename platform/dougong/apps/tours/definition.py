"""A tour (`tours/<key>.json`): what a role is shown on the first visit, and what a first day consists of."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, field_validator, model_validator

from dougong.apps.words import Icon, RoleKey
from engines.form.labels import Label

MAX_TOURS = 60
ANYBODY = "*"
Target = Annotated[str, StringConstraints(max_length=80, pattern=r"^[a-z]+(:[a-z][a-z0-9_]{0,47})?$")]
"""What the page points at: a place it knows (`list`, `new`, `views`, `todo` …), or `field:<key>`, `tile:<key>`,
`block:<key>`. What isn't on the page is told in its middle."""
Place = Literal["home", "tasks", "messages", "me"]
Deed = Literal["create", "change", "comment", "see", "decide", "run", "save_view", "publish", "tour"]
_NEEDS: dict[str, frozenset[str]] = {
    "create": frozenset({"form"}),
    "change": frozenset({"form"}),
    "comment": frozenset({"form"}),
    "save_view": frozenset({"form"}),
    "see": frozenset({"form", "dashboard", "page"}),
    "run": frozenset({"flow"}),
}
"""What a deed may be done to; `see` names exactly one, the others may leave it out: anything of the app counts."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Where(_Part):
    """A place in the app: a form in one of its views or as a new record, a board, a page; or a page of the product."""

    form: RoleKey | None = None
    view: Annotated[str, StringConstraints(max_length=64)] | None = None
    new: bool = False
    dashboard: RoleKey | None = None
    page: RoleKey | None = None
    route: Place | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Where:
        if sum(each is not None for each in (self.form, self.dashboard, self.page, self.route)) != 1:
            raise ValueError("name one of form, dashboard, page and route")
        if self.form is None and (self.view is not None or self.new):
            raise ValueError("`view` and `new` belong to a form")
        return self


class Step(_Part):
    """One stop: a word about one thing. Without `where` it is told where the person stands."""

    key: RoleKey
    title: Label
    text: Label = ""
    where: Where | None = None
    target: Target | None = None


class Fact(_Part):
    """What ticks an item off, as the audit log, running flows or the person's own visits have it."""

    did: Deed
    form: RoleKey | None = None
    flow: RoleKey | None = None
    dashboard: RoleKey | None = None
    page: RoleKey | None = None

    @property
    def subject(self) -> tuple[str, str] | None:
        """`("form", "lead")`, or None: anything of the app."""
        found = ((name, getattr(self, name)) for name in ("form", "flow", "dashboard", "page"))
        return next(((name, key) for name, key in found if key is not None), None)

    @model_validator(mode="after")
    def _of_its_kind(self) -> Fact:
        named = {name for name in ("form", "flow", "dashboard", "page") if getattr(self, name) is not None}
        if named - _NEEDS.get(self.did, frozenset()) or len(named) > 1 or (self.did == "see" and not named):
            raise ValueError(f"`{self.did}` doesn't go with {sorted(named) or 'nothing'}")
        return self


class Item(_Part):
    """A line of the first-day checklist; `where` leads to where it is done."""

    key: RoleKey
    label: Label
    text: Label = ""
    fact: Fact
    where: Where | None = None


def _twice(parts: tuple[Step, ...] | tuple[Item, ...]) -> None:
    keys = [part.key for part in parts]
    if len(set(keys)) != len(keys):
        raise ValueError("a key occurs twice")


class Tour(_Part):
    """One tour. Of several for the same person the one with the lowest `order` is offered on the first visit."""

    schema_version: Literal[1] = 1
    key: RoleKey
    label: Label
    text: Label = ""
    icon: Icon | None = None
    roles: Annotated[tuple[RoleKey | Literal["*"], ...], Field(min_length=1, max_length=50)]
    order: Annotated[int, Field(ge=0, le=1000)] = 100
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=12)]
    checklist: Annotated[tuple[Item, ...], Field(max_length=10)] = ()

    @field_validator("steps", "checklist")
    @classmethod
    def _named_once(cls, parts: Any) -> Any:
        _twice(parts)
        return parts


Tours = Annotated[dict[RoleKey, Tour], Field(max_length=MAX_TOURS)]
tours_adapter: TypeAdapter[dict[str, Tour]] = TypeAdapter(Tours)
