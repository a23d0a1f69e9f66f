"""The script step: a few statements in a fresh, limited child process (design §4). Administrators only may write them.

asteval is no security boundary; the child process is one: no network, no programs to start, no files to write, CPU,
memory and time limited. Values go in and come out as JSON.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dougong.kit.childproc import ChildFailed, run_limited
from dougong.kit.errors import Invalid, say
from dougong.kit.later import later
from engines.flow.state import unpack

MEMORY_MB = 256
MAX_ERROR = 500  # characters of an error that are told
asteval = later("asteval")
_limit: list[bool] = []
_FILES = frozenset({"open", "os.listdir", "os.scandir", "os.remove", "os.rename", "os.mkdir", "os.chdir", "import"})


def run(body: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the declared outputs. Raises a Problem for an error in the script, time and memory included."""
    seconds = int(body["timeout"])
    arguments = [body["code"], body["inputs"], body["outputs"]]
    try:
        found: dict[str, Any] = run_limited(
            "dougong.flows.scripts:in_child", arguments, cpu_s=seconds, memory_mb=MEMORY_MB, wall_s=seconds + 5
        )
    except ChildFailed as failed:
        raise Invalid(
            say("脚本超出了时间或内存的限制。", "The script took more time or memory than it may."),
            failed.code or "script_died",
        ) from failed
    return found


def in_child(code: str, inputs: Mapping[str, Any], outputs: list[str]) -> dict[str, Any]:
    """Runs in the child: the statements see the inputs as plain Python values."""
    said = io.StringIO()
    interpreter = asteval.Interpreter(
        minimal=True, use_numpy=False, writer=said, err_writer=said, builtins_readonly=True
    )
    for name, value in inputs.items():
        interpreter.symtable[name] = _plain(unpack(value) if not isinstance(value, list) else _list(value))
    _limit.append(True)  # from here to the end of the script
    sys.addaudithook(_no_files)
    interpreter(code, show_errors=False)
    _limit.clear()
    if interpreter.error:
        kind, text = interpreter.error[-1].get_error()
        shown = f"{kind}: {text}".strip()[-MAX_ERROR:]
        raise Invalid(say(f"脚本出错：{shown}", f"The script failed: {shown}"), "script_error")
    return {name: _out(interpreter.symtable.get(name)) for name in outputs}


def _no_files(event: str, _args: tuple[Any, ...]) -> None:
    if _limit and event in _FILES:
        raise PermissionError("a script has no files")


def _list(values: list[Any]) -> list[Any]:
    return [_plain(unpack(value)) for value in values]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _out(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [_out(each) for each in value]
    return str(value)
