"""What the words said so far add up to: values of seats and rows, whose turn it is, what is still needed.

Everything here follows from the votes alone, so it does not matter in which order tasks were opened or closed.
A *row* is the seats that belong together: those of the node, or those one command has added. A *value* is True (yes),
False (no) or None (not known yet).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from engines.flow.approval.config import Config, Mode
from engines.flow.approval.seats import Place, Seat

Value = bool | None
PLACES: tuple[Place, ...] = ("before", "after", "delegate", "beside")


class Row(NamedTuple):
    """Which row a seat sits in."""

    of: str | None
    place: Place
    group: str


BASE = Row(None, "base", "")


def row_of(seat: Seat) -> Row:
    """The row of a seat."""
    return Row(seat.of, seat.place, seat.group)


class Tally:
    """The rules of docs/flow-approval.md over one set of seats."""

    def __init__(self, seats: Iterable[Seat], config: Config) -> None:
        self.config = config
        self.by_task: dict[str, Seat] = {}
        self._rows: dict[Row, list[Seat]] = {BASE: []}
        self._added: dict[tuple[str, Place], list[Row]] = {}
        self._position: dict[str, int] = {}
        self._values: dict[str, Value] = {}
        self._row_values: dict[Row, Value] = {}
        self._reach: dict[Row, int] = {}
        for seat in seats:
            self._sit(seat)

    def _sit(self, seat: Seat) -> None:
        key = row_of(seat)
        self.by_task[seat.task] = seat
        row = self._rows.setdefault(key, [])
        if seat.of is not None and not row:
            self._added.setdefault((seat.of, seat.place), []).append(key)
        self._position[seat.task] = len(row)
        row.append(seat)

    def _rows_added(self, seat: Seat, place: Place) -> list[Row]:
        return self._added.get((seat.task, place), [])

    def _seats_added(self, seat: Seat, place: Place) -> Iterable[Seat]:
        return (other for key in self._rows_added(seat, place) for other in self._rows[key])

    # values ----------------------------------------------------------------------------------------------

    @property
    def outcome(self) -> Value:
        """What the whole step has come to."""
        return self._row_value(BASE)

    def value(self, seat: Seat) -> Value:
        """What a seat counts for: its signers before, its own word and its signers after must all be yes."""
        if seat.task not in self._values:
            self._values[seat.task] = self._value(seat)
        return self._values[seat.task]

    def _value(self, seat: Seat) -> Value:
        word = self.word(seat)
        if word is None:
            before = [self._row_value(key) for key in self._rows_added(seat, "before")]
            return False if False in before else None
        if word is False:
            return False
        return _all([self._row_value(key) for key in self._rows_added(seat, "after")])

    def word(self, seat: Seat) -> Value:
        """The holder's own word, or that of the first one beside them who has come to one."""
        if seat.voted:
            return seat.status == "approved"
        said = (self.value(other) for other in self._seats_added(seat, "beside"))
        return next((value for value in said if value is not None), None)

    def _mode(self, key: Row) -> Mode:
        return self.config.mode if key == BASE else self._rows[key][0].mode

    def _row_value(self, key: Row) -> Value:
        if key not in self._row_values:
            seats = self._rows[key]
            values = [self.value(seat) for seat in seats]
            mode = self._mode(key) if seats else "all"
            if not seats:
                value = None
            elif mode == "any":
                value = _any(values)
            elif mode == "ratio":
                value = self._ratio(seats, values)
            else:
                value = _all(values)
            self._row_values[key] = value
        return self._row_values[key]

    def _ratio(self, seats: Sequence[Seat], values: Sequence[Value]) -> Value:
        """Known as soon as it is certain, either way."""
        needed = self.config.ratio * sum(seat.weight for seat in seats)
        yes = sum(seat.weight for seat, value in zip(seats, values, strict=True) if value)
        unknown = sum(seat.weight for seat, value in zip(seats, values, strict=True) if value is None)
        return True if yes >= needed else None if yes + unknown >= needed else False

    # who is asked ----------------------------------------------------------------------------------------

    def wanted(self, seat: Seat) -> bool:
        """Their word can still matter: they keep (or get back) an open task."""
        return self.word(seat) is None and self._live(seat)

    def _live(self, seat: Seat) -> bool:
        """Nothing has been decided without what this seat will count for."""
        key = row_of(seat)
        if self.value(seat) is not None or self._row_value(key) is not None:
            return False
        if seat.of is None:
            return True
        owner = self.by_task[seat.of]
        return (seat.place == "after" or self.word(owner) is None) and self._live(owner)

    def may_act(self, seat: Seat) -> bool:
        """Their turn, and neither signers before nor a delegate are to be waited for."""
        if not self.turn(seat) or any(self._row_value(key) is not True for key in self._rows_added(seat, "before")):
            return False
        return all(self.value(other) is not None for other in self._seats_added(seat, "delegate"))

    def turn(self, seat: Seat) -> bool:
        """The step has come as far as this seat (those before it in its row have said yes)."""
        key = row_of(seat)
        if seat.of is not None:
            owner = self.by_task[seat.of]
            if not (self.word(owner) is True if seat.place == "after" else self.turn(owner)):
                return False
        return self._mode(key) != "sequential" or self._position[seat.task] <= self._reached(key)

    def _reached(self, key: Row) -> int:
        """The position of the first seat of a row that has not said yes."""
        if key not in self._reach:
            seats = self._rows[key]
            self._reach[key] = next((at for at, s in enumerate(seats) if self.value(s) is not True), len(seats))
        return self._reach[key]

    def depth(self, seat: Seat) -> int:
        """How many seats stand above this one."""
        return 0 if seat.of is None else 1 + self.depth(self.by_task[seat.of])

    # taking back -----------------------------------------------------------------------------------------

    def decided_behind(self, seat: Seat) -> bool:
        """A person has spoken because of what this seat said."""
        return self._anybody_spoke(self._seats_added(seat, "after")) or self._decided_around(seat)

    def _decided_around(self, seat: Seat) -> bool:
        """The same, because of what the seat counts for: signers after it have their part in that."""
        key = row_of(seat)
        if self._mode(key) == "sequential" and self._anybody_spoke(self._rows[key][self._position[seat.task] + 1 :]):
            return True
        if seat.of is None:
            return False
        owner = self.by_task[seat.of]
        if seat.place == "after":
            return self._decided_around(owner)
        return _spoke(owner) or (seat.place != "delegate" and self.decided_behind(owner))

    def _anybody_spoke(self, seats: Iterable[Seat]) -> bool:
        return any(
            _spoke(seat) or any(self._anybody_spoke(self._seats_added(seat, place)) for place in PLACES)
            for seat in seats
        )


def _spoke(seat: Seat) -> bool:
    return seat.voted and seat.by is not None


def _all(values: Sequence[Value]) -> Value:
    return False if False in values else None if None in values else True


def _any(values: Sequence[Value]) -> Value:
    return True if True in values else False if False in values else None
