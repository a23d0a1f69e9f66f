"""Coming by a link to a view: which one, whether it still leads somewhere, and what it may be asked.

A visitor may narrow, order and group what is shown by the fields that are shown, and by nothing else: not by hidden
fields, not by system columns that were not chosen, not by who shared it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from limits import RateLimitItemPerMinute
from sqlalchemy import Row, select

from dougong.access.compiler import Access
from dougong.access.errors import unknown_field
from dougong.access.narrowed import NarrowedAccess
from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of, open_app
from dougong.identity.passwords import verify_password
from dougong.kit import public_link
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Invalid, NotAllowed, Problem, TooMany, say
from dougong.kit.rates import Rates
from dougong.kit.web import Actor
from dougong.records.people import actor_of
from dougong.records.reading.assemble import Record
from dougong.records.reading.callers import Caller
from dougong.records.reading.filters import typed_filter
from dougong.records.reading.query import ListQuery
from dougong.records.schemas import Aggregate
from dougong.records.view_links.links import no_such_link
from dougong.records.view_links.models import view_link
from engines.form.view_check import paths_read
from engines.form.views import ViewSettings
from engines.formula import FormulaErrors

PER_READ = RateLimitItemPerMinute(1_200, 10)
PER_PASSWORD_ADDRESS = RateLimitItemPerMinute(10, 15)
PER_PASSWORD_LINK = RateLimitItemPerMinute(300, 15)
_PASS = "view"  # noqa: S105 - what a pass is for
_l = view_link.c
_ALWAYS = frozenset({"id", "version", "_title", "_errors"})


@dataclass(frozen=True)
class Visit:
    """A link that leads somewhere. `caller`: the part of its maker's eyes that it lends."""

    row: Row[Any]
    form: str
    settings: ViewSettings
    fields: tuple[str, ...]
    maker: Actor
    caller: Caller


def find(tx: Transaction, token: str) -> Row[Any]:
    """The link behind an address; one 404 for every address that leads nowhere."""
    row = tx.execute(select(view_link).where(_l.token_hash == public_link.hashed(token))).first()
    if row is None or row.expires_at <= tx.now:
        raise no_such_link()
    return row


def enter(tx: Transaction, token: str, passed: str | None) -> Visit:
    """What the link shows now. Raises NotFound; NotAllowed (`link_password`) without the password's pass."""
    row = find(tx, token)
    if row.password_hash is not None and public_link.opened(row.password_hash, _PASS, passed) != row.id:
        raise NotAllowed(say("请先输入密码。", "Give the password first."), "link_password")
    maker = actor_of(tx, row.created_by)
    if maker is None:
        raise no_such_link()
    try:
        open_app(tx, maker, row.app)
        catalog = app_catalog(tx, row.app)
        whole = access_of(tx, maker, catalog)
        if row.form not in catalog.forms or not whole.may(row.form, "read"):
            raise no_such_link()
        readable = set(whole.readable_fields(row.form))
        fields = tuple(key for key in row.fields if key in readable)
        settings = ViewSettings.model_validate(row.settings).without(lambda name: name not in fields)
        access = NarrowedAccess(whole, row.form, fields, settings.filter)
    except (Problem, FormulaErrors) as gone:
        raise no_such_link() from gone
    return Visit(row, row.form, settings, fields, maker, Caller(catalog, access))


def unlock(database: Database, rates: Rates, token: str, password: str, ip: str) -> str:
    """The pass for the right password; it ends when the link does. Raises NotAllowed, TooMany."""
    with database.snapshot() as tx:
        row = find(tx, token)
    try:
        rates.count(PER_PASSWORD_ADDRESS, "view password", row.id, ip)
        rates.count(PER_PASSWORD_LINK, "view password", row.id)
    except TooMany as often:
        raise TooMany(
            say("密码尝试次数过多，请稍后再试。", "Too many tries; try again later."), headers=often.headers
        ) from often
    if row.password_hash is None or not verify_password(row.password_hash, password):
        raise NotAllowed(say("密码不正确。", "The password is not right."), "wrong_password")
    return public_link.sign(row.password_hash, _PASS, row.id)


def question(visit: Visit, asked: ListQuery) -> ListQuery:
    """What a visitor asks, if it asks for nothing hidden; without fields: those that are shown."""
    if asked.deleted or asked.view is not None:
        raise Invalid(say("请求参数有误。", "The query is not valid."), "bad_query")
    _only_shown(visit, asked.wanted_fields or ())
    _only_shown(visit, asked.expanded)
    _only_shown(visit, [key.removeprefix("-") for key in (asked.sort or "").split(",") if key])
    _only_shown(visit, _names(visit.caller.access, visit.form, asked.filter))
    fields = [key for key in asked.wanted_fields or visit.fields if key != "id"]
    return asked.model_copy(update={"fields": ",".join(fields)})


def sums(visit: Visit, body: Aggregate) -> Aggregate:
    """Groups and measures over what is shown."""
    named = [group.field for group in body.groups] + [each.field for each in body.measures if each.field]
    _only_shown(visit, named)
    _only_shown(visit, _names(visit.caller.access, visit.form, body.filter))
    return body


def shown(visit: Visit, record: Record) -> Record:
    """A record without what was not chosen."""
    return {key: value for key, value in record.items() if key in visit.fields or key in _ALWAYS}


def _only_shown(visit: Visit, names: Iterable[str]) -> None:
    for name in names:
        if name not in visit.fields and name != "id":
            raise unknown_field(name)


def _names(access: Access, form: str, text: str | None) -> Iterable[str]:
    tree = typed_filter(access, form, [text])
    return [] if tree is None else [".".join(path) for path in paths_read(tree)]
