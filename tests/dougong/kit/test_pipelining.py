"""Changes nobody waits for: sent with the next statement or the commit, in order, and refused where they are sent."""

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from dougong.identity.models import person_group
from dougong.kit.db import Database, Transaction
from dougong.kit.fixed import Fixed
from dougong.kit.ids import new_id
from tests.databases import Kind

_g = person_group.c
ADD = Fixed(insert(person_group).inline(), keys=["id", "name"])
NAME = Fixed(update(person_group).where(_g.id == bindparam("_id")), keys=["name"])
NAMES = Fixed(select(_g.name).order_by(_g.name))


def names(database: Database) -> list[str]:
    with database.snapshot() as tx:
        return [name for (name,) in NAMES.rows(tx)]


def add(tx: Transaction, name: str, group: str | None = None) -> str:
    group = group or new_id()
    ADD.later(tx, {"id": group, "name": name})
    return group


def test_what_waits_goes_with_the_commit_alone(database: Database, database_kind: Kind) -> None:
    with database.transaction() as tx:
        group = add(tx, "a")
        NAME.later(tx, {"_id": group, "name": "b"})
        assert len(tx.waiting) == (2 if database_kind == "postgresql" else 0)
    assert names(database) == ["b"]


def test_whoever_asks_sees_what_was_changed_before(database: Database) -> None:
    with database.transaction() as tx:
        group = add(tx, "a")
        assert NAMES.rows(tx) == [("a",)]
        NAME.later(tx, {"_id": group, "name": "b"})
        assert tx.execute(select(_g.name)).scalars().all() == ["b"]
        NAME.later(tx, {"_id": group, "name": "c"})
        assert NAME.run(tx, {"_id": group, "name": "d"}) == 1
    assert names(database) == ["d"]


def test_what_is_refused_at_the_commit_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as tx:
        group = add(tx, "a")
        add(tx, "b", group)
    assert names(database) == []
    with database.transaction() as tx:  # the connection is as good as before
        add(tx, "c")
    assert names(database) == ["c"]


def test_a_part_that_is_taken_back_takes_what_waited_in_it(database: Database) -> None:
    with database.transaction() as tx:
        add(tx, "kept")
        with pytest.raises(RuntimeError), tx.connection.begin_nested():
            add(tx, "gone")
            raise RuntimeError
        first = add(tx, "kept too")
        with pytest.raises(IntegrityError), tx.connection.begin_nested():
            add(tx, "double", first)
            NAMES.rows(tx)
    assert names(database) == ["kept", "kept too"]


def test_a_transaction_that_fails_sends_nothing_to_whoever_comes_next(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as tx:
        add(tx, "gone")
        raise RuntimeError
    with database.outside() as connection:  # the same connection, and each statement stands for itself
        assert connection.execute(select(_g.name)).scalars().all() == []
    with database.transaction() as tx:
        add(tx, "b")
    assert names(database) == ["b"]
