"""The checks behind `requires(…)` that only ask who somebody is."""

from __future__ import annotations

from fastapi import Request

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
    refuse_password_change_pending(await authenticate(request))


async def own_session(request: Request) -> None:
    """A browser session whose owner has set a password of their own."""
    await session(request)
    await signed_in(request)


async def admin(request: Request) -> None:
    """A platform administrator; a token needs the operation `admin` as well."""
    actor = await authenticate(request)
    refuse_password_change_pending(actor)
    if not actor.is_admin or not actor.token_allows("admin"):
        raise NotAllowed(say("只有平台管理员可以进行此操作。", "Only platform administrators may do this."))


def refuse_password_change_pending(actor: Actor) -> None:
    """After a reset nothing works but choosing a new password."""
    if actor.must_change_password:
        raise NotAllowed(
            say("请先修改密码，再继续使用。", "Please change your password first."), "password_change_required"
        )


RIGHTS: dict[str, Checker] = {
    "public": public,
    "known": known,
    "session": session,
    "own_session": own_session,
    "signed_in": signed_in,
    "admin": admin,
}
