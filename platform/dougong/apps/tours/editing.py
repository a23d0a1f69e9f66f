"""The tours of an app as its designers write them: read and replaced as a whole, checked against what there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from dougong.apps import repository
from dougong.apps.documents import depth_of
from dougong.apps.hooks import hooks
from dougong.apps.problems import somebody_was_faster, too_large
from dougong.apps.repository import AppRow
from dougong.apps.tours.checking import Known, problems
from dougong.apps.tours.definition import tours_adapter
from dougong.audit.service import record
from dougong.identity.service import roles
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, Invalid, say
from dougong.kit.types import dump_json
from dougong.kit.web import Actor
from engines.form.definition import load_form

Document = dict[str, Any]
_MOST = 400_000
"""Characters of JSON: sixty tours of twelve stops in two languages."""


def told(app: AppRow) -> Document:
    """`{tours, version}`."""
    return {"tours": app.tours or {}, "version": app.version}


def replace(tx: Transaction, actor: Actor, app: AppRow, tours: Mapping[str, Any], version: int) -> Document:
    """Makes the tours exactly these. Conflict when the app was changed meanwhile, Invalid with a place per error."""
    repository.touch(tx, app.id)
    now = repository.find_app(tx, app.key) or app
    if now.version != version:
        raise somebody_was_faster(told(now))
    if depth_of(dict(tours)) > 20 or len(dump_json(dict(tours))) > _MOST:
        raise too_large()
    errors = list(_errors(tx, now, tours))
    if errors:
        raise Invalid(say("导览里有错误。", "There are errors in the tours."), "bad_tours", errors[:50])
    repository.update_app(tx, app.id, {"tours": dict(tours) or None}, actor.person_id)
    record(tx, actor, "app.tours", f"app:{app.key}", {"tours": sorted(tours)}, app=app.key)
    return told(repository.find_app(tx, app.key) or now)


def _errors(tx: Transaction, app: AppRow, tours: Mapping[str, Any]) -> list[FieldError]:
    try:
        read = tours_adapter.validate_python(tours)
    except ValidationError as error:
        return [
            FieldError("tours", "shape", say(each["msg"], each["msg"]), ("tours", *each["loc"]))
            for each in error.errors(include_url=False)[:50]
        ]
    twice = [
        FieldError(
            "tours", "key", say("标识与其中的 key 不同。", "The name differs from the key in it."), ("tours", key)
        )
        for key, tour in read.items()
        if tour.key != key
    ]
    found = problems(read.values(), _known(tx, app))
    return twice + [FieldError("tours", "unknown", sentence, ("tours", key)) for key, sentence in found]


def _known(tx: Transaction, app: AppRow) -> Known:
    published = {key: load_form(each) for key, _n, each in repository.forms.published(tx, app.id)}
    parts = {part.kind: {key for key, _n, _d in part.store.published(tx, app.id)} for part in hooks.parts}
    return Known(
        roles={role.key for role in roles(tx, app.key)},
        views={key: {view.key for view in form.views} for key, form in published.items()},
        flows=parts.get("flow", ()),
        dashboards=parts.get("dashboard", ()),
        pages=parts.get("page", ()),
    )
