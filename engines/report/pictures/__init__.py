"""A figure (figure.py, metric_figure.py) as an SVG picture, without a browser: for files and mail.

picture({"kind": "plotly", …}, "销售漏斗", "zh-CN", width=640, height=360) -> "<svg …>"
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engines.report.formats import THEMES, Language
from engines.report.pictures import parts
from engines.report.pictures.canvas import GREY, Canvas
from engines.report.pictures.plots import Box, draw, drawable

_MORE = {"zh-CN": "另有 {} 行未画出", "en": "{} more rows are not drawn"}


def picture(
    figure: Mapping[str, Any], title: str, language: Language, *, theme: str = "default", width: int = 640,
    height: int = 360,
) -> str:  # fmt: skip
    """The figure with its title above and what was left out below."""
    canvas, colors = Canvas(width, height), THEMES.get(theme, THEMES["default"])
    canvas.rect(0, 0, width, height, "#ffffff")
    top = 12.0
    if title:
        canvas.text(16, 26, title, size=14, bold=True, width=width - 32)
        top = 42.0
    left = figure.get("left_out")
    notes = [*([left["text"]] if left else []), *figure.get("notes", ())]
    bottom = height - 12.0 - (16 if notes else 0)
    if notes:
        canvas.text(16, height - 10, " · ".join(notes), size=10, color=GREY, width=width - 32)
    box = Box(16, top, width - 16, bottom)
    _content(canvas, figure, box, language, colors)
    return canvas.svg()


def _content(canvas: Canvas, figure: Mapping[str, Any], box: Box, language: Language, colors: tuple[str, ...]) -> None:
    kind = figure["kind"]
    if kind == "plotly" and drawable(figure["figure"]):
        draw(canvas, figure["figure"], box)
    elif kind == "kpi":
        parts.kpi(canvas, figure["kpi"], box, colors[0])
    elif kind == "gauge":
        parts.gauge(canvas, figure["gauge"], box, colors[0])
    elif kind == "cloud":
        parts.cloud(canvas, figure["cloud"]["words"], box, colors)
    elif kind == "funnel" and len(figure["funnel"]["funnels"]) == 1:
        steps = figure["funnel"]["funnels"][0]["steps"]
        shown = [(step["label"], step["value"] or 0, _funnel_text(step)) for step in steps]
        parts.funnel(canvas, shown, box, colors)
    elif kind == "metric" and figure["metric"]["key"] == "funnel" and figure["metric"]["result"]:
        rows = zip(figure["table"]["rows"], figure["metric"]["result"]["stages"], strict=True)
        stages = [(row[0], stage["n"], _stage_text(row[1], stage["step"])) for row, stage in rows]
        parts.funnel(canvas, stages, box, colors)
    elif kind == "metric" and not figure["table"]["rows"]:
        canvas.text(box.left, box.top + 34, figure["metric"]["text"], size=30, bold=True)
        canvas.text(box.left, box.top + 56, f"n = {figure['metric']['n']}", size=12, color=GREY)
    elif kind == "image":
        if figure["image"].get("png"):
            canvas.picture(box.left, box.top, box.right - box.left, box.bottom - box.top, figure["image"]["png"])
        else:
            canvas.text(box.left, box.top + 18, figure["image"]["alt"], color=GREY, width=box.right - box.left)
    elif kind in ("empty", "text"):
        text = figure["text"] if kind == "empty" else figure["text"]["text"]
        for line, part in enumerate(str(text).splitlines()[:40]):
            heading = kind == "text" and part.startswith("#")
            words, size = (part.lstrip("# "), 14.0) if heading else (part, 12.0)
            top = box.top + 18 * (line + 1)
            canvas.text(box.left, top, words, size=size, bold=heading, color=GREY, width=box.right - box.left)
    else:
        parts.table(canvas, figure["table"], box, _MORE[language])


def _stage_text(text: str, step: float | None) -> str:
    """How many, and the share that went on."""
    return text if step is None else f"{text} → {step:.0%}"


def _funnel_text(step: Mapping[str, Any]) -> str:
    return step["text"] if step["step"] is None else f"{step['text']} · {step['step']:.0%}"
