"""Plotly figures of ours as SVG: bars, lines, points, steps, slices, heat maps. Draws what figure.py makes, no more."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engines.report.pictures.canvas import GREY, LINE, Anchor, Canvas, cut, text_width

DRAWN = frozenset({"bar", "scatter", "waterfall", "pie", "heatmap"})
_SMALL = 11.0
Trace = Mapping[str, Any]


@dataclass(frozen=True)
class Box:
    """Where the plot stands on the sheet."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Scale:
    """Numbers to places on the sheet."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / ((self.high - self.low) or 1) * (self.end - self.start)


def drawable(figure: Mapping[str, Any]) -> bool:
    """Whether every trace of a figure can be drawn here."""
    data = figure.get("data") or ()
    return bool(data) and all(trace.get("type") in DRAWN for trace in data)


def draw(canvas: Canvas, figure: Mapping[str, Any], box: Box) -> None:
    """Draws the figure into the box."""
    data: Sequence[Trace] = figure["data"]
    layout: Mapping[str, Any] = figure["layout"]
    colors: Sequence[str] = layout.get("colorway") or ("#2b6ca3",)
    kind = data[0]["type"]
    if kind == "pie":
        _pie(canvas, data[0], box, colors)
    elif kind == "heatmap":
        _heatmap(canvas, data[0], box)
    else:
        _axes(canvas, data, layout, box, colors)


def _axes(canvas: Canvas, data: Sequence[Trace], layout: Mapping[str, Any], box: Box, colors: Sequence[str]) -> None:
    lying = any(trace.get("orientation") == "h" for trace in data)
    numeric = all(trace["type"] == "scatter" and trace.get("mode") == "markers" for trace in data)
    named = [(trace.get("name") or "", colors[place % len(colors)]) for place, trace in enumerate(data)]
    box = _legend(canvas, [item for item in named if item[0]], box) if len(named) > 1 else box
    if numeric:
        _points(canvas, data, layout, box, colors)
        return
    along = _places(data, "y" if lying else "x")
    heights = _heights(data, layout, "x" if lying else "y", along)
    left = [item for item in heights if item.trace.get("yaxis") != "y2"]
    value_axis = layout.get("xaxis" if lying else "yaxis") or {}
    low, high, ticks = _range(value_axis, left)
    room = max((text_width(text, _SMALL) for _tick, text in ticks), default=0) + 8
    if lying:
        names = min(max((text_width(name, _SMALL) for name in along), default=0) + 8, (box.right - box.left) * 0.35)
        plot = Box(box.left + names, box.top, box.right - 12, box.bottom - 20)
        scale = Scale(low, high, plot.left, plot.right)
        for tick, text in ticks:
            canvas.line(scale(tick), plot.top, scale(tick), plot.bottom)
            canvas.text(scale(tick), plot.bottom + 15, text, size=_SMALL, color=GREY, anchor="middle")
        _bars_lying(canvas, heights, along, plot, scale, colors, names - 8)
        return
    second = [item for item in heights if item.trace.get("yaxis") == "y2"]
    plot = Box(box.left + room, box.top, box.right - (44 if second else 8), box.bottom - 22)
    scale = Scale(low, high, plot.bottom, plot.top)
    for tick, text in ticks:
        canvas.line(plot.left, scale(tick), plot.right, scale(tick))
        canvas.text(plot.left - 6, scale(tick) + 4, text, size=_SMALL, color=GREY, anchor="end")
    _names_below(canvas, along, plot)
    _bars_standing(canvas, [item for item in left if item.trace["type"] != "scatter"], along, plot, scale, colors)
    _lines(canvas, [item for item in left if item.trace["type"] == "scatter"], plot, scale, colors)
    if second:
        low, high, ticks = _range(layout.get("yaxis2") or {}, second)
        scale = Scale(low, high, plot.bottom, plot.top)
        for tick, text in ticks:
            canvas.text(plot.right + 6, scale(tick) + 4, text, size=_SMALL, color=GREY)
        _lines(canvas, second, plot, scale, colors)


@dataclass(frozen=True)
class _Heights:
    """A trace on its axis: from–to at each place; None where there is nothing."""

    index: int
    trace: Trace
    spans: list[tuple[float, float] | None]
    group: int
    groups: int


def _places(data: Sequence[Trace], side: str) -> list[str]:
    return list(dict.fromkeys(str(name) for trace in data for name in trace.get(side) or ()))


def _heights(data: Sequence[Trace], layout: Mapping[str, Any], side: str, along: list[str]) -> list[_Heights]:
    other = "y" if side == "x" else "x"
    stacked = layout.get("barmode") == "relative" or any(trace.get("stackgroup") for trace in data)
    whole = layout.get("barnorm") == "percent"
    bars = [place for place, trace in enumerate(data) if trace["type"] == "bar"]
    sums: dict[tuple[str, bool], float] = {}
    totals: dict[str, float] = {}
    values = []
    for trace in data:
        pairs = zip(trace.get(other) or (), trace.get(side) or (), strict=False)
        values.append({str(name): value for name, value in pairs if value is not None})
    if whole:
        for found in values:
            for name, value in found.items():
                totals[name] = totals.get(name, 0.0) + abs(value)
    made = []
    for place, (trace, found) in enumerate(zip(data, values, strict=True)):
        spans: list[tuple[float, float] | None] = []
        floor = 0.0
        for name in along:
            value = found.get(name)
            if value is None:
                spans.append(None)
                continue
            height = value / (totals[name] or 1) * 100 if whole else float(value)
            start = sums.get((name, height < 0), 0.0) if stacked else 0.0
            if trace["type"] == "waterfall":
                start = 0.0 if (trace.get("measure") or ())[along.index(name)] == "total" else floor
                floor = start + height
            sums[name, height < 0] = start + height
            spans.append((start, start + height))
        single = stacked or trace["type"] != "bar"
        group, groups = (0, 1) if single else (bars.index(place), len(bars))
        made.append(_Heights(place, trace, spans, group, groups))
    return made


def _range(axis: Mapping[str, Any], items: Sequence[_Heights]) -> tuple[float, float, list[tuple[float, str]]]:
    ticks = list(zip(axis.get("tickvals") or (), axis.get("ticktext") or (), strict=False))
    found = [end for item in items for span in item.spans if span for end in span]
    if not ticks:
        low, high = min([0.0, *found]), max([0.0, *found]) or 1.0
        if axis.get("range"):
            low, high = axis["range"]
        ticks = [(low + (high - low) * place / 4, f"{low + (high - low) * place / 4:g}") for place in range(5)]
        return low, high, ticks
    if any(item.trace["type"] == "scatter" for item in items) and not any(i.trace["type"] == "bar" for i in items):
        found = [span[1] for item in items for span in item.spans if span]
    low, high = min([ticks[0][0], *found]), max([ticks[-1][0], *found])
    return low, high, ticks


def _names_below(canvas: Canvas, along: Sequence[str], plot: Box) -> None:
    step = (plot.right - plot.left) / max(len(along), 1)
    every = max(1, math.ceil(max((text_width(name, _SMALL) + 8 for name in along), default=0) / max(step, 1)))
    every = min(every, max(1, math.ceil(84 / max(step, 1))))
    for place in range(0, len(along), every):
        centre = plot.left + step * (place + 0.5)
        name = cut(along[place], step * every - 4, _SMALL)
        canvas.text(centre, plot.bottom + 16, name, size=_SMALL, color=GREY, anchor="middle")


def _bars_standing(
    canvas: Canvas, items: Sequence[_Heights], along: Sequence[str], plot: Box, scale: Scale, colors: Sequence[str]
) -> None:
    step = (plot.right - plot.left) / max(len(along), 1)
    for item in items:
        width = step * 0.7 / item.groups
        for place, span in enumerate(item.spans):
            if span is not None:
                left = plot.left + step * (place + 0.15) + width * item.group
                color = colors[item.index % len(colors)]
                if item.trace["type"] == "waterfall" and span[1] < span[0]:
                    color = colors[3 % len(colors)]
                canvas.rect(left, scale(span[1]), width * 0.94, scale(span[0]) - scale(span[1]), color)


def _bars_lying(
    canvas: Canvas, items: Sequence[_Heights], along: Sequence[str], plot: Box, scale: Scale, colors: Sequence[str],
    names: float,
) -> None:  # fmt: skip
    step = (plot.bottom - plot.top) / max(len(along), 1)
    for place, name in enumerate(along):
        middle = plot.top + step * (place + 0.5)
        canvas.text(plot.left - 6, middle + 4, name, size=_SMALL, color=GREY, anchor="end", width=names)
    for item in items:
        height = step * 0.7 / item.groups
        shown = item.trace.get("text") or ()
        for place, span in enumerate(item.spans):
            if span is None:
                continue
            top = plot.top + step * (place + 0.15) + height * item.group
            color = colors[item.index % len(colors)]
            canvas.rect(scale(span[0]), top, scale(span[1]) - scale(span[0]), height * 0.94, color)
            if place < len(shown) and shown[place]:
                room = plot.right - scale(span[1])
                inside = room < text_width(shown[place], _SMALL) + 8
                at, middle, ink = scale(span[1]) + (-4 if inside else 4), top + height / 2 + 4, GREY
                anchor: Anchor = "end" if inside else "start"
                canvas.text(at, middle, shown[place], size=_SMALL, color="#ffffff" if inside else ink, anchor=anchor)


def _lines(canvas: Canvas, items: Sequence[_Heights], plot: Box, scale: Scale, colors: Sequence[str]) -> None:
    before: list[tuple[float, float]] = []  # the line drawn last: a band reaches to it
    for item in items:
        step = (plot.right - plot.left) / max(len(item.spans), 1)
        line = item.trace.get("line") or {}
        color = colors[item.index % len(colors)]
        runs: list[list[tuple[float, float]]] = [[]]
        floor: list[tuple[float, float]] = []
        for place, span in enumerate(item.spans):
            if span is None:
                if not item.trace.get("connectgaps"):
                    runs.append([])
                continue
            runs[-1].append((plot.left + step * (place + 0.5), scale(span[1])))
            floor.append((plot.left + step * (place + 0.5), scale(span[0])))
        if item.trace.get("fill") == "tonexty" and before and not item.trace.get("stackgroup"):
            floor = before
        before = [point for run in runs for point in run]
        for run in runs:
            if item.trace.get("fill") and len(run) > 1:
                below = [point for point in floor if run[0][0] <= point[0] <= run[-1][0]]
                canvas.area([*run, *reversed(below)], color, 0.15)
            if line.get("width") != 0 and len(run) > 1:
                canvas.path(run, color, dash="4 3" if line.get("dash") else "")
            for x, y in run if "markers" in str(item.trace.get("mode")) else ():
                canvas.dot(x, y, 2.5, color)


def _points(canvas: Canvas, data: Sequence[Trace], layout: Mapping[str, Any], box: Box, colors: Sequence[str]) -> None:
    plot = Box(box.left + 56, box.top, box.right - 12, box.bottom - 22)
    scales = []
    for side, start, end in (("x", plot.left, plot.right), ("y", plot.bottom, plot.top)):
        axis = layout.get(f"{side}axis") or {}
        ticks = list(zip(axis.get("tickvals") or (0, 1), axis.get("ticktext") or ("0", "1"), strict=False))
        scale = Scale(ticks[0][0], ticks[-1][0], start, end)
        scales.append(scale)
        for tick, text in ticks:
            at = scale(tick)
            if side == "x":
                canvas.line(at, plot.top, at, plot.bottom)
                canvas.text(at, plot.bottom + 16, text, size=_SMALL, color=GREY, anchor="middle")
            else:
                canvas.line(plot.left, at, plot.right, at)
                canvas.text(plot.left - 6, at + 4, text, size=_SMALL, color=GREY, anchor="end")
    for index, trace in enumerate(data):
        sizes = (trace.get("marker") or {}).get("size")
        largest = max(sizes, default=1) or 1 if isinstance(sizes, list | tuple) else 1
        for place, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
            if x is None or y is None:
                continue
            radius = 4.5 if not isinstance(sizes, list | tuple) else max(3.0, 20 * math.sqrt(sizes[place] / largest))
            canvas.dot(scales[0](x), scales[1](y), radius, colors[index % len(colors)])


def _legend(canvas: Canvas, items: Sequence[tuple[str, str]], box: Box) -> Box:
    x, y = box.left, box.top + 4
    for name, color in items:
        width = min(text_width(name, _SMALL) + 28, box.right - box.left)
        if x + width > box.right and x > box.left:
            x, y = box.left, y + 18
        canvas.rect(x, y, 10, 10, color, radius=2)
        canvas.text(x + 14, y + 9, name, size=_SMALL, color=GREY, width=width - 18)
        x += width
    return Box(box.left, y + 24, box.right, box.bottom)


def _pie(canvas: Canvas, trace: Trace, box: Box, colors: Sequence[str]) -> None:
    pairs = [(str(n), v) for n, v in zip(trace["labels"], trace["values"], strict=True) if v is not None and v > 0]
    total = sum(value for _name, value in pairs)
    radius = min(box.bottom - box.top, (box.right - box.left) * 0.6) / 2 - 6
    cx, cy = box.left + radius + 10, (box.top + box.bottom) / 2
    hole = radius * float(trace.get("hole") or 0)
    angle = -math.pi / 2
    for place, (name, value) in enumerate(pairs):
        part, color = value / total, colors[place % len(colors)]
        canvas.arc(_slice(cx, cy, radius, hole, angle, angle + 2 * math.pi * min(part, 0.99999)), color)
        angle += 2 * math.pi * part
        y = box.top + 14 + place * 20
        if y < box.bottom:
            x = cx + radius + 24
            canvas.rect(x, y - 9, 10, 10, color, radius=2)
            canvas.text(x + 16, y, f"{name}  {part:.1%}", size=12, width=box.right - x - 16)


def _slice(cx: float, cy: float, radius: float, hole: float, start: float, end: float) -> str:
    large = 1 if end - start > math.pi else 0

    def point(distance: float, angle: float) -> str:
        return f"{cx + distance * math.cos(angle):.2f} {cy + distance * math.sin(angle):.2f}"

    outer = f"M {point(radius, start)} A {radius:.2f} {radius:.2f} 0 {large} 1 {point(radius, end)}"
    if not hole:
        return f"{outer} L {cx:.2f} {cy:.2f} Z"
    return f"{outer} L {point(hole, end)} A {hole:.2f} {hole:.2f} 0 {large} 0 {point(hole, start)} Z"


def _heatmap(canvas: Canvas, trace: Trace, box: Box) -> None:
    across, down, field = list(trace["x"]), list(trace["y"]), trace["z"]
    found = [value for row in field for value in row if value is not None]
    low, high = min([0.0, *found]), max([0.0, *found]) or 1.0
    names = min(max((text_width(str(name), _SMALL) for name in down), default=0) + 8, 120)
    plot = Box(box.left + names, box.top, box.right - 4, box.bottom - 22)
    wide, tall = (plot.right - plot.left) / max(len(across), 1), (plot.bottom - plot.top) / max(len(down), 1)
    first, last = (_rgb(stop[1]) for stop in (trace["colorscale"][0], trace["colorscale"][-1]))
    for line, row in enumerate(field):
        middle = plot.top + tall * (line + 0.5) + 4
        canvas.text(plot.left - 6, middle, str(down[line]), size=_SMALL, color=GREY, anchor="end", width=names - 8)
        for place, value in enumerate(row):
            part = 0.0 if value is None else (value - low) / ((high - low) or 1)
            mixed = tuple(round(a + (b - a) * part) for a, b in zip(first, last, strict=True))
            color = LINE if value is None else "#{:02x}{:02x}{:02x}".format(*mixed)
            canvas.rect(plot.left + wide * place, plot.top + tall * line, wide - 1, tall - 1, color)
    _names_below(canvas, [str(name) for name in across], plot)


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
