"""Answers to the questions of the feed, by the reader that answers the API."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from dougong.access.compiler import Access
from dougong.kit.ids import is_id
from dougong.kit.pages import decode_cursor, encode_cursor
from dougong.records.odata import metadata
from dougong.records.odata.filtering import Reader as FilterReader
from dougong.records.odata.model import Entity, entities_for
from dougong.records.odata.options import Expanded, Options
from dougong.records.odata.problems import bad_question, no_such_name, not_offered
from dougong.records.odata.shape import Record, Shape, entity_of, lines_of, shape_of
from dougong.records.problems import record_not_found
from dougong.records.reading.callers import Caller
from dougong.records.reading.executor import Executor
from dougong.records.reading.query import ListQuery
from dougong.records.reading.reader import Reader

Document = dict[str, Any]
_PARENTS = 100
"""Records whose lines are read at once."""
_TURNS = 50
"""How often that is done for one answer: records without lines cost as well, and the next answer goes on."""
_OF_PAGE = ("$skiptoken", "$skip", "$top", "$count", "skiptoken", "skip", "top", "count")


class Feed:
    """One caller's feed. `root`: its address; `size`: entities in a page."""

    def __init__(self, executor: Executor, caller: Caller, language: str, root: str, size: int) -> None:
        self._access: Access = caller.access
        self._reader = Reader(executor, caller.app, caller.access)
        self._language = language
        self._root = root
        self._size = size
        self.entities = entities_for(caller.app, caller.access)

    def service(self) -> Document:
        return metadata.service(self.entities, self._root, self._language)

    def metadata(self) -> bytes:
        return metadata.document(self.entities, self._language)

    def entity(self, name: str) -> Entity:
        """The set of this name. Raises BadQuestion."""
        if name not in self.entities:
            raise no_such_name(name)
        return self.entities[name]

    async def collection(self, entity: Entity, asked: Options, params: Sequence[tuple[str, str]]) -> Document:
        """A page: `{"@odata.context", "@odata.count"?, "value", "@odata.nextLink"?}`."""
        shape = shape_of(self.entities, entity, Expanded(asked.select, asked.expand))
        answer: Document = {"@odata.context": self._context(entity, asked)}
        if asked.count:
            answer["@odata.count"] = await self.count(entity, asked)
        read = self._records if entity.subform is None else self._lines
        answer["value"], token = await read(shape, asked)
        if token is not None:
            kept = [pair for pair in params if pair[0] not in _OF_PAGE]
            answer["@odata.nextLink"] = f"{self._root}/{entity.name}?{urlencode([*kept, ('$skiptoken', token)])}"
        return answer

    async def count(self, entity: Entity, asked: Options) -> int:
        """How many entities there are, whatever `$top` and `$skip` say."""
        if entity.subform is not None:
            return await self._reader.count_lines(
                entity.form, entity.subform, self._filter(entity, asked), asked.search
            )
        query = self._query(asked, filter=self._filter(entity, asked), fields="", limit=1, count=True)
        return int((await self._reader.page(entity.form, query))["count"])

    async def one(self, entity: Entity, key: str, asked: Options) -> Document:
        """`customer(0199…)`; 404 for what isn't there or may not be seen."""
        if entity.subform is not None:
            raise not_offered(f"{entity.name}({key})")
        if not is_id(key.lower()):
            raise record_not_found()
        shape = shape_of(self.entities, entity, Expanded(asked.select, asked.expand))
        record = await self._reader.one(entity.form, key.lower(), shape.fields, tuple(shape.expand()))
        context = f"{self._context(entity, asked)}/$entity"
        return {"@odata.context": context, **entity_of(shape, record, self._language)}

    async def _records(self, shape: Shape, asked: Options) -> tuple[list[Record], str | None]:
        cursor, top, skip = self._place(asked)
        if top == 0:
            return [], None
        query = self._query(
            asked,
            filter=self._filter(shape.entity, asked),
            sort=self._sort(shape.entity, asked) or None,
            fields=",".join(shape.fields),
            expand=",".join(shape.expand()) or None,
            cursor=cursor,
            offset=skip or None,
            limit=self._size if top is None else min(self._size, top),
        )
        page = await self._reader.page(shape.entity.form, query)
        entities = [entity_of(shape, each, self._language) for each in page["items"]]
        left = None if top is None else top - len(entities)
        more = page["next"] is not None and left != 0
        return entities, encode_cursor([page["next"], left, 0]) if more else None

    async def _lines(self, shape: Shape, asked: Options) -> tuple[list[Record], str | None]:
        """Lines in the order of their records; a page ends with a record, so that none is told twice."""
        if asked.orderby:
            raise not_offered("$orderby")
        cursor, top, skip = self._place(asked)
        subform = shape.entity.subform or ""
        parents = tuple(inner for way, inner in shape.ways if way.name == "record")
        path = subform.split(".")
        names = [*self._around(shape, path).expand(), *(name for inner in parents for name in inner.expand())]
        fields = {path[0], *(key for inner in parents for key in inner.fields)}
        query = self._query(
            asked,
            filter=self._filter(shape.entity, asked),
            fields=",".join(sorted(fields)),
            expand=",".join(names) or None,
            limit=_PARENTS,
        )
        found: list[Record] = []
        for _turn in range(_TURNS if top != 0 else 0):
            page = await self._reader.page(shape.entity.form, query.model_copy(update={"cursor": cursor}))
            for record in page["items"]:
                rows = lines_of({**record, "record_id": record["id"]}, path)
                passed, skip = rows[skip:], max(0, skip - len(rows))
                found += [entity_of(shape, row, self._language, record) for row in passed]
            cursor = page["next"]
            if cursor is None or len(found) >= (self._size if top is None else min(self._size, top)):
                break
        if top is not None and len(found) >= top:
            return found[:top], None
        left = None if top is None else top - len(found)
        return found, encode_cursor([cursor, left, skip]) if cursor is not None else None

    def _around(self, shape: Shape, path: Sequence[str]) -> Shape:
        """The shape of a record of which nothing but its lines is wanted."""
        lines = dataclasses.replace(shape, ways=tuple(pair for pair in shape.ways if pair[0].name != "record"))
        for depth in range(len(path) - 1, -1, -1):
            around = self.entities["__".join((shape.entity.form, *path[:depth]))]
            way = next(each for each in around.ways if each.key == path[depth] and each.many)
            lines = Shape(around, (), ((way, lines),))
        return lines

    def _place(self, asked: Options) -> tuple[str | None, int | None, int]:
        """Where a page begins: the cursor, how many are wanted still, how many are passed over."""
        if asked.token is None:
            return None, asked.top, asked.skip
        cursor, top, skip = decode_cursor(asked.token, 3)
        counts = [each for each in (top, skip) if each is not None]
        if not isinstance(cursor, str) or not all(isinstance(each, int) and each >= 0 for each in counts):
            raise bad_question("$skiptoken")
        return cursor, top, skip or 0

    def _query(self, asked: Options, **parts: Any) -> ListQuery:
        # not validated: the texts are ours, and may be longer than what callers of the API may send
        return ListQuery.model_construct(search=asked.search, **parts)

    def _filter(self, entity: Entity, asked: Options) -> str | None:
        if asked.filter is None:
            return None
        return FilterReader(asked.filter, lambda name: self._path(entity, name), self._access.principal.tz).formula()

    def _sort(self, entity: Entity, asked: Options) -> str:
        return ",".join(f"{'-' if down else ''}{self._path(entity, name)}" for name, down in asked.orderby)

    def _path(self, entity: Entity, name: str) -> str:
        """`customer/level` as formulas write it. Of lines only what stands in their record."""
        *steps, last = name.split("/")
        path: list[str] = []
        here = entity
        for step in steps:
            way = here.way(step)
            if way is None or way.target not in self.entities:
                raise no_such_name(name)
            if way.name != "record" or here.subform is None:
                path.append(way.key)
            here = self.entities[way.target]
        found = here.by_name.get(last)
        if found is None:
            raise no_such_name(name)
        if found.path is None:
            raise not_offered(f"$filter, $orderby: {name}")
        return ".".join([*path, found.path])

    def _context(self, entity: Entity, asked: Options) -> str:
        chosen = "" if asked.select is None else f"({','.join(asked.select)})"
        return f"{self._root}/$metadata#{entity.name}{chosen}"
