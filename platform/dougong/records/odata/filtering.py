"""`$filter` as the one formula language (OData URL conventions §5.1.1): what comes out is typed, checked against the
caller's rights and compiled like every other filter.

Precedence, from tight to loose: `not` `-` · `mul` `div` `mod` · `add` `sub` · `gt` `ge` `lt` `le` `in` · `eq` `ne` ·
`and` · `or`. A comparison with `null` asks for blanks. An instant is written as seconds after a day of 1970, because
formulas write wall-clock times, of which an hour is there twice a year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dougong.records.odata.problems import bad_question, not_offered

LONGEST = 4_000
_DEEPEST = 40
_EPOCH = date(1970, 1, 2)
_TOKEN = re.compile(
    r"""\s*(?:(?P<instant>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(?:Z|[+-]\d\d:\d\d))
    |(?P<guid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})
    |(?P<date>\d{4}-\d\d-\d\d)(?![\w:])
    |(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])
    |(?P<string>'(?:[^']|'')*')
    |(?P<name>[A-Za-z_]\w*(?:/[A-Za-z_]\w*)*)
    |(?P<sign>[(),:-]))""",
    re.VERBOSE,
)
_COMPARING = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "=", "ne": "<>"}
_COMPUTING = {"mul": "*", "div": "/", "divby": "/", "add": "+", "sub": "-"}
_WORDS = {"true": "TRUE", "false": "FALSE", "null": "NULL"}
_FUNCTIONS: dict[str, tuple[int, str]] = {
    "contains": (2, "CONTAINS({0}, {1})"),
    "startswith": (2, "STARTSWITH({0}, {1})"),
    "endswith": (2, "ENDSWITH({0}, {1})"),
    "length": (1, "LEN({0})"),
    "trim": (1, "TRIM({0})"),
    "tolower": (1, "LOWER({0})"),
    "toupper": (1, "UPPER({0})"),
    "concat": (2, "CONCATENATE({0}, {1})"),
    "year": (1, "YEAR({0})"),
    "month": (1, "MONTH({0})"),
    "day": (1, "DAY({0})"),
    "hour": (1, "HOUR({0})"),
    "minute": (1, "MINUTE({0})"),
    "second": (1, "SECOND({0})"),
    "date": (1, "TODATE({0})"),
    "now": (0, "NOW()"),
    "round": (1, "ROUND({0}, 0)"),
    "floor": (1, "INT({0})"),
    "ceiling": (1, "(-INT(-({0})))"),
}


class _Token(NamedTuple):
    kind: str
    text: str


class Reader:
    """Reads one expression. `path`: a property's name (`customer/level`) as formulas know it; raises for others."""

    def __init__(self, text: str, path: Callable[[str], str], tz: str) -> None:
        if len(text) > LONGEST:
            raise bad_question("$filter")
        self._tokens = _tokens(text)
        self._at = 0
        self._path = path
        self._tz = tz
        self._depth = 0

    def formula(self) -> str:
        """The whole text as a formula. Raises BadQuestion, NotOffered."""
        found = self._either()
        if self._at < len(self._tokens):
            raise bad_question(self._tokens[self._at].text)
        return found

    def _either(self) -> str:
        return self._chain(("or",), lambda: self._chain(("and",), self._equal))

    def _chain(self, words: Sequence[str], part: Callable[[], str]) -> str:
        parts = [part()]
        while (word := self._word(words)) is not None:
            parts += [word, part()]
        return parts[0] if len(parts) == 1 else f"({' '.join(parts)})"

    def _equal(self) -> str:
        return self._compared(("eq", "ne"), self._ordered)

    def _ordered(self) -> str:
        left = self._compared(("gt", "ge", "lt", "le"), self._sum)
        if self._word(("has",)):
            raise not_offered("has")
        if self._word(("in",)) is None:
            return left
        return f"({left} in ({', '.join(self._arguments())}))"

    def _compared(self, words: Sequence[str], part: Callable[[], str]) -> str:
        left = part()
        word = self._word(words)
        return left if word is None else f"({left} {_COMPARING[word]} {part()})"

    def _sum(self) -> str:
        return self._computed(("add", "sub"), lambda: self._computed(("mul", "div", "divby", "mod"), self._single))

    def _computed(self, words: Sequence[str], part: Callable[[], str]) -> str:
        found = part()
        while (word := self._word(words)) is not None:
            right = part()
            found = f"MOD({found}, {right})" if word == "mod" else f"({found} {_COMPUTING[word]} {right})"
        return found

    def _single(self) -> str:
        """What stands between signs; everything that nests passes here."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise bad_question("$filter")
        found = self._value()
        self._depth -= 1
        return found

    def _value(self) -> str:
        if self._word(("not",)) is not None:
            return f"(not {self._single()})"
        token = self._next()
        match token.kind:
            case "string":
                return token.text
            case "number":
                return token.text
            case "date":
                return "DATE({}, {}, {})".format(*(int(part) for part in token.text.split("-")))
            case "guid":
                return f"'{token.text.lower()}'"
            case "instant":
                return self._instant(token.text)
            case "name":
                return self._named(token.text)
        if token.text == "-":
            return f"(-{self._single()})"
        if token.text != "(":
            raise bad_question(token.text)
        inner = self._either()
        self._expect(")")
        return f"({inner})"

    def _named(self, name: str) -> str:
        if name in _WORDS:
            return _WORDS[name]
        if not self._peek("("):
            return self._path(name)
        if name.endswith("/any"):
            return self._any(name.removesuffix("/any"))
        if name not in _FUNCTIONS:
            raise not_offered(f"{name}()")
        count, template = _FUNCTIONS[name]
        arguments = self._arguments()
        if len(arguments) != count:
            raise bad_question(f"{name}()")
        return template.format(*arguments)

    def _any(self, name: str) -> str:
        """`tags/any(t:t eq 'vip')`: whether a list has a value."""
        self._expect("(")
        variable = self._next().text
        self._expect(":")
        if self._next().text != variable or self._word(("eq",)) is None:
            raise not_offered("any()")
        value = self._single()
        self._expect(")")
        return f"({value} in {self._path(name)})"

    def _arguments(self) -> list[str]:
        self._expect("(")
        if self._peek(")"):
            self._at += 1
            return []
        found = [self._either()]
        while self._peek(","):
            self._at += 1
            found.append(self._either())
        self._expect(")")
        return found

    def _instant(self, text: str) -> str:
        try:
            moment = datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise bad_question(text) from error
        since = moment - datetime.combine(_EPOCH, time(), ZoneInfo(self._tz)).astimezone(UTC)
        seconds = Decimal(since.days * 86_400 + since.seconds) + Decimal(since.microseconds // 1000) / 1000
        return f"(IF(TRUE, DATE(1970, 1, 2), NOW()) + ({seconds}) / 86400)"

    def _word(self, words: Sequence[str]) -> str | None:
        if self._at < len(self._tokens) and self._tokens[self._at] in [_Token("name", word) for word in words]:
            self._at += 1
            return self._tokens[self._at - 1].text
        return None

    def _peek(self, sign: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at] == _Token("sign", sign)

    def _expect(self, sign: str) -> None:
        if not self._peek(sign):
            raise bad_question("$filter")
        self._at += 1

    def _next(self) -> _Token:
        if self._at == len(self._tokens):
            raise bad_question("$filter")
        self._at += 1
        return self._tokens[self._at - 1]


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise bad_question(text[at : at + 40])
        found.append(_Token(match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found
