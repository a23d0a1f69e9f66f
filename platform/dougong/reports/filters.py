"""The filter bar and clicks: from their JSON to conditions on each tile's query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from dougong.apps.problems import invalid
from dougong.reports.scope import ViewerScope
from engines.report.definition import Dashboard, Filter, Tile
from engines.report.drill import Cell, FilterValue, with_filters
from engines.report.inputs import with_inputs
from engines.report.plan import MOST_SPELLINGS, OTHERS, Containing
from engines.report.program import Group, Program
from engines.report.query import Query

_Text = Annotated[str, StringConstraints(max_length=500)]
_Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
_Number = Annotated[float, Field(ge=-1e15, le=1e15)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Last(_Strict):
    last: Annotated[int, Field(ge=1, le=3_660)]
    unit: Literal["day", "week", "month", "quarter", "year", "fiscal_year"]
    current: bool = True


class _Dates(_Strict):
    start: _Day | None = None
    end: _Day | None = None


class _Range(_Strict):
    min: _Number | None = None
    max: _Number | None = None


_Choices = Annotated[list[_Text | None], Field(max_length=500)]
_SHAPES: Mapping[str, TypeAdapter[Any]] = {
    "date_range": TypeAdapter(_Last | _Dates), "text": TypeAdapter(_Text), "number": TypeAdapter(_Range),
    "boolean": TypeAdapter(bool), "select": TypeAdapter(_Choices), "person": TypeAdapter(_Choices),
    "department": TypeAdapter(_Choices), "link": TypeAdapter(_Choices), "input": TypeAdapter(_Number),
}  # fmt: skip


@dataclass(frozen=True)
class Clicked:
    """A click on a tile as a condition on the records of its form."""

    tile: str
    form: str
    condition: str


def filter_values(filters: Sequence[Filter], given: Mapping[str, Any]) -> dict[str, Any]:
    """Filter key → its value, checked; defaults where nothing was said. Raises Invalid."""
    known = {item.key: item for item in filters}
    for key in given.keys() - known.keys():
        raise invalid(f"filters.{key}", "unknown_filter", f"没有筛选器“{key}”。", f"There is no filter “{key}”.")
    return {key: checked_value(item, given.get(key, item.default)) for key, item in known.items()}


def checked_value(item: Filter, value: Any) -> Any:
    """A value as `with_filters` takes it; None for nothing. Raises Invalid."""
    if value is None or value in ([], {}, ""):
        return item.default if item.type == "input" else None
    try:
        found = _SHAPES[item.type].validate_python(value, strict=False)
        if isinstance(found, _Dates):
            for day in (found.start, found.end):
                date.fromisoformat(day or "2000-01-01")
        if item.type == "input" and not (item.min or 0) <= found <= (item.max or 0):
            raise ValueError("out of bounds")
    except ValueError as error:  # pydantic's ValidationError is one
        name = f"filters.{item.key}"
        raise invalid(
            name, "bad_filter", f"筛选器“{item.key}”的值无效。", f"Filter “{item.key}” has a wrong value."
        ) from error
    return found.model_dump(exclude_none=True) or None if isinstance(found, BaseModel) else found


def field_for(item: Filter, tile: Tile, form: str, scope: ViewerScope) -> str | None:
    """Which of the tile's fields the filter is about; None: it leaves the tile alone."""
    if tile.key in item.fields:
        return item.fields[tile.key]
    path = tuple(item.field.split("."))
    route = scope.route(path)
    if route is None or form == item.form:
        return item.field if route is not None else None
    kind = {"date_range": ("date", "datetime"), "person": ("person",), "department": ("department",)}.get(item.type)
    return item.field if kind is not None and route.type.kind in kind else None


def filtered(
    query: Query,
    tile: Tile,
    dashboard: Dashboard,
    values: Mapping[str, Any],
    clicks: Iterable[Clicked],
    scope: ViewerScope,
) -> Query:
    """The tile's query with the filter bar and the clicks on other tiles laid on. Raises ReportError."""
    query = with_inputs(query, dashboard.filters, values)
    found: list[FilterValue] = []
    for item in dashboard.filters:
        if item.type == "input":
            continue
        value = values.get(item.key)
        field = None if value is None else field_for(item, tile, query.form, scope)
        if field is not None:
            found.append(FilterValue(field, item.type, value))
    for click in clicks:
        if click.tile != tile.key and click.form == query.form and tile.cross_filter:
            found.append(FilterValue("", "formula", click.condition))
    return with_filters(query, found, scope) if found else query


def cell_of(program: Program, cell: Mapping[str, Any]) -> Cell:
    """A clicked cell out of its JSON. Raises Invalid for what is no member of these dimensions."""
    groups = {group.key: group for group in program.groups}
    found: dict[str, Any] = {}
    for key, member in cell.items():
        if key not in groups:
            raise invalid(f"cell.{key}", "bad_cell", f"没有维度“{key}”。", f"There is no dimension “{key}”.")
        try:
            found[key] = _member(groups[key], member)
        except (ValueError, ArithmeticError, TypeError) as error:
            raise invalid(f"cell.{key}", "bad_cell", "点击的位置无效。", "This is no place to click.") from error
    return found


def _gathered(group: Group, member: Mapping[str, Any]) -> Any:
    """A member that stands for several values: the others of a top list, or the texts that contain a word."""
    if member == {"others": True}:
        return OTHERS
    spellings = member.get("contains")
    if set(member) != {"contains"} or not isinstance(spellings, list) or not 1 <= len(spellings) <= MOST_SPELLINGS:
        raise ValueError("no member")
    if group.type.kind != "text" or not all(isinstance(one, str) and 1 <= len(one) <= 40 for one in spellings):
        raise ValueError("no member")
    return Containing(tuple(spellings))


def _member(group: Group, member: Any) -> Any:
    if member is None:
        return None
    if isinstance(member, dict):
        return _gathered(group, member)
    match group.type.kind:
        case "date":
            return date.fromisoformat(member)
        case "datetime":
            moment = datetime.fromisoformat(member)
            if moment.tzinfo is None:
                raise ValueError("an instant has a zone")
            return moment
        case "number" if isinstance(member, int | float) and not isinstance(member, bool):
            return Decimal(repr(member))
        case "boolean" if isinstance(member, bool):
            return member
        case "number" | "boolean":
            raise ValueError("no member")
    if not isinstance(member, str) or len(member) > 2_000:
        raise ValueError("no member")
    return member
