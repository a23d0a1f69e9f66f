"""`scripts/attack fuzz [seconds] [target…]`: atheris draws inputs for each parser and keeps what reaches new code.

One process for each target, which goes on after a finding: findings are told apart by the exception and where it was
raised. An input is kept for each; the command ends with 1 when there is any. The corpus stays in the folder that
`FUZZ_HOME` names, so that the next run begins where this one ended.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[3]
HOME = Path(os.environ.get("FUZZ_HOME", HERE / ".fuzz"))
WATCHED = [
    "engines",
    "dougong.records.importing",
    "dougong.records.printing",
    "dougong.apps.package_reader",
    "dougong.apps.documents",
    "zipfile",
    "csv",
]
_HANGS, _MEMORY_MB = 30, 2_048
_AGAIN = 3


class Watch:
    """Calls a target with inputs, measures each, and notes what must not be."""

    def __init__(self, take: Callable[[bytes], None], seconds: float, megabytes: int, place: Path) -> None:
        self.take, self.seconds, self.megabytes, self.place = take, seconds, megabytes, place
        self.slowest, self.most_grown = 0.0, 0
        self.found: dict[str, str] = {}

    def __call__(self, data: bytes) -> None:
        before, began = _peak(), time.thread_time()
        try:
            self.take(data)
        except BaseException as error:  # a panic of a library is one, too
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            self._finding(_where(error), data, traceback.format_exc())
        took, grown = time.thread_time() - began, _peak() - before
        if took > self.seconds:
            took = self._again(data, took)
        if took > self.slowest or grown > self.most_grown:
            self.slowest, self.most_grown = max(took, self.slowest), max(grown, self.most_grown)
            self._write()
        if took > self.seconds:
            self._finding("slow", data, f"{took:.1f} s of CPU")
        if grown > self.megabytes:
            self._finding("large", data, f"the process grew by {grown} MB")

    def _again(self, data: bytes, least: float) -> float:
        """The machine is shared: the best of some tries counts."""
        for _ in range(_AGAIN):
            began = time.thread_time()
            with contextlib.suppress(Exception):
                self.take(data)
            least = min(least, time.thread_time() - began)
        return least

    def _finding(self, what: str, data: bytes, told: str) -> None:
        if what in self.found:
            return
        name = hashlib.sha256(what.encode()).hexdigest()[:12]
        (self.place / f"{name}.input").write_bytes(data)
        (self.place / f"{name}.txt").write_text(told, encoding="utf-8")
        self.found[what] = name
        self._write()

    def _write(self) -> None:
        told = {"slowest": round(self.slowest, 2), "grown": self.most_grown, "found": self.found}
        (self.place / "watch.json").write_text(json.dumps(told), encoding="utf-8")


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _where(error: BaseException) -> str:
    """The exception and the last of our own lines on its way; the harness's own when it was one of its assertions."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if str(HERE) in each.filename and ".venv" not in each.filename]
    last = (ours or frames)[-1]
    return f"{type(error).__name__} {Path(last.filename).name}:{last.name}:{last.lineno}"


def child(name: str, seconds: int) -> None:
    """Never returns: libFuzzer ends the process."""
    import atheris  # noqa: PLC0415 - an optional tool, which has to be there before what it watches is imported

    with atheris.instrument_imports(include=WATCHED):
        from tests.dougong.fuzzing.targets import LONGEST_SEED, TARGETS  # noqa: PLC0415 - watched while imported
    target, place = TARGETS[name], HOME / name
    for folder in (place / "corpus", place / "seeds"):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in target.seeds():
        if len(seed) <= LONGEST_SEED:
            (place / "seeds" / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    words = "\n".join(f'"{_escaped(word)}"' for word in target.words)
    (place / "words").write_text(words, encoding="ascii")
    watch = Watch(target.take, target.seconds, target.megabytes, place)
    options = [f"-max_total_time={seconds}", f"-dict={place / 'words'}", f"-timeout={_HANGS}", "-print_final_stats=1"]
    options += [f"-rss_limit_mb={_MEMORY_MB}", f"-max_len={target.longest}", f"-artifact_prefix={place}/ended-"]
    atheris.Setup([sys.argv[0], *options, str(place / "corpus"), str(place / "seeds")], watch)
    atheris.Fuzz()


def _escaped(word: str) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in word.encode())


def run(name: str, seconds: int) -> dict[str, Any]:
    """What one target's process has told."""
    place = HOME / name
    place.mkdir(parents=True, exist_ok=True)
    for old in (*place.glob("*.input"), *place.glob("*.txt"), *place.glob("ended-*"), place / "watch.json"):
        old.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.dougong.fuzzing.long", "--child", name, str(seconds)]
    with (place / "log").open("wb") as log:
        ended = subprocess.run(command, cwd=HERE, stdout=log, stderr=log, check=False).returncode
    log_text = (place / "log").read_text(encoding="utf-8", errors="replace")
    told: dict[str, Any] = json.loads((place / "watch.json").read_text()) if (place / "watch.json").exists() else {}
    inputs = re.search(r"number_of_executed_units:\s*(\d+)", log_text)
    reached = re.findall(r"cov: (\d+)", log_text)
    if ended != 0:
        told.setdefault("found", {})[f"the process ended with {ended}"] = "log"
    kept = sum(1 for _ in (place / "corpus").glob("*"))
    return {"target": name, "inputs": int(inputs[1]) if inputs else 0, "reached": int(reached[-1]) if reached else 0,
            "kept": kept, **told}  # fmt: skip


def main(seconds: int, names: list[str]) -> int:
    """One line of JSON for each target, then what was found."""
    findings = 0
    for name in names:
        told = run(name, seconds)
        print(json.dumps(told | {"found": len(told["found"])}), flush=True)
        for what, file in told["found"].items():
            print(f"  {what}: {HOME / name / file}", flush=True)
        findings += len(told["found"])
    print(f"{findings} findings")
    return int(findings > 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], int(sys.argv[3]))
    else:
        from tests.dougong.fuzzing.targets import TARGETS

        asked = sys.argv[2:] or list(TARGETS)
        sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 60, asked))
