"""All or nothing: a button whose flow does what it does as a whole, or refuses the press and leaves no trace.

The press and the flow's first step are one transaction. When a step fails in it, or the flow ends as rejected, a
problem is raised with what the flow says of it, and everything that was written goes with the transaction (on a
selection: with the savepoint of that record)."""

from __future__ import annotations

from collections.abc import Mapping

from dougong.flows.running import Running
from dougong.flows.texts import Filler
from dougong.kit.errors import Conflict, Text, say
from engines.flow.nodes.end import EndNode
from engines.form.labels import label_text

REFUSED = "flow_refused"


def must_be_well(run: Running) -> None:
    """Raises 409 with the reason when a step has failed or the flow has ended as rejected."""
    for name in run.state.failed:
        failure = run.state.tokens[name].data
        raise Conflict(_said(failure["detail"]), failure["code"])
    if run.state.result == "rejected":
        raise Conflict(_reason(run), REFUSED)


def _said(detail: Mapping[str, str]) -> Text:
    return say(label_text(detail, "zh-CN"), label_text(detail, "en"))


def _reason(run: Running) -> Text:
    """The words of the end that the flow came to."""
    for fact in reversed(run.facts):
        node = run.node(str(fact.data.get("node"))) if fact.kind == "died" else None
        if isinstance(node, EndNode) and node.reason:
            filler = Filler(run.tx, run.loaded.app, run.row["form"], run.env(fact.data["token"]))
            told = filler.label(node.reason if isinstance(node.reason, str) else dict(node.reason))
            return say(told["zh-CN"], told["en"])
    return say("流程没有通过，未做任何更改。", "The flow did not let this pass; nothing was changed.")
