"""What a dry run tells: one line per thing that would happen, in order, with the clock's time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from dougong.flows import perform
from dougong.flows.mailing import templates
from dougong.flows.notices import title_of
from dougong.flows.running import Running
from dougong.flows.seeing import SeenRecords
from dougong.flows.texts import Filler
from dougong.flows.timeline import LINES
from dougong.identity.directory import names_of_people
from dougong.kit.errors import in_language, say
from dougong.kit.types import iso_instant
from engines.flow import effects
from engines.flow.events import Event, Failed, Found, Refused, Resolved
from engines.flow.facts import Fact
from engines.flow.nodes.analyse import AnalyseNode
from engines.flow.nodes.http import HttpNode
from engines.flow.nodes.notify import NotifyNode
from engines.flow.state import State
from engines.form.labels import label_text
from engines.formula import ErrorValue

Step = dict[str, Any]
_FIRST = 10
"""How many records of an analysis are shown."""


class Told:
    """The steps, the path over the nodes, and the edges that were taken (their indexes)."""

    def __init__(self, run: Running, seen: SeenRecords, language: str) -> None:
        self.run = run
        self.seen = seen
        self.language = language
        self.steps: list[Step] = []
        self.path: list[str] = []
        self.edges: set[int] = set()

    def label(self, node: str) -> str:
        found = self.run.node(node)
        label = found.label if found is not None else ""
        plain = label if isinstance(label, str) else {str(lang): text for lang, text in label.items()}
        return label_text(plain, self.language) or node

    # from the engine ---------------------------------------------------------------------------------------

    def facts(self, facts: Iterable[Fact], before: State) -> None:
        nodes = {name: token.node for name, token in before.tokens.items()}
        for fact in facts:
            data = fact.data
            if fact.kind == "entered":
                nodes[data["token"]] = data["node"]
                self._visit(data["node"], data["token"])
            elif fact.kind == "moved":
                source = nodes.get(data["token"], "")
                for name, node, _came in data["to"]:
                    nodes[name] = node
                    self._edge(source, node)
                    self._visit(node, name)
            elif fact.kind == "left":
                node = nodes.get(data["token"], "")
                self._add("left", node, data["token"], outcome=data["outcome"])
            elif fact.kind == "failed":
                node = nodes.get(data["token"], "")
                detail = (data.get("data") or {}).get("detail") or {}
                self._add("failed", node, data["token"], error=in_language(detail, self.language) if detail else None)
            elif fact.kind == "decided":
                self._decided(data, nodes)
            elif fact.kind in ("sla", "sla_paused", "sla_resumed"):
                said = LINES[f"sla:{data['do']}" if fact.kind == "sla" else fact.kind]
                event = {"sla_paused": "paused", "sla_resumed": "resumed"}.get(fact.kind, "sla")
                self._add(event, data["node"], data["token"], text=in_language(said, self.language))
            elif fact.kind == "ended":
                self._add("ended", "", "", outcome=data["result"])

    def _visit(self, node: str, token: str) -> None:
        self.path.append(node)
        self._add("entered", node, token)

    def _edge(self, source: str, target: str) -> None:
        compiled = self.run.loaded.program.nodes.get(source)
        for edge in compiled.out if compiled is not None else ():
            if edge.target == target:
                self.edges.add(edge.index)
                return

    def _decided(self, data: Mapping[str, Any], nodes: Mapping[str, str]) -> None:
        node = data.get("node") or nodes.get(data.get("token", ""), "")
        name = self._names([data["by"]])[0]["name"] if data.get("by") else ""
        verb = str(data.get("verb", ""))
        self._add("decided", node, data.get("token", ""), text=f"{name} · {verb}".strip(" ·"))

    # from its effects --------------------------------------------------------------------------------------

    def assignees(self, effect: effects.Resolve, resolved: Resolved) -> None:
        people = self._names(resolved.people)
        for person in people:
            absent = resolved.standing_in.get(person["id"])
            if absent:
                person["standing_in"] = self._names([absent])[0]
        self._add("assignees", effect.node, effect.token, assignees=people)

    def opened(self, effect: effects.OpenTask) -> None:
        self._add("task", effect.node, effect.token, assignees=self._names([effect.person]), text=effect.kind)

    def timer(self, effect: effects.SetTimer) -> None:
        node = self._node(effect.token)
        timer = {"due": iso_instant(effect.due), "deadline": effect.deadline, "text": self._rung(effect, node)}
        self._add("timer", node, effect.token or "", timer={key: one for key, one in timer.items() if one != ""})

    def _rung(self, effect: effects.SetTimer, node: str) -> str:
        """What the ladder of a step would do then, and to whom."""
        purpose = effect.timer.rpartition(".s")[2].partition(".")[0] if effect.token else ""
        sla = getattr(self.run.node(node), "sla", ())
        if not effect.timer.startswith(f"{effect.token}.s") or not purpose.isdigit() or int(purpose) >= len(sla):
            return ""
        rung = sla[int(purpose)]
        text = in_language(LINES[f"sla:{rung.do}"], self.language)
        asked = effects.Resolve(effect.token or "", node, rung.to, initiator=self.run.state.initiator)
        to = self._names(perform.resolve(self.run, asked, dry=True).people) if rung.to else []
        return f"{text} → {'、'.join(person['name'] for person in to) or '–'}" if rung.to else text

    def found(self, effect: effects.Find, event: Event) -> None:
        if isinstance(event, Found):
            figures = {key: shown(value) for key, value in event.figures.items()}
            self._add("found", effect.node, effect.token, text=str(len(event.records)), figures=figures or None)
        elif isinstance(event, Failed):
            self._add("found", effect.node, effect.token, text="0", error=in_language(event.detail, self.language))

    def written(self, effect: effects.Write, records: Sequence[str]) -> None:
        op = "delete" if effect.delete else "create" if effect.records is None and effect.where is None else "update"
        write = {
            "op": op,
            "app": effect.app,
            "form": effect.form or self.run.row["form"],
            "records": [] if op == "create" else list(records),
            "values": {key: shown(value) for key, value in effect.values.items()},
            "where": effect.where,
        }
        self._add("write", effect.node, effect.token, write=write)

    def call(self, effect: effects.CallHttp | effects.RunScript) -> None:
        node = self.run.node(effect.node)
        call: dict[str, Any] = {"kind": "script"}
        if isinstance(node, HttpNode):
            filler = self._filler(effect.token)
            body = filler.plain(node.body) if node.body else None
            call = {"kind": "http", "method": node.method, "url": filler.plain(node.url, _escaped), "body": body}
        self._add("call", effect.node, effect.token, call=call)

    def analysed(
        self, effect: effects.Analyse, node: AnalyseNode, figures: Mapping[str, Any], changes: Mapping[str, Any]
    ) -> None:
        """What an analyse step would write: how many, the first one as an example, and the first ten."""
        why = figures.get("why")
        first = list(changes.items())[:_FIRST]
        write = {
            "op": "update",
            "app": self.run.app,
            "form": node.subject,
            "records": [record for record, _ in first],
            "values": shown(first[0][1]) if first else {},
            "where": node.where,
        }
        text = f"{figures['written']} / {figures['subjects']}"
        told: Step = {"error": in_language(why, self.language)} if why else {"write": write}
        if not why:
            told["changes"] = [{"record": record, "values": shown(values)} for record, values in first]
        self._add("analysis", effect.node, effect.token, text=text, **told)

    def child(self, effect: effects.StartChild) -> None:
        self._add("child", effect.node, effect.token, text=str(shown(effect.item)) if effect.item is not None else "")

    def effect(self, effect: effects.Effect) -> None:
        """Everything else that people or others would see."""
        match effect:
            case effects.Send():
                self._send(effect)
            case effects.Notice():
                texts = effect.text or {}
                message = {
                    "channels": ["inbox"],
                    "to": self._names(effect.people),
                    "kind": effect.what,
                    "title": title_of(self.run, effect.what, None)[self.language],
                    "text": in_language(texts, self.language) if texts else effect.comment,
                }
                self._add("message", self._node(effect.token), effect.token or "", message=message)
            case effects.SendMessage():
                self._add("sent", effect.node, effect.token, text=effect.message)
            case effects.ReleaseGate():
                done = say("保存被拦截的变更", "the held change is made")
                dropped = say("丢弃被拦截的变更", "the held change is dropped")
                self._add("gate", "", "", text=in_language(done if effect.pass_ else dropped, self.language))
            case _:
                return

    def refused(self, event: Event, refusal: Refused) -> None:
        self._add("refused", "", "", text=type(event).__name__, error=in_language(refusal.detail, self.language))

    # inside ------------------------------------------------------------------------------------------------

    def _send(self, effect: effects.Send) -> None:
        node = self.run.node(effect.node)
        assert isinstance(node, NotifyNode)
        filler = self._filler(effect.token)
        message = {
            "channels": list(node.channels),
            "to": self._names(effect.people),
            "title": filler.label(_plain(node.title))[self.language],
            "text": filler.label(_plain(node.text))[self.language],
            "attach": self._papers(node),
        }
        self._add("message", effect.node, effect.token, message=message)

    def _papers(self, node: NotifyNode) -> list[str]:
        """What its mails would carry."""
        form = self.run.loaded.app.forms.get(self.run.row["form"] or "")
        known = {each.key: each for each in templates(form)} if form is not None else {}
        return [label_text(known[key].label, self.language) or key for key in node.attach if key in known]

    def _filler(self, token: str) -> Filler:
        return Filler(self.run.tx, self.run.loaded.app, self.run.row["form"], self.run.env(token), self.seen.title)

    def _node(self, token: str | None) -> str:
        found = self.run.state.tokens.get(token) if token else None
        return found.node if found else ""

    def _names(self, people: Sequence[str]) -> list[dict[str, Any]]:
        names = names_of_people(self.run.tx, people) if people else {}
        return [{"id": person, "name": names.get(person, "")} for person in people]

    def _add(self, event: str, node: str, token: str, **more: Any) -> None:
        found = self.run.node(node) if node else None
        step: Step = {
            "n": len(self.steps) + 1,
            "at": iso_instant(self.run.tx.now),
            "event": event,
            "node": node or None,
            "label": self.label(node) if node else None,
            "type": found.type if found is not None else None,
            "token": token or None,
        }
        self.steps.append(step | {name: value for name, value in more.items() if value not in (None, "")})


def shown(value: Any) -> Any:
    """A canonical value as JSON."""
    if isinstance(value, ErrorValue):
        return value.code
    if isinstance(value, datetime):
        return iso_instant(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [shown(each) for each in value]
    if isinstance(value, dict):
        return {key: shown(each) for key, each in value.items()}
    return value


def _escaped(value: str) -> str:
    return quote(value, safe="")


def _plain(label: Any) -> str | Mapping[str, str]:
    return label if isinstance(label, str) else {str(lang): text for lang, text in label.items()}
