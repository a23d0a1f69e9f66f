"""The definition of a page (`pages/<key>.json`): blocks, and where they stand on a grid of 12 columns (R1, R15)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from dougong.apps.words import Icon, Link, RoleKey, Roles, When
from engines.form.html import clean_html
from engines.form.labels import Label, Lang

MAX_BLOCKS = 60
Html = Annotated[str, StringConstraints(max_length=20_000)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Block(_Part):
    """What every block has. `roles`, `when`: whom it is shown to; rights stay with what it shows."""

    key: RoleKey
    label: Label = ""
    roles: Roles = ()
    when: When = ""


class ListBlock(_Block):
    """Records of a form as one of its views draws them (any type of view)."""

    type: Literal["list"]
    form: RoleKey
    view: Annotated[str, StringConstraints(max_length=64)] | None = None


class FormBlock(_Block):
    """A new record of a form, filled in on the page."""

    type: Literal["form"]
    form: RoleKey


class DashboardBlock(_Block):
    """A whole dashboard."""

    type: Literal["dashboard"]
    dashboard: RoleKey


class TileBlock(_Block):
    """One tile of a dashboard: a chart or a number."""

    type: Literal["tile"]
    dashboard: RoleKey
    tile: RoleKey


class NumberBlock(_Block):
    """How many records of a form there are, or one figure over a number field of them (`fn`), or only of those that
    fulfil `filter`; a click opens them. Each viewer sees it over the records they may aggregate."""

    type: Literal["number"]
    form: RoleKey
    fn: Literal["count", "sum", "avg", "min", "max"] = "count"
    field: RoleKey | None = None
    filter: Annotated[str, StringConstraints(max_length=4000)] = ""
    icon: Icon | None = None


class LinkBlock(_Block):
    """A large link: to an address, or to a page, form or dashboard of the app by its path."""

    type: Literal["link"]
    link: Link
    text: Label = ""
    icon: Icon | None = None


class TextBlock(_Block):
    """Formatted words; cleaned by the one sanitizer when the document is read."""

    type: Literal["text"]
    html: Html | Annotated[dict[Lang, Html], Field(min_length=1)] = ""

    @field_validator("html")
    @classmethod
    def _cleaned(cls, html: str | dict[Lang, str]) -> str | dict[Lang, str]:
        if isinstance(html, str):
            return clean_html(html) or ""
        return {language: clean_html(text) or "" for language, text in html.items()}


class ButtonBlock(_Block):
    """Starts a flow: the form its trigger asks for opens, and the flow begins with what is filled in."""

    type: Literal["button"]
    flow: RoleKey
    text: Label = ""
    icon: Icon | None = None


Block = Annotated[
    ListBlock | FormBlock | DashboardBlock | TileBlock | NumberBlock | LinkBlock | TextBlock | ButtonBlock,
    Field(discriminator="type"),
]


class Place(_Part):
    """Where a block stands; `order` is its place on a phone (reading order when left out)."""

    tile: RoleKey
    x: Annotated[int, Field(ge=0, le=11)]
    y: Annotated[int, Field(ge=0, le=1_000)]
    w: Annotated[int, Field(ge=1, le=12)]
    h: Annotated[int, Field(ge=1, le=60)]
    order: Annotated[int, Field(ge=0, le=1_000)] | None = None

    @model_validator(mode="after")
    def _within(self) -> Place:
        if self.x + self.w > 12:
            raise ValueError("a block stands within 12 columns")
        return self


class Page(_Part):
    """A page of an app. Immutable: a change makes a new object."""

    schema_version: Literal[1] = 1
    key: RoleKey
    label: Label = ""
    description: Label | None = None
    icon: Icon | None = None
    roles: Roles = ()
    when: When = ""
    blocks: Annotated[tuple[Block, ...], Field(max_length=MAX_BLOCKS)] = ()
    grid: Annotated[tuple[Place, ...], Field(max_length=MAX_BLOCKS)] = ()

    def to_json(self) -> dict[str, Any]:
        """The document to publish: only what differs from the defaults, words cleaned."""
        data = self.model_dump(mode="json", exclude_defaults=True)
        return {"schema_version": self.schema_version, **data}
