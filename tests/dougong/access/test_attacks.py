"""What must not work: guessing hidden values, reaching rows without a department, pushing records out of reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, insert, update

from dougong.access.compiler import Access, Group, Measure
from dougong.access.errors import Forbidden, UnknownField
from dougong.access.grants import Grant, Principal, TokenScope
from dougong.access.names import raw_scope
from dougong.access.writes import uncovered
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Invalid
from engines.formula.check import check_tree
from engines.formula.errors import FormulaErrors
from tests.dougong.access.sample import NOW, TZ, Data, database, make_data


@pytest.fixture(scope="module")
def data() -> Data:
    return make_data(7)


@pytest.fixture
def opened(database_url: str, data: Data) -> Iterator[Database]:
    with database(database_url, data) as made:
        yield made


@pytest.fixture
def tx(opened: Database) -> Iterator[Transaction]:
    with opened.snapshot() as unit:
        yield unit


def grant(ident: str, form: str, rows: Any = "all", **more: Any) -> Grant:
    given: dict[str, Any] = {"to": ["everyone"], "ops": ["read", "update", "create"], "read": ["*"], "write": ["*"]}
    return Grant.model_validate({"id": ident, "form": form, "rows": rows, **given, **more})


def somebody(data: Data, **more: Any) -> Principal:
    person = data.people[0]
    department = person["department_id"]
    given: dict[str, Any] = {"department_id": department, "department_ids": (department,), "tz": TZ}
    return Principal(person["id"], person["name"], person["email"], **(given | more))


def raw(data: Data, form: str, text: str) -> Any:
    """The tree that a forger would send: checked against all names."""
    return check_tree(text, raw_scope(data.catalog, form), "boolean")


GUESSES = ("secret >= 'm'", "STARTSWITH(secret, 's')", "secret = 's3cr3t'", "ISBLANK(secret)", "LEN(secret) > 3")


@pytest.mark.parametrize("text", GUESSES)
def test_a_hidden_field_answers_every_guess_like_a_field_that_is_not_there(
    tx: Transaction, data: Data, text: str
) -> None:
    access = Access(data.catalog, [grant("g", "customer", read=["name"], aggregate=True)], somebody(data), NOW)
    with pytest.raises(FormulaErrors) as hidden:
        access.filter("customer", text)
    with pytest.raises(FormulaErrors) as wrong:
        access.filter("customer", text.replace("secret", "nosuch"))
    told = [[p.code for p in error.value.problems] for error in (hidden, wrong)]
    assert told[0] == told[1]
    with pytest.raises(UnknownField, match="secret"):
        access.select("customer", filter_ast=raw(data, "customer", text))
    with pytest.raises(UnknownField, match="secret"):
        access.count("customer", filter_ast=raw(data, "customer", text))
    with pytest.raises(UnknownField, match="secret"):
        access.aggregate("customer", [], [Measure("n", "count")], filter_ast=raw(data, "customer", text))


def test_a_hidden_field_cannot_be_shown_sorted_grouped_summed_or_reached_by_a_link(tx: Transaction, data: Data) -> None:
    grants = [grant("g", "customer", read=["name"], aggregate=True), grant("h", "sample", aggregate=True)]
    access = Access(data.catalog, grants, somebody(data), NOW)
    attempts: list[Callable[[], Any]] = [
        lambda: access.select("customer", fields=["secret"]),
        lambda: access.select("customer", sort="-secret"),
        lambda: access.aggregate("customer", [Group("secret")], [Measure("n", "count")]),
        lambda: access.aggregate("customer", [], [Measure("n", "max", "secret")]),
        lambda: access.select("sample", sort="customer.secret"),
        lambda: access.select("sample", filter_ast=raw(data, "sample", "customer.secret = 'x'")),
        lambda: access.select("sample", filter_ast=raw(data, "sample", "'x' in partners.secret")),
        lambda: access.select("sample", filter_ast=raw(data, "sample", "COUNTIFS(lines.product.secret = 'x') > 0")),
        lambda: access.aggregate("sample", [Group("customer.secret")], [Measure("n", "count")]),
        lambda: access.aggregate("sample", [], [Measure("n", "distinct", "customer.secret")]),
    ]
    for attempt in attempts:
        with pytest.raises(UnknownField):
            attempt()
    secret = next(row["secret"] for row in data.rows["customer"] if row["secret"] and row["secret"] != row["name"])
    only_by_secret = {r["id"] for r in data.rows["customer"] if secret in (r["secret"] or "") and not (r["name"] or "")}
    found = {row.id for row in tx.execute(access.select("customer", search=secret))}
    assert not found & only_by_secret


def test_the_hidden_values_of_a_row_change_no_answer(opened: Database, data: Data) -> None:
    me = somebody(data)
    grants = [
        grant("own", "customer", "own", aggregate=True),
        grant("all", "customer", read=["name", "size"], aggregate=True),
        grant("s", "sample", aggregate=True),
        grant("r", "region"),
    ]
    access = Access(data.catalog, grants, me, NOW)
    customer = data.catalog.table("customer")

    def answers(connection: Connection) -> list[Any]:
        statements: list[Any] = [
            access.select("customer", sort="-secret,region"),
            access.select("customer", search="s"),
            access.count("customer", search="z"),
            access.aggregate("customer", [Group("secret")], [Measure("n", "count"), Measure("m", "max", "secret")]),
            access.aggregate("customer", [], [Measure("d", "distinct", "secret"), Measure("c", "count", "secret")]),
            access.select("sample", fields=["t1"], sort="customer.secret,-customer.region.name"),
            access.aggregate("sample", [Group("customer.secret")], [Measure("n", "count")]),
            access.choices("customer", search_text="z"),
        ]
        for text in (*GUESSES, "secret <> 'z'", "not (secret = 'z')", "COALESCE(secret, name) > 'f'", "region = NULL"):
            statements.append(access.select("customer", filter_ast=access.filter("customer", text)))
        for text in ("customer.secret < 'y'", "'z' in partners.secret", "COUNTIFS(lines.product.secret <> NULL) = 1"):
            statements.append(access.select("sample", fields=[], filter_ast=access.filter("sample", text)))
        return [[tuple(row) for row in connection.execute(statement)] for statement in statements]

    with opened.snapshot() as tx:
        before = answers(tx.connection)
    with opened.transaction() as tx:
        hidden = update(customer).where(customer.c.owner.is_distinct_from(me.person_id))
        assert tx.execute(hidden.values(secret="zzz", region=data.rows["region"][0]["id"])).rowcount > 5
    with opened.snapshot() as tx:
        assert answers(tx.connection) == before


def test_without_a_department_nobody_sees_the_rows_without_a_department(tx: Transaction, data: Data) -> None:
    nobody = somebody(data, department_id=None, department_ids=(), department_tree=())
    for rows in ("department", "department_tree"):
        access = Access(data.catalog, [grant("g", "sample", rows)], nobody, NOW)
        assert tx.execute(access.count("sample")).scalar_one() == 0
    for text in ("customer = NULL or user.department = NULL", "TRUE or user.department = NULL"):
        access = Access(data.catalog, [grant("g", "sample", "formula", formula=text)], nobody, NOW)
        assert tx.execute(access.count("sample")).scalar_one() == 0


def test_a_token_narrows_its_owner_and_never_adds(tx: Transaction, data: Data) -> None:
    grants = [grant("g", "sample", ops=["read", "update"])]

    def ops(token: TokenScope) -> list[str]:
        return list(Access(data.catalog, grants, somebody(data, token=token), NOW).ops("sample"))

    assert ops(TokenScope(None, frozenset({"read", "delete"}))) == ["read"]
    assert ops(TokenScope(frozenset({"test"}), frozenset({"update"}))) == ["update"]
    assert ops(TokenScope(frozenset({"other"}), frozenset({"read"}))) == []
    with pytest.raises(Forbidden):
        Access(data.catalog, grants, somebody(data, token=TokenScope(None, frozenset())), NOW).select("sample")


def test_a_link_path_needs_the_right_to_read_the_target(tx: Transaction, data: Data) -> None:
    access = Access(data.catalog, [grant("g", "sample")], somebody(data), NOW)
    with pytest.raises(UnknownField):
        access.select("sample", sort="customer.name")
    with pytest.raises(FormulaErrors):
        access.filter("sample", "customer.name = 'a'")
    assert "customer.name" not in set(access.names("sample").names())
    assert tx.execute(access.choices("customer")).all() == []
    assert access.visible_ids(tx, "customer", [row["id"] for row in data.rows["customer"]]) == set()


def test_a_change_must_satisfy_the_old_row_and_the_new_one(opened: Database, data: Data) -> None:
    mine = grant("a", "sample", "formula", formula="kind = 'a'", check="n1 < 50", write=["kind", "n1"])
    access = Access(data.catalog, [mine], somebody(data), NOW)
    table = data.catalog.table("sample")
    row = next(r for r in data.rows["sample"] if r["kind"] == "a" and r["deleted_at"] is None)
    other = next(r for r in data.rows["sample"] if r["kind"] == "b" and r["deleted_at"] is None)

    def change(ident: str, **values: Any) -> list[str]:
        with opened.transaction() as tx:
            guard = access.write_guard("sample", "update", ident)
            before = guard.holding(tx.execute(guard.statement).first())
            tx.execute(update(table).where(table.c.id == ident).values(**values))
            after_guard = access.check_new("sample", "update", ident)
            after = after_guard.holding(tx.execute(after_guard.statement).first())
            return uncovered(values, before, after)

    assert change(row["id"], n1=1) == []
    assert change(row["id"], t1="x") == ["t1"]
    assert change(row["id"], n1=70) == ["n1"]
    assert change(other["id"], kind="a", n1=1) == ["kind", "n1"]
    assert change(row["id"], n1=2, kind="b") == ["n1", "kind"]


def test_a_grant_to_add_without_seeing_adds_and_shows_nothing(opened: Database, data: Data) -> None:
    blind = grant("b", "region", "none", ops=["create"], check="budget < 10", set={"owner": "user"})
    access = Access(data.catalog, [blind], somebody(data), NOW)
    assert access.presets([blind]) == {"owner": data.people[0]["id"]}
    with pytest.raises(Forbidden):
        access.select("region")
    ident = "01a201ed-98d9-765f-b401-8d9093bef845"
    with opened.transaction() as tx:
        new = {"id": ident, "created_at": NOW, "updated_at": NOW, "version": 1, "budget": 5}
        tx.execute(insert(data.catalog.table("region")), new)
        guard = access.check_new("region", "create", ident)
        assert guard.holding(tx.execute(guard.statement).first()) == (blind,)


@pytest.mark.parametrize("cursor", ["", "x", "bnVsbA", "W10", "WyJuMSIsMSwieCJd", "é", "W" * 5000])
def test_a_forged_cursor_is_refused(data: Data, cursor: str) -> None:
    access = Access(data.catalog, [grant("g", "sample")], somebody(data), NOW)
    with pytest.raises(Invalid):
        access.select("sample", sort="n1", cursor=cursor)


@pytest.mark.parametrize(
    "name", ["1; DROP TABLE person", "n1)--", "'", '"', "errors", "deleted_at", "user.id", "", "."]
)
def test_only_names_of_fields_can_be_named(data: Data, name: str) -> None:
    access = Access(data.catalog, [grant("g", "sample", aggregate=True)], somebody(data), NOW)
    for attempt in (
        lambda: access.select("sample", fields=[name]),
        lambda: access.select("sample", sort=[f"-{name}", "n1"]),
        lambda: access.aggregate("sample", [Group(name)], [Measure("n", "count")]),
        lambda: access.aggregate("sample", [], [Measure("n", "count", name)]),
    ):
        if name == "" and attempt.__code__.co_names[-1:] == ("select",):
            continue
        with pytest.raises(UnknownField):
            attempt()
