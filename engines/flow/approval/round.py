"""The commands of one approval: each takes a Round and gives the next one, what changed, and the outcome once known.

`changes` are what the caller makes tasks and history of: `fold(changes, round) == next round`. Refused commands raise
`engines.flow.events.Refused` and change nothing. Ids come from `next_id`; nothing here looks at a clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from engines.flow.approval.config import MAX_DEPTH, MAX_SEATS, Config, GroupMode, config_of
from engines.flow.approval.opening import Opening, open_round, wants_supervisor
from engines.flow.approval.refusals import refused
from engines.flow.approval.seats import (
    Activate,
    Board,
    Change,
    Close,
    Deactivate,
    Give,
    Open,
    Outcome,
    Remove,
    Round,
    Seat,
    change_from_json,
    change_to_json,
    fold,
)
from engines.flow.approval.settle import Move, NextId, settled
from engines.flow.approval.tally import Tally

__all__ = [
    "Activate", "Change", "Close", "Config", "Deactivate", "Give", "Move", "Open", "Opening", "Outcome", "Remove",
    "Round", "Seat", "active_seat", "add_signers", "change_from_json", "change_to_json", "conclude",
    "config_of", "decide", "delegate", "escalate", "fold", "hand_over", "may_return", "open_round", "remove_signer",
    "take_back", "transfer", "wants_supervisor",
]  # fmt: skip


# commands of people --------------------------------------------------------------------------------------


def decide(
    round_: Round,
    task: str,
    by: str,
    verb: Literal["approve", "reject"],
    next_id: NextId,
    config: Config,
    comment: str = "",
) -> Move:
    """Say yes or no."""
    active_seat(round_, task, by)
    config.permit(verb, comment)
    board = Board(round_)
    board.do(Close(task, "approved" if verb == "approve" else "rejected", by))
    return settled(board, next_id, config)


def transfer(round_: Round, task: str, by: str, to: str, next_id: NextId, config: Config) -> Move:
    """Another person sits down in the giver's place; the giver is out. Possible before their turn, too."""
    seat = _open_seat(round_, task, by)
    config.permit("transfer")
    _may_join(round_, (to,), config)
    board = Board(round_)
    _replace_holder(board, seat, to, by, next_id)
    return settled(board, next_id, config)


def delegate(round_: Round, task: str, by: str, to: str, next_id: NextId, config: Config) -> Move:
    """Another person gives their word first, as advice; then it is the giver's turn again."""
    seat = active_seat(round_, task, by)
    config.permit("delegate")
    _may_join(round_, (to,), config)
    _bounded(round_, seat, 1, config)
    board = Board(round_)
    new = next_id()
    board.do(Open(Seat(new, to, place="delegate", of=task, group=new, waiting=True, added_by=by)))
    return settled(board, next_id, config)


def add_signers(
    round_: Round,
    task: str,
    by: str,
    people: Sequence[str],
    place: Literal["before", "after"],
    mode: GroupMode,
    next_id: NextId,
    config: Config,
) -> Move:
    """More people must say yes: before the adder decides (who waits for them), or after the adder's own yes."""
    seat = active_seat(round_, task, by)
    config.permit("add_before" if place == "before" else "add_after")
    added = tuple(dict.fromkeys(people))
    if not added:
        raise refused("nobody_chosen")
    _may_join(round_, added, config)
    _bounded(round_, seat, len(added), config)
    board = Board(round_)
    group = ""
    for person in added:
        new = next_id()
        group = group or new
        board.do(Open(Seat(new, person, place, task, group, mode, waiting=True, added_by=by)))
    return settled(board, next_id, config)


def remove_signer(
    round_: Round, task: str, by: str | None, next_id: NextId, config: Config, *, operator: bool = False
) -> Move:
    """Take an undecided added signer or delegate (and whomever they added) away again. By who added them or
    now holds the seat they were added to; an operator may always."""
    seat = _seat(round_, task)
    if seat.status != "open":
        raise refused("task_closed")
    if seat.place not in ("before", "after", "delegate"):
        raise refused("not_added")
    if not operator:
        config.permit("remove_signer")
        owner = round_.get(seat.of or "")
        if by != seat.added_by and (owner is None or by != owner.person):
            raise refused("not_added_by_you")
    board = Board(round_)
    board.do(Remove(task, by))
    return settled(board, next_id, config)


def take_back(round_: Round, task: str, by: str, next_id: NextId, config: Config) -> Move:
    """My word is unsaid, while nobody behind it has spoken. Works on a concluded round too: whether anything has
    happened after the step is the caller's question."""
    seat = _seat(round_, task)
    config.permit("take_back")
    if not seat.voted:
        raise refused("task_closed" if seat.status == "cancelled" else "not_decided")
    if seat.by != by:
        raise refused("not_yours")
    if Tally(round_, config).decided_behind(seat):
        raise refused("decided_behind")
    board = Board(round_)
    again = next_id()
    board.do(Open(replace(seat, task=again, status="open", waiting=True, by=None, why=""), instead=task))
    move = settled(board, next_id, config)
    if not any(one.active for one in move.round if one.task == again):
        raise refused("decided_behind")
    return move


# commands of the system and of operators -----------------------------------------------------------------


def hand_over(round_: Round, person: str, to: str, next_id: NextId, config: Config) -> Move:
    """All open seats of a leaver go to `to`. Never refused: `to` may come to sit on two seats, but not to advise or
    to stand beside themselves."""
    board = Board(round_)
    for seat in round_:
        if seat.status == "open" and seat.person == person and person != to:
            board.do(Give(seat.task, to))
    for seat in board.round():
        owner = board.seats.get(seat.of or "")
        selfsame = owner is not None and owner.person == seat.person and owner.status == seat.status == "open"
        if selfsame and seat.task in board.seats and seat.place in ("delegate", "beside"):
            board.do(Remove(seat.task))
    return settled(board, next_id, config)


def escalate(round_: Round, people: Sequence[str], next_id: NextId, config: Config, *, instead: bool = False) -> Move:
    """For each task that is waited for, `people` get one beside it: whoever speaks first speaks for the seat.
    `instead` (the SLA's `transfer`): the first of them takes the seat itself over."""
    board = Board(round_)
    asked = [one for one in dict.fromkeys(people) if config.own == "allow" or one != config.initiator]
    for late in round_.active:
        if late.place == "beside":
            continue
        others = [one for one in asked if one != late.person and not _beside(round_, late, one)]
        seat = late
        if instead and others:
            seat = _replace_holder(board, late, others.pop(0), None, next_id)
        for person in others:
            new = next_id()
            board.do(Open(Seat(new, person, "beside", seat.task, new, waiting=True)))
    return settled(board, next_id, config)


def conclude(round_: Round, verb: Literal["approve", "reject"], next_id: NextId, config: Config) -> Move:
    """The system decides the whole step (SLA): everybody still asked is taken to have said so."""
    outcome: Outcome = "approved" if verb == "approve" else "rejected"
    board = Board(round_)
    for seat in round_:
        if seat.status == "open" and _own_voice(round_, seat):
            board.do(Close(seat.task, outcome, None, "sla"))
    move = settled(board, next_id, config)
    return Move(move.round, move.changes, outcome)


def may_return(round_: Round, task: str, by: str, config: Config) -> None:
    """Refused unless the holder of this task may return the step now: a delegate, who only advises, may not."""
    seat = active_seat(round_, task, by)
    config.permit("return")
    if _advises(round_, seat):
        raise refused("verb_not_allowed")


# shared --------------------------------------------------------------------------------------------------


def active_seat(round_: Round, task: str, by: str) -> Seat:
    """The seat of a task that `by` may act on now; refused otherwise."""
    seat = _open_seat(round_, task, by)
    if seat.waiting:
        raise refused("not_your_turn")
    return seat


def _seat(round_: Round, task: str) -> Seat:
    seat = round_.get(task)
    if seat is None:
        raise refused("no_such_task")
    return seat


def _open_seat(round_: Round, task: str, by: str) -> Seat:
    seat = _seat(round_, task)
    if seat.status != "open":
        raise refused("task_closed")
    if seat.person != by:
        raise refused("not_yours")
    return seat


def _may_join(round_: Round, people: Sequence[str], config: Config) -> None:
    """One person, one voice; and no voice in their own matter where the node forbids it."""
    if config.own != "allow" and config.initiator in people:
        raise refused("own_approval")
    if any(seat.person in people for seat in round_):
        raise refused("already_signer")


def _bounded(round_: Round, seat: Seat, more: int, config: Config) -> None:
    if len(round_.seats) + more > MAX_SEATS or Tally(round_, config).depth(seat) >= MAX_DEPTH:
        raise refused("too_many_signers")


def _replace_holder(board: Board, seat: Seat, to: str, by: str | None, next_id: NextId) -> Seat:
    new = replace(seat, task=next_id(), person=to, standing_in=None)
    board.do(Close(seat.task, "transferred", by))
    board.do(Open(new, instead=seat.task))
    return new


def _beside(round_: Round, late: Seat, person: str) -> bool:
    return any(seat.of == late.task and seat.place == "beside" and seat.person == person for seat in round_)


def _own_voice(round_: Round, seat: Seat) -> bool:
    """Neither advice nor consultation nor a stand-in, all the way up."""
    if seat.of is None:
        return True
    owner = round_.get(seat.of)
    return seat.place == "after" and owner is not None and _own_voice(round_, owner)


def _advises(round_: Round, seat: Seat) -> bool:
    """The seat, or one above it, is a delegate's."""
    owner = round_.get(seat.of or "")
    return seat.place == "delegate" or (owner is not None and _advises(round_, owner))
