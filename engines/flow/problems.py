"""What can be wrong with a flow: a node, a stable code, a sentence in both languages, and how bad it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """`node` is "" for the flow itself; `place` the setting or edge (`edges.3`); `pos` and `length` the characters of a
    formula."""

    node: str
    code: str
    message: dict[str, str]
    level: Level = "error"
    place: str = ""
    pos: int = 0
    length: int = 0

    def to_json(self) -> dict[str, Any]:
        """What the designer shows."""
        data: dict[str, Any] = {
            "node": self.node, "code": self.code, "message": self.message, "level": self.level, "place": self.place,
        }  # fmt: skip
        return data | {"pos": self.pos, "length": self.length} if self.length else data


class FlowProblems(Exception):
    """A flow that can't run."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{found.node}: {found.code}" for found in self.problems))


_TEXTS: dict[str, tuple[Level, str, str]] = {
    "double_id": ("error", "两个节点的标识相同:{id}。", "Two nodes have the id {id}."),
    "no_start": ("error", "没有开始节点。", "There is no start."),
    "two_starts": ("error", "有多个开始节点。", "There is more than one start."),
    "no_end": ("error", "没有结束节点。", "There is no end."),
    "unknown_edge": ("error", "连线指向不存在的节点 {id}。", "An edge leads to or from {id}, which isn't there."),
    "unknown_parent": ("error", "{id} 不是子过程。", "{id} is not a sub-process."),
    "crosses_scope": ("error", "连线不能跨越子过程的边界。", "An edge can't cross the border of a sub-process."),
    "into_start": ("error", "连线不能指向开始或边界事件。", "An edge can't lead to a start or a boundary."),
    "out_of_end": ("error", "结束之后没有步骤。", "Nothing comes after an end."),
    "dead_end": ("error", "流程在此处中断:没有下一步。", "Dead end: no next step."),
    "no_way_out": ("error", "从此处无法到达结束。", "From here the flow never reaches an end."),
    "unreachable": ("error", "无法到达此步骤。", "This step can't be reached."),
    "deadlock": (
        "error",
        "此汇合可能永远等待:前面的分支只走其中一条。",
        "This join may wait for ever: not every path into it is taken.",
    ),
    "runs_twice": (
        "warning",
        "并行的分支未经汇合在此相遇,后面的步骤会执行多次。",
        "Parallel paths meet here without a join: what follows is done more than once.",
    ),
    "no_default": (
        "error",
        "没有默认分支,条件也未覆盖所有情况。",
        "There is no default, and the conditions don't cover every case.",
    ),
    "uncovered_outcome": (
        "error",
        "结果「{outcome}」没有对应的连线。",
        "No edge is taken for the outcome «{outcome}».",
    ),
    "two_defaults": ("error", "有多个默认分支。", "There is more than one default."),
    "condition_ignored": (
        "warning",
        "并行分支的连线总会执行,条件不起作用。",
        "A parallel branch takes every edge: its conditions count for nothing.",
    ),
    "spin": (
        "error",
        "循环中没有需要等待的步骤,会空转。",
        "This loop has no step that waits: it would spin.",
    ),
    "boundary_on_nothing": (
        "error",
        "边界事件须附在同一范围内会等待的步骤上。",
        "A boundary must sit on a step that waits, in the same scope.",
    ),
    "bad_race": (
        "error",
        "事件分支之后只能是等待或由人处理的步骤。",
        "Behind an event branch there can only be steps that wait.",
    ),
    "unknown_step": (
        "error",
        "引用的步骤 {id} 不存在或没有记录。",
        "The step {id} that is referred to isn't there or has no records.",
    ),
    "unknown_variable": ("error", "没有声明变量 {id}。", "The variable {id} is not declared."),
    "double_variable": ("error", "变量 {id} 重复。", "There are two variables called {id}."),
    "not_a_list": ("error", "应为列表或次数。", "This must be a list or a number of times."),
    "nobody_asked": ("warning", "没有指定处理人。", "Nobody is asked."),
    "no_initiator": (
        "warning",
        "由时间触发的流程没有发起人,请改选成员字段。",
        "A flow that time starts has no initiator: choose a member field.",
    ),
    "nothing_to_write": ("error", "没有要写入的字段。", "Nothing is written."),
    "no_form": ("error", "需要所属表单的数据。", "This needs the record of a form."),
    "bad_rung": (
        "error",
        "SLA 第 {number} 级不适用于此步骤或缺少人员。",
        "Rung {number} of the SLA doesn't fit this step or names nobody.",
    ),
    "pause_without_sla": (
        "warning",
        "设置了暂停计时的条件,但没有时限。",
        "There is a condition that pauses the deadline, but no deadline.",
    ),
    "circle": (
        "warning",
        "这些流程会互相触发:{flows}。",
        "These flows trigger each other: {flows}.",
    ),
    "endless_circle": (
        "error",
        "这些流程无条件地互相触发,不会停止:{flows}。",
        "These flows trigger each other without any condition and never stop: {flows}.",
    ),
}


def problem(code: str, node: str, place: str = "", **values: object) -> Problem:
    """A problem of this page, its sentences filled in."""
    level, zh, en = _TEXTS[code]
    return Problem(node, code, {"zh-CN": zh.format(**values), "en": en.format(**values)}, level, place)
