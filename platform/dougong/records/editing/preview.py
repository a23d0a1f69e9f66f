"""What a bulk edit would do: how many records, and the first of them before and after, judged by every rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dougong.kit.errors import FieldError
from dougong.records import pipeline
from dougong.records.editing.recipe import items_for, recipes_of
from dougong.records.editing.schemas import Edit
from dougong.records.reading.expand import expand
from dougong.records.reading.query import ListQuery
from dougong.records.reading.reader import Reader
from dougong.records.reading.within import Within, at_once
from dougong.records.work import Item, Work
from engines.form.fields import type_of
from engines.form.fields.base import FieldModel

SAMPLE = 12
_NAMED = frozenset(("link", "member", "department"))


def ids_of(
    work: Work, form_key: str, edit: Edit, cursor: str | None, limit: int, *, count: bool = False
) -> Mapping[str, Any]:
    """A page of the records that the edit speaks of, in the order of their ids: that order no edit can change, so
    a record that stops answering the filter is neither met twice nor skipped."""
    reader = Reader(Within(work.tx), work.app, work.access)
    query = ListQuery(filter=edit.filter, search=edit.search, fields="", limit=limit, cursor=cursor, count=count)
    return at_once(reader.page(form_key, query, ids=edit.ids))


def preview(work: Work, form_key: str, edit: Edit, language: str) -> dict[str, Any]:
    """`{"count", "sample": [{id, title, before: {field: …}, after, problem}]}`; nothing is written."""
    recipes = recipes_of(work, form_key, edit)
    form = work.app.forms[form_key]
    keys = list(dict.fromkeys(key for recipe in recipes for key in (recipe.shows or (recipe.own.key,))))
    page = ids_of(work, form_key, edit, None, SAMPLE, count=True)
    ids = [row["id"] for row in page["items"]]
    items = items_for(work, form_key, recipes, ids)
    before = shown(work, form_key, ids, keys)
    pipeline.rehearse(work, form_key, items, {})
    sample: list[dict[str, Any]] = []
    for item in items:
        old = before.get(item.record_id or "", {})
        sample.append(
            {
                "id": item.record_id,
                "title": old.get("_title"),
                "before": {key: old.get(key) for key in keys},
                "after": {key: _after(form.by_key[key], item) for key in keys},
                "problem": sentence_of(item, language),
            }
        )
    named = [key for key in keys if form.by_key[key].type in _NAMED]
    after: list[dict[str, Any]] = [row["after"] for row in sample]
    at_once(expand(Within(work.tx), work.access, form, after, named))
    return {"count": page["count"], "sample": sample}


def shown(work: Work, form_key: str, ids: Sequence[str], keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """These records with their titles, and some fields as the API shows them."""
    form = work.app.forms[form_key]
    title = form.title_field()
    readable = work.access.readable_fields(form_key)
    fields = [each for each in dict.fromkeys((*keys, title.key if title else None)) if each in readable]
    links = [each for each in fields if each and form.by_key[each].type in _NAMED]
    query = ListQuery(fields=",".join(filter(None, fields)), expand=",".join(links) or None, limit=max(len(ids), 1))
    reader = Reader(Within(work.tx), work.app, work.access)
    return {row["id"]: row for row in at_once(reader.page(form_key, query, ids=ids))["items"]}


def _after(own: FieldModel, item: Item) -> Any:
    value = item.outcome.values.get(own.key) if item.outcome is not None else None
    return None if value is None else type_of(own).to_json(own, value)


def sentence_of(item: Item, language: str) -> str | None:
    """Why a record is refused, in one line."""
    if item.problem is None:
        return None
    errors = item.problem.errors or [FieldError("", item.problem.code, item.problem.detail)]
    return " ".join(error.document(language)["message"] for error in errors)
