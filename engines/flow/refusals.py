"""Why a command of a person or an operator is refused: stable codes with their sentence in both languages."""

from engines.flow.approval.refusals import refused as refused_by_approval
from engines.flow.events import Refused

_TEXTS = {
    "not_running": ("流程已经结束或尚未开始。", "The flow has ended or has not begun."),
    "already_started": ("流程已经开始。", "The flow has already begun."),
    "no_such_step": ("没有这个步骤，或不能退回到该步骤。", "There is no such step, or it can't be returned to."),
    "no_such_token": ("没有这个位置，它可能已经前进。", "There is no such place in the flow; it may have moved on."),
    "not_failed": ("此步骤没有失败。", "This step has not failed."),
    "not_initiator": ("只有发起人可以这样做。", "Only who started the flow can do that."),
    "withdraw_not_allowed": ("此流程不允许撤回。", "This flow can't be withdrawn."),
    "withdraw_too_late": (
        "已有人处理，不能再撤回。",
        "Somebody has already decided, so it can't be withdrawn any more.",
    ),
    "take_back_too_late": (
        "后续步骤已经发生，无法拿回。",
        "Something has happened after it, so it can't be taken back.",
    ),
    "straight_not_possible": (
        "无法直达退回人，请选择逐级重新提交。",
        "It can't come straight back from there; choose step by step.",
    ),
    "no_initiator": (
        "流程没有发起人，不能退回到开始。",
        "Nobody started this flow, so it can't go back to the start.",
    ),
    "nobody_to_urge": ("没有可催办的待办。", "There is no open task to urge."),
    "cannot_migrate": ("此实例不能迁移到新版本。", "This instance can't move to the other version."),
}


def refused(code: str) -> Refused:
    """The exception to raise for a code, of this page or of an approval's."""
    return Refused(code, *_TEXTS[code]) if code in _TEXTS else refused_by_approval(code)
