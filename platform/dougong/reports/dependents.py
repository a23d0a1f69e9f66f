"""Dashboards that a change of forms would break: told before a form is published or deleted. They don't stop it: a tile
whose field is gone says so in its place, and comes back with the field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.apps.catalog import AppCatalog, app_catalog, as_if
from dougong.apps.dependencies import Use
from dougong.kit.db import Transaction
from dougong.kit.errors import in_language
from dougong.reports import definitions
from dougong.reports.checking import faults_of
from engines.form.definition import Form
from engines.form.labels import label_text


def broken_dashboards(tx: Transaction, app_key: str, new_forms: Mapping[str, Form], language: str) -> list[Use]:
    """Hook of forms: published dashboards with tiles that no longer work with these forms, and do now."""
    now = app_catalog(tx, app_key)
    rows = [row for row in definitions.dashboards.all_of(tx, now.app_id) if row.deleted_at is None]
    documents = [(row.key, row.published) for row in rows if row.published is not None]
    if not documents:
        return []
    then = as_if(now, new_forms)
    return [use for key, document in documents for use in _broken(now, then, key, document, language)]


def _broken(now: AppCatalog, then: AppCatalog, key: str, document: dict[str, Any], language: str) -> Iterator[Use]:
    errors = [fault for fault in faults_of(then, key, document) if fault.level == "error"]
    if not errors:  # as of nearly every dashboard: then nobody has to know how it is now
        return
    before = {(fault.path, fault.message["en"]) for fault in faults_of(now, key, document)}
    name = label_text(document.get("label"), language) or key
    for fault in errors:
        if (fault.path, fault.message["en"]) not in before:
            where = f"{name} › {fault.tile or fault.place}: {in_language(fault.message, language)}"
            yield {"kind": "dashboard", "key": key, "where": where, "breaking": False}
