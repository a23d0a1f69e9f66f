"""From one published definition to the next: the steps, in words and for the database.

Pure: it says what is to be done; `records` measures the values that a step would change or lose (with
`engines.form.convert`) and carries it out. A key names one thing for ever: a field that goes becomes a
tombstone, its key may come back only as what it was (*restore*), never as something else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engines.form.definition import Form
from engines.form.fields import FieldModel, RowsField, type_of
from engines.form.fields._choices import Choices
from engines.form.fields.formula import Shown
from engines.form.labels import Label, Sentence, sentence
from engines.form.problems import DefinitionErrors, Path, Problem
from engines.form.storage import Storage

Op = Literal[
    "create_form",
    "add_field",
    "add_subform",
    "hide_field",
    "hide_subform",
    "restore_field",
    "convert_field",
    "recompute",
    "relabel",
    "settings",
    "index",
    "drop_index",
    "unique",
    "drop_unique",
    "behaviour",
]
Tombstones = Mapping[str, FieldModel | None]
"""node ("amount", "lines.qty") → the field as it was; None: its data are gone, the key is used up."""


@dataclass(frozen=True, slots=True)
class Change:
    """One step. `field`: node; `old`/`new`: the definitions before and after. `measure`: values may change
    or get lost. `breaking`: other documents and API clients that use the field may notice."""

    op: Op
    field: str
    message: Sentence
    old: FieldModel | None = None
    new: FieldModel | None = None
    measure: bool = False
    breaking: bool = False
    detail: Any = None


def evolve(old: Form | None, new: Form, tombstones: Tombstones | None = None) -> tuple[Change, ...]:
    """The steps from `old` (None: the form is new) to `new`, structure first. Raises `DefinitionErrors`
    when a key is used for something else than it was."""
    buried = tombstones or {}
    if old is not None and old.key != new.key:
        message = sentence(
            f"表单标识“{old.key}”发布后不能修改。", f"The form's key “{old.key}” can't change once it is published."
        )
        raise DefinitionErrors([Problem(("key",), "key_changed", message)])
    problems = [*_reused(old, new, buried), *_valueless(old, new)]
    if problems:
        raise DefinitionErrors(problems)
    changes: list[Change] = []
    if old is None:
        message = sentence(f"新建表单“{new.name()}”", f"Create the form “{new.name('en')}”")
        changes.append(Change("create_form", "", message))
    changes += _fields(_nodes(old), _nodes(new), buried)
    changes += _unique_sets(old, new)
    if old is not None:
        changes += _rest(old, new)
    return tuple(changes)


def _nodes(form: Form | None) -> dict[str, FieldModel]:
    nodes: dict[str, FieldModel] = {}
    for field in form.fields if form else ():
        nodes |= _below("", field)
    return nodes


def _below(prefix: str, field: FieldModel) -> dict[str, FieldModel]:
    """A field under its node, followed by what stands in it."""
    node = f"{prefix}{field.key}"
    found = {node: field}
    for column in field.fields if isinstance(field, RowsField) else ():
        found |= _below(f"{node}.", column)
    return found


def _reused(old: Form | None, new: Form, buried: Tombstones) -> Iterator[Problem]:
    before = _nodes(old)
    for node, field in _nodes(new).items():
        if node in before or node not in buried:
            continue
        was = buried[node]
        if was is None or was.type != field.type or _storage(was) != _storage(field):
            message = sentence(
                f"标识“{node}”曾用于已删除的字段，不能用于别的内容；请换一个标识。",
                f"The key “{node}” belonged to a deleted field and can't mean something else; choose another.",
            )
            yield Problem(_path(new, node), "key_reused", message)


def _valueless(old: Form | None, new: Form) -> Iterator[Problem]:
    """A button holds no values, so nothing can be converted into one, or out of it."""
    before = _nodes(old)
    for node, field in _nodes(new).items():
        was = before.get(node)
        if was is not None and type_of(was).holds != type_of(field).holds:
            message = sentence(
                f"“{node}”不能在按钮和普通字段之间转换；请删除后用新的标识添加。",
                f"“{node}” can't change between a button and a field with values; delete it and add another.",
            )
            yield Problem(_path(new, node), "holds_nothing", message)


def _path(form: Form, node: str) -> Path:
    around, _, key = node.rpartition(".")
    within = form.subform(around)
    keys = list(form.by_key if within is None else within.by_key)
    return (*form.place(around or None), "fields", keys.index(key), "key")


def _storage(field: FieldModel) -> Storage | str:
    return "child" if isinstance(field, RowsField) else type_of(field).storage(field)


def _fields(before: Mapping[str, FieldModel], after: Mapping[str, FieldModel], buried: Tombstones) -> Iterator[Change]:
    for node, field in after.items():
        if node not in before:
            yield _added(node, field, node in buried)
        else:
            yield from _altered(node, before[node], field)
        was = before.get(node)
        yield from _flags(node, was, field)
    for node, field in before.items():
        around = node.rpartition(".")[0]
        if node not in after and (not around or around in after):  # a subform goes with its columns
            yield _hidden(node, field)


def _both(node: str, field: FieldModel) -> tuple[str, str]:
    return field.name("zh-CN") or node, field.name("en") or node


def _added(node: str, field: FieldModel, restored: bool) -> Change:
    zh, en = _both(node, field)
    if restored:
        message = sentence(f"恢复字段“{zh}”和它的数据", f"Restore the field “{en}” with its data")
        return Change("restore_field", node, message, new=field)
    if isinstance(field, RowsField):
        return Change("add_subform", node, sentence(f"新增子表单“{zh}”", f"Add the subform “{en}”"), new=field)
    kind = type_of(field).label
    message = sentence(f"新增{kind['zh-CN']}字段“{zh}”", f"Add the field “{en}” ({kind['en']})")
    return Change("add_field", node, message, new=field)


def _hidden(node: str, field: FieldModel) -> Change:
    zh, en = _both(node, field)
    message = sentence(
        f"删除字段“{zh}”，数据保留 30 天，期间可恢复",
        f"Delete the field “{en}”; its data stay for 30 days and can be restored",
    )
    op: Op = "hide_subform" if isinstance(field, RowsField) else "hide_field"
    return Change(op, node, message, old=field, breaking=True)


def _altered(node: str, old: FieldModel, new: FieldModel) -> Iterator[Change]:
    zh, en = _both(node, new)
    gone = _options_gone(old, new)
    converted = old.type != new.type or _storage(old) != _storage(new)
    if converted:
        before, after = type_of(old).label, type_of(new).label
        message = sentence(
            f"“{zh}”由{before['zh-CN']}改为{after['zh-CN']}，已有的值会转换",
            f"“{en}” changes from {before['en']} to {after['en']}; its values are converted",
        )
        yield Change("convert_field", node, message, old, new, measure=True, breaking=True)
    elif gone:
        message = sentence(
            f"“{zh}”删除选项：{'、'.join(gone)}；用到它们的值会清空（停用选项可以保留）",
            f"“{en}” loses the options {', '.join(gone)}; values that use them are cleared (retire them to keep)",
        )
        yield Change("convert_field", node, message, old, new, measure=True, breaking=True, detail=gone)
    if isinstance(old, Shown) and isinstance(new, Shown):
        if old.source != new.source:
            message = sentence(f"重新计算“{zh}”", f"Compute “{en}” again")
            yield Change("recompute", node, message, old, new)
    elif isinstance(new, Shown):
        yield Change("recompute", node, sentence(f"计算“{zh}”", f"Compute “{en}”"), old, new)
    if old.label != new.label:
        message = sentence(f"“{old.name('zh-CN')}”改名为“{zh}”", f"“{old.name('en')}” is now called “{en}”")
        yield Change("relabel", node, message, old, new)
    elif not converted and _settings(old) != _settings(new):
        message = sentence(
            f"修改“{zh}”的设置；已有的值不变，下次修改时按新设置检查",
            f"Change the settings of “{en}”; values stay and meet the new settings when they are edited",
        )
        yield Change("settings", node, message, old, new)


_ELSEWHERE = {"label", "unique", "index", "fields", "rules", "checks", "formula", "link", "field", "where", "order"}


def _settings(field: FieldModel) -> dict[str, Any]:
    return {k: v for k, v in field.model_dump(mode="json").items() if k not in _ELSEWHERE}


def _options_gone(old: FieldModel, new: FieldModel) -> list[str]:
    if not isinstance(old, Choices) or not isinstance(new, Choices) or new.open:
        return []
    return [option.name() for value, option in old.by_value.items() if value not in new.by_value]


def _flags(node: str, old: FieldModel | None, new: FieldModel) -> Iterator[Change]:
    zh, en = _both(node, new)
    if new.index and not (old and old.index):
        yield Change("index", node, sentence(f"为“{zh}”建立索引", f"Index “{en}”"), old, new)
    if old and old.index and not new.index:
        yield Change("drop_index", node, sentence(f"取消“{zh}”的索引", f"Drop the index of “{en}”"), old, new)
    if new.unique and not (old and old.unique):
        message = sentence(f"“{zh}”不允许重复", f"“{en}” must be unique")
        yield Change("unique", node, message, old, new, measure=old is not None, detail=(new.key,))
    if old and old.unique and not new.unique:
        yield Change("drop_unique", node, sentence(f"“{zh}”允许重复", f"“{en}” may repeat"), old, new)


def _unique_sets(old: Form | None, new: Form) -> Iterator[Change]:
    before = {(unique.fields, unique.normalise) for unique in old.unique} if old else set()
    after = {(unique.fields, unique.normalise) for unique in new.unique}
    names: Label
    for fields, normalise in sorted(after - before):
        names = "、".join(new.by_key[key].name() for key in fields if key in new.by_key)
        message = sentence(f"组合“{names}”不允许重复", f"The combination {', '.join(fields)} must be unique")
        yield Change("unique", "", message, measure=old is not None, detail=(fields, normalise))
    for fields, normalise in sorted(before - after):
        message = sentence(f"组合“{'、'.join(fields)}”允许重复", f"The combination {', '.join(fields)} may repeat")
        yield Change("drop_unique", "", message, detail=(fields, normalise))


_PARTS = {
    "rules": ("规则", "rules"),
    "checks": ("提交校验", "checks"),
    "layout": ("布局", "layout"),
    "views": ("视图", "views"),
    "lock": ("锁定", "lock"),
    "prints": ("打印模板", "print templates"),
    "profile": ("档案页", "profile page"),
    "title": ("标题字段", "title field"),
    "label": ("名称", "name"),
    "icon": ("图标", "icon"),
}


def _rest(old: Form, new: Form) -> Iterator[Change]:
    """Parts without any effect on stored values."""
    for part, (zh, en) in _PARTS.items():
        if getattr(old, part) != getattr(new, part):
            yield Change("behaviour", "", sentence(f"修改{zh}", f"Change the {en}"), detail=part)
    for path, field in new.subforms.items():
        was = old.subform(path)
        if was and (was.rules, was.checks) != (field.rules, field.checks):
            name = field.name()
            message = sentence(f"修改“{name}”的规则", f"Change the rules of “{field.name('en')}”")
            yield Change("behaviour", path, message, was, field, detail="rules")
