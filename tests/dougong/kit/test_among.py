"""Asking for many values at once gives the same rows on both databases, by one column or several."""

from sqlalchemy import Column, MetaData, Table, insert, select

from dougong.kit.among import among
from dougong.kit.db import Database
from dougong.kit.ids import new_id
from dougong.kit.types import CodePointText, Id, Number

pair = Table("pair", MetaData(), Column("id", Id), Column("name", CodePointText), Column("amount", Number(20, 2)))


def test_values_are_found_by_one_column_and_by_several_together(database: Database) -> None:
    ids = [new_id() for _ in range(4)]
    rows = [
        {"id": ids[0], "name": "甲", "amount": 1},
        {"id": ids[1], "name": "甲", "amount": 2},
        {"id": ids[2], "name": "乙'", "amount": 1},
        {"id": ids[3], "name": None, "amount": 1},
    ]
    with database.transaction() as tx:
        pair.create(tx.connection)
        tx.execute(insert(pair), rows)
        columns = pair.c.name, pair.c.amount, pair.c.id

        def found(*asked: int, wanted: list[tuple[object, ...]]) -> list[int]:
            condition = among(tx, [columns[place] for place in asked], wanted)
            return sorted(ids.index(each) for each in tx.execute(select(pair.c.id).where(condition)).scalars())

        assert found(0, wanted=[("甲",), ("丙",)]) == [0, 1]
        assert found(2, wanted=[(ids[3],), (ids[2],)]) == [2, 3]
        assert found(0, 1, wanted=[("甲", 2), ("乙'", 1), ("乙'", 2)]) == [1, 2]
        assert found(2, 0, wanted=[(ids[0], "甲"), (ids[1], "乙'")]) == [0]
        assert found(0, 1, wanted=[]) == []
