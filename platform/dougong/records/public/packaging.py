"""Public links in app packages: `public_links/<form>.json`. Every installation makes addresses of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select

from dougong.apps.catalog import app_catalog
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, Invalid, say
from dougong.kit.web import Actor
from dougong.records.public import links
from dougong.records.public.models import form_link
from dougong.records.public.settings import LinkBody, LinkSettings, Theme, settings_of
from engines.form.definition import Form

Document = dict[str, Any]
_l = form_link.c


def export(tx: Transaction, app_key: str, forms: Mapping[str, Form]) -> dict[str, Document]:
    """Hook of packages: the links by form, in the order in which they were made, without what is this installation's
    own."""
    found: dict[str, Document] = {}
    for row in tx.execute(select(form_link).where(_l.app == app_key).order_by(_l.form, _l.id)).all():
        if row.form not in forms:
            continue
        entry: Document = {"key": row.key, "label": row.label} if row.key else {"label": row.label}
        if not row.active:
            entry["active"] = False
        entry["settings"] = _portable(settings_of(row.settings))
        empty: Document = {"schema_version": 1, "key": row.form, "links": []}
        found.setdefault(row.form, empty)["links"].append(entry)
    return found


def install(tx: Transaction, actor: Actor, app_key: str, files: Mapping[str, Document], _language: str) -> None:
    """Hook of packages: makes the links of a new app. Raises Invalid with the place in the file."""
    catalog = app_catalog(tx, app_key)
    for form_key, document in files.items():
        for position, entry in enumerate(document["links"], start=1):
            name = f"public_links/{form_key}.json"
            try:
                body = LinkBody.model_validate({"active": True, **entry})
                links.create(tx, actor, catalog, form_key, body, None, "")
            except ValidationError as wrong:
                errors = [
                    FieldError(name, "invalid", say(each["msg"], each["msg"]), (name, position, *each["loc"]))
                    for each in wrong.errors(include_url=False)[:20]
                ]
                raise Invalid(
                    say("公开链接的设置有误。", "The settings of the link are not valid."), "bad_package", errors
                ) from wrong
            except Invalid as wrong:
                errors = [
                    FieldError(name, each.code, each.message, (name, position, each.field)) for each in wrong.errors
                ]
                raise Invalid(wrong.detail, "bad_package", errors) from wrong


def _portable(settings: LinkSettings) -> Document:
    """People, pictures, records and sites are others elsewhere."""
    theme = Theme(color=settings.theme.color, background=settings.theme.background)
    choices = {path: each.model_copy(update={"ids": None}) for path, each in sorted(settings.choices.items())}
    words = dict(sorted(settings.signals.words.items())) if settings.signals else {}
    signals = settings.signals and settings.signals.model_copy(update={"sites": (), "words": words})
    own = {"owner": None, "frames": (), "theme": theme, "choices": choices, "signals": signals}
    kept = settings.model_copy(update=own)
    document = _ordered(kept.model_dump(mode="json", exclude_defaults=True))
    assert isinstance(document, dict)
    return document


def _ordered(value: Any) -> Any:
    """Chinese first in every text: a JSONB column forgets the order."""
    if isinstance(value, list):
        return [_ordered(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value and set(value) <= {"zh-CN", "en"}:
        return {language: value[language] for language in ("zh-CN", "en") if language in value}
    return {key: _ordered(each) for key, each in value.items()}
