"""Opening a dashboard: which one, for whom, with which filters; all tiles from one state of the database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import func, select

from dougong.access.sources import is_source
from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.apps.repository import AppRow
from dougong.apps.rights import access_of, can_design, design_app, open_app
from dougong.identity.models import person
from dougong.kit.db import Transaction
from dougong.kit.errors import Invalid, in_language, say
from dougong.kit.web import Actor
from dougong.records.models import change_log
from dougong.reports import drafts, layouts, links
from dougong.reports.checking import Document
from dougong.reports.filters import filter_values
from dougong.reports.naming import option_labels
from dougong.reports.ringing import ringing_for
from dougong.reports.roads import Viewer
from dougong.reports.schemas import Asked, DataBody, PreviewBody
from dougong.reports.scope import ViewerScope, grants_of
from dougong.reports.snapshots import Snapshots
from dougong.reports.tiles import Board
from engines.form.fields._choices import ChoiceField
from engines.form.fields.link import LinkField
from engines.report.definition import Dashboard, Filter, Tile

_PUBLIC = ("key", "label", "note", "chart")
"""What strangers get of a tile: not the question behind it."""
_INPUT = ("min", "max", "step", "unit")
_ASKED_OF_COLLEAGUES = ("person", "department", "link")
"""Filters whose choices are people or records of the company: they stay at their defaults."""
_WINDOW = 10_000
"""Numbers of the change log that are counted: a change that took its number earlier but committed later is seen."""


@contextmanager
def opened(
    snapshots: Snapshots, actor: Actor, app_key: str, key: str, asked: Asked, language: str
) -> Iterator[tuple[Board, AppRow]]:
    """A dashboard, its viewer and its filters, on one state of the database. Raises NotFound, Invalid."""
    with snapshots.reading.snapshot(consistent=True) as tx:
        app, definition = _definition(tx, actor, app_key, key, draft=asked.draft)
        viewer = viewer_of(tx, actor, app_catalog(tx, app_key), language, snapshots)
        dashboard = parsed(definition)
        yield Board(viewer, dashboard, filter_values(dashboard.filters, asked.filters), asked.clicks), app


def viewer_of(
    tx: Transaction, actor: Actor, catalog: AppCatalog, language: str, snapshots: Snapshots | None = None
) -> Viewer:
    """The eyes of a person on the app's records."""
    return Viewer(tx, access_of(tx, actor, catalog), language, catalog, snapshots)


def parsed(definition: Document) -> Dashboard:
    """A stored definition. A draft may not be shaped like one: Invalid."""
    try:
        return Dashboard.model_validate(definition)
    except ValueError as error:
        sentence = say("仪表盘定义有误，请先在设计器中修正。", "The dashboard is not valid; mend it in the designer.")
        raise Invalid(sentence, "bad_dashboard") from error


def data(board: Board, body: DataBody) -> Document:
    """`POST …/data`."""
    wanted = [board.tile(key) for key in body.tiles] if body.tiles is not None else list(board.dashboard.tiles)
    number = revision(board, wanted)
    head = {"as_of": board.viewer.as_of, "revision": number, "unchanged": number == body.revision}
    if number == body.revision:
        return {**head, "tiles": {}}
    return {**head, "tiles": {tile.key: board.shown(tile) for tile in wanted}}


def preview(snapshots: Snapshots, actor: Actor, app_key: str, body: PreviewBody, language: str) -> Document:
    """`POST …/dashboards:preview`."""
    with snapshots.reading.snapshot(consistent=True) as tx:
        open_app(tx, actor, app_key)
        viewer = viewer_of(tx, actor, app_catalog(tx, app_key), language, snapshots)
        dashboard = Dashboard(
            key="preview", calendar=body.calendar, theme=body.theme, filters=tuple(body.filters), tiles=(body.tile,)
        )
        return Board(viewer, dashboard, filter_values(dashboard.filters, body.values)).shown(body.tile)


@contextmanager
def opened_public(snapshots: Snapshots, token: str, given: Mapping[str, Any], language: str) -> Iterator[Board]:
    """The dashboard behind a public link, with the rights of whoever made it. Raises NotFound, Invalid."""
    with snapshots.reading.snapshot(consistent=True) as tx:
        row, maker = links.follow(tx, token)
        viewer = viewer_of(tx, maker, app_catalog(tx, row.app), language, snapshots)
        dashboard = parsed(row.published or {})
        yield Board(viewer, dashboard, filter_values(dashboard.filters, given))


def public_view(tx: Transaction, token: str, language: str) -> Document:
    """What a public page needs before it has any number: nothing to open, and nothing of what is asked of records."""
    row, maker = links.follow(tx, token)
    shown = shown_view(tx, maker, row.published or {}, row.app, language)
    drawn = [{name: tile[name] for name in _PUBLIC if name in tile} for tile in shown["definition"].get("tiles", ())]
    shown["definition"] = {**shown["definition"], "tiles": drawn, "filters": []}
    shown["filters"] = [each for each in shown["filters"] if each["type"] not in _ASKED_OF_COLLEAGUES]
    return {**shown, "version": row.published_version, "can_design": False, "can_share": False}


def public_data(board: Board, revision_before: int | None) -> Document:
    """The numbers for a stranger: nothing to open behind them, and no names of what a broken tile misses."""
    found = data(board, DataBody(revision=revision_before))
    return {**found, "tiles": {key: _closed(tile) for key, tile in found["tiles"].items()}}


def _closed(tile: Document) -> Document:
    if tile["state"] == "ok":
        return {**tile, "form": None, "drill": False}
    return {**tile, "problems": []} if "problems" in tile else tile


def view(tx: Transaction, actor: Actor, app_key: str, key: str, language: str) -> Document:
    """`DashboardView` of docs/reports-api.md."""
    app = open_app(tx, actor, app_key)
    row, definition = drafts.find_published(tx, app, key)
    designer = can_design(tx, actor, app)
    found = shown_view(tx, actor, definition, row.app, language)
    mine = layouts.own(tx, row.id, actor.person_id)
    whole = found["definition"]
    return {**found, "definition": layouts.arranged(whole, mine), "version": row.published_version} | {
        "own_layout": mine is not None,
        "designed": {"grid": whole.get("grid", []), "tiles": whole.get("tiles", [])} if mine is not None else None,
        "can_design": designer,
        "can_share": designer,
        "ringing": ringing_for(tx, actor, row, parsed(definition)),
    }


def shown_view(tx: Transaction, actor: Actor, definition: Document, app_key: str, language: str) -> Document:
    """What a page needs to draw a dashboard before it has any number."""
    dashboard = parsed(definition)
    viewer = viewer_of(tx, actor, app_catalog(tx, app_key), language)
    shown = {name: part for name, part in definition.items() if name not in ("alerts", "deliveries")}
    return {
        "key": dashboard.key,
        "label": definition.get("label") or dashboard.key,
        "description": definition.get("description"),
        "definition": shown,
        "filters": [_filter_view(viewer, item, language) for item in dashboard.filters],
    }


def revision(board: Board, tiles: Sequence[Tile]) -> int:
    """A number that differs when anything that these tiles show may differ: records, rights, definitions, the day."""
    viewer, access = board.viewer, board.viewer.access
    who, forms = access.principal, sorted(forms_of(tiles, access.catalog.forms))
    parts: list[Any] = [
        head(viewer.tx, access.catalog.app_key, forms), viewer.stamp, board.dashboard.to_json(), board.clicked,
        sorted((key, repr(value)) for key, value in board.values.items()), [tile.key for tile in tiles],
        viewer.language, viewer.now.date(), viewer.now.hour, who.person_id, sorted(who.receivers), who.department_tree,
        _people_changed(viewer.tx), who.tz,
        None if who.token is None else (sorted(who.token.ops), sorted(who.token.apps or ())),
        viewer.as_of if any(map(is_source, _roots(tiles))) else None,  # no log tells when a source has changed
    ]  # fmt: skip
    return int.from_bytes(hashlib.blake2b(repr(parts).encode(), digest_size=6).digest())


def _people_changed(tx: Transaction) -> tuple[Any, ...]:
    """Differs when somebody came, moved to another department or got another name: grants by department, and the names
    on the page, follow."""
    people = tx.execute(select(func.max(person.c.updated_at), func.count()).select_from(person)).one()
    return tuple(people)


def head(tx: Transaction, app: str, forms: Sequence[str]) -> list[tuple[Any, ...]]:
    """Of each form the last number of the change log, and how many changes stand in the window before it."""
    c, found = change_log.c, []
    for form in forms:
        mine = (c.app == app, c.form == form)
        last = tx.execute(select(func.max(c.seq)).where(*mine)).scalar() or 0
        count = tx.execute(select(func.count()).where(*mine, c.seq > last - _WINDOW)).scalar()
        found.append((form, last, count))
    return found


def forms_of(tiles: Iterable[Tile], forms: Mapping[str, Any]) -> set[str]:
    """The forms that tiles stand on, and those linked to them as far as paths reach."""
    found = _roots(tiles)
    for _step in range(3):
        found |= {target for key in tuple(found) if key in forms for target in _targets(forms[key]) if target in forms}
    return found & set(forms)


def _roots(tiles: Iterable[Tile]) -> set[str]:
    found: set[str] = set()
    for tile in tiles:
        found |= {tile.query.form} if tile.query is not None else set()
        found |= {table.form for table in tile.metric.tables.values()} if tile.metric is not None else set()
    return found


def _targets(form: Any) -> Iterator[str]:
    for field in form.fields:
        for each in (field, *getattr(field, "fields", ())):
            if isinstance(each, LinkField):
                yield each.form


def _definition(tx: Transaction, actor: Actor, app_key: str, key: str, *, draft: bool) -> tuple[AppRow, Document]:
    if draft:
        app = design_app(tx, actor, app_key)
        return app, drafts.find(tx, app, key).draft
    app = open_app(tx, actor, app_key)
    return app, drafts.find_published(tx, app, key)[1]


def _filter_view(viewer: Viewer, item: Filter, language: str) -> Document:
    """A control with its choices; a field that the viewer may not see has none."""
    access, options, target = viewer.access, None, None
    if item.form in access.catalog.forms and grants_of(access, item.form, "read"):
        scope = ViewerScope(access, item.form, "read")
        path = tuple(item.field.split("."))
        field = scope.field(path) if scope.route(path) is not None else None
        if isinstance(field, ChoiceField):
            labels = option_labels(field, language)
            options = [
                {"value": value, "label": labels[value], "color": getattr(option, "color", None)}
                for value, option in field.by_value.items()
            ]
        elif item.type == "boolean":
            words = {True: say("是", "Yes"), False: say("否", "No")}
            options = [{"value": value, "label": in_language(text, language)} for value, text in words.items()]
        elif isinstance(field, LinkField):
            target = field.form
    document = item.model_dump(mode="json")
    return {
        "key": item.key, "label": document["label"] or item.field or item.key, "type": item.type, "options": options,
        "target": target, "default": document["default"],
        **({name: document[name] for name in _INPUT} if item.type == "input" else {}),
    }  # fmt: skip
