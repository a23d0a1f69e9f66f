"""What a public link of a form says: which fields, for whom, until when, how it looks. Bodies of its routes too."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from engines.form.rules import FormulaText, Key

MOST_DAYS = 366
FieldPath = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){0,2}$")]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Prose = Annotated[str, StringConstraints(max_length=4_000)]
Text = Prose | dict[Literal["zh-CN", "en"], Prose]
Title = Line | dict[Literal["zh-CN", "en"], Line]
Parameter = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z][a-zA-Z0-9_-]{0,39}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LinkField(_Strict):
    """One field of the form that the link shows or fills.

    `ask`: people fill it in. `locked`: they see what the signed address says and can't change it. `hidden`: not shown;
    only the signed address or a channel fills it. `columns`: of a subform, those shown (None: all; rows
    inside rows come with all of theirs).
    """

    field: Key
    mode: Literal["ask", "locked", "hidden"] = "ask"
    required: bool = False
    columns: Annotated[tuple[Key, ...], Field(min_length=1, max_length=100)] | None = None


class Choosable(_Strict):
    """Which records a linked field offers and what is told of them. `filter`: a condition over the linked form beside
    the field's own; `ids`: only these; `title`: the field that names them (None: the form's own title)."""

    filter: FormulaText | None = None
    ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=200)] | None = None
    title: Key | None = None


class Page(_Strict):
    """A page of several, shown while `when` holds (None: always)."""

    label: Title = ""
    fields: Annotated[tuple[Key, ...], Field(min_length=1, max_length=500)]
    when: FormulaText | None = None


class Channel(_Strict):
    """A parameter of the address that is stored into a field: `?from=wechat`."""

    parameter: Parameter
    field: Key


class Theme(_Strict):
    """How the page looks. `logo`, `cover`: ids of uploaded pictures."""

    color: Colour | None = None
    background: Colour | None = None
    logo: Id | None = None
    cover: Id | None = None


class Thanks(_Strict):
    """What is said after sending; `{field}` in the text is what the person sent there, or a serial number."""

    title: Title = ""
    text: Text = ""
    button: Title = ""
    url: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$", max_length=500)] = ""


Word = Literal[
    "name", "page", "title", "referrer", "source", "visitor", "session", "id", "at", "seconds", "props",
]  # fmt: skip
"""What the script for web pages says of an event (docs/signals.md)."""


class Signals(_Strict):
    """The link takes what pages, apps and mails send by themselves, and is no form to fill in. `sites`: whose pages may
    send, and where a followed address may carry who follows it. `words`: the field that keeps each word of the
    script; a word without one is dropped. The fields have to be among those that the link asks for."""

    sites: Annotated[tuple[Annotated[str, StringConstraints(max_length=200)], ...], Field(max_length=20)] = ()
    words: Annotated[dict[Word, Key], Field(max_length=20)] = Field(default_factory=dict)


class LinkSettings(_Strict):
    """The whole of it. `who`: anyone, people signed in here, or the recipients the link was made out to (each has a
    one-time address). `once`: one answer each. `edit_days`: how long an answer may be changed by who gave it."""

    title: Title = ""
    intro: Text = ""
    fields: Annotated[tuple[LinkField, ...], Field(min_length=1, max_length=500)]
    choices: Annotated[dict[FieldPath, Choosable], Field(max_length=100)] = Field(default_factory=dict)
    pages: Annotated[tuple[Page, ...], Field(max_length=30)] = ()
    channels: Annotated[tuple[Channel, ...], Field(max_length=20)] = ()
    who: Literal["anyone", "signed_in", "recipients"] = "anyone"
    once: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    quota: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    edit_days: Annotated[int, Field(ge=0, le=MOST_DAYS)] = 0
    drafts: bool = False
    owner: Id | None = None
    timezone: Annotated[str, StringConstraints(max_length=64)] = "Asia/Shanghai"
    frames: Annotated[tuple[Annotated[str, StringConstraints(max_length=200)], ...], Field(max_length=20)] = ()
    theme: Theme = Theme()
    thanks: Thanks = Thanks()
    closed_text: Text = ""
    signals: Signals | None = None

    @model_validator(mode="after")
    def _instants_have_a_zone(self) -> LinkSettings:
        for each in (self.opens_at, self.closes_at):
            if each is not None and each.tzinfo is None:
                raise ValueError("an instant needs a zone")
        return self

    @property
    def asked(self) -> tuple[str, ...]:
        """Keys of the fields that people fill in."""
        return tuple(each.field for each in self.fields if each.mode == "ask")

    @property
    def shown(self) -> tuple[str, ...]:
        """Keys of the fields on the page, in its order."""
        return tuple(each.field for each in self.fields if each.mode != "hidden")

    @property
    def signed(self) -> frozenset[str]:
        """Keys of the fields that a signed address may fill in."""
        return frozenset(each.field for each in self.fields)


def settings_of(document: dict[str, Any]) -> LinkSettings:
    """As stored."""
    return LinkSettings.model_validate(document)


class LinkBody(_Strict):
    """A link to be made or changed. `key`: what flows and packages call it, given once, made of the label when left
    out. `password`: None keeps the one there is, "" takes it away."""

    key: Key | None = None
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    active: bool = True
    password: Annotated[str, StringConstraints(max_length=128)] | None = None
    settings: LinkSettings


class LinkChange(LinkBody):
    """`version` as it was seen."""

    version: Annotated[int, Field(ge=1)]


class NewRecipients(_Strict):
    """One address each."""

    labels: Annotated[
        list[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]],
        Field(min_length=1, max_length=1_000),
    ]


Target = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+(/\S*)?$", max_length=2_000)]


class Prefill(_Strict):
    """Values to sign into an address; None: it holds as long as the link. `page`: of a link that takes signals, what
    that the address leads on to."""

    values: Annotated[dict[Key, Any], Field(min_length=1, max_length=100)]
    expires_at: datetime | None = None
    page: Target | None = None


class Password(_Strict):
    password: Annotated[str, StringConstraints(min_length=1, max_length=128)]


class Proof(_Strict):
    """A challenge and the number that solves it."""

    challenge: Annotated[str, StringConstraints(max_length=200)]
    nonce: Annotated[int, Field(ge=0, le=2**53)]


class AnswerBody(_Strict):
    """A form filled in. `prefill`: the signed values of the address; `channel`: its other parameters; `draft`: the
    place the answer was kept so far, which ends with it."""

    values: Annotated[dict[str, Any], Field(max_length=600)]
    proof: Proof
    prefill: Annotated[str, StringConstraints(max_length=8_000)] | None = None
    channel: Annotated[dict[Parameter, Annotated[str, StringConstraints(max_length=200)]], Field(max_length=20)] = (
        Field(default_factory=dict)
    )
    draft: Annotated[str, StringConstraints(max_length=200)] | None = None


class AnswerChange(_Strict):
    """Changed fields of one's own answer; `version` as it was seen."""

    values: Annotated[dict[str, Any], Field(max_length=600)]
    version: Annotated[int, Field(ge=1)]
    proof: Proof


class DraftBody(_Strict):
    """What is filled in so far; `draft` names the place it was kept in."""

    values: Annotated[dict[str, Any], Field(max_length=600)]
    draft: Annotated[str, StringConstraints(max_length=200)] | None = None


class SignalBody(_Strict):
    """Events in the order in which they happened. `prefill`: who sends them, as a signed address said."""

    signals: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=50)]
    prefill: Annotated[str, StringConstraints(max_length=8_000)] | None = None
