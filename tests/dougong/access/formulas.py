"""Random formulas over the `sample` form: text that mostly checks, in all types the language has.

Every draw comes from one `random.Random`, so a printed seed gives the same formulas again.
"""

from __future__ import annotations

from random import Random

NUMBERS = ("n1", "n2", "n3")
TEXTS = ("t1", "t2", "kind")
DATES = ("d1", "d2")
INSTANTS = ("at1", "created_at")
BOOLEANS = ("b1", "b2")
LIST_NUMBERS = ("lines.qty", "lines.price", "lines.qty * lines.price", "lines.qty - 1", "lines.price / lines.qty")
_TEXT_LITERALS = ("'a'", "'b'", "'ab'", "'中文'", "'A b'", "'%'", "'_'", "''", "'x''y'", "'0'", "' a  b '")
_NUMBER_LITERALS = ("0", "1", "2", "-1", "0.1", "2.5", "100", "1e10", "3", "7", "0.333333333333333", "123456789.12345")


class Formulas:
    """Draws formulas of a wanted type."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def of(self, kind: str, depth: int = 3) -> str:
        """A formula of type `number`, `text`, `boolean`, `date` or `datetime`."""
        draw = {"number": self._number, "text": self._text, "boolean": self._boolean, "date": self._date}.get(kind)
        return self._instant(depth) if draw is None else draw(depth)

    def _pick(self, *choices: str) -> str:
        return self._random.choice(choices)

    def _number(self, depth: int) -> str:
        if depth <= 0:
            return self._pick(*NUMBERS, *_NUMBER_LITERALS)
        n, d = (lambda: self._number(depth - 1)), depth - 1
        makers = (
            lambda: f"({n()} {self._pick('+', '-', '*', '/')} {n()})",
            lambda: f"({n()} {self._pick('+', '-', '*', '/')} {n()})",
            lambda: f"-{n()}",
            lambda: (
                f"{self._pick('ROUND', 'ROUNDUP', 'ROUNDDOWN', 'TRUNC')}({n()}, {self._pick('0', '1', '2', '-1', n())})"
            ),
            lambda: f"{self._pick('ABS', 'SIGN', 'INT')}({n()})",
            lambda: f"MOD({n()}, {n()})",
            lambda: f"QUOTIENT({n()}, {n()})",
            lambda: f"IF({self._boolean(d)}, {n()}, {n()})",
            lambda: f"IFERROR({n()}, {n()})",
            lambda: f"SWITCH({self._text(d)}, {self._text(0)}, {n()}, {self._text(0)}, {n()}, {n()})",
            lambda: f"LEN({self._text(d)})",
            lambda: f"{self._pick('YEAR', 'MONTH', 'DAY', 'WEEKDAY', 'QUARTER', 'ISOWEEKNUM')}({self._date(d)})",
            lambda: f"{self._pick('HOUR', 'MINUTE', 'SECOND')}({self._instant(d)})",
            lambda: f"({self._date(d)} - {self._date(d)})",
            lambda: f"({self._instant(d)} - {self._instant(d)})",
            lambda: f"DATEDIF({self._date(d)}, {self._date(d)}, '{self._pick('y', 'm', 'd', 'ym')}')",
            lambda: f"{self._pick('SUM', 'MIN', 'MAX', 'AVERAGE', 'COUNT')}({n()}, {n()})",
            lambda: f"{self._pick('SUM', 'MIN', 'MAX', 'AVERAGE', 'COUNT')}({self._pick(*LIST_NUMBERS)})",
            lambda: f"SUM({self._pick(*LIST_NUMBERS)}, {n()})",
            lambda: f"COUNTIFS({self._condition()})",
            lambda: f"SUMIFS(lines.price, {self._condition()}, {self._condition()})",
            lambda: f"{self._pick('AVERAGEIFS', 'MAXIFS', 'MINIFS')}(lines.qty, {self._condition()})",
            lambda: f"COUNTA({self._pick('lines.name', 'tags')})",
            lambda: f"COALESCE({self._pick(*NUMBERS)}, {n()})",
        )
        return self._random.choice(makers)()

    def _condition(self) -> str:
        return self._pick(
            "lines.qty > 1", "lines.name = 'a'", "lines.price <> lines.qty", "lines.qty = NULL", "lines.qty * 2 >= n1"
        )

    def _text(self, depth: int) -> str:
        if depth <= 0:
            return self._pick(*TEXTS, *_TEXT_LITERALS)
        t, d = (lambda: self._text(depth - 1)), depth - 1
        makers = (
            lambda: f"({t()} & {self._pick(t(), self._number(d), self._date(d), self._boolean(d), self._instant(d))})",
            lambda: f"{self._pick('LEFT', 'RIGHT')}({t()}, {self._pick('1', '2', '0', self._number(d))})",
            lambda: f"MID({t()}, {self._pick('1', '2', self._number(d))}, {self._pick('1', '3', self._number(d))})",
            lambda: f"TRIM({t()})",
            lambda: f"IF({self._boolean(d)}, {t()}, {t()})",
            lambda: f"COALESCE({t()}, {t()})",
            lambda: f"CONCATENATE({t()}, {t()}, {t()})",
            lambda: f"IFERROR({t()}, {t()})",
        )
        return self._random.choice(makers)()

    def _boolean(self, depth: int) -> str:
        if depth <= 0:
            return self._pick(*BOOLEANS, "TRUE", "FALSE", "kind = 'a'", "n1 > 1", "t1 = NULL")
        b, d = (lambda: self._boolean(depth - 1)), depth - 1
        compare = ("=", "<>", "<", "<=", ">", ">=")
        makers = (
            lambda: f"({self._number(d)} {self._pick(*compare)} {self._number(d)})",
            lambda: f"({self._text(d)} {self._pick(*compare)} {self._text(d)})",
            lambda: f"({self._date(d)} {self._pick(*compare)} {self._pick(self._date(d), self._instant(d))})",
            lambda: f"({self._instant(d)} {self._pick(*compare)} {self._instant(d)})",
            lambda: f"({b()} {self._pick('and', 'or')} {b()})",
            lambda: f"(not {b()})",
            lambda: f"{self._pick('AND', 'OR', 'XOR')}({b()}, {b()})",
            lambda: f"({self._pick(*NUMBERS)} {self._pick('in', 'not in')} (1, 2.5, {self._pick('NULL', '3')}))",
            lambda: f"(kind {self._pick('in', 'not in')} ('a', 'b'))",
            lambda: f"({self._pick(chr(39) + 'x' + chr(39), 't1')} in tags)",
            lambda: f"ISBLANK({self._pick(self._number(d), self._text(d), 'tags', 'lines.qty', self._date(d))})",
            lambda: f"ISERROR({self._pick(self._number(d), self._text(d))})",
            lambda: f"{self._pick('CONTAINS', 'STARTSWITH', 'ENDSWITH', 'EXACT')}({self._text(d)}, {self._text(d)})",
            lambda: f"(tags {self._pick('=', '<>')} NULL)",
            lambda: f"(user.id {self._pick('=', '<>')} owner)",
            lambda: f"({b()} {self._pick('=', '<>')} {b()})",
            lambda: f"((not {b()}) {self._pick('=', '<>')} {b()})",
            lambda: f"(customer.name {self._pick(*compare)} {self._text(d)})",
            lambda: f"(customer.size + 1 {self._pick(*compare)} {self._number(d)})",
            lambda: f"(customer {self._pick('=', '<>')} NULL)",
        )
        return self._random.choice(makers)()

    def _date(self, depth: int) -> str:
        if depth <= 0:
            return self._pick(*DATES, "TODAY()")
        d = depth - 1
        makers = (
            lambda: f"({self._date(d)} {self._pick('+', '-')} {self._number(d)})",
            lambda: f"{self._pick('EDATE', 'EOMONTH')}({self._date(d)}, {self._pick('1', '-3', self._number(d))})",
            lambda: f"IF({self._boolean(d)}, {self._date(d)}, {self._date(d)})",
            lambda: f"COALESCE({self._date(0)}, {self._date(d)})",
            lambda: self._date(0),
        )
        return self._random.choice(makers)()

    def _instant(self, depth: int) -> str:
        if depth <= 0:
            return self._pick(*INSTANTS, "NOW()")
        return self._pick(f"({self._instant(depth - 1)} {self._pick('+', '-')} {self._number(depth - 1)})", *INSTANTS)
