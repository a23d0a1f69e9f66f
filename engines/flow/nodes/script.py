"""Script: a few statements (asteval) written by an administrator, run in a limited child process."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engines.flow import effects
from engines.flow.nodes.base import NodeModel
from engines.flow.nodes.http import CallingBehaviour
from engines.flow.parts import FieldPath, Key
from engines.flow.step import Step


class ScriptNode(NodeModel):
    """脚本 / Script. Sees `inputs` (name → path) and sets the declared variables named in `outputs`. Outcome: `ok` or
    `failed`."""

    type: Literal["script"]
    code: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
    inputs: Annotated[dict[Key, FieldPath], Field(max_length=50)] = Field(default_factory=dict)
    outputs: Annotated[tuple[Key, ...], Field(max_length=50)] = ()
    timeout: Annotated[int, Field(ge=1, le=60)] = 5


class ScriptBehaviour(CallingBehaviour):
    """The script runs in a child process, asked for through the outbox."""

    def call(self, step: Step, token: str, key: str, same_as: str | None) -> None:
        step.effect(effects.RunScript(key, token, step.state.tokens[token].node, same_as))
