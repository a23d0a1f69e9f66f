"""Untrusted work in a child process: results come back, misbehaviour ends with a sentence."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from dougong.kit.childproc import TEMPLATE, ChildFailed, run_limited
from dougong.kit.errors import Invalid


def test_a_result_comes_back() -> None:
    assert run_limited("json:loads", ['{"a": [1, 2.5, "文"]}']) == {"a": [1, 2.5, "文"]}


def test_a_problem_raised_inside_is_raised_outside() -> None:
    with pytest.raises(Invalid) as caught:
        run_limited("dougong.apps.package_reader:read_zip", ["/nowhere/at/all.zip"])
    assert caught.value.code == "bad_package"


@pytest.mark.parametrize(
    ("function", "argument", "code"),
    [
        ("os:abort", [], "child_died"),
        ("time:sleep", [30], "child_timeout"),
        ("operator:mul", ["x", 10**11], "child_memory"),
        ("socket:create_connection", [["127.0.0.1", 9]], "child_died"),
        ("os:system", ["true"], "child_died"),
        ("subprocess:run", [["true"]], "child_died"),
        ("tests.dougong.kit.test_childproc:burn", [], "child_timeout"),
    ],
)
def test_what_misbehaves_ends_with_a_sentence(function: str, argument: list[object], code: str) -> None:
    with pytest.raises(ChildFailed) as caught:
        # on a busy machine starting alone may take seconds: only what sleeps is stopped by the clock
        run_limited(function, argument, cpu_s=1, memory_mb=256, wall_s=3 if function == "time:sleep" else 60)
    assert (caught.value.code or "child_died") == code
    assert caught.value.detail["zh-CN"]


def burn() -> None:
    while True:
        pass


def test_the_environment_of_the_parent_stays_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUGONG_ADMIN_PASSWORD", "secret")
    assert run_limited("os:getenv", ["DOUGONG_ADMIN_PASSWORD"]) is None


def test_many_at_once_get_their_own_answers() -> None:
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda n: run_limited("operator:add", [n, 1]), range(40))) == list(range(1, 41))


def test_no_child_is_the_process_of_another() -> None:
    run_limited("os:chdir", ["/proc"])
    assert run_limited("os:getcwd", []) != "/proc"
    assert len({run_limited("os:getpid", []) for _ in range(3)} | {os.getpid(), TEMPLATE.pid}) == 5


def test_a_template_that_died_is_replaced() -> None:
    run_limited("os:getpid", [])
    first = TEMPLATE.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert run_limited("operator:add", [1, 1]) == 2
    assert TEMPLATE.pid != first
