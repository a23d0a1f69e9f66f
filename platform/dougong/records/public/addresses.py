"""Addresses of links that the product itself makes out, for those who name a link by its key: steps of flows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Row, select

from dougong.apps.catalog import AppCatalog
from dougong.kit.db import Transaction
from dougong.kit.errors import Invalid, NotFound, say
from dougong.records.public import links
from dougong.records.public.models import form_link
from dougong.records.public.settings import Prefill, settings_of

_l = form_link.c


def by_key(tx: Transaction, app: str, form: str, key: str) -> Row[Any] | None:
    """The link of a form that is called `key`."""
    return tx.execute(select(form_link).where(_l.app == app, _l.form == form, _l.key == key)).first()


def fields_of(row: Row[Any]) -> frozenset[str]:
    """Keys of the fields that an address of the link may fill in."""
    return settings_of(row.settings).signed


def signed(
    tx: Transaction,
    catalog: AppCatalog,
    form: str,
    key: str,
    values: Mapping[str, Any],
    until: datetime,
    page: str | None = None,
) -> str:
    """The address with values nobody can change; without any it is the plain one. Raises a Problem for a link or a
    field that isn't there. It begins with `DOUGONG_PUBLIC_URL`, or with a slash while that is unknown.
    `page`: what it leads on to, for links that take signals."""
    row = by_key(tx, catalog.key, form, key)
    if row is None or form not in catalog.forms:
        raise NotFound(say(f"没有公开链接“{key}”。", f"There is no public link “{key}”."), "link_not_found")
    if not values:
        return links.address(links.secret_of(tx, row), tx.public_url)
    try:
        body = Prefill(values=dict(values), expires_at=until, page=page)
    except ValidationError as wrong:
        raise Invalid(say("跳转地址应以 http(s):// 开头。", "A page begins with http(s)://."), "bad_target") from wrong
    return str(links.prefilled(tx, catalog, row, body, tx.public_url)["url"])
