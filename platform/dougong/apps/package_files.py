"""The files of an app package, as models and JSON Schemas (design §3).

```
app.json             who the app is and its navigation
forms/<key>.json     one definition per form
flows/<key>.json     one definition per flow
dashboards/<key>.json  one definition per dashboard
pages/<key>.json     one definition per page
record_templates/<form>.json  shared templates of records
public_links/<form>.json  public links of a form, without their addresses
tours/<key>.json     one guided tour with its first-day checklist per file
packs/<key>.json     industry packs: other words, more fields, other modules (`dougong.apps.packs`)
roles.json           roles, and grants to roles or everyone; never people, tokens or secrets
people.json          invented people and departments of the demo data, optional (`dougong.apps.people_file`)
data/<form>.json     demo rows, optional; or data/<form>.csv with the same words as texts (see `dougong.apps.demo`)
```
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, TypeAdapter, field_validator

from dougong.access.grants import Grant
from dougong.apps.modules import Module
from dougong.apps.packs.definition import PackFile
from dougong.apps.pages.definition import Page
from dougong.apps.people_file import PeopleFile
from dougong.apps.tours.definition import Tour
from dougong.apps.words import Color, Icon, Link, RoleKey, Roles, When
from engines.flow.definition import Flow
from engines.form.definition import form_json_schema
from engines.form.labels import Label
from engines.report.definition import Dashboard

SCHEMA_VERSION = 1
AppKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=48)]
"""No double underscore: it separates app, form and field in the names of tables."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Entry(_Strict):
    """What every entry has: whom it is shown to, and for which roles the app opens with it (`*`: everybody)."""

    roles: Roles = ()
    when: When = ""


class _Place(_Entry):
    """An entry that can be where the app opens; among several the first one."""

    home: Annotated[tuple[RoleKey | Literal["*"], ...], Field(max_length=50)] = ()


class NavForm(_Place):
    """An entry that opens a form, perhaps in one of its views."""

    form: RoleKey
    view: Annotated[str, StringConstraints(max_length=64)] | None = None
    label: Label | None = None
    icon: Icon | None = None


class NavDashboard(_Place):
    """An entry that opens a dashboard."""

    dashboard: RoleKey
    label: Label | None = None
    icon: Icon | None = None


class NavPage(_Place):
    """An entry that opens a page of the app."""

    page: RoleKey
    label: Label | None = None
    icon: Icon | None = None


class NavLink(_Entry):
    """An entry that opens an address."""

    link: Link
    label: Label
    icon: Icon | None = None


class NavGroup(_Entry):
    """Entries under a heading."""

    group: Label
    items: Annotated[list[NavForm | NavDashboard | NavPage | NavLink | NavGroup], Field(max_length=100)] = []
    icon: Icon | None = None


Nav = NavForm | NavDashboard | NavPage | NavLink | NavGroup
Navigation = Annotated[list[Nav], Field(max_length=100)]
navigation_adapter: TypeAdapter[list[Nav]] = TypeAdapter(Navigation)


class AppFile(_Strict):
    """`app.json`."""

    schema_version: Literal[1]
    key: AppKey
    label: Label
    icon: Icon | None = None
    color: Color | None = None
    description: Label | None = None
    version: Annotated[str, StringConstraints(max_length=32)] = "1.0.0"
    navigation: Navigation = []
    modules: Annotated[list[Module], Field(max_length=50)] = []
    basics: Annotated[list[RoleKey], Field(max_length=100)] = []
    """Forms whose rows in `data/` every install begins with: what work needs, and no part of the demo data."""


class RoleEntry(_Strict):
    """A role, without its members: people don't travel in packages."""

    key: RoleKey
    label: Label


class PackageGrant(Grant):
    """A grant as a file has it: an id is made at install when there is none."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=64)] = "-"

    @field_validator("to")
    @classmethod
    def _to_somebody(cls, to: tuple[str, ...]) -> tuple[str, ...]:
        if not to:
            raise ValueError("a grant needs a receiver")
        return to


class RolesFile(_Strict):
    """`roles.json`."""

    schema_version: Literal[1] = 1
    roles: Annotated[list[RoleEntry], Field(max_length=100)] = []
    grants: Annotated[list[PackageGrant], Field(max_length=1000)] = []


class RecordTemplateEntry(_Strict):
    """A named set of values; the records room says which of them fit the form."""

    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    values: Annotated[dict[RoleKey, JsonValue], Field(max_length=600)] = {}


class RecordTemplatesFile(_Strict):
    """`record_templates/<form>.json`: templates of the form `key`, in their order."""

    schema_version: Literal[1] = 1
    key: RoleKey
    templates: Annotated[list[RecordTemplateEntry], Field(min_length=1, max_length=100)]


class PublicLinkEntry(_Strict):
    """A public link to be made anew; the records room says whether its settings fit the form. `key`: what flows
    call it, made of the label when left out."""

    key: RoleKey | None = None
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    active: bool = True
    settings: Annotated[dict[RoleKey, JsonValue], Field(max_length=50)]


class PublicLinksFile(_Strict):
    """`public_links/<form>.json`: links of the form `key`, in their order. Addresses, passwords and counts stay."""

    schema_version: Literal[1] = 1
    key: RoleKey
    links: Annotated[list[PublicLinkEntry], Field(min_length=1, max_length=100)]


MAX_DEMO_ROWS = 20_000
DataFile = Annotated[list[dict[RoleKey, JsonValue]], Field(max_length=MAX_DEMO_ROWS)]
data_adapter: TypeAdapter[list[dict[str, JsonValue]]] = TypeAdapter(DataFile)


_SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "app": partial(AppFile.model_json_schema, mode="validation"),
    "form": form_json_schema,
    "flow": partial(Flow.model_json_schema, by_alias=True, mode="validation"),
    "dashboard": partial(Dashboard.model_json_schema, by_alias=True, mode="validation"),
    "page": partial(Page.model_json_schema, mode="validation"),
    "roles": partial(RolesFile.model_json_schema, mode="validation"),
    "tour": partial(Tour.model_json_schema, mode="validation"),
    "people": partial(PeopleFile.model_json_schema, mode="validation"),
    "record_templates": partial(RecordTemplatesFile.model_json_schema, mode="validation"),
    "public_links": partial(PublicLinksFile.model_json_schema, mode="validation"),
    "pack": partial(PackFile.model_json_schema, mode="validation"),
    "data": partial(data_adapter.json_schema, mode="validation"),
}
SCHEMA_KINDS = tuple(_SCHEMAS)
"""Kinds of file that have a JSON Schema."""


def schema_export(kind: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of one kind of file in a package: `dougong schema <kind>`. Made anew at each call, which
    takes a quarter of a second for some."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://dougong.dev/schemas/{kind}.json",
        **_SCHEMAS[kind](),
    }
