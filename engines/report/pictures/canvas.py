"""A small SVG sheet: shapes and texts, nothing else. Texts are measured roughly and cut with an ellipsis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

INK, GREY, LINE = "#262626", "#8c8c8c", "#e5e6eb"
FONTS = "Noto Sans CJK SC, WenQuanYi Micro Hei, Microsoft YaHei, PingFang SC, sans-serif"
Anchor = Literal["start", "middle", "end"]
_WIDE_FROM = 0x2E80


def text_width(text: str, size: float) -> float:
    """About how wide a text is: Chinese signs are square, others half as wide."""
    return sum(size if ord(sign) >= _WIDE_FROM else size * 0.56 for sign in text)


def cut(text: str, width: float, size: float) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept + "…"


class Canvas:
    """Shapes are added in order; `svg()` gives the sheet."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, fill: str, *, radius: float = 0) -> None:
        if height < 0:
            y, height = y + height, -height
        if width < 0:
            x, width = x + width, -width
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:g}" fill="{fill}"/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, color: str = LINE, width: float = 1) -> None:
        self._parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}" stroke-width="{width:g}"/>'
        )

    def path(self, points: Sequence[tuple[float, float]], color: str, *, width: float = 2, dash: str = "") -> None:
        found = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<polyline points="{found}" fill="none" stroke="{color}" stroke-width="{width:g}"{dashed}/>'
        )

    def area(self, points: Sequence[tuple[float, float]], fill: str, opacity: float = 1) -> None:
        found = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._parts.append(f'<polygon points="{found}" fill="{fill}" fill-opacity="{opacity:g}"/>')

    def arc(self, shape: str, fill: str) -> None:
        """A path of SVG's own language, made of numbers by the caller."""
        self._parts.append(f'<path d="{shape}" fill="{fill}" stroke="#ffffff" stroke-width="1"/>')

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}" fill-opacity="0.85"/>')

    def picture(self, x: float, y: float, width: float, height: float, png: str) -> None:
        """A PNG in base64, whole and in the middle of its room."""
        self._parts.append(
            f'<image x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'preserveAspectRatio="xMidYMid meet" href={quoteattr("data:image/png;base64," + png)}/>'
        )

    def text(
        self, x: float, y: float, text: str, *, size: float = 12, color: str = INK, anchor: Anchor = "start",
        bold: bool = False, width: float | None = None,
    ) -> None:  # fmt: skip
        shown = text if width is None else cut(text, width, size)
        weight = ' font-weight="600"' if bold else ""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{color}" text-anchor="{anchor}"{weight}>'
            f"{escape(shown)}</text>"
        )

    def svg(self) -> str:
        """The whole sheet."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}" height="{self.height:g}" '
            f'viewBox="0 0 {self.width:g} {self.height:g}" font-family={quoteattr(FONTS)}>'
            + "".join(self._parts)
            + "</svg>"
        )
