"""What somebody has edited in bulk lately, so that it can be taken back when the page is long closed."""

from __future__ import annotations

from typing import Any

from dougong.kit import jobs
from dougong.records.editing.tasks import EDIT, UNDO
from dougong.records.work import Work

_LOOKED_AT = 100
_TOLD = 20


def latest(work: Work, form_key: str, language: str) -> list[dict[str, Any]]:
    """`{…Job, fields: [label], undo: Job | None}` of the caller's own edits of this form. Fields they may no longer
    read are not named."""
    found = jobs.latest_of(work.tx, (EDIT, UNDO), work.actor.person_id or "", language, _LOOKED_AT)
    own = [(document, args) for document, args in found if (args["app"], args["form"]) == (work.app.key, form_key)]
    undone: dict[str, dict[str, Any]] = {}
    for document, args in own:
        if document["kind"] == UNDO:
            undone.setdefault(args["batch"], document)
    form, readable = work.app.forms[form_key], work.access.readable_fields(form_key)
    edits = []
    for document, args in own:
        if document["kind"] == EDIT:
            keys = [change["field"] for change in args["edit"]["changes"]]
            labels = [form.by_key[key].name(language) for key in keys if key in readable and key in form.by_key]
            edits.append({**document, "fields": labels, "undo": undone.get(document["id"])})
    return edits[:_TOLD]
