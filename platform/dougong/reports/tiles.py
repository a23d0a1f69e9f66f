"""The tiles of a dashboard for one viewer: filters laid on, computed, drawn; what can't be shown says why."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from dougong.kit.errors import Invalid, NotAllowed, Problem, Text, in_language, say
from dougong.kit.replica import is_broken_off
from dougong.reports.filters import Clicked, cell_of, filtered
from dougong.reports.naming import dressed, ids_in, member_names, names_in_results, names_of, options_of
from dougong.reports.problems import tile_not_found
from dougong.reports.roads import Answered, Viewer, bounded, mode_of
from dougong.reports.schemas import Click
from dougong.reports.scope import Mode, ViewerScope
from engines.report.answer import Answer
from engines.report.definition import Dashboard, Tile
from engines.report.drill import cell_condition
from engines.report.errors import Message, ReportError
from engines.report.errors import Problem as Unfit
from engines.report.figure import figure, fits
from engines.report.formats import Language, Look
from engines.report.metric_figure import metric_figure
from engines.report.metric_program import MetricProgram, compile_metric, compute_metric, table_queries
from engines.report.metrics import Scene
from engines.report.metrics.base import Result
from engines.report.plan import OTHERS
from engines.report.query import Query

_NOTHING = Answer((), ())
_BROKEN = say(
    "此图表引用了你无权查看或已不存在的数据。", "This chart names data that you may not see or that is no longer there."
)
_NO_ACCESS = say("你没有查看这些数据汇总的权限。", "You may not see sums of this data.")
_FAILED = say("计算出错，已记录。", "Computing this failed; it has been noted.")
R = TypeVar("R")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Refusal:
    """Why a tile is not shown. `unseen`: it holds nothing for this viewer; else it would, but could not be computed."""

    state: Literal["refused", "no_access", "error"]
    message: Text
    problems: tuple[Unfit, ...] = ()
    unseen: bool = False

    def document(self, language: str) -> dict[str, Any]:
        """In the place of the figure."""
        told = {"state": self.state, "message": in_language(self.message, language)}
        problems = [{"place": each.place, "message": in_language(each.message, language)} for each in self.problems]
        return {**told, "problems": problems} if self.state == "refused" else told


class Board:
    """One dashboard, one viewer, one state of filters and clicks."""

    def __init__(
        self, viewer: Viewer, dashboard: Dashboard, values: Mapping[str, Any], clicks: Iterable[Click] = ()
    ) -> None:
        self.viewer, self.dashboard, self.values = viewer, dashboard, values
        self._tiles = {tile.key: tile for tile in dashboard.tiles}
        self.clicked: tuple[Clicked, ...] = ()
        self.clicked = tuple(found for click in clicks if (found := self._clicked(click)) is not None)

    @property
    def language(self) -> Language:
        return "en" if self.viewer.language == "en" else "zh-CN"

    def tile(self, key: str) -> Tile:
        """Raises NotFound."""
        if key not in self._tiles:
            raise tile_not_found(key)
        return self._tiles[key]

    def query(self, tile: Tile, mode: Mode | None = None) -> Query:
        """The tile's query with everything that is laid on it. Raises ReportError, NotAllowed."""
        query = tile.query
        if query is None:
            raise tile_not_found(tile.key)
        scope = self.viewer.scope(query, mode or mode_of(query))
        return filtered(query, tile, self.dashboard, self.values, self.clicked, scope)

    def answered(self, tile: Tile, mode: Mode | None = None) -> Answered:
        """The tile's answer. Raises ReportError, NotAllowed, Invalid."""
        query = self.query(tile, mode)
        return self.viewer.answer(query, self.dashboard.calendar, mode)

    def shown(self, tile: Tile, mode: Mode | None = None) -> dict[str, Any]:
        """`TileAnswer` of docs/reports-api.md. Never raises for what is wrong with one tile."""
        began = time.perf_counter()
        found = self.tried(tile, lambda: self.drawn(tile, mode))
        if isinstance(found, Refusal):
            return found.document(self.language)
        return {"state": "ok", **found, "took_ms": round((time.perf_counter() - began) * 1000)}

    def tried(self, tile: Tile, work: Callable[[], R]) -> R | Refusal:
        """What `work` makes of one tile, in bounded time, or why there is nothing: on the page and in files alike, one
        tile must not take the others down with it. A database that breaks off takes all down: it is asked again."""
        try:
            with bounded(self.viewer.tx):
                return work()
        except ReportError as error:
            return Refusal("refused", _BROKEN, tuple(error.problems), unseen=True)
        except NotAllowed:
            return Refusal("no_access", _NO_ACCESS, unseen=True)
        except Invalid as error:
            return Refusal("refused", error.detail)
        except Problem:
            raise
        except Exception as error:
            if isinstance(error, DBAPIError) and is_broken_off(error):
                raise
            _log.exception("tile_failed", tile=tile.key)
            return Refusal("error", _FAILED)

    def drawn(self, tile: Tile, mode: Mode | None = None) -> dict[str, Any]:
        """The figure of any tile, and what a click may do. Raises what `answered`, `figure_of` and `metric` raise."""
        if tile.metric is not None:
            first = next(iter(tile.metric.tables.values()))
            return {
                "figure": self._explained(tile, self.metric(tile)),
                "form": first.form,
                "drill": False,
                "list": False,
            }
        if tile.query is None:
            drawn = figure(tile.chart, _NOTHING, self.language, self.dashboard.theme)
            return {"figure": drawn, "form": None, "drill": False, "list": False}
        listed = bool(tile.query.list)
        drawn = self._explained(tile, self.figure_of(tile, self.answered(tile, mode)))
        return {"figure": drawn, "form": tile.query.form, "drill": not listed, "list": listed}

    def _explained(self, tile: Tile, drawn: dict[str, Any]) -> dict[str, Any]:
        """Where there is nothing to show, what the tile says of that."""
        said = Look(self.language).label(tile.empty) if drawn["kind"] == "empty" else ""
        return {**drawn, "text": said} if said else drawn

    def figure_of(self, tile: Tile, found: Answered) -> dict[str, Any]:
        """A figure of an answer, drawn as the tile says. Raises ReportError when the chart does not fit."""
        refused = fits(tile.chart, found.program)
        if refused:
            raise _unfit(refused)
        names = member_names(self.viewer.tx, found.scope, found.answer, self.language)
        return figure(
            tile.chart,
            dressed(found.answer, found.scope),
            self.language,
            self.dashboard.theme,
            calendar=self.dashboard.calendar,
            now=self.viewer.now,
            names=names,
        )

    def metric(self, tile: Tile) -> dict[str, Any]:
        """The figure of a metric tile. Raises ReportError, NotAllowed."""
        binding, viewer, calendar = tile.metric, self.viewer, self.dashboard.calendar
        if binding is None:
            raise tile_not_found(tile.key)
        queries = {}
        for key, query in table_queries(binding).items():
            table = binding.tables[key]
            scope = viewer.scope(Query(form=table.form, app=table.app, list=("id",)), "aggregate")
            queries[key] = filtered(query, tile, self.dashboard, self.values, self.clicked, scope)
        program = compile_metric(binding, viewer.table_scope, queries)
        plans = {key: viewer.planned(each, calendar) for key, each in program.tables.items()}
        frames = {key: viewer.frames(each, "aggregate") for key, each in plans.items()}
        scene = Scene(now=viewer.now, tz=calendar.tz)
        found = compute_metric(program, plans, frames, scene)
        look = Look(self.language, self.dashboard.theme, calendar)
        if isinstance(found, dict) and binding.by is not None:
            found = self._in_order(program, found)
        names = self._metric_names(program, found)
        return metric_figure(program, found, look, as_of=viewer.as_of, names=lambda value: names.get(value, str(value)))

    def _metric_names(self, program: MetricProgram, found: Result | dict[Any, Result]) -> dict[Any, str]:
        """Names of the values of `by`, of ids that the result bears, and labels of every option that a column of the
        metric may hold."""
        binding, names, scopes = program.binding, dict[Any, str](), dict[ViewerScope, list[str]]()
        first = next(iter(program.metric.tables)).key
        for key, table in binding.tables.items():
            scope = self.viewer.scope(Query(form=table.form, app=table.app, list=("id",)), "aggregate")
            paths = [column for column in table.columns.values() if isinstance(column, str)]
            paths += [table.history] if table.history else []
            scopes.setdefault(scope, []).extend(paths)
            for path in paths:
                names |= names_of(self.viewer.tx, scope, path, (), self.language)
            if binding.by is not None and key == first and isinstance(found, dict):
                asked = [member for member in found if isinstance(member, str)]
                names |= names_of(self.viewer.tx, scope, binding.by, asked, self.language)
        if isinstance(found, Result):
            names |= names_in_results(self.viewer.tx, scopes, ids_in(found.to_json()), self.language)
        return names | {None: in_language(say("（空）", "(blank)"), self.language)}

    def _in_order(self, program: MetricProgram, found: dict[Any, Result]) -> dict[Any, Result]:
        """Groups by a field with options as these are listed; all others as they are."""
        first = program.binding.tables[next(iter(program.metric.tables)).key]
        scope = self.viewer.scope(Query(form=first.form, app=first.app, list=("id",)), "aggregate")
        listed = list(options_of(scope, str(program.binding.by)))
        return dict(sorted(found.items(), key=lambda item: listed.index(item[0]) if item[0] in listed else len(listed)))

    def _clicked(self, click: Click) -> Clicked | None:
        tile = self.tile(click.tile)
        if tile.query is None or tile.query.list:
            return None
        try:
            query = self.query(tile)
            program = self.viewer.program(query, "aggregate")
            cell = cell_of(program, click.cell)
            condition = cell_condition(
                program, cell, calendar=self.dashboard.calendar, measure=click.measure, tops=self.tops(tile, cell)
            )
        except (ReportError, NotAllowed):
            return None
        return None if condition is None else Clicked(tile.key, query.form, condition)

    def tops(self, tile: Tile, cell: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
        """The members that top lists kept, for a cell that names the others."""
        if OTHERS not in cell.values():
            return {}
        return {column.key: column.top for column in self.answered(tile).answer.columns if column.top is not None}


def _unfit(messages: Sequence[Message]) -> ReportError:
    return ReportError([Unfit("chart", message) for message in messages])
