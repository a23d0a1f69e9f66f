"""Records as they were: whether a reader could see an earlier state of a record that they don't see any more.

An earlier state is the present row with its changes taken back, and the grants of today are asked about it in SQL, by
the same compiler that asks about rows of the table: the states go in as one JSON parameter and stand where the table
stood. What lies in other tables (lines, links to many, linked records) is taken as it is now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, FromClause, Text, bindparam, column, func, select, type_coerce
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import JSONB

from dougong.access.lists import one_of
from dougong.access.states import seen_in
from dougong.kit.fixed import Kept
from dougong.kit.types import dump_json
from dougong.records.changes import OWNER
from dougong.records.models import change_log
from dougong.records.reading.within import json_ready
from dougong.records.work import Work
from engines.form.definition import Form
from engines.form.fields import FIELD_TYPES
from engines.form.problems import ValueProblem

_NUMBER = "_state"
_SOURCES: Kept[FromClause] = Kept(256)
"""One per form and database: statements and aliases that stand on it can be kept."""
State = dict[str, Any]
Tree = Mapping[str, Any]


def lost_by(work: Work, form_key: str, rows: Sequence[Any], filter_ast: Tree | None) -> set[int]:
    """`seq` of those entries of the log that took a record out of the reader's sight (or out of the filter): before
    them they could see it, and not after them."""
    states = list(_states(work, form_key, rows))
    if not states:
        return set()
    source = _SOURCES.get(
        (work.app.tables.serial, form_key, work.tx.dialect), lambda: _source(work, form_key, work.tx.dialect)
    )
    condition = seen_in(work.access, form_key, source, filter_ast)
    statement = select(source.c[_NUMBER]).where(source.c["deleted_at"].is_(None), *condition)
    seen = set(work.tx.execute(statement, {"past": dump_json(states)}).scalars())
    return {row.seq for row in rows if _before(row.seq) in seen and _after(row.seq) not in seen}


def _before(seq: int) -> int:
    return 2 * seq


def _after(seq: int) -> int:
    return 2 * seq + 1


def _states(work: Work, form_key: str, rows: Sequence[Any]) -> Iterable[State]:
    """The states around each of `rows`, numbered by `_before` and `_after`; none before a record was made."""
    asked = {row.seq for row in rows}
    first: dict[str, int] = {}
    for row in rows:
        first[row.record_id] = min(row.version, first.get(row.record_id, row.version))
    c, table, form = change_log.c, work.app.tables.table(form_key), work.app.forms[form_key]
    present = {
        row["id"]: {str(column.name): _ready(row[column.name], column.type) for column in table.c}
        for row in work.tx.execute(select(table).where(one_of(table.c["id"], "those", sorted(first)))).mappings()
    }
    past = (
        select(c.seq, c.record_id, c.op, c.version, c.changes)
        .where(one_of(c.record_id, "those", sorted(first)), c.app == work.app.key, c.form == form_key)
        .where(c.version >= min(first.values(), default=0))
        .order_by(c.record_id, c.version.desc(), c.seq.desc())
    )
    for entry in work.tx.execute(past):
        state = present.get(entry.record_id)
        if state is None or entry.version < first[entry.record_id]:
            continue
        if entry.seq in asked:
            yield {**state, _NUMBER: _after(entry.seq)}
        if entry.op == "create":
            present.pop(entry.record_id)
            continue
        _take_back(form, table, state, entry)
        if entry.seq in asked:
            yield {**state, _NUMBER: _before(entry.seq)}


def _take_back(form: Form, table: Any, state: State, entry: Any) -> None:
    if entry.op in ("delete", "restore"):
        state["deleted_at"] = None if entry.op == "delete" else "2000-01-01T00:00:00.000Z"
    for key, (before, _after) in (entry.changes or {}).items():
        field = form.by_key.get(key)
        if key == OWNER:
            state[OWNER] = before
        elif field is not None and key in table.c:
            try:
                value = FIELD_TYPES[field.type].from_json(field, before)
            except ValueProblem:
                continue  # the field has become of another type since: its present value is the best that is known
            state[key] = _ready(value, table.c[key].type)


def _ready(value: Any, kind: Any) -> Any:
    convert = json_ready(kind)
    return value if value is None or convert is None else convert(value)


def _source(work: Work, form_key: str, dialect: str) -> FromClause:
    """The states of the parameter `past`, with the names and types of the form's columns."""
    table = work.app.tables.table(form_key)
    given = bindparam("past", type_=Text())
    if dialect == "postgresql":
        columns = [column(_NUMBER, BigInteger()), *(column(each.name, each.type) for each in table.c)]
        rows = func.jsonb_to_recordset(sql_cast(given, JSONB())).table_valued(*columns, name="past")
        return rows.render_derived(name="past", with_types=True)
    each = func.json_each(given).table_valued("value", name="state")
    number = type_coerce(func.json_extract(each.c.value, f"$.{_NUMBER}"), BigInteger()).label(_NUMBER)
    values = [
        type_coerce(func.json_extract(each.c.value, f"$.{column.name}"), column.type).label(column.name)
        for column in table.c
    ]
    return select(number, *values).select_from(each).subquery("past")
