"""Random well-typed formulas with random records, for comparing back ends.

    @given(cases(functions=SUPPORTED))
    def test_my_backend_answers_as_the_closures_do(case): …

`cases` draws a `Case`: the formula's text and the record's values (canonical Python values). SCOPE has the types.
`functions` limits the functions used to those a back end supports; operators are always used. Numbers stay
below 12 digits and quotients are rounded, so that back ends on doubles must agree to the last digit as well.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from engines.formula import FUNCTIONS, DictEnv, DictScope, Ref
from engines.formula.types import BOOLEAN, DATE, DATETIME, NUMBER, PERSON, TEXT

NOW = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
STAGES = ("new", "won", "lost")
TYPES: dict[str, Ref] = {
    "n": Ref(NUMBER, "n"),
    "m": Ref(NUMBER, "m"),
    "customer.n": Ref(NUMBER, "customer n"),
    "t": Ref(TEXT, "t"),
    "u": Ref(TEXT, "u"),
    "stage": Ref(TEXT, "stage", options=STAGES),
    "b": Ref(BOOLEAN, "b"),
    "c": Ref(BOOLEAN, "c"),
    "d": Ref(DATE, "d"),
    "e": Ref(DATE, "e"),
    "i": Ref(DATETIME, "i"),
    "j": Ref(DATETIME, "j"),
    "owner": Ref(PERSON, "owner"),
    "user": Ref(PERSON, "user"),
}
SCOPE = DictScope(TYPES)
PEOPLE = ("0190a000-0000-7000-8000-000000000001", "0190a000-0000-7000-8000-000000000002")


@dataclass(frozen=True)
class Case:
    """A formula and a record."""

    text: str
    values: dict[str, Any]

    def env(self) -> DictEnv:
        return DictEnv(self.values, now=NOW)


_LETTERS = "abAB 中文-1é"
_NUMBERS = st.decimals(min_value=-9999, max_value=9999, places=2, allow_nan=False, allow_infinity=False)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "number": st.one_of(_NUMBERS, st.sampled_from([Decimal(0), Decimal(1), Decimal("0.5"), Decimal("-2.5")])),
    "text": st.text(_LETTERS, min_size=1, max_size=6),
    "boolean": st.booleans(),
    "date": st.dates(date(1990, 1, 1), date(2060, 12, 31)),
    "datetime": st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(  # noqa: DTZ001 - hypothesis wants naive bounds
        lambda value: value.replace(microsecond=value.microsecond // 1000 * 1000, tzinfo=UTC)
    ),
    "person": st.sampled_from(PEOPLE),
}


def records() -> st.SearchStrategy[dict[str, Any]]:
    """Random records of SCOPE; about every fourth value is blank."""
    return st.fixed_dictionaries({name: _value(name, ref) for name, ref in TYPES.items()})


def _value(name: str, ref: Ref) -> st.SearchStrategy[Any]:
    values = st.sampled_from(ref.options) if ref.options else _VALUES[ref.type.kind]
    return st.one_of(values, values, values, st.none())


def cases(functions: Collection[str] | None = None, depth: int = 4) -> st.SearchStrategy[Case]:
    """Random cases whose formulas use only `functions` (None: every function of the templates below)."""
    allowed = set(FUNCTIONS) if functions is None else set(functions)
    kinds = st.sampled_from(["number", "number", "text", "boolean", "boolean", "date", "datetime"])
    texts = kinds.flatmap(lambda kind: _formula(kind, depth, frozenset(allowed)))
    return st.builds(Case, texts, records())


# A template names the types of its holes: "{number} + {number}". The functions it uses are found by name.
TEMPLATES: dict[str, tuple[str, ...]] = {
    "number": (
        "({number} + {number})",
        "({number} - {number})",
        "({number} * {small})",
        "-({number})",
        "ROUND({number} / {number}, 4)",
        "ROUND({number}, {places})",
        "ROUNDUP({number}, {places})",
        "ROUNDDOWN({number}, {places})",
        "INT({number})",
        "ABS({number})",
        "SIGN({number})",
        "MOD({number}, {small})",
        "QUOTIENT({number}, {small})",
        "CEILING({number}, {step})",
        "FLOOR({number}, {step})",
        "IF({boolean}, {number}, {number})",
        "IFERROR({number}, {number})",
        "COALESCE({numberfield}, {number})",
        "MAX({number}, {number})",
        "MIN({number}, {number}, {number})",
        "SUM({number}, {number})",
        "COUNT({numberfield}, {numberfield})",
        "LEN({text})",
        "FIND({letter}, {text})",
        "N({boolean})",
        "YEAR({date})",
        "MONTH({date})",
        "DAY({date})",
        "WEEKDAY({date}, 2)",
        "QUARTER({date})",
        "HOUR({datetime})",
        "MINUTE({datetime})",
        "DAYS({date}, {date})",
        "({date} - {date})",
        "DATEDIF({date}, {date}, {unit})",
        "SWITCH(stage, 'won', {number}, 'lost', {number}, {number})",
        "IFS({boolean}, {number}, {boolean}, {number})",
    ),
    "text": (
        "({text} & {text})",
        "({text} & {numberfield})",
        "({text} & {date})",
        "LEFT({text}, {count})",
        "RIGHT({text}, {count})",
        "MID({text}, {count}, {count})",
        "UPPER({text})",
        "LOWER({text})",
        "TRIM({text})",
        "REPLACE({text}, {count}, {count}, {letter})",
        "SUBSTITUTE({text}, {letter}, {letter})",
        "CONCATENATE({text}, {letter}, {boolean})",
        "IF({boolean}, {text}, {text})",
        "COALESCE({text}, {letter})",
        "IFERROR({text}, {text})",
    ),
    "boolean": (
        "({number} > {number})",
        "({number} <= {number})",
        "({number} = {number})",
        "({number} <> {number})",
        "({text} = {text})",
        "({text} <> {text})",
        "({text} < {text})",
        "({text} >= {text})",
        "({date} < {date})",
        "({date} = {datetime})",
        "({datetime} >= {datetime})",
        "({datetime} <> {date})",
        "({boolean} and {boolean})",
        "({boolean} or {boolean})",
        "(not {boolean})",
        "AND({boolean}, {boolean}, {boolean})",
        "OR({boolean}, {boolean})",
        "XOR({boolean}, {boolean})",
        "(stage = 'won')",
        "(stage <> 'lost')",
        "(stage in ('won', 'new'))",
        "(stage not in ('won', 'new'))",
        "({text} in ({letter}, {text}))",
        "({number} in (1, 0.5, {number}))",
        "({number} = NULL)",
        "({text} = NULL)",
        "({text} <> '')",
        "({date} <> NULL)",
        "(owner = user)",
        "(owner <> user)",
        "ISBLANK({text})",
        "ISBLANK({number})",
        "ISERROR({number})",
        "CONTAINS({text}, {letter})",
        "STARTSWITH({text}, {letter})",
        "ENDSWITH({text}, {letter})",
        "EXACT({text}, {text})",
        "IF({boolean}, {boolean}, {boolean})",
    ),
    "date": (
        "({date} + {days})",
        "({date} - {days})",
        "EDATE({date}, {days})",
        "EOMONTH({date}, {days})",
        "DATE(2024, {days}, {days})",
        "IF({boolean}, {date}, {date})",
        "TODATE({datetime})",
        "MAX({date}, {date})",
        "COALESCE({date}, {date})",
    ),
    "datetime": (
        "({datetime} + {days})",
        "({datetime} - {half})",
        "IF({boolean}, {datetime}, {datetime})",
        "COALESCE({datetime}, {datetime})",
    ),
}
_LEAVES: dict[str, st.SearchStrategy[str]] = {
    "number": st.one_of(
        st.sampled_from(["n", "m", "customer.n"]), _NUMBERS.map(lambda value: format(value, "f")), st.just("NULL")
    ),
    "text": st.one_of(st.sampled_from(["t", "u"]), _VALUES["text"].map(lambda value: f"'{value}'")),
    "boolean": st.sampled_from(["b", "c", "TRUE", "FALSE", "b", "c"]),
    "date": st.sampled_from(["d", "e", "d", "e", "TODAY()"]),
    "datetime": st.sampled_from(["i", "j", "i", "j", "NOW()"]),
    "numberfield": st.sampled_from(["n", "m", "customer.n"]),
    "small": st.sampled_from(["2", "0.5", "1.5", "0.1", "3", "-1", "0"]),
    "step": st.sampled_from(["1", "5", "0.5", "0.01", "10"]),
    "places": st.sampled_from(["0", "1", "2", "3", "-1", "-2"]),
    "letter": st.sampled_from(["'a'", "'B'", "'中'", "'-'", "'ab'", "' '"]),
    "count": st.sampled_from(["0", "1", "2", "3", "5", "-1"]),
    "days": st.sampled_from(["0", "1", "-1", "7", "30", "-31", "12", "NULL"]),
    "half": st.sampled_from(["0.5", "0.25", "1", "-1.5"]),
    "unit": st.sampled_from(["'d'", "'m'", "'y'", "'ym'"]),
}
_GENERATORS: dict[str, str] = {"date": "TODAY", "datetime": "NOW"}


def _names(template: str) -> set[str]:
    """The functions that a template calls."""
    words = "".join(char if char.isalnum() else " " for char in template.replace("(", "( ")).split()
    return {word for word in words if word in FUNCTIONS and f"{word}(" in template}


def _formula(kind: str, depth: int, allowed: frozenset[str]) -> st.SearchStrategy[str]:
    leaves = _LEAVES[kind]
    generator = _GENERATORS.get(kind)
    if generator is not None and generator not in allowed:
        leaves = leaves.filter(lambda text: "(" not in text)
    templates = [text for text in TEMPLATES.get(kind, ()) if _names(text) <= allowed]
    if depth <= 1 or not templates:
        return leaves
    return st.one_of(leaves, _filled(templates, depth, allowed), _filled(templates, depth, allowed))


def _filled(templates: list[str], depth: int, allowed: frozenset[str]) -> st.SearchStrategy[str]:
    @st.composite
    def draw_text(draw: Callable[[st.SearchStrategy[Any]], Any]) -> str:
        pieces = draw(st.sampled_from(templates)).replace("}", "{").split("{")
        for place in range(1, len(pieces), 2):
            pieces[place] = draw(_formula(pieces[place], depth - 1, allowed))
        return "".join(pieces)

    return draw_text()
