"""Records that lead to one record over links, and when something happened to them: what a profile gathers.

Everything is asked of what the viewer sees: a link one may not see leads nowhere, a record in between that one may not
see ends the way, and a form one may not read is not there (`Forbidden`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from dougong.access.compiler import Access
from dougong.access.errors import unknown_field
from dougong.access.paths import SightPaths
from dougong.access.sql.dialects import ByDialect
from dougong.access.sql.references import Scalar
from dougong.access.visibility import Sight, guarded
from dougong.kit.types import Id, UtcDateTime
from engines.form.profile.paths import Step

PARAMETER = "leads_to"
AT, IDENT, PLACE = "behind_at", "behind_id", "behind_place"


def leading(access: Access, form: str, ways: Sequence[Sequence[Step]], record_id: str) -> Access:
    """`access`, of `form` only the records that lead to the record over any of `ways`. Raises Forbidden, UnknownField
    when there is no way at all that this viewer may go."""
    open_ways = tuple(tuple(way) for way in ways if _may_go(access, way))
    if not open_ways:
        raise unknown_field(".".join(ways[0][0].place) if ways else form)
    wanted = bindparam(PARAMETER, record_id, type_=Id())

    def where(sight: Sight) -> ColumnElement[bool]:
        return or_(*(_along(access, sight, way, wanted) for way in open_ways))

    return access.only(form, (PARAMETER, open_ways), where, {PARAMETER: record_id})


def _may_go(access: Access, way: Sequence[Step]) -> bool:
    return all(access.may(step.form, "read") and access.sight(step.form).gives(*step.place) for step in way)


def _along(access: Access, sight: Sight, way: Sequence[Step], wanted: ColumnElement[Any]) -> ColumnElement[bool]:
    """The rows of `sight` from which the way leads to the wanted record. Plain comparisons of links, so that their
    indexes serve."""
    step, rest = way[0], way[1:]
    name = "->" + ".".join(step.place)
    seen = sight.sees(*step.place)

    def leads(link: ColumnElement[Any]) -> ColumnElement[bool]:
        if not rest:
            return link == wanted
        further = access.sight(step.target, table=sight.catalog.alias(sight.table, name, step.target))
        here = further.table.c
        behind = select(here.id).where(here.deleted_at.is_(None), further.rows(), _along(access, further, rest, wanted))
        return link.in_(behind)

    if len(step.place) == 1 and not step.many:
        return guarded(seen, leads(sight.table.c[step.place[0]]))
    table = sight.catalog.alias(sight.table, f"{name}[]", step.form, *(step.place if step.many else step.place[:1]))
    link = table.c["target_id"] if step.many else table.c[step.place[-1]]
    return guarded(seen, sight.table.c.id.in_(select(table.c["record_id"]).where(leads(link))))


@dataclass(frozen=True)
class Moments:
    """Something that happens: the records that `access` sees of `form`, at what stands in `date`."""

    access: Access
    form: str
    date: str
    filter_ast: Mapping[str, Any] | None = None


def moments(sources: Sequence[Moments], *, search: str | None, behind: bool, limit: int) -> Select[Any]:
    """`place` (the number of the source), `id`, `at`: newest first, of the same instant by id and place. A source
    stands at its number of `sources`. `behind`: only what follows (`behind_at`, `behind_id`, `behind_place`)."""
    parts = [_newest(each, place, search, behind, limit) for place, each in enumerate(sources)]
    if len(parts) == 1:
        return parts[0]
    found = union_all(*(select(part.subquery(f"s{place}")) for place, part in enumerate(parts))).subquery("moments")
    c = found.c
    return select(c.place, c.id, c.at).order_by(c.at.desc(), c.id.desc(), c.place).limit(limit)


def _newest(source: Moments, place: int, search: str | None, behind: bool, limit: int) -> Select[Any]:
    ident, at, where = _happened(source, search)
    if behind:
        last = bindparam(AT, None, type_=UtcDateTime())
        last_id = bindparam(IDENT, None, type_=Id())
        later_place = literal(place, Integer()) > bindparam(PLACE, None, type_=Integer())
        tie = or_(ident < last_id, and_(ident == last_id, later_place))
        where.append(and_(at <= last, or_(at < last, and_(at == last, tie))))
    found = select(literal(place, Integer()).label("place"), ident.label("id"), at.label("at")).where(*where)
    return found.order_by(at.desc(), ident.desc()).limit(limit)


def how_many(source: Moments, search: str | None) -> Select[Any]:
    """`count`: of how much `moments` would tell without a limit."""
    ident, _at, where = _happened(source, search)
    return select(func.count(ident).label("count")).where(*where)


def _happened(
    source: Moments, search: str | None
) -> tuple[ColumnElement[Any], ColumnElement[Any], list[ColumnElement[bool]]]:
    sight = source.access.sight(source.form)
    at = _instant(source.access, SightPaths(source.access, sight), source.date)
    where = source.access.which(sight, source.filter_ast, search)
    return sight.table.c["id"], at, [*where, at.is_not(None)]


def _instant(access: Access, paths: SightPaths, name: str) -> ColumnElement[Any]:
    """The date as an instant: a day without a time begins in the viewer's zone."""
    found = paths.resolve((name,))
    if not isinstance(found, Scalar):
        raise unknown_field(name)
    column = found.expression
    if isinstance(column.type, UtcDateTime):
        return column
    zone = literal(access.principal.tz)
    midnight = func.timezone(zone, cast(column, TIMESTAMP()))
    return ByDialect(midnight, func.dg_midnight(column, zone), UtcDateTime())


def numbers(asked: Mapping[str, Select[Any]]) -> Select[Any]:
    """Several statements that give one value each, in one: a column per name."""
    return select(*(each.scalar_subquery().label(name) for name, each in asked.items()))


__all__ = ["AT", "IDENT", "PARAMETER", "PLACE", "Moments", "how_many", "leading", "moments", "numbers"]
