"""What formulas see while one record is evaluated: an `engines.formula` Env over live values.

`RecordEnv` reads the same dicts the pipeline is filling in, so a formula always sees what has been
computed before it in dependency order. A row has an environment of its own that shares the record's.
"""

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from engines.calendar import WorkCalendar
from engines.form.html import html_text
from engines.form.inner import rows_at
from engines.form.scope import LISTS, Hop, Trace

Value = Any
Linked = Callable[[str, str], Mapping[str, Value] | None]
"""(form key, id) → the linked record's canonical values (system columns included), or None."""
Reader = Callable[["RecordEnv"], Value]
Hours = WorkCalendar | Callable[[], WorkCalendar] | None
"""A working calendar, or the way to it."""


class Tracing(Protocol):
    """A scope that tells how a path is reached."""

    def trace(self, path: tuple[str, ...]) -> Trace | None: ...


class RecordEnv:
    """Satisfies `engines.formula.values.Env`. `readers` maps each path to the way to its value."""

    __slots__ = (
        "_calendar",
        "_today",
        "linked",
        "now",
        "old",
        "old_outer",
        "old_row",
        "outer",
        "readers",
        "row",
        "tz",
        "user",
        "values",
    )

    def __init__(
        self,
        readers: Mapping[tuple[str, ...], Reader],
        values: Mapping[str, Value],
        old: Mapping[str, Value],
        user: Mapping[str, Value],
        linked: Linked,
        now: dt.datetime,
        tz: dt.tzinfo,
        calendar: Hours = None,
    ) -> None:
        self.readers = readers
        self.values = values
        self.old = old
        self.user = user
        self.linked = linked
        self.now = now
        self.tz = tz
        self._calendar = calendar
        self.row: Mapping[str, Value] = {}
        self.old_row: Mapping[str, Value] = {}
        self.outer: Mapping[str, Value] = {}
        self.old_outer: Mapping[str, Value] = {}
        self._today: dt.date | None = None

    @property
    def hours(self) -> Hours:
        """The calendar, or the way to it, for an environment beside this one."""
        return self._calendar

    @property
    def calendar(self) -> WorkCalendar | None:
        """The working calendar; looked up when a formula asks for it, and only then."""
        if callable(self._calendar):
            self._calendar = self._calendar()
        return self._calendar

    @property
    def today(self) -> dt.date:
        """The day of `now` in `tz`."""
        if self._today is None:
            self._today = self.now.astimezone(self.tz).date()
        return self._today

    def get(self, path: tuple[str, ...]) -> Value:
        """The value of a path that was resolved when the formula was compiled."""
        return self.readers[path](self)

    def in_row(
        self,
        readers: Mapping[tuple[str, ...], Reader],
        row: Mapping[str, Value],
        old_row: Mapping[str, Value],
    ) -> "RecordEnv":
        """The environment of one row of a subform; this one is the record's, or that of the row around it."""
        env = RecordEnv(readers, self.values, self.old, self.user, self.linked, self.now, self.tz, self._calendar)
        env.row, env.old_row = row, old_row
        env.outer, env.old_outer = self.row, self.old_row
        return env

    def before(self) -> "RecordEnv":
        """The same, as everything was before the change."""
        env = RecordEnv(self.readers, self.old, self.old, self.user, self.linked, self.now, self.tz, self._calendar)
        env.row = env.old_row = self.old_row
        env.outer = env.old_outer = self.old_outer
        return env


class Readers(dict[tuple[str, ...], Reader]):
    """Readers of one scope, made when a path is first seen."""

    def __init__(self, scope: Tracing) -> None:
        super().__init__()
        self._scope = scope

    def __missing__(self, path: tuple[str, ...]) -> Reader:
        trace = self._scope.trace(path)
        if trace is None:  # a tree made for another form: a programming error, not data
            raise KeyError(".".join(path))
        reader = self[path] = reader_of(trace)
        return reader


def reader_of(trace: Trace) -> Reader:
    """The way to a trace's value."""
    read = _reader(trace)
    return (lambda env: _words(read(env))) if trace.formatted else read


def _words(found: Value) -> Value:
    """Formatted text (or a list of such) as its words; blanks and errors stay."""
    if isinstance(found, list):
        return [_words(one) for one in found]
    return (html_text(found) or None) if isinstance(found, str) else found


def _reader(trace: Trace) -> Reader:
    base = _base_reader(trace)
    if not trace.hops:
        return base
    hops, last = trace.hops, trace.last or "id"
    many = trace.base in LISTS or any(hop.many for hop in hops)

    def read(env: RecordEnv) -> Value:
        start = base(env)
        found = follow(start if isinstance(start, list) else [start], hops, last, env.linked)
        return found if many else found[0]

    return read


def _base_reader(trace: Trace) -> Reader:
    key = trace.key
    if trace.base in LISTS:
        return _list_reader(trace)
    match trace.base:
        case "field":
            return lambda env: env.values.get(key)
        case "row":
            return lambda env: env.row.get(key)
        case "outer":
            return lambda env: env.outer.get(key)
        case "old":
            return lambda env: env.old.get(key)
        case "old_row":
            return lambda env: env.old_row.get(key)
        case "user":
            return lambda env: env.user.get(key)
        case _:
            raise ValueError(f"no base of one value: {trace.base}")


def _list_reader(trace: Trace) -> Reader:
    """The value of `key` in each row of a subform ("": what names the row)."""
    key, names = trace.key, (trace.subform or "").split(".")
    within = {"inner": operator.attrgetter("row"), "beside": operator.attrgetter("outer")}
    start = within.get(trace.base, operator.attrgetter("values"))
    steps = names if trace.base == "rows" else names[1:]

    def read(env: RecordEnv) -> Value:
        rows = rows_at(start(env), steps)
        return [row.get(key) for row in rows] if key else [row.get("id") or f"#{i}" for i, row in enumerate(rows)]

    return read


def follow(ids: list[Value], hops: tuple[Hop, ...], last: str, linked: Linked) -> list[Value]:
    """The values of `last` at the end of the links that start at `ids`; None where a link is empty or the
    record is gone. Links to several records are laid end to end; one without any gives nothing."""
    for index, hop in enumerate(hops):
        flat = [
            one
            for some in ids
            for one in (some if isinstance(some, list) else [] if hop.many and some is None else [some])
        ]
        name = hops[index + 1].via if index + 1 < len(hops) else last
        ids = [_value(hop.form, one, name, linked) for one in flat]
    return ids


def _value(form: str, record_id: Value, name: str, linked: Linked) -> Value:
    if not isinstance(record_id, str):
        return None
    if name == "id":
        return record_id
    found = linked(form, record_id)
    return None if found is None else found.get(name)
