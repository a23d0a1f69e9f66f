"""What people are told about, and how they are told when they have said nothing."""

from __future__ import annotations

from collections.abc import Mapping

from dougong.kit.errors import Text, say

KINDS: Mapping[str, Text] = {
    "task": say("新的待办", "New to-dos"),
    "reminder": say("待办提醒", "Reminders"),
    "escalated": say("超时升级", "Escalations"),
    "urged": say("催办", "Somebody urges"),
    "returned": say("退回", "Sent back to me"),
    "approved": say("审批通过", "Approved"),
    "rejected": say("审批拒绝", "Rejected"),
    "withdrawn": say("撤回", "Withdrawn"),
    "cc": say("抄送", "Copies"),
    "mention": say("有人提到我", "Mentions of me"),
    "comment": say("评论", "Comments"),
    "followed": say("关注的数据有变化", "Changes of records I follow"),
    "remind": say("数据提醒", "Reminders of records"),
    "export": say("定时导出出错", "Scheduled exports that failed"),
    "failed": say("流程出错", "Failed steps"),
    "message": say("流程消息", "Messages of flows"),
    "alert": say("指标提醒", "Alerts of dashboards"),
}
"""In the order people see them."""

ALWAYS_LISTED = frozenset({"task"})
"""A to-do is never only a mail: who switches the list off would not know of it."""
MAILED = frozenset({"task", "reminder", "escalated", "urged", "returned", "mention", "remind", "alert", "export"})
"""Also sent as mail, unless the person says otherwise: those that wait for them."""
