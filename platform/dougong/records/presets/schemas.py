"""Bodies of the routes of record templates."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from dougong.kit.types import dump_json
from dougong.records.schemas import Id

MOST_CHARACTERS = 200_000
"""Of a template's values as JSON."""
MOST_TEMPLATES = 200
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Values = Annotated[dict[Key, Any], Field(max_length=600)]
"""By field: a value as the API takes it, or `{"formula": "TODAY()"}`; rows of a subform hold the same by column."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TemplateBody(_Strict):
    """A template: its values, or the record whose values it takes."""

    label: Label
    shared: bool = False
    values: Values | None = None
    record: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.values is None) == (self.record is None):
            raise ValueError("give values, or the record they are taken from")
        if len(dump_json(self.values)) > MOST_CHARACTERS:
            raise ValueError(f"the values are longer than {MOST_CHARACTERS} characters")
        return self


class TemplateChange(TemplateBody):
    """A template as it should become; `version` as it was seen."""

    version: Annotated[int, Field(ge=1)]


class TemplateOrder(_Strict):
    """Ids in the order in which people shall see them; others keep theirs behind them."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_TEMPLATES)]


class FromTemplate(_Strict):
    """Values that the new record has instead of those of the template."""

    values: Annotated[dict[str, Any], Field(max_length=600)] = {}
