"""Rules and checks as they are written in a definition (docs/api.md, «The definition of a form»).

A *rule* changes what a field is (shown, required, read-only, set) while its condition holds; a *check*
is a sentence that must be true before a record is saved. Conditions are formula text; `compile_form`
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


class Rule(BaseModel):
    """While `when` holds: the fields of `show` are visible (they are hidden otherwise, unless another
    rule shows them), those of `hide` are hidden (wins over `show`), of `require` must be filled in, of
    `readonly` can't be changed by a person; `set` gives fields the value of a formula when the rule
    starts to hold or something it reads has changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, StringConstraints(max_length=64)] = ""
    label: Label = ""
    when: FormulaText
    show: Keys = ()
    hide: Keys = ()
    require: Keys = ()
    readonly: Keys = ()
    set: dict[Key, FormulaText] = Field(default_factory=dict, max_length=100)

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not (self.show or self.hide or self.require or self.readonly or self.set):
            raise ValueError("a rule needs show, hide, require, readonly or set")
        return self


class Check(BaseModel):
    """`assert` must not be false when a record is saved; `block` refuses, `warn` only tells."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)
    id: Annotated[str, StringConstraints(max_length=64)] = ""
    assertion: FormulaText = Field(alias="assert")
    level: Literal["block", "warn"] = "block"
    message: Label
    fields: Keys = ()


class Unique(BaseModel):
    """No two live records have the same non-empty values here. `normalise` compares without case,
    outer blanks and full-width forms."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    fields: Annotated[tuple[Key, ...], Field(min_length=1, max_length=8)]
    normalise: bool = False
    message: Label | None = None
