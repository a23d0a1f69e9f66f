"""One for all: a lease is held by one, passes on when its holder is silent, and waits for no clock."""

from datetime import timedelta

from sqlalchemy import select, update

from dougong.kit import jobs, lease
from dougong.kit.db import Database
from dougong.kit.lease import Lease
from dougong.kit.processes_model import lease as table

FORGET = "jobs.nothing"


@jobs.job(FORGET)
def nothing(_context: jobs.JobContext) -> None: ...


def _moved(database: Database, by: timedelta) -> None:
    with database.transaction() as tx:
        until = tx.execute(select(table.c.until)).scalar_one()
        tx.execute(update(table).values(until=until + by))


def test_a_lease_passes_on_when_its_holder_is_silent_and_when_the_clock_is_set_back(database: Database) -> None:
    first, second = Lease(database, "sweeper"), Lease(database, "sweeper")
    assert (first.hold(), second.hold(), first.hold()) == (True, False, True)
    _moved(database, -lease.TERM)
    assert (second.hold(), first.hold(), second.hold()) == (True, False, True)
    _moved(database, timedelta(hours=1))
    assert (first.hold(), second.hold()) == (True, False)
    second.give_back()
    assert first.hold(), "only its holder can give it back"
    first.give_back()
    assert second.hold()


def test_once_means_once(database: Database) -> None:
    for expected in (True, False):
        with database.transaction() as tx:
            assert (jobs.enqueue(tx, FORGET, once_key="k") is not None) is expected
