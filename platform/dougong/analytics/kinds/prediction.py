"""predict: a model is trained when there is none that is young enough, and everybody who can be scored is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import polars as pl

from dougong.analytics import store
from dougong.analytics.asking import Asking, Counted
from dougong.analytics.store import Trained
from dougong.kit.errors import say
from engines.flow.analyses import Predict, Source
from engines.report.learning import prediction
from engines.report.learning.factors import Rows
from engines.report.learning.prediction import Model, Plan, TooLittle

_MOST_REASONS = 3


def predict(asking: Asking, wanted: Predict, write: Mapping[str, str]) -> tuple[Counted, Trained | None]:
    """Scores of a model that beats its null, and the model when it is new and must be kept."""
    plan = _plan(asking, wanted)
    kept = store.newest(asking.tx, asking.app.app_id, wanted.model)
    settings = wanted.model_dump(mode="json")
    young = kept is not None and asking.scene.now - kept.trained_at < timedelta(days=wanted.retrain_days)
    if kept is not None and young and kept.settings == settings:
        model, tested, version, new = Model.from_json(kept.fitted), kept.tested, kept.version, None
    else:
        try:
            model, judgement = prediction.trained(plan, asking.as_of)
        except TooLittle as little:
            detail = say(
                f"数据太少，无法训练：{little.n} 个案例，至少需要 {little.wanted} 个。",
                f"Too little to learn from: {little.n} cases of at least {little.wanted}.",
            )
            return Counted({}, detail), None
        tested, version = judgement.to_json(), (kept.version if kept is not None else 0) + 1
        label = asking.label or wanted.model
        new = Trained(
            wanted.model, asking.subject, label, settings, dict(write), model.to_json(), tested, asking.scene.now
        )
    if not tested["beats_null"]:
        sentence = tested["sentence"]
        return Counted({}, say(sentence["zh-CN"], sentence["en"]), version=version), new
    return Counted(_scores(asking, wanted, plan, model, version), version=version), new


def _plan(asking: Asking, wanted: Predict) -> Plan:
    outcome = wanted.outcome
    return Plan(
        target=_rows(asking, outcome.source).frame.select("subject", "day"),
        happens=outcome.happens,
        horizon=outcome.horizon_days,
        active_days=outcome.active_days,
        sources=tuple(_rows(asking, source) for source in wanted.sources),
        windows=tuple(sorted(set(wanted.windows))),
        subjects=asking.subjects,
        cuts=wanted.cuts,
        threshold=wanted.threshold,
        minimum=wanted.minimum,
    )


def _rows(asking: Asking, source: Source) -> Rows:
    found = asking.of_subjects(source).select("subject", "day", pl.col("value").cast(pl.Float64).fill_null(0.0))
    return Rows(source.name, found, source.value is not None)


def _scores(asking: Asking, wanted: Predict, plan: Plan, model: Model, version: int) -> dict[str, dict[str, Any]]:
    frame = prediction.now(plan, asking.as_of)
    forms = {source.name: source.form for source in wanted.sources}
    reasons = model.regression.reasons(frame, 4 * _MOST_REASONS)
    results: dict[str, dict[str, Any]] = {}
    rows = zip(frame.iter_rows(named=True), model.probabilities(frame), reasons, strict=True)
    for values, probability, why in rows:
        told: dict[str, str] = {}
        for name, _ in why:
            source, aggregate, _window = name.rsplit(".", 2)
            told.setdefault(f"{source}.{aggregate}", factor_text(asking, forms, name, values[name]))
        results[values["subject"]] = {
            "probability": round(probability, 4),
            "flagged": probability >= wanted.threshold,
            "reasons": asking.say("；", "; ").join(list(told.values())[:_MOST_REASONS]) or None,
            "version": version,
            "factors": len(model.factors),
        }
    return results


def factor_text(asking: Asking, forms: Mapping[str, str], name: str, value: float) -> str:
    """A factor and its value, as people say it."""
    source, aggregate, window = name.rsplit(".", 2)
    form = asking.name(forms.get(source, source))
    shown = f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"
    if aggregate == "last" and value >= int(window):
        return asking.say(f"近 {window} 天没有{form}", f"no {form} in {window} days")
    words = {
        "count": (f"近 {window} 天{form} {shown} 条", f"{form}: {shown} in {window} days"),
        "last": (f"最近一条{form}在 {shown} 天前", f"last {form} {shown} days ago"),
        "sum": (f"近 {window} 天{form}合计 {shown}", f"{form}: {shown} in all in {window} days"),
        "mean": (f"近 {window} 天{form}平均 {shown}", f"{form}: {shown} on average in {window} days"),
        "days": (f"近 {window} 天有{form}的天数 {shown}", f"{shown} days with {form} in {window} days"),
        "rhythm": (f"近 {window} 天{form}的增减 {shown}", f"{form}: change of {shown} within {window} days"),
    }
    return asking.say(*words[aggregate])
