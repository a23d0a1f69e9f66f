"""Analyse: one analysis over the records of a form, its results written into fields of each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from engines.flow import effects, events, moves
from engines.flow.analyses import Analysis, Figure
from engines.flow.behaviour import Behaviour
from engines.flow.nodes.base import NodeModel, set_variables
from engines.flow.parts import FormulaText, Key, Part
from engines.flow.step import Step


class Snapshot(Part):
    """A record of `form` is added per subject: `subject` is its link to it, `set` maps its fields to results, or to
    `before.<field>`, what the subject's field held before. `when`: `changed`: only for subjects that were written."""

    form: Key
    subject: Key
    set: Annotated[dict[Key, str], Field(max_length=50)]
    when: Literal["changed", "always"] = "changed"


class AnalyseNode(NodeModel):
    """分析 / Analyse. `subject` is the form whose records are analysed, `where` which of them. `write` maps its fields
    to results (`engines.flow.analyses.RESULTS`), `translate` maps values of a result to those of the field. A subject
    without a result gets empty values (`empty`: `clear`), or is left as it is (`keep`). `save` puts figures into
    variables. Outcome: `done`, `refused` (too little data, or a model that does not beat its null: nothing was
    written) or `failed`."""

    type: Literal["analyse"]
    subject: Key
    where: FormulaText | None = None
    analysis: Analysis
    write: Annotated[dict[Key, str], Field(max_length=50)] = Field(default_factory=dict)
    translate: Annotated[dict[Key, dict[str, str]], Field(max_length=20)] = Field(default_factory=dict)
    empty: Literal["clear", "keep"] = "clear"
    snapshot: Snapshot | None = None
    save: Annotated[dict[Key, Figure], Field(max_length=5)] = Field(default_factory=dict)


class AnalyseBehaviour(Behaviour):
    """Counted and written by a job, batch by batch; the answer comes when it has ended."""

    waits = True

    def outcomes(self, node: AnalyseNode) -> tuple[str, ...]:
        return ("done", "refused", "failed")

    def enter(self, step: Step, token: str) -> None:
        step.wait(token, "called")
        step.effect(effects.Analyse(f"{token}.analysis", token, step.state.tokens[token].node))

    def called(self, step: Step, token: str, event: events.Called) -> None:
        node = step.node(step.state.tokens[token]).model
        assert isinstance(node, AnalyseNode)
        set_variables(step, token, {variable: event.values.get(figure) for variable, figure in node.save.items()})
        step.fact("analysed", token=token, node=node.id, **_figures(event.values))
        moves.leave(
            step, token, "refused" if event.values.get("why") else "done", count=event.values.get("written") or 0
        )

    def failed(self, step: Step, token: str, event: events.Failed) -> bool:
        """True when an edge is meant for failures: one with a condition that holds, or the default."""
        if not moves.leads_on(step, token, step.node(step.state.tokens[token]), "failed"):
            return False
        moves.leave(step, token, "failed")
        return True


def _figures(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: values[key] for key in ("subjects", "written", "unchanged", "refused", "version", "why") if values.get(key)
    }
