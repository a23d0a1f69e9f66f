"""What access needs to know of people and departments: their ids, and who belongs where."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table

from dougong.kit.types import Id

_metadata = MetaData()

person = Table("person", _metadata, Column("id", Id(), primary_key=True), Column("department_id", Id()))
department = Table("department", _metadata, Column("id", Id(), primary_key=True))

REFERENCES: dict[str, Table] = {"person": person, "department": department}
