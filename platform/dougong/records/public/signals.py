"""Signals: what web pages, apps and mails send by themselves to a public link, without a page to fill in.

A signal is a record like any other: made through the one write pipeline, as the link, with no more than the fields that
the link takes. Nobody is asked for a proof of work, so batches are few, small and counted; what can't be taken is left
out, and the sender is told how many, never why: a page can do nothing about it, and strangers learn nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from limits import RateLimitItemPerMinute

from dougong.kit.db import Transaction
from dougong.kit.errors import NotAllowed, say
from dougong.records import service
from dougong.records.public import door, links
from dougong.records.public.door import Guest, Opened
from dougong.records.public.rights import adding, choosing, naming, stranger, work_of
from dougong.records.public.settings import SignalBody, Signals
from dougong.records.work import Listener

MAX_BYTES = 64 * 1024
PER_ADDRESS = RateLimitItemPerMinute(120, 1)
PER_LINK = RateLimitItemPerMinute(3_000, 1)
"""Batches and followed addresses. A page sends one every few seconds at most; many people may share an address."""
CARRIED = "dg"
"""The parameter that tells a page of ours who followed an address to it."""
_CARRIED_SECONDS = 90 * 24 * 3600
Document = dict[str, Any]


def enter(tx: Transaction, token: str, guest: Guest) -> tuple[Opened, Signals]:
    """The link behind an address; one 404 for every other."""
    link = door.enter(tx, token, guest)
    settings = link.settings
    ended = settings.closes_at is not None and tx.now >= settings.closes_at
    early = settings.opens_at is not None and tx.now < settings.opens_at
    if settings.signals is None or not link.row.active or ended or early:
        raise door.no_such_link()
    return link, settings.signals


def take(
    tx: Transaction, token: str, guest: Guest, origin: str | None, body: SignalBody, listeners: Sequence[Listener]
) -> Document:
    """A batch. → how many were taken and left out. Browsers say whose page sends (`origin`); apps and servers don't."""
    link, signals = enter(tx, token, guest)
    if origin is not None and not is_among(origin, signals.sites):
        raise NotAllowed(say("此网站不在允许的来源中。", "Pages of this site may not send here."), "foreign_site")
    known = links.unpacked(link.secret, body.prefill)
    signed = known[0] if known is not None and (not known[1] or known[1] > tx.now.timestamp()) else {}
    fixed = _hidden(link, signed)
    asked = [_worded(signals, each) for each in body.signals]
    wanted = [each | fixed for each in asked if set(each) <= set(link.settings.asked)]
    taken = _add(tx, link, guest, wanted, listeners)
    return {"taken": taken, "left_out": len(body.signals) - taken}


def follow(
    tx: Transaction, token: str, guest: Guest, signed: str, listeners: Sequence[Listener], *, lead: bool
) -> str | None:
    """Somebody opened a signed address. → the page it leads to; None for a mere sign that a mail was seen. The way on
    is kept when the address has ended, or its record can't be made: nobody is left standing."""
    link, signals = enter(tx, token, guest)
    known = links.unpacked(link.secret, signed)
    if known is None or (known[2] is not None) != lead:
        raise door.no_such_link()
    values, until, to = known
    if not until or until > tx.now.timestamp():
        _add(tx, link, guest, [values], listeners)
    return None if to is None else _carrying(link, signals, to, _hidden(link, values), int(tx.now.timestamp()))


def is_among(origin: str, sites: Sequence[str]) -> bool:
    """Whether a page's origin is one of `sites`, `https://*.example.com` among them."""
    scheme, _, host = origin.lower().partition("://")
    for site in sites:
        wanted, _, name = site.partition("://")
        if scheme == wanted and (host == name or (name.startswith("*.") and host.endswith(name[1:]))):
            return True
    return False


def _add(
    tx: Transaction, link: Opened, guest: Guest, values: Sequence[Mapping[str, Any]], listeners: Sequence[Listener]
) -> int:
    """Makes the records that can be made; a unique value that is there already is a signal sent twice."""
    if not values:
        return 0
    row, form, settings = link.row, link.catalog.forms[link.row.form], link.settings
    actor = stranger(row.id, row.label, settings, guest.language)
    named = {grant.id: grant for each in values for grant in naming(row.id, link.catalog, form, settings, each)}
    chosen = choosing(row.id, link.catalog, form, settings).values()
    grants = [adding(row.id, form, settings), *chosen, *named.values()]
    work = work_of(tx, link.catalog, row.id, actor, grants, listeners)
    operations = [service.Operation("create", values=each) for each in values]
    items = service.bulk(work, row.form, operations, atomic=False)
    taken = sum(item.problem is None for item in items)
    door.counted(tx, link, answers=taken)
    return taken


def _worded(signals: Signals, signal: Mapping[str, Any]) -> dict[str, Any]:
    """Words of the script under the names of their fields; `fields` holds what a page says in fields of its own."""
    own = signal.get("fields")
    said: dict[str, Any] = {
        field: signal[word] for word, field in signals.words.items() if signal.get(word) is not None
    }
    return {**(own if isinstance(own, Mapping) else {}), **said}


def _hidden(link: Opened, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of signed values those that nobody but a signed address may give: who somebody is."""
    hidden = {each.field for each in link.settings.fields if each.mode != "ask"}
    return {key: value for key, value in values.items() if key in hidden}


def _carrying(link: Opened, signals: Signals, to: str, who: Mapping[str, Any], now: int) -> str:
    """The page, told who comes when it is one of ours: nobody else is told."""
    parts = urlsplit(to)
    if not who or not is_among(f"{parts.scheme}://{parts.netloc}", signals.sites):
        return to
    said = f"{CARRIED}={quote(links.packed(link.secret, who, now + _CARRIED_SECONDS), safe='')}"
    return parts._replace(query=f"{parts.query}&{said}" if parts.query else said).geturl()
