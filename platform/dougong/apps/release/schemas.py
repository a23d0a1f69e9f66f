"""What the routes of publishing an app as a whole take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from dougong.apps.schemas import Body

Thing = Annotated[str, StringConstraints(pattern=r"^(form|dashboard|flow|page):[a-z][a-z0-9_]{0,47}$")]
"""`form:deal`"""
CaseName = Annotated[str, StringConstraints(max_length=200)]


class Rollback(Body):
    """`state`: of the preview that was looked at."""

    state: Annotated[str, StringConstraints(max_length=64)]
    note: Annotated[str, StringConstraints(max_length=500)] | None = None
    accept_losses: bool = False
    accept_failing: Annotated[tuple[CaseName, ...], Field(max_length=500)] = ()
    """Names of test cases that may fail."""


class PublishApp(Rollback):
    """`leave_out`: drafts that are not ready yet."""

    leave_out: Annotated[tuple[Thing, ...], Field(max_length=1500)] = ()
