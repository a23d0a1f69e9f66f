"""What a statement knows of the person and the moment: bound parameters with fixed names.

The statement's text depends only on what is there and what is missing (`Context.shape`), never on the values, so one
compiled statement serves everybody of the same shape.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import BindParameter, Date, String, bindparam
from sqlalchemy.types import TypeEngine

from dougong.access.grants import Principal
from dougong.access.lists import IdList
from dougong.kit.types import CodePointText, Id, JsonDoc, UtcDateTime, iso_instant


class Context:
    """Parameters of one principal at one instant. `params` are the values, by name."""

    def __init__(self, principal: Principal, now: datetime) -> None:
        self.principal = principal
        self.now = now.astimezone(UTC)
        self.zone = ZoneInfo(principal.tz)
        self.today: date = now.astimezone(self.zone).date()
        self.params: dict[str, Any] = {
            "ctx_user": principal.person_id,
            "ctx_user_name": principal.name,
            "ctx_user_email": principal.email,
            "ctx_department": principal.department_id,
            "ctx_departments": list(principal.department_ids),
            "ctx_department_tree": list(principal.department_tree),
            "ctx_departments_json": list(principal.department_ids),
            "ctx_roles_json": sorted(principal.roles),
            "ctx_zone": principal.tz,
            "ctx_env": orjson.dumps([iso_instant(self.now), principal.tz]).decode(),
            "ctx_now": self.now,
            "ctx_today": self.today,
        }
        self.shape = (
            tuple(bool(value) for value in self.params.values()),
            tuple(sorted(principal.receivers)),
            principal.token,
            principal.tz,
        )

    def has(self, name: str) -> bool:
        """False when the value is missing: whatever needs it denies."""
        return bool(self.params[name])

    def param(self, name: str) -> BindParameter[Any]:
        """The bound parameter `ctx_…`."""
        return bindparam(name, self.params[name], type_=_TYPES[name])


_TYPES: dict[str, TypeEngine[Any]] = {
    "ctx_user": Id(),
    "ctx_user_name": CodePointText(),
    "ctx_user_email": CodePointText(),
    "ctx_department": Id(),
    "ctx_departments": IdList(),
    "ctx_department_tree": IdList(),
    "ctx_departments_json": JsonDoc(),
    "ctx_roles_json": JsonDoc(),
    "ctx_zone": String(),
    "ctx_env": String(),
    "ctx_now": UtcDateTime(),
    "ctx_today": Date(),
}
