"""BPMN 2.0 files in and out. They come from outside, so they are read in a limited child process."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from dougong.flows.reading import shape
from dougong.flows.refusals import draft_has_errors
from dougong.kit.childproc import run_limited
from dougong.kit.errors import FieldError, Invalid, say
from engines.flow.bpmn import CannotWrite, write_bpmn

MAX_FILE = 8 * 1024 * 1024
MEDIA_TYPE = "application/xml"


def read_upload(content: bytes, process: str | None) -> dict[str, Any]:
    """The flow a file describes, with what was not understood; 422 when there is nothing to go on with."""
    with tempfile.TemporaryDirectory(prefix="dougong-bpmn-") as folder:
        path = Path(folder) / "flow.bpmn"
        path.write_bytes(content)
        found: dict[str, Any] = run_limited(
            "dougong.flows.bpmn_child:read_file", [str(path), process], cpu_s=20, memory_mb=512, wall_s=40
        )
    if found["flow"] is None:
        errors = [
            FieldError(
                each["element"] or "",
                each["code"],
                say(each["message"]["zh-CN"], each["message"]["en"]),
                (each["line"],),
            )
            for each in found["problems"]
        ]
        raise Invalid(say("此文件无法导入。", "This file can't be imported."), "bpmn_invalid", errors[:100])
    return found


def write(document: Any, language: str) -> bytes:
    """A flow as a file."""
    flow, faults = shape(document)
    if flow is None:
        raise draft_has_errors([fault.document(language) for fault in faults])
    try:
        return write_bpmn(flow)
    except CannotWrite as found:
        zh, en = found.detail["zh-CN"], found.detail["en"]
        raise Invalid(
            say(f"此流程无法导出为 BPMN：{zh}", f"This flow can't be written as BPMN: {en}"), "bpmn_impossible"
        ) from found
