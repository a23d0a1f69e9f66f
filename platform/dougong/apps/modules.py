"""Modules of an app: parts of it that are switched on and off as a whole. What no module names is always on.

`[{key, label, description, forms, flows, dashboards, pages, needs, on}]`, as `app.json` has them; `on` is left out
while it is true. Off means: no grant reaches the forms (`GrantSet.closed`), navigation, dashboards and pages are not
there, flows don't start. Nothing is deleted; running flows go on; switching on brings everything back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from dougong.apps.words import RoleKey
from dougong.kit.errors import FieldError, Invalid, Text, say
from engines.form.labels import Label, label_text

Document = Mapping[str, Any]
PARTS = ("forms", "flows", "dashboards", "pages")
Keys = Annotated[tuple[RoleKey, ...], Field(max_length=500)]


class Module(BaseModel):
    """One module, as a package names it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: RoleKey
    label: Label
    description: Label | None = None
    forms: Keys = ()
    flows: Keys = ()
    dashboards: Keys = ()
    pages: Keys = ()
    needs: Keys = ()
    """Modules without which this one makes no sense: on only together with them."""
    on: bool = True


@dataclass(frozen=True)
class Closed:
    """Keys of what is switched off."""

    forms: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()
    dashboards: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()


NOTHING = Closed()


def is_on(module: Document) -> bool:
    return module.get("on") is not False


def closed_by(modules: Iterable[Document] | None) -> Closed:
    """What the modules that are off close."""
    off = [module for module in modules or () if not is_on(module)]
    if not off:
        return NOTHING
    return Closed(*(frozenset(key for module in off for key in module.get(part, ())) for part in PARTS))


def switched(modules: Sequence[Document], on: Collection[str]) -> list[dict[str, Any]]:
    """The modules with exactly `on` switched on. Invalid for an unknown key and for one without what it needs."""
    known = {module["key"]: module for module in modules}
    for key in sorted(set(on) - known.keys()):
        raise _refused(say(f"没有模块“{key}”。", f"There is no module “{key}”."), "unknown_module")
    for key in on:
        for need in known[key].get("needs", ()):
            if need not in on:
                names = [label_text(known[each]["label"], "zh-CN") for each in (key, need)]
                english = [label_text(known[each]["label"], "en") for each in (key, need)]
                sentence = say(
                    f"“{names[0]}”需要“{names[1]}”，请一起启用。",
                    f"“{english[0]}” needs “{english[1]}”; switch both on.",
                )
                raise _refused(sentence, "module_needed")
    return [
        {name: value for name, value in module.items() if name != "on"} | ({} if module["key"] in on else {"on": False})
        for module in modules
    ]


def problems(modules: Sequence[Module], known: Mapping[str, Collection[str]]) -> Iterator[Text]:
    """What is wrong with the modules of a package; `known`: the keys of its forms, flows, dashboards and pages."""
    keys = [module.key for module in modules]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield say(f"模块“{key}”出现了两次。", f"The module “{key}” occurs twice.")
    for part in PARTS:
        named = [key for module in modules for key in getattr(module, part)]
        for key in sorted({key for key in named if named.count(key) > 1}):
            yield say(f"“{key}”属于两个模块。", f"“{key}” is in two modules.")
        for key in sorted(set(named) - set(known.get(part, ()))):
            yield say(f"模块里的“{key}”不存在。", f"“{key}”, which a module names, is not there.")
    by_key = {module.key: module for module in modules}
    for module in modules:
        for need in module.needs:
            if need not in by_key:
                yield say(f"没有模块“{need}”。", f"There is no module “{need}”.")
        if module.key in _reached(module.needs, by_key):
            yield say(f"模块“{module.key}”需要它自己。", f"The module “{module.key}” needs itself.")
        if module.on and any(need in by_key and not by_key[need].on for need in module.needs):
            yield say(f"模块“{module.key}”需要的模块没有启用。", f"What the module “{module.key}” needs is off.")


def _reached(needs: Iterable[str], by_key: Mapping[str, Module]) -> set[str]:
    found: set[str] = set()
    waiting = list(needs)
    while waiting:
        key = waiting.pop()
        if key not in found and key in by_key:
            found.add(key)
            waiting += by_key[key].needs
    return found


def _refused(sentence: Text, code: str) -> Invalid:
    return Invalid(sentence, code, [FieldError("modules", code, sentence)])
