"""The profile of a form, as it stands in the definition (`profile`): one page that shows a record with everything that
leads to it.

A *path* says how records of another form lead to this one, from link to link: `customer` (a link of theirs),
`ticket.customer` (behind a link of theirs), `contact.customer.parent`, `attendees.customer` (a link in their rows).
A source may name several: a record that leads here by any of them is there once.

What is shown is under the reader's rights, whatever stands here: a form one may not read is not there.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from engines.form.labels import Label
from engines.form.rules import FormulaText, Key, Tone
from engines.form.views import Path as FieldPath
from engines.form.views import SortKey

MAX_LINKS = 3
LinkPath = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){0,3}$")]
Paths = Annotated[tuple[LinkPath, ...], Field(min_length=1, max_length=4)]
Icon = Annotated[str, StringConstraints(max_length=64)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HeaderField(_Part):
    """A field beside the title. `badge`: its value alone, coloured as its option is; `figure`: a large number with its
    name; `line`: name and value. `label`: another name for it here."""

    field: Key
    look: Literal["badge", "figure", "line"] = "line"
    label: Label | None = None


class Source(_Part):
    """Records of `form` that lead here by one of `paths`, and for which `filter` holds (a formula over them)."""

    form: Key
    paths: Paths
    filter: FormulaText | None = None


class Figure(Source):
    """A number over a source: `count` needs no field. It is one of those the reader may sum up (`aggregate`), but for
    a count, which needs the right to read. `color` where it isn't nought."""

    key: Key
    label: Label = ""
    fn: Literal["count", "sum", "avg", "min", "max"] = "count"
    field: Key | None = None
    color: Tone | None = None
    icon: Icon | None = None

    @model_validator(mode="after")
    def _counts_or_names(self) -> Self:
        if (self.fn == "count") != (self.field is None):
            raise ValueError("a count has no field, everything else has one")
        return self


class RelatedList(Source):
    """A list of a tab: these columns, in this order. `add`: new ones may be begun here (a direct link only)."""

    key: Key
    label: Label = ""
    columns: Annotated[tuple[FieldPath, ...], Field(max_length=30)] = ()
    sort: Annotated[tuple[SortKey, ...], Field(max_length=3)] = ()
    add: bool = True


class Tab(_Part):
    """`fields`: own fields of the record above the lists."""

    key: Key
    label: Label = ""
    icon: Icon | None = None
    fields: Annotated[tuple[Key, ...], Field(max_length=100)] = ()
    figures: Annotated[tuple[Figure, ...], Field(max_length=8)] = ()
    lists: Annotated[tuple[RelatedList, ...], Field(max_length=12)] = ()


class TimelineSource(Source):
    """What happened, of one kind: `date` says when, `text` is what is read first (without it the title), `fields`
    stand beside it. `who`: the person behind it, without it nobody is named."""

    key: Key
    label: Label = ""
    date: Key
    text: Key | None = None
    fields: Annotated[tuple[Key, ...], Field(max_length=6)] = ()
    who: Key | None = None
    icon: Icon | None = None
    color: Tone | None = None


class Profile(_Part):
    """`header` and `figures` stand above the tabs; without `timeline` there is none."""

    header: Annotated[tuple[HeaderField, ...], Field(max_length=24)] = ()
    figures: Annotated[tuple[Figure, ...], Field(max_length=12)] = ()
    tabs: Annotated[tuple[Tab, ...], Field(max_length=12)] = ()
    timeline: Annotated[tuple[TimelineSource, ...], Field(max_length=40)] = ()

    def sources(self) -> Iterator[tuple[tuple[str | int, ...], Source]]:
        """Everything that leads here, with its place in the document."""
        for index, figure in enumerate(self.figures):
            yield ("figures", index), figure
        for number, tab in enumerate(self.tabs):
            for index, figure in enumerate(tab.figures):
                yield ("tabs", number, "figures", index), figure
            for index, each in enumerate(tab.lists):
                yield ("tabs", number, "lists", index), each
        for index, source in enumerate(self.timeline):
            yield ("timeline", index), source

    def lists(self) -> Iterator[RelatedList]:
        """The lists of all tabs."""
        for tab in self.tabs:
            yield from tab.lists


__all__ = [
    "MAX_LINKS", "Figure", "HeaderField", "Profile", "RelatedList", "Source", "Tab", "TimelineSource",
]  # fmt: skip
