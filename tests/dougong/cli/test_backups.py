"""Backup, drill, restore and moving as an operator does them (R140)."""

from pathlib import Path

import pytest

from tests.conftest import FreshDatabase
from tests.dougong.cli.conftest import Dougong


@pytest.fixture
def data(dougong: Dougong, tmp_path: Path) -> Path:
    """The data folder of an installation with one person."""
    place = tmp_path / "data"
    dougong("db", "upgrade", "--data", str(place))
    added = dougong("user", "add", "li@example.com", "--name", "李雷", "--password-stdin", "--data", str(place),
                    stdin="correct horse battery")  # fmt: skip
    assert added.returncode == 0, added.stderr
    return place


def test_R140_an_operator_backs_up_verifies_drills_and_restores(dougong: Dougong, data: Path, tmp_path: Path) -> None:
    key = tmp_path / "away.key"
    made = dougong("backup-key", str(key))
    public = made.stdout.split()[-1]
    assert made.returncode == 0 and public.startswith("age1") and key.stat().st_mode & 0o077 == 0
    kept = tmp_path / "kept"
    kept.mkdir()
    at = ("--data", str(data))
    for _each in range(2):
        done = dougong("backup", str(kept), "--recipient", public, "--keep", "1", *at)
        assert done.returncode == 0, done.stderr
        for old in kept.glob("*.backup"):  # two within a second would have one name
            old.rename(kept / "dougong-20260101-000000.backup")
    [file] = kept.iterdir()
    assert dougong("verify", str(file)).returncode == 1
    assert "whole" in dougong("verify", str(file), "--identity", str(key)).stdout
    drilled = dougong("drill", str(file), "--identity", str(key), *at)
    assert drilled.returncode == 0 and "every table equal" in drilled.stdout, drilled.stderr
    away = dougong("drill", str(file), "--identity", str(key), "--data", str(tmp_path / "elsewhere"))
    assert away.returncode == 0 and "no installation here" in away.stdout, "the key is on another machine"
    assert "whole" in dougong("audit", "verify", *at).stdout
    new = tmp_path / "new"
    restored = dougong("restore", str(file), "--identity", str(key), "--data", str(new))
    assert restored.returncode == 0, restored.stderr
    again = dougong("restore", str(file), "--identity", str(key), "--data", str(new))
    assert again.returncode == 1 and "empty" in again.stderr
    assert dougong("backup", str(file), *at).returncode == 1, "an older backup is never written over"
    assert "backup" in dougong("doctor", *at).stdout


def test_R140_sqlite_grows_into_postgresql_by_one_command(
    dougong: Dougong, data: Path, fresh_database: FreshDatabase
) -> None:
    url = fresh_database("postgresql")
    moved = dougong("db", "move", url, "--data", str(data))
    assert moved.returncode == 0 and "every table is equal" in moved.stdout, moved.stderr
    there = dougong("db", "upgrade", "--data", str(data), DOUGONG_DATABASE_URL=url)
    assert there.returncode == 0 and "up to date" in there.stdout
    assert dougong("db", "move", url, "--data", str(data)).returncode == 1
