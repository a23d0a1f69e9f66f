"""The databases that most tests of the CRM copy. Collected first (`tests/conftest.py`): who comes later finds them made
and does not stand in line for them."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from dougong.app import open_database
from dougong.kit.config import Settings
from dougong.records.models import change_log
from tests.conftest import FreshDatabase
from tests.databases import Kind
from tests.templates.conftest import install
from tests.templates.office import prepare_office


@pytest.mark.first
@pytest.mark.parametrize(
    ("kind", "prepare", "demo"),
    [("sqlite", install, True), ("sqlite", prepare_office, False), ("postgresql", install, True)],
)
def test_the_template_installs(
    fresh_database: FreshDatabase, kind: Kind, prepare: Callable[[str], None], *, demo: bool
) -> None:
    database = open_database(Settings(database_url=fresh_database(kind, prepare)))
    with database.snapshot() as tx:
        changes = tx.execute(select(func.count()).select_from(change_log)).scalar_one()
    database.close()
    assert (changes > 20_000) == demo
