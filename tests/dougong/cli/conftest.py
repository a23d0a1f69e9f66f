"""The command line, called as a shell would."""

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from dougong.cli import console, main


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    returncode: int
    stdout: str
    stderr: str


Dougong = Callable[..., Said]


@pytest.fixture
def dougong(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Dougong:
    """`dougong("db", "upgrade", DOUGONG_DATA=…)` as the shell would, in this process: starting one takes seconds."""
    monkeypatch.setattr(console, "set_up_logging", lambda _settings: None)

    def run(*arguments: str, stdin: str = "", **environment: str) -> Said:
        capsys.readouterr()
        with monkeypatch.context() as shell:
            for key in [key for key in os.environ if key.startswith("DOUGONG_")]:
                shell.delenv(key)
            for key, value in ({"COLUMNS": "200"} | environment).items():
                shell.setenv(key, value)
            shell.setattr(sys, "argv", ["dougong", *arguments])
            shell.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            code: object = 0
            try:
                main()
            except SystemExit as ended:
                code = ended.code or 0
        said = capsys.readouterr()
        assert isinstance(code, int)
        return Said(code, said.out, said.err)

    return run
