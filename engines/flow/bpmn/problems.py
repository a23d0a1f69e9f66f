"""What was not understood in a BPMN file: element, line, and a reason in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["error", "warning"]

_TEXTS: dict[str, tuple[Level, str, str]] = {
    "too_big": ("error", "文件过大：最多 {most}。", "The file is too big: at most {most}."),
    "not_xml": ("error", "不是有效的 XML（{reason}）。", "This is not valid XML: {reason}."),
    "entities": (
        "error",
        "文件含有 DTD 或实体声明，出于安全考虑不予读取。",
        "The file has a DTD or entity declarations; such files are not read, for safety.",
    ),
    "not_bpmn": ("error", "不是 BPMN 2.0 文件。", "This is not a BPMN 2.0 file."),
    "no_process": ("error", "文件中没有流程。", "There is no process in the file."),
    "other_process": (
        "warning",
        "文件中还有流程「{name}」，未导入；可另行导入。",
        "The file has a further process «{name}», which is not imported here.",
    ),
    "no_id": ("error", "元素没有 id。", "The element has no id."),
    "double_id": ("error", "id 重复。", "The id is used twice."),
    "unsupported": (
        "error",
        "不支持此元素（{what}），已略去。",
        "This element ({what}) is not supported and was left out.",
    ),
    "replaced": (
        "error",
        "不支持{what}；已用不通知任何人的「通知」节点占位，请改画。",
        "{what} is not supported: a notice to nobody stands in its place, please draw what it shall do.",
    ),
    "dangling": ("error", "连线指向不存在的元素 {ref}。", "The sequence flow refers to {ref}, which isn't there."),
    "no_host": ("error", "边界事件所附的活动 {ref} 不存在。", "The boundary event sits on {ref}, which isn't there."),
    "condition": (
        "error",
        "无法读懂条件「{text}」；此连线在改写之前不会被执行。",
        "The condition «{text}» could not be read: until it is rewritten this way is never taken.",
    ),
    "timer": (
        "error",
        "无法读懂时间「{text}」，已改为 1 天。",
        "The time «{text}» could not be read; it became 1 day.",
    ),
    "timer_zone": (
        "warning",
        "时间「{text}」的时区未保留，按流程时区计算。",
        "The time zone of «{text}» is not kept: it is read in the zone of the flow.",
    ),
    "schedule": (
        "error",
        "无法把「{text}」读成定时计划，触发方式已改为按钮。",
        "«{text}» could not be read as a schedule; the flow starts by a button.",
    ),
    "weekdays": (
        "warning",
        "请核对定时计划「{text}」中的星期：各产品的数字含义不同。",
        "Please check the days of the week in «{text}»: products count them differently.",
    ),
    "loop": (
        "error",
        "无法读懂重复次数「{text}」，此步骤只执行一次。",
        "The repetition «{text}» could not be read: the step is done once.",
    ),
    "completion": (
        "warning",
        "无法读懂完成条件「{text}」，已略去。",
        "The completion condition «{text}» could not be read and was left out.",
    ),
    "assignee": (
        "warning",
        "处理人「{text}」无法对应到人员，请选择。",
        "«{text}» could not be matched with people: please choose who does it.",
    ),
    "role": (
        "warning",
        "「{name}」成为角色 {role}，请在应用中核对。",
        "«{name}» became the role {role}: please check it in the app.",
    ),
    "guessed_approval": (
        "warning",
        "用户任务已作为审批导入：被拒绝且没有连线承接时，流程结束。",
        "This user task was taken for an approval: when it is rejected and no way takes that, the flow ends.",
    ),
    "manual": ("warning", "已作为「填写」步骤导入。", "This was imported as a fill step."),
    "script": (
        "error",
        "脚本语言为 {language}，已作为注释保留，请用本产品的语法改写。",
        "The script is written in {language}; it was kept as a comment and must be rewritten.",
    ),
    "signal": (
        "warning",
        "信号已作为消息「{name}」导入。",
        "The signal was imported as the message «{name}».",
    ),
    "error_end": (
        "warning",
        "错误结束已作为「结束（拒绝）」导入，不会触发错误边界。",
        "The error end was imported as an end with the result rejected; it triggers no boundary.",
    ),
    "error_code": (
        "warning",
        "错误边界捕获任何错误，错误代码未保留。",
        "An error boundary catches every error: the error code is not kept.",
    ),
    "two_starts": (
        "error",
        "流程有多个开始事件，只保留第一个。",
        "The process has more than one start event: only the first was kept.",
    ),
    "added_start": ("warning", "流程没有开始事件，已补上。", "There was no start event: one was added."),
    "added_end": ("warning", "此处没有结束事件，已补上。", "There was no end event here: one was added."),
    "added_split": (
        "warning",
        "多条连线同时离开此元素，已补上{mode}分支。",
        "Several ways leave this element at once: a branch ({mode}) was added.",
    ),
    "complex_gateway": (
        "error",
        "复杂网关已作为包容分支导入，其激活条件未保留。",
        "The complex gateway became an inclusive branch; its activation condition is not kept.",
    ),
    "transaction": (
        "warning",
        "事务子过程已作为普通子过程导入。",
        "The transaction was imported as an ordinary sub-process.",
    ),
    "settings": (
        "error",
        "节点设置无效（{reason}），已按标准 BPMN 读取。",
        "The node's settings are not valid ({reason}); it was read as plain BPMN.",
    ),
    "not_valid": ("error", "导入的流程无效：{reason}。", "The imported flow is not valid: {reason}."),
    "message_flow": (
        "warning",
        "池之间的消息流未导入。",
        "Message flows between pools are not imported.",
    ),
}


@dataclass(frozen=True, slots=True)
class BpmnProblem:
    """`element` is the id (or, without one, the name) of the XML element, `line` counts from 1 (0: the whole file).

    An `error` means that something of the file is missing in the flow, a `warning` that something was assumed."""

    element: str
    line: int
    code: str
    message: dict[str, str]
    level: Level

    def to_json(self) -> dict[str, Any]:
        """What the page lists."""
        return {
            "element": self.element, "line": self.line, "code": self.code, "message": self.message,
            "level": self.level,
        }  # fmt: skip


def problem(code: str, element: str = "", line: int = 0, **values: object) -> BpmnProblem:
    """A problem of this page, its sentences filled in."""
    level, zh, en = _TEXTS[code]
    short = {key: _short(value) for key, value in values.items()}
    return BpmnProblem(element, line, code, {"zh-CN": zh.format(**short), "en": en.format(**short)}, level)


def _short(value: object) -> object:
    return value[:200] + "…" if isinstance(value, str) and len(value) > 200 else value


class CannotRead(Exception):
    """The file is no XML, not safe, or too big."""

    def __init__(self, found: BpmnProblem) -> None:
        self.problem = found
        super().__init__(found.message["en"])


class CannotWrite(Exception):
    """The flow's structure can't be drawn. `detail`: what is wrong with it, in both languages."""

    def __init__(self, reasons: Iterable[tuple[str, str]]) -> None:
        found = list(reasons)
        self.detail = {"zh-CN": ";".join(zh for zh, _ in found), "en": "; ".join(en for _, en in found)}
        super().__init__(self.detail["en"])
