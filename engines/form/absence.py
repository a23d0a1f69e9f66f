"""«Used by», asked by leaving out: what of a definition would be wrong without a field, or one of its options.

One walk for all kinds of use: whatever names a field is a problem of `compile_form` once the field is gone, so nothing
that can name one is forgotten here, and what is added to forms later is found too. `part` says in words where a
problem stands.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from engines.form.compile import compile_form
from engines.form.definition import Document, Form, load_form
from engines.form.fields import FieldModel, RowsField
from engines.form.labels import LANGS, Sentence, label_text, sentence
from engines.form.problems import Path, Problem
from engines.form.profile.words import part_in_words

Part = tuple[str, Sentence]
"""(kind: field | rule | check | view | unique | title | test | print | profile | form, where it stands in words)."""


def without(form: Form, node: str, option: str | None = None) -> Form:
    """The form without the field or column `node`, or only without its option of this value."""
    document = form.to_json()
    return load_form({**document, "fields": _left(document.get("fields", []), node, option)})


def _left(fields: list[Document], node: str, option: str | None) -> list[Document]:
    key, _, inside = node.partition(".")
    if inside:
        return [
            {**field, "fields": _left(field.get("fields", []), inside, option)} if field["key"] == key else field
            for field in fields
        ]
    if option is None:
        return [field for field in fields if field["key"] != key]
    return [field if field["key"] != key else _bereft(field, option) for field in fields]


def _bereft(field: Document, option: str) -> Document:
    named = [name for name in ("options", "suggestions", "rows", "columns") if name in field]
    return {**field, **{name: _options(field[name], option) for name in named}}


def _options(options: Any, gone: str) -> Any:
    """Without the option `gone`; one of a cascade is named by its path, `zhejiang/hangzhou`."""
    if not isinstance(options, list):
        return options
    return [_inner(each, gone) for each in options if each["value"] != gone]


def _inner(option: Document, gone: str) -> Document:
    below = f"{option['value']}/"
    if "children" not in option or not gone.startswith(below):
        return option
    return {**option, "children": _options(option["children"], gone.removeprefix(below))}


def problems_without(form: Form, forms: Mapping[str, Form], without_it: Mapping[str, Form]) -> Iterator[Problem]:
    """What `form` would suffer, one problem per part. `forms`: all as they are; `without_it`: all without it. The
    layout isn't told: a field that goes takes its place along."""
    after = without_it[form.key]
    before = {(_place(form, problem.path), problem.code) for problem in compile_form(form, forms).problems}
    seen: set[tuple[Any, ...]] = set()
    for problem in compile_form(after, without_it).problems:
        place = _place(after, problem.path)
        if problem.path[:1] == ("layout",) or (place, problem.code) in before or place[0] in seen:
            continue
        seen.add(place[0])
        yield problem


def cases_naming(form: Form, node: str) -> Iterator[int]:
    """Test cases that send, hold or expect a value of the field."""
    for index, case in enumerate(form.tests):
        expected = case.expect
        expectations = (expected.values, expected.visible, expected.required, expected.readonly)
        sent = [*case.given, *(case.record or ()), *(name for each in expectations for name in each)]
        if any(_speaks(name, node) for name in sent):
            yield index


def _speaks(name: str, node: str) -> bool:
    keys = ".".join(part for part in name.split(".") if not part.isdigit())
    return f"{keys}.".startswith(f"{node}.")


def _place(form: Form, path: Path) -> tuple[Any, ...]:
    """The path with keys in place of the numbers of fields and columns, which shift when one goes."""
    if len(path) < 2 or path[0] != "fields" or not isinstance(path[1], int):
        return (path[:2], *path[2:])
    field: FieldModel = form.fields[path[1]]
    keys, rest = [field.key], path[2:]
    while isinstance(field, RowsField) and len(rest) > 1 and rest[0] == "fields" and isinstance(rest[1], int):
        field = field.fields[rest[1]]
        keys, rest = [*keys, field.key], rest[2:]
    if isinstance(field, RowsField) and len(rest) > 1:
        return (("fields", *keys, *rest[:2]), *rest[2:])
    return (("fields", *keys), *rest)


def part(form: Form, path: Path) -> Part:
    """Which part of the form stands at `path`."""
    found = _clause(form, path)
    if found is not None:
        return found
    if len(path) > 1 and path[0] == "fields" and isinstance(path[1], int):
        return _field_part(form.fields[path[1]], path[2:])
    if path[:1] == ("title",):
        return "title", sentence("标题字段", "Title of a record")
    if path[:1] == ("profile",) and form.profile is not None:
        return "profile", part_in_words(form.profile, path[1:])
    return "form", sentence("表单设置", "Settings of the form")


def _field_part(field: Any, rest: Path) -> Part:
    if isinstance(field, RowsField) and len(rest) > 1 and isinstance(rest[1], int):
        kind, words = _clause(field, rest) or _field_part(field.fields[rest[1]], rest[2:])
        return kind, {lang: f"{field.name(lang) or field.key} › {words[lang]}" for lang in LANGS}
    return "field", {lang: field.name(lang) or field.key for lang in LANGS}


def _clause(owner: Any, path: Path) -> Part | None:
    """A rule, check, view, unique combination or test case of a form or a subform."""
    if len(path) < 2 or not isinstance(path[1], int):
        return None
    number = path[1] + 1
    match path[0]:
        case "rules":
            return "rule", sentence(f"规则 {number}", f"Rule {number}")
        case "checks":
            message = owner.checks[path[1]].message
            return "check", {
                "zh-CN": f"提交校验 {number}「{label_text(message, 'zh-CN')}」",
                "en": f"Check {number}, “{label_text(message, 'en')}”",
            }
        case "views":
            view = owner.views[path[1]]
            return "view", {
                "zh-CN": f"视图「{label_text(view.label, 'zh-CN') or view.key}」",
                "en": f"View “{label_text(view.label, 'en') or view.key}”",
            }
        case "prints":
            template = owner.prints[path[1]]
            return "print", {
                "zh-CN": f"打印模板「{label_text(template.label, 'zh-CN') or template.key}」",
                "en": f"Print template “{label_text(template.label, 'en') or template.key}”",
            }
        case "unique":
            return "unique", sentence(f"不允许重复的组合 {number}", f"Combination {number} without duplicates")
        case "tests":
            name = owner.tests[path[1]].name
            return "test", sentence(f"测试用例「{name}」", f"Test case “{name}”")
    return None
