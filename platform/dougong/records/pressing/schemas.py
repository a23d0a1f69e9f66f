"""Bodies of pressing a button."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dougong.records.schemas import Id
from engines.form.rules import Key

MOST = 200
NodeId = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Press(_Body):
    """`button`: the key of the field. `chosen`: people that the initiator of a flow picks, by step."""

    button: Key
    chosen: Annotated[dict[NodeId, Annotated[list[Id], Field(max_length=50)]], Field(max_length=50)] = {}


class PressMany(Press):
    """The same on many records."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST)]
