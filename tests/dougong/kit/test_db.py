"""Connections of SQLite."""

import sqlite3
import threading
from pathlib import Path

from dougong.kit.db import write_ahead


def test_processes_that_open_a_new_file_at_once_wait_for_each_other(tmp_path: Path) -> None:
    """Turning the write-ahead log on doesn't always wait by itself: one in some hundred openings failed."""
    file = tmp_path / "new.db"
    first = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    first.execute("BEGIN EXCLUSIVE")
    ending = threading.Timer(0.2, first.execute, ("COMMIT",))
    ending.start()
    second = sqlite3.connect(file, isolation_level=None, timeout=0)
    write_ahead(second.execute)
    assert second.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    ending.join()
    first.close()
    second.close()


def test_a_file_that_another_process_mends_after_a_crash_is_waited_for() -> None:
    mending = sqlite3.OperationalError("database is locked")
    mending.sqlite_errorcode = sqlite3.SQLITE_BUSY_RECOVERY
    answers = iter([mending, None])

    def execute(_text: str) -> None:
        answer = next(answers)
        if answer is not None:
            raise answer

    write_ahead(execute)
    assert list(answers) == []
