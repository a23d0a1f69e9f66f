"""What a query can be refused for, as sentences for people in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engines.formula import FormulaError, FormulaErrors

Message = dict[str, str]
"""{"zh-CN": …, "en": …}."""


def sentence(chinese: str, english: str) -> Message:
    """A sentence in both languages."""
    return {"zh-CN": chinese, "en": english}


@dataclass(frozen=True)
class Problem:
    """One reason. `place` is where in the query: `where`, `measures.amt.field`, `rows.m`."""

    place: str
    message: Message

    def to_json(self) -> dict[str, Any]:
        return {"place": self.place, "message": self.message}


class ReportError(Exception):
    """A query, plan or drill that can't be answered exactly; carries every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.place}: {problem.message['en']}" for problem in self.problems))


def refuse(place: str, chinese: str, english: str) -> ReportError:
    """One reason as an exception."""
    return ReportError([Problem(place, sentence(chinese, english))])


def formula_problems(place: str, error: FormulaError | FormulaErrors) -> list[Problem]:
    """The problems of a formula at its place."""
    found = error.problems if isinstance(error, FormulaErrors) else (error,)
    return [Problem(place, dict(problem.message)) for problem in found]
