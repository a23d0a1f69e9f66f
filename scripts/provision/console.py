"""Progress that can be seen: one line per step with the time since the start, a sign of life in long steps."""

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from .errors import Trouble, from_os_error, from_output

START = time.monotonic()
SIGN_OF_LIFE_SECONDS = 10.0


def say(zh: str, en: str) -> None:
    print(f"[{time.monotonic() - START:6.1f}s] {zh} · {en}", flush=True)


@contextmanager
def step(zh: str, en: str) -> Iterator[None]:
    """Announces a step, shows that it is still alive every ten seconds."""
    say(f"{zh} …", en)
    done = threading.Event()

    def alive() -> None:
        began = time.monotonic()
        while not done.wait(SIGN_OF_LIFE_SECONDS):
            say(f"  … {zh}（{time.monotonic() - began:.0f} 秒）", f"still at it ({time.monotonic() - began:.0f} s)")

    thread = threading.Thread(target=alive, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def execute(
    command: Sequence[str | Path],
    *,
    what: tuple[str, str],
    cwd: Path,
    env: Mapping[str, str] | None = None,
) -> str:
    """Runs a tool quietly and returns what it printed; a failure becomes a `Trouble` with the tool's last lines."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env=dict(os.environ if env is None else env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError as error:
        raise Trouble(f"找不到命令 {command[0]}。", f"The command {command[0]} was not found.") from error
    if done.returncode != 0:
        raise from_output(what, str(cwd), done.stdout)
    return done.stdout


def tell(trouble: Trouble) -> None:
    """Prints a trouble to stderr, the sentence last so that it is what the eye meets."""
    sys.stdout.flush()
    if trouble.detail:
        print(trouble.detail, file=sys.stderr)
    print(f"\n✗ {trouble.zh}\n  {trouble.en}", file=sys.stderr, flush=True)


@contextmanager
def troubles_in_words(where: Path) -> Iterator[None]:
    """The outermost frame of every command: a `Trouble` or a foreseen OSError ends in a sentence and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a character is no reason to stop
    try:
        yield
    except Trouble as trouble:
        tell(trouble)
        raise SystemExit(1) from None
    except OSError as error:
        foreseen = from_os_error(error, str(where))
        if foreseen is None:
            raise
        tell(foreseen)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        print("\n已中断 · interrupted", file=sys.stderr, flush=True)
        raise SystemExit(130) from None
