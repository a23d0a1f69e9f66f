"""Options that a sheet names and a form does not have yet: added on request, as a publish of the form."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dougong.apps import drafts, publish
from dougong.apps.catalog import AppCatalog
from dougong.apps.rights import design_app
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, Invalid, say
from dougong.kit.web import Actor
from dougong.records.importing.rows import SheetRow
from engines.form.compile import compile_form
from engines.form.definition import Form, load_form
from engines.form.fields._choices import SEPARATORS, ChoiceField
from engines.form.text import fold

MOST = 200
"""New options of one field: more is no list of choices, it is a column of texts."""
Missing = dict[str, list[str]]
_LONGEST = 100


def missing_options(form: Form, rows: Iterable[SheetRow], wanted: Collection[str]) -> Missing:
    """Texts of the fields `wanted` that name none of their options, in the order of the rows."""
    fields = [own for own in form.fields if own.key in wanted and isinstance(own, ChoiceField)]
    found: dict[str, dict[str, str]] = {own.key: {} for own in fields}
    for row in rows:
        for own in fields:
            for text in _texts(own, row.cells.get(own.key)):
                if text not in own.by_value and fold(text) not in own.by_word:
                    found[own.key].setdefault(fold(text), text)
                    if len(found[own.key]) > MOST:
                        raise _too_many(own)
    return {key: list(texts.values()) for key, texts in found.items() if texts}


def with_options(catalog: AppCatalog, form_key: str, missing: Mapping[str, Sequence[str]]) -> AppCatalog:
    """The app as it will be with these options: for a rehearsal. Tables are the same."""
    form = load_form(_extended(catalog.forms[form_key].to_json(), missing))
    forms = {**catalog.forms, form_key: form}
    return replace(catalog, forms=forms, compiled={**catalog.compiled, form_key: compile_form(form, forms)})


def add_options(tx: Transaction, actor: Actor, app_key: str, form_key: str, missing: Missing) -> None:
    """Publishes the form with these options. Refused while a draft waits that somebody has not published yet."""
    app = design_app(tx, actor, app_key)
    form = drafts.find_form(tx, app, form_key)
    if form.draft != form.published:
        raise Conflict(
            say(
                "表单有未发布的修改，请先发布，再导入新选项。",
                "The form has changes that are not published; publish them before new options are imported.",
            ),
            "draft_pending",
        )
    definition = _extended(form.draft, missing)
    saved = drafts.save_draft(tx, actor, app, form, form.revision, definition, actor.locale)
    publish.publish(tx, actor, app, form_key, saved["revision"], accept_losses=False, note=None, language=actor.locale)


def _extended(definition: Mapping[str, Any], missing: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    document = copy.deepcopy(dict(definition))
    for own in document["fields"]:
        own_new = [{"value": text} for text in missing.get(own["key"], ())]
        if own_new:
            own["options"] = [*own.get("options", ()), *own_new]
    return document


def _texts(own: ChoiceField, cell: Any) -> Iterator[str]:
    text = "" if cell is None else str(cell).strip()
    parts = [text] if own.type == "select" else SEPARATORS.split(text)
    return (part.strip()[:_LONGEST] for part in parts if part.strip())


def _too_many(own: ChoiceField) -> Invalid:
    return Invalid(
        say(
            f"“{own.name('zh-CN')}”会新增超过 {MOST} 个选项，请改用文本字段。",
            f"“{own.name('en')}” would get more than {MOST} new options; a text field suits it better.",
        ),
        "too_many_options",
    )
