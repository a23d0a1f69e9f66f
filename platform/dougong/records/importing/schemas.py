"""How the columns of a sheet become fields."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NewForm(_Strict):
    """A form to be made from the sheet."""

    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    key: Key | None = None


class Target(_Strict):
    """An existing form, or a new one."""

    form: Annotated[str, Field(max_length=64)] | None = None
    new: NewForm | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.form is None) == (self.new is None):
            raise ValueError("name a form, or describe a new one")
        return self


class ColumnPlan(_Strict):
    """One column: into `field`, as a `new` field (a definition), or left out.

    `by`: the field of the linked form that the texts name its records by; else their titles. `create`: options, or
    linked records, that are not there yet are made.
    """

    index: Annotated[int, Field(ge=0, le=16_384)]
    field: Annotated[str, Field(max_length=64)] | None = None
    new: Annotated[dict[str, Any], Field(max_length=40)] | None = None
    skip: bool = False
    by: Key | None = None
    create: bool = False

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum((self.field is not None, self.new is not None, self.skip)) != 1:
            raise ValueError("a column goes into a field, becomes a new one, or is skipped")
        if (self.by is not None or self.create) and self.field is None:
            raise ValueError("by and create belong to a column that goes into a field")
        return self


class ImportPlan(_Strict):
    """`match`: fields that find an existing record (update, upsert, skip: what is there is left as it is); `loosely`
    without case, width and outer blanks, as a normalised unique set always does. `on_error`: stop writes nothing if
    any row is wrong; skip writes the good rows and gives a file with the bad ones."""

    sheet: Annotated[str, Field(max_length=200)]
    header_row: Annotated[int, Field(ge=0, le=1000)] = 0
    target: Target
    columns: Annotated[list[ColumnPlan], Field(min_length=1, max_length=500)]
    mode: Literal["insert", "update", "upsert", "skip"] = "insert"
    match: Annotated[list[Key], Field(max_length=10)] = []
    loosely: bool = False
    on_error: Literal["stop", "skip"] = "stop"

    @model_validator(mode="after")
    def _match_goes_with_mode(self) -> Self:
        if self.mode != "insert" and (not self.match or self.target.new is not None):
            raise ValueError("updating needs an existing form and fields that find its records")
        return self
