"""What no column can hold, refused alike on both databases: the NUL character (PostgreSQL keeps none in a text), whole
numbers of more than 64 bits.

Two lines: `in_address` and `in_json` at the door of every request; `guard` before every statement, for what comes from
elsewhere (files, answers of other systems, formulas). What fields of forms hold is cleaned of all control characters
before (`engines.form.text`).
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, Engine, event
from starlette.exceptions import HTTPException

from dougong.kit.errors import Invalid, say

_ESCAPE = "\\u0000"
_IN_JSON = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""The escape itself, not a backslash of the text before the letters u0000."""
_LARGEST = 2**63 - 1


class NulInBody(HTTPException):
    """Raised while a body arrives: FastAPI lets this kind of exception through and hides others behind a 400."""

    def __init__(self) -> None:
        super().__init__(Invalid.status)


def nul() -> Invalid:
    """What a caller is told of a NUL character."""
    return Invalid(
        say("文本中不能有空字符（U+0000）。", "A text can't contain the NUL character (U+0000)."), "nul_character"
    )


def in_json(body: bytes) -> bool:
    """Whether a text or key of this JSON contains a NUL character."""
    return b"\\u0000" in body and _IN_JSON.search(body) is not None


def in_address(path: str, query: bytes) -> bool:
    """Whether path or query do."""
    return "\0" in path or b"%00" in query


def guard(engine: Engine) -> None:
    """No statement of this engine takes such things to the database."""
    event.listen(engine, "before_cursor_execute", _refuse)


def _refuse(_c: Connection, _cursor: object, _sql: str, parameters: Any, _context: object, many: bool) -> None:
    for row in parameters if many else (parameters,):
        for value in row.values() if isinstance(row, dict) else row:
            if isinstance(value, str):
                if "\0" in value or (_ESCAPE in value and _is_document(value)):
                    raise nul()
            elif isinstance(value, int) and not -_LARGEST <= value <= _LARGEST:
                raise Invalid(say("数字太大，无法存储。", "A number is too large to be stored."), "number_too_large")


def _is_document(text: str) -> bool:
    return text[:1] in ("{", "[", '"') and in_json(text.encode())
