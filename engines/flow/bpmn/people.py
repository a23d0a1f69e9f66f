"""Who does a task, as other products say it: assignee and candidates, lanes, multi-instance over people."""

from __future__ import annotations

import re

from engines.flow.bpmn import names
from engines.flow.bpmn.context import Context, extension, extensions, label_of, vendor
from engines.flow.bpmn.speak import Json, Loop
from engines.flow.bpmn.xml import Element

_EXPRESSION = re.compile(r"[$#]\{|^=")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CALLED = re.compile(r"(user|group)\(([^)]*)\)")
_STARTER = frozenset({"initiator", "starter", "start_user_id", "apply_user_id", "startuserid", "applyuserid", "owner"})
_ANY = re.compile(r"nrOfCompletedInstances\s*(?:>=?|==)\s*[01]\b")
_RATIO = re.compile(r"nrOfCompletedInstances\s*/\s*nrOfInstances\s*>=?\s*(0?\.\d+|1(?:\.0+)?)\b")
_APPROVAL = re.compile(r"审批|审核|批准|会签|或签|审定|复核|复审|approv|review|sign.?off", re.IGNORECASE)
MAX_ASSIGNEES = 20


def assignees_of(element: Element, context: Context) -> list[Json]:
    """The people of a task: of its own, else the role of its lane."""
    users, groups = _named(element)
    found: list[Json] = []
    for text in users:
        one = _person(text, context)
        if one is None:
            context.tell("assignee", element, text=text)
        elif one not in found:
            found.append(one)
    for text in groups:
        if _EXPRESSION.search(text):
            context.tell("assignee", element, text=text)
            continue
        role: Json = {"role": role_of(text, "", element, context)}
        if role not in found:
            found.append(role)
    lane = context.roles.get(element.get("id") or "")
    if not users and not groups and lane:
        found.append({"role": lane})
    return found[:MAX_ASSIGNEES]


def _named(element: Element) -> tuple[list[str], list[str]]:
    """Texts that name people, and texts that name groups."""
    definition = extension(element, "assignmentDefinition")
    sources = [element] if definition is None else [element, definition]
    users: list[str] = []
    groups: list[str] = []
    for source in sources:
        get = source.get if source is definition else (lambda name: vendor(element, name))
        users += _split(get("assignee")) + _split(get("candidateUsers"))
        groups += _split(get("candidateGroups"))
    for owner in element.all("potentialOwner", "humanPerformer", "performer", space=names.BPMN):
        for expression in owner.walk():
            if expression.name == "formalExpression":
                called = _CALLED.findall(expression.text)
                users += [text.strip() for kind, text in called if kind == "user"]
                groups += [text.strip() for kind, text in called if kind == "group"]
                plain = _split(_CALLED.sub("", expression.text))
                (groups if owner.name == "potentialOwner" else users).extend(plain)
    return users, groups


def _split(text: str | None) -> list[str]:
    text = (text or "").strip()
    return [text] if _EXPRESSION.search(text) else [part.strip() for part in text.split(",") if part.strip()]


def _person(text: str, context: Context) -> Json | None:
    name = text.strip("${}#= \"'").removeprefix("execution.").removeprefix("INITIATOR.")
    if names.key_of(name) in _STARTER or (context.starter and name == context.starter):
        return {"field": "initiator"}
    if _EXPRESSION.search(text):
        return None
    if _ID.fullmatch(text):
        return {"person": text}
    return {"email": text} if _MAIL.fullmatch(text) and len(text) <= 254 else None


def role_of(name: str, other: str, element: Element, context: Context) -> str:
    """A role's key from the name of a group or lane (or from its id), with a warning when the key is another word."""
    latin = any(letter.isascii() and letter.isalpha() for letter in name)
    role = names.key_of(name if latin or not other else other, "role")
    if role != name:
        context.tell("role", element, name=name or other, role=role)
    return role


def lanes_of(process: Element, context: Context) -> dict[str, str]:
    """XML id of a step → role of the lane it stands in (the innermost)."""
    found: dict[str, str] = {}
    for lane in (one for lanes in process.all("laneSet", space=names.BPMN) for one in lanes.walk()):
        if lane.name != "lane":
            continue
        inside = [ref.text.strip() for ref in lane.all("flowNodeRef", space=names.BPMN)]
        if inside:
            role = role_of(label_of(lane), lane.id, lane, context)
            found.update(dict.fromkeys(inside, role))
    return found


def is_approval(element: Element) -> bool:
    """Its name, its id or the way it is shared out among people tell that a yes or no is asked for."""
    return bool(_APPROVAL.search(f"{element.get('name') or ''} {element.get('id') or ''}")) or _over_people(element)


def _over_people(element: Element) -> bool:
    loop = element.first("multiInstanceLoopCharacteristics", space=names.BPMN)
    variable = vendor(loop, "elementVariable") if loop else ""
    return bool(variable) and variable in vendor(element, "assignee")


def approval_mode(element: Element, context: Context) -> Json:
    """The mode of an approval that others write as multi-instance with a completion condition."""
    loop = element.first("multiInstanceLoopCharacteristics", space=names.BPMN)
    if loop is None:
        return {}
    if loop.get("isSequential") == "true":
        return {"mode": "sequential"}
    condition = loop.first("completionCondition", space=names.BPMN)
    text = condition.text.strip() if condition else ""
    if not text:
        return {"mode": "all"}
    if found := _RATIO.search(text):
        return {"mode": "all"} if float(found[1]) == 1 else {"mode": "ratio", "ratio": float(found[1])}
    if not _ANY.search(text):
        context.tell("completion", element, text=text)
        return {"mode": "all"}
    return {"mode": "any"}


def loop_of(element: Element) -> tuple[Loop | None, Element | None]:
    """The multi-instance of a step, its formulas still as they are written, and the element that says so."""
    loop = element.first("multiInstanceLoopCharacteristics", space=names.BPMN)
    if loop is None:
        return None, element.first("standardLoopCharacteristics", space=names.BPMN)
    over = loop.first("loopCardinality", "loopDataInputRef", space=names.BPMN)
    zeebe = next((one for one in extensions(loop) if one.name == "loopCharacteristics"), None)
    text = over.text.strip() if over and over.text.strip() else vendor(loop, "collection")
    if zeebe is not None:
        text = zeebe.get("inputCollection") or text
    until = loop.first("completionCondition", space=names.BPMN)
    return Loop(loop.get("isSequential") == "true", text, until.text.strip() if until else ""), loop
