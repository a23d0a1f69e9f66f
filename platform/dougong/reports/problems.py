"""Refusals of reports, each with its sentence in both languages (what all definitions share: apps/problems.py)."""

from __future__ import annotations

from dougong.kit.errors import Conflict, Invalid, NotFound, say


def dashboard_not_found(key: str) -> NotFound:
    return NotFound(say(f"没有仪表盘“{key}”。", f"There is no dashboard “{key}”."), "dashboard_not_found")


def tile_not_found(key: str) -> NotFound:
    return NotFound(say(f"没有图表“{key}”。", f"There is no tile “{key}”."), "tile_not_found")


def link_not_found() -> NotFound:
    return NotFound(say("链接不存在或已失效。", "There is no such link, or it is no longer valid."), "link_not_found")


def delivery_not_found(key: str) -> NotFound:
    return NotFound(say(f"没有推送“{key}”。", f"There is no delivery “{key}”."), "delivery_not_found")


def alert_not_found(key: str) -> NotFound:
    return NotFound(say(f"没有提醒“{key}”。", f"There is no alert “{key}”."), "alert_not_found")


def too_many_rows(most: int) -> Invalid:
    return Invalid(
        say(
            f"需要读取的数据超过 {most:,} 行，请缩小筛选范围。",
            f"This would read more than {most:,} rows; please narrow the filters.",
        ),
        "too_many_rows",
    )


def too_many_groups(most: int) -> Invalid:
    return Invalid(
        say(f"分组超过 {most:,} 个，请减少维度。", f"More than {most:,} groups; please use fewer dimensions."),
        "too_many_groups",
    )


def took_too_long(seconds: int) -> Invalid:
    return Invalid(
        say(
            f"计算超过 {seconds} 秒，已停止，请缩小筛选范围。",
            f"Stopped after {seconds} seconds; please narrow the filters.",
        ),
        "too_slow",
    )


def too_many_dashboards(most: int) -> Conflict:
    return Conflict(say(f"最多 {most} 个仪表盘。", f"At most {most} dashboards."), "too_many_dashboards")
