"""HTTP call: another system is asked or told, through the one outbound client (allow-list, no private addresses)."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engines.flow import effects, events, moves
from engines.flow.behaviour import Behaviour
from engines.flow.nodes.base import NodeModel, set_variables
from engines.flow.parts import Duration, Key
from engines.flow.step import Step


class HttpNode(NodeModel):
    """调用接口 / HTTP call. `{path}` in url, headers and body is replaced by the value (url-encoded in the url). `save`
    maps a path of the JSON answer to a declared variable. `connection` names stored credentials. Retried `retries`
    times with doubling pauses from `backoff`, always with the same Idempotency-Key. Outcome: `ok` or `failed`;
    without an edge for `failed` the step fails and waits for an operator."""

    type: Literal["http"]
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    url: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
    headers: Annotated[dict[str, Annotated[str, StringConstraints(max_length=2_000)]], Field(max_length=30)] = Field(
        default_factory=dict
    )
    body: Annotated[str, StringConstraints(max_length=20_000)] | None = None
    connection: Key | None = None
    save: Annotated[dict[Key, Annotated[str, StringConstraints(max_length=200)]], Field(max_length=50)] = Field(
        default_factory=dict
    )
    timeout: Annotated[int, Field(ge=1, le=60)] = 10
    """Seconds."""
    retries: Annotated[int, Field(ge=0, le=20)] = 5
    backoff: Duration = "1 minute"


class CallingBehaviour(Behaviour):
    """What http and script steps share: asked outside, answered later by `Called` or `Failed`.

    An operator's retry makes a new token and so a new key; after an unknown outcome `same_as` names the earlier key,
    so that the other system can tell that it is the same call."""

    waits = True

    def outcomes(self, node: object) -> tuple[str, ...]:
        return ("ok", "failed")

    def enter(self, step: Step, token: str) -> None:
        data = step.state.tokens[token].data
        step.wait(token, "called", data)
        self.call(step, token, f"{token}.call", (data or {}).get("same_as"))

    def call(self, step: Step, token: str, key: str, same_as: str | None) -> None:
        """Ask for the effect."""
        raise NotImplementedError

    def called(self, step: Step, token: str, event: events.Called) -> None:
        set_variables(step, token, event.values)
        moves.leave(step, token, "ok")

    def failed(self, step: Step, token: str, event: events.Failed) -> bool:
        """True when an edge is meant for failures: one with a condition that holds, or the default."""
        if not moves.leads_on(step, token, step.node(step.state.tokens[token]), "failed"):
            return False
        moves.leave(step, token, "failed")
        return True


class HttpBehaviour(CallingBehaviour):
    """The call goes through the outbox."""

    def call(self, step: Step, token: str, key: str, same_as: str | None) -> None:
        step.effect(effects.CallHttp(key, token, step.state.tokens[token].node, same_as))
