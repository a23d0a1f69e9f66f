"""From an `ImportPlan` to fields: of an existing form, or of a form that is made from the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.access.compiler import Access
from dougong.apps.catalog import AppCatalog
from dougong.kit.errors import FieldError, Invalid, NotFound, say
from dougong.records.importing.making import naming_field
from dougong.records.importing.schemas import ColumnPlan, ImportPlan
from engines.form.definition import Form, load_form
from engines.form.fields import FieldModel, SubformField, type_of
from engines.form.fields._choices import ChoiceField
from engines.form.fields._files import FileField
from engines.form.fields.encrypted import EncryptedField
from engines.form.fields.link import LinkField
from engines.form.keys import make_key
from engines.form.problems import DefinitionErrors
from engines.form.storage import Column as StoredColumn

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
    return _existing(app, app.forms[form_key], access, plan, found)


def _existing(app: AppCatalog, form: Form, access: Access, plan: ImportPlan, found: Mapping[str, Any]) -> ColumnMap:
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
        elif isinstance(own, FileField) and not found.get("files"):
            errors.append(
                _wrong(
                    column.index,
                    "files_need_a_zip",
                    f"要导入“{own.name()}”，请把表格和附件放进一个 zip 文件上传",
                    f"to bring files for “{own.name('en')}”, upload a zip of the table and the files",
                )
            )
        elif type_of(own).computed or isinstance(own, SubformField):
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
            errors += _wishes(app, access, own, column)
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
    errors += [
        _wrong(-1, "match_not_comparable", f"字段“{key}”不能用来匹配", f"“{key}” can't be matched by")
        for key in plan.match
        if key in columns.values() and not _comparable(form.by_key[key])
    ]
    _refuse(errors)
    return ColumnMap(form.key, columns)


def _comparable(own: FieldModel) -> bool:
    storage = type_of(own).storage(own)
    if isinstance(own, EncryptedField):
        return True  # refused by name
    return isinstance(storage, StoredColumn) and storage.kind != "json"


def _wishes(app: AppCatalog, access: Access, own: FieldModel, column: ColumnPlan) -> Iterator[FieldError]:
    """What a column wants beyond values, and can't have."""
    if isinstance(own, LinkField):
        target = app.forms.get(own.form)
        named = None if target is None else naming_field(target, column.by)
        if column.by is not None and (target is None or not _names_records(target, access, column.by)):
            yield _wrong(column.index, "by_unknown", f"不能按“{column.by}”查找", f"“{column.by}” can't name records")
        elif column.create and (named is None or not _may_add(access, own.form)):
            yield _wrong(
                column.index, "create_not_granted", "你不能在关联的表单中新增", "you can't add to the linked form"
            )
    elif column.by is not None:
        yield _wrong(column.index, "by_unknown", "只有关联字段可以指定查找字段", "only links are looked up by a field")
    elif column.create and not isinstance(own, ChoiceField):
        yield _wrong(column.index, "create_nothing", "此字段没有可新增的选项", "this field has nothing to create")


def _names_records(target: Form, access: Access, by: str) -> bool:
    """Texts can name records by a text field that the importer may read."""
    own = target.field(by)
    if own is None or isinstance(own, EncryptedField) or not access.may(target.key, "read"):
        return False
    if by not in access.readable_fields(target.key):
        return False
    storage = type_of(own).storage(own)
    return isinstance(storage, StoredColumn) and storage.kind == "text"


def _may_add(access: Access, form_key: str) -> bool:
    """Who can't see what they add would add it again with the next row."""
    return access.may(form_key, "create") and access.may(form_key, "read")


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
        named = wanted.pop("key", None)
        fresh = isinstance(named, str) and named not in taken
        key = named if fresh else make_key(label if isinstance(label, str) else label.get("zh-CN", ""), taken)
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
