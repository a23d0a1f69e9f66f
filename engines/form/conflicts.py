"""Rules and checks that get into each other's way, told while a form is designed (docs/forms.md).

Only warnings: which of two rules counts is always defined (hide before show, the later `set`). Two rules are told
of when their conditions can hold at once, as far as that can be decided (`satisfy`): what is surely exclusive is
silent, what can't be decided is told.
"""

from collections.abc import Iterator
from itertools import combinations

from engines.form.compiled import CompiledCheck, CompiledForm, CompiledRule
from engines.form.labels import Sentence, sentence
from engines.form.problems import Path, Problem
from engines.form.satisfy import possible


def conflicts(compiled: CompiledForm) -> Iterator[Problem]:
    """A warning for each: rules in each other's way, conditions that never hold, checks nobody can satisfy."""
    places = _places(compiled)
    for subform in (None, *compiled.row_steps):
        rules = [rule for rule in compiled.rules if rule.subform == subform]
        for rule in rules:
            if not possible(rule.when.ast):
                told = sentence("这个条件永远不会成立。", "This condition can never hold.")
                yield _warn((*places[id(rule.rule)], "when"), "never_holds", told)
        for first, second in combinations(rules, 2):
            yield from _pair(compiled, first, second, places[id(first.rule)], places[id(second.rule)])
        yield from _checks([check for check in compiled.checks if check.subform == subform], places)


def _places(compiled: CompiledForm) -> dict[int, Path]:
    """Where each rule and check stands in the definition."""
    owners: list[tuple[Path, object]] = [((), compiled.form)]
    owners += [(compiled.form.place(path), own) for path, own in compiled.form.subforms.items()]
    return {
        id(clause): (*at, kind, number)
        for at, owner in owners
        for kind in ("rules", "checks")
        for number, clause in enumerate(getattr(owner, kind))
    }


def _pair(
    compiled: CompiledForm, first: CompiledRule, second: CompiledRule, at_first: Path, at: Path
) -> Iterator[Problem]:
    found = [*_sets(first, second), *_visibility(first, second), *_choices(first, second)]
    if not found or not possible(first.when.ast, second.when.ast):
        return
    number = int(at_first[-1]) + 1
    steps = compiled.form_steps if first.subform is None else compiled.row_steps[first.subform]
    for action, key, zh, en in found:
        names = steps[key].field.names if key in steps else {"zh-CN": key, "en": key}
        told = sentence(
            f"与规则 {number} 可能同时成立：{zh.format(names['zh-CN'])}",
            f"Rule {number} may hold at the same time: {en.format(names['en'])}",
        )
        yield _warn((*at, action), "conflict", told)


Clash = tuple[str, str, str, str]
"""(action, field, Chinese, English); {} stands for the field's name."""


def _sets(first: CompiledRule, second: CompiledRule) -> Iterator[Clash]:
    for key in first.sets.keys() & second.sets.keys():
        same = first.sets[key].ast["root"] == second.sets[key].ast["root"]
        if not same and first.rule.when != second.rule.when:  # `set_twice` speaks of equal conditions
            yield (
                "set",
                key,
                "两者给“{}”赋不同的值，以本规则为准。",
                "both set “{}”; this one wins.",
            )


def _visibility(first: CompiledRule, second: CompiledRule) -> Iterator[Clash]:
    for one, other in ((first.rule, second.rule), (second.rule, first.rule)):
        for key in sorted(set(one.hide) & set(other.show)):
            yield ("hide", key, "一个显示“{}”，一个隐藏它，结果是隐藏。", "one shows, one hides “{}”: hidden.")
        for key in sorted(set(one.hide) & set(other.require)):
            yield (
                "require",
                key,
                "“{}”必填却被隐藏，不会要求填写。",
                "“{}” is required but hidden.",
            )


def _choices(first: CompiledRule, second: CompiledRule) -> Iterator[Clash]:
    for key in first.rule.options.keys() & second.rule.options.keys():
        if not set(first.rule.options[key]) & set(second.rule.options[key]):
            yield ("options", key, "“{}”没有任何选项可选。", "“{}” is left without any option.")


def _checks(checks: list[CompiledCheck], places: dict[int, Path]) -> Iterator[Problem]:
    """Checks that block whatever is filled in, alone or two of them together."""
    blocking = [check for check in checks if check.check.level == "block"]
    alone = {id(check) for check in blocking if not possible(check.program.ast)}
    for check in blocking:
        if id(check) in alone:
            told = sentence("任何数据都不满足这个校验。", "No record can satisfy this check.")
            yield _warn((*places[id(check.check)], "assert"), "never_holds", told)
    for first, second in combinations([check for check in blocking if id(check) not in alone], 2):
        if not possible(first.program.ast, second.program.ast):
            number = int(places[id(first.check)][-1]) + 1
            told = sentence(
                f"与校验 {number} 互相矛盾，没有数据能同时满足。",
                f"No record satisfies this and check {number}.",
            )
            yield _warn((*places[id(second.check)], "assert"), "conflict", told)


def _warn(path: Path, code: str, message: Sentence) -> Problem:
    return Problem(path, code, message, "warning")
