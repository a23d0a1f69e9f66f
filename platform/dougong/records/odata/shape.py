"""From a record of the API to an entity: which properties, and what of the records behind its ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from dougong.records.odata.model import OUTER, Entity, Property, Way
from dougong.records.odata.options import Expanded
from dougong.records.odata.problems import no_such_name, not_offered
from engines.form.fields._choices import Choices

Record = dict[str, Any]
_ALWAYS = frozenset({"id", "record_id", OUTER, "version", "created_at", "updated_at"})
"""What every record carries anyway."""


@dataclass(frozen=True)
class Shape:
    """What of an entity is wanted, and what behind it."""

    entity: Entity
    properties: tuple[Property, ...]
    ways: tuple[tuple[Way, Shape], ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Keys of the record's fields to read."""
        keys = (*(each.key for each in self.properties), *(way.key for way, _ in self.ways))
        return tuple(dict.fromkeys(key for key in keys if key not in _ALWAYS))

    def expand(self, prefix: str = "") -> Iterator[str]:
        """Names for the API's own `expand`: words for ids, and fields along links."""
        for each in self.properties:
            if each.key not in _ALWAYS and (prefix or each.expands):
                yield prefix + each.key
        for way, inner in self.ways:
            place = f"{prefix}{way.key}"
            if inner.entity.subform is None:
                yield f"{place}.version"  # who may not see the record doesn't get it: that is how we know
                yield from inner.expand(f"{place}.")
                continue
            if prefix or inner.has_words:
                yield place
            yield from inner.expand_lines(place)

    def expand_lines(self, place: str) -> Iterator[str]:
        """What lines at `place` need beside their own expansion: what is behind their links."""
        for way, inner in self.ways:
            further = f"{place}.{way.key}"
            if inner.entity.subform is not None:
                yield from inner.expand_lines(further)
                continue
            yield f"{further}.version"
            yield from inner.expand(f"{further}.")

    @property
    def has_words(self) -> bool:
        """Whether words of ids are needed in these lines, or in lines inside them."""
        inside = (inner for _, inner in self.ways if inner.entity.subform is not None)
        return any(each.expands for each in self.properties) or any(each.has_words for each in inside)


def shape_of(entities: Mapping[str, Entity], entity: Entity, wanted: Expanded) -> Shape:
    """Raises for names that aren't there, or may not be seen."""
    names = entity.by_name if wanted.select is None else wanted.select
    unknown = [name for name in names if name not in entity.by_name and entity.way(name) is None]
    if unknown:
        raise no_such_name(unknown[0])
    properties = tuple(entity.by_name[name] for name in names if name in entity.by_name)
    return Shape(entity, properties, tuple(_ways(entities, entity, wanted)))


def _ways(entities: Mapping[str, Entity], entity: Entity, wanted: Expanded) -> Iterator[tuple[Way, Shape]]:
    for name, inner in wanted.expand.items():
        way = entity.way(name)
        if way is None or way.target not in entities:
            raise no_such_name(name)
        target = entities[way.target]
        if target.subform is not None and "record" in inner.expand:
            raise not_offered(f"$expand={name}($expand=record)")
        yield way, shape_of(entities, target, inner)


def entity_of(shape: Shape, record: Record, language: str, parent: Record | None = None) -> Record:
    """The entity of a record; `parent`: of a line, the record it belongs to."""
    found = {each.name: _value(each, record.get(each.key), language) for each in shape.properties}
    for way, inner in shape.ways:
        if inner.entity.subform is not None:
            here = record if parent is not None else {**record, "record_id": record["id"]}
            rows = lines_of(here, (way.key,))
            found[way.name] = [entity_of(inner, row, language, parent or record) for row in rows]
        elif way.name == "record" and parent is not None:
            found[way.name] = entity_of(inner, parent, language)
        else:
            found[way.name] = _behind(way, inner, record.get(way.key), language)
    return found


def lines_of(record: Record, path: Sequence[str]) -> list[Record]:
    """The lines at a path, each with the ids of its record and of the line around it."""
    known = {"record_id": record["record_id"], OUTER: record["id"]}
    rows = [{**row, **known} for row in record.get(path[0]) or []]
    return [inner for row in rows for inner in lines_of(row, path[1:])] if path[1:] else rows


def _behind(way: Way, inner: Shape, value: Any, language: str) -> Any:
    holders = [each for each in (value if isinstance(value, list) else [value]) if each and "version" in each]
    found = [entity_of(inner, each, language) for each in holders]
    return found if way.many else next(iter(found), None)


def _value(each: Property, raw: Any, language: str) -> Any:
    if raw is None:
        return [] if each.type.startswith("Collection(") else None
    match each.read:
        case "id":
            return _id(raw)
        case "ids":
            return [_id(one) for one in raw]
        case "label":
            return ", ".join(one["title"] or "" for one in (raw if isinstance(raw, list) else [raw])) or None
        case "option":
            return ", ".join(_named(each, one, language) for one in (raw if isinstance(raw, list) else [raw]))
        case "json":
            return orjson.dumps(raw).decode()
    return raw


def _id(raw: Any) -> Any:
    return raw["id"] if isinstance(raw, dict) else raw


def _named(each: Property, value: str, language: str) -> str:
    option = each.field.by_value.get(value) if isinstance(each.field, Choices) else None
    return option.name(language) if option is not None else value
