"""People from outside: customers and partners who sign in like others and know nothing of the organisation.

They stand in no department, have no supervisor, run nothing and hold no tokens. What they may do is said by grants to
their roles, and to `outside`; `everyone` means people of the organisation (docs/access.md, ADR 0018).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from dougong.identity.models import department, person
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, FieldError, Invalid, say

APART: Mapping[str, Any] = {"department_id": None, "supervisor_id": None}
"""What somebody from outside does not have."""


def require_apart(values: Mapping[str, Any]) -> None:
    """422 for somebody from outside who would run the platform, or stand in the organisation."""
    for field, zh, en in (
        ("is_admin", "外部用户不能是平台管理员。", "Somebody from outside can't be an administrator."),
        ("department_id", "外部用户不属于任何部门。", "Somebody from outside has no department."),
        ("supervisor_id", "外部用户没有上级。", "Somebody from outside has no supervisor."),
    ):
        if values.get(field):
            raise Invalid(say(zh, en), "invalid_person", [FieldError(field, "outside", say(zh, en))])


def going_outside(tx: Transaction, before: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What else changes when somebody is outside after a change. Raises Conflict while others depend on them."""
    require_apart({"is_admin": before["is_admin"], **values})
    if before["outside"]:
        return {}
    depends = tx.execute(select(person.c.name).where(person.c.supervisor_id == before["id"]).limit(5)).scalars().all()
    headed = tx.execute(select(department.c.name).where(department.c.head_id == before["id"]).limit(5)).scalars().all()
    if depends or headed:
        names = [*headed, *depends]
        raise Conflict(
            say(
                f"此人仍是负责人或上级：{'、'.join(names)}。请先改由他人担任。",
                f"Still head or supervisor of: {', '.join(names)}. Name somebody else first.",
            ),
            "still_leads",
        )
    return {key: value for key, value in APART.items() if before[key] is not None}
