"""Cleaned HTML as a tree that a printer understands: blocks of runs.

Block: `{"t": "p"|"h1"|"h2"|"h3"|"pre", "runs": [Run]}` · `{"t": "ul"|"ol", "items": [[Block]]}` · `{"t": "quote",
"blocks": [Block]}` · `{"t": "hr"}`. Run: `{"s": text}` with `b`, `i`, `u`, `x` (struck), `code`, `link` where they
hold, or `{"img": name, "w": millimetres}`, or `{"page": "now"|"all"}`.
"""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

Run = dict[str, Any]
Block = dict[str, Any]
Words = Callable[[str], list[Run]]
"""What a stretch of text becomes (its places filled)."""
_MARKS = {"strong": "b", "em": "i", "u": "u", "s": "x", "code": "code"}
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "pre"})


def blocks_of(html: str, words: Words) -> list[Block]:
    """The blocks of cleaned HTML."""
    reader = _Reader(words)
    reader.feed(html)
    reader.close()
    return reader.found()


def plain_blocks(text: str) -> list[Block]:
    """A paragraph for each line."""
    return [{"t": "p", "runs": [{"s": line}] if line else []} for line in text.split("\n")]


def texts_of(html: str) -> Iterator[str]:
    """The stretches of text in cleaned HTML."""
    found: list[str] = []

    def note(text: str) -> list[Run]:
        found.append(text)
        return []

    blocks_of(html, note)
    return iter(found)


class _Reader(HTMLParser):
    """Builds the tree; `_open` is the stack of lists of blocks that stand open."""

    def __init__(self, words: Words) -> None:
        super().__init__(convert_charrefs=True)
        self._words = words
        self._open: list[list[Block]] = [[]]
        self._runs: list[Run] | None = None
        self._marks: dict[str, int] = {}
        self._links: list[str] = []
        self._text = ""

    def found(self) -> list[Block]:
        self._flush()
        return self._open[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._flush()
        if tag in _PARAGRAPHS:
            self._runs = []
            self._open[-1].append({"t": tag, "runs": self._runs})
        elif tag in ("ul", "ol"):
            self._nest({"t": tag, "items": []})
        elif tag == "blockquote":
            inner: list[Block] = []
            self._nest({"t": "quote", "blocks": inner}, inner)
        elif tag == "li":
            self._item()
        elif tag == "br":
            self._into().append({"s": "\n"})
        elif tag == "hr":
            self._open[-1].append({"t": "hr"})
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
        elif tag in _MARKS:
            self._marks[_MARKS[tag]] = self._marks.get(_MARKS[tag], 0) + 1

    def handle_endtag(self, tag: str) -> None:
        self._flush()
        if tag in _PARAGRAPHS:
            self._runs = None
        elif tag in ("ul", "ol", "blockquote", "li"):
            self._runs = None
            if len(self._open) > 1:
                self._open.pop()
        elif tag == "a" and self._links:
            self._links.pop()
        elif tag in _MARKS and self._marks.get(_MARKS[tag]):
            self._marks[_MARKS[tag]] -= 1

    def handle_data(self, data: str) -> None:
        self._text += data

    def _flush(self) -> None:
        """Text is told in whole stretches: a place must not fall apart."""
        text, self._text = self._text, ""
        if not text or (self._runs is None and not text.strip()):
            return
        marks = {name: True for name, depth in self._marks.items() if depth}
        link = {"link": self._links[-1]} if self._links else {}
        self._into().extend({**run, **marks, **link} if "s" in run else run for run in self._words(text))

    def _into(self) -> list[Run]:
        """The runs of the paragraph at hand; text that stands in none gets one."""
        if self._runs is None:
            self._runs = []
            self._open[-1].append({"t": "p", "runs": self._runs})
        return self._runs

    def _nest(self, block: Block, inner: list[Block] | None = None) -> None:
        self._runs = None
        self._open[-1].append(block)
        self._open.append([] if inner is None else inner)

    def _item(self) -> None:
        """A list item's blocks: they belong to the list that was opened last."""
        self._runs = None
        inner: list[Block] = []
        holder = next(
            (each for each in reversed(self._open[-2] if len(self._open) > 1 else []) if "items" in each), None
        )
        if holder is not None:
            holder["items"].append(inner)
        self._open.append(inner)
