"""What starts a flow. The platform evaluates triggers (they need the database and the clock); the engine only knows
their shape, compiles their conditions and lints them.

`when` conditions see the record's fields, and for `update` and `delete` also `old.…`.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from engines.flow.assignees import Assignees
from engines.flow.parts import Duration, FieldPath, FormulaText, Key, Label, Part

Missed = Literal["once", "all", "skip"]
"""What a timer does about the times it missed while the product was down."""


class OnCreate(Part):
    """A record was created. There is no gate before it: what isn't there yet can't be shown to who shall decide."""

    on: Literal["create"]
    when: FormulaText | None = None


class OnUpdate(Part):
    """A record was changed. With `fields`: one of them differs, and `when` holds. Without: `when` has become true by
    this change (or there is none).

    `gate` holds the change itself: the record keeps its old values until the flow ends `approved`, and drops the new
    ones when it ends otherwise (R51)."""

    on: Literal["update"]
    fields: Annotated[tuple[Key, ...], Field(max_length=100)] = ()
    when: FormulaText | None = None
    mode: Literal["after", "gate"] = "after"


class OnDelete(Part):
    """A record was moved to the bin (`gate`: is about to be)."""

    on: Literal["delete"]
    when: FormulaText | None = None
    mode: Literal["after", "gate"] = "after"


class OnUnchanged(Part):
    """`field` has had the same value for `for` (R52: five days in 初步沟通). Fires once per stay, again
    after a change."""

    on: Literal["unchanged"]
    field: Key
    duration: Duration = Field(alias="for")
    when: FormulaText | None = None
    missed: Missed = "once"


class OnDate(Part):
    """At `at` o'clock, `offset` days after (negative: before) the date in `field` of each record.

    `yearly` repeats each year (birthdays; 29 February falls on `leap` in other years). `business` counts offsets in
    workdays."""

    on: Literal["date"]
    field: FieldPath
    offset: Annotated[int, Field(ge=-3_660, le=3_660)] = 0
    business: bool = False
    at: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "09:00"
    yearly: bool = False
    leap: Literal["02-28", "03-01"] = "02-28"
    when: FormulaText | None = None
    missed: Missed = "once"


class OnSchedule(Part):
    """A cron line (five fields) in a time zone. With `each`, one instance per record that satisfies it, else one
    without."""

    on: Literal["schedule"]
    cron: Annotated[str, StringConstraints(min_length=9, max_length=120)]
    timezone: Annotated[str, StringConstraints(max_length=64)] = "Asia/Shanghai"
    each: FormulaText | None = None
    missed: Missed = "once"


class OnButton(Part):
    """A person presses a button on the record (or on each selected one of a list) while `when` holds. `place` `field`:
    the flow draws no button of its own, a button field of the form starts it. `whole`: all or nothing; when a step
    fails, or the flow ends as rejected, before anybody is waited for, the press is refused and nothing of it stays."""

    on: Literal["button"]
    label: Label
    place: Literal["record", "list", "both", "field"] = "record"
    when: FormulaText | None = None
    confirm: Label | None = None
    whole: bool = False


class OnWebhook(Part):
    """A signed call from outside (standard webhooks). `record` makes or finds the record from the payload's keys."""

    on: Literal["webhook"]
    set: Annotated[dict[Key, Annotated[str, StringConstraints(max_length=200)]], Field(max_length=100)] = Field(
        default_factory=dict
    )
    """field key → path in the payload (`data.customer.name`)."""
    match: Key | None = None
    """The record whose value of this field equals is updated instead of a new one made."""


class OnMessage(Part):
    """Another flow sends `message`, or a form link does."""

    on: Literal["message"]
    message: Key
    when: FormulaText | None = None


class OnFormLink(Part):
    """A link that opens the start form: a person fills `fields` and so starts the flow."""

    on: Literal["form_link"]
    who: Assignees = ()


class OnCall(Part):
    """Only other flows start it."""

    on: Literal["call"]


Trigger: TypeAlias = Annotated[
    OnCreate | OnUpdate | OnDelete | OnUnchanged | OnDate | OnSchedule | OnButton | OnWebhook | OnMessage | OnFormLink
    | OnCall,
    Field(discriminator="on"),
]  # fmt: skip
