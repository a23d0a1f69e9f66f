"""What is wrong with the packs of a package: found when it is read. Whether the forms are sound with a pack in them is
found when it is chosen, as for every draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.apps.packs.definition import PackField, PackFile, PackForm
from dougong.kit.errors import Text, say


def problems(package: Mapping[str, Any], pack: PackFile) -> Iterator[Text]:
    """Sentences; the package itself is sound."""
    yield from _unknown(package, pack)
    for language, words in pack.words.items():
        for word, other in words.items():
            if word.lower() in other.lower():
                yield say(
                    f"“{word}”不能换成包含它的“{other}”。",
                    f"“{word}” can't become “{other}”, which has it in it ({language}).",
                )
    yield from _values_refused(package, pack)


def _unknown(package: Mapping[str, Any], pack: PackFile) -> Iterator[Text]:
    forms, data = package["forms"], {file.rpartition(".")[0] for file in package["data"]}
    for key in sorted({*pack.forms, *pack.demo.values} - forms.keys()):
        yield say(f"没有表单“{key}”。", f"There is no form “{key}”.")
    for key in sorted({*pack.demo.without, *pack.demo.values} - data):
        yield say(f"“{key}”没有示例数据。", f"“{key}” has no demo data.")
    for key, wanted in pack.forms.items():
        there = {field["key"]: field for field in forms.get(key, {}).get("fields", [])}
        for name, field in wanted.fields.items():
            if name not in there:
                yield say(f"表单“{key}”没有字段“{name}”。", f"The form “{key}” has no field “{name}”.")
                continue
            values = {option.get("value") for option in there[name].get("options", ())}
            for value in sorted(field.labels.keys() - values):
                yield say(f"字段“{key}.{name}”没有选项“{value}”。", f"“{key}.{name}” has no option “{value}”.")
    modules = {module["key"] for module in package["app"].get("modules") or ()}
    for key in sorted({*pack.modules.on, *pack.modules.off} - modules):
        yield say(f"没有模块“{key}”。", f"There is no module “{key}”.")


def _values_refused(package: Mapping[str, Any], pack: PackFile) -> Iterator[Text]:
    """Demo values that their fields don't offer, the pack's own options and fields counted."""
    for key, fields in pack.demo.values.items():
        wanted = pack.forms.get(key, PackForm())
        there = {field["key"]: field for field in package["forms"].get(key, {}).get("fields", [])}
        there |= {each.field.get("key", ""): each.field for each in wanted.add}
        for name, offered in fields.items():
            if name not in there:
                yield say(f"表单“{key}”没有字段“{name}”。", f"The form “{key}” has no field “{name}”.")
                continue
            more = wanted.fields.get(name, PackField()).options
            values = {option.get("value") for option in [*there[name].get("options", ()), *more]}
            for value in offered if values else ():
                if value is not None and value not in values:
                    yield say(f"字段“{key}.{name}”没有选项“{value}”。", f"“{key}.{name}” has no option “{value}”.")
