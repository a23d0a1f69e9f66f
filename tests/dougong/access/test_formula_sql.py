"""Formulas in SQL answer exactly as the closures do: on both databases, for random formulas over random rows."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from dougong.access.compiler import Access
from dougong.access.grants import Principal
from dougong.access.names import raw_scope
from dougong.access.paths import RawSight, SightPaths
from dougong.access.sql.conditions import condition, error, value
from dougong.kit.db import Database
from engines.formula.check import check_tree
from engines.formula.closures import compile_tree
from engines.formula.errors import ErrorValue, FormulaErrors, Unsupported
from engines.formula.values import DictEnv
from tests.dougong.access.formulas import Formulas
from tests.dougong.access.sample import NOW, TZ, Data, Row, database, make_data

SEED = 20261122
TREES = int(os.environ.get("DOUGONG_FORMULAS", "300"))  # the same ones each time; more after a change of the language
KINDS = ("number", "text", "boolean", "date", "datetime")


def environment(data: Data, row: Row, me: Row) -> DictEnv:
    """What a closure sees of one row: its fields, its lines, its customer."""
    live = {c["id"]: c for c in data.rows["customer"] if c["deleted_at"] is None}
    customer: Mapping[str, Any] = live.get(row["customer"]) or {}
    values: dict[str, Any] = {**row, "partners": row["partners"]}
    values |= {
        f"lines.{key}": [line[key] for line in row["lines"]] for key in ("id", "name", "qty", "price", "product")
    }
    values |= {f"customer.{key}": customer.get(key) for key in ("name", "size", "secret")}
    values |= {"user.id": me["id"], "user.name": me["name"], "user.email": me["email"]}
    values["user.department"] = me["department_id"]
    return DictEnv(values, NOW, ZoneInfo(TZ))


def compare(opened: Database, data: Data, trees: list[tuple[str, Any]]) -> list[str]:
    """The formulas whose SQL differs from the closure, with the first row that shows it."""
    me = data.people[0]
    access = Access(data.catalog, [], Principal(me["id"], me["name"], me["email"], me["department_id"], tz=TZ), NOW)
    table = data.catalog.table("sample")
    wrong: list[str] = []
    with opened.snapshot() as tx:
        for text, tree in trees:
            paths = SightPaths(access, RawSight(data.catalog, "sample", table))
            columns = [
                value(tree, paths, access.context).label("value"),
                error(tree, paths, access.context).label("error"),
            ]
            if tree["type"] == "boolean":
                columns.append(condition(tree, paths, access.context).label("holds"))
            found = {row.id: row for row in tx.execute(select(table.c["id"], *columns).select_from(table))}
            run = compile_tree(tree)
            for row in data.rows["sample"]:
                expected = run(environment(data, row, me))
                failed = isinstance(expected, ErrorValue)
                got = found[row["id"]]
                same = got.error == expected.code if failed else (got.value == expected and got.error is None)
                if tree["type"] == "boolean" and bool(got.holds) != (expected is True):
                    same = False
                if not same:
                    wrong.append(f"{text}\n   expected {expected!r}, got {got!r}")
                    break
    return wrong


def draw_trees(data: Data, random: Random, count: int) -> tuple[list[tuple[str, Any]], Counter[str]]:
    """`count` formulas that check and that SQL supports, and how many were drawn for each outcome."""
    formulas, scope, told = Formulas(random), raw_scope(data.catalog, "sample"), Counter[str]()
    access = Access(data.catalog, [], Principal(data.people[0]["id"], tz=TZ), NOW)
    trees: list[tuple[str, Any]] = []
    while len(trees) < count:
        text = formulas.of(random.choice(KINDS), random.randrange(1, 5))
        try:
            tree = check_tree(text, scope)
            value(
                tree, SightPaths(access, RawSight(data.catalog, "sample", data.catalog.table("sample"))), access.context
            )
        except FormulaErrors:
            told["refused by check"] += 1
            continue
        except Unsupported as refusal:
            told[refusal.function] += 1
            continue
        trees.append((text, tree))
    return trees, told


def test_random_formulas_answer_the_same_in_sql_and_in_closures(database_url: str) -> None:
    data = make_data(SEED, count=25)
    trees, told = draw_trees(data, Random(SEED), TREES)
    assert told.total() < 3 * len(trees), f"the generator draws too many useless formulas: {told}"
    with database(database_url, data) as opened:
        wrong = compare(opened, data, trees)
    assert not wrong, f"seed {SEED}: {len(wrong)} of {len(trees)} differ\n" + "\n".join(wrong[:10])
