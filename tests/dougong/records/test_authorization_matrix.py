"""Every cell of who × form × record × field × door against an oracle of its own (`matrix.py`), over REST."""

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dougong.kit.config import Settings
from tests.conftest import FreshDatabase
from tests.dougong.people import Company
from tests.dougong.records.conftest import prepare
from tests.dougong.records.matrix import (
    FIELDS,
    FORMS,
    REFUSED,
    UNKNOWN,
    WRITABLE,
    Matrix,
    Record,
    Viewer,
    build,
    matrix_of,
    turned_down,
)


@pytest.fixture
def settings(fresh_database: FreshDatabase, tmp_path: Path) -> Settings:
    """SQLite alone: what SQL answers on both databases is the differential test's part."""
    return Settings(database_url=fresh_database("sqlite", lambda url: prepare(url, build)), data=tmp_path)


@pytest.fixture
def matrix(company: Company) -> Matrix:
    return matrix_of(company)


def each(matrix: Matrix) -> Iterator[tuple[Viewer, str, list[Record], str]]:
    for viewer, form in itertools.product(matrix.viewers, FORMS):
        yield viewer, form, matrix.records[form], matrix.shop.records(form)


def cells_of(viewer: Viewer, records: list[Record], op: str = "read") -> dict[tuple[int, str], Any]:
    """What a list of all fields shows: record by record, field by field; no cells of records that aren't there."""
    if not viewer.grants(op):
        return {(number, key): REFUSED for number in range(len(records)) for key in FIELDS}
    return {
        (number, key): viewer.value(record, key, op) if viewer.sees(record, op) else "no such record"
        for number, record in enumerate(records)
        for key in FIELDS
    }


def shown(records: list[Record], answer: Any, rows: list[dict[str, Any]]) -> dict[tuple[int, str], Any]:
    told = turned_down(answer.status_code)
    by_name = {record.values["name"]: number for number, record in enumerate(records)}
    there = {by_name[row["name"]]: row for row in rows}
    return {
        (number, key): told or (there[number].get(key) if number in there else "no such record")
        for number in range(len(records))
        for key in FIELDS
    }


def lists(matrix: Matrix) -> None:
    for viewer, form, records, url in each(matrix):
        answer = viewer.browser.get(url, params={"limit": 100})
        rows = answer.json().get("items", [])
        matrix.compare(f"list {viewer.name} {form}", cells_of(viewer, records), shown(records, answer, rows))


def singles(matrix: Matrix) -> None:
    for viewer, form, records, url in each(matrix):
        for record in records:
            answer = viewer.browser.get(f"{url}/{record.id}")
            told = turned_down(answer.status_code)
            seen = viewer.sees(record)
            expected = {key: viewer.value(record, key) if seen else REFUSED for key in FIELDS}
            actual = {key: told or answer.json().get(key) for key in FIELDS}
            matrix.compare(f"get {viewer.name} {form} {record.owner}", expected, actual)


def filters_and_sorts(matrix: Matrix) -> None:
    for (viewer, form, records, url), key in itertools.product(each(matrix), FIELDS):
        down = viewer.asked(key)
        answer = viewer.browser.get(url, params={"filter": f"{key} <> NULL", "limit": 100})
        told = turned_down(answer.status_code)
        found = {} if told else {row["id"] for row in answer.json()["items"]}
        expected = {n: down or viewer.value(record, key) is not None for n, record in enumerate(records)}
        actual = {n: told or record.id in found for n, record in enumerate(records)}
        matrix.compare(f"filter {viewer.name} {form} {key}", expected, actual)

        answer = viewer.browser.get(url, params={"sort": key, "limit": 100})
        told = turned_down(answer.status_code)
        order = [] if told else [row["id"] for row in answer.json()["items"]]
        visible = [record for record in records if viewer.sees(record)]
        visible.sort(key=lambda record: (viewer.value(record, key) is None, viewer.value(record, key) or 0, record.id))
        places = {record.id: place for place, record in enumerate(visible)}
        wanted = {n: down or places.get(record.id) for n, record in enumerate(records)}
        stands = {n: told or (order.index(r.id) if r.id in order else None) for n, r in enumerate(records)}
        matrix.compare(f"sort {viewer.name} {form} {key}", wanted, stands)


def groups_and_sums(matrix: Matrix) -> None:
    for (viewer, form, records, url), key in itertools.product(each(matrix), FIELDS):
        down = viewer.asked(key, aggregate=True)
        body = {"groups": [{"field": key}], "measures": [{"key": "n", "fn": "count", "field": key}]}
        answer = viewer.browser.post(f"{url}:aggregate", json=body)
        told = turned_down(answer.status_code)
        rows = [] if told else answer.json()["rows"]
        counted = Counter({row[key]: row["n"] for row in rows if row[key] is not None})
        expected = {
            n: down or int(viewer.value(record, key, aggregate=True) is not None) for n, record in enumerate(records)
        }
        actual = {n: told or counted[record.values[key]] for n, record in enumerate(records)}
        matrix.compare(f"group {viewer.name} {form} {key}", expected, actual)
        if not told:
            seen = {record.values[key] for record in records if viewer.value(record, key, aggregate=True) is not None}
            assert set(counted) == seen, "no other group"


def searches(matrix: Matrix) -> None:
    for (viewer, form, records, url), key in itertools.product(each(matrix), ("mark", "secret")):
        answer = viewer.browser.get(url, params={"search": f"{key} {form}", "limit": 100})
        told = turned_down(answer.status_code)
        found = {} if told else {row["id"] for row in answer.json()["items"]}
        down = None if viewer.grants("read") else REFUSED
        expected = {n: down or viewer.value(record, key) is not None for n, record in enumerate(records)}
        actual = {n: told or record.id in found for n, record in enumerate(records)}
        matrix.compare(f"search {viewer.name} {form} {key}", expected, actual)


def exports(matrix: Matrix) -> None:
    for viewer, form, records, url in each(matrix):
        answer = viewer.browser.post(f"{url}:export", json={"format": "csv"})
        told = turned_down(answer.status_code)
        labels = {"名称": "name", "标记": "mark", "毛利": "gain", "底价": "secret"}
        lines = [] if told else list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        rows: list[dict[str, Any]] = [{labels.get(at, at): text or None for at, text in line.items()} for line in lines]
        rows = [{**row, "gain": int(row["gain"]) if row.get("gain") else None} for row in rows]
        matrix.compare(
            f"export {viewer.name} {form}", cells_of(viewer, records, "export"), shown(records, answer, rows)
        )


def creations(matrix: Matrix) -> None:
    """A new record belongs to who makes it; what is made is taken away again."""
    for (viewer, form, _records, url), key in itertools.product(each(matrix), FIELDS):
        body = {"name": "新", key: 7 if key == "gain" else "新"}
        answer = viewer.browser.post(url, json=body)
        told = "made" if answer.status_code == 201 else turned_down(answer.status_code)
        down = REFUSED if not viewer.grants("create") else None
        may = key in WRITABLE and viewer.scope != "rule"  # the rule reads a field that nobody may write
        expected = down or ("made" if may else UNKNOWN)
        matrix.compare(f"create {viewer.name} {form}", {key: expected}, {key: told})
        if answer.status_code == 201:
            gone = matrix.shop.builder.browser.delete(f"{url}/{answer.json()['id']}")
            assert gone.status_code == 204, gone.text


def updates(matrix: Matrix) -> None:
    for (viewer, form, records, url), key in itertools.product(each(matrix), ("mark", "secret")):
        for n, record in enumerate(records):
            value = f"{record.values[key]}."
            answer = viewer.browser.patch(f"{url}/{record.id}", json={"version": record.version, key: value})
            told = "done" if answer.status_code == 200 else turned_down(answer.status_code)
            may = any(viewer.covers(given, record) for given in viewer.grants("update"))
            expected = REFUSED if not may and not viewer.sees(record) else "done" if may and key in WRITABLE else "no"
            actual = told if told == "done" or expected == REFUSED else "no" if told else str(answer.status_code)
            matrix.compare(f"update {viewer.name} {form} {key}", {n: expected}, {n: actual})
            if answer.status_code == 200:
                record.version = answer.json()["version"]
                record.values[key] = value


def deletions(matrix: Matrix) -> None:
    for viewer, form, records, url in each(matrix):
        for n, record in enumerate(records):
            answer = viewer.browser.delete(f"{url}/{record.id}")
            may = any(viewer.covers(given, record) for given in viewer.grants("delete"))
            told = "done" if answer.status_code == 204 else turned_down(answer.status_code)
            matrix.compare(f"delete {viewer.name} {form}", {n: "done" if may else REFUSED}, {n: told})
            if answer.status_code == 204:
                back = matrix.shop.builder.browser.post(f"{url}/{record.id}:restore")
                assert back.status_code == 200, back.text


DOORS = (lists, singles, filters_and_sorts, groups_and_sums, searches, exports, creations, updates, deletions)


def test_R133_every_cell_of_the_authorization_matrix_is_as_the_oracle_says(matrix: Matrix) -> None:
    for door in DOORS:
        door(matrix)
    assert matrix.wrong == [], f"{len(matrix.wrong)} of {matrix.cells} cells:\n" + "\n".join(matrix.wrong[:60])
    assert matrix.cells >= 5_184
