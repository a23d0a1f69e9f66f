"""What can be wrong: with a definition (`Problem`), with one value (`ValueProblem`), with a record
(`FieldProblem`). Every problem carries a stable code and a sentence in both languages.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engines.form.labels import Sentence

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a definition. `path` leads into its JSON, e.g. `("fields", 3, "formula")`;
    `pos`/`length` mark the place inside a formula text (characters)."""

    path: Path
    code: str
    message: Sentence
    level: Literal["error", "warning"] = "error"
    pos: int | None = None
    length: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The shape of `Problem` in docs/api.md (message in both languages)."""
        data: dict[str, Any] = {
            "path": list(self.path),
            "code": self.code,
            "message": self.message,
            "level": self.level,
        }
        if self.pos is not None:
            data |= {"pos": self.pos, "length": self.length or 1}
        return data


class DefinitionErrors(ValueError):
    """A definition that can't be read. `problems` has at least one entry of level `error`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{'.'.join(map(str, p.path))}: {p.message['en']}" for p in self.problems))


class ValueProblem(ValueError):
    """A value that its field can't hold. `message` is the sentence after «label：»."""

    def __init__(self, code: str, zh: str, en: str, params: Mapping[str, Any] | None = None) -> None:
        self.code = code
        self.message: Sentence = {"zh-CN": zh, "en": en}
        self.params: dict[str, Any] = dict(params or {})
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A problem of one record. `path` leads into its JSON (`("lines", 0, "amount")`); `field` is the
    first own field it belongs to, "" for the record as a whole."""

    field: str
    path: Path
    code: str
    message: Sentence
    level: Literal["block", "warn"] = "block"
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
