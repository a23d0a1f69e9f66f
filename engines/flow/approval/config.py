"""The rules of one approval step: what its node says, and what is known of the instance when it begins."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Literal, Protocol

from engines.flow.approval.refusals import refused

Mode = Literal["any", "all", "ratio", "sequential"]
GroupMode = Literal["any", "all", "sequential"]
Empty = Literal["wait", "administrator", "approve", "reject", "fail"]
Own = Literal["allow", "skip", "supervisor"]
Repeat = Literal["allow", "skip"]
CommentRule = Literal["optional", "on_reject", "always"]
ALL_VERBS = frozenset(
    {
        *("approve", "reject", "return", "transfer", "delegate", "add_before", "add_after", "remove_signer"),
        *("take_back", "comment", "cc", "urge"),
    }
)
MAX_SEATS = 500
MAX_DEPTH = 20
"""How deep signers may be added by added signers."""


class Settings(Protocol):
    """What a Config reads of an approval node."""

    @property
    def mode(self) -> Mode: ...
    @property
    def ratio(self) -> float: ...
    @property
    def weights(self) -> Mapping[str, int]: ...
    @property
    def verbs(self) -> Sequence[str]: ...
    @property
    def comment(self) -> CommentRule: ...
    @property
    def empty(self) -> Empty: ...
    @property
    def own(self) -> Own: ...
    @property
    def repeat(self) -> Repeat: ...


@dataclass(frozen=True, slots=True)
class Config:
    """`initiator` is who started the instance, `approved` who already approved an earlier step of it (for `repeat`).

    `ratio` is exact: 0.6 of five is three."""

    mode: Mode = "any"
    ratio: Fraction = Fraction(1, 2)
    weights: Mapping[str, int] = field(default_factory=dict)
    verbs: frozenset[str] = ALL_VERBS
    comment: CommentRule = "optional"
    empty: Empty = "administrator"
    own: Own = "allow"
    repeat: Repeat = "allow"
    initiator: str | None = None
    approved: frozenset[str] = frozenset()

    def permit(self, verb: str, comment: str = "") -> None:
        """Raise `verb_not_allowed` or `comment_required` when the node does not let people do this."""
        if verb not in self.verbs:
            raise refused("verb_not_allowed")
        wanted = self.comment == "always" or (self.comment == "on_reject" and verb == "reject")
        if wanted and verb in ("approve", "reject") and not comment.strip():
            raise refused("comment_required")


def config_of(node: Settings, initiator: str | None = None, approved: Collection[str] = ()) -> Config:
    """The Config of an approval node in an instance."""
    return Config(
        mode=node.mode,
        ratio=_exact(node.ratio),
        weights=node.weights,
        verbs=_allowed(tuple(node.verbs)),
        comment=node.comment,
        empty=node.empty,
        own=node.own,
        repeat=node.repeat,
        initiator=initiator,
        approved=frozenset(approved),
    )


@lru_cache(1_000)  # nodes say it, every decision asks: a fraction costs more than the rest of the Config
def _exact(ratio: float) -> Fraction:
    return Fraction(str(ratio))


@lru_cache(1_000)
def _allowed(verbs: tuple[str, ...]) -> frozenset[str]:
    return frozenset(verbs)
