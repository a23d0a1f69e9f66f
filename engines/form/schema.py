"""JSON Schema of a form's records, for OpenAPI documents and API clients."""

from typing import Any

from engines.form.definition import Form
from engines.form.fields import FieldModel, RowsField, type_of


def field_schema(field: FieldModel) -> dict[str, Any]:
    """The schema of one field's API value; a subform's with its columns."""
    schema = type_of(field).value_schema(field)
    if isinstance(field, RowsField):
        columns = {column.key: field_schema(column) for column in field.fields}
        schema["items"] = {
            "type": "object",
            "properties": {"id": {"type": ["string", "null"], "format": "uuid"}, **columns},
            "additionalProperties": False,
        }
    return schema


def record_schema(form: Form, *, writing: bool = False) -> dict[str, Any]:
    """The schema of a record. `writing`: what POST and PATCH take (no computed fields)."""
    held = [field for field in form.fields if type_of(field).holds]
    fields = [field for field in held if not (writing and type_of(field).computed)]
    properties = {field.key: field_schema(field) for field in fields}
    schema: dict[str, Any] = {"type": "object", "title": form.name("en"), "properties": properties}
    if writing:
        schema["additionalProperties"] = False
    return schema
