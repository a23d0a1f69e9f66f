"""A dashboard as one person has arranged it for themselves (R93): where the tiles stand and which are left out.

It is a matter of looks alone: numbers, rights and what others see stay as they are. A tile that the dashboard got later
stands at the end, one that is gone is gone here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from sqlalchemy import delete, insert, select

from dougong.apps.problems import invalid
from dougong.kit.db import Transaction
from dougong.reports.models import dashboard_layout
from dougong.reports.schemas import Body
from engines.report.definition import Place
from engines.report.parts import Key

Document = dict[str, Any]
_MOST = 100


class LayoutBody(Body):
    """`PUT …/layout`."""

    grid: Annotated[list[Place], Field(max_length=_MOST)]
    hidden: Annotated[list[Key], Field(max_length=_MOST)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        placed = [place.tile for place in self.grid]
        if len({*placed, *self.hidden}) < len(placed) + len(self.hidden):
            raise ValueError("each tile stands once")
        if any(place.x + place.w > 12 for place in self.grid):
            raise ValueError("a tile stands within the 12 columns")
        return self


def own(tx: Transaction, dashboard_id: str, person_id: str) -> Document | None:
    """The person's own arrangement; None: as it was designed."""
    c = dashboard_layout.c
    mine = (c.dashboard_id == dashboard_id, c.person_id == person_id)
    found: Document | None = tx.execute(select(c.layout).where(*mine)).scalar()
    return found


def keep(tx: Transaction, dashboard_id: str, person_id: str, definition: Mapping[str, Any], body: LayoutBody) -> None:
    """Keeps an arrangement in the place of the one before. Raises Invalid for a tile that isn't there."""
    known = {tile["key"] for tile in definition.get("tiles", ())}
    unknown = {*(place.tile for place in body.grid), *body.hidden} - known
    if unknown:
        name = sorted(unknown)[0]
        raise invalid("grid", "unknown_tile", f"没有图表“{name}”。", f"There is no tile “{name}”.")
    drop(tx, dashboard_id, person_id)
    layout = body.model_dump(mode="json", exclude_none=True)
    row = {"dashboard_id": dashboard_id, "person_id": person_id, "layout": layout, "updated_at": tx.now}
    tx.execute(insert(dashboard_layout).values(row))


def drop(tx: Transaction, dashboard_id: str, person_id: str) -> None:
    """Back to how it was designed."""
    c = dashboard_layout.c
    tx.execute(delete(dashboard_layout).where(c.dashboard_id == dashboard_id, c.person_id == person_id))


def arranged(definition: Document, layout: Mapping[str, Any] | None) -> Document:
    """A definition with its tiles where the person wants them."""
    if layout is None:
        return definition
    tiles = [tile["key"] for tile in definition.get("tiles", ())]
    grid = [place for place in layout["grid"] if place["tile"] in tiles]
    settled = {*(place["tile"] for place in grid), *layout["hidden"]}
    bottom = max((place["y"] + place["h"] for place in grid), default=0)
    later = [place for place in definition.get("grid", ()) if place["tile"] not in settled]
    first = min((place["y"] for place in later), default=0)
    grid += [{**_unordered(place), "y": place["y"] - first + bottom} for place in later]
    shown = {place["tile"] for place in grid}
    kept = [tile for tile in definition.get("tiles", ()) if tile["key"] in shown]
    return {**definition, "grid": grid, "tiles": kept}


def _unordered(place: Mapping[str, Any]) -> Document:
    return {key: value for key, value in place.items() if key != "order"}
