"""A compiled template and the values of one record → what stands on the paper, as plain JSON.

Nodes, by `t`: rich {blocks, align, size} · fields {columns, border, items: [{label, blocks}]} · lines {head, right,
widths, rows, foot} whose cells are blocks · image {files, w, align} · code {file, w, h, align, caption} · line ·
break · space {h} · sign {names} · row {cells: [{w, nodes}]}. Pictures are named by what `Surroundings` answers.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from engines.form.environment import RecordEnv
from engines.form.fields import FieldModel, RowsField, type_of
from engines.form.fields._files import FileField
from engines.form.fields.base import Reading
from engines.form.inner import rows_at
from engines.form.labels import label_text
from engines.form.prints import marks
from engines.form.prints.compile import PAGES, CompiledPlace, CompiledPrint
from engines.form.prints.definition import Block as AnyBlock
from engines.form.prints.definition import (
    BreakBlock,
    CodeBlock,
    FieldsBlock,
    ImageBlock,
    LineBlock,
    LinesBlock,
    RowBlock,
    SignBlock,
    SpaceBlock,
    TextBlock,
)
from engines.form.prints.rich import Block, Run, blocks_of, plain_blocks
from engines.formula import ErrorValue
from engines.formula.values import to_text

Node = dict[str, Any]
ICON = 40
"""Millimetres: the width of a picture among words."""
_RIGHT = frozenset({"number", "money", "percent", "duration"})


class Surroundings(Protocol):
    """What filling asks of those who have records and files. Pictures: the name of the drawn file, None for none."""

    address: str

    def name(self, place: CompiledPlace, value: Any) -> str | None:
        """A value that a field does not know how to write: a person by name, say."""

    def picture(self, file: Mapping[str, Any]) -> str | None:
        """A picture that is held by the record."""

    def code(self, kind: str, text: str) -> str | None:
        """A QR code or a barcode."""


@dataclass
class Filler:
    """Fills one template for one record after another. `reading`: zone, and names of people and records."""

    compiled: CompiledPrint
    around: Surroundings
    reading: Reading
    language: str

    def holds(self, text: str | None, env: RecordEnv) -> bool:
        """Whether a condition holds; none always does, one that fails to compute does not."""
        program = self.compiled.conditions.get(text) if text is not None else None
        return text is None or (program is not None and program.run(env) is True)

    def nodes(self, blocks: Sequence[AnyBlock], env: RecordEnv) -> list[Node]:
        """What stands on the paper for this record."""
        found = (self._node(block, env) for block in blocks if self.holds(block.when, env))
        return [node for node in found if node is not None]

    def words(self, words: str | Mapping[Any, str], env: RecordEnv) -> list[Block]:
        """Formatted words with their places filled."""
        html = words if isinstance(words, str) else label_text(words, self.language)
        return blocks_of(html, lambda text: list(self._runs(text, env)))

    def line(self, text: str, env: RecordEnv) -> str:
        """Plain words with their places filled."""
        return "".join(run.get("s", "") for run in self._runs(text, env))

    def value(self, mark: str, env: RecordEnv, subform: str | None = None) -> str:
        """What is written for the inside of a pair of braces."""
        place = self.compiled.places.get((subform, mark))
        return "" if place is None else self._text(place, self._run(place, env))

    def typed(self, mark: str, env: RecordEnv, subform: str | None = None) -> dict[str, Any]:
        """A value for a sheet: `{"s": text}`, with `{"n": number, "is": kind}` or `{"d": day or time on the clock,
        "is"}` for what one can compute with. Durations are days."""
        place = self.compiled.places.get((subform, mark))
        if place is None:
            return {"s": ""}
        value = self._run(place, env)
        found: dict[str, Any] = {"s": self._text(place, value)}
        kind = kind_of(place.field) if place.field is not None else "number"
        if isinstance(value, Decimal):
            return found | {"n": value / 86_400 if kind == "duration" else value, "is": kind}
        if isinstance(value, dt.datetime):
            return found | {"d": value.astimezone(self.reading.tz).replace(tzinfo=None).isoformat(), "is": "datetime"}
        return found | {"d": value.isoformat(), "is": "date"} if isinstance(value, dt.date) else found

    def media(self, mark: str, env: RecordEnv, subform: str | None = None) -> list[str]:
        """The pictures that stand for the inside of a pair of braces."""
        place = self.compiled.places.get((subform, mark))
        return [] if place is None else self._pictures(place, self._run(place, env))

    def rows(self, subform: str, env: RecordEnv) -> Iterator[RecordEnv]:
        """The environments of a subform's rows; of one inside rows those in the row at hand, or all of them."""
        readers, (around, _, key) = self.compiled.row_readers[subform], subform.rpartition(".")
        holders = self.rows(around, env) if around and not env.row else (env,)
        for holder in holders:
            for row in (holder.row if around else holder.values).get(key) or ():
                yield holder.in_row(readers, row, {})

    def _run(self, place: CompiledPlace, env: RecordEnv) -> Any:
        if env.row and place.subform is None:  # a field of the record, asked for in a row
            env = self._of_record(env)
        elif env.outer and place.subform is not None and "." not in place.subform:  # of the row around
            env = self._of_record(env).in_row(self.compiled.row_readers[place.subform], env.outer, {})
        return place.program.run(env)

    def _of_record(self, env: RecordEnv) -> RecordEnv:
        readers = self.compiled.readers
        return RecordEnv(readers, env.values, {}, env.user, env.linked, env.now, env.tz, env.calendar)

    def _node(self, block: AnyBlock, env: RecordEnv) -> Node | None:
        match block:
            case TextBlock():
                return {"t": "rich", "blocks": self.words(block.html, env), "align": block.align, "size": block.size}
            case FieldsBlock():
                return self._fields(block, env)
            case LinesBlock():
                return self._lines(block, env)
            case ImageBlock():
                files = [name for each in env.values.get(block.field) or () if (name := self.around.picture(each))]
                return {"t": "image", "files": files, "w": block.width, "align": block.align} if files else None
            case CodeBlock():
                return self._code(block, env)
            case RowBlock():
                cells = [{"w": cell.width, "nodes": self.nodes(cell.blocks, env)} for cell in block.cells]
                return {"t": "row", "cells": cells}
            case SignBlock():
                return {"t": "sign", "names": [label_text(name, self.language) for name in block.names]}
            case SpaceBlock():
                return {"t": "space", "h": block.height}
            case LineBlock() | BreakBlock():
                return {"t": block.type}

    def _fields(self, block: FieldsBlock, env: RecordEnv) -> Node | None:
        items = []
        for key in block.fields:
            own = self.compiled.form.by_key.get(key)
            value = env.values.get(key)
            if own is None or isinstance(own, RowsField) or (value is None and not block.empty):
                continue
            label = own.name(self.language) if block.labels else None
            items.append({"label": label, "blocks": self._blocks(own, value)})
        return {"t": "fields", "columns": block.columns, "border": block.border, "items": items} if items else None

    def _lines(self, block: LinesBlock, env: RecordEnv) -> Node | None:
        subform = self.compiled.form.subform(block.subform)
        if subform is None:
            return None
        chosen = [(column, subform.by_key[column.field]) for column in block.columns if column.field in subform.by_key]
        rows = rows_at(env.values, block.subform.split("."))
        body = [[self._blocks(own, row.get(own.key)) for _, own in chosen] for row in rows]
        head = [label_text(column.label, self.language) or own.name(self.language) for column, own in chosen]
        right = [kind_of(own) in _RIGHT for _, own in chosen]
        widths: list[float | None] = [column.width for column, _ in chosen]
        foot = (
            [self._total(own, rows) if own.key in block.totals else [] for _, own in chosen] if block.totals else None
        )
        if block.numbered:
            head, right, widths = ["#", *head], [True, *right], [8, *widths]
            body = [[plain_blocks(str(number)), *cells] for number, cells in enumerate(body, 1)]
            foot = [[], *foot] if foot is not None else None
        if foot is not None:
            word = plain_blocks("合计" if self.language == "zh-CN" else "Total")
            free = next((place for place, cell in enumerate(foot) if not cell and head[place] != "#"), None)
            foot[0 if free is None else free] = word if free is not None or not foot[0] else foot[0]
        return {"t": "lines", "head": head, "right": right, "widths": widths, "rows": body, "foot": foot}

    def _total(self, own: FieldModel, rows: Sequence[Mapping[str, Any]]) -> list[Block]:
        values = [row.get(own.key) for row in rows]
        numbers = [value for value in values if isinstance(value, Decimal)]
        return self._blocks(own, sum(numbers, Decimal())) if numbers else []

    def _code(self, block: CodeBlock, env: RecordEnv) -> Node | None:
        text = self.around.address if block.value is None else self.value(block.value, env)
        file = self.around.code(block.kind, text) if text else None
        if file is None:
            return None
        wide = {"w": block.size, "h": block.size} if block.kind == "qr" else {"w": block.size * 2, "h": block.size / 2}
        return {"t": "code", "file": file, **wide, "align": block.align, "caption": text if block.caption else None}

    def _runs(self, text: str, env: RecordEnv) -> Iterator[Run]:
        for is_place, piece in marks.pieces(text):
            if not is_place:
                yield {"s": piece}
            elif piece.strip() in PAGES:
                yield {"page": PAGES[piece.strip()]}
            elif (place := self.compiled.places.get((None, piece))) is not None:
                value = self._run(place, env)
                if place.place.kind == "value":
                    yield {"s": self._text(place, value)}
                else:
                    yield from ({"img": name, "w": ICON} for name in self._pictures(place, value))

    def _pictures(self, place: CompiledPlace, value: Any) -> list[str]:
        if place.place.kind == "image":
            files = value if isinstance(value, list) else []
            names = (self.around.picture(each) for each in files if isinstance(each, Mapping))
            return [name for name in names if name]
        text = self._text(place, value)
        name = self.around.code("qr" if place.place.kind == "qr" else "code128", text) if text else None
        return [name] if name else []

    def _blocks(self, own: FieldModel, value: Any) -> list[Block]:
        """A field's value in full: formatted text as such, pictures as pictures."""
        if value is None:
            return []
        if isinstance(own, RowsField):
            return [block for row in value for block in self._row_blocks(own, row)]
        if own.type == "rich_text":
            return blocks_of(str(value), lambda text: [{"s": text}])
        if isinstance(own, FileField):
            runs: list[Run] = []
            for each in value:
                name = self.around.picture(each)
                runs += [{"img": name, "w": ICON}] if name else [{"s": f"{each.get('name', '')}\n"}]
            return [{"t": "p", "runs": runs}]
        return plain_blocks(self.written(own, value))

    def _row_blocks(self, own: RowsField, row: Mapping[str, Any]) -> list[Block]:
        """A row inside a row, in one cell: its values with their names, one row below the other."""
        shown = [column for column in own.fields if not column.hidden and row.get(column.key) is not None]
        words = (f"{column.name(self.language)} {self.written(column, row[column.key])}" for column in shown)
        return plain_blocks(("，" if self.language == "zh-CN" else ", ").join(words))

    def written(self, own: FieldModel, value: Any) -> str:
        """A value as its field writes it; `value` may be a list of them that came over links."""
        kind = type_of(own)
        several = isinstance(value, list) and not kind.formula_type(own).is_list
        values = value if several else [value]
        return "、".join(kind.format(own, each, self.language, self.reading) for each in values if each is not None)

    def _text(self, place: CompiledPlace, value: Any) -> str:
        if value is None or isinstance(value, ErrorValue):
            return ""
        if place.field is not None:
            return self.written(place.field, value)
        named = self.around.name(place, value)
        if named is not None:
            return named
        if isinstance(value, bool):
            return ("是" if value else "否") if self.language == "zh-CN" else ("yes" if value else "no")
        if isinstance(value, list | tuple):
            return "、".join(to_text(each, self.reading.tz) for each in value if not isinstance(each, dict))
        return "" if isinstance(value, dict) else to_text(value, self.reading.tz)


def kind_of(own: FieldModel) -> str:
    """The type that decides how a column stands: a formula's is that of its result."""
    return str(getattr(own, "as_", None) or own.type)
