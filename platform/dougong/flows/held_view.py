"""What a flow holds back, for who looks at one of its instances: fields they may read themselves or through a step of
theirs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of
from dougong.flows.held import HELD
from dougong.flows.models import flow_change
from dougong.flows.step_rights import lent_fields
from dougong.flows.store import look_at
from dougong.kit.db import Transaction
from dougong.kit.errors import Problem
from dougong.kit.web import Actor

_c = flow_change.c


def of_instance(tx: Transaction, instance_id: str, actor: Actor, language: str) -> list[dict[str, Any]]:
    """`[{field, label, before, after}]` of docs/flows-api.md; empty when nothing waits."""
    where = (_c.instance_id == instance_id, _c.state == HELD, _c.op == "update")
    change = tx.execute(select(flow_change).where(*where).limit(1)).first()
    if change is None:
        return []
    app = app_catalog(tx, change.app)
    form = app.forms.get(change.form)
    if form is None:
        return []
    access = access_of(tx, actor, app)
    seen = set(access.readable_fields(form.key)) if access.may(form.key, "read") else set()
    seen |= _through_steps(tx, instance_id, actor, form.key)
    before, values = change.before or {}, change.values or {}
    return [
        {"field": field.key, "label": field.name(language), "before": before.get(field.key), "after": values[field.key]}
        for field in form.fields
        if field.key in values and field.key in seen
    ]


def _through_steps(tx: Transaction, instance_id: str, actor: Actor, form: str) -> frozenset[str]:
    try:
        run = look_at(tx, instance_id)
    except Problem:
        return frozenset()
    return lent_fields(run, actor, form)
