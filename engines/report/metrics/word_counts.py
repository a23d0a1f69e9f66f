"""Words of texts and in how many records they stand: word clouds that lead to the records (R99, R129)."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Protocol

import polars as pl
from pydantic import Field, StringConstraints

from engines.report.metrics._frames import column, table
from engines.report.metrics._stop_words import STOP_WORDS
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
_WORD = re.compile(r"[㐀-鿿豈-﫿]+|[^\W\d_][\w'’-]*", re.UNICODE)
_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_OWN_WORD_FREQUENCY = 1_000_000


class WordCountOptions(Options):
    """`words` are never cut apart (products, terms); `stop` words are left out besides the usual ones. Words shorter
    than `shortest` letters are left out."""

    words: Annotated[tuple[Word, ...], Field(max_length=2_000)] = ()
    stop: Annotated[tuple[Word, ...], Field(max_length=2_000)] = ()
    shortest: Annotated[int, Field(ge=1, le=10)] = 2
    top: Annotated[int, Field(ge=1, le=500)] = 100


class Cutter(Protocol):
    """What is used of rjieba's dictionary."""

    def cut(self, text: str, hmm: bool) -> list[str]:
        """The words of a text, in order."""

    def add_word(self, word: str, freq: int | None, tag: str | None) -> int:
        """Adds a word; answers its frequency."""


@dataclass(frozen=True, slots=True)
class WordCount:
    """`records` is the number of records with the word: a click opens exactly so many. `times` counts every one."""

    word: str
    records: int
    times: int


@dataclass(frozen=True, kw_only=True)
class WordCountResult(Result):
    """`n` records with a text; `left_out` words beyond the `top`. `places`: word, record, times; for all words."""

    words: tuple[WordCount, ...]
    left_out: int
    places: pl.DataFrame


def compute(frames: Frames, options: WordCountOptions, scene: Scene) -> WordCountResult:
    """Texts of one record in several rows are one text."""
    texts = frames["texts"].drop_nulls()
    per: dict[str, Counter[str]] = {}
    for record, text in texts.iter_rows():
        per.setdefault(record, Counter()).update(words_of(text, options))
    rows = [(word, record, times) for record, counted in per.items() for word, times in counted.items()]
    places = pl.DataFrame(rows, {"word": pl.String, "record": pl.String, "times": pl.Int64}, orient="row")
    ranked = (
        places.group_by("word")
        .agg(pl.len().alias("records"), pl.sum("times"))
        .sort("records", "times", "word", descending=[True, True, False])
    )
    return WordCountResult(
        n=len(per),
        words=tuple(WordCount(*row) for row in ranked.head(options.top).iter_rows()),
        left_out=max(0, len(ranked) - options.top),
        places=places.sort("word", "record"),
    )


def words_of(text: str, options: WordCountOptions) -> Iterator[str]:
    """The words of a text that count, in order, lower-cased; Chinese is cut by dictionary."""
    cutter = _cutter(options.words)
    stop = STOP_WORDS | {word.lower() for word in options.stop}
    own = {word.lower() for word in options.words}
    for match in _WORD.finditer(text.lower()):
        run = match.group()
        for word in cutter.cut(run, hmm=True) if _HAN.match(run) else (run,):
            if word in own or (len(word) >= options.shortest and word not in stop):
                yield word


@lru_cache(maxsize=8)
def _cutter(words: tuple[str, ...]) -> Cutter:
    """A dictionary with the company's own words; loading one takes half a second, so the last few are kept, and nobody
    who draws no word cloud pays for it."""
    cutter: Cutter = importlib.import_module("rjieba").Jieba()
    for word in words:
        cutter.add_word(word.lower(), _OWN_WORD_FREQUENCY, None)
    return cutter


METRIC = Metric(
    key="word_counts",
    version=1,
    label=Text("词频", "Word counts"),
    doc=Text(
        "文本中出现的词，以及有多少条记录包含它；数字准确，点击即可看到这些记录。",
        "The words of a text field and how many records contain each; the counts are exact and lead to the records.",
    ),
    formula=Text("包含该词的记录数", "records that contain the word"),
    source="Chinese cut with jieba's dictionary (rjieba, MIT)",
    tables=(
        table(
            "texts", "文本", "texts",
            column("record", "id", "记录", "record"),
            column("text", "text", "文本", "text"),
        ),
    ),
    options=WordCountOptions,
    run=compute,
    unit="integer",
)  # fmt: skip
