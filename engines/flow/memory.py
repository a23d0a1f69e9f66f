"""What the steps of a scope have left behind, for the few later steps that ask: formulas (`steps.a.outcome`), assignees
(the same person as at …), steps on records found before, returns.

A flow has up to 500 steps, a step asks for one or two of those before it. So the lines are one text that is passed on
as it is, and only the line that is asked for is read: what a step costs does not grow with the steps before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote


@dataclass(slots=True)
class Done:
    """What a step has left behind: how it ended, who decided, the records it made or found."""

    outcome: str | None = None
    by: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    count: int = 0


class Memory(Mapping[str, Done]):
    """Node id → what its step has left behind. Never changed in place, so states share it.

    The text: a line `;node=outcome/by,by/record,record/count` for each step, the latest last; what is empty at the end
    of a line is left out. Everything between the marks is percent-encoded."""

    __slots__ = ("text",)

    def __init__(self, text: str = "") -> None:
        self.text = text

    @classmethod
    def of(cls, steps: Mapping[str, Done]) -> Memory:
        """The lines of these steps."""
        return cls("".join(_line(node, done) for node, done in steps.items()))

    def __getitem__(self, node: str) -> Done:
        span = self._span(node)
        if span is None:
            raise KeyError(node)
        return _read(self.text[span[0] : span[1]])[1]

    def __contains__(self, node: object) -> bool:
        return isinstance(node, str) and self._span(node) is not None

    def __iter__(self) -> Iterator[str]:
        return (node for node, _ in self._lines())

    def __len__(self) -> int:
        return self.text.count(";")

    def __eq__(self, other: object) -> bool:
        return self.text == other.text if isinstance(other, Memory) else super().__eq__(other)

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Memory({self.text!r})"

    def noting(self, node: str, done: Done) -> Memory:
        """With one more line, or another one for the same step."""
        span, line = self._span(node), _line(node, done)
        return Memory(self.text + line if span is None else self.text[: span[0]] + self.text[span[1] :] + line)

    def without(self, nodes: AbstractSet[str]) -> Memory:
        """Without the lines of these steps."""
        return Memory.of({node: done for node, done in self._lines() if node not in nodes})

    def renamed(self, nodes: Mapping[str, str]) -> Memory:
        """Under the new ids of nodes."""
        return Memory.of({nodes.get(node, node): done for node, done in self._lines()}) if nodes else self

    def _span(self, node: str) -> tuple[int, int] | None:
        begin = self.text.find(f";{node}=")
        if begin < 0:
            return None
        end = self.text.find(";", begin + 1)
        return begin, end if end >= 0 else len(self.text)

    def _lines(self) -> Iterable[tuple[str, Done]]:
        return (_read(line) for line in self.text.split(";") if line)


def _line(node: str, done: Done) -> str:
    parts = [_word(done.outcome or ""), _words(done.by), _words(done.records), str(done.count or "")]
    return f";{node}={'/'.join(parts).rstrip('/')}"


def _words(words: Iterable[str]) -> str:
    return ",".join(map(_word, words))


def _word(word: str) -> str:
    return quote(word, safe="")


def _read(line: str) -> tuple[str, Done]:
    node, _, rest = line.lstrip(";").partition("=")
    outcome, by, records, count = [*rest.split("/"), "", "", ""][:4]
    return node, Done(unquote(outcome) or None, _split(by), _split(records), int(count or 0))


def _split(words: str) -> tuple[str, ...]:
    return tuple(map(unquote, words.split(","))) if words else ()


# documents of version 1 kept a row of JSON for each step ----------------------------------------------


def from_rows(rows: Mapping[str, list[Any]]) -> str:
    """The text of what version 1 of the state kept: node → `[outcome, [by, …], [record, …], count]`, cut short."""
    read: dict[str, Done] = {}
    for node, row in rows.items():
        usual: list[Any] = [None, [], [], 0]
        outcome, by, records, count = [*row, *usual[len(row) :]]
        read[node] = Done(outcome, tuple(by), tuple(records), count)
    return Memory.of(read).text


def lift_rows(document: dict[str, Any]) -> dict[str, Any]:
    """A state of version 1 as version 2 has it."""
    lifted = {**document, "v": 2}
    if "steps" in document:
        lifted["steps"] = from_rows(document["steps"])
    if "scopes" in document:
        lifted["scopes"] = {
            key: [*row[:5], from_rows(row[5])] if len(row) > 5 else row for key, row in document["scopes"].items()
        }
    return lifted
