"""How an approval begins: who is asked, who is not, and what happens when nobody is left to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from engines.flow.approval.config import Config
from engines.flow.approval.seats import Board, Change, Open, Outcome, Round, Seat
from engines.flow.approval.settle import NextId, settled


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening did. `missing` tells that nobody is there to ask, and what the node wants then: `administrator`
    (ask for the people of `fallback` or the flow's administrators and open again with `fallback=True`), `wait` (for
    an operator), or `fail`."""

    round: Round
    changes: tuple[Change, ...]
    outcome: Outcome | None
    missing: Literal["administrator", "wait", "fail"] | None = None


def wants_supervisor(people: Sequence[str], config: Config) -> bool:
    """The initiator is among the approvers and their supervisor shall be asked instead: find out who that is, and
    open the round with `supervisors`."""
    return config.own == "supervisor" and config.initiator is not None and config.initiator in people


def open_round(
    people: Sequence[str],
    next_id: NextId,
    config: Config,
    *,
    standing_in: Mapping[str, str] | None = None,
    supervisors: Sequence[str] = (),
    fallback: bool = False,
) -> Opening:
    """Set the table for `people` (in their order; doubles become one seat).

    `standing_in`: substitute → whom they replace, whose weight they get. `supervisors` sit down in the initiator's
    place when `wants_supervisor` said so (none: the place stays empty)."""
    replaced = standing_in or {}
    asked = list(dict.fromkeys(_without_own(people, supervisors, config)))
    board = Board(Round())
    for at, person in enumerate(asked):
        known = config.repeat == "skip" and person in config.approved
        seat = Seat(
            next_id(),
            person,
            weight=config.weights.get(person, config.weights.get(replaced.get(person, ""), 1)),
            waiting=not known and at > 0 and config.mode == "sequential",
            status="approved" if known else "open",
            standing_in=replaced.get(person),
            why="repeat" if known else "",
        )
        board.do(Open(seat))
    if asked:
        return Opening(*settled(board, next_id, config))
    if people and config.own == "skip":
        return Opening(Round(), (), "approved")
    if config.empty in ("approve", "reject"):
        return Opening(Round(), (), "approved" if config.empty == "approve" else "rejected")
    return Opening(Round(), (), None, "wait" if config.empty == "wait" or fallback else _missing(config))


def _missing(config: Config) -> Literal["administrator", "fail"]:
    return "administrator" if config.empty == "administrator" else "fail"


def _without_own(people: Sequence[str], supervisors: Sequence[str], config: Config) -> list[str]:
    """Those to ask once the initiator is dealt with. Never asked in their own matter: neither directly nor as
    somebody's supervisor."""
    if config.own == "allow" or config.initiator is None:
        return list(people)
    instead = [person for person in supervisors if person != config.initiator] if config.own == "supervisor" else []
    return [one for person in people for one in (instead if person == config.initiator else [person])]
