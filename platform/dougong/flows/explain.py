"""«Why did it not run»: the trigger of a flow, asked about one record, reason by reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from sqlalchemy import select

from dougong.apps.catalog import AppCatalog
from dougong.flows import clock
from dougong.flows.definitions import FlowRow
from dougong.flows.live import Live, env_of, live_flows
from dougong.flows.models import flow_instance, flow_stay
from dougong.flows.seeing import SeenRecords
from dougong.flows.triggers import is_wanted
from dougong.kit.db import Transaction
from dougong.kit.errors import in_language, say
from dougong.kit.types import iso_instant
from dougong.records.work import Work
from engines.flow.triggers import OnUnchanged, OnUpdate
from engines.form.definition import Form
from engines.form.fields import FIELD_TYPES
from engines.formula import ErrorValue
from engines.formula.values import to_text

Values = Mapping[str, Any]
Reason = dict[str, Any]
_PLAIN = frozenset(
    {
        "select",
        "multi_select",
        "tags",
        "boolean",
        "date",
        "time",
        "number",
        "money",
        "percent",
        "duration",
        "rating",
        "slider",
    }
    | {"text"}
)
"""Field types whose values read well without looking anything up."""
_BEFORE = {"zh-CN": "（变更前）", "en": " (before)"}


def explain(
    work: Work, row: FlowRow, record_id: str, values: Values, changes: Values | None, language: str
) -> dict[str, Any]:
    """`Explained` of docs/flows-api.md. `values`: the record as it is; `changes`: canonical values as if saved now."""
    live = live_flows(work.tx, work.app).by_key.get(row.key)
    reasons = list(_standing(row, live, work.app, language))
    if live is not None and live.flow.form is not None:
        new = {**values, **(changes or {})}
        changed = frozenset(key for key, value in (changes or {}).items() if values.get(key) != value)
        reasons += _about_record(work, live, values, new, changed, language, asked=changes is not None)
    return {
        "runs": bool(live) and all(reason["ok"] for reason in reasons),
        "reasons": reasons,
        "last": _last(work.tx, row.id, record_id),
        "due": _due(work.tx, live, record_id),
    }


def would_start(work: Work, live: Live, old: Values, new: Values, language: str, *, asked: bool) -> dict[str, Any]:
    """`{runs, reasons}`: whether this record (`asked`: the change from `old` to `new`) would set the flow off, for dry
    runs of drafts too."""
    changed = frozenset(key for key, value in new.items() if old.get(key) != value)
    reasons = _about_record(work, live, old, new, changed, language, asked=asked) if live.flow.form else []
    return {"runs": all(reason["ok"] for reason in reasons), "reasons": reasons}


def _standing(row: FlowRow, live: Live | None, app: AppCatalog, language: str) -> list[Reason]:
    found = [
        _reason(
            "published", row.published is not None, "已发布", "published", "尚未发布", "not published yet", language
        ),
        _reason("enabled", row.enabled, "已启用", "switched on", "已停用", "switched off", language),
        _reason("not_deleted", row.deleted_at is None, "未删除", "not deleted", "已删除", "deleted", language),
    ]
    if all(reason["ok"] for reason in found):
        zh, en = "与表单不再匹配（字段或条件有变）", "no longer fits the forms (a field or condition has changed)"
        found.append(_reason("fits", live is not None, "与表单匹配", "fits the forms", zh, en, language))
    return found


def _about_record(
    work: Work, live: Live, old: Values, new: Values, changed: frozenset[str], language: str, *, asked: bool
) -> list[Reason]:
    found: list[Reason] = []
    trigger, form = live.flow.trigger, live.flow.form
    assert form is not None
    definition = work.app.forms[form]
    if isinstance(trigger, OnUpdate) and asked:
        wanted = not trigger.fields or not changed.isdisjoint(trigger.fields)
        names = "、".join(_name(definition, key, language) for key in trigger.fields or sorted(changed)) or "–"
        zh, en = f"没有修改所关注的字段（{names}）", f"none of the fields it waits for was changed ({names})"
        found.append(
            _reason("fields", bool(changed) and wanted, f"修改了：{names}", f"changed: {names}", zh, en, language)
        )
    if live.condition is not None and live.holds is not None:
        linked = SeenRecords(work)
        env = env_of(work, live.flow, form, new, old if asked else new, linked)
        result = live.holds(env)
        seen = _seen(work, live, definition, env, language)
        found.append(_condition(result is True, _said(result, language), seen, language))
        if isinstance(trigger, OnUpdate) and asked and not trigger.fields and result is True:
            fresh = is_wanted(work, live, form, old, new, changed, linked)
            zh, en = (
                "修改之前条件就已满足，不是这次变成满足的",
                "the condition held before; this change did not make it true",
            )
            found.append(
                _reason("became_true", fresh, "条件因这次修改而满足", "became true by this change", zh, en, language)
            )
    return found


def _condition(holds: bool, result: str, seen: str, language: str) -> Reason:
    zh, en = f"条件不满足：结果为 {result}（{seen}）", f"the condition does not hold: {result} ({seen})"
    return _reason("condition", holds, f"条件满足（{seen}）", f"the condition holds ({seen})", zh, en, language)


def _seen(work: Work, live: Live, form: Form, env: Any, language: str) -> str:
    """The values a condition has read, by the names of their fields; only those the asker may read."""
    assert live.condition is not None and live.flow.form is not None
    readable = set(work.access.readable_fields(live.flow.form)) if work.access.may(live.flow.form, "read") else set()
    parts = []
    for ref in live.condition.refs:
        path = tuple(ref.split("."))
        key = path[1] if path[0] == "old" and len(path) > 1 else path[0]
        name = _name(form, key, language) if key in form.by_key else ref
        shown = "***" if key in form.by_key and key not in readable else _text(form, key, env, path, language)
        before = _BEFORE[language] if path[0] == "old" else ""
        parts.append(f"{name}{before} = {shown}")
    return "；".join(parts) if language == "zh-CN" else "; ".join(parts)


def _text(form: Form, key: str, env: Any, path: tuple[str, ...], language: str) -> str:
    value = env.get(path)
    if value is None:
        return "∅"
    field = form.by_key.get(key)
    own = len(path) == (2 if path[0] == "old" else 1) and not isinstance(value, ErrorValue)
    if own and field is not None and field.type in _PLAIN:
        return FIELD_TYPES[field.type].format(field, value, language)
    return _said(value, language)


def _said(value: Any, language: str) -> str:
    if value is None:
        return in_language(say("空", "blank"), language)
    if isinstance(value, ErrorValue):
        return str(value.code)
    return to_text(value, UTC) if not isinstance(value, (list, dict)) else str(len(value))


def _name(form: Form, key: str, language: str) -> str:
    field = form.field(key)
    return field.name(language) if field is not None else key


def _last(tx: Transaction, flow_id: str, record_id: str) -> dict[str, Any] | None:
    i = flow_instance.c
    mine = (i.flow_id == flow_id, i.record_id == record_id)
    row = tx.execute(select(flow_instance).where(*mine).order_by(i.started_at.desc(), i.id.desc()).limit(1)).first()
    if row is None:
        return None
    return {
        "instance": row.id,
        "started_at": iso_instant(row.started_at),
        "status": row.status,
        "result": row.result,
        "version": row.version,
    }


def _due(tx: Transaction, live: Live | None, record_id: str) -> str | None:
    """When the clock will look at it next."""
    if live is None:
        return None
    if isinstance(live.flow.trigger, OnUnchanged):
        s = flow_stay.c
        found = tx.execute(select(s.due_at).where(s.flow_id == live.id, s.record_id == record_id)).scalar()
    else:
        found = clock.next_time(tx, live, tx.now) if live.on in ("schedule", "date") else None
    return iso_instant(found) if found else None


def _reason(code: str, ok: bool, zh: str, en: str, no_zh: str, no_en: str, language: str) -> Reason:
    return {"code": code, "ok": ok, "text": in_language(say(zh, en) if ok else say(no_zh, no_en), language)}
