"""PDF pages and pictures by typst: tiles as on the grid, tables in full behind them. Texts travel as data, never as
markup, so nothing in a record can be read as typst's language."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst

from dougong.kit.errors import in_language, say
from dougong.reports.exporting.content import Sheet, heading, text_of, title_of
from dougong.reports.tiles import Board
from engines.report.pictures import picture

_FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei",
          "PingFang SC", "Libertinus Serif")  # fmt: skip
_UNIT = 100
"""Picture points per column of the grid."""
_TALL = 44
_TABLES = frozenset({"table", "pivot"})
_MOST_ROWS = 1_000
_PICTURE = """#set page(width: auto, height: auto, margin: 0pt)
#image("tile.svg")
"""


def svg_of(board: Board, sheet: Sheet, *, width: int = 800, height: int = 450) -> str:
    """One tile as a picture of lines and texts."""
    figure = sheet.figure or {"kind": "empty", "text": sheet.refused}
    words = sheet.tile.chart.type in ("text", "image")
    title = text_of(sheet.tile.label, board.language) if words else sheet.title
    return picture(figure, title, board.language, theme=board.dashboard.theme, width=width, height=height)


def png_of(board: Board, sheet: Sheet) -> bytes:
    """The same as pixels."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tile.svg").write_text(svg_of(board, sheet), encoding="utf-8")
        source = Path(folder) / "picture.typ"
        source.write_text(_PICTURE, encoding="utf-8")
        made: Any = typst.compile(str(source), format="png", ppi=144.0)
        return bytes(made if isinstance(made, bytes) else made[0])


def pdf_of(board: Board, sheets: Sequence[Sheet]) -> bytes:
    """The whole dashboard on landscape A4."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        data = {
            "title": title_of(board.dashboard, board.language),
            "lang": "en" if board.language == "en" else "zh",
            "fonts": list(_FONTS),
            "heading": heading(board),
            "rows": _rows(board, sheets, path),
            "tables": [_table(board, sheet) for sheet in sheets if _is_table(sheet)],
        }
        (path / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        source = path / "pages.typ"
        source.write_text((Path(__file__).parent / "pages.typ").read_text(encoding="utf-8"), encoding="utf-8")
        made: Any = typst.compile(str(source), format="pdf")
        return bytes(made)


def _is_table(sheet: Sheet) -> bool:
    return sheet.figure is not None and sheet.figure["kind"] in _TABLES and not sheet.refused


def _rows(board: Board, sheets: Sequence[Sheet], folder: Path) -> list[list[dict[str, Any]]]:
    """Tiles line by line as on the grid; what is no picture stands behind as a table."""
    places = {spot.tile: spot for spot in board.dashboard.grid}
    lines: list[list[dict[str, Any]]] = []
    filled = 12
    drawn = [sheet for sheet in sheets if not _is_table(sheet)]
    unplaced = (9_999, 0)
    spots = {key: (spot.y, spot.x) for key, spot in places.items()}
    drawn.sort(key=lambda sheet: spots.get(sheet.tile.key, unplaced))
    for place, sheet in enumerate(drawn):
        spot = places.get(sheet.tile.key)
        wide, tall = (spot.w, spot.h) if spot is not None else (6, 6)
        if filled + wide > 12:
            lines.append([])
            filled = 0
        filled += wide
        name = None
        if sheet.figure is not None and not sheet.refused:
            name = f"tile{place}.svg"
            text = svg_of(board, sheet, width=wide * _UNIT, height=max(tall, 2) * _TALL)
            (folder / name).write_text(text, encoding="utf-8")
        lines[-1].append({"w": wide, "svg": name, "title": sheet.title, "text": sheet.refused})
    return lines


def _table(board: Board, sheet: Sheet) -> dict[str, Any]:
    figure: Any = sheet.figure
    table, notes = figure["table"], list(figure["notes"])
    rows = [*table["rows"], *(row for total in table["totals"] for row in total["rows"])]
    if figure["left_out"]:
        notes.append(figure["left_out"]["text"])
    if len(rows) > _MOST_ROWS:
        more = len(rows) - _MOST_ROWS
        said = say(f"另有 {more} 行，见 Excel 文件", f"{more} more rows: see the workbook")
        notes.append(in_language(said, board.language))
    return {"title": sheet.title, "columns": table["columns"], "rows": rows[:_MOST_ROWS], "notes": notes}
