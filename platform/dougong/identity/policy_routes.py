"""What administrators say about signing in: who must have a second factor, and helping who lost theirs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from dougong.identity import factor, letters, people, policy, signin
from dougong.identity.schemas import Body
from dougong.kit.db import Read, Write
from dougong.kit.web import CurrentPerson, requires

router = APIRouter(tags=["people"], dependencies=[requires("admin")])

RoleName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}:[a-z][a-z0-9_]{0,47}$")]


class SignInPolicy(Body):
    """Who must have a second factor."""

    everyone: bool = False
    admins: bool = False
    roles: Annotated[list[RoleName], Field(max_length=200)] = Field(default_factory=list)
    """`app:role`."""


class RoleChoice(BaseModel):
    app: str
    key: str
    label: Any


class SignInPolicyShown(BaseModel):
    everyone: bool
    admins: bool
    roles: list[str]
    choices: list[RoleChoice]


@router.get("/sign-in-policy")
def get_sign_in_policy(tx: Read) -> SignInPolicyShown:
    choices = [RoleChoice.model_validate(row) for row in policy.roles_to_choose(tx)]
    now = policy.policy(tx)
    return SignInPolicyShown(everyone=now.everyone, admins=now.admins, roles=list(now.roles), choices=choices)


@router.put("/sign-in-policy", dependencies=[requires("confirmed")], status_code=204)
def set_sign_in_policy(body: SignInPolicy, tx: Write, actor: CurrentPerson) -> None:
    """From now on: who is signed in and must have a second factor is led to setting it up."""
    policy.set_policy(tx, actor, policy.Policy(body.everyone, body.admins, tuple(sorted(set(body.roles)))))


@router.delete("/people/{person_id}/second-factor", dependencies=[requires("confirmed")], status_code=204)
def remove_second_factor_of(person_id: str, tx: Write, actor: CurrentPerson) -> None:
    """For who lost their phone and their codes: it is off, and all their sessions end."""
    people.get_person(tx, person_id)
    factor.remove(tx, actor, person_id)
    signin.close_sessions(tx, actor, person_id)
    letters.ask(tx, "second_factor_off", person_id=person_id)
