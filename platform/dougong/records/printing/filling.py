"""Records into a template, as their reader sees them: a hidden field is a blank one, in a formula too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dougong.files.store import FileStore
from dougong.kit.errors import Invalid, NotFound, say
from dougong.records.editing.recipe import Seen
from dougong.records.printing.drawing import Drawing
from dougong.records.reading.query import MAX_LIMIT
from dougong.records.work import Work
from engines.form.environment import RecordEnv
from engines.form.fields import FieldModel, RowsField
from engines.form.fields._ids import IdField
from engines.form.fields.base import Reading
from engines.form.prints import marks, standard
from engines.form.prints.compile import CompiledPrint, compile_print
from engines.form.prints.definition import Print
from engines.form.prints.fill import Filler

Document = dict[str, Any]
Loop = tuple[str | None, list[tuple[Document, RecordEnv]]]
"""The subform whose rows it runs over, and what is collected for each."""
SIZES = {"a3": (297.0, 420.0), "a4": (210.0, 297.0), "a5": (148.0, 210.0), "letter": (215.9, 279.4)}


def offered(work: Work, form_key: str) -> list[Print]:
    """The templates that this person may print with, the standard one last."""
    form = work.app.forms[form_key]
    principal = work.access.principal
    own = [each for each in form.prints if not each.roles or not principal.roles.isdisjoint(each.roles)]
    return [*own, standard.standard(form)]


def template_of(work: Work, form_key: str, key: str | None) -> Print:
    """The template by its key (None: the standard one); one that isn't offered is unknown."""
    wanted = key or standard.KEY
    found = next((each for each in offered(work, form_key) if each.key == wanted), None)
    if found is None:
        raise NotFound(say("没有这个打印模板。", "There is no such print template."), "print_not_found")
    return found


@dataclass
class Filled:
    """One record, ready: a tree of nodes, or the values of the places of an uploaded file."""

    record_id: str
    name: str
    content: Document


class Filling:
    """Fills one template for many records of one form."""

    def __init__(
        self, work: Work, store: FileStore, form_key: str, template: Print, folder: Path, language: str, root: str
    ) -> None:
        self.work, self.form_key, self.template = work, form_key, template
        self.language = template.language or language
        self.drawing = Drawing(work, store, folder)
        self._root = f"{root}/apps/{work.app.key}/forms/{form_key}"
        form, calendar = work.app.forms[form_key], work.app.compiled[form_key].calendar
        self.compiled: CompiledPrint = compile_print(template, form, work.app.forms, calendar=calendar)
        tz = ZoneInfo(work.access.principal.tz)
        self._filler = Filler(self.compiled, self.drawing, Reading(tz=tz, title=self.drawing.title), self.language)
        self._seen = Seen(work)

    def fill(self, ids: Sequence[str]) -> Iterator[Filled]:
        """In the order of `ids`; without records that the reader may not see, and those the template is not for."""
        readable = set(self.work.access.readable_fields(self.form_key))
        title = self.work.app.forms[self.form_key].title_field()
        wanted = self.compiled.reads | ({title.key} if title is not None else set())
        reads = [own.key for own in self.work.app.forms[self.form_key].fields if own.key in wanted & readable]
        for start in range(0, len(ids), MAX_LIMIT):
            chunk = ids[start : start + MAX_LIMIT]
            self._seen.load(self.form_key, chunk, reads)
            self._know_names(chunk, reads)
            for record_id in chunk:
                values = self._seen(self.form_key, record_id)
                if values is None:
                    continue
                env = self._env(values)
                if self._filler.holds(self.template.when, env):
                    self.drawing.address = f"{self._root}/records/{record_id}"
                    yield Filled(record_id, self._name(env, values), self._content(env))

    def _env(self, values: Mapping[str, Any]) -> RecordEnv:
        work, calendar = self.work, self.work.app.compiled[self.form_key].calendar
        tz = ZoneInfo(work.access.principal.tz)
        return RecordEnv(self.compiled.readers, values, {}, work.user, self._seen, work.tx.now, tz, calendar)

    def _know_names(self, ids: Sequence[str], reads: Sequence[str]) -> None:
        """What links, people and departments of all these records and their lines are called, in one step each."""
        form = self.work.app.forms[self.form_key]
        records = [values for each in ids if (values := self._seen(self.form_key, each)) is not None]
        for own in (form.by_key[key] for key in reads):
            self._know(own, records)

    def _know(self, own: FieldModel, holders: Sequence[Mapping[str, Any]]) -> None:
        if isinstance(own, RowsField):
            rows = [row for each in holders for row in each.get(own.key) or ()]
            for column in own.fields:
                self._know(column, rows)
        elif isinstance(own, IdField):
            found = [each.get(own.key) for each in holders]
            self.drawing.know(own, [x for v in found for x in (v if isinstance(v, list) else [v]) if x])

    def _name(self, env: RecordEnv, values: Mapping[str, Any]) -> str:
        """What the file is called."""
        form = self.work.app.forms[self.form_key]
        if self.template.file_name:
            return self._filler.line(self.template.file_name, env)
        title = form.title_field()
        value = values.get(title.key) if title is not None else None
        words = self._filler.written(title, value) if title is not None and value is not None else ""
        return " ".join(each for each in (form.name(self.language), words) if each)

    def _content(self, env: RecordEnv) -> Document:
        if self.template.uploaded:
            return self._places(env)
        words = self._filler.words
        return {
            "header": words(self.template.header, env),
            "footer": words(self.template.footer, env),
            "nodes": self._filler.nodes(self.template.blocks, env),
        }

    def _places(self, env: RecordEnv) -> Document:
        """`{"values": {mark: Value}, "rows": {mark of the loop: [{mark: Value}]}, "ifs": {mark: bool}}`; a Value is
        `{"s": text}` or `{"img": [names]}`. Of a loop in a loop each row has its own: `{mark: {"rows": […]}}`."""
        found: Document = {"values": {}, "rows": {}, "ifs": {}}
        open_: list[Loop] = []
        for mark in self.template.file.marks if self.template.file is not None else ():
            place = marks.read(mark)
            if place.kind == "each":
                open_.append(self._loop(mark, place.text, env, open_[-1] if open_ else None, found["rows"]))
            elif place.kind == "if":
                found["ifs"][mark] = self._filler.holds(place.text, env)
            elif place.kind == "end":
                if place.text != "if" and open_:
                    open_.pop()
            elif open_:
                key, rows = open_[-1]
                for row, inner in rows:
                    row[mark] = self._value(mark, place.kind, inner, key)
            else:
                found["values"][mark] = self._value(mark, place.kind, env, None)
        return found

    def _loop(self, mark: str, name: str, env: RecordEnv, around: Loop | None, whole: Document) -> Loop:
        """The rows of a loop: of the record, or of each row of the loop around when they stand inside those."""
        outer, held = around if around is not None else (None, [])
        key = self.compiled.subform(name, outer)
        if key is None or outer is None or key.rpartition(".")[0] != outer:
            envs = list(self._filler.rows(key, env)) if key is not None else []
            rows = whole.setdefault(mark, [{} for _ in envs])
            return key, list(zip(rows, envs, strict=True))
        found: list[tuple[Document, RecordEnv]] = []
        for row, inside in held:
            envs = list(self._filler.rows(key, inside))
            row[mark] = {"rows": [{} for _ in envs]}
            found += zip(row[mark]["rows"], envs, strict=True)
        return key, found

    def _value(self, mark: str, kind: str, env: RecordEnv, subform: str | None) -> Document:
        if self.template.kind == "xlsx":
            return self._filler.typed(mark, env, subform)
        if kind == "value":
            return {"s": self._filler.value(mark, env, subform)}
        return {"img": self._filler.media(mark, env, subform)}


def size_of(template: Print) -> tuple[float, float]:
    """Width and height of the sheet in millimetres."""
    paper = template.paper
    wide, tall = (paper.width or 0, paper.height or 0) if paper.size == "custom" else SIZES[paper.size]
    return (tall, wide) if paper.landscape else (wide, tall)


def nothing_to_print() -> Invalid:
    return Invalid(
        say("没有可用此模板打印的数据。", "There is nothing to print with this template."), "nothing_to_print"
    )
