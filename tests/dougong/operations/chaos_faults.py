"""What `scripts/chaos product` breaks: processes, Redis, PostgreSQL, the disk, and what power leaves of a file."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from dougong.kit.config import Settings
from tests.dougong.flows.run_office import APP
from tests.dougong.operations.chaos_checks import ACCOUNTS, BALANCE
from tests.dougong.operations.chaos_deploy import Deployments
from tests.dougong.operations.chaos_hosts import SecondHost
from tests.dougong.operations.chaos_servers import Postgres, Redis
from tests.dougong.operations.chaos_world import back_up_and_drill, full, is_whole, torn_copy
from tests.fleet import MIGRATIONS, Fleet

WEBS, WORKERS = ("web1", "web2", "web3"), ("work1", "work2", "work3")
MOST_BACKUPS = 5
MOST_DEPLOYMENTS = 4
LONG_CUT = 40.0
"""Seconds after which leases, heartbeats and connections of a host that was cut off have run out."""


@dataclass
class Faults:
    """One method each. `small`: the disk may be filled; `only`: nothing but these. `broken`: what was found wrong
    already."""

    fleet: Fleet
    settings: Settings
    postgres: Postgres | None
    redis: Redis
    random: random.Random
    small: bool
    deployments: Deployments
    second: SecondHost | None = None
    only: tuple[str, ...] = ()
    backups: int = 0
    broken: list[str] = field(default_factory=list)

    def weighted(self) -> list[tuple[Callable[[], None], int]]:
        some = [(self._kill_web, 6), (self._kill_worker, 6), (self._end_one, 2), (self._hang_one, 3)]
        some += [(self._kill_redis, 3), (self._empty_redis, 2), (self._hang_redis, 1)]
        if self.postgres is not None:
            some += [(self._crash_postgres, 2), (self._kill_backend, 2), (self._hang_postgres, 1)]
        else:
            some += [(self._tear, 2)]
        some += [(self._fill_disk, 1)] if self.small else []
        some += [(self._cut_off, 2)] if self.second is not None else []
        some += [(self._back_up, 1), (self._deploy, 1)]
        return [each for each in some if not self.only or each[0].__name__.strip("_") in self.only]

    def _signal(self, names: tuple[str, ...], number: int) -> int:
        running = self.fleet.running[self.random.choice(names)]
        if running.process.is_alive():
            os.kill(running.pid, number)
        return running.pid

    def _kill_web(self) -> None:
        self._signal(WEBS, signal.SIGKILL)

    def _kill_worker(self) -> None:
        self._signal(WORKERS, signal.SIGKILL)

    def _end_one(self) -> None:
        self._signal((*WEBS, *WORKERS), signal.SIGTERM)

    def _hang_one(self) -> None:
        pid = self._signal((*WEBS, *WORKERS), signal.SIGSTOP)
        time.sleep(self.random.uniform(1, 6))
        os.kill(pid, signal.SIGCONT)

    def _kill_redis(self) -> None:
        self.redis.end()
        time.sleep(self.random.uniform(0, 4))
        self.redis.start()

    def _empty_redis(self) -> None:
        self.redis.flush()

    def _hang_redis(self) -> None:
        self.redis.stop_for(self.random.uniform(1, 8))

    def _crash_postgres(self) -> None:
        assert self.postgres is not None
        self.postgres.crash()
        time.sleep(self.random.uniform(0, 2))
        self.postgres.start()

    def _kill_backend(self) -> None:
        assert self.postgres is not None
        self.postgres.kill_backend()

    def _hang_postgres(self) -> None:
        assert self.postgres is not None
        self.postgres.stop_for(self.random.uniform(1, 5))

    def _fill_disk(self) -> None:
        with full(self.settings.data):
            time.sleep(self.random.uniform(0.5, 3))
        if self.postgres is not None and not self.postgres.is_alive():
            self.postgres.start()

    def _tear(self) -> None:
        pids = [each.pid for each in self.fleet.running.values() if each.process.is_alive()]
        folder = self.settings.data.parent / "torn"
        copy = torn_copy(self.settings.data / "product.db", pids, folder, self.random)
        balance = f"SELECT sum(amount) FROM {APP}__deal WHERE name LIKE '账户 %'"  # noqa: S608 - the name of our own table
        self._wrong(is_whole(copy, balance, ACCOUNTS * BALANCE))
        shutil.rmtree(folder)

    def _back_up(self) -> None:
        """Not often: it takes its time."""
        if self.backups < MOST_BACKUPS:
            self.backups += 1
            try:
                environment = self.fleet.environment | {MIGRATIONS: str(self.deployments.folder)}
                back_up_and_drill(environment, self.settings.data.parent / f"{self.backups}.backup")
            except AssertionError as error:
                self._wrong(str(error))

    def _deploy(self) -> None:
        """Not often, either."""
        if self.deployments.number < MOST_DEPLOYMENTS:
            try:
                self.deployments.deploy()
            except AssertionError as error:
                self._wrong(f"K11: {error}")

    def _cut_off(self) -> None:
        assert self.second is not None
        self.second.cut_off(LONG_CUT if self.random.random() < 0.25 else self.random.uniform(1, 12))

    def _wrong(self, what: str) -> None:
        if what:
            self.broken.append(what)
