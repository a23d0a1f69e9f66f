"""An answer begun and not sent: kept on the server, gone on with on any device that has its address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
from limits import RateLimitItemPerMinute
from sqlalchemy import delete, func, insert, select, update

from dougong.kit import public_link
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, NotFound, TooLarge, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.types import iso_instant
from dougong.records.public.door import Opened
from dougong.records.public.models import form_link_draft
from dougong.records.public.settings import DraftBody
from engines.form.fields.encrypted import EncryptedField

KEPT = timedelta(days=14)
LARGEST = 200_000
"""Bytes of JSON."""
MOST = 10_000
"""Drafts of one link at a time."""
PER_ADDRESS = RateLimitItemPerMinute(120, 10)
_DRAFT = "draft"
_f = form_link_draft.c


def keep(tx: Transaction, link: Opened, body: DraftBody) -> dict[str, Any]:
    """`PUT …/draft`: only fields the link asks for are kept, and nothing that is sealed once it is sent."""
    must_keep(link)
    values = {key: value for key, value in body.values.items() if key in link.settings.asked and not _secret(link, key)}
    if len(orjson.dumps(values)) > LARGEST:
        raise TooLarge(say("草稿过大，无法暂存。", "The draft is too large to be kept."))
    expires = tx.now + KEPT
    ident = public_link.opened(link.secret, _DRAFT, body.draft)
    changed = {"values": values, "updated_at": tx.now, "expires_at": expires}
    mine = (_f.id == ident, _f.link_id == link.row.id)
    if ident is None or not tx.execute(update(form_link_draft).where(*mine).values(**changed)).rowcount:
        if tx.execute(select(func.count()).where(_f.link_id == link.row.id)).scalar_one() >= MOST:
            raise Conflict(say("暂存的草稿过多。", "There are too many drafts."), "too_many_drafts")
        ident = new_id()
        tx.execute(insert(form_link_draft).values(id=ident, link_id=link.row.id, **changed))
    return {"draft": public_link.sign(link.secret, _DRAFT, ident), "until": iso_instant(expires)}


def kept(tx: Transaction, link: Opened, token: str) -> dict[str, Any]:
    """`GET …/draft`: the values as they were kept; 404 for one that has ended."""
    must_keep(link)
    ident = public_link.opened(link.secret, _DRAFT, token)
    wanted = (_f.id == ident, _f.link_id == link.row.id, _f.expires_at > tx.now)
    row = tx.execute(select(form_link_draft).where(*wanted)).first() if is_id(ident or "") else None
    if row is None:
        raise NotFound(say("草稿不存在或已过期。", "There is no such draft any more."), "draft_not_found")
    return {"values": row.values, "until": iso_instant(row.expires_at)}


def forget(tx: Transaction, link: Opened, token: str) -> None:
    """It was sent."""
    ident = public_link.opened(link.secret, _DRAFT, token)
    if is_id(ident or ""):
        tx.execute(delete(form_link_draft).where(_f.id == ident, _f.link_id == link.row.id))


def forget_old(tx: Transaction) -> int:
    """Drafts whose time is over."""
    return tx.execute(delete(form_link_draft).where(_f.expires_at < tx.now)).rowcount


def _secret(link: Opened, key: str) -> bool:
    return isinstance(link.catalog.forms[link.row.form].field(key), EncryptedField)


def must_keep(link: Opened) -> None:
    """404 where a link keeps no drafts."""
    if not link.settings.drafts:
        raise NotFound(say("此表单不支持暂存。", "This form keeps no drafts."), "no_drafts")
