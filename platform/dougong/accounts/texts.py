"""What letters about an account say, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dougong.kit.errors import Text, say


@dataclass(frozen=True)
class Wording:
    """`{name}` of the receiver, `{email}` of their account. `linked`: a link follows the text."""

    title: Text
    text: Text
    linked: bool = False


WORDINGS: Mapping[str, Wording] = {
    "invitation": Wording(
        say("邀请你加入斗拱", "You are invited to Dougong"),
        say(
            "{name}，你好：\n\n管理员为你开通了账号 {email}。请点击下面的链接设置密码，设置后即可使用。\n"
            "链接 7 天内有效，只能使用一次，请勿转发。",
            "Hello {name},\n\nan account has been made for you: {email}. Choose a password at the address below and "
            "you are in.\nThe link is good once, for 7 days; please don't pass it on.",
        ),
        linked=True,
    ),
    "reset": Wording(
        say("重设密码", "Choose a new password"),
        say(
            "{name}，你好：\n\n有人（希望是你本人）为账号 {email} 申请重设密码。请点击下面的链接设置新密码。\n"
            "链接 30 分钟内有效，只能使用一次。如果不是你申请的，忽略这封邮件即可，密码不会改变。",
            "Hello {name},\n\nsomebody, hopefully you, has asked for a new password of {email}. Choose it at the "
            "address below.\nThe link is good once, for 30 minutes. If it wasn't you, do nothing: your password stays.",
        ),
        linked=True,
    ),
    "password_changed": Wording(
        say("密码已修改", "Your password was changed"),
        say(
            "{name}，你好：\n\n账号 {email} 的密码刚刚被修改，其他设备已退出登录。"
            "如果不是你本人操作，请立即联系管理员。",
            "Hello {name},\n\nthe password of {email} was just changed, and other devices were signed out. If it "
            "wasn't you, tell your administrator at once.",
        ),
    ),
    "second_factor_on": Wording(
        say("两步验证已开启", "Two-step verification is on"),
        say(
            "{name}，你好：\n\n账号 {email} 刚刚开启了两步验证。如果不是你本人操作，请立即联系管理员。",
            "Hello {name},\n\ntwo-step verification was just turned on for {email}. If it wasn't you, tell your "
            "administrator at once.",
        ),
    ),
    "second_factor_off": Wording(
        say("两步验证已关闭", "Two-step verification is off"),
        say(
            "{name}，你好：\n\n账号 {email} 的两步验证刚刚被关闭。如果不是你本人操作，请立即联系管理员。",
            "Hello {name},\n\ntwo-step verification was just turned off for {email}. If it wasn't you, tell your "
            "administrator at once.",
        ),
    ),
}
