"""Who reads or writes, in which app: the catalog and the caller's access, ready for the lean path.

The catalog is checked against the app's stamp at every request. Where the person belongs (roles, departments) is
remembered for a few seconds, like a session is (`dougong.identity.authentication`): a role taken away stops working
within `REMEMBERED` seconds in every web process, at once in the one that took it away.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from dougong.access.compiler import Access
from dougong.apps.catalog import CACHE, STAMP, AppCatalog, app_catalog
from dougong.apps.rights import access_of
from dougong.identity.authentication import TOPIC
from dougong.kit.db import Database, Transaction
from dougong.kit.web import Actor
from dougong.records.reading.executor import Executor

REMEMBERED = 5.0
_MOST = 4096
Key = tuple[str, str | None, str]


@dataclass(frozen=True)
class Caller:
    """One person in one app, at the instant of the request."""

    app: AppCatalog
    access: Access


@dataclass(frozen=True)
class _Known:
    until: float
    catalog: AppCatalog
    access: Access


class Callers:
    """Accesses of one process, by person, token and app."""

    def __init__(self, database: Database, executor: Executor) -> None:
        self._database = database
        self._executor = executor
        self._known: OrderedDict[Key, _Known] = OrderedDict()
        self._generation = 0
        database.listen(TOPIC, self._forget)

    async def of(self, actor: Actor, app_key: str) -> Caller:
        """The caller; NotFound for an unknown app."""
        found = await self._executor.fetch(("stamp", app_key), lambda: STAMP, {"app_key": app_key})
        catalog = CACHE.peek(found.rows[0][0], found.rows[0][1]) if found.rows else None
        access = None if catalog is None else self._fresh(_key(actor, app_key), catalog)
        if catalog is None or access is None:
            return await run_in_threadpool(self._find, actor, app_key)
        return Caller(catalog, access.at(self._database.clock()))

    def within(self, tx: Transaction, actor: Actor, app_key: str) -> Caller:
        """The caller of a transaction that writes records: no publish changes the app until it ends."""
        generation = self._generation
        catalog = app_catalog(tx, app_key, hold=True)
        access = self._fresh(_key(actor, app_key), catalog)
        if access is not None:
            return Caller(catalog, access.at(tx.now))
        access = access_of(tx, actor, catalog)
        self._remember(_key(actor, app_key), catalog, access, generation)
        return Caller(catalog, access)

    def _find(self, actor: Actor, app_key: str) -> Caller:
        generation = self._generation
        with self._database.snapshot() as tx:
            catalog = app_catalog(tx, app_key)
            access = access_of(tx, actor, catalog)
        self._remember(_key(actor, app_key), catalog, access, generation)
        return Caller(catalog, access)

    def _fresh(self, key: Key, catalog: AppCatalog) -> Access | None:
        known = self._known.get(key)
        if known is None or known.until <= time.monotonic() or known.catalog is not catalog:
            return None
        return known.access

    def _remember(self, key: Key, catalog: AppCatalog, access: Access, generation: int) -> None:
        if generation != self._generation:  # people changed while we looked: what we read may be gone already
            return
        self._known[key] = _Known(time.monotonic() + REMEMBERED, catalog, access)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)

    def _forget(self, _value: object) -> None:
        self._generation += 1
        self._known.clear()


def _key(actor: Actor, app_key: str) -> Key:
    return actor.person_id, actor.token.token_id if actor.token else None, app_key
