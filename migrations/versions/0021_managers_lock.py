"""Managers of apps that are there already may lock records, as those of new apps may.

A manager's grant that somebody has narrowed stays as it is.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from dougong.kit.types import JsonDoc

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

EVERYTHING = {"create", "read", "update", "delete", "export", "import"}
grants = sa.table("app_grant", sa.column("app_id"), sa.column("id"), sa.column("body", JsonDoc()))


def _set_ops(found: set[str], ops: list[str]) -> None:
    connection = op.get_bind()
    rows: list[Any] = list(connection.execute(sa.select(grants).where(grants.c.id == "manager")))
    for row in rows:
        if set(row.body["ops"]) == found:
            mine = sa.and_(grants.c.app_id == row.app_id, grants.c.id == row.id)
            connection.execute(sa.update(grants).where(mine).values(body={**row.body, "ops": ops}))


def upgrade() -> None:
    _set_ops(EVERYTHING, ["create", "read", "update", "delete", "export", "import", "lock"])


def downgrade() -> None:
    _set_ops(EVERYTHING | {"lock"}, ["create", "read", "update", "delete", "export", "import"])
