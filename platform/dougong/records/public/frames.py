"""Which sites may show a public form in a frame."""

from __future__ import annotations

from sqlalchemy import select

from dougong.kit.db import Transaction
from dougong.kit.public_link import hashed
from dougong.records.public.models import form_link
from dougong.records.public.settings import settings_of


def frames_of(tx: Transaction, token: str) -> list[str]:
    """The origins that the link names; none for an address that leads nowhere."""
    c = form_link.c
    row = tx.execute(select(form_link.c.settings).where(c.address_hash == hashed(token), c.active)).first()
    return list(settings_of(row.settings).frames) if row is not None else []
