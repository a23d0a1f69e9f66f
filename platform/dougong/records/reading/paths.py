"""What `expand` asks for along links: `customer`, `customer.level`, `customer.region.name`, `lines.product.*`.

A name alone gives a linked record's id and title; a path gives fields of it beside them, from link to link. Paths are
checked against the asker's rights before anything is read: a name they may not know is an unknown one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.access.compiler import Access
from dougong.access.errors import unknown_field
from dougong.kit.errors import Invalid, say
from dougong.records.reading.assemble import SYSTEM
from engines.form.definition import Form
from engines.form.fields import FieldModel
from engines.form.fields.link import LinkField
from engines.form.inner import rows_at

EVERYTHING = "*"
_NAMELESS = frozenset({"id", "version", "created_at", "updated_at"})
MOST_LINKS = 3
"""Links in a row."""
Place = tuple[str, ...]
"""A link: `("customer",)`, or `("lines", "product")`, `("lines", "packages", "carrier")` for a column of rows."""


@dataclass(frozen=True)
class Along:
    """What is wanted of the records of `form` behind the link at `place`: `fields` (None: all), and names to `expand`
    there."""

    place: Place
    form: str
    fields: tuple[str, ...] | None
    expand: tuple[str, ...]


@dataclass(frozen=True)
class Expansion:
    """A checked `expand`: `names` become id and title, and what is behind links brings fields of its own."""

    names: tuple[str, ...]
    along: tuple[Along, ...] = ()


def expansion(access: Access, form: Form, names: Sequence[str], links: int = 0) -> Expansion:
    """The names of an `expand`, understood; `links` have been followed already. Raises UnknownField, Invalid."""
    if not any("." in name for name in names):
        return Expansion(tuple(names))
    if links == MOST_LINKS:
        sentence = say(f"最多沿 {MOST_LINKS} 层关联展开。", f"At most {MOST_LINKS} links in a row are followed.")
        raise Invalid(sentence, "expand_too_far")
    plain = dict.fromkeys(name for name in names if "." not in name)
    further: dict[Place, list[Place]] = {}
    for name in names:
        if "." in name:
            place, rest = _split(access, form, tuple(name.split(".")), name)
            plain[place[0]] = None
            further.setdefault(place, []).append(rest)
    along = tuple(_along(access, form, place, wanted, links) for place, wanted in further.items())
    return Expansion(tuple(plain), along)


def _split(access: Access, form: Form, path: Place, name: str) -> tuple[Place, Place]:
    size = 1
    while ".".join(path[:size]) in form.subforms:
        size += 1
    place, rest = path[:size], path[size:]
    link = _field_at(form, place)
    seen = access.field_rights(form.key).get(".".join(place), "none") != "none"
    if not isinstance(link, LinkField) or not rest or not seen or not access.may(link.form, "read"):
        raise unknown_field(name)
    return place, rest


def _along(access: Access, form: Form, place: Place, wanted: Sequence[Place], links: int) -> Along:
    target = access.catalog.form(link_at(form, place).form)
    known = {EVERYTHING, *SYSTEM, *access.readable_fields(target.key)}
    for rest in wanted:
        if rest[0] not in known:
            raise unknown_field(".".join((*place, *rest)))
    fields = None if (EVERYTHING,) in wanted else tuple(dict.fromkeys(rest[0] for rest in wanted))
    expand = tuple(".".join(rest) for rest in wanted if rest[0] not in _NAMELESS)
    expansion(access, target, expand, links + 1)
    return Along(place, target.key, fields, expand)


def link_at(form: Form, place: Place) -> LinkField:
    """The link field or column that a place names. Raises UnknownField."""
    found = _field_at(form, place)
    if not isinstance(found, LinkField):
        raise unknown_field(".".join(place))
    return found


def _field_at(form: Form, place: Place) -> FieldModel | None:
    owner = form.subform(".".join(place[:-1])) if len(place) > 1 else form
    return None if owner is None else owner.field(place[-1])


def holders(record: Mapping[str, Any], place: Place) -> Iterator[dict[str, Any]]:
    """The `{"id", "title"}` that stand at the place."""
    for container in rows_at(record, place[:-1]) if len(place) > 1 else (record,):
        value = container.get(place[-1])
        yield from value if isinstance(value, list) else [value] if value else []
