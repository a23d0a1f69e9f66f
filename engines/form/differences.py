"""In what two versions of a form differ, for people: the steps of `evolve`, and which rules, checks, views and settings
changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engines.form.definition import Form
from engines.form.evolve import Change, evolve
from engines.form.fields import FieldModel
from engines.form.labels import LANGS, Sentence, label_text, sentence
from engines.form.profile.words import profile_changes

MAX_DETAILS = 50


@dataclass(frozen=True, slots=True)
class Difference:
    """One step and its parts, in words."""

    op: str
    field: str
    message: Sentence
    details: tuple[Sentence, ...] = ()


def differences(old: Form, new: Form) -> list[Difference]:
    """From `old` to `new`, in the order of `evolve`."""
    return [_told(step, old, new) for step in evolve(old, new)]


def _told(step: Change, old: Form, new: Form) -> Difference:
    details: Iterator[Sentence] = iter(())
    if step.op == "behaviour" and step.detail in ("rules", "checks", "views", "prints"):
        before: Any = old.subform(step.field) if step.field else old
        after: Any = new.subform(step.field) if step.field else new
        parts = ("rules", "checks") if step.field else (step.detail,)
        details = (each for part in parts for each in _clauses(part, getattr(before, part), getattr(after, part)))
    elif step.op == "behaviour" and step.detail == "profile":
        details = profile_changes(old.profile, new.profile)
    elif step.old is not None and step.new is not None and step.old.type == step.new.type:
        details = _settings(step.old, step.new)
    return Difference(step.op, step.field, step.message, tuple(details)[:MAX_DETAILS])


_CLAUSES = {
    "rules": ("规则", "rule"),
    "checks": ("校验", "check"),
    "views": ("视图", "view"),
    "prints": ("打印模板", "print template"),
}
_KEYED = ("views", "prints")


def _clauses(part: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Sentence]:
    """What was added, taken away or changed; what only moved isn't told."""
    zh, en = _CLAUSES[part]
    left = [each for each in before if each not in after]
    came = {_name(part, each): each for each in after if each not in before}
    for each in left:
        other = came.pop(_name(part, each), None)
        shown = _shown(part, other or each)
        yield _words(("修改", "Changed") if other else ("删除", "Removed"), zh, en, shown)
    for each in came.values():
        yield _words(("新增", "Added"), zh, en, _shown(part, each))


def _name(part: str, each: Any) -> str:
    """By what a rule, a check or a view is known again after a change."""
    if part in _KEYED:
        return str(each.key)
    return str(each.id or (each.when if part == "rules" else each.assertion))


def _shown(part: str, each: Any) -> Sentence:
    if part in _KEYED:
        return {lang: label_text(each.label, lang) or each.key for lang in LANGS}
    if part == "checks" and label_text(each.message):
        return {lang: label_text(each.message, lang) for lang in LANGS}
    text = each.when if part == "rules" else each.assertion
    return dict.fromkeys(LANGS, text)


def _words(act: tuple[str, str], zh: str, en: str, shown: Sentence) -> Sentence:
    return sentence(f"{act[0]}{zh}「{shown['zh-CN']}」", f"{act[1]} {en} “{shown['en']}”")


_NAMES = {
    "required": ("必填", "required"), "readonly": ("只读", "read-only"), "hidden": ("隐藏", "hidden"),
    "later": ("新建时不填", "not in new records"),
    "default": ("默认值", "default"), "help": ("说明", "help"), "placeholder": ("占位提示", "placeholder"),
    "options": ("选项", "options"), "min": ("最小值", "least value"), "max": ("最大值", "greatest value"),
    "decimals": ("小数位", "decimals"), "unit": ("单位", "unit"), "formula": ("公式", "formula"),
    "filter": ("可选范围", "choices"), "fill": ("带出", "filled fields"),
    "stamp": ("取值时间", "moment of the snapshot"), "where": ("条件", "condition"),
    "order": ("排序", "order"), "parts": ("组成", "parts"), "max_length": ("最大长度", "length"),
    "action": ("动作", "action"), "when": ("可按条件", "condition"), "confirm": ("确认提示", "confirmation"),
    "reason": ("不可按的说明", "reason"), "otherwise": ("条件不满足时", "otherwise"), "icon": ("图标", "icon"),
    "color": ("颜色", "colour"),
}  # fmt: skip
_TOLD = frozenset({"label", "fields", "rules", "checks", "unique", "index"})
"""Steps of their own."""


def _settings(old: FieldModel, new: FieldModel) -> Iterator[Sentence]:
    before, after = (field.model_dump(mode="json", by_alias=True) for field in (old, new))
    for key, value in after.items():
        was = before.get(key)
        if key in _TOLD or was == value:
            continue
        zh, en = _NAMES.get(key, (key, key))
        if _plain(was) and _plain(value):
            words = {lang: f"{_value(was, lang)} → {_value(value, lang)}" for lang in LANGS}
            yield sentence(f"{zh}：{words['zh-CN']}", f"{en}: {words['en']}")
        else:
            yield sentence(zh, en)


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | float | str)


def _value(value: Any, lang: str) -> str:
    if value is None or value == "":
        return "无" if lang == "zh-CN" else "none"
    if isinstance(value, bool):
        return {True: ("是", "yes"), False: ("否", "no")}[value][lang == "en"]
    return str(value)[:200]
