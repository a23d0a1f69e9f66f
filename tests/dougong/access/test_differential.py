"""The compiler against the oracle: random grants, people and questions, on both databases.

Each case draws a question and compares SQL's answer with the oracle's, refusals included. A failure prints the seed,
the policy and the question; the same seed draws the same cases again.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection

from dougong.access.compiler import Access, Group, Measure
from dougong.access.errors import Forbidden, UnknownField
from dougong.access.grants import Op
from dougong.access.names import raw_scope
from engines.form.storage import Column
from engines.formula.ast import deps
from engines.formula.check import check_tree
from engines.formula.errors import FormulaErrors, Unsupported
from tests.dougong.access.formulas import Formulas
from tests.dougong.access.oracle import Oracle, Refused, Unknown
from tests.dougong.access.policies import ROW_FORMULAS, draw_grants, draw_principal, formula_trees
from tests.dougong.access.sample import FORMS, NOW, Data, Row, database, make_data

SEEDS = (1, 2, 3, 4)
CASES = int(os.environ.get("DOUGONG_ACCESS_CASES", "400"))  # per seed and database: 3,200 in all; once 20,000
QUESTIONS_PER_POLICY = 25
SORTABLE = (
    "t1",
    "n1",
    "n2",
    "d1",
    "at1",
    "b1",
    "kind",
    "created_at",
    "customer",
    "customer.name",
    "customer.region.name",
)
SEARCHES = ("a", "B", "%", "_", "中", "A b", "x'y", "\\", "É", "zz")
GROUPS: Sequence[tuple[str, Any]] = (
    ("kind", None), ("b1", None), ("customer.name", None), ("d1", "month"), ("at1", "week"), ("created_at", "quarter"),
    ("owner", None), ("n1", None), ("d2", "year"), ("at1", "day"),
)  # fmt: skip
MEASURES: Sequence[tuple[Any, str | None]] = (
    ("count", None), ("count", "n1"), ("sum", "n1"), ("sum", "n2"), ("avg", "n1"), ("min", "d1"), ("max", "t1"),
    ("distinct", "customer"), ("max", "at1"), ("sum", "customer.size"), ("min", "n3"), ("avg", "n3"),
)  # fmt: skip


class Duel:
    """One policy: the compiler and the oracle side by side."""

    def __init__(self, random: Random, data: Data, connection: Connection, trees: dict[str, Any]) -> None:
        self.random = random
        self.data = data
        self.connection = connection
        self.principal = draw_principal(random, data)
        self.grants = draw_grants(random)
        self.access = Access(data.catalog, self.grants, self.principal, NOW)
        self.oracle = Oracle(data, self.grants, self.principal, NOW, trees)
        self.formulas = Formulas(random)

    def ask(self) -> str:
        """One case; how it ended. AssertionError when the two disagree."""
        questions: Sequence[Callable[[], str]] = (
            self.lists, self.lists, self.lists, self.pages, self.counts, self.sums, self.sums, self.link_choices,
            self.parts, self.guards, self.single,
        )  # fmt: skip
        return self.random.choice(questions)()

    def filter(self, form: str) -> tuple[str, Any] | tuple[None, None]:
        """A filter as text and tree, over all names; now and then none."""
        if form != "sample" or self.random.random() < 0.25:
            return None, None
        while True:
            text = self.formulas.of("boolean", self.random.randrange(0, 3))
            try:
                return text, check_tree(text, raw_scope(self.data.catalog, form), "boolean")
            except FormulaErrors:
                continue

    def both(self, expected: Callable[[], Any], got: Callable[[], Any], told: str) -> tuple[str, Any, Any]:
        """Runs both; refusals must agree."""
        try:
            answer = got()
        except Unsupported:
            return "unsupported", None, None
        except UnknownField:
            answer = Unknown
        except Forbidden:
            answer = Refused
        try:
            wanted = expected()
        except Unknown:
            wanted = Unknown
        except Refused:
            wanted = Refused
        if answer in (Unknown, Refused) or wanted in (Unknown, Refused):
            assert answer == wanted, f"{told}\nexpected {wanted}, got {answer}"
            return wanted.__name__, None, None
        return "answered", wanted, answer

    # the questions -----------------------------------------------------------------------------------------

    def lists(self) -> str:
        form = self.random.choice(("sample", "sample", "sample", "customer"))
        op: Op = self.random.choice(("read", "read", "read", "export"))
        text, tree = self.filter(form)
        sort = self.sort() if form == "sample" else []
        search = self.random.choice((None, None, self.random.choice(SEARCHES)))
        deleted = self.random.random() < 0.1
        told = f"list {form} {op} filter={text} sort={sort} search={search} deleted={deleted}"
        spelled = [f"{'-' if down else ''}{name}" for name, down in sort]

        def got() -> Any:
            statement = self.access.select(form, op=op, filter_ast=tree, sort=spelled, search=search, deleted=deleted)
            return self.connection.execute(statement).mappings().all()

        how, wanted, rows = self.both(
            lambda: self.oracle.select(form, op=op, filter_tree=tree, sort=sort, search=search, deleted=deleted),
            got,
            told,
        )
        if how == "answered":
            assert [r["id"] for r in rows] == [r["id"] for r in wanted], told
            for row, stored in zip(rows, wanted, strict=True):
                self.same_fields(form, op, row, stored, told)
        if text is not None and how != "unsupported" and self.oracle.granted(form, op):
            self.same_names(form, op, text, tree, told)
        return how

    def same_fields(self, form: str, op: str, row: Any, stored: Row, told: str) -> None:
        """Every field of the answer is as visible as the oracle says."""
        grants = self.oracle.granted(form, op)
        for field in FORMS[form].fields:
            given = self.oracle.visible(grants, form, stored, (field.key,))
            shown = field.key in row
            kept = isinstance(self.data.catalog.storage(form, field.key), Column)
            if kept and shown:
                expected = self.oracle.seen(grants, form, stored, (field.key,))
                assert row[field.key] == expected, (
                    f"{told}\n{field.key} of {stored['id']}: {row[field.key]!r}, expected {expected!r}"
                )
            elif kept:
                assert not given, f"{told}\n{field.key} of {stored['id']} is missing"
            if f"_see_{field.key}" in row:
                assert bool(row[f"_see_{field.key}"]) == given, f"{told}\n_see_{field.key} of {stored['id']}"

    def same_names(self, form: str, op: Any, text: str, tree: Any, told: str) -> None:
        """The checker refuses a filter exactly when the oracle says that a name in it is unknown."""
        grants = self.oracle.granted(form, op)
        try:
            self.access.filter(form, text, op=op)
            compiled = True
        except FormulaErrors:
            compiled = False
        try:
            for path in deps(tree):
                self.oracle.check_name(grants, form, path)
            known = True
        except Unknown:
            known = False
        assert compiled == known, told

    def sort(self) -> list[tuple[str, bool]]:
        return [
            (n, self.random.random() < 0.5) for n in self.random.sample(SORTABLE, self.random.choice((0, 1, 1, 2, 3)))
        ]

    def pages(self) -> str:
        sort = self.sort()
        spelled = [f"{'-' if down else ''}{name}" for name, down in sort]
        size = self.random.randrange(1, 9)
        told = f"pages sort={spelled} size={size}"

        def part(cursor: str | None, size: int, *, blanks: bool) -> Any:
            select = self.access.select("sample", fields=[], sort=spelled, cursor=cursor, blanks=blanks, limit=size + 1)
            return self.connection.execute(select).mappings().all()

        def got() -> list[str]:
            ids: list[str] = []
            cursor = None
            while True:
                ahead = cursor is not None and self.access.has_blanks_behind("sample", spelled, cursor)
                rows = part(cursor, size, blanks=not ahead)
                if ahead and len(rows) <= size:
                    rows = part(cursor, size, blanks=True)
                ids += [row["id"] for row in rows[:size]]
                if len(rows) <= size:
                    return ids
                cursor = self.access.next_cursor("sample", spelled, rows[size - 1])

        how, wanted, ids = self.both(
            lambda: self.oracle.select("sample", op="read", filter_tree=None, sort=sort, search=None, deleted=False),
            got,
            told,
        )
        if how == "answered":
            assert ids == [row["id"] for row in wanted], told
        return how

    def counts(self) -> str:
        text, tree = self.filter("sample")
        told = f"count filter={text}"
        how, wanted, number = self.both(
            lambda: self.oracle.select("sample", op="read", filter_tree=tree, sort=[], search=None, deleted=False),
            lambda: self.connection.execute(self.access.count("sample", filter_ast=tree)).scalar_one(),
            told,
        )
        if how == "answered":
            assert number == len(wanted), told
        return how

    def sums(self) -> str:
        text, tree = self.filter("sample") if self.random.random() < 0.5 else (None, None)
        groups = self.random.sample(GROUPS, self.random.choice((0, 1, 1, 2)))
        wanted_measures = self.random.sample(MEASURES, self.random.randrange(1, 5))
        told = f"sums filter={text} groups={groups} measures={wanted_measures}"

        def got() -> Any:
            statement = self.access.aggregate(
                "sample",
                [Group(field, grain) for field, grain in groups],
                [Measure(f"k{index}", fn, field) for index, (fn, field) in enumerate(wanted_measures)],
                filter_ast=tree,
            )
            return [tuple(row) for row in self.connection.execute(statement)]

        how, wanted, rows = self.both(lambda: self.oracle.aggregate("sample", groups, wanted_measures, tree), got, told)
        if how == "answered":
            assert rows == wanted, f"{told}\nexpected {wanted}\ngot      {rows}"
        return how

    def link_choices(self) -> str:
        form = self.random.choice(("customer", "region", "sample"))
        search = self.random.choice((None, self.random.choice(SEARCHES)))
        text = self.random.choice((None, self.random.choice(ROW_FORMULAS[form])))
        tree = None if text is None else check_tree(text, raw_scope(self.data.catalog, form), "boolean")
        statement = self.access.choices(form, search_text=search, filter_ast=tree, limit=1_000)
        rows = [tuple(row) for row in self.connection.execute(statement)]
        wanted = self.oracle.choices(form, search, text)
        assert rows == wanted, f"choices {form} {search} {text}\nexpected {wanted}\ngot      {rows}"
        ids = [row["id"] for row in self.data.rows[form]]
        titles = {tuple(row) for row in self.connection.execute(self.access.titles(form, ids))}
        assert titles == set(self.oracle.choices(form, None)), f"titles {form}"
        return "answered"

    def parts(self) -> str:
        """Rows of a subform and links to many, of every record."""
        ids = [row["id"] for row in self.data.rows["sample"]]

        def got() -> Any:
            rows = self.connection.execute(self.access.rows("sample", "lines", ids)).mappings().all()
            pairs = self.connection.execute(self.access.pairs("sample", "partners", ids)).all()
            return rows, [(pair.record_id, pair.target_id) for pair in pairs]

        def expected() -> Any:
            grants = self.oracle.granted("sample", "read")
            if not grants:
                raise Refused
            for key in ("lines", "partners"):
                self.oracle.check_name(grants, "sample", (key,))
            seen = self.oracle.view(grants, "sample") + self.oracle.view(grants, "sample", deleted=True)
            seen.sort(key=lambda row: str(row["id"]))
            lines = [
                (row["id"], line["id"], index)
                for row in seen
                for index, line in enumerate(row["lines"])
                if self.oracle.visible(grants, "sample", row, ("lines",))
            ]
            pairs = [
                (row["id"], target)
                for row in seen
                for target in row["partners"]
                if self.oracle.visible(grants, "sample", row, ("partners",))
            ]
            cells = {row["id"]: self.oracle.seen(grants, "sample", row, ("lines", "qty")) for row in seen}
            return lines, pairs, cells

        how, wanted, answer = self.both(expected, got, "parts")
        if how == "answered":
            rows, pairs = answer
            lines, wanted_pairs, cells = wanted
            assert [(row["record_id"], row["id"], row["position"]) for row in rows] == lines
            assert pairs == wanted_pairs
            assert all(row.get("qty") == cells[row["record_id"]][row["position"]] for row in rows)
        return how

    def guards(self) -> str:
        op: Any = self.random.choice(("update", "delete", "create"))
        row = self.random.choice(self.data.rows["sample"])
        after = self.random.random() < 0.5
        told = f"guard {op} after={after} {row['id']}"
        if not self.oracle.granted("sample", op):
            with pytest.raises(Forbidden):
                self.access.write_guard("sample", op, row["id"])
            return "Refused"
        make = self.access.check_new if after else self.access.write_guard
        guard = make("sample", op, row["id"])
        holding = [grant.id for grant in guard.holding(self.connection.execute(guard.statement).first())]
        assert holding == self.oracle.covering("sample", op, row, after=after), told
        return "answered"

    def single(self) -> str:
        row = self.random.choice(self.data.rows["sample"])

        def expected() -> list[str]:
            grants = self.oracle.granted("sample", "read")
            if not grants:
                raise Refused
            return [r["id"] for r in self.oracle.view(grants, "sample") if r["id"] == row["id"]]

        def got() -> Any:
            return self.connection.execute(self.access.get("sample", row["id"])).mappings().all()

        how, wanted, rows = self.both(expected, got, f"get {row['id']}")
        if how == "answered":
            assert [r["id"] for r in rows] == wanted
            for found in rows:
                self.same_fields("sample", "read", found, row, "get")
        return how


@cache
def data_and_trees(seed: int) -> tuple[Data, dict[str, Any]]:
    data = make_data(seed)
    return data, formula_trees(data)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_compiler_answers_as_the_oracle_does(database_url: str, seed: int) -> None:
    data, trees = data_and_trees(seed)
    random, told = Random(seed), Counter[str]()
    with database(database_url, data) as opened, opened.snapshot() as tx:
        number = 0
        while told.total() - told["unsupported"] < CASES:
            number += 1
            duel = Duel(random, data, tx.connection, trees)
            for question in range(QUESTIONS_PER_POLICY):
                try:
                    told[duel.ask()] += 1
                except AssertionError as difference:
                    grants = "\n".join(grant.model_dump_json() for grant in duel.grants)
                    place = f"seed {seed}, policy {number}, question {question}"
                    raise AssertionError(f"{place}\n{duel.principal}\n{grants}\n{difference}") from difference
    assert told["answered"] > CASES // 3, f"too few cases were answered: {told}"
