"""A process that is killed while an app comes back from its archive, for `test_uninstalling`."""

import os
import signal
from contextlib import closing
from pathlib import Path

from dougong.app import open_database
from dougong.files.store import FileStore
from dougong.kit.config import Settings
from dougong.operations.archive import reading
from dougong.operations.uninstalling.returning import bring_back, laid_down


def bring_back_and_die(settings: Settings, archive: Path) -> None:
    """All of it is there, and nothing has been committed."""
    with (
        closing(open_database(settings)) as database,
        reading(archive) as reader,
        laid_down(database, FileStore(settings), reader) as paths,
        database.transaction() as tx,
    ):
        bring_back(tx, reader, paths)
        os.kill(os.getpid(), signal.SIGKILL)
