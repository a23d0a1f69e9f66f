"""The shell's door: `dougong …`. Exit codes: 0 done, 1 it could not be done (one sentence says why), 2 wrong usage."""

from __future__ import annotations

import gc
import sys

gc.disable()  # what imports make is there to stay; looking through it again and again took a quarter of a start

from sqlalchemy.exc import OperationalError  # noqa: E402 - the collector rests meanwhile

from dougong.cli.commands import program  # noqa: E402 - the collector rests meanwhile
from dougong.cli.console import Stop, complain  # noqa: E402 - the collector rests meanwhile
from dougong.kit.broker import BrokerMissing  # noqa: E402 - the collector rests meanwhile
from dougong.kit.errors import Problem  # noqa: E402 - the collector rests meanwhile
from dougong.kit.schema import SchemaError  # noqa: E402 - the collector rests meanwhile

gc.freeze()
gc.enable()

__all__ = ["main"]


def main() -> None:
    """Runs the command; what an operator can mend is told in a sentence, never as a traceback."""
    try:
        program()
    except Stop as stop:
        complain(stop.zh, stop.en)
        sys.exit(stop.code)
    except Problem as problem:
        texts = [problem.detail, *(error.message for error in problem.errors)]
        for text in {each["zh-CN"]: each for each in texts if not isinstance(each, str)}.values():
            complain(text["zh-CN"], text.get("en", ""))
        sys.exit(1)
    except (SchemaError, BrokerMissing) as error:
        complain(error.zh, str(error))
        sys.exit(1)
    except OperationalError as error:
        complain("无法连接数据库。", f"The database can't be reached: {error.orig}".strip())
        sys.exit(1)
