"""The tables that form tables refer to."""

from __future__ import annotations

from sqlalchemy import Table

from dougong.identity.models import department, person

REFERENCES: dict[str, Table] = {"person": person, "department": department}

__all__ = ["REFERENCES", "department", "person"]
