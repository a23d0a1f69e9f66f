"""Components of the page as SVG: numbers, gauges, funnels, word clouds; and tables, for all that has no drawing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from engines.report.pictures.canvas import GREY, LINE, Canvas, text_width
from engines.report.pictures.plots import Box

Page = Mapping[str, Any]
_ROW = 20.0


def kpi(canvas: Canvas, page: Page, box: Box, color: str) -> None:
    """The number, what it is compared with, its course."""
    width = box.right - box.left
    size = min(30.0, width / max(text_width(page["text"], 1), 1))
    canvas.text(box.left, box.top + 30, page["text"], size=size, bold=True)
    compare = page.get("compare")
    if compare:
        change = "" if compare["change"] is None else f"{compare['change']:+.1%}  "
        ink = GREY if compare["good"] is None else "#389e0d" if compare["good"] else "#cf1322"
        canvas.text(
            box.left, box.top + 52, f"{change}{compare['label']} {compare['text']}", size=11, color=ink, width=width
        )
    values = [value for value in (page.get("spark") or {}).get("y", ()) if value is not None]
    if len(values) > 1 and box.bottom - box.top > 90:
        low, high = min(values), max(values)
        top, bottom = box.top + 66, box.bottom - 4
        points = [
            (
                box.left + width * place / (len(values) - 1),
                bottom - (value - low) / ((high - low) or 1) * (bottom - top),
            )
            for place, value in enumerate(values)
        ]
        canvas.area([*points, (points[-1][0], bottom), (points[0][0], bottom)], color, 0.12)
        canvas.path(points, color)


def gauge(canvas: Canvas, page: Page, box: Box, color: str) -> None:
    """A bar towards the target."""
    canvas.text(box.left, box.top + 30, page["text"], size=28, bold=True)
    canvas.text(box.left, box.top + 52, f"/ {page['target_text']}", size=12, color=GREY)
    width, reached = box.right - box.left, page.get("reached") or 0
    canvas.rect(box.left, box.top + 66, width, 14, LINE, radius=7)
    canvas.rect(box.left, box.top + 66, width * min(max(reached, 0), 1), 14, color, radius=7)
    canvas.text(box.right, box.top + 30, f"{reached:.1%}", size=16, color=GREY, anchor="end")


def funnel(canvas: Canvas, steps: Sequence[tuple[str, float, str]], box: Box, colors: Sequence[str]) -> None:
    """Centred bars: label, value, text."""
    largest = max((value for _label, value, _text in steps), default=0) or 1
    names = min(max((text_width(label, 12) for label, _value, _text in steps), default=0) + 10, 130)
    left, right = box.left + names, box.right - 100
    tall, middle = min((box.bottom - box.top) / max(len(steps), 1), 46.0), (left + right) / 2
    for place, (label, value, text) in enumerate(steps):
        y, width = box.top + tall * place, (right - left) * max(value, 0) / largest
        canvas.rect(middle - width / 2, y + 3, width, tall - 6, colors[0], radius=2)
        canvas.text(box.left, y + tall / 2 + 4, label, width=names - 8)
        canvas.text(right + 8, y + tall / 2 + 4, text, size=11, color=GREY, width=94)


def cloud(canvas: Canvas, words: Sequence[Page], box: Box, colors: Sequence[str]) -> None:
    """Words in lines, larger where there are more."""
    largest = max((word["value"] for word in words), default=1)
    x, y, tallest = box.left, box.top, 0.0
    for place, word in enumerate(words[:80]):
        size = 11 + 21 * math.sqrt(word["value"] / largest)
        width = text_width(word["word"], size) + 12
        if x + width > box.right and x > box.left:
            x, y, tallest = box.left, y + tallest + 6, 0.0
        tallest = max(tallest, size)
        if y + tallest > box.bottom:
            return
        canvas.text(x, y + tallest, word["word"], size=size, color=colors[place % len(colors)], width=box.right - x)
        x += width


def table(canvas: Canvas, view: Page, box: Box, more: str) -> None:
    """The first rows; `more` is a text with one place for how many are not shown."""
    columns, rows = view["columns"], [*view["rows"], *(row for total in view["totals"] for row in total["rows"])]
    if not columns:
        return
    wide = (box.right - box.left) / len(columns)
    room = max(int((box.bottom - box.top - _ROW) / _ROW), 1)
    shown = rows if len(rows) <= room else rows[: room - 1]
    for place, column in enumerate(columns):
        _cell(canvas, box, wide, place, box.top + 13, column["label"], number=column["number"], color=GREY)
    for line, row in enumerate(shown):
        y = box.top + _ROW * (line + 1)
        canvas.line(box.left, y, box.right, y)
        for place, (column, text) in enumerate(zip(columns, row, strict=True)):
            _cell(canvas, box, wide, place, y + 14, text, number=column["number"])
    if len(shown) < len(rows):
        canvas.text(box.left, box.bottom - 4, more.format(len(rows) - len(shown)), size=11, color=GREY)


def _cell(
    canvas: Canvas, box: Box, wide: float, place: int, y: float, text: str, *, number: bool, color: str = "#262626"
) -> None:
    x = box.left + wide * (place + 1) - 6 if number else box.left + wide * place + 2
    canvas.text(x, y, text, size=11, color=color, anchor="end" if number else "start", width=wide - 8)
