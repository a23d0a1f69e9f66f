"""HTTP call: another system is asked or told, through the one outbound client (allow-list, no private addresses)."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engines.flow.nodes.base import NodeModel
from engines.flow.parts import Duration, Key


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
