"""How a form's fields are arranged."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from engines.form.labels import Label, LabelText
from engines.form.rules import Key


class _Node(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Placed(_Node):
    """A field that spans several columns."""

    field: Key
    span: Annotated[int, Field(ge=1, le=4)] = 1


class Divider(_Node):
    """A line, with a caption or without."""

    divider: Label


class Note(_Node):
    """A text for the person who fills in the form (Markdown, no HTML)."""

    note: Annotated[str, StringConstraints(max_length=4_000)] | dict[Literal["zh-CN", "en"], str]


def _kind(raw: Any) -> str:
    if isinstance(raw, str):
        return "key"
    keys = set(raw) if isinstance(raw, dict) else set(type(raw).model_fields)
    for kind in ("section", "tabs", "divider", "note"):
        if kind in keys:
            return kind
    return "field"


class Tab(_Node):
    label: Label
    columns: Annotated[int, Field(ge=1, le=4)] = 2
    items: Annotated[tuple["Item", ...], Field(max_length=500)] = ()


class Tabs(_Node):
    """Fields behind tabs."""

    tabs: Annotated[tuple[Tab, ...], Field(min_length=1, max_length=20)]


class Section(_Node):
    """A titled group of fields in columns."""

    section: Label | None
    columns: Annotated[int, Field(ge=1, le=4)] = 2
    items: Annotated[tuple["Item", ...], Field(max_length=500)] = ()
    collapsed: bool = False


Item: TypeAlias = Annotated[
    Annotated[Key, Tag("key")]
    | Annotated[Placed, Tag("field")]
    | Annotated[Tabs, Tag("tabs")]
    | Annotated[Divider, Tag("divider")]
    | Annotated[Note, Tag("note")],
    Discriminator(_kind),
]
Node: TypeAlias = Annotated[
    Annotated[Section, Tag("section")]
    | Annotated[Tabs, Tag("tabs")]
    | Annotated[Divider, Tag("divider")]
    | Annotated[Note, Tag("note")]
    | Annotated[Key, Tag("key")]
    | Annotated[Placed, Tag("field")],
    Discriminator(_kind),
]
Tab.model_rebuild()
Section.model_rebuild()


def placed_keys(nodes: tuple[Any, ...]) -> list[str]:
    """Every field key a layout names, in reading order."""
    keys: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            keys.append(node)
        elif isinstance(node, Placed):
            keys.append(node.field)
        elif isinstance(node, Section | Tab):
            keys += placed_keys(node.items)
        elif isinstance(node, Tabs):
            keys += placed_keys(node.tabs)
    return keys


__all__ = [
    "Divider",
    "Item",
    "LabelText",
    "Node",
    "Note",
    "Placed",
    "Section",
    "Tab",
    "Tabs",
    "placed_keys",
]
