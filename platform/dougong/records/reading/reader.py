"""Records as a caller sees them, in JSON form: pages, single records, their lines, links and titles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select

from dougong.access import listing
from dougong.access.compiler import Access
from dougong.access.errors import holds_nothing, unknown_field
from dougong.access.grants import Op
from dougong.access.tables import OUTER_ROW, storage_of
from dougong.apps.catalog import AppCatalog
from dougong.kit.errors import Invalid, say
from dougong.kit.ids import is_id
from dougong.records.problems import operation_not_granted, record_not_found
from dougong.records.reading.assemble import SYSTEM, Record, assemble
from dougong.records.reading.executor import Executor, Rows
from dougong.records.reading.expand import expand
from dougong.records.reading.filters import typed_filter
from dougong.records.reading.paths import Along, expansion, holders
from dougong.records.reading.query import MAX_LIMIT, ListQuery, ViewQuery
from engines.form.definition import Form
from engines.form.fields._rows import RowsField
from engines.form.storage import ChildTable, LinkTable

MOST_LINKED = 5_000
"""Linked records that one answer brings along behind one link."""


class Reader:
    """One caller's reads in one app."""

    def __init__(self, executor: Executor, app: AppCatalog, access: Access, *, op: Op = "read") -> None:
        """`op` export: through the grants that allow taking records along."""
        self._executor = executor
        self._app = app
        self._access = access
        self._op: Op = op

    async def page(
        self, form_key: str, query: ListQuery, view: ViewQuery | None = None, ids: Sequence[str] | None = None
    ) -> dict[str, Any]:
        """`{"items", "next", "count"?}`. Rights are part of every statement; the count is made on request only.
        `ids`: only these records among those of the question."""
        self._may_read(form_key)
        filters = (query.filter, view.filter if view else None)
        sort = query.sort or (view.sort if view else None)
        fields = self._fields(form_key, query.wanted_fields)
        rows = await self._page(form_key, query, filters, sort, fields, ids)
        more = len(rows.rows) > query.limit
        found = Rows(rows.names, rows.rows[: query.limit])
        answer: dict[str, Any] = {"items": await self._records(form_key, found, fields, query.expanded), "next": None}
        if more:
            last = dict(zip(found.names, found.rows[-1], strict=True))
            answer["next"] = self._access.next_cursor(form_key, sort, last, self._op)
        if query.count:
            answer["count"] = await self._count(form_key, filters, query, ids)
        return answer

    async def _page(
        self,
        form_key: str,
        query: ListQuery,
        filters: Sequence[str | None],
        sort: str | None,
        fields: tuple[str, ...],
        ids: Sequence[str] | None,
    ) -> Rows:
        """The records of a page and one more. Those with a value to sort by are asked for alone first: an index gives
        them at once, however far down the list the page is."""
        ahead = query.cursor is not None and self._access.has_blanks_behind(form_key, sort, query.cursor, self._op)
        rows = await self._part(form_key, query, filters, sort, fields, ids, blanks=not ahead)
        if ahead and len(rows.rows) <= query.limit:
            rows = await self._part(form_key, query, filters, sort, fields, ids, blanks=True)
        return rows

    async def _part(
        self,
        form_key: str,
        query: ListQuery,
        filters: Sequence[str | None],
        sort: str | None,
        fields: tuple[str, ...],
        ids: Sequence[str] | None,
        *,
        blanks: bool,
    ) -> Rows:
        page = (query.search, ids is not None, query.cursor, blanks, query.offset, query.limit, query.deleted)
        return await self._fetch(
            ("page", form_key, fields, filters, sort, *page),
            lambda: self._access.select(
                form_key,
                fields=fields,
                filter_ast=typed_filter(self._access, form_key, filters),
                sort=sort,
                search=query.search,
                ids=ids,
                cursor=query.cursor,
                blanks=blanks,
                offset=query.offset,
                limit=query.limit + 1,
                deleted=query.deleted,
                op=self._op,
            ),
            _among(ids),
            bounded=query.filter is None and query.search is None and not query.offset,
        )

    async def one(
        self, form_key: str, record_id: str, fields: tuple[str, ...] | None, expanded: Sequence[str]
    ) -> Record:
        """One record; 404 when it isn't there or isn't visible."""
        self._may_read(form_key)
        if not is_id(record_id):
            raise record_not_found()
        wanted = self._fields(form_key, fields)
        rows = await self._fetch(
            ("one", form_key, wanted),
            lambda: self._access.get(form_key, record_id, fields=wanted, op=self._op),
            {"id": record_id},
        )
        if not rows.rows:
            raise record_not_found()
        return (await self._records(form_key, rows, wanted, expanded))[0]

    async def place(self, form_key: str, record_id: str, query: ListQuery) -> int:
        """At which place of a list the record stands, from 0; 404 when the list doesn't have it."""
        self._may_read(form_key)
        filters, sort = (query.filter, None), query.sort
        ast = typed_filter(self._access, form_key, filters)
        found = await self._fetch(
            ("place", form_key, filters, sort, query.search),
            lambda: self._access.select(
                form_key, fields=(), filter_ast=ast, sort=sort, search=query.search, ids=[], limit=1, op=self._op
            ),
            _among([record_id]),
        )
        if not found.rows:
            raise record_not_found()
        row = dict(zip(found.names, found.rows[0], strict=True))
        behind = (sort, self._access.next_cursor(form_key, sort, row, self._op))
        after = await self._fetch(
            ("behind", form_key, filters, query.search, behind),
            lambda: self._access.count(form_key, filter_ast=ast, search=query.search, behind=behind, op=self._op),
            bounded=False,
        )
        return await self._count(form_key, filters, query, None) - int(after.rows[0][0]) - 1

    async def count_lines(self, form_key: str, subform: str, filter_text: str | None, search: str | None) -> int:
        """How many lines of a subform there are in the records that a list would have."""
        self._may_read(form_key)

        def statement() -> Select[Any]:
            ast = typed_filter(self._access, form_key, [filter_text])
            records = self._access.select(form_key, fields=(), filter_ast=ast, search=search, op=self._op).order_by(
                None
            )
            sight = self._access.sight(form_key, op=self._op)
            child = self._access.catalog.child(form_key, subform)
            return listing.count_parts(sight, child, sight.sees(*subform.split(".")), records)

        rows = await self._fetch(("count lines", form_key, subform, filter_text, search), statement, bounded=False)
        return int(rows.rows[0][0])

    async def _count(
        self, form_key: str, filters: Sequence[str | None], query: ListQuery, ids: Sequence[str] | None
    ) -> int:
        rows = await self._fetch(
            ("count", form_key, filters, query.search, ids is not None, query.deleted),
            lambda: self._access.count(
                form_key,
                filter_ast=typed_filter(self._access, form_key, filters),
                search=query.search,
                ids=ids,
                deleted=query.deleted,
                op=self._op,
            ),
            _among(ids),
            bounded=False,
        )
        return int(rows.rows[0][0])

    async def _fetch(
        self, question: Hashable, build: Any, params: Mapping[str, Any] | None = None, *, bounded: bool = True
    ) -> Rows:
        key = (self._access.shape, self._op, question)
        given = {**self._access.params, **(params or {})}
        return await self._executor.fetch(key, build, given, bounded=bounded)

    async def _records(self, form_key: str, rows: Rows, fields: Sequence[str], expanded: Sequence[str]) -> list[Record]:
        form = self._app.forms[form_key]
        ident = rows.names.index("id")
        lists = await self._lists(form, [row[ident] for row in rows.rows], fields)
        records = assemble(form, rows, fields, lists)
        if expanded:
            wanted = expansion(self._access, form, expanded)
            await expand(self._executor, self._access, form, records, wanted.names)
            for along in wanted.along:
                await self._fill_in(records, along)
        return records

    async def _fill_in(self, records: Sequence[Record], along: Along) -> None:
        """Puts the fields of linked records beside their id and title; what isn't visible keeps the id alone."""
        found = [holder for record in records for holder in holders(record, along.place)]
        ids = sorted({holder["id"] for holder in found})
        if len(ids) > MOST_LINKED:
            raise too_many_linked()
        fields = None if along.fields is None else ",".join(along.fields)
        query = ListQuery.model_construct(fields=fields, expand=",".join(along.expand), limit=MAX_LIMIT)
        linked: dict[str, Record] = {}
        for start in range(0, len(ids), MAX_LIMIT):
            page = await Reader(self._executor, self._app, self._access).page(
                along.form, query, ids=ids[start : start + MAX_LIMIT]
            )
            linked |= {each["id"]: each for each in page["items"]}
        for holder in found:
            record = linked.get(holder["id"], {})
            holder |= {key: record[key] for key in along.fields or record if key in record and key[0] != "_"}

    async def _lists(self, form: Form, ids: Sequence[str], fields: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Lines of subforms and links to many, by field and record."""
        lists: dict[str, dict[str, Any]] = {}
        for key in fields:
            storage = storage_of(form.by_key[key])
            if not isinstance(storage, (ChildTable, LinkTable)):
                continue
            grouped: dict[str, list[Any]] = defaultdict(list)
            if ids and isinstance(storage, ChildTable):
                grouped = await self._lines(form, key, ids)
            elif ids:
                rows = await self._fetch(
                    ("pairs", form.key, key),
                    lambda key=key: self._access.pairs(form.key, key, ids, op=self._op),
                    {"ids": ids},
                )
                for record_id, target, _position in rows.rows:
                    grouped[record_id].append(target)
            lists[key] = dict(grouped)
        return lists

    async def _lines(self, form: Form, path: str, ids: Sequence[str]) -> dict[str, list[Any]]:
        """The rows of a subform by record; of one inside rows by row."""
        rows = await self._fetch(
            ("rows", form.key, path), lambda: self._access.rows(form.key, path, ids, op=self._op), {"ids": ids}
        )
        grouped: dict[str, list[Any]] = defaultdict(list)
        found = list(rows.mappings())
        for row in found:
            row.pop("position")
            record_id = row.pop("record_id")
            grouped[row.pop(OUTER_ROW, record_id)].append(row)
        subform = form.subforms[path]
        for column in subform.fields:
            name = f"{path}.{column.key}"
            if isinstance(column, RowsField) and self._access.sight(form.key, op=self._op).gives(*name.split(".")):
                inner = await self._lines(form, name, ids)
                for row in found:
                    row[column.key] = inner.get(row["id"])
        return grouped

    def _may_read(self, form_key: str) -> None:
        if not self._access.may(form_key, self._op):
            raise operation_not_granted(self._op)

    def _fields(self, form_key: str, wanted: tuple[str, ...] | None) -> tuple[str, ...]:
        readable = self._access.readable_fields(form_key, self._op)
        if wanted is None:
            return tuple(readable)
        for key in wanted:
            if key not in readable and key not in SYSTEM:
                raise holds_nothing(key) if self._is_button(form_key, key) else unknown_field(key)
        return tuple(key for key in wanted if key not in SYSTEM)

    def _is_button(self, form_key: str, key: str) -> bool:
        """A button that the caller knows."""
        known = self._access.field_rights(form_key).get(key, "none") != "none"
        return known and key in self._app.compiled[form_key].buttons


def too_many_linked() -> Invalid:
    """Fewer records at a time, please."""
    sentence = say(
        f"展开的关联数据超过 {MOST_LINKED} 条，请减小 limit。",
        f"More than {MOST_LINKED} linked records; ask for fewer records at a time.",
    )
    return Invalid(sentence, "expand_too_much")


def _among(ids: Sequence[str] | None) -> dict[str, Any]:
    """The parameter of a statement that asks for these records only; what is no id names none."""
    return {} if ids is None else {"ids": [each for each in ids if is_id(each)]}
