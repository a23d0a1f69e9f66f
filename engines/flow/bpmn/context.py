"""What the reader of a BPMN file knows while it reads: the names of messages, lanes and ids, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterator

from engines.flow.bpmn import names
from engines.flow.bpmn.conditions import formula_of
from engines.flow.bpmn.problems import BpmnProblem, problem
from engines.flow.bpmn.speak import shown
from engines.flow.bpmn.xml import Element

IGNORED = frozenset(
    {
        *("documentation", "extensionElements", "laneSet", "ioSpecification", "property", "incoming", "outgoing"),
        *("dataObject", "dataObjectReference", "dataStoreReference", "dataInputAssociation", "dataOutputAssociation"),
        *("textAnnotation", "association", "group", "category", "auditing", "monitoring", "resourceRole", "performer"),
        *("humanPerformer", "potentialOwner", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics"),
        *("sequenceFlow", "script", "supportedInterfaceRef", "correlationSubscription", "supports", "artifact"),
        *("completionCondition",),
    }
)
"""Parts of a scope that are no steps: notes, data, and what is read with the step they belong to."""
MAX_LABEL = 500
MAX_FORMULA = 4_000


class Context:
    """One reading of one file."""

    def __init__(self, definitions: Element) -> None:
        self.definitions = definitions
        self.problems: list[BpmnProblem] = []
        self.keys: dict[str, str] = {}
        self.taken: set[str] = set()
        self.roles: dict[str, str] = {}
        self.starter = ""
        self._named = {
            one.get("id") or "": one
            for one in definitions.walk()
            if one.space == names.BPMN and one.name in ("message", "signal", "error", "escalation")
        }

    def tell(self, code: str, element: Element, **values: object) -> None:
        """Note a problem of an element."""
        self.problems.append(problem(code, element.id, element.line, **values))

    def key(self, text: str, fallback: str = "node") -> str:
        """A fresh node id."""
        key = names.unique_key(text, self.taken, fallback)
        self.taken.add(key)
        return key

    def referred(self, element: Element, attribute: str) -> str:
        """The key of the message, signal … that an attribute refers to, `""` without one."""
        ref = (element.get(attribute) or "").rpartition(":")[2]
        if not ref:
            return ""
        found = self._named.get(ref)
        return names.key_of((found.get("name") if found else None) or ref, "message")

    def formula(self, element: Element | None) -> tuple[str, str | None]:
        """The text of an expression, and the formula it is (None: can't be read)."""
        text = (element.text if element else "").strip()
        ours = element is not None and element.get("language") == names.FORMULA
        if not text or len(text) > MAX_FORMULA:
            return text, None
        return text, text if ours else formula_of(text)


def label_of(element: Element) -> str:
    """The name of an element."""
    return shown(element.get("name"))[:MAX_LABEL].strip()


def documentation_of(element: Element) -> str:
    """The documentation of an element."""
    found = element.first("documentation", space=names.BPMN)
    return found.text.strip()[:MAX_LABEL].strip() if found else ""


def vendor(element: Element, name: str) -> str:
    """An attribute in the namespace of one of the products we know."""
    return next((value for space in names.VENDORS if (value := element.get(name, space))), "")


def extensions(element: Element) -> Iterator[Element]:
    """What stands in `extensionElements`, at any depth."""
    found = element.first("extensionElements", space=names.BPMN)
    return (one for child in found.children for one in child.walk()) if found else iter(())


def extension(element: Element, name: str) -> Element | None:
    """The first extension of this local name."""
    return next((one for one in extensions(element) if one.name == name), None)


def steps_of(scope: Element) -> Iterator[Element]:
    """The elements of a scope that are steps, known or not."""
    return (one for one in scope.children if one.space == names.BPMN and one.name not in IGNORED)
