"""The template of a form that has none: everything of its layout, as the form shows it."""

from collections.abc import Iterator
from typing import Any

from engines.form.definition import Form
from engines.form.fields import SubformField
from engines.form.labels import LANGS, label_text
from engines.form.layout import Section, Tab, Tabs, placed_keys
from engines.form.prints.definition import Block as AnyBlock
from engines.form.prints.definition import FieldsBlock, LinesBlock, LinesColumn, Print, TextBlock

KEY = "standard"


def standard(form: Form) -> Print:
    """Heading, sections of fields, line items with their sums, and the number of the page."""
    title = form.title_field()
    place = f" {{{{{title.key}}}}}" if title is not None else ""
    heading = {lang: f"<h1>{_escaped(form.name(lang))}{place}</h1>" for lang in LANGS}
    return Print(key=KEY, blocks=(TextBlock(type="text", html=heading), *_parts(form)))


def _parts(form: Form) -> Iterator[AnyBlock]:
    placed: set[str] = set()
    for node in form.layout:
        for caption, keys in _groups(node):
            placed |= set(keys)
            yield from _group(form, caption, keys)
    yield from _group(form, None, [own.key for own in form.fields if own.key not in placed])


def _groups(node: Any) -> Iterator[tuple[Any, list[str]]]:
    if isinstance(node, Tabs):
        for tab in node.tabs:
            yield tab.label, placed_keys(tab.items)
    elif isinstance(node, Section | Tab):
        yield getattr(node, "section", None), placed_keys(node.items)
    else:
        yield None, placed_keys((node,))


def _group(form: Form, caption: Any, keys: list[str]) -> Iterator[AnyBlock]:
    known = [form.by_key[key] for key in keys if key in form.by_key and not form.by_key[key].hidden]
    plain = [own.key for own in known if not isinstance(own, SubformField)]
    if known and label_text(caption):
        words = {lang: f"<h3>{_escaped(label_text(caption, lang))}</h3>" for lang in LANGS}
        yield TextBlock(type="text", html=words)
    if plain:
        yield FieldsBlock(type="fields", fields=tuple(plain), empty=False)
    for own in known:
        if isinstance(own, SubformField):
            if own.key != known[0].key or plain:
                yield TextBlock(type="text", html={lang: f"<h3>{_escaped(own.name(lang))}</h3>" for lang in LANGS})
            columns = tuple(LinesColumn(field=column.key) for column in own.fields if not column.hidden)
            sums = tuple(each.key for each in own.fields if str(getattr(each, "as_", each.type)) == "money")
            sums = tuple(key for key in sums if "price" not in key)
            yield LinesBlock(type="lines", subform=own.key, columns=columns, totals=sums)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("{{", "{ {")
