"""Who may look at a draft: the app's designers, and colleagues one of them has invited to this very draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import delete, insert, select

from dougong.apps import repository
from dougong.apps.codesign.models import draft_guest
from dougong.apps.release.content import stores
from dougong.apps.repository import AppRow
from dougong.apps.rights import can_design
from dougong.audit.service import record
from dougong.identity.directory import names_of_people
from dougong.identity.models import person
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, Invalid, NotAllowed, NotFound, say
from dougong.kit.web import Actor

Kind = Literal["form", "flow", "dashboard", "page"]
MOST_GUESTS = 100
_g = draft_guest.c


@dataclass(frozen=True)
class Looking:
    """Somebody before a draft. `row`: the thing with its draft (`DrawnRow`)."""

    tx: Transaction
    actor: Actor
    app: AppRow
    kind: Kind
    row: Any
    designer: bool

    @property
    def target(self) -> str:
        """How the audit log names the draft."""
        return f"{self.app.key}/{self.kind}:{self.row.key}"


def at(tx: Transaction, actor: Actor, app_key: str, kind: Kind, key: str, *, designing: bool = False) -> Looking:
    """NotFound for whoever has nothing to do with the draft, as if it weren't there. `designing`: designers only."""
    app = repository.find_app(tx, app_key)
    row = stores()[kind].find(tx, app.id, key) if app is not None and app.deleted_at is None else None
    if app is None or row is None or row.deleted_at is not None or actor.outside:
        raise _not_found()
    designer = can_design(tx, actor, app)
    guest = actor.token is None and actor.person_id in guests_of(tx, row.id)
    if not (designer or guest):
        raise _not_found()
    if designing and not designer:
        raise NotAllowed(say("只有设计者可以邀请。", "Only designers can invite."), "not_a_builder")
    return Looking(tx, actor, app, kind, row, designer)


def _not_found() -> NotFound:
    return NotFound(
        say("没有这份草稿，或没有邀请你查看。", "There is no such draft, or nobody asked you to look."),
        "draft_not_found",
    )


def guests_of(tx: Transaction, thing_id: str) -> set[str]:
    """Who was invited."""
    return set(tx.execute(select(_g.person_id).where(_g.thing_id == thing_id)).scalars())


def invite(look: Looking, people: Iterable[str]) -> set[str]:
    """Lets colleagues look at the draft. → those who could not before. Invalid for anybody but colleagues."""
    wanted = set(people)
    here = set(
        look.tx.execute(
            select(person.c.id).where(person.c.id.in_(wanted), person.c.active, ~person.c.outside)
        ).scalars()
    )
    if wanted - here:
        message = say("只能邀请在职的同事。", "Only colleagues can be invited.")
        raise Invalid(message, "not_a_colleague", [FieldError("people", "not_a_colleague", message)])
    known = guests_of(look.tx, look.row.id)
    fresh = {each for each in here - known if not _designs(look, each)}
    if len(known) + len(fresh) > MOST_GUESTS:
        raise Invalid(say("邀请的人太多。", "Too many people are invited."), "too_many_guests")
    fixed = {"thing_id": look.row.id, "app_id": look.app.id, "kind": look.kind, "by": look.actor.person_id}
    if fresh:
        look.tx.execute(
            insert(draft_guest), [{**fixed, "person_id": each, "at": look.tx.now} for each in sorted(fresh)]
        )
        record(look.tx, look.actor, "draft.invite", look.target, {"people": sorted(fresh)}, app=look.app.key)
    return fresh


def _designs(look: Looking, person_id: str) -> bool:
    return repository.builder_level(look.tx, look.app.id, person_id) is not None


def uninvite(look: Looking, person_id: str) -> None:
    """They don't see the draft any more; what they said stays."""
    gone = look.tx.execute(delete(draft_guest).where(_g.thing_id == look.row.id, _g.person_id == person_id)).rowcount
    if gone:
        record(look.tx, look.actor, "draft.uninvite", look.target, {"person": person_id}, app=look.app.key)


def document(look: Looking) -> dict[str, Any]:
    """`{kind, key, label, definition, revision, version, can_design, guests, app}`: the draft as it is now."""
    row, guests = look.row, guests_of(look.tx, look.row.id)
    names = names_of_people(look.tx, guests)
    return {
        "app": {"key": look.app.key, "label": look.app.label},
        "kind": look.kind,
        "key": row.key,
        "label": row.draft.get("label") or row.key,
        "definition": row.draft,
        "revision": row.revision,
        "version": row.published_version,
        "can_design": look.designer,
        "guests": [
            {"id": each, "name": names.get(each)} for each in sorted(guests, key=lambda one: names.get(one, ""))
        ],
    }
