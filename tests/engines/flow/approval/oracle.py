"""A second, independent idea of approvals: a round is a *term* that commands rewrite until only YES or NO is left.

Nothing of the engine is used here, and nothing of its ways: no tasks, no statuses, no values computed from votes. What
has been said is gone from the term. A term is a tuple:

    YES, NO, GONE                   said; no longer asked
    ("ask", p, afters)              p is asked; on yes, the terms `afters` are asked, all of them
    ("voice", p, adder, term)       everything that p (added by `adder`, or None) will have said
    ("seq" | "all" | "any", terms)  one after another, all at once, the first word counts
    ("vote", needed, total, terms)  weighted: ((weight, term), …), `needed` and `total` are what is still missing/open
    ("advice", first, then)         `first` is heard, whatever it says; then `then`
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

Term = tuple[Any, ...]
YES: Term = ("yes",)
NO: Term = ("no",)
GONE: Term = ("gone",)


def start(mode: str, people: tuple[str, ...], ratio: Fraction, weights: dict[str, int]) -> Term:
    """The term of a step in which nothing has been said."""
    voices = tuple(("voice", p, None, ("ask", p, ())) for p in people)
    if mode == "ratio":
        weighted = tuple((weights.get(p, 1), voice) for p, voice in zip(people, voices, strict=True))
        total = sum(weight for weight, _ in weighted)
        return ("vote", ratio * total, total, weighted)
    return ({"sequential": "seq"}.get(mode, mode), voices)


def tidy(term: Term) -> Term:
    """The normal form."""
    kind = term[0]
    if kind == "voice":
        inner = tidy(term[3])
        return inner if inner in (YES, NO) else (*term[:3], inner)
    if kind == "advice":
        first = tidy(term[1])
        return tidy(term[2]) if first in (YES, NO, GONE) else ("advice", first, term[2])
    if kind == "vote":
        needed, total, left = term[1], term[2], []
        for weight, one in ((weight, tidy(one)) for weight, one in term[3]):
            if one in (YES, NO):
                needed, total = needed - (weight if one == YES else 0), total - weight
            else:
                left.append((weight, one))
        return YES if needed <= 0 else NO if needed > total else ("vote", needed, total, tuple(left))
    if kind in ("all", "any", "seq"):
        terms = [one for one in map(tidy, term[1]) if one != GONE]
        if kind == "seq":
            while terms and terms[0] == YES:
                terms.pop(0)
            return YES if not terms else NO if terms[0] == NO else ("seq", tuple(terms))
        if kind == "any" and (YES in terms or not terms):
            return YES
        left = [one for one in terms if one != YES]
        return NO if NO in left else (kind, tuple(left)) if left else YES
    return term


def asked(term: Term) -> frozenset[str]:
    """Whom a tidy term waits for."""
    kind = term[0]
    if kind == "ask":
        return frozenset({term[1]})
    if kind == "voice":
        return asked(term[3])
    if kind == "advice":
        return asked(term[1])
    if kind == "seq":
        return asked(term[1][0])
    if kind in ("all", "any"):
        return frozenset().union(*(asked(one) for one in term[1]))
    return frozenset().union(*(asked(one) for _, one in term[3])) if kind == "vote" else frozenset()


def rewrite(term: Term, change: Callable[[Term], Term]) -> Term:
    """`change` on every part, innermost first."""
    kind = term[0]
    if kind == "ask":
        return change(("ask", term[1], tuple(rewrite(one, change) for one in term[2])))
    if kind == "voice":
        return change((*term[:3], rewrite(term[3], change)))
    if kind == "advice":
        return change(("advice", rewrite(term[1], change), rewrite(term[2], change)))
    if kind in ("seq", "all", "any"):
        return change((kind, tuple(rewrite(one, change) for one in term[1])))
    if kind == "vote":
        return change((*term[:3], tuple((weight, rewrite(one, change)) for weight, one in term[3])))
    return change(term)


def _answer(term: Term, person: str, to: Callable[[Term], Term]) -> Term:
    """The question to `person` replaced by something else."""
    return tidy(rewrite(term, lambda part: to(part) if part[:2] == ("ask", person) else part))


def say(term: Term, person: str, yes: bool) -> Term:
    return _answer(term, person, lambda ask: ("all", ask[2]) if yes else NO)


def transfer(term: Term, person: str, to: str) -> Term:
    def renamed(part: Term) -> Term:
        return (part[0], to, *part[2:]) if part[0] in ("ask", "voice") and part[1] == person else part

    return tidy(rewrite(term, renamed))


def delegate(term: Term, person: str, to: str) -> Term:
    return _answer(term, person, lambda ask: ("advice", ("voice", to, person, ("ask", to, ())), ask))


def add(term: Term, person: str, people: tuple[str, ...], place: str, mode: str) -> Term:
    voices = tuple(("voice", p, person, ("ask", p, ())) for p in people)
    group = ({"sequential": "seq"}.get(mode, mode), voices)
    if place == "before":
        return _answer(term, person, lambda ask: ("seq", (group, ask)))
    return _answer(term, person, lambda ask: (*ask[:2], (*ask[2], group)))


def remove(term: Term, person: str) -> Term:
    """The added voice of `person` falls silent: as if nobody had asked for it."""
    return tidy(rewrite(term, lambda part: GONE if part[0] == "voice" and part[1] == person else part))


def removable(term: Term, above: str | None = None) -> frozenset[tuple[str, str]]:
    """(who, whom): who may take whom off again, by having added them or by holding the voice they were added to."""
    kind = term[0]
    if kind == "voice":
        _, person, adder, inner = term
        here = {(by, person) for by in (adder, above) if by} if adder and _still_asked(inner, person) else set()
        return frozenset(here) | removable(inner, person)
    if kind == "vote":
        return frozenset().union(*(removable(one, above) for _, one in term[3]))
    parts = {"ask": 2, "seq": 1, "all": 1, "any": 1}.get(kind)
    inside = term[parts] if parts else term[1:] if kind == "advice" else ()
    return frozenset().union(*(removable(one, above) for one in inside))


def _still_asked(term: Term, person: str) -> bool:
    found = []
    rewrite(term, lambda part: found.append(part) or part if part[:2] == ("ask", person) else part)
    return bool(found)
