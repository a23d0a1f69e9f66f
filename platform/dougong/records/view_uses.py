"""Views that people saved and that a change of forms would touch: told before a field goes, and no reason to refuse it
(a view that names a field that is gone leaves it out; its condition says what is wrong with it)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from sqlalchemy import select

from dougong.apps.catalog import app_catalog
from dougong.apps.dependencies import Use, use
from dougong.kit.db import Transaction
from dougong.kit.errors import in_language, say
from dougong.records.models import saved_view
from dougong.records.view_settings import settings_of
from engines.form.definition import Form
from engines.form.lint import listable
from engines.form.scope import scope_for
from engines.form.views import ViewSettings
from engines.formula import FormulaErrors, check

Forms = Mapping[str, Form]


def touched_views(tx: Transaction, app_key: str, new_forms: Forms, language: str) -> list[Use]:
    """Hook of forms. Shared views by name; personal ones are counted, their names are their owners' business."""
    now = app_catalog(tx, app_key).forms
    return list(_told(tx, app_key, now, new_forms, language))


def _told(tx: Transaction, app_key: str, now: Forms, then: Forms, language: str) -> Iterator[Use]:
    c, personal = saved_view.c, Counter[str]()
    for row in tx.execute(select(saved_view).where(c.app == app_key).order_by(c.form, c.created_at, c.id)):
        settings = settings_of({**row.body, "type": row.type, "filter": row.filter})
        if row.form not in now or row.form not in then or not _loses(settings, row.form, now, then):
            continue
        if row.shared:
            words = say(f"共享视图「{row.label}」", f"Shared view “{row.label}”")
            where = f"{now[row.form].name(language)} › {in_language(words, language)}"
            yield use("saved_view", row.form, where, breaking=False)
        else:
            personal[row.form] += 1
    for form, count in personal.items():
        words = say(f"{count} 个个人视图", f"{count} personal views" if count > 1 else "one personal view")
        yield use("saved_view", form, f"{now[form].name(language)} › {in_language(words, language)}", breaking=False)


def _loses(settings: ViewSettings, form: str, now: Forms, then: Forms) -> bool:
    for _place, name in settings.named():
        if not listable(name, then[form], then) and listable(name, now[form], now):
            return True
    texts = [text for text in (settings.filter, *(rule.when for rule in settings.colors)) if text]
    return any(not _types(text, form, then) and _types(text, form, now) for text in texts)


def _types(text: str, form: str, forms: Forms) -> bool:
    try:
        check(text, scope_for(forms[form], forms, "filter"))
    except FormulaErrors:
        return False
    return True
