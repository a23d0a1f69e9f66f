"""Events of BPMN files: what they wait for, start with, send or end as."""

from __future__ import annotations

from engines.flow.bpmn import names
from engines.flow.bpmn.context import Context
from engines.flow.bpmn.speak import Json
from engines.flow.bpmn.times import counts_weekdays, cron_of, cycle_of, duration_of, instant_of
from engines.flow.bpmn.xml import Element

_TIMES = {"timeDuration": "duration", "timeDate": "date", "timeCycle": "cycle"}
TAKEN = {
    "timerEventDefinition": "timer", "messageEventDefinition": "message", "signalEventDefinition": "signal",
    "conditionalEventDefinition": "conditional", "errorEventDefinition": "error", "linkEventDefinition": "link",
    "terminateEventDefinition": "terminate",
}  # fmt: skip
LOST = "1 day"


def definition_of(element: Element, context: Context) -> tuple[str, Element | None]:
    """The kind of an event (`""`: none; `other`: one we don't know) and its definition."""
    found = [one for one in element.children if one.space == names.BPMN and one.name.endswith("EventDefinition")]
    for further in found[1:]:
        context.tell("unsupported", further, what=further.name)
    if not found:
        return "", None
    return TAKEN.get(found[0].name, "other"), found[0]


def timer_of(definition: Element | None) -> tuple[str, str, Element | None]:
    """(`duration` | `date` | `cycle` | "", text, the element that says so)."""
    for part in definition.children if definition else ():
        if part.name in _TIMES and part.space == names.BPMN:
            return _TIMES[part.name], part.text.strip(), part
    return "", "", None


def message_of(element: Element, definition: Element | None, context: Context) -> str:
    """The key of the message of an event or task; without a reference, of its own name."""
    kind = "signalRef" if definition is not None and definition.name == "signalEventDefinition" else "messageRef"
    found = context.referred(definition if definition is not None else element, kind)
    return found or names.key_of(element.get("name") or element.id, "message")


def noted_signal(kind: str, message: str, element: Element, context: Context) -> None:
    """Signals are sent to everybody, messages to those on the same record: a person should look at it."""
    if kind == "signal":
        context.tell("signal", element, name=message)


def waiting(element: Element, kind: str, definition: Element | None, context: Context) -> Json:
    """The settings of a wait node."""
    if kind == "timer":
        return _timed(element, definition, context)
    if kind == "conditional":
        condition = definition.first("condition", space=names.BPMN) if definition else None
        text, formula = context.formula(condition)
        if formula is None:
            context.tell("condition", element, text=text)
        return {"when": formula or "FALSE"}
    message = message_of(element, definition, context)
    noted_signal(kind, message, element, context)
    return {"message": message}


def _timed(element: Element, definition: Element | None, context: Context) -> Json:
    kind, text, said = timer_of(definition)
    ours = said is not None and said.get("language") == names.FORMULA
    bare = text.removeprefix("=").strip("\"' ")
    if kind == "date":
        if ours and text:
            return {"until": text}
        if instant := instant_of(bare):
            if instant[1]:
                context.tell("timer_zone", element, text=text)
            return {"until": instant[0]}
        _, formula = context.formula(said)
        if formula is not None:
            return {"until": formula}
    duration = duration_of(bare) if kind != "date" else None
    if duration is None:
        context.tell("timer", element, text=text)
    return {"for": duration or LOST}


def boundary(element: Element, kind: str, definition: Element | None, context: Context) -> Json:
    """The settings of a boundary node, but for its host."""
    interrupt: Json = {} if element.get("cancelActivity", None) != "false" else {"interrupt": False}
    if kind == "error":
        if definition is not None and definition.get("errorRef"):
            context.tell("error_code", element)
        return {"catch": "error", **interrupt}
    if kind == "timer":
        timed, text, _ = timer_of(definition)
        bare = text.removeprefix("=").strip("\"' ")
        after: str | None
        after, repeat = (cycle_of(bare) or (None, 0)) if timed == "cycle" else (duration_of(bare), 0)
        if after is None:
            context.tell("timer", element, text=text)
        return {"catch": "timer", "after": after or LOST, **({"repeat": repeat} if repeat > 0 else {}), **interrupt}
    message = message_of(element, definition, context)
    noted_signal(kind, message, element, context)
    return {"catch": "message", "message": message, **interrupt}


def trigger_of(start: Element | None, label: str, context: Context) -> Json:
    """How a process of another product begins: by a button unless its start event says otherwise."""
    button: Json = {"on": "button", "label": label or "开始"}
    if start is None:
        return button
    kind, definition = definition_of(start, context)
    if kind in ("message", "signal"):
        message = message_of(start, definition, context)
        noted_signal(kind, message, start, context)
        return {"on": "message", "message": message}
    if kind == "timer":
        timed, text, _ = timer_of(definition)
        bare = text.removeprefix("=").strip("\"' ")
        cron = cron_of(bare) if timed == "cycle" else None
        if cron and counts_weekdays(bare):
            context.tell("weekdays", start, text=text)
        if cron:
            return {"on": "schedule", "cron": cron}
        context.tell("schedule", start, text=text)
    elif kind:
        assert definition is not None
        context.tell("unsupported", start, what=definition.name)
    return button
