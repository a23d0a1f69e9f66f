"""SQL, frames out of the database, and frames made of plain rows by docs/access.md's oracle: all answer alike.

Every case draws a policy, a person and a query. The truth is: the rows and fields that the oracle says this person may
sum, as plain Python, computed by the engine. The roads of the product must give the same, or refuse alike.
"""

import os
from collections import Counter
from functools import cache
from random import Random
from typing import Any

import polars as pl
import pytest
from sqlalchemy import event

from dougong.access.compiler import Access
from dougong.access.errors import UnknownField
from dougong.access.grants import GrantSet
from dougong.access.tables import Catalog
from dougong.apps.catalog import AppCatalog
from dougong.kit.db import Transaction, metadata
from dougong.kit.errors import NotAllowed
from dougong.records.models import change_log, history_mark
from dougong.reports.loading import DTYPES, root_sight
from dougong.reports.roads import Viewer, mode_of
from dougong.reports.scope import TableKey
from dougong.reports.snapshots import Snapshots
from dougong.reports.sqlroad import SqlSource, register_functions
from engines.form.storage import Column, LinkTable
from engines.formula import Unsupported
from engines.report.answer import Answer
from engines.report.assemble import assemble
from engines.report.compute import compute
from engines.report.errors import ReportError
from engines.report.parts import Calendar
from engines.report.plan import Plan
from engines.report.query import Query
from tests.dougong.access.oracle import Oracle
from tests.dougong.access.policies import draw_grants, draw_principal, formula_trees
from tests.dougong.access.sample import NOW, Data, database, make_data
from tests.dougong.reports.questions import CALENDARS, listing, question

CASES = int(os.environ.get("DOUGONG_CASES", "160"))
PER_POLICY = 12
SEEDS = (11, 12)


@cache
def data_and_trees(seed: int) -> tuple[Data, dict[str, Any]]:
    data = make_data(seed, count=60)
    return data, formula_trees(data)


class Truth:
    """The frames of what a person may see, made of plain rows."""

    def __init__(self, oracle: Oracle, aggregate: bool) -> None:
        self._oracle, self._aggregate = oracle, aggregate

    def frames(self, plan: Plan) -> dict[str, pl.LazyFrame]:
        return {name: self._frame(name, sorted(columns)) for name, columns in plan.program.needs.items()}

    def _frame(self, name: str, columns: list[str]) -> pl.LazyFrame:
        key, oracle = TableKey.parse(name), self._oracle
        grants = oracle.granted(key.form, "read", aggregate=self._aggregate and not key.linked)
        rows: list[dict[str, Any]] = []
        for record in oracle.view(grants, key.form):
            if key.part is None:
                rows.append({column: oracle.seen(grants, key.form, record, (column,)) for column in columns})
            elif oracle.visible(grants, key.form, record, (key.part,)):
                rows += self._below(grants, key, key.part, record, columns)
        schema = {column: self._dtype(key, column) for column in columns}
        data = [[_plain(row[column], schema[column]) for column in columns] for row in rows]
        return pl.DataFrame(data, schema=schema, orient="row").lazy()

    def _below(self, grants: Any, key: TableKey, part: str, record: Any, columns: list[str]) -> list[dict[str, Any]]:
        stored = self._oracle.data.catalog.storage(key.form, part)
        if isinstance(stored, LinkTable):
            return [
                {"id": f"{place:06}:", "record_id": record["id"], "target_id": target}
                for place, target in enumerate(record[part])
            ]
        seen = {c: self._oracle.visible(grants, key.form, record, (part, c)) for c in columns}
        return [
            {c: line.get(c) if seen[c] else None for c in columns}
            | {"id": f"{place:06}:{line['id']}", "row_id": line["id"], "record_id": record["id"]}
            for place, line in enumerate(record[part])
        ]

    def _dtype(self, key: TableKey, column: str) -> Any:
        path = (key.part, column) if key.part else (column,)
        stored = None if column == "row_id" else self._oracle.data.catalog.storage(key.form, *path)
        if isinstance(stored, Column):
            return pl.List(pl.String()) if stored.kind == "json" else DTYPES.get(stored.kind, pl.String())
        if column in ("created_at", "updated_at"):
            return DTYPES["datetime"]
        return DTYPES["number"] if column == "version" else pl.String()


def _plain(value: Any, dtype: Any) -> Any:
    return float(value) if value is not None and dtype == pl.Float64() else value


@pytest.mark.parametrize("seed", SEEDS)
def test_R106_every_road_gives_the_numbers_that_the_rules_of_access_allow(database_url: str, seed: int) -> None:
    data, trees = data_and_trees(seed)
    random, told = Random(seed), Counter[str]()
    with database(database_url, data) as opened:
        event.listen(opened.engine, "connect", lambda connection, _record: register_functions(connection))
        opened.engine.dispose()
        with opened.transaction() as tx:
            metadata.create_all(tx.connection, tables=[change_log, history_mark])
        kept = Snapshots(opened, large=0)
        with opened.snapshot() as tx:
            while told["answered"] < CASES // len(SEEDS):
                policy = draw_grants(random)
                person = draw_principal(random, data)
                access, oracle = Access(data.catalog, policy, person, NOW), Oracle(data, policy, person, NOW, trees)
                for _case in range(PER_POLICY):
                    document = listing(random) if random.random() < 0.1 else question(random)
                    calendar = Calendar(
                        tz=person.tz if random.random() < 0.85 else "Australia/Lord_Howe", **random.choice(CALENDARS)
                    )
                    try:
                        query = Query.model_validate(document)
                        told.update(one_case(tx, access, oracle, query, calendar, kept))
                    except AssertionError as difference:
                        grants = "\n".join(grant.model_dump_json() for grant in policy)
                        raise AssertionError(
                            f"{document}\n{calendar}\n{person}\n{grants}\n{difference}"
                        ) from difference
    assert told["sql"] > told["answered"] // 6, told
    assert told["unknown"] and told["refused"], told


def one_case(
    tx: Transaction, access: Access, oracle: Oracle, query: Query, calendar: Calendar, kept: Snapshots
) -> list[str]:
    """What became of a case."""
    tx.now = NOW
    mode = mode_of(query)
    viewer = Viewer(tx, access, "en")
    allowed = oracle.granted("sample", "read", aggregate=mode == "aggregate")
    try:
        program = viewer.program(query, mode)
    except NotAllowed:
        assert not allowed
        return ["refused"]
    except ReportError as error:
        assert allowed
        return ["unknown" if "no field" in str(error) else "unfit"]
    assert allowed
    for route in program.routes():
        oracle.check_name(allowed, "sample", route.path)
    planned = viewer.planned(program, calendar)
    truth = plain(compute(planned, Truth(oracle, mode == "aggregate").frames(planned)))
    assert plain(compute(planned, viewer.frames(planned, mode))) == truth
    remembering = Viewer(tx, access, "en", catalog_of(access), kept)
    assert plain(compute(planned, remembering.frames(planned, mode))) == truth
    if program.listed:
        return ["answered", "listed"]
    try:
        source = SqlSource(tx, access, root_sight(access, "sample", mode), planned)
    except (Unsupported, UnknownField) as error:
        assert isinstance(error, Unsupported), error
        return ["answered"]
    assert plain(assemble(planned, source)) == truth
    return ["answered", "sql"]


@cache
def catalog_of_tables(tables: Catalog) -> AppCatalog:
    """The sample as an app."""
    versions = dict.fromkeys(tables.forms, 1)
    return AppCatalog("sample", tables.app_key, 1, "Sample", tables.forms, versions, {}, tables, GrantSet([]))


def catalog_of(access: Access) -> AppCatalog:
    return catalog_of_tables(access.catalog)


def plain(answer: Answer) -> dict[str, Any]:
    """An answer without what depends on when it was asked; standard deviations are approximate in the 15th digit."""
    document = {**answer.to_json(), "as_of": None}
    return document if not any("stddev" in column.key for column in answer.columns) else _rounded(document)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return float(f"{value:.11g}") if isinstance(value, float) else value
