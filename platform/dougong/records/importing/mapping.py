"""From an `ImportPlan` to fields: of an existing form, or of a form that is made from the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.access.compiler import Access
from dougong.apps.catalog import AppCatalog
from dougong.kit.errors import FieldError, Invalid, NotFound, say
from dougong.records.importing.schemas import ImportPlan
from engines.form.definition import Form, load_form
from engines.form.fields import SubformField, type_of
from engines.form.fields._files import FileField
from engines.form.fields.encrypted import EncryptedField
from engines.form.keys import make_key
from engines.form.problems import DefinitionErrors

JSON = dict[str, Any]


@dataclass(frozen=True)
class ColumnMap:
    """`columns`: column index → field key. `definition`: of the new form, None for an existing one."""

    form_key: str | None
    columns: Mapping[int, str]
    definition: JSON | None = None


def map_columns(
    app: AppCatalog, access: Access, plan: ImportPlan, found: Mapping[str, Any], *, made: str | None = None
) -> ColumnMap:
    """Checks the plan against the file and the form; a 422 names each column that does not fit.

    `made`: the key of the new form, once this import has made it.
    """
    sheet = next((sheet for sheet in found["sheets"] if sheet["name"] == plan.sheet), None)
    if sheet is None:
        raise NotFound(
            say(f"文件中没有工作表“{plan.sheet}”。", f"There is no sheet “{plan.sheet}”."), "sheet_not_found"
        )
    headers = {column["index"]: column["header"] for column in sheet["columns"]}
    if plan.target.new is not None:
        planned = _new_form(app, plan, headers, made)
        return planned if made is None else ColumnMap(made, planned.columns)
    form_key = plan.target.form or ""
    if form_key not in app.forms:
        raise NotFound(say("表单不存在。", "There is no such form."), "form_not_found")
    return _existing(app.forms[form_key], access, plan)


def _existing(form: Form, access: Access, plan: ImportPlan) -> ColumnMap:
    rights = access.field_rights(form.key)
    columns: dict[int, str] = {}
    errors: list[FieldError] = []
    for column in plan.columns:
        if column.skip:
            continue
        key = column.field or ""
        own = form.field(key)
        if column.new is not None or own is None or rights.get(key, "none") == "none":
            errors.append(_wrong(column.index, "unknown_field", f"没有字段“{key}”", f"there is no field “{key}”"))
        elif type_of(own).computed or isinstance(own, FileField | SubformField):
            errors.append(
                _wrong(
                    column.index,
                    "not_importable",
                    f"字段“{own.name()}”不能导入",
                    f"“{own.name('en')}” can't be imported",
                )
            )
        elif key in columns.values():
            errors.append(
                _wrong(column.index, "twice", f"字段“{own.name()}”用了两次", f"“{own.name('en')}” is used twice")
            )
        else:
            columns[column.index] = key
    missing = [key for key in plan.match if key not in columns.values()]
    errors += [
        _wrong(-1, "match_not_mapped", f"匹配字段“{key}”没有对应的列", f"the match field “{key}” has no column")
        for key in missing
    ]
    errors += [
        _wrong(-1, "match_encrypted", f"加密字段“{key}”不能用来匹配", f"the encrypted field “{key}” can't be matched")
        for key in plan.match
        if isinstance(form.field(key), EncryptedField)
    ]
    _refuse(errors)
    return ColumnMap(form.key, columns)


def _new_form(app: AppCatalog, plan: ImportPlan, headers: Mapping[int, str], made: str | None) -> ColumnMap:
    assert plan.target.new is not None
    columns: dict[int, str] = {}
    fields: list[JSON] = []
    taken: set[str] = set()
    for column in plan.columns:
        if column.skip:
            continue
        wanted = dict(column.new or {"type": "text"})
        label = wanted.pop("label", None) or headers.get(column.index) or f"列 {column.index + 1}"
        key = make_key(label if isinstance(label, str) else label.get("zh-CN", ""), taken)
        taken.add(key)
        fields.append({"key": key, "label": label, **wanted})
        columns[column.index] = key
    key = make_key(plan.target.new.label, set(app.forms)) if plan.target.new.key is None else plan.target.new.key
    if key in app.forms and made is None:
        raise Invalid(say(f"表单标识“{key}”已被使用。", f"The form key “{key}” is taken."), "form_key_taken")
    title = next((entry["key"] for entry in fields if entry["type"] in ("text", "select")), None)
    definition: JSON = {"schema_version": 1, "key": key, "label": plan.target.new.label, "fields": fields}
    if title:
        definition["title"] = title
    try:
        load_form(definition)
    except DefinitionErrors as wrong:
        raise Invalid(
            say("新表单的字段有误。", "The fields of the new form are wrong."),
            "bad_definition",
            errors=[FieldError(".".join(map(str, each.path)), each.code, each.message) for each in wrong.problems],
        ) from wrong
    return ColumnMap(None, columns, definition)


def _wrong(index: int, code: str, zh: str, en: str) -> FieldError:
    place = f"columns.{index}" if index >= 0 else "match"
    prefix_zh, prefix_en = (f"第 {index + 1} 列：", f"column {index + 1}: ") if index >= 0 else ("", "")
    return FieldError(place, code, say(f"{prefix_zh}{zh}。", f"{prefix_en}{en}."))


def _refuse(errors: Sequence[FieldError]) -> None:
    if errors:
        first = errors[0].message
        raise Invalid(first, "bad_mapping", errors=list(errors))
