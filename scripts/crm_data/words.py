"""Values of demo rows that stand for something at the install: days, instants, people, other rows."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

_HOUR = 60


def day(shift: int, *, years: int = 0) -> Row:
    """The day `shift` days from the install, `years` years earlier or later."""
    return {"$days": shift, "years": years} if years else {"$days": shift}


def at(shift: int, minute: int) -> Row:
    """An instant of that day; `minute` counts from midnight."""
    return {"$days": shift, "time": clock(minute)}


def week(weeks: int, weekday: int, minute: int) -> Row:
    """An instant of a weekday (1 is Monday) of the week `weeks` weeks from that of the install."""
    return {"$week": weeks, "weekday": weekday, "time": clock(minute)}


def month(months: int, day_of_month: int) -> Row:
    """A day of the month `months` months from that of the install."""
    return {"$month": months, "day": day_of_month}


def minutes(shift: int) -> Row:
    """The instant `shift` minutes from the install."""
    return {"$minutes": shift}


def clock(minute: int) -> str:
    """Minutes since midnight as 09:05."""
    return f"{minute // _HOUR:02}:{minute % _HOUR:02}"


def ref(form: str, number: int) -> Row:
    """Row `number` of a form; 1 is the first."""
    return {"$ref": f"{form}:{number}"}


def person(key: str) -> Row:
    """Somebody of people.json."""
    return {"$person": key}


def department(key: str) -> Row:
    """A department of people.json."""
    return {"$department": key}


def filled(values: Row) -> Row:
    """Without what is empty: a row says only what it has."""
    return {key: value for key, value in values.items() if value is not None and value != []}
