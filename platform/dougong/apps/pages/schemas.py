"""What the routes of pages take."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from dougong.apps.schemas import Body, Definition, FormKey, NonEmptyLabel


class PageCreate(Body):
    label: NonEmptyLabel
    key: FormKey | None = None
    definition: Definition | None = None


class PageCheck(Body):
    definition: Definition


class PagePublish(Body):
    revision: int
    note: Annotated[str, StringConstraints(max_length=500)] | None = None
