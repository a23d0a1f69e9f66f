"""Which names a formula may use, what they mean, and where their values come from.

`scope_for(form, forms, kind)` is a `engines.formula` Scope. Kinds: "form" (formulas, rules, checks,
defaults of the record), "row:<subform>" (the same inside a row), "filter" (lists, views, link choices)
and "grant" (row scopes and checks of grants). The last two know no `old`.

`trace(path)` tells how a value is reached: from which base (own field, row column, all rows' column, old
value, user) and over which links. The pipeline turns traces into accessors, the compiler into
dependencies.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engines.form.definition import Form
from engines.form.fields import FieldModel, RowsField, type_of
from engines.form.fields._choices import Choices
from engines.form.fields.link import LinkField
from engines.form.labels import label_text
from engines.formula.scope import Ref
from engines.formula.types import DATETIME, DEPARTMENT, NUMBER, PERSON, TEXT, Type, list_of, record

MAX_HOPS = 2
BACK = "<-"
"""Starts the name of a relation backwards; no formula text can say it, only a rollup makes such paths."""
Names = tuple[str, ...]


def back(form: str, link: str) -> str:
    """The relation from a record to those of `form` whose field `link` names it. To whoever loads linked
    records it is a form of its own: its record of an id is `{"ids": […]}`, the live records that link there,
    oldest first."""
    return f"{BACK}{form}.{link}"


def relation_of(name: str) -> tuple[str, str] | None:
    """(form, link) of a relation backwards; None for the key of a form."""
    if not name.startswith(BACK):
        return None
    form, _, link = name.removeprefix(BACK).partition(".")
    return form, link


SYSTEM: Mapping[str, tuple[Type, dict[str, str]]] = {
    "id": (TEXT, {"zh-CN": "数据 ID", "en": "Record id"}),
    "owner": (PERSON, {"zh-CN": "负责人", "en": "Owner"}),
    "created_at": (DATETIME, {"zh-CN": "创建时间", "en": "Created at"}),
    "created_by": (PERSON, {"zh-CN": "创建人", "en": "Created by"}),
    "updated_at": (DATETIME, {"zh-CN": "更新时间", "en": "Updated at"}),
    "updated_by": (PERSON, {"zh-CN": "更新人", "en": "Updated by"}),
    "version": (NUMBER, {"zh-CN": "版本", "en": "Version"}),
}
USER: Mapping[str, tuple[Type, dict[str, str]]] = {
    "id": (PERSON, {"zh-CN": "当前用户", "en": "Current user"}),
    "name": (TEXT, {"zh-CN": "当前用户的姓名", "en": "Current user's name"}),
    "email": (TEXT, {"zh-CN": "当前用户的邮箱", "en": "Current user's e-mail"}),
    "department": (DEPARTMENT, {"zh-CN": "当前用户的部门", "en": "Current user's department"}),
    "departments": (
        list_of(DEPARTMENT),
        {"zh-CN": "当前用户的部门及上级部门", "en": "Current user's departments"},
    ),
    "roles": (list_of(TEXT), {"zh-CN": "当前用户的角色", "en": "Current user's roles"}),
}


@dataclass(frozen=True, slots=True)
class Hop:
    """One step over a link: the records of `form` whose ids stand in field `via` ("customer", or
    "lines.product" for a link in a subform) of the form before."""

    via: str
    form: str
    many: bool


Base = Literal["field", "row", "outer", "rows", "inner", "beside", "old", "old_row", "user"]
_IN_ROWS = frozenset({"row", "outer", "rows", "inner", "beside"})
LISTS = frozenset({"rows", "inner", "beside"})
"""Bases that give a list, one value for each row."""


@dataclass(frozen=True, slots=True)
class Trace:
    """How a path is reached. `base` "field" is a field of the record, "row" a column of the row at hand,
    "outer" one of the row around it, "rows" that column of all rows of `subform` ("inner", "beside": of those in
    the row at hand, in the row around it), "old"/"old_row" what was there before, "user" an attribute of the
    signed-in person. `key` is read there, then each hop is followed, and `last` read at its end.
    `formatted`: what is found there is HTML, of which a formula sees the words."""

    base: Base
    key: str
    ref: Ref
    subform: str | None = None
    hops: tuple[Hop, ...] = ()
    last: str | None = None
    formatted: bool = False

    @property
    def node(self) -> str | None:
        """The field or column whose present value the path reads (`amount`, `lines.amount`)."""
        if self.base in _IN_ROWS:
            return f"{self.subform}.{self.key}" if self.key else self.subform
        return self.key if self.base == "field" else None


class FormScope:
    """The names of one form (see the module's text). `subform`: inside a row of this subform."""

    def __init__(
        self, form: Form, forms: Mapping[str, Form], *, subform: str | None = None, with_old: bool = True
    ) -> None:
        self.form = form
        self.forms = {**forms, form.key: form}
        self.path = subform
        self.subform = form.subform(subform) if subform else None
        self.around = subform.rpartition(".")[0] if subform else ""
        self.outer = form.subform(self.around) if self.around else None
        self.with_old = with_old
        self._traces: dict[Names, Trace | None] = {}

    # what engines.formula asks -----------------------------------------------------------------------

    def resolve(self, path: Names) -> Ref | None:
        """What the path means, or None."""
        trace = self.trace(path)
        return None if trace is None else trace.ref

    def names(self) -> Iterable[str]:
        """Dotted paths for completion: own names, one step over links, columns, the user."""
        return [name for name, _ref in self.catalogue()]

    # what this engine asks ---------------------------------------------------------------------------

    def trace(self, path: Names) -> Trace | None:
        """How the path is reached, or None when it means nothing here."""
        if path not in self._traces:
            self._traces[path] = self._trace(path)
        return self._traces[path]

    def catalogue(self) -> Iterator[tuple[str, Ref]]:
        """Every name worth offering, with its meaning."""
        for name in self._offered():
            ref = self.resolve(tuple(name.split(".")))
            if ref is not None:
                yield name, ref

    def _offered(self) -> Iterator[str]:
        if self.subform is not None:
            yield from self._of_fields(self.subform.fields, "")
            above = "parent.parent." if self.outer else "parent."
            if self.outer is not None:
                yield from self._of_fields(self.outer.fields, "parent.")
            yield from self._of_fields(self.form.fields, above)
            yield from (f"{above}{name}" for name in SYSTEM)
        else:
            yield from self._of_fields(self.form.fields, "")
            yield from SYSTEM
        yield "user"
        yield from (f"user.{name}" for name in USER)
        if self.with_old:
            own = self.subform.fields if self.subform else self.form.fields
            yield from (f"old.{field.key}" for field in own)

    def _of_fields(self, fields: Iterable[FieldModel], prefix: str) -> Iterator[str]:
        for field in fields:
            yield f"{prefix}{field.key}"
            if isinstance(field, LinkField) and field.form in self.forms:
                yield from (f"{prefix}{field.key}.{other.key}" for other in self.forms[field.form].fields)
            if isinstance(field, RowsField):
                yield from self._of_fields(field.fields, f"{prefix}{field.key}.")

    def _trace(self, path: Names) -> Trace | None:
        head, rest = path[0], path[1:]
        if head == "user":
            return _user(rest)
        if head == "old" and self.with_old and len(rest) == 1:
            return self._old(rest[0])
        if self.subform is None:
            return self._own(path)
        if head == "parent" and rest:
            return self._parent(rest)
        return self._in_row("row", "inner", self.path or "", self.subform, path)

    def _parent(self, path: Names) -> Trace | None:
        """A name of what is around the row: the record, or the row it stands in."""
        if self.outer is None:
            return self._own(path)
        if path[0] == "parent":
            return self._own(path[1:]) if path[1:] else None
        return self._in_row("outer", "beside", self.around, self.outer, path)

    def _in_row(self, base: Base, listed: Base, at: str, subform: RowsField, path: Names) -> Trace | None:
        """A column of a row of the subform `at`, or of the rows inside that row."""
        column = subform.field(path[0])
        if isinstance(column, RowsField):
            return self._rows(listed, f"{at}.{column.key}", column, path[1:])
        return None if column is None else self._follow(base, column, path[1:], at)

    def _old(self, key: str) -> Trace | None:
        if self.subform is not None:
            column = self.subform.field(key)
            return None if column is None else Trace("old_row", key, _ref(column, self.forms), self.path)
        if key in SYSTEM:
            kind, label = SYSTEM[key]
            return Trace("old", key, Ref(kind, label))
        field = self.form.field(key)
        if field is None or not type_of(field).holds:
            return None
        formatted = field.type == "rich_text"
        return Trace("old", key, _ref(field, self.forms), formatted=formatted)

    def _own(self, path: Names) -> Trace | None:
        head, rest = path[0], path[1:]
        if head in SYSTEM and not rest:
            kind, label = SYSTEM[head]
            return Trace("field", head, Ref(kind, label))
        if relation_of(head) is not None:
            return self._back(head, rest)
        field = self.form.field(head)
        if field is None or not type_of(field).holds:
            return None
        if isinstance(field, RowsField):
            return self._rows("rows", field.key, field, rest)
        return self._follow("field", field, rest, None)

    def _back(self, relation: str, rest: Names) -> Trace | None:
        """The records that link here: first their ids, then what stands in them."""
        form, link = relation_of(relation) or ("", "")
        source = self.forms.get(form)
        field = source.field(link) if source else None
        if source is None or not isinstance(field, LinkField) or field.form != self.form.key or not rest:
            return None
        hops = [Hop("id", relation, False), Hop("ids", form, True)]
        if rest[0] in SYSTEM and len(rest) == 1:
            kind, label = SYSTEM[rest[0]]
            return Trace("field", "id", Ref(list_of(kind), label, container=(relation,)), None, tuple(hops), rest[0])
        first = source.field(rest[0])
        if first is None or isinstance(first, RowsField) or not type_of(first).holds:
            return None
        return self._walk("field", "id", first, rest[1:], None, hops, (relation,))

    def _rows(self, base: Base, at: str, field: RowsField, rest: Names) -> Trace | None:
        """The rows of the subform `at`, or what stands in them; of rows inside rows all, end to end."""
        container = (at,)
        if not rest:
            ref = Ref(list_of(record(field.key)), _label(field), container=container)
            return Trace(base, "", ref, at)
        if rest == ("id",):
            return Trace(base, "id", Ref(list_of(TEXT), _label(field), container=container), at)
        column = field.field(rest[0])
        if isinstance(column, RowsField):
            return self._rows(base, f"{at}.{column.key}", column, rest[1:])
        return None if column is None else self._follow(base, column, rest[1:], at)

    def _follow(
        self,
        base: Base,
        first: FieldModel,
        rest: Names,
        subform: str | None,
    ) -> Trace | None:
        """From a field along links to the last name; lists never nest."""
        container: Names | None = (subform,) if base in LISTS and subform else None
        return self._walk(base, first.key, first, rest, subform, [], container)

    def _walk(
        self,
        base: Base,
        key: str,
        first: FieldModel,
        rest: Names,
        subform: str | None,
        hops: list[Hop],
        container: Names | None,
    ) -> Trace | None:
        """`hops` were made already; `container` is the list that `first` is read in."""
        field = first
        walked: Names = (first.key,)
        most = len(hops) + MAX_HOPS
        while rest:
            if not isinstance(field, LinkField) or field.form not in self.forms or len(hops) == most:
                return None
            if field.many and container is not None:
                return None
            container = walked if field.many else container
            via = f"{subform}.{field.key}" if subform and not hops else field.key
            hops.append(Hop(via, field.form, field.many))
            name, rest = rest[0], rest[1:]
            walked = (*walked, name)
            if name in SYSTEM:
                if rest:
                    return None
                kind, label = SYSTEM[name]
                system = _listed(Ref(kind, label), container)
                return None if system is None else Trace(base, key, system, subform, tuple(hops), name)
            found = self.forms[field.form].field(name)
            if found is None or isinstance(found, RowsField) or not type_of(found).holds:
                return None
            field = found
        last = field.key if hops else None
        one = _ref(field, self.forms, walked if container is None else None)
        ref = _listed(one, container)
        formatted = field.type == "rich_text"
        return None if ref is None else Trace(base, key, ref, subform, tuple(hops), last, formatted)


def _label(field: FieldModel) -> str | dict[str, str]:
    label = field.label or field.key
    return label if isinstance(label, str) else {str(lang): text for lang, text in label.items()}


def _ref(field: FieldModel, forms: Mapping[str, Form], container: Names | None = None) -> Ref:
    """The meaning of one field: its type, label and options."""
    kind = type_of(field).formula_type(field)
    if isinstance(field, LinkField) and field.form not in forms:
        kind = list_of(TEXT) if field.many else TEXT
    options = tuple(field.by_value) if isinstance(field, Choices) and not field.open else None
    return Ref(kind, _label(field), options=options, container=container if kind.is_list else None)


def _listed(ref: Ref, container: Names | None) -> Ref | None:
    """The meaning of a name read in every row of `container`; a list in each row means nothing."""
    if container is None:
        return ref
    if ref.type.is_list:
        return None
    return Ref(list_of(ref.type), ref.label, options=ref.options, container=container)


def _user(rest: Names) -> Trace | None:
    name = rest[0] if rest else "id"
    if len(rest) > 1 or name not in USER:
        return None
    kind, label = USER[name]
    return Trace("user", name, Ref(kind, label, nullable=name not in ("id", "name", "email")))


def scope_for(form: Form, forms: Mapping[str, Form], kind: str = "form") -> FormScope:
    """The scope of `kind`; raises ValueError for a kind or subform that doesn't exist."""
    if kind.startswith("row:"):
        subform = kind.removeprefix("row:")
        if form.subform(subform) is None:
            raise ValueError(f"{form.key} has no subform {subform}")
        return FormScope(form, forms, subform=subform)
    if kind in ("form", "filter", "grant"):
        return FormScope(form, forms, with_old=kind == "form")
    raise ValueError(f"no such scope: {kind}")


def name_entries(scope: FormScope, lang: str = "zh-CN") -> list[dict[str, object]]:
    """`names` of `POST /formula:check`: what the editor offers."""
    return [
        {"name": name, "label": label_text(ref.label, lang), "type": ref.type.to_json()}
        for name, ref in scope.catalogue()
    ]
