"""The shapes of an approval: seats, the round they make, and the changes that are the only way to alter it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, TypeAlias

from engines.flow.approval.config import GroupMode

Place = Literal["base", "before", "after", "delegate", "beside"]
Status = Literal["open", "approved", "rejected", "cancelled"]
Outcome = Literal["approved", "rejected"]
ClosedAs = Literal["approved", "rejected", "transferred", "cancelled"]


@dataclass(frozen=True, slots=True)
class Seat:
    """One voice in an approval, and the task that asks for it.

    `place`: `base` seats come from the node; `before` and `after` were added by the holder of seat `of`; a `delegate`
    gives that holder advice; one `beside` (escalation) may decide in that holder's stead. Seats added by one command
    are a `group` with a `mode` of its own. `by` is who decided (None: the system), `why` why it was decided without
    being asked (`repeat`, `sla`). `waiting`: open, but not yet their turn."""

    task: str
    person: str
    place: Place = "base"
    of: str | None = None
    group: str = ""
    mode: GroupMode = "all"
    weight: int = 1
    waiting: bool = False
    status: Status = "open"
    standing_in: str | None = None
    added_by: str | None = None
    by: str | None = None
    why: str = ""

    @property
    def voted(self) -> bool:
        """The holder (or the system for them) has said yes or no."""
        return self.status in ("approved", "rejected")

    @property
    def active(self) -> bool:
        """Open, and it is their turn."""
        return self.status == "open" and not self.waiting


@dataclass(frozen=True, slots=True)
class Open:
    """A seat is set. `instead` of another: it takes that one's place and everything that belongs to it (transfer, a
    decision taken back, a task that is needed again). A seat that is decided already gets no task: it only counts."""

    seat: Seat
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Activate:
    """Their turn has come."""

    task: str


@dataclass(frozen=True, slots=True)
class Deactivate:
    """They have to wait again."""

    task: str


@dataclass(frozen=True, slots=True)
class Give:
    """The same task goes to another person (hand-over)."""

    task: str
    to: str


@dataclass(frozen=True, slots=True)
class Close:
    """The task is over; `by` None: the system, or the decision of others."""

    task: str
    status: ClosedAs
    by: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """The seat is taken away: its task, when open, is cancelled."""

    task: str
    by: str | None = None


Change: TypeAlias = Open | Activate | Deactivate | Give | Close | Remove
_KINDS: dict[str, type[Any]] = {
    kind.__name__.lower(): kind for kind in (Open, Activate, Deactivate, Give, Close, Remove)
}

_PARTS = {name: tuple(part.name for part in fields(kind)) for name, kind in _KINDS.items()}


@dataclass(frozen=True, slots=True)
class Round:
    """The seats of one approval step in their order. Plain data; equal rounds are equal objects."""

    seats: tuple[Seat, ...] = ()

    def __iter__(self) -> Iterator[Seat]:
        return iter(self.seats)

    def get(self, task: str) -> Seat | None:
        """The seat of a task."""
        return next((seat for seat in self.seats if seat.task == task), None)

    @property
    def active(self) -> tuple[Seat, ...]:
        """Whom the step waits for."""
        return tuple(seat for seat in self.seats if seat.active)

    @property
    def deciders(self) -> tuple[str, ...]:
        """Who has said yes or no with a voice of their own (no advice, no automatism), in the order of the seats."""
        said = (seat.by for seat in self.seats if seat.voted and seat.place != "delegate" and seat.by)
        return tuple(dict.fromkeys(said))

    @property
    def approvers(self) -> tuple[str, ...]:
        """Who has said yes with a voice of their own: for the `repeat` rule of later steps."""
        said = (s.by for s in self.seats if s.status == "approved" and s.place != "delegate" and s.by)
        return tuple(dict.fromkeys(said))

    def to_json(self) -> list[dict[str, Any]]:
        """The seats without what is default."""
        return [seat_to_json(seat) for seat in self.seats]

    @classmethod
    def from_json(cls, data: Iterable[dict[str, Any]]) -> Round:
        """The opposite of `to_json`."""
        return cls(tuple(Seat(**seat) for seat in data))


_USUAL = tuple((part.name, part.default) for part in fields(Seat) if part.name not in ("task", "person"))


def seat_to_json(seat: Seat) -> dict[str, Any]:
    """Task, person and what differs from the defaults."""
    row = {"task": seat.task, "person": seat.person}
    for name, usual in _USUAL:
        value = getattr(seat, name)
        if value != usual:
            row[name] = value
    return row


def change_to_json(change: Change) -> dict[str, Any]:
    """A change as a row of history: `{"change": "close", "task": …}`."""
    kind = type(change).__name__.lower()
    if isinstance(change, Open):
        return {"change": kind, "seat": seat_to_json(change.seat), "instead": change.instead}
    return {"change": kind, **{name: getattr(change, name) for name in _PARTS[kind]}}


def change_from_json(data: dict[str, Any]) -> Change:
    """The opposite of `change_to_json`."""
    values = {key: value for key, value in data.items() if key != "change"}
    if data["change"] == "open":
        values["seat"] = Seat(**values["seat"])
    change: Change = _KINDS[data["change"]](**values)
    return change


class Board:
    """A round while it is being changed: does changes and remembers them. Lives inside one command only."""

    __slots__ = ("_opened", "changes", "seats")

    def __init__(self, round_: Round) -> None:
        self.seats: dict[str, Seat] = {seat.task: seat for seat in round_.seats}
        self.changes: list[Change] = []
        self._opened: dict[str, int] = {}

    def do(self, change: Change) -> None:
        """Apply and remember one change."""
        if isinstance(change, Open):
            self._opened[change.seat.task] = len(self.changes)
        self.changes.append(change)
        self.apply(change)

    def opens(self, task: str) -> bool:
        """The seat is being set by this very command."""
        return task in self._opened

    def reword(self, task: str, *, waiting: bool, status: Status) -> None:
        """A seat set by this command is set like this at once, instead of being set and then changed."""
        seat = self.seats[task]
        if (seat.waiting, seat.status) == (waiting, status):
            return
        seat = self.seats[task] = replace(seat, waiting=waiting, status=status)
        change = self.changes[self._opened[task]]
        assert isinstance(change, Open)
        self.changes[self._opened[task]] = replace(change, seat=seat)

    def apply(self, change: Change) -> None:
        """What each change means for the seats."""
        match change:
            case Open(seat, None):
                self.seats[seat.task] = seat
            case Open(seat, str(old)):
                self._replace(old, seat)
            case Activate(task):
                self.seats[task] = replace(self.seats[task], waiting=False)
            case Deactivate(task):
                self.seats[task] = replace(self.seats[task], waiting=True)
            case Give(task, to):
                self.seats[task] = replace(self.seats[task], person=to)
            case Close(task, status, by, why):
                self._close(task, status, by, why)
            case Remove(task):
                self._remove(task)

    def _close(self, task: str, status: ClosedAs, by: str | None, why: str) -> None:
        kept: Status = status if status in ("approved", "rejected") else "cancelled"
        self.seats[task] = replace(self.seats[task], status=kept, waiting=False, by=by, why=why)

    def _replace(self, old: str, seat: Seat) -> None:
        def moved(other: Seat) -> Seat:
            return replace(other, of=seat.task) if other.of == old else other

        self.seats = {
            new.task: new
            for new in (seat if task == old else moved(other) for task, other in self.seats.items())
        }  # fmt: skip

    def _remove(self, task: str) -> None:
        del self.seats[task]
        for below in [other.task for other in self.seats.values() if other.of == task]:
            self._remove(below)

    def round(self) -> Round:
        """The round as it stands now."""
        return Round(tuple(self.seats.values()))


def fold(changes: Iterable[Change], start: Round | None = None) -> Round:
    """The round that a history of changes makes."""
    board = Board(start or Round())
    for change in changes:
        board.apply(change)
    return board.round()
