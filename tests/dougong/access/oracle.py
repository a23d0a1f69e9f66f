"""docs/access.md in plain Python: who sees what, row by row, with no SQL in sight.

Written from that page alone. Slow and simple on purpose: it reads every row for every question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cmp_to_key, partial
from typing import Any
from zoneinfo import ZoneInfo

from dougong.access.grants import Grant, Principal
from engines.formula.ast import deps
from engines.formula.closures import compile_tree
from tests.dougong.access.sample import FORMS, Data, Row

SYSTEM = ("id", "version", "owner", "created_at", "created_by", "updated_at", "updated_by")
USER = ("id", "name", "email", "department", "departments", "roles")
FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
Path = tuple[str, ...]


class Unknown(Exception):
    """The name isn't there, or may not be seen."""


class Refused(Exception):
    """No grant gives the operation."""


@dataclass(frozen=True)
class Env:
    """What a formula sees: any function from path to value."""

    read: Callable[[Path], Any]
    now: datetime
    tz: ZoneInfo
    calendar: None = None

    @property
    def today(self) -> date:
        return self.now.astimezone(self.tz).date()

    def get(self, path: Path) -> Any:
        return self.read(path)


class Oracle:
    """One person's view of the sample app."""

    def __init__(
        self, data: Data, grants: Iterable[Grant], principal: Principal, now: datetime, trees: Mapping[str, Any]
    ) -> None:
        self.data = data
        self.principal = principal
        self.now = now
        self.trees = trees
        self.grants = [grant for grant in grants if self._is_mine(grant)]
        self._people = {p["id"]: p for p in data.people}
        self._covered: dict[tuple[str, str, str], bool] = {}

    def _is_mine(self, grant: Grant) -> bool:
        me = self.principal
        if me.person_id is None:
            return False
        all_of_mine = "outside" if me.outside else "everyone"
        return any((to == all_of_mine and me.is_everyone) or to.removeprefix("role:") in me.roles for to in grant.to)

    # grants ------------------------------------------------------------------------------------------------

    def granted(self, form: str, op: str, *, aggregate: bool = False) -> list[Grant]:
        """Grants with the operation on the form, within the token."""
        token = self.principal.token
        if token is not None and (op not in token.ops or (token.apps is not None and "test" not in token.apps)):
            return []
        found = [grant for grant in self.grants if op in grant.ops and grant.form in (form, "*")]
        return [grant for grant in found if grant.aggregate] if aggregate else found

    def covers(self, grant: Grant, form: str, row: Row) -> bool:
        """Whether the record is among the grant's rows."""
        key = (grant.id, form, row["id"])
        if key not in self._covered:
            self._covered[key] = self._covers(grant, form, row)
        return self._covered[key]

    def _covers(self, grant: Grant, form: str, row: Row) -> bool:
        me = self.principal
        owner = self._people.get(row["owner"]) if row["owner"] else None
        match grant.rows:
            case "all":
                return True
            case "own":
                return row["owner"] is not None and row["owner"] == me.person_id
            case "department" | "department_tree":
                mine = (me.department_id,) if grant.rows == "department" else me.department_tree
                return owner is not None and owner["department_id"] is not None and owner["department_id"] in mine
            case "formula":
                return self.holds(str(grant.formula), form, row)
        return False

    def holds(self, text: str, form: str, row: Row) -> bool:
        """Whether a designer's condition is TRUE for the stored record; missing context denies."""
        tree = self.trees[text]
        for path in deps(tree):
            if path[0] == "user" and self._user(path) in (None, []):
                return False
        return compile_tree(tree)(self._env(lambda path: self._stored(form, row, path))) is True

    # values ------------------------------------------------------------------------------------------------

    def _env(self, read: Callable[[Path], Any]) -> Env:
        return Env(
            lambda path: self._user(path) if path[0] == "user" else read(path), self.now, ZoneInfo(self.principal.tz)
        )

    def _user(self, path: Path) -> Any:
        me = self.principal
        values = {
            "id": me.person_id,
            "name": me.name,
            "email": me.email,
            "department": me.department_id,
            "departments": list(me.department_ids),
            "roles": sorted(me.roles),
        }
        return values[path[1]] if len(path) > 1 else me.person_id

    def _live(self, form: str, ident: str | None) -> Row | None:
        return next((r for r in self.data.rows[form] if r["id"] == ident and r["deleted_at"] is None), None)

    def _stored(self, form: str, row: Row | None, path: Path) -> Any:
        """A value of the stored record; a deleted or missing target gives blanks."""
        if row is None:
            return None
        first, rest = path[0], path[1:]
        if first == "lines":
            if rest in ((), ("id",)):
                return [line["id"] for line in row["lines"]]
            if len(rest) > 1:
                return [
                    self._stored("customer", self._live("customer", line[rest[0]]), rest[1:]) for line in row["lines"]
                ]
            return [line[rest[0]] for line in row["lines"]]
        if not rest:
            return row[first]
        if first == "partners":
            return [self._stored("customer", self._live("customer", i), rest) for i in row["partners"]]
        target = _target(form, first)
        return self._stored(target, self._live(target, row[first]), rest)

    # the view ----------------------------------------------------------------------------------------------

    def visible(self, grants: Sequence[Grant], form: str, row: Row, path: Path) -> bool:
        """Whether the field is visible in this record."""
        if path[0] in SYSTEM:
            return True
        return any(_gives(grant, path) and self.covers(grant, form, row) for grant in grants)

    def seen(self, grants: Sequence[Grant], form: str, row: Row | None, path: Path) -> Any:
        """A value as the viewer sees it: blank where hidden."""
        if row is None:
            return None
        first, rest = path[0], path[1:]
        if first == "lines":
            return self._seen_lines(grants, form, row, rest)
        if not self.visible(grants, form, row, (first,)):
            return None
        if not rest:
            return row[first]
        if first == "partners":
            return [self._seen_target("customer", i, rest) for i in row["partners"]]
        return self._seen_target(_target(form, first), row[first], rest)

    def _seen_lines(self, grants: Sequence[Grant], form: str, row: Row, rest: Path) -> list[Any]:
        if not self.visible(grants, form, row, ("lines",)):
            return []
        if rest in ((), ("id",)):
            return [line["id"] for line in row["lines"]]
        given = self.visible(grants, form, row, ("lines", rest[0]))
        cells = [line[rest[0]] if given else None for line in row["lines"]]
        return cells if len(rest) == 1 else [self._seen_target("customer", cell, rest[1:]) for cell in cells]

    def _seen_target(self, form: str, ident: str | None, rest: Path) -> Any:
        grants = self.granted(form, "read")
        target = self._live(form, ident)
        if target is None or not any(self.covers(grant, form, target) for grant in grants):
            return None
        return self.seen(grants, form, target, rest)

    def check_name(self, grants: Sequence[Grant], form: str, path: Path) -> None:
        """Raises Unknown for a name that no grant gives."""
        if path[0] == "user":
            return
        first, rest = path[0], path[1:]
        if first in SYSTEM and not rest:
            return
        field = FORMS[form].field(first)
        if field is None or not any(_gives(grant, (first,)) for grant in grants):
            raise Unknown(path)
        if first == "lines" and rest and rest[0] != "id":
            if not any(_gives(grant, ("lines", rest[0])) for grant in grants):
                raise Unknown(path)
            rest, target = rest[1:], "customer"
        else:
            target = _target(form, first) if rest and first != "lines" else ""
            rest = () if first == "lines" else rest
        if rest:
            there = self.granted(target, "read")
            if not there:
                raise Unknown(path)
            self.check_name(there, target, rest)

    def view(self, grants: Sequence[Grant], form: str, *, deleted: bool = False) -> list[Row]:
        """The stored rows that some grant covers."""
        rows = [row for row in self.data.rows[form] if (row["deleted_at"] is not None) == deleted]
        return [row for row in rows if any(self.covers(grant, form, row) for grant in grants)]

    # questions ---------------------------------------------------------------------------------------------

    def select(
        self,
        form: str,
        *,
        op: str,
        filter_tree: Any,
        sort: Sequence[tuple[str, bool]],
        search: str | None,
        deleted: bool,
    ) -> list[Row]:
        """The stored rows of a list, in order. Raises Refused, Unknown."""
        grants = self.granted(form, op)
        if not grants:
            raise Refused(op)
        return self._ordered(grants, form, sort, self._matching(grants, form, filter_tree, search, deleted))

    def _matching(
        self, grants: Sequence[Grant], form: str, filter_tree: Any, search: str | None, deleted: bool = False
    ) -> list[Row]:
        rows = self.view(grants, form, deleted=deleted)
        if filter_tree is not None:
            for path in deps(filter_tree):
                self.check_name(grants, form, path)
            run = compile_tree(filter_tree)
            rows = [row for row in rows if run(self._env(partial(self.seen, grants, form, row))) is True]
        return [row for row in rows if self._found(grants, form, row, search)] if search else rows

    def _found(self, grants: Sequence[Grant], form: str, row: Row, search: str) -> bool:
        fields = [f.key for f in FORMS[form].fields if f.type in ("text", "long_text")]
        texts = [self.seen(grants, form, row, (key,)) for key in fields]
        return any(_small(search) in _small(text) for text in texts if text is not None)

    def _ordered(
        self, grants: Sequence[Grant], form: str, sort: Sequence[tuple[str, bool]], rows: list[Row]
    ) -> list[Row]:
        for name, _ in sort:
            self.check_name(grants, form, tuple(name.split(".")))

        def compare(a: Row, b: Row) -> int:
            for name, descending in sort:
                path = tuple(name.split("."))
                x, y = self.seen(grants, form, a, path), self.seen(grants, form, b, path)
                if x == y:
                    continue
                if x is None or y is None:
                    return 1 if x is None else -1
                return (1 if x > y else -1) * (-1 if descending else 1)
            back = bool(sort) and sort[-1][1]
            return ((a["id"] > b["id"]) - (a["id"] < b["id"])) * (-1 if back else 1)

        return sorted(rows, key=cmp_to_key(compare))

    def aggregate(
        self,
        form: str,
        groups: Sequence[tuple[str, str | None]],
        measures: Sequence[tuple[str, str | None]],
        filter_tree: Any,
    ) -> list[tuple[Any, ...]]:
        """Groups and measures. Raises Refused, Unknown."""
        grants = self.granted(form, "read", aggregate=True)
        if not grants:
            raise Refused("aggregate")
        for name in [g for g, _ in groups] + [f for _, f in measures if f is not None]:
            self.check_name(grants, form, tuple(name.split(".")))
        gathered: dict[tuple[Any, ...], list[Row]] = {}
        for row in self._matching(grants, form, filter_tree, None):
            key = tuple(self._period(self.seen(grants, form, row, tuple(g.split("."))), grain) for g, grain in groups)
            gathered.setdefault(key, []).append(row)
        if not groups and not gathered:
            gathered[()] = []
        ordered = sorted(
            gathered, key=lambda key: [(part is None, part) if part is not None else (True, 0) for part in key]
        )
        return [(*key, *(self._measure(grants, form, gathered[key], fn, f) for fn, f in measures)) for key in ordered]

    def _measure(self, grants: Sequence[Grant], form: str, rows: list[Row], fn: str, field: str | None) -> Any:
        if field is None:
            return len(rows)
        path = tuple(field.split("."))
        values = [v for v in (self.seen(grants, form, row, path) for row in rows) if v is not None]
        if fn in ("count", "distinct"):
            return len(values) if fn == "count" else len(set(values))
        if not values:
            return None
        if fn in ("sum", "avg"):
            total = sum(values, Decimal(0))
            return (
                FIFTEEN.plus(total)
                if fn == "sum"
                else FIFTEEN.plus(Context(prec=40).divide(total, Decimal(len(values))))
            )
        return min(values) if fn == "min" else max(values)

    def _period(self, value: Any, grain: str | None) -> Any:
        if value is None or grain is None:
            return value
        if isinstance(value, datetime):
            value = value.astimezone(UTC).astimezone(ZoneInfo(self.principal.tz)).date()
        first_month = (value.month - 1) // 3 * 3 + 1
        return {
            "day": value,
            "week": value - timedelta(days=value.weekday()),
            "month": value.replace(day=1),
            "quarter": value.replace(month=first_month, day=1),
            "year": value.replace(month=1, day=1),
        }[grain]

    def choices(self, form: str, search: str | None, filter_text: str | None = None) -> list[tuple[str, Any]]:
        """(id, title) of what may be linked to, by title."""
        grants = self.granted(form, "read")
        title = FORMS[form].title_field()
        assert title is not None
        found = [(row["id"], self.seen(grants, form, row, (title.key,))) for row in self.view(grants, form)
                 if filter_text is None or self.holds(filter_text, form, row)]  # fmt: skip
        if search:
            found = [(i, t) for i, t in found if t is not None and _small(search) in _small(t)]
        return sorted(found, key=lambda pair: (pair[1] is None, pair[1] or "", pair[0]))

    def covering(self, form: str, op: str, row: Row, *, after: bool) -> list[str]:
        """Ids of the grants that cover a record for a change, before or after it."""
        found = []
        for grant in self.granted(form, op):
            blind = op in ("create", "import") and grant.rows == "none"
            if not blind and not self.covers(grant, form, row):
                continue
            if after and grant.check is not None and not self.holds(grant.check, form, row):
                continue
            found.append(grant.id)
        return found


def _gives(grant: Grant, path: Path) -> bool:
    """Whether the grant's `read` names the field."""
    names = grant.read
    if "*" in names or path[0] in names or ".".join(path) in names:
        return True
    return len(path) == 1 and any(name.split(".")[0] == path[0] for name in names)


def _target(form: str, link: str) -> str:
    if (form, link) not in (("sample", "customer"), ("sample", "partners"), ("customer", "region")):
        raise Unknown(link)
    return "region" if link == "region" else "customer"


def _small(text: str) -> str:
    return "".join(c.lower() if "A" <= c <= "Z" else c for c in text)
