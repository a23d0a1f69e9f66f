"""Who sees an entry of the navigation, a page or a block: its roles, and a condition over the user.

This arranges; it protects nothing. What a person may read is decided by grants, in every block by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from dougong.access.grants import Principal
from engines.form.scope import USER
from engines.formula import Formula, FormulaErrors, check, compile_closure
from engines.formula.scope import DictScope, Ref
from engines.formula.types import BOOLEAN
from engines.formula.values import DictEnv

_SCOPE = DictScope(
    {
        f"user.{name}": Ref(kind, label, nullable=name not in ("id", "name", "email"))
        for name, (kind, label) in USER.items()
    }
)


@lru_cache(maxsize=512)
def condition(text: str) -> Formula:
    """The condition, checked: only `user` can be named. Raises FormulaErrors."""
    return check(text, _SCOPE, expect=BOOLEAN)


def is_for(entry: Mapping[str, Any], principal: Principal, now: datetime) -> bool:
    """True when the entry (`roles`, `when`) is meant for this person. A condition that fails is not fulfilled."""
    roles = entry.get("roles")
    if roles and principal.roles.isdisjoint(roles):
        return False
    text = entry.get("when")
    if not text:
        return True
    try:
        formula = condition(text)
    except FormulaErrors:
        return False
    values = {f"user.{name}": value for name, value in principal.user_values().items()}
    return compile_closure(formula)(DictEnv(values, now, ZoneInfo(principal.tz))) is True
