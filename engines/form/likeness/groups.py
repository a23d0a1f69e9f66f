"""Groups of records that are probably the same, each with what speaks for it.

Values are compared only inside blocks (the same number, the same sound, the same beginning), and in a block that is too
large only with their neighbours in order: 100,000 records take seconds, and `Found.crowded` says how many blocks were
treated so. A group is a star: every member is like its first one, so a chain of small likenesses joins no strangers.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from engines.form.likeness.keys import MatchKey
from engines.form.likeness.names import Kind, Profile, profile

How = Literal["same", "legal_form", "pinyin", "similar"]
"""Equal after normalising · equal without legal form and region · sounds the same · almost the same letters."""
_STRENGTH: Mapping[How, float] = {"same": 1.0, "legal_form": 0.95, "pinyin": 0.85, "similar": 0.8}
_ALIKE = 82.0
"""Percent of equal letters (Indel) from which names count as similar."""
_CONTRADICTS: Mapping[Kind, float] = {"code": 0.4, "email": 0.95, "phone": 0.95, "company": 0.7, "person": 0.6}
"""What is left of the score when both have a value and they differ."""
BLOCK = 60
"""Records of a block that are all compared with each other; in larger ones each with so many neighbours:"""
WINDOW = 12
MOST_MEMBERS = 10

Values = Mapping[str, str]
Profiles = Mapping[str, Profile]
Evidence = tuple[tuple[str, How], ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A record of a group: how sure (0–1), and by which fields it is like the first; the first has no evidence."""

    id: str
    score: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Group:
    members: tuple[Member, ...]

    @property
    def score(self) -> float:
        return max(member.score for member in self.members)


@dataclass(frozen=True, slots=True)
class Found:
    """`groups`: the surest first."""

    groups: tuple[Group, ...]
    compared: int
    crowded: int


Pair = tuple[int, int]
Likeness = tuple[float, Evidence]


def find_groups(
    records: Sequence[tuple[str, Values]],
    keys: Sequence[MatchKey],
    least: float,
    different: Collection[tuple[str, str]] = (),
    tell: Callable[[float], None] = lambda _part: None,
) -> Found:
    """Groups among `(id, values)` whose members score at least `least`. `different`: pairs of ids, the smaller first,
    that somebody has said are not the same. `tell` hears which part of the work is done."""
    profiles = [profiles_of(values, keys) for _, values in records]
    blocks = _blocks(profiles)
    apart = frozenset(different)
    alike: dict[Pair, Likeness] = {}
    seen: set[int] = set()  # numbers, not pairs: millions of them
    crowded = 0
    for at, block in enumerate(blocks):
        crowded += len(block) > BLOCK
        for pair in _pairs(block):
            number = pair[0] * len(records) + pair[1]
            if number in seen:
                continue
            seen.add(number)
            found = likeness(profiles[pair[0]], profiles[pair[1]], keys)
            if found[0] >= least and _named(records, pair) not in apart:
                alike[pair] = found
        if at % 5_000 == 0:
            tell(at / len(blocks))
    groups = sorted(_stars(records, alike, apart), key=lambda group: (-group.score, group.members[0].id))
    return Found(tuple(groups), len(seen), crowded)


def like_one(
    values: Values, records: Sequence[tuple[str, Values]], keys: Sequence[MatchKey], least: float
) -> list[Member]:
    """Those among `records` that one new record is like, the surest first."""
    mine = profiles_of(values, keys)
    found = []
    for record_id, theirs in records:
        score, evidence = likeness(mine, profiles_of(theirs, keys), keys)
        if score >= least:
            found.append(Member(record_id, score, evidence))
    return sorted(found, key=lambda member: (-member.score, member.id))[:MOST_MEMBERS]


def profiles_of(values: Values, keys: Sequence[MatchKey]) -> Profiles:
    made = {key.field: profile(key.kind, values[key.field]) for key in keys if values.get(key.field)}
    return {field: each for field, each in made.items() if each is not None}


def likeness(one: Profiles, other: Profiles, keys: Sequence[MatchKey]) -> Likeness:
    """How sure it is that both are the same: independent evidence adds up (1 − ∏(1 − weight · strength)), and what
    contradicts it takes away. A single key that agrees counts in full when nothing else is compared."""
    doubt, discount = 1.0, 1.0
    evidence: list[tuple[str, How]] = []
    for key in keys:
        mine, theirs = one.get(key.field), other.get(key.field)
        if mine is None or theirs is None:
            continue
        how = compared(key.kind, mine, theirs)
        if how is None:
            discount *= _CONTRADICTS.get(key.kind, 1.0)
        else:
            evidence.append((key.field, how))
            doubt *= 1 - (key.weight if len(keys) > 1 else 1.0) * _STRENGTH[how]
    return round((1 - doubt) * discount, 4), tuple(evidence)


def compared(kind: Kind, mine: Profile, theirs: Profile) -> How | None:
    """In which way two values are the same; None when they are not."""
    if mine.plain == theirs.plain:
        return "same"
    if kind in ("phone", "email", "code"):
        return None
    if kind == "company" and mine.region and theirs.region and not _one_region(mine.region, theirs.region):
        return None
    if mine.core and mine.core == theirs.core:
        return "legal_form" if kind == "company" else "same"
    if mine.sounds & theirs.sounds:
        return "pinyin"
    return "similar" if _similar(kind, mine, theirs) else None


def _one_region(mine: str, theirs: str) -> bool:
    """浙江省 and 浙江省/杭州市 may be one place; two cities are not."""
    return mine.startswith(theirs) or theirs.startswith(mine)


def _similar(kind: Kind, mine: Profile, theirs: Profile) -> bool:
    """Almost the same letters. One other character makes another Chinese person, and of short names another company."""
    first, second = (each.core or each.plain for each in (mine, theirs))
    if min(len(first), len(second)) < (4 if first.isascii() else 5):
        return False
    if kind == "person" and not (first.isascii() and second.isascii()):
        return False
    return fuzz.ratio(first, second, score_cutoff=_ALIKE) > 0


def _blocks(profiles: Sequence[Profiles]) -> list[list[int]]:
    """Places of records that share a block, each block in the order of its values (for the neighbours)."""
    grouped: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for at, made in enumerate(profiles):
        for field, each in made.items():
            for block in each.blocks():
                grouped[(field, block)].append((each.core or each.plain, at))
    return [[at for _, at in sorted(block)] for block in grouped.values() if len(block) > 1]


def _pairs(block: Sequence[int]) -> Iterator[Pair]:
    reach = len(block) if len(block) <= BLOCK else WINDOW
    for at, one in enumerate(block):
        for other in block[at + 1 : at + 1 + reach]:
            yield (one, other) if one < other else (other, one)


def _named(records: Sequence[tuple[str, Values]], pair: Pair) -> tuple[str, str]:
    first, second = records[pair[0]][0], records[pair[1]][0]
    return (first, second) if first < second else (second, first)


def _stars(
    records: Sequence[tuple[str, Values]], alike: Mapping[Pair, Likeness], apart: frozenset[tuple[str, str]]
) -> Iterator[Group]:
    """The record with the most likenesses takes those it is like; then the next among the rest. Two that are known to
    be different never stand in one group."""
    near: dict[int, dict[int, Likeness]] = defaultdict(dict)
    for (one, other), found in alike.items():
        near[one][other] = near[other][one] = found
    taken: set[int] = set()
    for centre in sorted(near, key=lambda at: (-len(near[at]), records[at][0])):
        if centre in taken:
            continue
        free = [(other, found) for other, found in near[centre].items() if other not in taken]
        free.sort(key=lambda each: (-each[1][0], records[each[0]][0]))
        places: list[int] = []
        for at, _ in free:
            together = all(_named(records, (at, other)) not in apart for other in places) if apart else True
            if together and len(places) < MOST_MEMBERS - 1:
                places.append(at)
        if places:
            taken |= {centre, *places}
            members = [Member(records[at][0], *near[centre][at]) for at in places]
            yield Group((Member(records[centre][0], members[0].score, ()), *members))
