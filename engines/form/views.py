"""The views of a form: saved ways to look at its records, as a grid, a board, a calendar and so on.

One shape for the views of a definition and for those people save themselves: `View` adds the key under which a
definition knows it. Settings that a type of view does not use may stand there all the same: switching from a board to
a calendar and back loses nothing.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from engines.form.labels import Label
from engines.form.rules import FormulaText, Key

Colour = Literal["grey", "blue", "teal", "green", "lime", "yellow", "orange", "red", "pink", "purple"]
"""The palette of options (frontend: `OPTION_COLOURS`)."""
ViewType = Literal["grid", "kanban", "calendar", "gantt", "gallery", "tree", "map", "pivot"]
Path = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47})?$")]
SortKey = Annotated[str, StringConstraints(pattern=r"^-?[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47})?$")]
OptionText = Annotated[str, StringConstraints(max_length=200)]
ROLES = ("group_by", "lane", "date", "end", "progress", "depends", "cover", "parent", "location")
"""Settings that name one field each."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ViewColumn(_Part):
    """A column of a list, or a line of a card. `field` may be a system column or one link away (`customer.region`)."""

    field: Path
    width: Annotated[int, Field(ge=20, le=2_000)] | None = None
    frozen: bool = False


class ColourRule(_Part):
    """Records for which `when` holds are marked with `color`; of several rules the first that holds."""

    when: FormulaText
    color: Colour


class Total(_Part):
    """A number under each group and in all: `count` needs no field."""

    fn: Literal["count", "sum", "avg", "min", "max"]
    field: Key | None = None


class Axis(_Part):
    """What a pivot table groups by; `grain` for dates."""

    field: Path
    grain: Literal["year", "quarter", "month", "week", "day"] | None = None


class ViewSettings(_Part):
    """Everything a view remembers.

    `group_by` makes the columns of a board, `lane` its rows; `groups` the groups of a grid, outermost first. `date` and
    `end` are the days of a calendar or a timeline, `progress` (0–1) fills its bars, `depends` is a link(many) to the
    same form. `cover` is the picture of a card, `parent` a link to the same form, `location` a place on the map. `rows`
    and `cols` are the axes of a pivot table, `totals` its measures. `limits`: most cards per column of a board.
    `row_height` of a grid; `locked`: nobody changes it until it is unlocked.
    """

    type: ViewType = "grid"
    columns: Annotated[tuple[ViewColumn, ...], Field(max_length=500)] = ()
    filter: FormulaText | None = None
    sort: Annotated[tuple[SortKey, ...], Field(max_length=8)] = ()
    group_by: Key | None = None
    lane: Key | None = None
    groups: Annotated[tuple[Key, ...], Field(max_length=3)] = ()
    totals: Annotated[tuple[Total, ...], Field(max_length=20)] = ()
    limits: Annotated[dict[OptionText, Annotated[int, Field(ge=1, le=10_000)]], Field(max_length=200)] = Field(
        default_factory=dict
    )
    collapsed: Annotated[tuple[OptionText, ...], Field(max_length=200)] = ()
    date: Key | None = None
    end: Key | None = None
    progress: Key | None = None
    depends: Key | None = None
    scale: Literal["day", "week", "month", "quarter", "list"] | None = None
    cover: Key | None = None
    fit: Literal["cover", "contain"] = "cover"
    parent: Key | None = None
    location: Key | None = None
    rows: Annotated[tuple[Axis, ...], Field(max_length=3)] = ()
    cols: Annotated[tuple[Axis, ...], Field(max_length=2)] = ()
    colors: Annotated[tuple[ColourRule, ...], Field(max_length=20)] = ()
    row_height: Literal["compact", "normal", "tall"] | None = None
    locked: bool = False

    def named(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every field it names, with its place in the document."""
        for number, column in enumerate(self.columns):
            yield ("columns", number, "field"), column.field
        for number, key in enumerate(self.sort):
            yield ("sort", number), key.removeprefix("-")
        for name in ROLES:
            if getattr(self, name) is not None:
                yield (name,), getattr(self, name)
        for number, key in enumerate(self.groups):
            yield ("groups", number), key
        for number, total in enumerate(self.totals):
            if total.field is not None:
                yield ("totals", number, "field"), total.field
        for name in ("rows", "cols"):
            for number, axis in enumerate(getattr(self, name)):
                yield (name, number, "field"), axis.field

    def without(self, gone: Callable[[str], bool]) -> Self:
        """The same view after fields went away: what named them is left out, the rest stays. Conditions stay too: a
        list that silently showed more than it was asked for would be worse than one that says what is wrong."""
        parts: dict[str, Any] = {name: None for name in ROLES if (key := getattr(self, name)) is not None and gone(key)}
        parts["columns"] = tuple(column for column in self.columns if not gone(column.field))
        parts["sort"] = tuple(key for key in self.sort if not gone(key.removeprefix("-")))
        parts["groups"] = tuple(key for key in self.groups if not gone(key))
        parts["totals"] = tuple(each for each in self.totals if each.field is None or not gone(each.field))
        parts["rows"] = tuple(axis for axis in self.rows if not gone(axis.field))
        parts["cols"] = tuple(axis for axis in self.cols if not gone(axis.field))
        return self.model_copy(update=parts)


class View(ViewSettings):
    """A view of the definition: everybody has it, designers change it."""

    key: Key
    label: Label = ""


__all__ = ["Axis", "Colour", "ColourRule", "SortKey", "Total", "View", "ViewColumn", "ViewSettings", "ViewType"]
