"""Namespaces of BPMN files, and how their ids and names become keys of ours."""

from __future__ import annotations

import re
from collections.abc import Container

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OURS = "urn:dougong:bpmn:1"
FORMULA = "urn:dougong:formula"
"""`language` of conditions that are formulas of ours."""
VENDORS = (
    "http://camunda.org/schema/1.0/bpmn",
    "http://flowable.org/bpmn",
    "http://activiti.org/bpmn",
    "http://activiti.com/bpmn",
    "http://www.activiti.com/bpmn",
    "http://camunda.org/schema/zeebe/1.0",
)
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
_ELSE = re.compile(r"[^a-z0-9]+")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,47}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def is_key(text: str) -> bool:
    """It can be a key as it is."""
    return _KEY.fullmatch(text) is not None


def key_of(text: str, fallback: str = "node") -> str:
    """`[a-z][a-z0-9_]{0,47}` from any text: what is no Latin letter or digit becomes `_`."""
    if is_key(text):
        return text
    key = _ELSE.sub("_", _CAMEL.sub("_", text).lower()).strip("_")
    if not key or not key[0].isalpha():
        key = f"{fallback}_{key}".strip("_")
    return key[:48].rstrip("_")


def unique_key(text: str, taken: Container[str], fallback: str = "node") -> str:
    """A key that isn't taken yet."""
    key = key_of(text, fallback)
    if key not in taken:
        return key
    number = 2
    while (other := f"{key[: 47 - len(str(number))]}_{number}") in taken:
        number += 1
    return other
