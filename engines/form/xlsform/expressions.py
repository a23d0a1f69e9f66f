"""Expressions of XLSForm (a subset of XPath 1.0) as texts of our formula language.

`${age} >= 18 and selected(${likes}, 'tea')` → `age >= 18 and 'tea' in likes`. What has no like here raises
`NotTranslatable` with the piece that can't be said; nothing is guessed.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""\s*(?:(?P<field>\$\{\s*[^}\s]+\s*\})|(?P<text>'[^']*'|"[^"]*")|(?P<number>\d+(?:\.\d+)?|\.\d+)
    |(?P<op>!=|<=|>=|[=<>+*(),-])|(?P<self>\.(?![\w./]))|(?P<word>[A-Za-z_][\w-]*))""",
    re.VERBOSE,
)
_SAME = {
    **dict.fromkeys(("abs", "sqrt", "exp", "sin", "cos", "tan", "sum", "min", "max", "count", "if", "coalesce"), ""),
    **{"log": "LN", "pow": "POWER", "string-length": "LEN", "concat": "CONCATENATE", "number": "VALUE"},
    **{"regex": "REGEXMATCH", "contains": "CONTAINS", "starts-with": "STARTSWITH", "ends-with": "ENDSWITH"},
    **{"upper-case": "UPPER", "lower-case": "LOWER", "normalize-space": "TRIM", "date": "TODATE", "not": "NOT"},
    **{"today": "TODAY", "now": "NOW", "true": "TRUE", "false": "FALSE", "pi": "PI", "log10": "LOG10"},
    **{"count-selected": "COUNTA", "int": "TRUNC", "round": "ROUND", "string": "CONCATENATE"},
}
_COMPARE = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_MOST = 4_000
_DEPTH = 40


class NotTranslatable(ValueError):
    """`piece`: what of the expression our language has no word for."""

    def __init__(self, piece: str) -> None:
        self.piece = piece[:100]
        super().__init__(piece)


@dataclass(frozen=True)
class Names:
    """`field`: our text for `${name}`, None for an unknown one; `many`: whether it takes several choices; `own`: the
    field that «.» means."""

    field: Callable[[str], str | None]
    many: Callable[[str], bool]
    own: str | None = None


def translate(text: str, names: Names) -> str:
    """The expression as a formula."""
    if len(text) > _MOST:
        raise NotTranslatable(text)
    reader = _Reader(_tokens(text), names)
    found = reader.either()
    if reader.next is not None:
        raise NotTranslatable(reader.next[1])
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place = [], 0
    text = text.strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise NotTranslatable(text[place:])
        found.append((match.lastgroup, match.group(match.lastgroup)))
        place = match.end()
    return found


class _Reader:
    """Recursive descent: or, and, comparison, sum, product, sign, value."""

    def __init__(self, tokens: list[tuple[str, str]], names: Names) -> None:
        self._tokens, self._names, self._place, self._depth = tokens, names, 0, 0

    @property
    def next(self) -> tuple[str, str] | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def either(self) -> str:
        self._depth += 1
        if self._depth > _DEPTH:
            raise NotTranslatable("(")
        found = self._both()
        while self._take("word", "or"):
            found = f"{found} or {self._both()}"
        self._depth -= 1
        return found

    def _both(self) -> str:
        found = self._comparison()
        while self._take("word", "and"):
            found = f"{found} and {self._comparison()}"
        return found

    def _comparison(self) -> str:
        left = self._sum()
        sign = self._one_of("op", _COMPARE)
        if sign is None:
            return left
        right = self._sum()
        if right in ("''", '""') and sign in ("=", "!="):
            return f"ISBLANK({left})" if sign == "=" else f"NOT(ISBLANK({left}))"
        return f"{left} {_COMPARE[sign]} {right}"

    def _sum(self) -> str:
        found = self._product()
        while (sign := self._one_of("op", ("+", "-"))) is not None:
            found = f"{found} {sign} {self._product()}"
        return found

    def _product(self) -> str:
        found = self._signed()
        while True:
            if self._take("op", "*"):
                found = f"{found} * {self._signed()}"
            elif self._take("word", "div"):
                found = f"{found} / {self._signed()}"
            elif self._take("word", "mod"):
                found = f"MOD({found}, {self._signed()})"
            else:
                return found

    def _signed(self) -> str:
        return f"-{self._value()}" if self._take("op", "-") else self._value()

    def _value(self) -> str:
        if self.next is None:
            raise NotTranslatable("")
        kind, text = self.next
        self._place += 1
        if kind == "op" and text == "(":
            inner = self.either()
            self._expect(")")
            return f"({inner})"
        if kind == "number":
            return f"0{text}" if text.startswith(".") else text
        if kind == "text":
            return text
        if kind == "field":
            found = self._names.field(text[2:-1].strip())
            if found is not None:
                return found
        elif kind == "self" and self._names.own is not None:
            return self._names.own
        elif kind == "word" and self._take("op", "("):
            return self._call(text)
        raise NotTranslatable(text)

    def _call(self, name: str) -> str:
        arguments: list[str] = []
        if not self._take("op", ")"):
            arguments.append(self.either())
            while self._take("op", ","):
                arguments.append(self.either())
            self._expect(")")
        if name == "selected" and len(arguments) == 2:
            left, right = arguments
            return f"{right} in {left}" if self._names.many(left) else f"{left} = {right}"
        if name not in _SAME:
            raise NotTranslatable(f"{name}()")
        if name == "round" and len(arguments) == 1:
            arguments.append("0")
        return f"{_SAME[name] or name.upper()}({', '.join(arguments)})"

    def _take(self, kind: str, text: str) -> bool:
        if self.next != (kind, text):
            return False
        self._place += 1
        return True

    def _one_of(self, kind: str, texts: Collection[str]) -> str | None:
        found = self.next
        if found is None or found[0] != kind or found[1] not in texts:
            return None
        self._place += 1
        return found[1]

    def _expect(self, text: str) -> None:
        if not self._take("op", text):
            raise NotTranslatable(text)
