"""Forms and their drafts: made, saved (even with problems), discarded, compared with what is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dougong.apps import repository, retired
from dougong.apps.buttons import button_problems
from dougong.apps.compiling import form_set
from dougong.apps.documents import depth_of
from dougong.apps.problems import (
    draft_has_errors,
    form_not_found,
    problem_document,
    somebody_was_faster,
    too_large,
)
from dougong.apps.repository import AppRow, Document, FormRow
from dougong.apps.retired import Retired, load_field
from dougong.apps.schemas import FormCreate
from dougong.apps.values import storage
from dougong.apps.versioned import first_definition, new_key
from dougong.audit.service import record
from dougong.kit.db import Transaction
from dougong.kit.errors import in_language
from dougong.kit.types import dump_json
from dougong.kit.web import Actor
from engines.form.across import circles
from engines.form.compile import CompiledForm, compile_form
from engines.form.conflicts import conflicts
from engines.form.definition import DefinitionErrors, Form, load_form
from engines.form.differences import differences
from engines.form.evolve import evolve
from engines.form.fields import FieldModel
from engines.form.labels import sentence
from engines.form.problems import Problem
from engines.form.storage import Column as StoredColumn

MAX_DEFINITION = 1_000_000
"""Characters of JSON: some 3,000 fields."""
MAX_DEPTH = 40
MAX_FORMS = 300
_ROW = 8_000
_REFERENCE = 18
_LONG = frozenset({"text", "json"})


def find_form(tx: Transaction, app: AppRow, key: str, *, deleted: bool = False) -> FormRow:
    """The form of the app, in the bin or not; NotFound otherwise."""
    form = repository.forms.find(tx, app.id, key)
    if form is None or (form.deleted_at is not None) != deleted:
        raise form_not_found(key)
    return form


def create_form(tx: Transaction, actor: Actor, app: AppRow, body: FormCreate) -> FormRow:
    """A form that exists as a draft only; the key is made from the label unless given."""
    key = new_key(body.key, body.label, repository.forms.keys_of(tx, app.id), "form", MAX_FORMS)
    definition = first_definition(key, body.label, {"fields": body.fields})
    check_size(definition)
    repository.forms.insert(tx, app.id, key, definition, actor.person_id, tombstones=[])
    record(tx, actor, "form.create", f"{app.key}/{key}", app=app.key)
    return find_form(tx, app, key)


def draft_document(tx: Transaction, app: AppRow, form: FormRow, language: str) -> dict[str, Any]:
    """`Draft` of docs/api.md."""
    aside = retired.of_form(tx, app.id, form.key)
    loaded, problems = read_draft(form, published_forms(tx, app.id), aside)
    problems += button_problems(tx, app.id, loaded) if loaded is not None else ()
    return {
        "definition": form.draft,
        "revision": form.revision,
        "published_version": form.published_version,
        "dirty": form.dirty,
        "problems": [problem_document(problem, language) for problem in problems],
        "tombstones": [{key: stone.get(key) for key in _STONE} for stone in form.tombstones],
    }


_STONE = ("key", "label", "type", "deleted_at")


def published_forms(tx: Transaction, app_id: str) -> dict[str, Form]:
    """Every published form of the app that is not deleted."""
    return {key: load_form(definition) for key, _n, definition in repository.forms.published(tx, app_id)}


def read_draft(
    form: FormRow,
    published: Mapping[str, Form],
    aside: Sequence[Retired],
    together: Mapping[str, Form] | None = None,
) -> tuple[Form | None, list[Problem]]:
    """The draft as a form (None: it can't be read) and everything that is wrong with it. `together`: other forms as
    they will be, when they are published at once."""
    others = {**published, **(together or {})}
    try:
        loaded = load_form(form.draft)
    except DefinitionErrors as errors:
        return None, list(errors.problems)
    compiled = compile_form(loaded, {**others, loaded.key: loaded})
    problems = [
        *_key_problems(form, loaded),
        *_width_problems(loaded),
        *compiled.problems,
        *conflicts(compiled),
        *_circles(compiled, others),
    ]
    if loaded.key == form.key:
        try:
            evolve(published.get(form.key), loaded, tombstones_of(form, aside))
        except DefinitionErrors as errors:
            problems += errors.problems
    return loaded, problems


def _circles(own: CompiledForm, published: Mapping[str, Form]) -> Iterator[Problem]:
    """Circles with other forms; only fields that read over links can be in one."""
    if any(own.foreign_depends.values()):
        together = form_set({**published, own.form.key: own.form})
        others = {key: together.compiled(key) for key in published if key != own.form.key}
        yield from circles({**others, own.form.key: own}, own.form.key)


def tombstones_of(form: FormRow, aside: Iterable[Retired]) -> dict[str, FieldModel | None]:
    """What deleted keys stood for; None once their values have been dropped."""
    kept = {each.path: each.field for each in aside if each.kind == "hidden"}
    found: dict[str, FieldModel | None] = {}
    for stone in form.tombstones:
        path = tuple(stone["key"].split("."))
        still_there = any(path[:length] in kept for length in range(1, len(path) + 1))
        found[stone["key"]] = load_field(stone["field"]) if still_there else None
    return found


def _key_problems(form: FormRow, loaded: Form) -> list[Problem]:
    found = []
    if loaded.key != form.key:
        message = sentence(
            f"表单的标识不能修改，应为“{form.key}”。", f"A form's key never changes; it must be “{form.key}”."
        )
        found.append(Problem(("key",), "key_changed", message))
    owners = [((), loaded.fields), *((loaded.place(path), own.fields) for path, own in loaded.subforms.items())]
    for at, fields in owners:
        for index, field in enumerate(fields):
            if "__" in field.key:
                message = sentence("标识中不能有两个连续的下划线。", "A key can't have two underscores in a row.")
                found.append(Problem((*at, "fields", index, "key"), "double_underscore", message))
    return found


def _width_problems(loaded: Form) -> Iterator[Problem]:
    """PostgreSQL keeps a row on one page: of a long text a reference of 18 bytes, of anything else some 8."""
    columns = [each for each in map(storage, loaded.fields) if isinstance(each, StoredColumn)]
    width = sum(_REFERENCE if each.kind in _LONG else 8 for each in columns)
    if width > _ROW:
        message = sentence(
            f"字段过多：所有文本字段都填满时，一行可能超出 PostgreSQL 的上限（约 {width:,} / {_ROW:,} 字节）。",
            f"Very many fields: with all texts filled a row may not fit PostgreSQL ({width:,} of {_ROW:,} bytes).",
        )
        yield Problem(("fields",), "too_wide", message, "warning")


def save_draft(
    tx: Transaction, actor: Actor, app: AppRow, form: FormRow, revision: int, definition: Document, language: str
) -> dict[str, Any]:
    """Stores the draft, problems and all. Conflict with the stored draft when somebody was faster."""
    check_size(definition)
    if not repository.forms.save_draft(tx, form.id, revision, definition, actor.person_id):
        raise somebody_was_faster(draft_document(tx, app, find_form(tx, app, form.key), language))
    return draft_document(tx, app, find_form(tx, app, form.key), language)


def discard_draft(tx: Transaction, actor: Actor, app: AppRow, form: FormRow, language: str) -> dict[str, Any]:
    """The draft becomes what is published again; a form never published stays as it is."""
    definition = form.published or form.draft
    return save_draft(tx, actor, app, form, form.revision, definition, language)


def compare(tx: Transaction, form: FormRow, before: int, after: int, language: str) -> list[dict[str, Any]]:
    """`[{op, field, message, details}]` from one version to another; 0 is the draft."""
    documents = [repository.forms.document(tx, form, n) for n in (before, after)]
    try:
        old, new = (load_form(document) for document in documents)
        found = differences(old, new)
    except DefinitionErrors as errors:
        raise draft_has_errors([problem_document(problem, language) for problem in errors.problems]) from errors
    return [
        {
            "op": each.op,
            "field": each.field,
            "message": in_language(each.message, language),
            "details": [in_language(detail, language) for detail in each.details],
        }
        for each in found
    ]


def restore_version(tx: Transaction, actor: Actor, app: AppRow, form: FormRow, n: int, language: str) -> dict[str, Any]:
    """An old version becomes the draft; publishing it is a publish like any other."""
    return save_draft(tx, actor, app, form, form.revision, repository.forms.document(tx, form, n), language)


def check_size(definition: Document) -> None:
    """Refuses documents that no form needs."""
    if depth_of(definition) > MAX_DEPTH or len(dump_json(definition)) > MAX_DEFINITION:
        raise too_large()
