"""What the feed refuses, as OData says it: 400 for a wrong question, 501 for one it does not answer."""

from __future__ import annotations

from typing import ClassVar

from dougong.kit.errors import Problem, Text, say


class BadQuestion(Problem):
    """The address or one of its options is wrong: 400."""

    status: ClassVar[int] = 400
    default_code: ClassVar[str] = "bad_question"
    title: ClassVar[Text] = say("请求有误", "The question is not valid")


class NotOffered(Problem):
    """OData has it, this feed has not: 501."""

    status: ClassVar[int] = 501
    default_code: ClassVar[str] = "not_offered"
    title: ClassVar[Text] = say("不支持", "Not implemented")


def not_offered(what: str) -> NotOffered:
    return NotOffered(say(f"此数据源不支持 {what}。", f"This feed does not offer {what}."))


def bad_question(what: str) -> BadQuestion:
    return BadQuestion(say(f"无法理解：{what}", f"Not understood: {what}"))


def no_such_name(name: str) -> BadQuestion:
    """One answer for what isn't there and what may not be seen."""
    return BadQuestion(say(f"没有“{name}”。", f"There is no “{name}”."), "unknown_name")
