"""The template of a form that has none: everything of its layout, as the form shows it."""

from collections.abc import Iterator
from typing import Any

from engines.form.definition import Form
from engines.form.fields import RowsField, type_of
from engines.form.labels import LANGS, label_text
from engines.form.layout import Section, Tabs, placed_keys
from engines.form.prints.definition import Block as AnyBlock
from engines.form.prints.definition import FieldsBlock, LinesBlock, LinesColumn, Print, TextBlock

KEY = "standard"
_AT_ONCE = 200
"""Fields of one block."""


def standard(form: Form) -> Print:
    """Heading, sections of fields, line items with their sums, and the number of the page."""
    title = form.title_field()
    place = f" {{{{{title.key}}}}}" if title is not None else ""
    heading = {lang: f"<h1>{_escaped(form.name(lang))}{place}</h1>" for lang in LANGS}
    parts = (block for caption, keys in _groups(form) for block in _group(form, caption, keys))
    # not validated: a form may have more sections than people are let draw blocks
    return Print.model_construct(key=KEY, blocks=(TextBlock(type="text", html=heading), *parts))


def _groups(form: Form) -> Iterator[tuple[Any, list[str]]]:
    """Captions and the fields below them; fields in a row without one stay together."""
    loose: list[str] = []
    for node in form.layout:
        if isinstance(node, Section | Tabs):
            yield None, loose
            loose = []
        if isinstance(node, Tabs):
            yield from ((tab.label, placed_keys(tab.items)) for tab in node.tabs)
        elif isinstance(node, Section):
            yield node.section, placed_keys(node.items)
        else:
            loose += placed_keys((node,))
    placed = set(placed_keys(form.layout))
    yield None, [*loose, *(own.key for own in form.fields if own.key not in placed)]


def _group(form: Form, caption: Any, keys: list[str]) -> Iterator[AnyBlock]:
    there = [form.by_key[key] for key in keys if key in form.by_key and not form.by_key[key].hidden]
    known = [own for own in there if type_of(own).holds]
    plain = [own.key for own in known if not isinstance(own, RowsField)]
    captioned = bool(known and label_text(caption))
    if captioned:
        words = {lang: f"<h3>{_escaped(label_text(caption, lang))}</h3>" for lang in LANGS}
        yield TextBlock(type="text", html=words)
    for start in range(0, len(plain), _AT_ONCE):
        yield FieldsBlock(type="fields", fields=tuple(plain[start : start + _AT_ONCE]), empty=False)
    for own in known:
        if isinstance(own, RowsField):
            if own.key != known[0].key or plain or not captioned:
                yield TextBlock(type="text", html={lang: f"<h3>{_escaped(own.name(lang))}</h3>" for lang in LANGS})
            columns = tuple(LinesColumn(field=column.key) for column in own.fields if not column.hidden)
            sums = tuple(each.key for each in own.fields if str(getattr(each, "as_", each.type)) == "money")
            sums = tuple(key for key in sums if "price" not in key)
            yield LinesBlock(type="lines", subform=own.key, columns=columns, totals=sums)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("{{", "{ {")
