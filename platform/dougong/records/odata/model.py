"""The entity data model of an app, as one caller may know it: what `$metadata` says and entities are made by.

An entity set per form, and per subform (`order__lines`, `order__lines__packages`). Names are keys of fields; two
underscores part what OData wants beside them: `customer__id` is the id of the linked record, `customer` the way to it
(`$expand`), and `stage__label`, `customer__label` are the words people read for an option, a record, a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dougong.access.compiler import Access
from dougong.apps.catalog import AppCatalog
from dougong.kit.fixed import Kept
from dougong.records.reading.expand import kind_of
from engines.form.definition import Form
from engines.form.fields import FieldModel, type_of
from engines.form.fields._choices import Choices
from engines.form.fields._rows import RowsField
from engines.form.fields.link import LinkField
from engines.form.labels import LANGS, Sentence
from engines.form.scope import SYSTEM
from engines.form.storage import ChildTable, ColumnKind, LinkTable

Read = Literal["value", "id", "ids", "json", "label", "option"]
ID, LABEL = "__id", "__label"
OUTER = f"line{ID}"
"""Of a line inside a line: the id of that line."""
_PEOPLE = ("owner", "created_by", "updated_by")
_TYPES: Mapping[ColumnKind, str] = {
    "text": "Edm.String",
    "number": "Edm.Decimal",
    "boolean": "Edm.Boolean",
    "date": "Edm.Date",
    "datetime": "Edm.DateTimeOffset",
    "id": "Edm.Guid",
}


@dataclass(frozen=True)
class Property:
    """One property: where it stands in a record (`key`), how its value is made of what stands there, and by which name
    formulas know it (None: it can't be filtered or sorted by)."""

    name: str
    type: str
    key: str
    label: Sentence
    read: Read = "value"
    path: str | None = None
    field: FieldModel | None = None

    @property
    def expands(self) -> bool:
        """Whether the words of an id are needed."""
        return self.read == "label"


@dataclass(frozen=True)
class Way:
    """A navigation property: to linked records (`form`), to lines (`lines`), or from a line to its record."""

    name: str
    target: str
    many: bool
    key: str
    label: Sentence
    foreign: str | None = None


@dataclass(frozen=True)
class Entity:
    """An entity type, and the set of the same name. `subform`: lines of the subform at this path of `form`."""

    name: str
    form: str
    label: Sentence
    properties: tuple[Property, ...]
    ways: tuple[Way, ...]
    subform: str | None = None
    by_name: Mapping[str, Property] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.properties})

    def way(self, name: str) -> Way | None:
        return next((each for each in self.ways if each.name == name), None)


_KEPT: Kept[Mapping[str, Entity]] = Kept(128)


def entities_for(app: AppCatalog, access: Access) -> Mapping[str, Entity]:
    """The sets of one caller, by name; forms that they may not read are not there."""
    return _KEPT.get((app.app_id, app.stamp, access.shape), lambda: _Maker(app, access).entities())


class _Maker:
    def __init__(self, app: AppCatalog, access: Access) -> None:
        self._app = app
        self._access = access

    def entities(self) -> Mapping[str, Entity]:
        forms = [form for form in self._app.forms.values() if self._access.may(form.key, "read")]
        return {entity.name: entity for form in forms for entity in self._of_form(form)}

    def _of_form(self, form: Form) -> Iterator[Entity]:
        readable = self._access.readable_fields(form.key)
        fields = [form.by_key[key] for key in readable]
        taken = {each.key for each in form.fields}
        ways = [*self._ways(fields, taken), *_lines_ways(form, "", fields)]
        properties = (_system("id"), *_properties(fields, taken), *_system_properties(taken))
        yield Entity(form.key, form.key, _names(form), properties, tuple(ways))
        rights = self._access.field_rights(form.key)
        for path, subform in form.subforms.items():
            if path.partition(".")[0] in readable and ("." not in path or rights.get(path, "none") != "none"):
                shown = [each for each in subform.fields if rights.get(f"{path}.{each.key}", "none") != "none"]
                yield self._lines(form, path, shown)

    def _lines(self, form: Form, path: str, columns: Sequence[FieldModel]) -> Entity:
        within = form.within(path)
        taken = {column.key for column in within[-1].fields}
        ident = Property("id", "Edm.Guid", "id", {"zh-CN": "行 ID", "en": "Line id"})
        parent = Property(f"record{ID}", "Edm.Guid", "record_id", SYSTEM["id"][1], path="id")
        back = Way("record", form.key, False, "record", _names(form), parent.name)
        label: Sentence = {
            lang: " ".join((_names(form)[lang], *(each.names[lang] for each in within))) for lang in LANGS
        }
        above = [Property(OUTER, "Edm.Guid", OUTER, each.names) for each in within[:-1]]
        lines = _properties(columns, taken, f"{path}.")
        ways = (back, *self._ways(columns, taken), *_lines_ways(form, f"{path}.", columns))
        return Entity(lines_name(form, path), form.key, label, (ident, parent, *above, *lines), ways, path)

    def _ways(self, fields: Sequence[FieldModel], taken: set[str]) -> Iterator[Way]:
        for each in fields:
            if isinstance(each, LinkField) and self._access.may(each.form, "read"):
                foreign = None if each.many or each.key + ID in taken else each.key + ID
                yield Way(each.key, each.form, each.many, each.key, each.names, foreign)


def lines_name(form: Form, path: str) -> str:
    return "__".join((form.key, *path.split(".")))


def _lines_ways(form: Form, prefix: str, fields: Sequence[FieldModel]) -> Iterator[Way]:
    """The ways to the lines in a record, or in a line."""
    for each in fields:
        if isinstance(each, RowsField):
            yield Way(each.key, lines_name(form, prefix + each.key), True, each.key, each.names)


def _names(form: Form) -> Sentence:
    return {"zh-CN": form.name("zh-CN"), "en": form.name("en")}


def _properties(fields: Sequence[FieldModel], taken: set[str], prefix: str = "") -> Iterator[Property]:
    for each in fields:
        path = None if prefix else each.key
        kind, own = kind_of(each), None
        if isinstance(each, LinkField):
            many = type_of(each).storage(each) == LinkTable(each.form)
            if each.key + ID not in taken:
                edm = "Collection(Edm.Guid)" if many else "Edm.Guid"
                yield Property(each.key + ID, edm, each.key, each.names, "ids" if many else "id", path, each)
        else:
            own = _plain(each, path, is_id=kind is not None)
            if own is None:
                continue
            yield own
        if kind is not None and each.key + LABEL not in taken:
            yield Property(each.key + LABEL, "Edm.String", each.key, each.names, "label", None, each)
        elif isinstance(each, Choices) and own is not None and own.read == "value" and each.key + LABEL not in taken:
            yield Property(each.key + LABEL, "Edm.String", each.key, each.names, "option", None, each)


def _plain(each: FieldModel, path: str | None, *, is_id: bool) -> Property | None:
    storage = type_of(each).storage(each)
    if storage is None or isinstance(storage, ChildTable | LinkTable):
        return None
    if storage.kind != "json":
        return Property(each.key, _TYPES[storage.kind], each.key, each.names, "id" if is_id else "value", path, each)
    if is_id:
        return Property(each.key, "Collection(Edm.Guid)", each.key, each.names, "ids", path, each)
    if _lists_texts(each):
        return Property(each.key, "Collection(Edm.String)", each.key, each.names, "value", path, each)
    return Property(each.key, "Edm.String", each.key, each.names, "json", None, each)


def _lists_texts(each: FieldModel) -> bool:
    schema = type_of(each).schema(each)
    items = schema.get("items", {})
    return schema.get("type") == "array" and (items.get("type") == "string" or "enum" in items)


def _system(name: str) -> Property:
    kind, label = SYSTEM[name]
    edm = {"number": "Edm.Int64", "datetime": "Edm.DateTimeOffset"}.get(kind.kind, "Edm.Guid")
    return Property(name, edm, name, label, "id" if name in _PEOPLE else "value", name)


def _system_properties(taken: set[str]) -> Iterator[Property]:
    for name in SYSTEM:
        if name == "id":
            continue
        yield _system(name)
        if name in _PEOPLE and name + LABEL not in taken:
            yield Property(name + LABEL, "Edm.String", name, SYSTEM[name][1], "label")
