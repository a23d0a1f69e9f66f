"""Pictures without a browser: every chart becomes an SVG that holds its texts, no more."""

import html
import re
from typing import Any

import pytest

from engines.report.pictures import picture
from engines.report.pictures.canvas import Canvas, cut, text_width
from tests.engines.report.test_figures import CASES, IDS, drawn


def texts(svg: str) -> list[str]:
    assert svg.count("<text") == svg.count("</text>")
    return [html.unescape(found) for found in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


@pytest.mark.parametrize(("chart", "query"), CASES, ids=IDS)
def test_every_chart_has_a_picture(chart: Any, query: Any) -> None:
    for language in ("zh-CN", "en"):
        svg = picture(drawn(chart, query, language=language), "标题 <&>", "en" if language == "en" else "zh-CN")
        found = texts(svg)
        assert found[0] == "标题 <&>"
        assert len(found) > 1
        assert "nan" not in svg


def test_bars_stand_as_high_as_their_values() -> None:
    found = {"type": "bar", "x": ["a", "b"], "y": [10, 5], "name": "n"}
    axis = {"tickvals": [0, 5, 10], "ticktext": ["0", "5", "10"]}
    shown = {"kind": "plotly", "figure": {"data": [found], "layout": {"yaxis": axis, "colorway": ["#123456"]}}}
    svg = picture({**shown, "notes": ["注意"], "left_out": {"text": "另有 3 项"}}, "", "zh-CN")
    heights = [float(height) for height in re.findall(r'height="([0-9.]+)"[^>]*fill="#123456"', svg)]
    assert heights[0] == pytest.approx(2 * heights[1], rel=0.01)
    assert "另有 3 项 · 注意" in texts(svg)


def test_texts_are_cut_to_their_room_and_never_run() -> None:
    assert cut("销售漏斗", 1000, 12) == "销售漏斗"
    assert text_width(cut("很长很长很长的名称", 60, 12), 12) <= 60
    canvas = Canvas(200, 100)
    canvas.text(0, 10, '<script>alert("x")</script>')
    assert "<script" not in canvas.svg()


def test_an_empty_figure_says_so() -> None:
    shown: dict[str, Any] = {"kind": "empty", "text": "没有符合条件的数据", "notes": []}
    assert texts(picture(shown, "空", "zh-CN")) == ["空", "没有符合条件的数据"]


def test_a_band_reaches_from_its_low_line_to_its_high_one_and_not_to_the_ground() -> None:
    high = {"type": "scatter", "x": ["a", "b"], "y": [9, 10], "mode": "lines", "line": {"width": 0}}
    low = {**high, "y": [5, 4], "fill": "tonexty"}
    axis = {"tickvals": [0, 5, 10], "ticktext": ["0", "5", "10"]}
    drawing = {"data": [high, low], "layout": {"yaxis": axis}}
    svg = picture({"kind": "plotly", "figure": drawing, "notes": [], "left_out": None}, "", "zh-CN")
    (points,) = re.findall(r'<polygon points="([^"]+)"', svg)
    heights = [float(point.split(",")[1]) for point in points.split()]
    ground = max(float(y) for y in re.findall(r'y1="([0-9.]+)"', svg))
    assert len(heights) == 4
    assert max(heights) < ground - 20
