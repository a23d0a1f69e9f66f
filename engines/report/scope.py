"""How names reach values: what a path crosses on its way, to-one or to-many.

A query stands on a table. `Scope` is the formula language's scope and tells besides, for every path, its `Route`:
the crossings from the table to the column. Tables are opaque names given by the scope (`opportunity`,
`opportunity.lines`); each has a column `id`.

    customer.level     Crossing("customer", "one", target="customer", column="customer"), column "level"
    lines.amount       Crossing("lines", "children", target="opportunity.lines", column="parent"), column "amount"
    tags               Crossing("tags", "values", target="", column="tags"), column "value"
    partners.name      Crossing("partners", "children", target="opportunity.partners", column="parent"),
                       Crossing("partner", "one", target="partner", column="target"), column "name"

A path with a route of None is a constant: `user.department` is given to `plan` as a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from engines.formula import Ref, Type, as_type, list_of
from engines.formula import Scope as FormulaScope

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """One step to other rows.

    `one`: to the row of `target` whose id stands in `column` of the table before. `children`: to the rows of
    `target` whose `column` holds the id of the row before (rows of a subform, pairs of a link to many, back links).
    `values`: to the elements of the list `column`; they have one column, `value`.
    """

    name: str
    how: Literal["one", "children", "values"]
    target: str
    column: str

    @property
    def many(self) -> bool:
        return self.how != "one"


Crossings = tuple[Crossing, ...]


@dataclass(frozen=True)
class Route:
    """Where the value of a path stands. `ref.type` is a list when a to-many crossing lies on the way."""

    path: Path
    crossings: Crossings
    column: str
    ref: Ref = field(compare=False)

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def entity(self) -> Crossings:
        """The crossings up to the last to-many one: the rows that the value belongs to."""
        for index in range(len(self.crossings), 0, -1):
            if self.crossings[index - 1].many:
                return self.crossings[:index]
        return ()

    @property
    def rest(self) -> Crossings:
        """The to-one crossings after `entity`."""
        return self.crossings[len(self.entity) :]

    @property
    def type(self) -> Type:
        """The type of one value."""
        return self.ref.type.element


def common(left: Crossings, right: Crossings) -> Crossings:
    """The crossings that two ways share, cut back to the rows of a to-many crossing (or the table itself)."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    while count and not left[count - 1].many:
        count -= 1
    return left[:count]


def reaches(entity: Crossings, target: Crossings) -> bool:
    """Whether each row of `entity` has one row of `target` above it (or is it)."""
    return entity[: len(target)] == target


class Scope(FormulaScope, Protocol):
    """What a query may name. The platform implements it over its forms, under the viewer's rights."""

    @property
    def table(self) -> str:
        """The table that the query stands on."""
        ...

    def route(self, path: Path) -> Route | None:
        """How the path is reached; None for a constant or an unknown name."""
        ...


class TableScope:
    """A scope over plain descriptions, for tests and metrics.

    `tables`: table → column → Ref, type or its JSON form. `links`: (table, name) → the crossings that the name takes.
    A list-typed column is reached by a `values` crossing of its own. `constants`: dotted path → type.
    """

    def __init__(
        self,
        table: str,
        tables: Mapping[str, Mapping[str, Ref | Type | object]],
        links: Mapping[tuple[str, str], Crossings] | None = None,
        constants: Mapping[str, Ref | Type | object] | None = None,
    ) -> None:
        self._table = table
        self._tables = {name: {key: _ref(key, ref) for key, ref in columns.items()} for name, columns in tables.items()}
        self._links = dict(links or {})
        self._constants = {name: _ref(name, ref) for name, ref in (constants or {}).items()}

    @property
    def table(self) -> str:
        return self._table

    def route(self, path: Path) -> Route | None:
        """Along the links to the last name."""
        table = self._table
        crossings: Crossings = ()
        for name in path[:-1]:
            taken = self._links.get((table, name))
            if taken is None:
                return None
            crossings, table = (*crossings, *taken), taken[-1].target
        ref = self._tables.get(table, {}).get(path[-1])
        if ref is None:
            return None
        if ref.type.is_list:
            crossing = Crossing(path[-1], "values", "", path[-1])
            ref = Ref(ref.type, ref.label, ref.options, ref.nullable, path)
            return Route(path, (*crossings, crossing), "value", ref)
        many = any(crossing.many for crossing in crossings)
        if many:
            container = path[: max(1, len(path) - 1)]
            ref = Ref(list_of(ref.type), ref.label, ref.options, ref.nullable, container)
        return Route(path, crossings, path[-1], ref)

    def resolve(self, path: Path) -> Ref | None:
        """What the path means, constants included."""
        route = self.route(path)
        return self._constants.get(".".join(path)) if route is None else route.ref

    def names(self) -> Iterable[str]:
        yield from self._tables[self._table]
        yield from self._constants


def _ref(name: str, given: Ref | Type | object) -> Ref:
    return given if isinstance(given, Ref) else Ref(as_type(given), label=name)
