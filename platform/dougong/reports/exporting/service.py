"""Which file, of what: the door to the makers of files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dougong.apps.problems import invalid
from dougong.kit.errors import Invalid, NotAllowed, Text, say
from dougong.reports.exporting.content import Sheet, sheet_of, title_of
from dougong.reports.exporting.pages import pdf_of, png_of, svg_of
from dougong.reports.exporting.workbook import workbook
from dougong.reports.pictures import PictureOf, no_pictures
from dougong.reports.schemas import ExportBody
from dougong.reports.tiles import Board

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8", "png": "image/png", "svg": "image/svg+xml",
}  # fmt: skip
_TELL = ("=", "+", "-", "@", "\t", "\r")
"""First signs by which spreadsheets take a text for a formula."""


@dataclass(frozen=True)
class File:
    """A file ready to be sent."""

    name: str
    type: str
    content: bytes


class NothingComputed(Exception):
    """Every tile with numbers failed; `reason` is what the first of them says."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason["en"])
        self.reason = reason


def make_file(board: Board, body: ExportBody, pictures: PictureOf = no_pictures) -> File:
    """The file that was asked for. Raises Invalid, NotFound, NotAllowed."""
    if body.tile is None and body.format in ("csv", "png", "svg"):
        raise invalid("tile", "missing", "请选择一个图表。", "This format needs a tile.")
    tiles = [board.tile(body.tile)] if body.tile is not None else list(board.dashboard.tiles)
    sheets = [sheet_of(board, tile, pictures) for tile in tiles]
    if body.tile is not None and sheets[0].refusal is not None:
        refused, kind = sheets[0].refused, NotAllowed if sheets[0].refusal.unseen else Invalid
        raise kind(say(refused, refused), "not_exportable")  # said in the viewer's language already
    title = sheets[0].title if body.tile is not None else title_of(board.dashboard, board.language)
    return File(f"{title}.{body.format}", _TYPES[body.format], _content(board, sheets, body.format))


def dashboard_files(board: Board, formats: Sequence[str], pictures: PictureOf = no_pictures) -> tuple[File, ...] | None:
    """The whole dashboard in each format (`link`: none), from one look at the data; None when it has numbers and the
    viewer may see none of them. A tile that could not be computed says so in its place. Raises NothingComputed when
    none could be."""
    sheets = [sheet_of(board, tile, pictures) for tile in board.dashboard.tiles]
    numbers = [sheet for sheet in sheets if sheet.tile.query is not None or sheet.tile.metric is not None]
    refusals = [sheet.refusal for sheet in numbers if sheet.refusal is not None]
    if numbers and len(refusals) == len(numbers):
        if all(refusal.unseen for refusal in refusals):
            return None
        raise NothingComputed(next(refusal.message for refusal in refusals if not refusal.unseen))
    title = title_of(board.dashboard, board.language)
    wanted = [each for each in ("pdf", "xlsx") if each in formats]
    return tuple(File(f"{title}.{each}", _TYPES[each], _content(board, sheets, each)) for each in wanted)


def _content(board: Board, sheets: Sequence[Sheet], format_: str) -> bytes:
    match format_:
        case "xlsx":
            return workbook(board, sheets)
        case "pdf":
            return pdf_of(board, sheets)
        case "png":
            return png_of(board, sheets[0])
        case "svg":
            return svg_of(board, sheets[0]).encode()
    return _csv(sheets[0])


def _csv(sheet: Sheet) -> bytes:
    """The table view, UTF-8 with a mark so that Excel shows Chinese right. Totals stand below."""
    table = (sheet.figure or {})["table"]
    buffer = io.StringIO(newline="")
    out = csv.writer(buffer)
    out.writerow([_harmless(column["label"]) for column in table["columns"]])
    texts = [*table["rows"], *(row for total in table["totals"] for row in total["rows"])]
    for row, values in zip(texts, _values(sheet, len(texts)), strict=True):
        out.writerow([_plain(text, value) for text, value in zip(row, values or [None] * len(row), strict=True)])
    return buffer.getvalue().encode("utf-8-sig")


def _values(sheet: Sheet, count: int) -> list[Sequence[object] | None]:
    """The values behind the texts, for tiles that have any."""
    if sheet.answered is None:
        return [None] * count
    answer = sheet.answered.answer
    return [*answer.rows, *(row for total in answer.totals for row in total.rows)]


def _plain(text: str, value: object) -> str:
    """Numbers as programs read them, everything else as people do."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else _harmless(text)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_TELL) else text
