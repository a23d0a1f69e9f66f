"""The checks behind `requires(…)` that only ask who somebody is."""

from __future__ import annotations

from datetime import timedelta

from fastapi import Request
from sqlalchemy import func, select
from starlette.concurrency import run_in_threadpool

from dougong.identity.models import session as session_table
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.errors import NotAllowed, say
from dougong.kit.web import Actor, Checker, authenticate


async def public(_request: Request) -> None:
    """Anybody: sign-in, health, the page."""


async def known(request: Request) -> None:
    """Signed in by session or token, even when the password must be changed first."""
    await authenticate(request)


async def session(request: Request) -> None:
    """A browser session: what concerns one's own account is never done with a token."""
    actor = await authenticate(request)
    if actor.session_id is None:
        raise NotAllowed(
            say("此操作需要在浏览器中登录，不能使用令牌。", "This needs a browser session; a token can't do it."),
            "session_required",
        )


async def signed_in(request: Request) -> None:
    """Signed in by session or token, with a password of one's own."""
    refuse_pending(await authenticate(request))


async def own_session(request: Request) -> None:
    """A browser session whose owner has set a password of their own."""
    await session(request)
    await signed_in(request)


async def admin(request: Request) -> None:
    """A platform administrator; a token needs the operation `admin` as well."""
    actor = await authenticate(request)
    refuse_pending(actor)
    if not actor.is_admin or not actor.token_allows("admin"):
        raise NotAllowed(say("只有平台管理员可以进行此操作。", "Only platform administrators may do this."))


async def confirmed(request: Request) -> None:
    """Somebody who showed only just now who they are: for what an open laptop must not be enough for. Tokens pass: what
    they may is said where they are made, which asks for this."""
    actor = await authenticate(request)
    if actor.session_id is None:
        return
    settings: Settings = request.app.state.settings
    fresh = timedelta(minutes=settings.confirm_minutes)
    if not await run_in_threadpool(_is_fresh, request.app.state.database, actor.session_id, fresh):
        raise NotAllowed(
            say("请先确认是您本人，再继续操作。", "Please confirm that it is you before going on."),
            "confirmation_required",
        )


def _is_fresh(database: Database, session_id: str, span: timedelta) -> bool:
    c = session_table.c
    with database.snapshot() as tx:  # never from memory: it may have been confirmed at another process
        last = func.coalesce(c.confirmed_at, c.created_at, type_=c.created_at.type)
        found = tx.execute(select(c.id).where(c.id == session_id, last > tx.now - span)).first()
    return found is not None


def refuse_pending(actor: Actor) -> None:
    """After a reset nothing works but choosing a new password; without a demanded second factor, but setting it up."""
    if actor.must_change_password:
        raise NotAllowed(
            say("请先修改密码，再继续使用。", "Please change your password first."), "password_change_required"
        )
    if actor.must_enrol:
        raise NotAllowed(
            say("请先设置两步验证，再继续使用。", "Please set up two-step verification first."),
            "second_factor_required",
        )


RIGHTS: dict[str, Checker] = {
    "public": public,
    "known": known,
    "session": session,
    "own_session": own_session,
    "signed_in": signed_in,
    "admin": admin,
    "confirmed": confirmed,
}
