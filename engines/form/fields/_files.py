"""What attachment, image and signature share: files, by the id the upload gave them."""

from fnmatch import fnmatch
from typing import Annotated, Any, TypeVar

from pydantic import Field

from engines.form.fields._ids import EXAMPLE_ID, one_id
from engines.form.fields.base import (
    PLAIN,
    FieldModel,
    FieldType,
    Reading,
    ValueProblem,
    wrong_kind,
)
from engines.form.storage import Column, Storage
from engines.form.text import clean_line
from engines.formula.types import ATTACHMENT, Type, list_of


class FileField(FieldModel):
    """A field that holds files. `accept`: MIME types (image/*) and endings (.pdf), as in HTML."""

    max_files: Annotated[int, Field(ge=1, le=100)] = 9
    max_mb: Annotated[int, Field(ge=1, le=2_000)] = 20
    accept: Annotated[tuple[Annotated[str, Field(max_length=100)], ...], Field(max_length=50)] = ()


F = TypeVar("F", bound=FileField)


class FileType(FieldType[F]):
    """A type that holds files. A value is a list of {id, name, size (bytes), type (MIME)}; the caller
    verifies the ids and replaces name, size and type by what the upload recorded."""

    sortable = False

    def storage(self, field: F) -> Storage:
        return Column("json")

    def formula_type(self, field: F) -> Type:
        return list_of(ATTACHMENT)

    def schema(self, field: F) -> dict[str, Any]:
        item = {
            "type": "object",
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "name": {"type": "string", "maxLength": 255},
                "size": {"type": "integer", "minimum": 0},
                "type": {"type": "string", "maxLength": 255},
            },
            "required": ["id"],
            "additionalProperties": False,
        }
        return {"type": "array", "items": item, "maxItems": field.max_files}

    def read(self, field: F, raw: Any) -> list[dict[str, Any]]:
        if not isinstance(raw, list) or len(raw) > 1_000:
            raise wrong_kind("附件的列表", "a list of attachments")
        files = {item["id"]: item for item in map(_file, raw)}
        return list(files.values())

    def guess(self, field: F, raw: Any, locale: str, reading: Reading) -> Any:
        if isinstance(raw, list):
            return self.read(field, raw)
        raise ValueProblem("not_importable", "附件不能从表格导入", "attachments can't be imported from a sheet")

    def check(self, field: F, value: list[dict[str, Any]], old: Any = None) -> list[ValueProblem]:
        found = []
        if len(value) > field.max_files:
            most = field.max_files
            found.append(ValueProblem("max_files", f"最多 {most} 个文件", f"at most {most} files", {"max": most}))
        before = {item["id"] for item in old or ()}
        for item in value:
            if item["id"] in before:
                continue
            if item["size"] > field.max_mb * 1024 * 1024:
                found.append(
                    ValueProblem(
                        "file_too_large",
                        f"“{item['name']}”超过 {field.max_mb} MB",
                        f"“{item['name']}” is larger than {field.max_mb} MB",
                        {"name": item["name"], "max_mb": field.max_mb},
                    )
                )
            if not accepted(field, item["name"], item["type"]):
                allowed = ", ".join(field.accept)
                found.append(
                    ValueProblem(
                        "file_type",
                        f"“{item['name']}”的类型不允许，可用：{allowed}",
                        f"“{item['name']}” is of a type that isn't allowed; use: {allowed}",
                        {"name": item["name"], "accept": list(field.accept)},
                    )
                )
        return found

    def format(self, field: F, value: Any, locale: str = "zh-CN", reading: Reading = PLAIN) -> str:
        return "、".join(item["name"] or item["id"] for item in value or ())

    def search_text(self, field: F, value: Any, reading: Reading = PLAIN) -> str:
        return " ".join(item["name"] for item in value or () if item["name"])

    def equal(self, a: Any, b: Any) -> bool:
        return [item["id"] for item in a or ()] == [item["id"] for item in b or ()]

    def example(self, field: F) -> list[dict[str, Any]]:
        name, kind = ("合同.pdf", "application/pdf")
        for pattern in field.accept[:1]:
            name = f"文件{pattern}" if pattern.startswith(".") else name
            kind = pattern.replace("*", "png") if "/" in pattern else "application/octet-stream"
        return [{"id": EXAMPLE_ID, "name": name, "size": 102_400, "type": kind}]


def _file(raw: Any) -> dict[str, Any]:
    if isinstance(raw, str):
        raw = {"id": raw}
    if not isinstance(raw, dict) or not set(raw) <= {"id", "name", "size", "type"}:
        raise wrong_kind("附件的列表", "a list of attachments")
    size, name, kind = raw.get("size") or 0, raw.get("name") or "", raw.get("type") or ""
    if not isinstance(size, int) or size < 0 or not isinstance(name, str) or not isinstance(kind, str):
        raise wrong_kind("附件的列表", "a list of attachments")
    return {"id": one_id(raw.get("id")), "name": clean_line(name)[:255], "size": size, "type": kind[:255]}


def accepted(field: FileField, name: str, kind: str) -> bool:
    """Whether a file of this name and MIME type may be kept in the field."""
    if not field.accept or not (name or kind):
        return True
    return any(
        name.casefold().endswith(pattern.casefold()) if pattern.startswith(".") else fnmatch(kind, pattern)
        for pattern in field.accept
    )
