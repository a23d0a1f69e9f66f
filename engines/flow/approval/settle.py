"""What follows from the words said: which tasks open, wake up, go to sleep and close, and whether the step is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from engines.flow.approval.config import Config
from engines.flow.approval.seats import Activate, Board, Change, Close, Deactivate, Open, Outcome, Round
from engines.flow.approval.tally import Tally

NextId = Callable[[], str]


class Move(NamedTuple):
    """What a command did."""

    round: Round
    changes: tuple[Change, ...]
    outcome: Outcome | None


def settled(board: Board, next_id: NextId, config: Config) -> Move:
    """Open, wake, put to sleep and close what follows from the words said."""
    tally = Tally(board.seats.values(), config)
    for task, seat in list(board.seats.items()):
        if seat.voted:
            continue
        wanted, waiting = tally.wanted(seat), not tally.may_act(seat)
        if seat.status == "cancelled":
            if wanted:
                again = replace(board.seats[task], task=next_id(), status="open", waiting=waiting)
                board.do(Open(again, instead=task))
        elif board.opens(task):
            board.reword(task, waiting=wanted and waiting, status="open" if wanted else "cancelled")
        elif not wanted:
            board.do(Close(task, "cancelled"))
        elif waiting != seat.waiting:
            board.do(Deactivate(task) if waiting else Activate(task))
    value = tally.outcome
    outcome: Outcome | None = None if value is None else "approved" if value else "rejected"
    return Move(board.round(), tuple(board.changes), outcome)
