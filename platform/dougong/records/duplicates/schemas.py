"""What the routes of duplicates are asked."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from dougong.records.schemas import FieldKey, Id
from engines.form.likeness import Kind

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Certainty = Literal["sure", "likely", "possible"]
LEAST: dict[str, float] = {"sure": 0.9, "likely": 0.75, "possible": 0.5}
"""From which score on records count as the same."""
MOST_MERGED = 10


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KeyBody(_Strict):
    """A field to compare by, and how its values are read."""

    field: Key
    kind: Kind


class Search(_Strict):
    """Which fields are compared, among which records, and how sure it must be."""

    keys: Annotated[list[KeyBody], Field(min_length=1, max_length=8)]
    certainty: Certainty = "likely"
    filter: Annotated[str, Field(max_length=4000)] | None = None

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        if len({key.field for key in self.keys}) < len(self.keys):
            raise ValueError("name each field once")
        return self


class Similar(_Strict):
    """A record being filled in; `id` when it is there already."""

    values: Annotated[dict[Key, Any], Field(max_length=600)]
    id: Id | None = None


class Compare(_Strict):
    """Records to be looked at side by side, with these fields; links among `expand` by title."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=100)]
    fields: Annotated[list[FieldKey], Field(max_length=600)]
    expand: Annotated[list[FieldKey], Field(max_length=600)] = []


class Different(_Strict):
    """These records are not the same (`different` False: forget that)."""

    ids: Annotated[list[Id], Field(min_length=2, max_length=MOST_MERGED)]
    different: bool = True


class Version(_Strict):
    """A record as the caller saw it."""

    id: Id
    version: Annotated[int, Field(ge=1)]


class Merge(_Strict):
    """`choose`: for a field, the record whose value stays, or "all" (lines, tags and links to several of all of them).
    A field that is not named keeps the winner's value, or takes the first one there is."""

    winner: Version
    losers: Annotated[list[Version], Field(min_length=1, max_length=MOST_MERGED - 1)]
    choose: Annotated[dict[Key, Id | Literal["all"]], Field(max_length=600)] = {}

    @model_validator(mode="after")
    def _different_records(self) -> Self:
        ids = [self.winner.id, *(loser.id for loser in self.losers)]
        if len(set(ids)) < len(ids):
            raise ValueError("name each record once")
        if not {each for each in self.choose.values() if each != "all"} <= set(ids):
            raise ValueError("values can only be chosen from the merged records")
        return self


class Unmerge(_Strict):
    merge: Id
