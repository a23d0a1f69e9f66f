"""Who reads, in which app: the catalog and the caller's access, ready for the lean path.

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
from dougong.access.grants import Principal
from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.apps.rights import principal_of
from dougong.kit.db import Database
from dougong.kit.web import Actor

REMEMBERED = 5.0
_MOST = 4096


@dataclass(frozen=True)
class Caller:
    """One person in one app, at the instant of the request."""

    app: AppCatalog
    access: Access


class Callers:
    """Principals of one process, by person, token and app."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: OrderedDict[tuple[str, str | None, str], tuple[float, Principal]] = OrderedDict()
        database.listen("identity", lambda _value: self._known.clear())

    async def of(self, actor: Actor, app_key: str) -> Caller:
        """The caller; NotFound for an unknown app."""
        if self._database.dialect == "sqlite":
            return self._find(actor, app_key)
        return await run_in_threadpool(self._find, actor, app_key)

    def _find(self, actor: Actor, app_key: str) -> Caller:
        with self._database.snapshot() as tx:
            catalog = app_catalog(tx, app_key)
            key = (actor.person_id, actor.token.token_id if actor.token else None, app_key)
            found = self._known.get(key)
            now = time.monotonic()
            if found is None or found[0] < now:
                found = (now + REMEMBERED, principal_of(tx, actor, app_key))
                self._known[key] = found
                if len(self._known) > _MOST:
                    self._known.popitem(last=False)
            return Caller(catalog, Access(catalog.tables, catalog.grants, found[1], tx.now))
