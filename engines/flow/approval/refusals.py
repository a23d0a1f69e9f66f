"""Why a command of an approval is refused: stable codes with their sentence in both languages."""

from engines.flow.events import Refused

_TEXTS = {
    "no_such_task": ("没有这个待办。", "There is no such task."),
    "task_closed": ("这个待办已经处理或关闭。", "This task has already been done or closed."),
    "not_yours": ("这个待办不是你的。", "This task is not yours."),
    "not_your_turn": ("还没有轮到你。", "It is not your turn yet."),
    "verb_not_allowed": ("此步骤不允许这个操作。", "This step does not allow that."),
    "comment_required": ("请填写意见。", "A comment is required."),
    "already_signer": ("此人已在本次审批中。", "That person already has a say in this approval."),
    "own_approval": ("发起人不能审批自己的申请。", "The initiator may not decide on their own request here."),
    "nobody_chosen": ("请选择人员。", "Choose at least one person."),
    "too_many_signers": ("审批人过多。", "There would be too many signers."),
    "not_added": ("只能减去加签或委派的人。", "Only added signers and delegates can be removed."),
    "not_added_by_you": ("只有加签人可以减签。", "Only the person who added this signer can remove them."),
    "not_decided": (
        "这个待办还没有处理，无法拿回。",
        "This task has not been decided yet, there is nothing to take back.",
    ),
    "decided_behind": (
        "后面已有人处理，无法拿回。",
        "Somebody behind you has already decided, so it can't be taken back.",
    ),
}


def refused(code: str) -> Refused:
    """The exception to raise for a code of this module."""
    return Refused(code, *_TEXTS[code])
