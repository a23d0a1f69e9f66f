"""TEXT's formats, and amounts in Chinese capital numerals.

Numbers: `0` a digit, `#` a digit if there is one, `,` between digits groups by thousands, `.` the point, `%`
times 100. Dates: yyyy yy, mmmm mmm mm m, dddd ddd dd d, aaaa aaa (星期一, 一), hh h, mm m (minutes, beside
hours or seconds), ss s, AM/PM. Both: text in double quotes or after a backslash as it is, and any other
character that is no letter or digit. Everything else is #VALUE!.
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from engines.formula.errors import VALUE, Fail
from engines.formula.values import WIDE

_PARTS = re.compile(r'"([^"]*)"|\\(.)|([0#][0#,]*(?:\.[0#]*)?|\.[0#]+)|(%)|([^0-9A-Za-z#])')
_TOKENS = re.compile(
    r'"([^"]*)"|\\(.)|(AM/PM|yyyy|yy|y|mmmm|mmm|mm|m|dddd|ddd|dd|d|aaaa|aaa|hh|h|ss|s)|([^0-9A-Za-z])', re.IGNORECASE
)
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_WEEK = "一二三四五六日"
_MOST_PLACES = 30


def format_number(value: Decimal, pattern: str) -> str:
    """A number in a format; see the module's text."""
    if pattern.lower() in ("general", "@", "常规"):
        return format(value.normalize(), "f")
    prefix, digits, suffix, percents = _split_number_format(pattern)
    scaled = value.scaleb(2 * percents, WIDE)
    whole, _, decimals = digits.partition(".")
    if len(decimals) > _MOST_PLACES or len(whole) > 40:
        raise Fail(VALUE)
    try:
        rounded = scaled.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP, WIDE)
    except InvalidOperation:  # far more digits before the point: nothing to round
        rounded = scaled
    sign = "-" if rounded < 0 else ""
    left, _, right = format(abs(rounded), "f").partition(".")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        left = _grouped(left)
    least = len(decimals.rstrip("#"))
    right = right.ljust(least, "0")
    right = right[:least] + right[least:].rstrip("0")
    point = "." if "." in digits and (right or decimals == "" or "0" in decimals) else ""
    return f"{sign}{prefix}{left}{point}{right}{suffix}"


def _split_number_format(pattern: str) -> tuple[str, str, str, int]:
    prefix, suffix, digits, place, percents = "", "", None, 0, 0
    while place < len(pattern):
        match = _PARTS.match(pattern, place)
        if match is None or match[5] == ";":
            raise Fail(VALUE)
        place = match.end()
        if match[3] is not None:
            if digits is not None:
                raise Fail(VALUE)
            digits = match[3]
            continue
        shown = match[1] if match[1] is not None else match[2] or match[4] or match[5]
        percents += match[4] is not None
        if digits is None:
            prefix += shown
        else:
            suffix += shown
    if digits is None or percents > 1:
        raise Fail(VALUE)
    return prefix, digits, suffix, percents


def _grouped(digits: str) -> str:
    head = len(digits) % 3
    groups = [digits[:head]] if head else []
    return ",".join(groups + [digits[i : i + 3] for i in range(head, len(digits), 3)])


def format_date(value: date | datetime, pattern: str) -> str:
    """A date, or a wall-clock time, in a format; see the module's text."""
    tokens: list[tuple[str, str]] = []
    place = 0
    while place < len(pattern):
        match = _TOKENS.match(pattern, place)
        if match is None:
            raise Fail(VALUE)
        place = match.end()
        if match[3] is not None:
            tokens.append(("token", match[3].lower()))
        else:
            tokens.append(("text", match[1] if match[1] is not None else match[2] or match[4]))
    _tell_minutes_from_months(tokens)
    twelve = ("token", "am/pm") in tokens
    return "".join(text if kind == "text" else _date_part(value, text, twelve) for kind, text in tokens)


def _tell_minutes_from_months(tokens: list[tuple[str, str]]) -> None:
    """m and mm are minutes after hours or before seconds, as in Excel."""
    places = [index for index, (kind, _) in enumerate(tokens) if kind == "token"]
    for order, index in enumerate(places):
        if tokens[index][1] not in ("m", "mm"):
            continue
        before = tokens[places[order - 1]][1] if order else ""
        after = tokens[places[order + 1]][1] if order + 1 < len(places) else ""
        if before in ("h", "hh") or after in ("s", "ss"):
            tokens[index] = ("token", "minute" + tokens[index][1])


def _date_part(value: date | datetime, token: str, twelve: bool) -> str:
    hour, minute, second = (value.hour, value.minute, value.second) if isinstance(value, datetime) else (0, 0, 0)
    weekday = value.weekday()
    shown_hour = (hour % 12 or 12) if twelve else hour
    parts = {
        "yyyy": f"{value.year:04}", "yy": f"{value.year % 100:02}", "y": f"{value.year % 100:02}",
        "mmmm": _MONTHS[value.month - 1], "mmm": _MONTHS[value.month - 1][:3],
        "mm": f"{value.month:02}", "m": str(value.month),
        "dddd": _DAYS[weekday], "ddd": _DAYS[weekday][:3], "dd": f"{value.day:02}", "d": str(value.day),
        "aaaa": "星期" + _WEEK[weekday], "aaa": _WEEK[weekday],
        "hh": f"{shown_hour:02}", "h": str(shown_hour), "minutemm": f"{minute:02}", "minutem": str(minute),
        "ss": f"{second:02}", "s": str(second), "am/pm": "AM" if hour < 12 else "PM",
    }  # fmt: skip
    return parts[token]


_NUMERALS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def upper_case_amount(amount: Decimal) -> str:
    """An amount of at most two decimals: 12345.67 → 壹万贰仟叁佰肆拾伍元陆角柒分. #VALUE! from 10^16 on."""
    cents = int(abs(amount).scaleb(2))
    if cents >= 10**18:
        raise Fail(VALUE)
    yuan, rest = divmod(cents, 100)
    jiao, fen = divmod(rest, 10)
    text = _whole_amount(yuan) + "元" if yuan or not rest else ""
    if not rest:
        text += "整"
    else:
        if jiao:
            text += _NUMERALS[jiao] + "角"
        elif yuan:
            text += "零"
        text += _NUMERALS[fen] + "分" if fen else "整"
    return ("负" if amount < 0 else "") + text


def _whole_amount(value: int) -> str:
    if not value:
        return "零"
    text, gap = "", False
    for group in range(3, -1, -1):
        digits = value // 10 ** (4 * group) % 10_000
        if not digits:
            gap = gap or bool(text)
            continue
        if text and (gap or digits < 1000):
            text += "零"
        text += _four_digits(digits) + _GROUPS[group]
        gap = False
    return text


def _four_digits(value: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if not digit:
            gap = gap or bool(text)
            continue
        text += ("零" if gap else "") + _NUMERALS[digit] + _UNITS[place]
        gap = False
    return text
