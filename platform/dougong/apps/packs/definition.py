"""`packs/<key>.json` of a package: what an industry calls things, what it has beside, and which modules it works with.

```
words    {"zh-CN": {"客户": "学员"}, "en": {"customer": "student"}}     in every name and text of the app
forms    {"customer": {"label": {…}, "fields": {"industry": {"label": {…}, "labels": {"software": {…}},
          "options": [{"value": "k12", …}]}}, "add": [{"field": {…}, "after": "industry"}]}}
modules  {"on": ["service"], "off": ["partners"]}
demo     {"without": ["asset"], "values": {"customer": {"industry": ["k12", "university"]}}}
```
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from dougong.apps.words import Icon, RoleKey
from engines.form.labels import Label

Language = Literal["zh-CN", "en"]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PackField(_Strict):
    """Another name of a field; names of its options by value; options put behind those that are there."""

    label: Label | None = None
    labels: Annotated[dict[str, Label], Field(max_length=100)] = {}
    options: Annotated[list[dict[str, JsonValue]], Field(max_length=100)] = []


class PackAddition(_Strict):
    """A field the industry has beside; `after`: the one it stands behind, in the form and in its layout."""

    field: dict[str, Any]
    after: RoleKey | None = None


class PackForm(_Strict):
    """What is different about a form."""

    label: Label | None = None
    fields: Annotated[dict[RoleKey, PackField], Field(max_length=200)] = {}
    add: Annotated[list[PackAddition], Field(max_length=100)] = []


class PackModules(_Strict):
    """Modules to be switched on and off; others stay as the package says."""

    on: Annotated[tuple[RoleKey, ...], Field(max_length=50)] = ()
    off: Annotated[tuple[RoleKey, ...], Field(max_length=50)] = ()


class PackDemo(_Strict):
    """Forms whose demo rows are left out (links to them stay empty), and values that the rows of a form get in turn."""

    without: Annotated[tuple[RoleKey, ...], Field(max_length=200)] = ()
    values: Annotated[
        dict[RoleKey, dict[RoleKey, Annotated[list[JsonValue], Field(min_length=1, max_length=100)]]],
        Field(max_length=100),
    ] = {}


class PackFile(_Strict):
    """`packs/<key>.json`."""

    schema_version: Literal[1] = 1
    key: RoleKey
    label: Label
    description: Label
    icon: Icon | None = None
    words: dict[Language, Annotated[dict[Word, Word], Field(max_length=200)]] = {}
    forms: Annotated[dict[RoleKey, PackForm], Field(max_length=300)] = {}
    modules: PackModules = PackModules()
    demo: PackDemo = PackDemo()
