"""`scripts/test`: provides what is missing, runs the checks and all tests in stages, ends with one line.

Two cores are kept at work: what comes from the network is fetched, and the checks run, beside the first tests.

Browser trips have a pytest process of their own: pytest-playwright's running event loop would break every test
that starts one itself.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from . import chromium, memory, node, postgres, python_env, redis, servers
from .console import say, tell, troubles_in_words
from .errors import Trouble
from .places import FRONTEND, PYTHON, ROOT, VAR, make_folder
from .processes import run_group, running_group

NO_TESTS_COLLECTED = 5
_CHECK = (sys.executable, str(ROOT / "scripts" / "check"))
EARLY = ("servers", "browser")
"""Needs that come from the network, one after the other; the page's packages are fetched by the checks."""


@dataclass(frozen=True)
class Stage:
    """One line of the summary: a pytest process over some folders, or (`folders` empty) something else."""

    name: str
    folders: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


STAGES = (
    Stage("check"),
    # Together: starting two processes that import everything takes longer than the rules of the house.
    Stage("engines+house", ("tests/engines", "tests/house"), ("-n", "auto", "-p", "no:playwright")),
    Stage("page", needs=("page",)),
    Stage("rooms", ("tests/dougong", "tests/templates"), ("-n", "5", "-p", "no:playwright"), ("servers",)),
    Stage("trips", ("tests/trips",), ("-n", "3"), ("servers", "page", "browser")),
)


@dataclass
class Result:
    stage: str
    ok: bool
    seconds: float
    counts: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        counted = ", ".join(f"{number} {what}" for what, number in self.counts.items() if number)
        return f"{self.stage} {'✓' if self.ok else '✗'} {counted + ', ' if counted else ''}{self.seconds:.0f} s"


def main() -> None:
    arguments, pytest_arguments = _arguments()
    signal.signal(signal.SIGTERM, _as_exit)
    signal.signal(signal.SIGHUP, _as_exit)
    began = time.monotonic()
    memory.use()
    session = servers.Session(f"{os.getpid()}", os.getpid())
    results: list[Result] = []
    python_env.keep_compiled()
    with troubles_in_words(ROOT):
        stages = _chosen(arguments, pytest_arguments)
        if not stages:
            raise Trouble("没有可以运行的阶段。", "There is no stage to run for these arguments.")
        python_env.ensure("dev")
        try:
            results.extend(_run_all(stages, pytest_arguments, session))
        finally:
            servers.end(session)
    failed = [result for result in results if not result.ok]
    totals = sum(result.counts.get("passed", 0) for result in results)
    verdict = "✗ FAILED" if failed else "✓ OK"
    print(f"\n{verdict} | {' | '.join(map(str, results))} | {totals} passed in {time.monotonic() - began:.0f} s")
    sys.exit(1 if failed else 0)


def _as_exit(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def _arguments() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="scripts/test",
        description="运行全部检查与测试。 Runs all checks and tests; other arguments and paths go to pytest.",
    )
    parser.add_argument("--fast", action="store_true", help="不开浏览器 · without the browser")
    parser.add_argument("--only", choices=[stage.name for stage in STAGES], help="只跑一个阶段 · one stage only")
    return parser.parse_known_args()


def _paths(pytest_arguments: list[str]) -> list[str]:
    return [text for text in pytest_arguments if not text.startswith("-") and (ROOT / text.split("::")[0]).exists()]


def _within(stage: Stage, path: str) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in stage.folders)


def _has_tests(stage: Stage) -> bool:
    return any(next((ROOT / folder).rglob("test_*.py"), None) for folder in stage.folders)


def _chosen(arguments: argparse.Namespace, pytest_arguments: list[str]) -> list[Stage]:
    """The stages to run: one, or those that the named paths lie in, or all that exist."""
    stages = [stage for stage in STAGES if not (arguments.fast and stage.name == "trips")]
    if arguments.only:
        return [stage for stage in stages if stage.name == arguments.only]
    paths = _paths(pytest_arguments)
    if paths:
        return [stage for stage in stages if any(_within(stage, path.rstrip("/")) for path in paths)]
    return [
        stage
        for stage in stages
        if stage.name == "check" or (stage.name == "page" and node.exists()) or _has_tests(stage)
    ]


def _provide(need: str, session: servers.Session) -> dict[str, str]:
    """Makes one thing ready and returns the variables that tell where it is."""
    match need:
        case "page":
            node.ensure_packages()
            node.ensure_build()
            return {}
        case "browser":
            return chromium.environment()
        case "servers":
            postgres.ensure()
            redis.ensure()
            urls = {
                "DOUGONG_TEST_DATABASE_URL": postgres.url(session),
                "DOUGONG_TEST_REDIS_URL": redis.url(session),
            }
            say("PostgreSQL 与 Redis 就绪", "PostgreSQL and Redis are ready")
            return urls
        case _:
            raise ValueError(need)


def _run_all(stages: list[Stage], pytest_arguments: list[str], session: servers.Session) -> Iterator[Result]:
    """One stage after the other, the checks beside the first of them. What a stage needs is waited for when it comes;
    if it fails the others still run."""
    environment = dict(os.environ)
    environment["PATH"] = f"{PYTHON.parent}{os.pathsep}{environment.get('PATH', '')}"
    needed = {need for stage in stages for need in stage.needs}
    first, *others = stages
    with ThreadPoolExecutor(2) as beside, ExitStack() as ending:
        coming = {need: beside.submit(_provide, need, session) for need in EARLY if need in needed}
        checks = ending.enter_context(_checking(beside, environment)) if first.name == "check" and others else None
        for stage in others if checks else stages:
            began = time.monotonic()
            try:
                for need in stage.needs:
                    environment |= coming[need].result() if need in coming else _provide(need, session)
            except Trouble as trouble:
                tell(trouble)
                yield Result(stage.name, False, time.monotonic() - began)
            else:
                yield _run(stage, pytest_arguments, environment)
            if checks:
                yield checks()
                checks = None


@contextmanager
def _checking(beside: ThreadPoolExecutor, environment: dict[str, str]) -> Iterator[Callable[[], Result]]:
    """The checks at work: mypy alone takes a minute of one core. What they say is told with their result."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as said, running_group(_CHECK, ROOT, environment, said) as child:
        ended = beside.submit(lambda: (child.wait() == 0, time.monotonic() - began))

        def result() -> Result:
            ok, seconds = ended.result()
            said.seek(0)
            say("—— check", "stage")
            print(said.read().decode(errors="replace"), flush=True)
            return Result("check", ok, seconds)

        yield result


def _run(stage: Stage, pytest_arguments: list[str], environment: dict[str, str]) -> Result:
    say(f"—— {stage.name}", "stage")
    began = time.monotonic()
    counts: dict[str, int] = {}
    if stage.name == "check":
        code = run_group(_CHECK, ROOT, environment)
    elif stage.name == "page":
        code = run_group(["npm", "test", "--silent"], FRONTEND, node.environment())
    else:
        code, counts = _run_pytest(stage, pytest_arguments, environment)
    return Result(stage.name, code == 0, time.monotonic() - began, counts)


def _run_pytest(stage: Stage, arguments: list[str], environment: dict[str, str]) -> tuple[int, dict[str, int]]:
    paths = _paths(arguments)
    mine = [path for path in paths if _within(stage, path.rstrip("/"))]
    options = [text for text in arguments if text not in paths]
    folders = mine or [folder for folder in stage.folders if (ROOT / folder).is_dir()]
    report = make_folder(VAR / "reports") / f"{stage.name}.xml"
    report.unlink(missing_ok=True)
    command = [str(PYTHON), "-m", "pytest", "-q", f"--junitxml={report}", *stage.options, *options, *folders]
    code = run_group(command, ROOT, environment)
    counts = _counts(report)
    if code == NO_TESTS_COLLECTED and options:
        code = 0  # a -k that selects nothing in this stage
    return code, counts


def _counts(report: Path) -> dict[str, int]:
    counts = {"passed": 0, "failed": 0, "errors": 0, "skipped": 0}
    with suppress(FileNotFoundError, ElementTree.ParseError):
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):  # noqa: S314 - pytest wrote it just now
            number = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")}
            counts["failed"] += number["failures"]
            counts["errors"] += number["errors"]
            counts["skipped"] += number["skipped"]
            counts["passed"] += number["tests"] - number["failures"] - number["errors"] - number["skipped"]
    return counts
