"""From a number to what stands behind it: step by step through dimensions, and at the end the records themselves.

Every step keeps all filters. The records are found by the same query the number came from, under the same rights; then
they are read as a list is, so that people see of them what they may read, and can open and mend them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.access.sources import is_source
from dougong.apps.problems import invalid
from dougong.kit.errors import in_language
from dougong.reports.filters import cell_of
from dougong.reports.naming import names_of
from dougong.reports.roads import Answered
from dougong.reports.schemas import DrillBody
from dougong.reports.tiles import Board
from engines.form.fields._choices import ChoiceField
from engines.report.answer import Column
from engines.report.charts.bar import BarChart
from engines.report.charts.table import TableChart
from engines.report.columns import group_label, route_label
from engines.report.definition import Tile
from engines.report.drill import at_other_time, drill
from engines.report.formats import Look, member_text
from engines.report.parts import FieldPath
from engines.report.plan import OTHERS, Containing
from engines.report.program import GROUPABLE, Group, Program
from engines.report.query import Query

Document = dict[str, Any]
MOST_IDS = 5_000
MOST_ROWS = 500
"""Of a source of the system."""
_CHOICES = frozenset({"person", "department", "boolean"})


@dataclass(frozen=True)
class Behind:
    """The records behind a click: their ids in the order of the query, how many there are, and the condition."""

    form: str
    ids: tuple[str, ...]
    count: int
    condition: str | None
    steps: list[Document]
    fields: tuple[str, ...]


def go_down(board: Board, body: DrillBody) -> Document | Behind:
    """The next grouping of a click as a document, or the records. Raises ReportError, NotAllowed, Invalid."""
    tile = board.tile(body.tile)
    query, steps, settled = _clicked(board, tile, body)
    following = None if body.to == "records" else body.by or _following(tile, settled)
    if following is None or not query.measures:
        return _records(board, query, steps) if not is_source(query.form) else _rows(board, tile, query, steps)
    found = board.viewer.answer(_grouped(query, following, body.measure), board.dashboard.calendar)
    group = found.program.groups[0]
    shown = next(column.key for column in found.answer.columns if column.role == "measure")
    chart = BarChart(type="bar", x=group.key, y=(body.measure or shown,), lying=True)
    drawn = tile.model_copy(update={"chart": chart, "query": found.program.query})
    return {
        "kind": "groups",
        "dimension": following,
        "key": group.key,
        "label": _label(board, group),
        "steps": steps,
        "choices": _choices(board, found.program, settled | {following}),
        "figure": board.figure_of(drawn, found),
        "form": query.form,
        "count": _counted(board, query),
    }


def _clicked(board: Board, tile: Tile, body: DrillBody) -> tuple[Query, list[Document], frozenset[str]]:
    """The tile's query narrowed by the cell and each step of the path; what was clicked; the fields settled so far."""
    calendar, steps = board.dashboard.calendar, list[Document]()
    query = board.query(tile, "aggregate")
    if query.list:
        return query, steps, frozenset()
    program = board.viewer.program(query, "aggregate")
    cell = cell_of(program, body.cell)
    tops = board.tops(tile, cell)
    if body.compare is not None:
        program, cell = at_other_time(board.viewer.planned(program, calendar), cell, body.compare)
    measure = _measure(program, body.measure)
    steps += [_step(board, program, key, member) for key, member in cell.items()]
    settled = _settled(program, cell)
    query = _narrowed(program, cell, calendar=calendar, measure=measure, tops=tops)
    for step in body.path:
        grouped = board.viewer.program(_grouped(query, step.by, measure), "aggregate")
        below = cell_of(grouped, step.cell)
        steps += [_step(board, grouped, key, member) for key, member in below.items()]
        settled |= _settled(grouped, below)
        query = _narrowed(grouped, below, calendar=calendar, measure=None, tops=None)
    return query, steps, settled


def _narrowed(program: Program, cell: Mapping[str, Any], **more: Any) -> Query:
    """The same measures over what a cell holds: a drill to no dimension, taken back from its list to sums."""
    found = drill(program, cell, (), **more)
    query = program.query
    kept = [measure for measure in query.measures if not measure.running and not measure.share]
    document = {
        "form": query.form, "app": query.app, "where": found.where, "period": found.period,
        "measures": tuple(kept or query.measures[:1]),
    }  # fmt: skip
    return Query.model_validate(document)


def _grouped(query: Query, by: FieldPath, measure: str | None) -> Query:
    taken = {item.key for item in query.measures}
    key = by.replace(".", "_")[:40]
    key = f"{key}_" if key in taken else key
    order = measure if measure in taken else query.measures[0].key
    rows = ({"key": key, "field": by},)
    return Query.model_validate(
        {
            "form": query.form, "app": query.app, "where": query.where, "period": query.period, "rows": rows,
            "measures": query.measures, "order": ({"by": order, "desc": True},), "totals": ("all",), "limit": 200,
        }
    )  # fmt: skip


def _records(board: Board, query: Query, steps: list[Document]) -> Behind:
    document = {"form": query.form, "app": query.app, "where": query.where, "period": query.period}
    listed = Query.model_validate({**document, "list": ("id",), "limit": MOST_IDS})
    found = board.viewer.answer(listed, board.dashboard.calendar, "aggregate")
    left = found.answer.left_out.count if found.answer.left_out else 0
    ids = found.answer.ids or ()
    return Behind(query.form, ids, len(ids) + left, _condition(found), steps, _fields_read(board, query))


def _rows(board: Board, tile: Tile, query: Query, steps: list[Document]) -> Document:
    """The rows of a source of the system as a table: they are no records that could be opened."""
    fields = [field.key for field in board.viewer.eyes(query.form).catalog.form(query.form).fields]
    listed = Query.model_validate(
        {
            "form": query.form, "app": query.app, "where": query.where, "period": query.period,
            "list": ("created_at", *_nameable(board, query, fields)), "order": ({"by": "created_at", "desc": True},),
            "limit": MOST_ROWS,
        }
    )  # fmt: skip
    found = board.viewer.answer(listed, board.dashboard.calendar, "aggregate")
    drawn = tile.model_copy(update={"chart": TableChart(type="table"), "query": listed})
    return {
        "kind": "rows",
        "steps": steps,
        "figure": board.figure_of(drawn, found),
        "form": query.form,
        "count": _counted(board, query),
    }


def _nameable(board: Board, query: Query, fields: Sequence[str]) -> list[str]:
    scope = board.viewer.scope(query, "aggregate")
    return [field for field in fields if scope.route((field,)) is not None]


def _fields_read(board: Board, query: Query) -> tuple[str, ...]:
    """Own fields that the number was made of: what a list of its records shows first."""
    program = board.viewer.program(query, "aggregate")
    return tuple(dict.fromkeys(route.path[0] for route in program.routes()))


def _condition(found: Answered) -> str | None:
    """All that was asked as one formula: the period as comparisons beside the condition."""
    parts = [found.program.query.where]
    span = found.plan.span
    if span is not None:
        field = span.route.name
        if span.start is not None:
            parts.append(f"{field} >= DATE({span.start.year}, {span.start.month}, {span.start.day})")
        if span.end is not None:
            parts.append(f"{field} < DATE({span.end.year}, {span.end.month}, {span.end.day})")
    present = [part for part in parts if part]
    return present[0] if len(present) == 1 else " and ".join(f"({part})" for part in present) or None


def _counted(board: Board, query: Query) -> int:
    count = Query.model_validate(
        {
            "form": query.form, "app": query.app, "where": query.where, "period": query.period,
            "measures": ({"key": "n", "fn": "count"},),
        }
    )  # fmt: skip
    return int(board.viewer.answer(count, board.dashboard.calendar).answer.rows[0][0])


def _measure(program: Program, key: str | None) -> str | None:
    if key is not None and key not in program.measure_types:
        raise invalid("measure", "bad_measure", f"没有度量“{key}”。", f"There is no measure “{key}”.")
    return key


def _following(tile: Tile, settled: frozenset[str]) -> str | None:
    return next((path for path in tile.drill if path not in settled), None)


def _settled(program: Program, cell: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(
        program.group(key).route.name
        for key, member in cell.items()
        if member is not OTHERS
        and not isinstance(member, Containing)
        and program.group(key).grain in (None, "day", "hour")
    )


def _step(board: Board, program: Program, key: str, member: Any) -> Document:
    """What was clicked, as people call it."""
    group, viewer = program.group(key), board.viewer
    scope = viewer.scope(program.query, "aggregate")
    asked = [member] if isinstance(member, str) else []
    names = {} if group.grain else names_of(viewer.tx, scope, group.route.name, asked, board.language)
    look = Look(board.language, board.dashboard.theme, board.dashboard.calendar, None, {key: names})
    column = Column(key, group.label, group.side, group.type.kind, grain=group.grain, bins=group.bins)
    return {"label": _label(board, group), "text": member_text(member, column, look)}


def _label(board: Board, group: Group) -> str:
    return _text(board, group_label(group))


def _text(board: Board, label: Any) -> str:
    return label if isinstance(label, str) else in_language(label, board.language)


def _choices(board: Board, program: Program, settled: frozenset[str]) -> list[Document]:
    """Own fields that one could go down by: few members, and not settled yet."""
    query = program.query
    scope = board.viewer.scope(query, "aggregate")
    found = []
    for field in scope.access.catalog.form(query.form).fields:
        route = scope.route((field.key,))
        if route is None or field.key in settled or route.type.kind not in GROUPABLE:
            continue
        if isinstance(field, ChoiceField) or route.type.kind in _CHOICES | {"record"}:
            found.append({"field": field.key, "label": _text(board, route_label(route))})
    owner = scope.route(("owner",))
    if owner is not None and "owner" not in settled:
        found.append({"field": "owner", "label": _text(board, route_label(owner))})
    return found
