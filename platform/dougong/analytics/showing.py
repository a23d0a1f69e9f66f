"""Models as people see them: their figures, and what they were made of, as far as the reader's grants reach.

The figures of a model are aggregates over all its subjects: they are told to those who may aggregate the form in all
rows. Factors of forms that a reader may not aggregate so are left out. The subjects by risk are an ordinary list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from dougong.access.compiler import Access
from dougong.analytics import store
from dougong.analytics.asking import Asking, scene_of
from dougong.apps.catalog import AppCatalog
from dougong.identity.directory import names_of_people
from dougong.kit.db import Transaction
from dougong.kit.errors import NotFound, in_language, say
from dougong.kit.types import iso_instant
from engines.calendar import DEFAULT_CALENDAR
from engines.form.labels import label_text
from engines.report.learning.prediction import Model

_STRONGEST = 20


def models(tx: Transaction, app: AppCatalog, access: Access, language: str) -> list[dict[str, Any]]:
    """The newest version of each model that the reader may know of."""
    rows = [row for row in store.all_newest(tx, app.app_id) if may_know(access, row.form)]
    return [_head(tx, app, access, row, language) for row in rows]


def model(
    tx: Transaction, app: AppCatalog, access: Access, key: str, version: int | None, language: str
) -> dict[str, Any]:
    """All of one. An unknown model and one that the reader may not know of answer alike."""
    wanted = store.newest(tx, app.app_id, key) if version is None else store.version(tx, app.app_id, key, version)
    if wanted is None or not may_know(access, wanted.form):
        raise NotFound(say("找不到这个模型。", "There is no such model."), "model_not_found")
    before = [
        {
            "version": row.version,
            "trained_at": iso_instant(row.trained_at),
            "used": row.used,
            **{name: row.tested.get(name) for name in ("auc", "accuracy", "null_accuracy", "base_rate", "n")},
        }
        for row in store.versions(tx, app.app_id, key)
    ]
    return {
        **_head(tx, app, access, wanted, language),
        **_inside(tx, app, access, wanted, language),
        "versions": before,
    }


def may_know(access: Access, form: str) -> bool:
    """Whether somebody may add up all rows of a form."""
    return any(grant.aggregate and grant.rows == "all" for grant in access.granted(form, "read"))


def _head(tx: Transaction, app: AppCatalog, access: Access, row: Row[Any], language: str) -> dict[str, Any]:
    form = app.forms.get(row.form)
    own = row.settings
    names = names_of_people(tx, [row.trained_by]) if row.trained_by else {}
    readable = access.readable_fields(row.form) if form is not None else []
    return {
        "key": row.key,
        "label": row.label or row.key,
        "version": row.version,
        "form": row.form,
        "form_label": label_text(form.label, language) if form is not None else row.form,
        "used": row.used,
        "sentence": in_language(row.tested["sentence"], language),
        "happens": own["outcome"]["happens"],
        "horizon_days": own["outcome"]["horizon_days"],
        "outcome_form": _form_name(app, own["outcome"]["source"]["form"], language),
        "trained_at": iso_instant(row.trained_at),
        "trained_by": names.get(row.trained_by) if row.trained_by else None,
        "trained_from": row.trained_from.isoformat(),
        "trained_to": row.trained_to.isoformat(),
        "factors": len(row.fitted["factors"]),
        "cases": row.fitted["n"],
        "kind": row.fitted["kind"],
        "tested": {key: value for key, value in row.tested.items() if key not in ("sentence", "calibration")},
        "fields": {result: key for result, key in row.write.items() if key in readable},
    }


def _form_name(app: AppCatalog, key: str, language: str) -> str:
    form = app.forms.get(key)
    return (label_text(form.label, language) if form is not None else "") or key


def _inside(tx: Transaction, app: AppCatalog, access: Access, row: Row[Any], language: str) -> dict[str, Any]:
    fitted = Model.from_json(row.fitted)
    sources: Mapping[str, str] = {each["key"] or each["form"]: each["form"] for each in row.settings["sources"]}
    scene = scene_of(tx.now, "UTC", DEFAULT_CALENDAR)
    naming = Asking(tx, app, access, row.form, (), scene, language)

    def known(name: str) -> bool:
        return may_know(access, sources.get(name.rsplit(".", 2)[0], ""))

    strongest = [
        {"factor": name, "text": _factor(naming, sources, name), "weight": round(weight, 4)}
        for name, weight in fitted.regression.strongest(len(fitted.factors))
        if weight and known(name)
    ]
    leaves = [
        {"rule": fitted.rules.rule(leaf), "n": leaf.n, "rate": round(leaf.counts.get(1, 0) / leaf.n, 4)}
        for leaf in fitted.rules.leaves
        if all(known(split.factor) for split, _ in leaf.path)
    ]
    return {
        "calibration": row.tested["calibration"],
        "strongest": strongest[:_STRONGEST],
        "rules": sorted(leaves, key=lambda leaf: -leaf["rate"]),
        "windows": row.settings["windows"],
        "sources": [_form_name(app, form, language) for form in sources.values() if may_know(access, form)],
    }


def _factor(naming: Asking, forms: Mapping[str, str], name: str) -> str:
    """A factor without a value: «近 90 天订单合计»."""
    source, aggregate, window = name.rsplit(".", 2)
    form = naming.name(forms.get(source, source))
    words = {
        "count": (f"近 {window} 天{form}条数", f"{form}: how many in {window} days"),
        "last": (f"距最近一条{form}的天数（{window} 天内）", f"days since the last {form} (within {window})"),
        "sum": (f"近 {window} 天{form}合计", f"{form}: sum of {window} days"),
        "mean": (f"近 {window} 天{form}平均", f"{form}: mean of {window} days"),
        "days": (f"近 {window} 天有{form}的天数", f"days with {form} in {window} days"),
        "rhythm": (f"近 {window} 天{form}的增减", f"{form}: change within {window} days"),
    }
    return naming.say(*words[aggregate])
