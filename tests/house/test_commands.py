"""The commands tell what is wrong in one sentence of both languages, without a traceback, and exit with an error."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.provision.errors import Trouble, from_output
from scripts.provision.stamps import digest_of, is_fresh, write
from tests.house.tree import ROOT

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "run"), *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _is_one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    chinese, english = done.stderr.strip().splitlines()
    assert CHINESE.search(chinese)
    assert not CHINESE.search(english)
    for word in words:
        assert word in chinese
        assert word in english


def test_a_port_in_use_is_told_with_another_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        _is_one_sentence(_run("--port", str(port)), str(port), f"--port {port + 1}")


def test_a_data_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("")
    _is_one_sentence(_run("--port", _free_port(), "--data", str(file)), str(file))


def test_a_data_folder_that_cannot_be_written_is_told() -> None:
    _is_one_sentence(_run("--port", _free_port(), "--data", "/sys/dougong"), "/sys/dougong")


def test_a_python_that_is_too_old_is_told() -> None:
    for name in ("run", "test", "check"):
        pretend = (
            "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0); "
            f"runpy.run_path({str(ROOT / 'scripts' / name)!r}, run_name='__main__')"
        )
        done = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True, check=False)
        _is_one_sentence(done, "3.11")


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    done = _run("--port", port)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ("error: Failed to fetch: `https://…`\n  Caused by: dns error: failed to lookup address", "no network"),
        ("npm error code ENOTFOUND\nnpm error request to … failed", "no network"),
        ("npm error code ECONNREFUSED", "no network"),
        ("Could not find a version that satisfies the requirement uv==1 (from versions: none)", "no network"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("npm error code ENOSPC", "disk is full"),
        ("error: failed to create directory: Permission denied (os error 13)", "read-only"),
        ("src/a.ts(1,1): error TS7031", "Preparing the page failed"),
    ],
)
def test_what_a_tool_says_becomes_a_sentence(output: str, word: str) -> None:
    trouble = from_output(("页面", "the page"), "frontend", output)
    assert isinstance(trouble, Trouble)
    assert word in trouble.en
    assert CHINESE.search(trouble.zh)


def test_a_stamp_is_fresh_until_a_name_a_content_or_a_fact_changes(tmp_path: Path) -> None:
    source, stamp = tmp_path / "a", tmp_path / "stamp"
    source.write_text("1")
    write(stamp, digest_of([source], "here"))
    assert is_fresh(stamp, digest_of([source], "here"))
    assert not is_fresh(stamp, digest_of([source], "there"))
    source.write_text("2")
    assert not is_fresh(stamp, digest_of([source], "here"))
    source.write_text("1")
    (tmp_path / "b").write_text("")
    assert not is_fresh(stamp, digest_of([source, tmp_path / "b"], "here"))


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
