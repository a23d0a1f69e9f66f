"""What a bulk edit asks for: which records, which fields, and what they become."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from dougong.records.schemas import MAX_BULK, Id

MAX_CHANGES = 20
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]


Path = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){0,2}$")]
"""A field; a column (`lines.product`) only where its snapshot is taken again."""


class Change(BaseModel):
    """The field becomes `value` (null empties it), or what `formula` gives for each record. `refill`: the field is a
    link that keeps a snapshot, which is taken again from its record."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: Path
    value: Any = None
    formula: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)] | None = None

    refill: bool = False

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.formula is not None) + (self.value is not None) + self.refill > 1:
            raise ValueError("give a value or a formula, or take the snapshot again")
        return self


class Edit(BaseModel):
    """`ids`, or else everything that filter and search find."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    filter: Annotated[str, Field(max_length=4000)] | None = None
    search: Annotated[str, Field(max_length=200)] | None = None
    ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_BULK)] | None = None
    changes: Annotated[list[Change], Field(min_length=1, max_length=MAX_CHANGES)]

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.ids is not None and (self.filter or self.search):
            raise ValueError("name records, or ask for them")
        if len({each.field for each in self.changes}) < len(self.changes):
            raise ValueError("name each field once")
        return self


class Undo(BaseModel):
    """`batch`: as the result of a bulk edit named it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    batch: Id
