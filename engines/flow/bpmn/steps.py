"""Elements of BPMN files of any product as settings of nodes of ours.

Each kind of element has a function that gives the chain of nodes it becomes (usually one); what enters the element
enters the first of them, what leaves it leaves the last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from engines.flow.bpmn import events, people
from engines.flow.bpmn.conditions import formula_of, variable_of
from engines.flow.bpmn.context import Context, documentation_of, extension, extensions, label_of, vendor
from engines.flow.bpmn.names import BPMN, FORMULA, key_of
from engines.flow.bpmn.speak import MODES, Json
from engines.flow.bpmn.xml import Element

MAX_CODE = 20_000
_PLACE = re.compile(r"[$#]\{\s*([A-Za-z_][\w.]*)\s*\}")
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


def chain_of(element: Element, context: Context) -> list[Json] | None:
    """The nodes of an element, without ids; None: it was left out, and the problem is noted."""
    make = _KINDS.get(element.name)
    if make is None:
        context.tell("unsupported", element, what=element.name)
        return None
    chain = make(element, context)
    if chain:
        about: Json = {"label": label_of(element), "description": documentation_of(element)}
        chain[-1].update({name: text for name, text in about.items() if text})
    return chain


def placeholder(element: Element, context: Context, what: str = "") -> list[Json]:
    """A notice to nobody, where something stood that flows don't have."""
    context.tell("replaced", element, what=what or element.name)
    return [_notice(element)]


def _notice(element: Element) -> Json:
    return {"type": "notify", "title": label_of(element) or element.id[:500]}


# tasks ---------------------------------------------------------------------------------------------------


def _user(element: Element, context: Context) -> list[Json]:
    asked = people.assignees_of(element, context)
    if people.is_approval(element):
        context.tell("guessed_approval", element)
        return [{"type": "approval", "assignees": asked, **people.approval_mode(element, context)}]
    return [{"type": "fill", "assignees": asked, **_each(element, context)}]


def _manual(element: Element, context: Context) -> list[Json]:
    context.tell("manual", element)
    return [{"type": "fill", "assignees": people.assignees_of(element, context), **_each(element, context)}]


def _each(element: Element, context: Context) -> Json:
    loop, said = people.loop_of(element)
    if said is None:
        return {}
    ours = any(part.get("language") == FORMULA for part in said.children)
    over = loop.over if loop and ours else formula_of(variable_of(loop.over)) if loop else None
    if loop is None or not over:
        context.tell("loop", element, text=loop.over if loop else said.name)
        return {}
    each: Json = {"over": over, "mode": "sequential" if loop.sequential else "parallel"}
    if loop.until:
        until = loop.until if ours else formula_of(loop.until)
        if until is None:
            context.tell("completion", element, text=loop.until)
        else:
            each["until"] = until
    return {"each": each}


def _service(element: Element, context: Context) -> list[Json]:
    fields = {field.get("name") or "": _field(field) for field in extensions(element) if field.name == "field"}
    kind = vendor(element, "type")
    if kind == "mail":
        receiver = fields.get("to", "")
        asked: list[Json] = [{"email": receiver}] if re.fullmatch(r"[^@\s]+@[^@\s]+", receiver) else []
        if not asked:
            context.tell("assignee", element, text=receiver)
        title = _places(fields.get("subject", ""))[:500] or label_of(element) or "-"
        text = _places(fields.get("text") or fields.get("html", ""))[:20_000]
        return [{"type": "notify", "channels": ["mail"], "to": asked, "title": title, "text": text}]
    if kind == "http" and fields.get("requestUrl"):
        method = fields.get("requestMethod", "GET").upper()
        call: Json = {"type": "http", "url": _places(fields["requestUrl"])[:2_000]}
        call["method"] = method if method in _METHODS else "POST"
        if fields.get("requestBody"):
            call["body"] = _places(fields["requestBody"])[:20_000]
        return [call]
    return placeholder(element, context)


def _field(field: Element) -> str:
    value = field.get("stringValue") or field.get("expression")
    return (value or next((part.text for part in field.children), "")).strip()


def _places(text: str) -> str:
    """`${customer.name}` → `{customer.name}`."""
    return _PLACE.sub(lambda found: "{" + found[1] + "}", text)


def _send(element: Element, context: Context) -> list[Json]:
    if element.get("messageRef"):
        return [{"type": "send", "message": events.message_of(element, None, context)}]
    context.tell("assignee", element, text=label_of(element) or element.id)
    return [_notice(element)]


def _receive(element: Element, context: Context) -> list[Json]:
    return [{"type": "wait", "message": events.message_of(element, None, context)}]


def _script(element: Element, context: Context) -> list[Json]:
    script = element.first("script", space=BPMN)
    expression = extension(element, "script")
    code = (script.text if script else expression.get("expression") or "" if expression else "").strip()
    language = element.get("scriptFormat") or ("FEEL" if expression is not None else "")
    if language.lower() not in ("python", "asteval"):
        context.tell("script", element, language=language or "?")
        code = "\n".join(f"# {line}" for line in code.splitlines())
    return [{"type": "script", "code": code[:MAX_CODE] or "# -"}]


def _call(element: Element, context: Context) -> list[Json]:
    zeebe = extension(element, "calledElement")
    called = element.get("calledElement") or (zeebe.get("processId") if zeebe is not None else "") or ""
    if not called or variable_of(called) != called:
        return placeholder(element, context, f"callActivity {called}".strip())
    return [{"type": "call", "flow": key_of(called.rpartition(":")[2], "flow"), **_each(element, context)}]


def _subprocess(element: Element, context: Context) -> list[Json] | None:
    if element.get("triggeredByEvent") == "true":
        context.tell("unsupported", element, what="event sub-process")
        return None
    if element.name == "transaction":
        context.tell("transaction", element)
    return [{"type": "subprocess", **_each(element, context)}]


# gateways and events -------------------------------------------------------------------------------------


def _gateway(element: Element, context: Context) -> list[Json]:
    if element.name == "complexGateway":
        context.tell("complex_gateway", element)
        return [{"type": "branch", "mode": "inclusive"}]
    return [{"type": "branch", "mode": MODES[element.name]}]


def _start(_element: Element, _context: Context) -> list[Json]:
    return [{"type": "start"}]


def _end(element: Element, context: Context) -> list[Json]:
    kind, definition = events.definition_of(element, context)
    if kind == "terminate":
        return [{"type": "end", "terminate": True}]
    if kind in ("message", "signal"):
        message = events.message_of(element, definition, context)
        events.noted_signal(kind, message, element, context)
        return [{"type": "send", "message": message}, {"type": "end"}]
    if kind == "error":
        context.tell("error_end", element)
        return [{"type": "end", "terminate": True, "result": "rejected"}]
    if definition is not None:
        context.tell("unsupported", definition, what=definition.name)
    return [{"type": "end"}]


def _catch(element: Element, context: Context) -> list[Json]:
    kind, definition = events.definition_of(element, context)
    if kind == "link":
        return [{"type": "branch"}]
    if kind not in ("timer", "message", "signal", "conditional"):
        return placeholder(element, context, definition.name if definition is not None else element.name)
    return [{"type": "wait", **events.waiting(element, kind, definition, context)}]


def _throw(element: Element, context: Context) -> list[Json]:
    kind, definition = events.definition_of(element, context)
    if kind in ("", "link"):
        return [{"type": "branch"}]
    if kind not in ("message", "signal"):
        return placeholder(element, context, definition.name if definition is not None else element.name)
    message = events.message_of(element, definition, context)
    events.noted_signal(kind, message, element, context)
    return [{"type": "send", "message": message}]


def _boundary(element: Element, context: Context) -> list[Json] | None:
    kind, definition = events.definition_of(element, context)
    if kind not in ("timer", "message", "signal", "error"):
        context.tell("unsupported", element, what=definition.name if definition is not None else element.name)
        return None
    return [{"type": "boundary", **events.boundary(element, kind, definition, context)}]


_KINDS: Mapping[str, Callable[[Element, Context], list[Json] | None]] = {
    "userTask": _user, "manualTask": _manual, "task": _manual, "serviceTask": _service, "sendTask": _send,
    "receiveTask": _receive, "scriptTask": _script, "businessRuleTask": placeholder, "callActivity": _call,
    "subProcess": _subprocess, "transaction": _subprocess, "adHocSubProcess": placeholder,
    "exclusiveGateway": _gateway, "parallelGateway": _gateway, "inclusiveGateway": _gateway,
    "eventBasedGateway": _gateway, "complexGateway": _gateway, "startEvent": _start, "endEvent": _end,
    "intermediateCatchEvent": _catch, "intermediateThrowEvent": _throw, "boundaryEvent": _boundary,
}  # fmt: skip
CONTAINERS = frozenset({"subProcess", "transaction"})
"""What is read from the inside, too."""
