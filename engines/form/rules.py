"""Rules and checks as they are written in a definition (docs/api.md, «The definition of a form»).

A *rule* changes what a field is (shown, required, read-only, set, its choices, its look) while its condition
holds; a *check* is a sentence that must be true before a record is saved. Conditions are formula text; `compile_form`
types them. The same two shapes stand in a form and in a subform (there they see the row's columns,
`parent.x` and `user`).
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from engines.form.labels import Label

MAX_FORMULA = 4_000  # characters

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
FormulaText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_FORMULA)]
Keys = Annotated[tuple[Key, ...], Field(max_length=500)]


Tone = Literal["grey", "blue", "teal", "green", "lime", "yellow", "orange", "red", "pink", "purple"]
"""Those of options: named, so that they fit the page's light and dark themes."""
StyleKey = Annotated[str, StringConstraints(pattern=r"^(\*|[a-z][a-z0-9_]{0,47})$")]
OptionValue = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Offered = Annotated[tuple[OptionValue, ...], Field(min_length=1, max_length=2_000)]


class Style(BaseModel):
    """How a value looks. `color` is that of the text."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    color: Tone | None = None
    background: Tone | None = None
    bold: bool = False


class Rule(BaseModel):
    """While `when` holds: the fields of `show` are visible (they are hidden otherwise, unless another
    rule shows them), those of `hide` are hidden (wins over `show`), of `require` must be filled in, of
    `readonly` can't be changed by a person; `set` gives fields the value of a formula when the rule
    starts to hold or something it reads has changed; `options` leaves a field only these of its options
    (with several such rules, those that each of them leaves); `style` gives fields, or with `*` the whole
    row, a look (of several that hold the last one counts)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, StringConstraints(max_length=64)] = ""
    label: Label = ""
    when: FormulaText
    show: Keys = ()
    hide: Keys = ()
    require: Keys = ()
    readonly: Keys = ()
    set: dict[Key, FormulaText] = Field(default_factory=dict, max_length=100)
    options: dict[Key, Offered] = Field(default_factory=dict, max_length=100)
    style: dict[StyleKey, Style] = Field(default_factory=dict, max_length=100)

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        parts = (self.show, self.hide, self.require, self.readonly, self.set, self.options, self.style)
        if not any(parts):
            raise ValueError("a rule needs show, hide, require, readonly, set, options or style")
        return self


class Check(BaseModel):
    """`assert` must not be false when a record is saved; `block` refuses, `warn` only tells."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)
    id: Annotated[str, StringConstraints(max_length=64)] = ""
    assertion: FormulaText = Field(alias="assert")
    level: Literal["block", "warn"] = "block"
    message: Label
    fields: Keys = ()


class Lock(BaseModel):
    """`when`: a record is locked while this holds for what is stored; `manual`: single records may be locked by hand.
    Who may lock and unlock says the right `lock` of a grant. `message`: why, for people. `flows`: flows still change
    it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    when: FormulaText | None = None
    manual: bool = False
    message: Label = ""
    flows: bool = True


class Unique(BaseModel):
    """No two live records have the same non-empty values here. `normalise` compares without case,
    outer blanks and full-width forms."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    fields: Annotated[tuple[Key, ...], Field(min_length=1, max_length=8)]
    normalise: bool = False
    message: Label | None = None
