"""Demo data of a package: rows whose dates are relative to the day of install and whose links name other rows.

`data/<form>.json` is a list of rows, each an object of field keys. A value may be plain (as in the API) or one of
```
{"$days": -3}                    a day relative to the install; also weeks, months, minutes: `dougong.apps.demo_days`
{"$ref": "customer:3"}           the id of the third row of data/customer.* (1 is the first)
{"$person": "installer"}         the id of who installs; `{"$person": "li_na"}` somebody of people.json
{"$department": "sales_east"}    the id of a department of people.json
```
also inside lists and rows of subforms. `created_at` and `owner` may be given besides fields. `data/<form>.csv` says the
same in texts: a header of field keys, `$days:-3 09:30`, `$ref:customer:3`, `$person:installer`,
`$department:sales_east`; a blank cell is empty, `;` separates several `$ref`, `$person` or `$department`; everything
else is text, read as an import reads it.

Rows go through the write pipeline like everybody's: the records room supplies the loader (`hooks.demo_loader`).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from graphlib import CycleError, TopologicalSorter
from typing import Any
from zoneinfo import ZoneInfo

from dougong.apps.demo_days import Install
from dougong.apps.problems import invalid
from engines.form.definition import Form

_REF = re.compile(r"([a-z][a-z0-9_]{0,47}):([1-9][0-9]{0,5})")
_ANY_REF = re.compile(r"\$ref(?:\":\"|:)([a-z][a-z0-9_]{0,47}):[0-9]")
_NAMING = re.compile(r"\$(ref|person|department):")


@dataclass(frozen=True)
class DemoRow:
    """One record to be made: its id (so that other rows may name it), its values in API form."""

    id: str
    values: Mapping[str, Any]
    created_at: datetime | None = None


@dataclass(frozen=True)
class DemoForm:
    """The rows of one form. `lenient`: from CSV, values are texts to be parsed as an import parses them."""

    form: str
    rows: list[DemoRow]
    lenient: bool = False
    basic: bool = False
    """Every install begins with them: they are no part of the demo data."""


@dataclass(frozen=True)
class _Resolver:
    ids: Mapping[str, list[str]]
    install: Install
    people: Mapping[str, str]
    departments: Mapping[str, str]
    file: str = ""

    def value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if not isinstance(value, dict):
            return value
        moment = self.moment(value)
        if moment is not None:
            return moment
        if value.keys() == {"$ref"}:
            return self.ref(value["$ref"])
        if value.keys() == {"$person"}:
            return self.named(self.people, value["$person"])
        if value.keys() == {"$department"}:
            return self.named(self.departments, value["$department"])
        if any(key.startswith("$") for key in value):
            raise self.bad(str(value))
        return {key: self.value(item) for key, item in value.items()}

    def text(self, text: str) -> Any:
        """A cell of a CSV file."""
        moment = self.moment(text)
        if moment is not None:
            return moment
        kind = _NAMING.match(text)
        if kind is None:
            return text or None
        ways = {"ref": self.ref, "person": self.person, "department": self.department}
        start = kind[0]
        found = [ways[kind[1]](part.strip().removeprefix(start)) for part in text.split(";")]
        return found if len(found) > 1 else found[0]

    def person(self, key: str) -> str:
        return self.named(self.people, key)

    def department(self, key: str) -> str:
        return self.named(self.departments, key)

    def named(self, known: Mapping[str, str], key: Any) -> str:
        if not isinstance(key, str) or key not in known:
            raise self.bad(str(key))
        return known[key]

    def moment(self, value: Mapping[str, Any] | str) -> str | None:
        try:
            return self.install.read_text(value) if isinstance(value, str) else self.install.read(value)
        except (ValueError, OverflowError) as error:
            raise self.bad(str(value)) from error

    def ref(self, name: Any) -> str:
        match = _REF.fullmatch(str(name))
        if match is None or int(match[2]) > len(self.ids.get(match[1], ())):
            raise self.bad(str(name))
        return self.ids[match[1]][int(match[2]) - 1]

    def bad(self, what: str) -> Exception:
        text = what[:80]
        return invalid(f"data/{self.file}", "bad_demo", f"示例数据有误：{text}", f"Demo data is wrong: {text}")


def resolve_demo(
    data: Mapping[str, Any],
    forms: Mapping[str, Form],
    *,
    now: datetime,
    tz: str,
    people: Mapping[str, str],
    departments: Mapping[str, str],
    name: Callable[[str, int], str],
) -> list[DemoForm]:
    """The rows of all forms with real ids and dates, forms that others link to first. `people` (`installer` among
    them) and `departments`: ids by key; `name`: the id of a form's row, by its place. Raises `Invalid`."""
    rows = {file.rpartition(".")[0]: _rows(file, content) for file, content in data.items()}
    files = {file.rpartition(".")[0]: file for file in data}
    ids = {key: [name(key, index) for index in range(len(found))] for key, found in rows.items()}
    base = _Resolver(ids, Install(now, ZoneInfo(tz)), people, departments)
    ordered = _order({key: rows[key] for key in rows if key in forms})
    return [_form(base, key, files[key], rows[key]) for key in ordered]


def count_rows(data: Mapping[str, Any], forms: Mapping[str, Form]) -> int:
    """How many rows `resolve_demo` will give."""
    return sum(len(_rows(file, content)) for file, content in data.items() if file.rpartition(".")[0] in forms)


def _rows(file: str, content: Any) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(content), strict=True)) if file.endswith(".csv") else content


def _form(base: _Resolver, key: str, file: str, rows: list[dict[str, Any]]) -> DemoForm:
    resolver = replace(base, file=file)
    lenient = file.endswith(".csv")
    made: list[DemoRow] = []
    for row_id, row in zip(base.ids[key], rows, strict=True):
        read = resolver.text if lenient else resolver.value
        values = {name: read(value) for name, value in row.items()}
        created = values.pop("created_at", None)
        made.append(DemoRow(row_id, values, _instant(resolver, created)))
    return DemoForm(key, made, lenient)


def _instant(resolver: _Resolver, text: Any) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise resolver.bad(str(text)) from error
    return moment if moment.tzinfo else moment.replace(hour=9, tzinfo=resolver.install.zone).astimezone(UTC)


def _order(rows: Mapping[str, list[dict[str, Any]]]) -> list[str]:
    """What is referred to before what refers to it; references inside one form are in the author's hands."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for key, found in rows.items():
        targets = {match[1] for match in _ANY_REF.finditer(json.dumps(found, separators=(",", ":")))}
        sorter.add(key, *sorted((targets & rows.keys()) - {key}))
    try:
        return list(sorter.static_order())
    except CycleError as error:
        names = " → ".join(error.args[1])
        raise invalid(
            "data", "demo_cycle", f"示例数据循环引用：{names}", f"Demo data refers in a circle: {names}"
        ) from error
