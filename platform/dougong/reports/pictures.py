"""Pictures on dashboards: uploaded files that a dashboard holds, seen by everybody who may see the dashboard.

Saving a draft claims the files of its picture tiles, as a record claims its attachments; only own uploads that nobody
holds can be claimed, so naming the file of a record shows nobody that file. What a dashboard holds it keeps: an older
version may still show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dougong.apps.repository import AppRow
from dougong.apps.rights import can_design, open_app
from dougong.files import content, service
from dougong.files.service import FileFacts
from dougong.files.store import FileStore
from dougong.kit.db import Transaction
from dougong.kit.errors import NotFound, Problem
from dougong.kit.web import Actor
from dougong.records import file_rights
from dougong.reports import definitions, links
from dougong.reports.checking import Document, Fault
from dougong.reports.definitions import DashboardRow
from engines.report.errors import sentence

HOLDER = "#dashboard"
"""In the place of a form's key: no form is called that."""
MOST_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Picture:
    """A picture redrawn as PNG, for files. Sizes in pixels."""

    content: bytes
    width: int
    height: int


PictureOf = Callable[[str], Picture | None]
"""The picture of a file id; None when there is none (any more)."""


def no_pictures(_file: str) -> Picture | None:
    """For boards that make no files."""
    return None


def named(definition: Document) -> Iterator[tuple[int, str, str]]:
    """Place, key and file of the picture tiles. A draft may be shaped like anything."""
    tiles = definition.get("tiles")
    for place, tile in enumerate(tiles if isinstance(tiles, list) else ()):
        chart = tile.get("chart") if isinstance(tile, dict) else None
        if isinstance(chart, dict) and chart.get("type") == "image":
            yield place, str(tile.get("key", "")), str(chart.get("file") or "")


def claim(tx: Transaction, actor: Actor, row: DashboardRow, definition: Document) -> None:
    """The dashboard holds the pictures that were uploaded for it."""
    wanted = {file for _place, _key, file in named(definition) if file}
    if not wanted:
        return
    free = service.unclaimed_or_of(tx, wanted, actor.person_id, [row.id])
    found = [each for each in service.facts_of(tx, free).values() if _is_picture(each)]
    service.claim(tx, [each.id for each in found], row.app, HOLDER, row.id)


def let_go(tx: Transaction, row: DashboardRow) -> None:
    """The dashboard is gone for good: nobody holds its pictures any more."""
    service.release(tx, row.app, HOLDER, [row.id])


def faults(tx: Transaction, row: DashboardRow, definition: Document) -> Iterator[Fault]:
    """Picture tiles that show nothing, or could not be shown to everybody."""
    tiles = list(named(definition))
    known = service.facts_of(tx, [file for _place, _key, file in tiles])
    for place, key, file in tiles:
        path = ("tiles", place, "chart", "file")
        facts = known.get(file)
        if not file:
            message = sentence("还没有上传图片。", "No picture has been uploaded yet.")
            yield Fault(path, key, "file", "chart", message, "warning")
        elif facts is None or facts.form != HOLDER or facts.record_id != row.id:
            message = sentence(
                "这张图片不属于此仪表盘，或不是图片文件，请重新上传。",
                "This picture does not belong to this dashboard, or is no picture; upload it again.",
            )
            yield Fault(path, key, "file", "chart", message)


def may_read_file(tx: Transaction, actor: Actor, facts: FileFacts) -> bool:
    """Pictures of dashboards by whoever may see them there; every other file by the rules of its record."""
    if facts.form != HOLDER:
        return file_rights.may_read_file(tx, actor, facts)
    row = definitions.dashboards.of_id(tx, facts.record_id) if facts.record_id is not None else None
    if row is None or row.deleted_at is not None:
        return False
    try:
        app: AppRow = open_app(tx, actor, row.app)
    except Problem:
        return False
    return _shows(row, facts.id) or can_design(tx, actor, app)


def public_file(tx: Transaction, token: str, file_id: str) -> FileFacts:
    """A picture on the dashboard behind a public link. Raises NotFound."""
    row, _maker = links.follow(tx, token)
    facts = service.get(tx, file_id)
    if facts.form != HOLDER or facts.record_id != row.id or not _shows(row, file_id):
        raise service.not_found()
    return facts


def reader(store: FileStore) -> Callable[[Transaction, str | None], PictureOf]:
    """For the makers of files: the pictures that one dashboard holds."""

    def of_dashboard(tx: Transaction, dashboard_id: str | None) -> PictureOf:
        def find(file: str) -> Picture | None:
            facts = service.facts_of(tx, [file]).get(file)
            if facts is None or facts.form != HOLDER or facts.record_id != dashboard_id:
                return None
            try:
                return Picture(*content.redrawn(b"".join(store.read(facts.path))))
            except (FileNotFoundError, NotFound):
                return None

        return find

    return of_dashboard


def _shows(row: DashboardRow, file_id: str) -> bool:
    return any(file == file_id for _place, _key, file in named(row.published or {}))


def _is_picture(facts: FileFacts) -> bool:
    return facts.type in content.PREVIEW_TYPES and facts.size <= MOST_BYTES
