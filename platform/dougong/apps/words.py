"""Words that several documents of an app share: keys of roles, icons, colours, addresses, conditions over the user."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

RoleKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Icon = Annotated[str, StringConstraints(max_length=64, pattern=r"^[a-z0-9:_-]*$")]
Color = Annotated[str, StringConstraints(max_length=32, pattern=r"^#?[A-Za-z0-9_-]*$")]
Link = Annotated[str, StringConstraints(max_length=2000, pattern=r"^(https?://|/[^/]|/$)")]
"""Addresses of the web, or paths of this installation: never `javascript:`."""
Roles = Annotated[tuple[RoleKey, ...], Field(max_length=50)]
"""Only people with one of these roles see it; empty: everybody who may open the app."""
When = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
"""A condition over `user`, as in `'sales' in user.roles`; "": always."""
