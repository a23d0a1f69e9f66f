"""The first step of the pipeline: what a client sent, turned into canonical values, key by key.

Nothing is judged here that needs the rest of the record; what can't be read becomes a problem and the old
value stays for the rest of the evaluation, so that one mistake isn't reported five times.
"""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Literal

from engines.form.compiled import Step
from engines.form.fields import FieldModel
from engines.form.fields.base import Reading
from engines.form.labels import LANGS
from engines.form.outcome import field_problem
from engines.form.problems import FieldProblem, Path, ValueProblem

Source = Literal["json", "parsed"]
MOST_UNKNOWN = 50
"""So many unknown keys are told, each with the nearest known one; a hundred thousand of them cost no more."""


def read_values(
    changes: Mapping[str, Any],
    steps: Mapping[str, Step],
    source: Source,
    reading: Reading,
    problems: list[FieldProblem],
    prefix: Path = (),
    within: Sequence[FieldModel] = (),
) -> tuple[dict[str, Any], dict[str, Any], set[str]]:
    """(sent, claimed, failed): canonical values by key; what was sent for computed fields, unread; keys
    whose value can't be read."""
    sent: dict[str, Any] = {}
    claimed: dict[str, Any] = {}
    failed: set[str] = set()
    unknown = 0
    for key, raw in changes.items():
        step = steps.get(key)
        if step is None:
            unknown += 1
            if unknown <= MOST_UNKNOWN:
                problems.append(unknown_field(key, steps, prefix))
        elif step.kind.computed:
            claimed[key] = raw
        elif raw is None:
            sent[key] = None
        else:
            try:
                sent[key] = read_one(step, raw, source, reading)
            except ValueProblem as wrong:
                failed.add(key)
                problems.append(field_problem(step.field, (*prefix, key), wrong, within))
    return sent, claimed, failed


def read_one(step: Step, raw: Any, source: Source, reading: Reading) -> Any:
    """One value; raises `ValueProblem`."""
    if source == "json":
        return step.kind.from_json(step.field, raw)
    # a Decimal is slow to find out that it is no text and no list
    if isinstance(raw, (str, list)) and not raw:
        return None
    value = step.kind.coerce(step.field, raw, reading)
    return None if isinstance(value, list) and not value else value


def unknown_field(key: str, steps: Mapping[str, Step], prefix: Path) -> FieldProblem:
    """A key that is no field, with the nearest that is one; a label counts as a try too."""
    near = _nearest(key, steps.values())
    zh = f"，是否应为“{near}”？" if near else ""
    en = f"; did you mean “{near}”?" if near else ""
    message = {"zh-CN": f"没有字段“{key[:60]}”{zh}", "en": f"there is no field “{key[:60]}”{en}"}
    first = str(prefix[0]) if prefix else key
    return FieldProblem(first, (*prefix, key), "unknown_field", message, "block", {"did_you_mean": near})


def _nearest(key: str, steps: Iterable[Step]) -> str | None:
    words = {step.key: step.key for step in steps}
    words |= {step.field.name(lang): step.key for step in steps for lang in LANGS}
    near = get_close_matches(key[:60], list(words), 1)
    return words[near[0]] if near else None
