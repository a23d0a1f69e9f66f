"""A round that is driven by names instead of task ids: what the tests of this folder play with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from engines.flow.approval import round as commands
from engines.flow.approval.round import Change, Config, Move, Outcome, Round, fold
from engines.flow.approval.seats import Seat, change_from_json, change_to_json


class Table:
    """One approval. Every command checks what must hold after every command: the changes fold to the round, and both
    survive JSON."""

    thorough = True
    """Checks JSON after every command."""

    def __init__(self, people: Sequence[str], config: Config | None = None, **opening: Any) -> None:
        self.config = config or Config()
        self.ids: Iterator[int] = count(1)
        opened = commands.open_round(people, self.next_id, self.config, **opening)
        self.round, self.outcome, self.missing = opened.round, opened.outcome, opened.missing
        self.history: list[Change] = list(opened.changes)
        self.last: tuple[Change, ...] = opened.changes

    def next_id(self) -> str:
        return f"t{next(self.ids)}"

    def copy(self) -> Table:
        """The same round, to be played on in another way."""
        other = object.__new__(type(self))
        other.config, other.round, other.outcome = self.config, self.round, self.outcome
        other.missing, other.history, other.last = self.missing, list(self.history), self.last
        other.ids = count(len(self.history) * 1_000 + 1_000)
        return other

    def seat(self, person: str, *, closed: bool = False) -> Seat:
        """Their seat: an active one first, then an open one, then (or with `closed`) any."""
        mine = [seat for seat in self.round if seat.person == person]
        if closed:
            mine.sort(key=lambda seat: not seat.voted)
        else:
            mine.sort(key=lambda seat: (not seat.active, seat.status != "open"))
        assert mine, f"{person} has no seat"
        return mine[0]

    def task(self, person: str) -> str:
        return self.seat(person).task

    @property
    def waits_for(self) -> frozenset[str]:
        return frozenset(seat.person for seat in self.round.active)

    def _moved(self, move: Move) -> Table:
        assert fold(move.changes, self.round) == move.round
        if self.thorough:
            assert Round.from_json(move.round.to_json()) == move.round
            assert tuple(change_from_json(change_to_json(change)) for change in move.changes) == move.changes
        self.round, self.outcome, self.last = move.round, move.outcome, move.changes
        self.history.extend(move.changes)
        return self

    def yes(self, by: str, comment: str = "") -> Table:
        return self._moved(
            commands.decide(self.round, self.task(by), by, "approve", self.next_id, self.config, comment)
        )

    def no(self, by: str, comment: str = "") -> Table:
        return self._moved(commands.decide(self.round, self.task(by), by, "reject", self.next_id, self.config, comment))

    def transfer(self, by: str, to: str) -> Table:
        return self._moved(commands.transfer(self.round, self.task(by), by, to, self.next_id, self.config))

    def delegate(self, by: str, to: str) -> Table:
        return self._moved(commands.delegate(self.round, self.task(by), by, to, self.next_id, self.config))

    def add(self, by: str, people: Sequence[str], place: Any = "before", mode: Any = "all") -> Table:
        return self._moved(
            commands.add_signers(self.round, self.task(by), by, people, place, mode, self.next_id, self.config)
        )

    def remove(self, by: str, person: str, *, operator: bool = False) -> Table:
        return self._moved(
            commands.remove_signer(
                self.round, self.task(person), by, self.next_id, self.config, operator=operator
            )
        )  # fmt: skip

    def take_back(self, by: str) -> Table:
        task = self.seat(by, closed=True).task
        return self._moved(commands.take_back(self.round, task, by, self.next_id, self.config))

    def hand_over(self, person: str, to: str) -> Table:
        return self._moved(commands.hand_over(self.round, person, to, self.next_id, self.config))

    def escalate(self, *people: str, instead: bool = False) -> Table:
        return self._moved(commands.escalate(self.round, people, self.next_id, self.config, instead=instead))

    def conclude(self, verb: Any) -> Table:
        return self._moved(commands.conclude(self.round, verb, self.next_id, self.config))

    def may_return(self, by: str) -> None:
        commands.may_return(self.round, self.task(by), by, self.config)


def outcome_text(outcome: Outcome | None) -> str:
    """`approved`, `rejected` or `open`."""
    return outcome or "open"
