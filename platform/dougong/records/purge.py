"""A deleted form is gone for good: what the records room keeps beside its tables goes with it."""

from __future__ import annotations

from sqlalchemy import delete

from dougong.apps import sealed
from dougong.kit.db import Transaction
from dougong.records.around.models import record_comment, record_follower, record_reminder
from dougong.records.duplicates.models import not_duplicate, record_merge
from dougong.records.locking.models import record_lock
from dougong.records.models import saved_view, series_counter
from dougong.records.presets.models import record_template
from dougong.records.public.models import form_link
from dougong.records.scheduled import service as scheduled
from dougong.records.view_links.models import view_link
from dougong.records.webhooks.models import record_webhook

_OWN = (
    series_counter,
    saved_view,
    record_template,
    form_link,
    view_link,
    record_comment,
    record_follower,
    record_reminder,
)


def forget_form(tx: Transaction, app_key: str, form_key: str) -> None:
    """Counters, views, templates, links, webhooks and what stood around its records; the change log stays, because it
    tells what happened."""
    sealed.forget_form(tx, app_key, form_key)
    scheduled.forget_form(tx, app_key, form_key)
    for table in (*_OWN, record_webhook, record_lock, not_duplicate, record_merge):
        tx.execute(delete(table).where(table.c.app == app_key, table.c.form == form_key))
