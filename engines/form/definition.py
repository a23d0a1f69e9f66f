"""The definition of a form: fields, layout, rules, checks, unique sets, views, test
cases, print templates, the profile.

A stored document carries `schema_version`; `load_form` brings an older one up to date step by step
(`UPGRADES`) and reads it strictly: unknown keys, duplicate keys and oversized lists are refused with a
path and a sentence. What only makes sense between parts (a rule naming a field that isn't there, a
formula that doesn't type) is a matter for `compile_form`: a draft may be saved with such problems.
"""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engines.form.case import Case
from engines.form.fields import AnyField, FieldModel, RowsField, type_of
from engines.form.labels import Label, label_text, sentence
from engines.form.layout import Node
from engines.form.prints.definition import Print
from engines.form.problems import DefinitionErrors, Path, Problem
from engines.form.profile.definition import Profile
from engines.form.rules import Check, Key, Lock, Rule, Unique
from engines.form.schema_errors import problems_of
from engines.form.views import View

SCHEMA_VERSION = 1
SYSTEM_COLUMNS: tuple[str, ...] = (
    "id",
    "owner",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "version",
    "deleted_at",
    "errors",
)
RESERVED_KEYS = frozenset(SYSTEM_COLUMNS) | {"old", "user", "row", "parent", "filter", "sort", "position"}
RESERVED_KEYS |= {"and", "or", "not", "in", "true", "false", "null"}  # words of the formula language
ROW_KEYS = frozenset({"record_id"})
OUTER_KEYS = frozenset({"record_id", "outer_id"})
"""What the tables of rows, and of rows inside rows, have beside their columns."""
LONGEST_PATH = 100
"""Characters of `lines.packages.weight`: what notes on deleted fields and on files have room for."""


class Form(BaseModel):
    """One kind of record. Immutable: a change makes a new object."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))
    schema_version: Literal[1] = 1
    key: Key
    label: Label = ""
    icon: Annotated[str, Field(max_length=64)] | None = None
    description: Label | None = None
    title: Key | None = None
    fields: Annotated[tuple[AnyField, ...], Field(max_length=500)] = ()
    layout: Annotated[tuple[Node, ...], Field(max_length=500)] = ()
    rules: Annotated[tuple[Rule, ...], Field(max_length=300)] = ()
    checks: Annotated[tuple[Check, ...], Field(max_length=300)] = ()
    unique: Annotated[tuple[Unique, ...], Field(max_length=50)] = ()
    views: Annotated[tuple[View, ...], Field(max_length=100)] = ()
    tests: Annotated[tuple[Case, ...], Field(max_length=100)] = ()
    lock: Lock | None = None
    prints: Annotated[tuple[Print, ...], Field(max_length=30)] = ()
    profile: Profile | None = None

    @cached_property
    def by_key(self) -> Mapping[str, AnyField]:
        """Own fields by key."""
        return {field.key: field for field in self.fields}

    @cached_property
    def telling(self) -> tuple[tuple[str, AnyField, Callable[[Any, Any], Any]], ...]:
        """Fields with a value of their own: key, field, and the way from a value to its JSON form."""
        stored = [field for field in self.fields if type_of(field).storage(field) is not None]
        return tuple((field.key, field, type_of(field).to_json) for field in stored)

    def field(self, key: str) -> AnyField | None:
        """The own field `key`, or None."""
        return self.by_key.get(key)

    @cached_property
    def subforms(self) -> Mapping[str, RowsField]:
        """Subforms by their path (`lines`, and `lines.packages` inside its rows), outer ones first."""
        outer = {field.key: field for field in self.fields if isinstance(field, RowsField)}
        return {path: found for key, field in outer.items() for path, found in _levels(key, field)}

    def subform(self, path: str) -> RowsField | None:
        """The subform at `path`, or None."""
        return self.subforms.get(path)

    def within(self, subform: str | None) -> tuple[RowsField, ...]:
        """The subforms one is in inside `subform`, from outside."""
        names = subform.split(".") if subform else []
        return tuple(self.subforms[".".join(names[: depth + 1])] for depth in range(len(names)))

    def place(self, subform: str | None) -> Path:
        """Where the subform stands in the document."""
        path: Path = ()
        fields: Sequence[FieldModel] = self.fields
        for own in self.within(subform):
            path = (*path, "fields", next(index for index, field in enumerate(fields) if field is own))
            fields = own.fields
        return path

    def name(self, lang: str = "zh-CN") -> str:
        """What a person calls the form."""
        return label_text(self.label, lang) or self.key

    def title_field(self) -> AnyField | None:
        """The field whose value names a record: `title`, else the first text or series field."""
        if self.title is not None:
            return self.by_key.get(self.title)
        return next((field for field in self.fields if field.type in ("text", "series")), None)

    def to_json(self) -> dict[str, Any]:
        """The document to store: only what differs from the defaults, keys in reading order."""
        data = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return {"schema_version": self.schema_version, **data}


Document = dict[str, Any]
UPGRADES: dict[int, Callable[[Document], Document]] = {}  # from version n to n + 1


def upgrade(document: Mapping[str, Any]) -> Document:
    """The document in the present schema version; raises `DefinitionErrors` for a newer one."""
    data: Document = copy.deepcopy(dict(document))
    version = data.get("schema_version", SCHEMA_VERSION)
    if not isinstance(version, int) or version > SCHEMA_VERSION or version < 1:
        message = sentence(
            f"定义的版本 {version} 无法读取，本程序支持到版本 {SCHEMA_VERSION}。",
            f"Definition version {version} can't be read; this program knows versions up to {SCHEMA_VERSION}.",
        )
        raise DefinitionErrors([Problem(("schema_version",), "schema_version", message)])
    while version < SCHEMA_VERSION:
        data = UPGRADES[version](data)
        version += 1
    data["schema_version"] = SCHEMA_VERSION
    return data


def load_form(data: Any) -> Form:
    """Read a stored or uploaded definition. Raises `DefinitionErrors` with every problem found."""
    if isinstance(data, Form):
        return data
    if not isinstance(data, Mapping):
        message = sentence("表单定义必须是一个 JSON 对象。", "A form definition must be a JSON object.")
        raise DefinitionErrors([Problem((), "type", message)])
    document = upgrade(data)
    try:
        form = Form.model_validate(document)
    except ValidationError as error:
        raise DefinitionErrors(problems_of(error, document)) from error
    problems = list(_key_problems(form))
    if problems:
        raise DefinitionErrors(problems)
    return form


def _key_problems(form: Form) -> Iterator[Problem]:
    yield from _duplicates(("fields",), [field.key for field in form.fields])
    yield from _duplicates(("views",), [view.key for view in form.views])
    yield from _duplicates(("tests",), [case.name for case in form.tests])
    yield from _duplicates(("prints",), [template.key for template in form.prints])
    for path, subform in form.subforms.items():
        place = (*form.place(path), "fields")
        yield from _duplicates(place, [column.key for column in subform.fields])
        taken = OUTER_KEYS if "." in path else ROW_KEYS
        for index, column in enumerate(subform.fields):
            if column.key in taken:
                yield _reserved((*place, index, "key"), column.key)
            if len(f"{path}.{column.key}") > LONGEST_PATH:
                message = sentence(
                    f"“{path}.{column.key}”超过 {LONGEST_PATH} 个字符，请换短一些的标识。",
                    f"“{path}.{column.key}” is longer than {LONGEST_PATH} characters; choose shorter keys.",
                )
                yield Problem((*place, index, "key"), "path_too_long", message)


def _levels(path: str, field: RowsField) -> Iterator[tuple[str, RowsField]]:
    yield path, field
    for column in field.fields:
        if isinstance(column, RowsField):
            yield from _levels(f"{path}.{column.key}", column)


def _duplicates(path: Path, keys: list[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, key in enumerate(keys):
        if key in seen:
            message = sentence(f"标识“{key}”重复。", f"The key “{key}” is used twice.")
            yield Problem((*path, index, "key"), "duplicate_key", message)
        if path[-1] == "fields" and key in RESERVED_KEYS:
            yield _reserved((*path, index, "key"), key)
        seen.add(key)


def _reserved(path: Path, key: str) -> Problem:
    message = sentence(f"标识“{key}”由系统保留。", f"The key “{key}” is reserved by the system.")
    return Problem(path, "reserved_key", message)


def form_json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a form definition."""
    schema = Form.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://dougong.dev/schemas/form.json",
        **schema,
        "title": "Form",
    }


__all__ = [
    "RESERVED_KEYS",
    "SCHEMA_VERSION",
    "SYSTEM_COLUMNS",
    "AnyField",
    "DefinitionErrors",
    "Form",
    "Label",
    "Problem",
    "form_json_schema",
    "label_text",
    "load_form",
    "upgrade",
]
