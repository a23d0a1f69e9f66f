"""The lint of a dashboard: shape, every query against its forms, every chart, metric, filter, place and alert.

A designer sees what the forms hold, not what they themselves may read: designing gives no right to data, and what a
dashboard shows is decided by the rights of whoever looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from pydantic import ValidationError

from dougong.access.compiler import Access
from dougong.access.grants import Grant, Principal
from dougong.access.sources import is_source
from dougong.apps.catalog import AppCatalog
from dougong.apps.documents import depth_of
from dougong.apps.problems import too_large
from dougong.kit.clock import system_clock
from dougong.kit.cron import is_cron
from dougong.kit.errors import in_language
from dougong.kit.types import dump_json
from dougong.reports.measured import sources_named
from dougong.reports.receivers import KINDS
from dougong.reports.scope import HistoryScope, ViewerScope
from engines.formula import FormulaError, FormulaErrors, check
from engines.report.binding import MetricTable
from engines.report.compiler import compile_query
from engines.report.definition import Alert, Dashboard, Delivery, Filter, Tile
from engines.report.errors import Message, ReportError, refuse, sentence
from engines.report.figure import fits
from engines.report.inputs import with_inputs
from engines.report.metric_program import compile_metric
from engines.report.plan import plan
from engines.report.program import Program, measure_scope
from engines.report.scope import Scope

Document = dict[str, Any]
MAX_DEFINITION = 1_000_000
"""Characters of JSON."""
MAX_DEPTH = 30
_EVERYTHING = Grant(
    id="-", to=("everyone",), form="*", ops=frozenset({"read", "export"}), rows="all", read=frozenset({"*"}),
    aggregate=True,
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what sort, and the sentence."""

    path: tuple[str | int, ...]
    tile: str | None
    place: str
    code: str
    message: Message
    level: str = "error"

    def document(self, language: str) -> Document:
        return {
            "path": list(self.path), "tile": self.tile, "place": self.place, "code": self.code,
            "message": in_language(self.message, language), "level": self.level,
        }  # fmt: skip


def check_size(definition: Document) -> None:
    """Refuses documents that no dashboard needs."""
    if depth_of(definition) > MAX_DEPTH or len(dump_json(definition)) > MAX_DEFINITION:
        raise too_large()


def faults_of(catalog: AppCatalog, key: str, definition: Document) -> list[Fault]:
    """Everything that is wrong with a definition of the dashboard `key`."""
    try:
        dashboard = Dashboard.model_validate(definition)
    except ValidationError as error:
        return [_shape_fault(definition, each) for each in error.errors(include_url=False)[:50]]
    found = list(_Lint(catalog, dashboard).faults())
    if dashboard.key != key:
        message = sentence("标识不能更改。", "The key can't be changed.")
        found.append(Fault(("key",), None, "key", "shape", message))
    return found


def designer_access(catalog: AppCatalog) -> Access:
    """Eyes that see every form and field of the app; never used on data."""
    return Access(catalog.tables, [_EVERYTHING], Principal(person_id="-"), system_clock())


def designer_sources(catalog: AppCatalog) -> Access:
    """The same for the sources of the system."""
    return sources_named(catalog, designer_access(catalog), _EVERYTHING)


def _shape_fault(definition: Document, error: Mapping[str, Any]) -> Fault:
    path = tuple(part for part in error["loc"])
    tile = None
    if len(path) > 1 and path[0] == "tiles" and isinstance(path[1], int):
        tiles = definition.get("tiles")
        found = tiles[path[1]] if isinstance(tiles, list) and path[1] < len(tiles) else None
        tile = found.get("key") if isinstance(found, dict) and isinstance(found.get("key"), str) else None
    text = str(error["msg"])[:300]
    message = sentence(f"格式有误：{text}", f"Not shaped like a dashboard: {text}")
    return Fault(path, tile, ".".join(map(str, path[2:] if tile else path)), "shape", message)


class _Lint:
    """One pass over one dashboard."""

    def __init__(self, catalog: AppCatalog, dashboard: Dashboard) -> None:
        self.catalog, self.dashboard = catalog, dashboard
        self.access = designer_access(catalog)
        self._sources = designer_sources(catalog)
        self.programs: dict[str, Program] = {}

    def faults(self) -> Iterator[Fault]:
        yield from self._keys()
        for place, tile in enumerate(self.dashboard.tiles):
            yield from self._tile(place, tile)
        for place, item in enumerate(self.dashboard.filters):
            yield from self._filter(place, item)
        yield from self._grid()
        for place, alert in enumerate(self.dashboard.alerts):
            yield from self._alert(place, alert)
        for place, delivery in enumerate(self.dashboard.deliveries):
            yield from self._delivery(place, delivery)

    def scope(self, form: str, app: str | None) -> ViewerScope:
        access = self._sources if is_source(form) else self.access
        if app not in (None, self.catalog.key) or form not in access.catalog.forms:
            raise refuse("from", f"没有表单“{form}”", f"There is no form “{form}”")
        return ViewerScope(access, form, "aggregate")

    def _keys(self) -> Iterator[Fault]:
        for name in ("tiles", "filters", "alerts", "deliveries"):
            seen: set[str] = set()
            for place, item in enumerate(getattr(self.dashboard, name)):
                if item.key in seen:
                    message = sentence(f"标识“{item.key}”重复。", f"The key “{item.key}” is used twice.")
                    yield Fault((name, place, "key"), item.key if name == "tiles" else None, "key", "shape", message)
                seen.add(item.key)

    def _tile(self, place: int, tile: Tile) -> Iterator[Fault]:
        try:
            if tile.metric is not None:
                compile_metric(tile.metric, self._table_scope)
            elif tile.query is not None:
                yield from self._query(place, tile)
        except ReportError as error:
            code = "metric" if tile.metric is not None else "query"
            for each in error.problems:
                inside = each.place.split(".")
                path = ("tiles", place, *(() if code == "metric" else ("query",)), *inside)
                yield Fault(path, tile.key, each.place, code, each.message)

    def _table_scope(self, table: MetricTable) -> Scope:
        base = self.scope(table.form, table.app)
        return base if table.history is None else HistoryScope(base, table.history)

    def _query(self, place: int, tile: Tile) -> Iterator[Fault]:
        query = tile.query
        if query is None:
            return
        scope = self.scope(query.form, query.app)
        program = compile_query(with_inputs(query, self.dashboard.filters, {}), scope)
        constants = dict.fromkeys(program.constants())
        plan(
            program, system_clock(), self.dashboard.calendar, constants
        )  # refuses a period without an end, a lost zone
        self.programs[tile.key] = program
        for message in fits(tile.chart, program):
            yield Fault(("tiles", place, "chart"), tile.key, "chart", "chart", message)
        for index, name in enumerate(tile.drill):
            if scope.route(tuple(name.split("."))) is None:
                message = sentence(f"没有字段“{name}”", f"There is no field “{name}”")
                yield Fault(("tiles", place, "drill", index), tile.key, f"drill.{name}", "query", message)

    def _filter(self, place: int, item: Filter) -> Iterator[Fault]:
        path = ("filters", place)
        if item.type == "input":
            return
        if item.form not in self.catalog.forms:
            message = sentence(f"没有表单“{item.form}”", f"There is no form “{item.form}”")
            yield Fault((*path, "form"), None, f"filters.{item.key}", "filter", message)
            return
        tiles = {tile.key: tile for tile in self.dashboard.tiles}
        asked: dict[str | None, tuple[str, str]] = {None: (item.form, item.field)}
        for key, field in item.fields.items():
            tile = tiles.get(key)
            if tile is None:
                message = sentence(f"没有图表“{key}”", f"There is no tile “{key}”")
                yield Fault((*path, "fields", key), None, f"filters.{item.key}", "filter", message, "warning")
            elif field is not None and tile.query is not None:
                asked[key] = (tile.query.form, field)
        for mapped, (form, field) in asked.items():
            if form in self.catalog.forms and self.scope(form, None).route(tuple(field.split("."))) is None:
                message = sentence(f"没有字段“{field}”", f"There is no field “{field}”")
                where = (*path, "field") if mapped is None else (*path, "fields", mapped)
                yield Fault(where, None, f"filters.{item.key}", "filter", message)

    def _grid(self) -> Iterator[Fault]:
        tiles, placed = {tile.key for tile in self.dashboard.tiles}, set()
        for place, spot in enumerate(self.dashboard.grid):
            if spot.tile not in tiles or spot.tile in placed or spot.x + spot.w > 12:
                message = sentence(f"“{spot.tile}”的位置无效。", f"The place of “{spot.tile}” is not valid.")
                yield Fault(("grid", place), spot.tile if spot.tile in tiles else None, "grid", "grid", message)
            placed.add(spot.tile)
        for place, tile in enumerate(self.dashboard.tiles):
            if tile.key not in placed:
                message = sentence("图表不在画布上。", "The tile has no place on the grid.")
                yield Fault(("tiles", place), tile.key, "grid", "grid", message, "warning")

    def _alert(self, place: int, alert: Alert) -> Iterator[Fault]:
        program = self.programs.get(alert.tile)
        if program is None or program.listed:
            message = sentence("提醒需要一个有度量的图表。", "An alert needs a tile with measures.")
            yield Fault(("alerts", place, "tile"), None, f"alerts.{alert.key}", "alert", message)
            return
        for name in ("when", "calm", "minimum"):
            text = getattr(alert, name)
            if text is None:
                continue
            try:
                check(text, measure_scope(program), expect="boolean")
            except (FormulaError, FormulaErrors) as error:
                wrong = error.problems[0] if isinstance(error, FormulaErrors) else error
                yield Fault(("alerts", place, name), None, f"alerts.{alert.key}", "alert", dict(wrong.message))
        if not alert.to and alert.flow is None:
            message = sentence("没有人会收到这项提醒。", "This alert tells nobody.")
            yield Fault(("alerts", place, "to"), None, f"alerts.{alert.key}", "alert", message, "warning")
        yield from self._receivers(("alerts", place), f"alerts.{alert.key}", "alert", alert.to)

    def _delivery(self, place: int, delivery: Delivery) -> Iterator[Fault]:
        path, where = ("deliveries", place), f"deliveries.{delivery.key}"
        if not is_cron(delivery.cron):
            message = sentence("定时表达式无效。", "This is no cron line of five fields.")
            yield Fault((*path, "cron"), None, where, "delivery", message)
        if delivery.timezone not in available_timezones():
            message = sentence("没有这个时区。", "There is no such time zone.")
            yield Fault((*path, "timezone"), None, where, "delivery", message)
        if not delivery.to:
            message = sentence("请选择收件人。", "Choose who gets it.")
            yield Fault((*path, "to"), None, where, "delivery", message)
        yield from self._receivers(path, where, "delivery", delivery.to)

    def _receivers(
        self, path: tuple[str | int, ...], where: str, code: str, receivers: Sequence[str]
    ) -> Iterator[Fault]:
        for index, receiver in enumerate(receivers):
            kind, _, name = receiver.partition(":")
            if kind not in KINDS or not name:
                message = sentence(
                    "收件人应为 role:、group:、department:、person: 或 email:。",
                    "A receiver is role:…, group:…, department:…, person:… or email:….",
                )
                yield Fault((*path, "to", index), None, where, code, message)
